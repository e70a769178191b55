"""Sums, products, means and extremes along axes."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tapeflow.engine import op, problem
from tapeflow.ops.math.operands import booleans, floating, numeric, real


@op("math.reduce_sum")
def reduce_sum(input_tensor: jax.Array, axis=None, keepdims=False) -> jax.Array:
    """The sum along axes, in the dtype of `input_tensor`.

    Args:
      input_tensor: a tensor of numbers.
      axis: an axis or a list of them; all by default. An empty list leaves everything as it is.
      keepdims: whether the axes stay, with size 1.

    Raises:
      InvalidArgumentError: an axis is out of range, or the tensor is bool.

    >>> import tapeflow as tf
    >>> tf.reduce_sum([[1, 2], [3, 4]], axis=0).numpy()
    array([4, 6], dtype=int32)
    """
    numeric("math.reduce_sum", input_tensor)
    return jnp.sum(input_tensor, axis, dtype=input_tensor.dtype, keepdims=bool(keepdims))


@op("math.reduce_mean")
def reduce_mean(input_tensor: jax.Array, axis=None, keepdims=False) -> jax.Array:
    """The mean along axes; of integers the mean with its fraction cut off.

    Args:
      input_tensor: a tensor of numbers.
      axis: an axis or a list of them; all by default.
      keepdims: whether the axes stay, with size 1.

    >>> import tapeflow as tf
    >>> tf.reduce_mean([1, 2]).numpy(), tf.reduce_mean([1.0, 2.0]).numpy()
    (np.int32(1), np.float32(1.5))
    """
    numeric("math.reduce_mean", input_tensor)
    return _mean(input_tensor, axis, keepdims)


def _mean(x: jax.Array, axis: int | tuple | None, keepdims: bool) -> jax.Array:
    total = jnp.sum(x, axis, dtype=x.dtype, keepdims=bool(keepdims))
    if jnp.issubdtype(x.dtype, jnp.integer):
        count = x.size // max(total.size, 1)
        return lax.div(total, jnp.full_like(total, count))
    return jnp.mean(x, axis, dtype=x.dtype, keepdims=bool(keepdims))


@op("math.reduce_prod")
def reduce_prod(input_tensor: jax.Array, axis=None, keepdims=False) -> jax.Array:
    """The product along axes.

    Args:
      input_tensor: a tensor of numbers.
      axis: an axis or a list of them; all by default.
      keepdims: whether the axes stay, with size 1.

    >>> import tapeflow as tf
    >>> tf.reduce_prod([[1, 2], [3, 4]], axis=1).numpy()
    array([ 2, 12], dtype=int32)
    """
    numeric("math.reduce_prod", input_tensor)
    return jnp.prod(input_tensor, axis, dtype=input_tensor.dtype, keepdims=bool(keepdims))


@op("math.reduce_max")
def reduce_max(input_tensor: jax.Array, axis=None, keepdims=False) -> jax.Array:
    """The maximum along axes; equal maxima share the derivative evenly.

    Args:
      input_tensor: a tensor of real numbers.
      axis: an axis or a list of them; all by default.
      keepdims: whether the axes stay, with size 1.

    >>> import tapeflow as tf
    >>> tf.reduce_max([[1, 5], [3, 4]], axis=0).numpy()
    array([3, 5], dtype=int32)
    """
    real("math.reduce_max", input_tensor)
    return _extreme(jnp.max, input_tensor, axis, keepdims, lowest=True)


@op("math.reduce_min")
def reduce_min(input_tensor: jax.Array, axis=None, keepdims=False) -> jax.Array:
    """The minimum along axes; equal minima share the derivative evenly.

    Args:
      input_tensor: a tensor of real numbers.
      axis: an axis or a list of them; all by default.
      keepdims: whether the axes stay, with size 1.

    >>> import tapeflow as tf
    >>> tf.reduce_min([[1, 5], [3, 4]], axis=0).numpy()
    array([1, 4], dtype=int32)
    """
    real("math.reduce_min", input_tensor)
    return _extreme(jnp.min, input_tensor, axis, keepdims, lowest=False)


def _extreme(function, x: jax.Array, axis, keepdims: bool, lowest: bool) -> jax.Array:
    if x.size:
        return function(x, axis, keepdims=bool(keepdims))
    if jnp.issubdtype(x.dtype, jnp.floating):
        neutral = -math.inf if lowest else math.inf
    else:
        info = np.iinfo(x.dtype)
        neutral = int(info.min if lowest else info.max)
    return function(x, axis, keepdims=bool(keepdims), initial=neutral)


@op("math.reduce_all", differentiable=False)
def reduce_all(input_tensor: jax.Array, axis=None, keepdims=False) -> jax.Array:
    """Whether all are true along axes.

    Args:
      input_tensor: a bool tensor.
      axis: an axis or a list of them; all by default.
      keepdims: whether the axes stay, with size 1.

    >>> import tapeflow as tf
    >>> tf.reduce_all([[True, False], [True, True]], axis=1).numpy()
    array([False,  True])
    """
    booleans("math.reduce_all", input_tensor)
    return jnp.all(input_tensor, axis, keepdims=bool(keepdims))


@op("math.reduce_any", differentiable=False)
def reduce_any(input_tensor: jax.Array, axis=None, keepdims=False) -> jax.Array:
    """Whether one at least is true along axes.

    Args:
      input_tensor: a bool tensor.
      axis: an axis or a list of them; all by default.
      keepdims: whether the axes stay, with size 1.

    >>> import tapeflow as tf
    >>> tf.reduce_any([[True, False], [False, False]], axis=1).numpy()
    array([ True, False])
    """
    booleans("math.reduce_any", input_tensor)
    return jnp.any(input_tensor, axis, keepdims=bool(keepdims))


@op("math.reduce_logsumexp")
def reduce_logsumexp(input_tensor: jax.Array, axis=None, keepdims=False) -> jax.Array:
    """`log(sum(exp(x)))` along axes, which does not overflow.

    Args:
      input_tensor: a float tensor.
      axis: an axis or a list of them; all by default.
      keepdims: whether the axes stay, with size 1.

    >>> import tapeflow as tf
    >>> tf.reduce_logsumexp([1000.0, 1000.0]).numpy()
    1000.6931
    """
    floating("math.reduce_logsumexp", input_tensor)
    peak = lax.stop_gradient(_extreme(jnp.max, input_tensor, axis, True, lowest=True))
    peak = jnp.where(jnp.isfinite(peak), peak, jnp.zeros((), peak.dtype))
    total = jnp.sum(jnp.exp(input_tensor - peak), axis, dtype=input_tensor.dtype, keepdims=True)
    result = jnp.log(total) + peak
    return result if keepdims else jnp.squeeze(result, _axes(axis, input_tensor.ndim))


def _axes(axis, rank: int) -> tuple[int, ...]:
    if axis is None:
        return tuple(range(rank))
    return tuple(axis) if isinstance(axis, tuple) else (axis,)


def _variance(name: str, x: jax.Array, axis, keepdims: bool) -> jax.Array:
    if jnp.issubdtype(x.dtype, jnp.integer):
        raise TypeError(
            problem(
                f"tf.{name}: Input must be either real or complex",
                given=f"{x.dtype.name} {x.shape}",
                fix="tf.cast(x, tf.float32)",
            )
        )
    floating(name, x)
    difference = x - _mean(x, axis, True)
    square = (
        jnp.real(difference * jnp.conj(difference))
        if jnp.iscomplexobj(x)
        else difference * difference
    )
    return _mean(square, axis, keepdims)


@op("math.reduce_variance")
def reduce_variance(input_tensor: jax.Array, axis=None, keepdims=False) -> jax.Array:
    """The mean of `|x - mean(x)|**2` along axes.

    Args:
      input_tensor: a float or complex tensor.
      axis: an axis or a list of them; all by default.
      keepdims: whether the axes stay, with size 1.

    >>> import tapeflow as tf
    >>> tf.math.reduce_variance([1.0, 3.0]).numpy()
    np.float32(1.0)
    """
    return _variance("math.reduce_variance", input_tensor, axis, keepdims)


@op("math.reduce_std")
def reduce_std(input_tensor: jax.Array, axis=None, keepdims=False) -> jax.Array:
    """The standard deviation along axes, the root of `reduce_variance`.

    Args:
      input_tensor: a float or complex tensor.
      axis: an axis or a list of them; all by default.
      keepdims: whether the axes stay, with size 1.

    >>> import tapeflow as tf
    >>> tf.math.reduce_std([1.0, 5.0]).numpy()
    np.float32(2.0)
    """
    return jnp.sqrt(_variance("math.reduce_std", input_tensor, axis, keepdims))


@op("math.reduce_euclidean_norm")
def reduce_euclidean_norm(input_tensor: jax.Array, axis=None, keepdims=False) -> jax.Array:
    """The root of the sum of squares along axes.

    Args:
      input_tensor: a tensor of numbers.
      axis: an axis or a list of them; all by default.
      keepdims: whether the axes stay, with size 1.

    >>> import tapeflow as tf
    >>> tf.math.reduce_euclidean_norm([3.0, 4.0]).numpy()
    np.float32(5.0)
    """
    numeric("math.reduce_euclidean_norm", input_tensor)
    x = input_tensor
    if jnp.issubdtype(x.dtype, jnp.integer):
        total = jnp.sum(x * x, axis, dtype=x.dtype, keepdims=bool(keepdims))
        return jnp.sqrt(total.astype(np.float64)).astype(x.dtype)
    square = x * jnp.conj(x) if jnp.iscomplexobj(x) else x * x
    return jnp.sqrt(jnp.sum(square, axis, dtype=x.dtype, keepdims=bool(keepdims)))
