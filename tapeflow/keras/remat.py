"""`RematScope` and `remat`: gradients that compute what lies between again."""

from __future__ import annotations

import functools
import math
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from tapeflow.engine import problem
from tapeflow.engine.nest import flatten
from tapeflow.keras.symbolic import traced_spec
from tapeflow.ops.function import recompute_grad

_MODES = ("full", "activations", "larger_than", "list_of_layers", None)


class RematMode(NamedTuple):
    """What the layers made in a scope compute again."""

    mode: str | None
    output_size_threshold: int
    layer_names: tuple[str, ...]


class _Local(threading.local):
    scopes: tuple[RematMode, ...] = ()


_local = _Local()


class RematScope:
    """A `with` block: the layers made in it trade time for memory when they are trained.

    A backward pass is given their inputs and outputs, and computes what lies between again (Chen
    et al. 2016, arXiv:1604.06174).

    Args:
      mode: "full": every layer; "activations": the activation functions of layers that have one;
        "larger_than": layers whose outputs have more elements than `output_size_threshold`;
        "list_of_layers": those of `layer_names`; None: no layer.
      output_size_threshold: elements, for "larger_than".
      layer_names: for "list_of_layers".

    Raises:
      ValueError: another mode.

    >>> import tapeflow as tf
    >>> with tf.keras.RematScope("full"):
    ...     layer = tf.keras.layers.Dense(2, activation="tanh")
    >>> layer(tf.ones([1, 3])).shape
    TensorShape([1, 2])
    """

    def __init__(
        self, mode: str | None = "full", output_size_threshold: int = 1024, layer_names: Any = None
    ):
        if mode not in _MODES:
            raise ValueError(
                problem(f"RematScope: Invalid mode '{mode}'", expected=f"one of {_MODES}")
            )
        self.mode, self.output_size_threshold = mode, output_size_threshold
        self.layer_names = list(layer_names or [])
        self._outer: list[tuple] = []

    def __enter__(self) -> RematScope:
        self._outer.append(_local.scopes)
        mode = RematMode(self.mode, self.output_size_threshold, tuple(self.layer_names))
        _local.scopes = (*_local.scopes, mode)
        return self

    def __exit__(self, *exception: Any) -> None:
        _local.scopes = self._outer.pop()


def remat(f: Callable) -> Callable:
    """`f`, of whose values a gradient keeps the arguments and results alone.

    Args:
      f: takes anything and gives a (structure of) tensors.

    Returns:
      A function of the same arguments; see `tf.recompute_grad`.

    >>> import tapeflow as tf
    >>> tf.keras.remat(tf.sin)(0.0).numpy()
    np.float32(0.0)
    """
    return recompute_grad(f)


def current_mode() -> RematMode | None:
    """The mode of the scope around; None outside, or in one that wants nothing."""
    mode = _local.scopes[-1] if _local.scopes else None
    return None if mode is None or mode.mode is None else mode


def rematerialized(layer: Any, layer_call: Callable, args: tuple, kwargs: dict) -> Callable:
    """`layer_call`, or what stands for it by the mode that the layer was made in."""
    wanted = layer.__dict__.get("_remat_mode")
    if wanted is None:
        return layer_call
    if wanted.mode == "activations" and getattr(layer, "activation", None) is not None:
        return functools.partial(_with_activation, layer, layer_call)
    whole = wanted.mode == "full" or (
        wanted.mode == "list_of_layers" and layer.name in wanted.layer_names
    )
    if wanted.mode == "larger_than":
        whole = _size(layer, layer_call, args, kwargs) > wanted.output_size_threshold
    return remat(layer_call) if whole else layer_call


def call_in_mode(layer: Any, *args: Any, **kwargs: Any) -> Any:
    """What stands for `call` on a layer that was made in a scope."""
    call = functools.partial(type(layer).call, layer)
    return layer.rematerialized_call(call, *args, **kwargs)(*args, **kwargs)


def _with_activation(layer: Any, layer_call: Callable, *args: Any, **kwargs: Any) -> Any:
    own = layer.activation
    layer.__dict__["activation"] = remat(own)
    try:
        return layer_call(*args, **kwargs)
    finally:
        layer.__dict__["activation"] = own


def _size(layer: Any, layer_call: Callable, args: tuple, kwargs: dict) -> int:
    """Elements of the outputs, without axes of unknown size."""
    try:
        shapes = layer.compute_output_shape(tuple(args[0].shape))
        shapes = shapes if isinstance(shapes, list) else [shapes]
    except (NotImplementedError, AttributeError):  # it can't tell, or takes several inputs
        shapes = [tensor.shape for tensor in flatten(traced_spec(layer_call, args, kwargs))]
    return sum(math.prod(size for size in shape if size) for shape in shapes)
