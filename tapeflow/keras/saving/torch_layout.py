"""How PyTorch's modules keep the weights of known layers: names, axes and the order of gates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from tapeflow.engine import problem

# PyTorch's gates are reset, update, new; Keras's are update, reset, new. LSTMs agree.
_GRU = (1, 0, 2)
# Counters that Keras does not have.
IGNORED = ("num_batches_tracked",)


class Part(NamedTuple):
    """A weight of a layer, and the arrays of a module that it is made of, and makes."""

    variable: Any
    names: tuple[str, ...]
    read: Callable[..., np.ndarray]
    write: Callable[[np.ndarray], tuple[np.ndarray, ...]]


def parts(layer: Any, level: int = 0) -> list[Part] | None:
    """The weights of a layer by their names in a module; None for an unknown kind of layer.

    Args:
      layer: a built layer.
      level: of stacked recurrent layers, which are one module in PyTorch, the place.

    Raises:
      ValueError: a setting that PyTorch's module does not have.
    """
    for kind in type(layer).__mro__:
        rule = _RULES.get(kind.__name__)
        if rule is not None:
            return rule(layer, level) if rule in _WITH_LEVEL else rule(layer)
    return None


def _same(variable: Any, name: str) -> list[Part]:
    if variable is None:
        return []
    shape = tuple(variable.shape)
    return [Part(variable, (name,), lambda a: a.reshape(shape), lambda a: (a.squeeze(),))]


def _plain(**names: str) -> Callable:
    """Weights that are the same in both, by their attributes here."""

    def rule(layer: Any) -> list[Part]:
        found = [
            Part(variable, (name,), lambda a: a, lambda a: (a,))
            for attribute, name in names.items()
            if (variable := getattr(layer, attribute, None)) is not None
        ]
        return found

    return rule


def _axes(variable: Any, order: tuple[int, ...]) -> Part:
    back = tuple(np.argsort(order))
    return Part(variable, ("weight",), lambda a: a.transpose(order), lambda a: (a.transpose(back),))


def _dense(layer: Any) -> list[Part]:
    flattened = _flattened(layer)
    if flattened is None:
        return [_axes(layer.kernel, (1, 0)), *_plain(bias="bias")(layer)]
    # Channels come first where PyTorch flattens: the rows are in another order.
    *sizes, channels = flattened
    count = len(sizes)

    def read(array: np.ndarray) -> np.ndarray:
        rows = array.T.reshape(channels, *sizes, -1)
        return np.moveaxis(rows, 0, count).reshape(-1, array.shape[0])

    def write(array: np.ndarray) -> tuple[np.ndarray]:
        rows = array.reshape(*sizes, channels, -1)
        return (np.moveaxis(rows, count, 0).reshape(-1, array.shape[-1]).T,)

    return [Part(layer.kernel, ("weight",), read, write), *_plain(bias="bias")(layer)]


def _flattened(layer: Any) -> tuple | None:
    """The shape that a Flatten before the layer flattened, if channels came last in it."""
    nodes = layer._inbound_nodes
    history = getattr(nodes[0].args[0], "_keras_history", None) if nodes else None
    before = None if history is None else history.operation
    while type(before).__name__ in ("Dropout", "Activation", "ReLU"):
        before = before._inbound_nodes[0].args[0]._keras_history.operation
    if type(before).__name__ != "Flatten" or before.data_format == "channels_first":
        return None
    shape = tuple(before._inbound_nodes[0].args[0].shape)[1:]
    return shape if len(shape) > 1 and None not in shape else None


def _convolution(layer: Any) -> list[Part]:
    rank = len(layer.kernel.shape) - 2
    # (outputs, inputs, ...) there, (..., inputs, outputs) here; transposed ones turn both around.
    return [_axes(layer.kernel, (*range(2, rank + 2), 1, 0)), *_plain(bias="bias")(layer)]


def _depthwise(layer: Any) -> list[Part]:
    *sizes, channels, multiplier = layer.kernel.shape

    def read(array: np.ndarray) -> np.ndarray:
        return np.moveaxis(array[:, 0], 0, -1).reshape(*sizes, channels, multiplier)

    def write(array: np.ndarray) -> tuple[np.ndarray]:
        return (np.moveaxis(array.reshape(*sizes, -1), -1, 0)[:, None],)

    return [Part(layer.kernel, ("weight",), read, write), *_plain(bias="bias")(layer)]


def _prelu(layer: Any) -> list[Part]:
    return _same(layer.alpha, "weight")


def _recurrent(layer: Any, level: int, suffix: str = "") -> list[Part]:
    cell, gru = layer.cell, "GRU" in type(layer).__name__
    if gru and not cell.reset_after:
        raise ValueError(
            problem(
                f"GRU '{layer.name}' resets before the matrix product, PyTorch's after it",
                fix="reset_after=True",
            )
        )
    ends = f"_l{level}{suffix}"

    def swapped(array: np.ndarray) -> np.ndarray:  # its own inverse
        return np.concatenate([np.split(array, 3)[i] for i in _GRU]) if gru else array

    def weight(variable: Any, name: str) -> Part:
        return Part(
            variable, (name + ends,), lambda a: swapped(a).T, lambda a: (swapped(a.T.copy()),)
        )

    found = [weight(cell.kernel, "weight_ih"), weight(cell.recurrent_kernel, "weight_hh")]
    if cell.bias is None:
        return found
    names = (f"bias_ih{ends}", f"bias_hh{ends}")
    if gru:
        two = (lambda a, b: np.stack([swapped(a), swapped(b)]), lambda a: tuple(map(swapped, a)))
        return [*found, Part(cell.bias, names, *two)]
    return [*found, Part(cell.bias, names, lambda a, b: a + b, lambda a: (a, np.zeros_like(a)))]


def _bidirectional(layer: Any, level: int) -> list[Part]:
    return [
        *_recurrent(layer.forward_layer, level),
        *_recurrent(layer.backward_layer, level, "_reverse"),
    ]


def _attention(layer: Any) -> list[Part]:
    inner = (layer.query_dense, layer.key_dense, layer.value_dense)
    found = []
    for i, dense in enumerate(inner):
        found.append(_third(dense.kernel, "in_proj_weight", i))
        if dense.bias is not None:
            found.append(_third(dense.bias, "in_proj_bias", i))
    output = layer.output_dense
    heads, size, units = output.kernel.shape
    kernel = (
        lambda a: a.T.reshape(heads, size, units),
        lambda a: (a.reshape(heads * size, units).T,),
    )
    found.append(Part(output.kernel, ("out_proj.weight",), *kernel))
    return found + [part._replace(names=("out_proj.bias",)) for part in _plain(bias="")(output)]


def _third(variable: Any, name: str, i: int) -> Part:
    """A kernel or bias of the query, key or value, which are one array in PyTorch."""
    shape = tuple(variable.shape)

    def read(array: np.ndarray) -> np.ndarray:
        return np.split(array, 3)[i].T.reshape(shape)

    def write(array: np.ndarray) -> tuple[np.ndarray]:
        return (array.reshape(shape[0], -1).T if len(shape) == 3 else array.ravel(),)

    return Part(variable, (name,), read, write)


_WITH_LEVEL = (_recurrent, _bidirectional)
_normalization = _plain(gamma="weight", beta="bias")
_RULES: dict[str, Callable] = {
    "Dense": _dense,
    "BaseConv": _convolution,
    "Conv1D": _convolution,
    "Conv2D": _convolution,
    "Conv3D": _convolution,
    "Conv1DTranspose": _convolution,
    "Conv2DTranspose": _convolution,
    "Conv3DTranspose": _convolution,
    "DepthwiseConv1D": _depthwise,
    "DepthwiseConv2D": _depthwise,
    "Embedding": _plain(embeddings="weight"),
    "BatchNormalization": _plain(
        gamma="weight", beta="bias", moving_mean="running_mean", moving_variance="running_var"
    ),
    "LayerNormalization": _normalization,
    "GroupNormalization": _normalization,
    "RMSNormalization": _plain(scale="weight"),
    "PReLU": _prelu,
    "LSTM": _recurrent,
    "GRU": _recurrent,
    "SimpleRNN": _recurrent,
    "Bidirectional": _bidirectional,
    "MultiHeadAttention": _attention,
}
