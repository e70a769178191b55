"""Keras 2's `K` functions of numbers: elementwise, reductions, products."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, problem
from tapeflow.keras import backend, ops
from tapeflow.keras.ops.core import shape as shape_of
from tapeflow.ops.linalg.einsum import tensordot
from tapeflow.ops.math.cast import cast as cast_to
from tapeflow.ops.nn.hard import bounded_relu


def abs(x: Any) -> Tensor:
    """The absolute value, elementwise."""
    return ops.abs(x)


def clip(x: Any, min_value: Any, max_value: Any) -> Tensor:
    """`x`, but no less than one number and no more than another; None is no bound."""
    return ops.clip(x, min_value, max_value)


def cos(x: Any) -> Tensor:
    """The cosine, elementwise."""
    return ops.cos(x)


def equal(x: Any, y: Any) -> Tensor:
    """Whether `x == y`, elementwise."""
    return ops.equal(x, y)


def exp(x: Any) -> Tensor:
    """`e ** x`, elementwise."""
    return ops.exp(x)


def greater(x: Any, y: Any) -> Tensor:
    """Whether `x > y`, elementwise."""
    return ops.greater(x, y)


def greater_equal(x: Any, y: Any) -> Tensor:
    """Whether `x >= y`, elementwise."""
    return ops.greater_equal(x, y)


def less(x: Any, y: Any) -> Tensor:
    """Whether `x < y`, elementwise."""
    return ops.less(x, y)


def less_equal(x: Any, y: Any) -> Tensor:
    """Whether `x <= y`, elementwise."""
    return ops.less_equal(x, y)


def log(x: Any) -> Tensor:
    """The natural logarithm, elementwise."""
    return ops.log(x)


def maximum(x: Any, y: Any) -> Tensor:
    """The larger of two, elementwise."""
    return ops.maximum(x, y)


def minimum(x: Any, y: Any) -> Tensor:
    """The smaller of two, elementwise."""
    return ops.minimum(x, y)


def not_equal(x: Any, y: Any) -> Tensor:
    """Whether `x != y`, elementwise."""
    return ops.not_equal(x, y)


def pow(x: Any, a: Any) -> Tensor:
    """`x ** a`, elementwise."""
    return ops.power(x, a)


def round(x: Any) -> Tensor:
    """The nearest whole number, elementwise; halves go to the even one."""
    return ops.round(x)


def sign(x: Any) -> Tensor:
    """-1, 0 or 1, elementwise."""
    return ops.sign(x)


def sin(x: Any) -> Tensor:
    """The sine, elementwise."""
    return ops.sin(x)


def sqrt(x: Any) -> Tensor:
    """The square root, elementwise; of negative numbers 0."""
    return ops.sqrt(ops.maximum(x, 0))


def square(x: Any) -> Tensor:
    """`x * x`, elementwise."""
    return ops.square(x)


def all(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """Whether all elements are not 0."""
    return ops.all(x, axis, keepdims)


def any(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """Whether an element is not 0."""
    return ops.any(x, axis, keepdims)


def argmax(x: Any, axis: int = -1) -> Tensor:
    """The place of the largest, int64."""
    return cast_to(ops.argmax(x, axis), "int64")


def argmin(x: Any, axis: int = -1) -> Tensor:
    """The place of the smallest, int64."""
    return cast_to(ops.argmin(x, axis), "int64")


def cumprod(x: Any, axis: int = 0) -> Tensor:
    """The product up to each element of an axis."""
    return ops.cumprod(x, axis)


def cumsum(x: Any, axis: int = 0) -> Tensor:
    """The sum up to each element of an axis."""
    return ops.cumsum(x, axis)


def max(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The largest element."""
    return ops.max(x, axis, keepdims)


def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The mean.

    >>> import tapeflow as tf
    >>> print(tf.keras.backend.mean([[1.0, 3.0]], axis=-1))
    tf.Tensor([2.], shape=(1,), dtype=float32)
    """
    return ops.mean(x, axis, keepdims)


def min(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The smallest element."""
    return ops.min(x, axis, keepdims)


