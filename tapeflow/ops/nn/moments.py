"""`tf.nn.moments` and its kin: means and variances."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, convert_to_tensor, op


def moments(
    x: Any, axes: Any, shift: Any = None, keepdims: bool = False, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The mean and the variance of `x` over `axes`.

    Args:
      x: floating tensor.
      axes: the axes to average over.
      shift: not used.
      keepdims: whether the averaged axes stay, with size 1.
      name: accepted for compatibility, not used.

    Returns:
      Two tensors: mean and (biased) variance.

    >>> import tapeflow as tf
    >>> [m.numpy().item() for m in tf.nn.moments(tf.constant([1.0, 3.0]), [0])]
    [2.0, 1.0]
    """
    return _moments(x, axes, bool(keepdims))


@op("nn.moments")
def _moments(x: jax.Array, axes, keepdims=False) -> tuple[jax.Array, jax.Array]:
    axes = (axes,) if isinstance(axes, int) else axes
    # 16-bit numbers are averaged in float32, as TensorFlow does.
    wide = x.astype(jnp.float32) if x.dtype in (jnp.float16, jnp.bfloat16) else x
    mean = jnp.mean(wide, axes, keepdims=True)
    variance = jnp.mean(jnp.square(wide - jax.lax.stop_gradient(mean)), axes, keepdims=True)
    if not keepdims:
        mean, variance = jnp.squeeze(mean, axes), jnp.squeeze(variance, axes)
    return mean.astype(x.dtype), variance.astype(x.dtype)


@op("nn.weighted_moments")
def _weighted_moments(
    x: jax.Array, frequency_weights: jax.Array, axes, keepdims=False
) -> tuple[jax.Array, jax.Array]:
    axes = (axes,) if isinstance(axes, int) else axes
    weights = jnp.broadcast_to(
        frequency_weights, jnp.broadcast_shapes(x.shape, frequency_weights.shape)
    )
    total = jnp.sum(weights, axes, keepdims=True)
    mean = jnp.sum(weights * x, axes, keepdims=True) / total
    variance = jnp.sum(weights * jnp.square(x - mean), axes, keepdims=True) / total
    if not keepdims:
        mean, variance = jnp.squeeze(mean, axes), jnp.squeeze(variance, axes)
    return mean, variance


def weighted_moments(
    x: Any, axes: Any, frequency_weights: Any, keepdims: bool = False, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The mean and the variance of `x` over `axes`, each value counted by its weight.

    Args:
      x: floating tensor.
      axes: the axes to average over.
      frequency_weights: weights that broadcast with `x`, in its dtype.
      keepdims: whether the averaged axes stay, with size 1.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> [m.numpy().item() for m in tf.nn.weighted_moments([1.0, 3.0], [0], [1.0, 0.0])]
    [1.0, 0.0]
    """
    return _weighted_moments(x, frequency_weights, axes, bool(keepdims))


@op("nn.sufficient_statistics")
def _sufficient_statistics(
    x: jax.Array, shift: jax.Array | None, axes, keepdims=False
) -> tuple[jax.Array, jax.Array, jax.Array]:
    axes = (axes,) if isinstance(axes, int) else axes
    count = 1
    for axis in axes:
        count *= x.shape[axis]
    centered = x if shift is None else x - shift
    return (
        jnp.asarray(count, x.dtype),
        jnp.sum(centered, axes, keepdims=keepdims),
        jnp.sum(jnp.square(centered), axes, keepdims=keepdims),
    )


def sufficient_statistics(
    x: Any, axes: Any, shift: Any = None, keepdims: bool = False, name: str | None = None
) -> tuple:
    """Count, sum and sum of squares of `x - shift` over `axes`, and `shift` itself.

    Args:
      x: floating tensor.
      axes: the axes to sum over.
      shift: a number near the mean, for precision, or None.
      keepdims: whether the summed axes stay, with size 1.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> [s.numpy().item() for s in tf.nn.sufficient_statistics([1.0, 3.0], [0])[:3]]
    [2.0, 4.0, 10.0]
    """
    x = convert_to_tensor(x)
    shift = None if shift is None else convert_to_tensor(shift, None, x.dtype)
    return (*_sufficient_statistics(x, shift, axes, bool(keepdims)), shift)


@op("nn.normalize_moments")
def _normalize_moments(
    counts: jax.Array, mean_ss: jax.Array, variance_ss: jax.Array, shift: jax.Array | None
) -> tuple[jax.Array, jax.Array]:
    divisor = 1 / counts
    shifted_mean = mean_ss * divisor
    mean = shifted_mean if shift is None else shifted_mean + shift
    return mean, variance_ss * divisor - jnp.square(shifted_mean)


def normalize_moments(
    counts: Any, mean_ss: Any, variance_ss: Any, shift: Any, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """Mean and variance from what `tf.nn.sufficient_statistics` gives.

    Args:
      counts: how many values were summed.
      mean_ss: their sum.
      variance_ss: the sum of their squares.
      shift: what was subtracted from them before, or None.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> [m.numpy().item() for m in tf.nn.normalize_moments(2.0, 4.0, 10.0, None)]
    [2.0, 1.0]
    """
    return _normalize_moments(counts, mean_ss, variance_ss, shift)


__all__ = ["moments", "normalize_moments", "sufficient_statistics", "weighted_moments"]
