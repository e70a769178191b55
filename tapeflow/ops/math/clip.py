"""Tensors scaled down where their norm is too large."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, op
from tapeflow.ops.math.operands import floating


@op("clip_by_norm")
def clip_by_norm(t: jax.Array, clip_norm: jax.Array, axes=None) -> jax.Array:
    """`t * clip_norm / norm(t)` where that is smaller than `t`, otherwise `t`.

    Args:
      t: a float tensor.
      clip_norm: the largest Euclidean norm allowed, above 0; a scalar or one per slice.
      axes: the axes a norm goes over; all of them by default.

    >>> import tapeflow as tf
    >>> tf.clip_by_norm([3.0, 4.0], 1.0).numpy()
    array([0.6, 0.8], dtype=float32)
    """
    floating("clip_by_norm", t)
    squares = jnp.sum(t * t, axis=axes, keepdims=True)
    positive = squares > 0
    norm = jnp.where(positive, jnp.sqrt(jnp.where(positive, squares, 1)), squares)
    return t * clip_norm / jnp.maximum(norm, clip_norm)


@op("linalg.global_norm", free=("t_list",))
def _global_norm(t_list: Sequence[jax.Array]) -> jax.Array:
    return jnp.sqrt(sum(jnp.sum(t * t) for t in t_list))


def global_norm(t_list: Any, name: str | None = None) -> Tensor:
    """The Euclidean norm of all elements of all tensors together; None among them is left out.

    Raises:
      TypeError: `t_list` is no list.

    >>> import tapeflow as tf
    >>> tf.linalg.global_norm([[3.0], [[4.0]]]).numpy()
    5.0
    """
    return _global_norm([t for t in _list(t_list) if t is not None])


def clip_by_global_norm(
    t_list: Any, clip_norm: Any, use_norm: Any = None, name: str | None = None
) -> tuple[list, Tensor]:
    """All tensors times `clip_norm / global_norm` if that is below 1.

    Args:
      t_list: a list of float tensors (gradients); None stays None.
      clip_norm: the largest global norm allowed, above 0.
      use_norm: the global norm, if it is known already.
      name: accepted for compatibility, not used.

    Returns:
      The list of scaled tensors, and the global norm before. If that is infinite or NaN, all
      tensors are NaN.

    >>> import tapeflow as tf
    >>> clipped, norm = tf.clip_by_global_norm([tf.constant([3.0]), tf.constant([4.0])], 1.0)
    >>> norm.numpy(), clipped[1].numpy()
    (np.float32(5.0), array([0.8], dtype=float32))
    """
    values = list(_list(t_list))
    if use_norm is None:
        use_norm = global_norm(values)
    kept = [t for t in values if t is not None]
    scaled = iter(_scale(kept, clip_norm, use_norm)) if kept else iter(())
    return [None if t is None else next(scaled) for t in values], use_norm


@op("clip_by_global_norm", free=("t_list",))
def _scale(
    t_list: Sequence[jax.Array], clip_norm: jax.Array, norm: jax.Array
) -> tuple[jax.Array, ...]:
    scale = clip_norm * jnp.minimum(1 / norm, 1 / clip_norm)
    scale = jnp.where(jnp.isfinite(norm), scale, jnp.asarray(jnp.nan, scale.dtype))
    return tuple(t * scale.astype(t.dtype) for t in t_list)


def _list(values: Any) -> Any:
    if not isinstance(values, (list, tuple)):
        raise TypeError("t_list should be a sequence")
    return values