def prod(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The product."""
    return ops.prod(x, axis, keepdims)


def std(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The standard deviation."""
    return ops.std(x, axis, keepdims)


def sum(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The sum."""
    return ops.sum(x, axis, keepdims)


def var(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The variance."""
    return ops.var(x, axis, keepdims)


def l2_normalize(x: Any, axis: Any = None) -> Tensor:
    """`x` divided by its length along an axis, or in all."""
    squares = ops.sum(ops.square(x), axis, keepdims=True)
    return ops.multiply(x, ops.rsqrt(ops.maximum(squares, 1e-12)))


def dot(x: Any, y: Any) -> Tensor:
    """Sums of products over the last axis of `x` and the last but one of `y`."""
    rank = len(shape_of(y))
    return tensordot(x, y, [[len(shape_of(x)) - 1], [rank - 2 if rank > 1 else 0]])


def batch_dot(x: Any, y: Any, axes: Any = None) -> Tensor:
    """Sums of products over an axis of both, example by example.

    Args:
      x: `[batch, ...]`.
      y: `[batch, ...]`.
      axes: which axis of each, or one for both; by default the last of `x`, and of `y` the last
        but one.

    Raises:
      ValueError: fewer than two axes, the batch's own, or axes of different sizes.
    """
    ranks = [len(shape_of(x)), len(shape_of(y))]
    if ranks[0] < 2 or ranks[1] < 2:
        raise ValueError(
            problem(
                "Cannot do batch_dot on inputs with rank < 2.", f"{shape_of(x)} and {shape_of(y)}"
            )
        )
    if axes is None:
        axes = [ranks[0] - 1, ranks[1] - (1 if ranks[1] == 2 else 2)]
    axes = [axes, axes] if isinstance(axes, int) else list(axes)
    first, second = (axis % rank for axis, rank in zip(axes, ranks, strict=True))
    if 0 in (first, second):
        raise ValueError(
            problem(
                "Cannot perform batch_dot over axis 0.", fix="K.expand_dims(x, 0) adds a batch axis"
            )
        )
    if shape_of(x)[first] != shape_of(y)[second]:
        raise ValueError(
            problem(
                "Cannot do batch_dot: the axes differ in size",
                f"{shape_of(x)} and {shape_of(y)} with axes={axes}",
            )
        )
    letters = "abcdefghijklmnopqrstuvw"
    left = ["z", *letters[: ranks[0] - 1]]
    right = ["z", *letters[ranks[0] - 1 : ranks[0] + ranks[1] - 2]]
    right[second] = left[first]
    result = [c for c in left if c != left[first]] + [c for c in right[1:] if c != left[first]]
    product = ops.einsum(f"{''.join(left)},{''.join(right)}->{''.join(result)}", x, y)
    return product if len(result) > 1 else ops.expand_dims(product, 1)


def elu(x: Any, alpha: float = 1.0) -> Tensor:
    """`x` above 0, `alpha * (exp(x) - 1)` below, elementwise."""
    return ops.elu(x, alpha)


def hard_sigmoid(x: Any) -> Tensor:
    """Keras 2's: `0.2 * x + 0.5`, in `[0, 1]`, elementwise."""
    return ops.clip(ops.add(ops.multiply(x, 0.2), 0.5), 0.0, 1.0)


def relu(x: Any, alpha: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Any:
    """`x` above a threshold, a slope below, and no more than a largest value, elementwise."""
    return bounded_relu(x, alpha, max_value, threshold)


def sigmoid(x: Any) -> Tensor:
    """`1 / (1 + exp(-x))`, elementwise."""
    return ops.sigmoid(x)


def softmax(x: Any, axis: int = -1) -> Tensor:
    """`exp(x)`, divided by its sum along an axis."""
    return ops.softmax(x, axis)


def softplus(x: Any) -> Tensor:
    """`log(1 + exp(x))`, elementwise."""
    return ops.softplus(x)


def softsign(x: Any) -> Tensor:
    """`x / (1 + abs(x))`, elementwise."""
    return ops.softsign(x)


def tanh(x: Any) -> Tensor:
    """The hyperbolic tangent, elementwise."""
    return ops.tanh(x)


def cast(x: Any, dtype: Any) -> Tensor:
    """`x` in another dtype."""
    return cast_to(x, dtype)


def cast_to_floatx(x: Any) -> Any:
    """`x` in the dtype `floatx`."""
    return cast_to(x, backend.floatx())
