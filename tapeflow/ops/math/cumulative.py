"""Running sums and products along an axis."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import op
from tapeflow.ops.math.operands import floating, numeric


def _run(
    function: Callable, x: jax.Array, axis: int, exclusive: bool, reverse: bool, start: float
) -> jax.Array:
    if not -x.ndim <= axis < x.ndim:
        raise IndexError(f"axis in [{-x.ndim}, {x.ndim}), not {axis}")
    axis %= x.ndim
    if exclusive and x.shape[axis]:
        # What comes before an element: everything moved on by one place, the last one dropped.
        kept = (
            lax.slice_in_dim(x, 1, None, axis=axis)
            if reverse
            else lax.slice_in_dim(x, 0, -1, axis=axis)
        )
        edge = jnp.full((*x.shape[:axis], 1, *x.shape[axis + 1 :]), start, x.dtype)
        x = lax.concatenate([kept, edge] if reverse else [edge, kept], axis)
    return function(x, axis=axis, reverse=bool(reverse))


@op("math.cumsum")
def cumsum(x: jax.Array, axis=0, exclusive=False, reverse=False) -> jax.Array:
    """The sum of all elements up to each one along an axis.

    Args:
      x: a tensor of numbers.
      axis: the axis; 0 by default.
      exclusive: whether the element itself is left out, so that the first result is 0.
      reverse: whether it goes from the last to the first.

    >>> import tapeflow as tf
    >>> tf.cumsum([1, 2, 3]).numpy()
    array([1, 3, 6], dtype=int32)
    """
    numeric("math.cumsum", x)
    return _run(lax.cumsum, x, axis, exclusive, reverse, 0)


@op("math.cumprod")
def cumprod(x: jax.Array, axis=0, exclusive=False, reverse=False) -> jax.Array:
    """The product of all elements up to each one along an axis.

    Args:
      x: a tensor of numbers.
      axis: the axis; 0 by default.
      exclusive: whether the element itself is left out, so that the first result is 1.
      reverse: whether it goes from the last to the first.

    >>> import tapeflow as tf
    >>> tf.math.cumprod([1, 2, 3]).numpy()
    array([1, 2, 6], dtype=int32)
    """
    numeric("math.cumprod", x)
    return _run(lax.cumprod, x, axis, exclusive, reverse, 1)


@op("math.cumulative_logsumexp")
def cumulative_logsumexp(x: jax.Array, axis=0, exclusive=False, reverse=False) -> jax.Array:
    """`log(cumsum(exp(x)))`, which does not overflow.

    Args:
      x: a float tensor.
      axis: the axis; 0 by default.
      exclusive: whether the element itself is left out; the first result is then -inf.
      reverse: whether it goes from the last to the first.

    >>> import tapeflow as tf
    >>> tf.math.cumulative_logsumexp([0.0, 0.0]).numpy()
    array([0.       , 0.6931472], dtype=float32)
    """
    floating("math.cumulative_logsumexp", x)
    return _run(lax.cumlogsumexp, x, axis, exclusive, reverse, -jnp.inf)
