"""`tf.keras.activations`: elementwise functions, and their names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.engine import Tensor, problem
from tapeflow.keras.saving.registry import get_registered_name, get_registered_object
from tapeflow.keras.saving.serialization import deserialize_keras_object, serialize_keras_object
from tapeflow.ops import nn
from tapeflow.ops.nn import hard, smooth

linear = smooth.linear
exponential = smooth.exponential
celu = smooth.celu
glu = smooth.glu
mish = smooth.mish
log_sigmoid = smooth.log_sigmoid
squareplus = smooth.squareplus
sparse_plus = smooth.sparse_plus
sparse_sigmoid = smooth.sparse_sigmoid
sparsemax = smooth.sparsemax
hard_sigmoid = hard.hard_sigmoid
hard_silu = hard_swish = hard.hard_silu
hard_tanh = hard.hard_tanh
hard_shrink = hard.hard_shrink
soft_shrink = hard.soft_shrink
tanh_shrink = hard.tanh_shrink
threshold = hard.threshold


def _like(op_function: Callable) -> Callable:
    """Gives an activation the op it stands for, which a layer can compute inside its own op."""

    def decorate(function: Callable) -> Callable:
        function.op = op_function.op  # type: ignore[attr-defined]
        return function

    return decorate


@_like(nn.relu)
def relu(
    x: Any, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0
) -> Tensor:
    """`x` from `threshold` up to `max_value`; below, `negative_slope * (x - threshold)`.

    >>> import tapeflow as tf
    >>> tf.keras.activations.relu(tf.constant([-2.0, 1.0, 9.0]), max_value=6.0).numpy().tolist()
    [0.0, 1.0, 6.0]
    """
    if not negative_slope and max_value is None and not threshold:
        return nn.relu(x)
    return hard.bounded_relu(x, negative_slope, max_value, threshold)


@_like(nn.relu6)
def relu6(x: Any) -> Tensor:
    """`min(max(x, 0), 6)`."""
    return nn.relu6(x)


@_like(nn.leaky_relu)
def leaky_relu(x: Any, negative_slope: float = 0.2) -> Tensor:
    """`x` where positive, `negative_slope * x` elsewhere."""
    return nn.leaky_relu(x, negative_slope)


@_like(nn.elu)
def elu(x: Any, alpha: float = 1.0) -> Tensor:
    """`x` where positive, `alpha * (exp(x) - 1)` elsewhere."""
    return nn.elu(x) if alpha == 1 else smooth.scaled_elu(x, alpha)


@_like(nn.selu)
def selu(x: Any) -> Tensor:
    """`scale * elu(x, alpha)` with the two constants of self-normalizing networks."""
    return nn.selu(x)


@_like(nn.softplus)
def softplus(x: Any) -> Tensor:
    """`log(exp(x) + 1)`."""
    return nn.softplus(x)


@_like(nn.softsign)
def softsign(x: Any) -> Tensor:
    """`x / (abs(x) + 1)`."""
    return nn.softsign(x)


@_like(nn.gelu)
def gelu(x: Any, approximate: bool = False) -> Tensor:
    """`x * P(X <= x)` for a standard normal `X`."""
    return nn.gelu(x, approximate)


@_like(nn.sigmoid)
def sigmoid(x: Any) -> Tensor:
    """`1 / (1 + exp(-x))`."""
    return nn.sigmoid(x)


@_like(nn.tanh)
def tanh(x: Any) -> Tensor:
    """The hyperbolic tangent."""
    return nn.tanh(x)


@_like(nn.silu)
def silu(x: Any) -> Tensor:
    """`x * sigmoid(x)`."""
    return nn.silu(x)


swish = silu


@_like(nn.softmax)
def softmax(x: Any, axis: int | tuple[int, ...] = -1) -> Tensor:
    """`exp(x) / sum(exp(x))` along `axis`."""
    return nn.softmax(x, axis)


@_like(nn.log_softmax)
def log_softmax(x: Any, axis: int = -1) -> Tensor:
    """`log(softmax(x))` along `axis`."""
    return nn.log_softmax(x, axis)


_NAMES = (
    "celu",
    "elu",
    "exponential",
    "gelu",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_tanh",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "tanh",
    "tanh_shrink",
    "threshold",
)
_BY_NAME = {name: globals()[name] for name in _NAMES} | {"swish": silu, "hard_swish": hard_silu}
_BY_OP = {
    function.op: name for name, function in reversed(_BY_NAME.items()) if hasattr(function, "op")
}


def get(identifier: Any) -> Callable:
    """The activation that a function, name, config or None (linear) stands for.

    Raises:
      ValueError: nothing known by that name.

    >>> import tapeflow as tf
    >>> tf.keras.activations.get("relu") is tf.keras.activations.relu
    True
    """
    if identifier is None:
        return linear
    if callable(identifier):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier)
    found = None
    if isinstance(identifier, str):
        found = get_registered_object(identifier) or _BY_NAME.get(identifier)
    if found is None:
        raise ValueError(
            problem(
                f"Could not interpret activation function identifier: {identifier}",
                expected=f"a function, None, or one of {', '.join(sorted(_BY_NAME))}",
            )
        )
    return found


def serialize(activation: Callable) -> Any:
    """The name of an activation; a dict for a function or layer of one's own."""
    own = getattr(activation, "op", None)
    if own is not None and own in _BY_OP and get_registered_name(activation) == activation.__name__:
        return _BY_OP[own]
    return serialize_keras_object(activation)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Callable:
    """The activation of a name or config."""
    if isinstance(config, str) or config is None:
        return get(config)
    return deserialize_keras_object(config, custom_objects)
