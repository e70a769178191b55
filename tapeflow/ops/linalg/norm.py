"""`tf.norm` and `tf.linalg.normalize`."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, op, problem


@op("norm")
def norm(tensor: jax.Array, ord="euclidean", axis=None, keepdims=False) -> jax.Array:
    """The norm of vectors or matrices.

    Args:
      tensor: floating or complex tensor.
      ord: "euclidean" (or "fro"), 1, 2, `inf`, or a positive number for vectors; "euclidean",
        "fro", 1, 2 or `inf` for matrices.
      axis: an axis for vectors, two for matrices, or None to take all elements as one vector.
      keepdims: whether the axes stay, with size 1.

    Raises:
      ValueError: `ord` or `axis` is not one of these.

    >>> import tapeflow as tf
    >>> tf.norm([3.0, 4.0]).numpy()
    np.float32(5.0)
    """
    axes = (axis,) if isinstance(axis, int) else axis
    matrices = axes is not None and len(axes) == 2
    if axes is not None and (len(axes) > 2 or (matrices and axes[0] == axes[1])):
        raise ValueError(
            problem(
                "'axis' must be None, an integer, or a tuple of 2 unique integers",
                given=f"tf.norm with axis={axis}",
            )
        )
    known = ("euclidean", "fro", 1, 2, float("inf"))
    if isinstance(ord, str) or matrices:
        if ord not in known:
            raise ValueError(
                problem(
                    f"'ord' must be one of {known}"
                    + ("" if matrices else ", or a positive number"),
                    given=f"tf.norm with ord={ord!r}",
                )
            )
    elif not ord > 0:
        raise ValueError(problem("'ord' must be a positive number", given=f"ord={ord!r}"))
    if matrices and ord == 2:
        moved = jnp.moveaxis(tensor, axes, (-2, -1))
        largest = jnp.linalg.svd(moved, compute_uv=False)[..., 0]
        return (
            jnp.expand_dims(largest, sorted(a % tensor.ndim for a in axes)) if keepdims else largest
        )
    size = jnp.abs(tensor)
    if ord in ("euclidean", "fro", 2):
        # The norm of complex numbers is complex, with imaginary part 0, as TensorFlow has it.
        total = jnp.sum(_squares(tensor), axes, keepdims=keepdims)
        return jnp.sqrt(total).astype(tensor.dtype)
    if matrices:
        first, second = axes if ord == 1 else reversed(axes)
        sums = jnp.sum(size, first, keepdims=True)
        largest = jnp.max(sums, second, keepdims=True)
        return largest if keepdims else jnp.squeeze(largest, axes)
    if ord == 1:
        return jnp.sum(size, axes, keepdims=keepdims)
    if ord == float("inf"):
        return jnp.max(size, axes, keepdims=keepdims)
    return jnp.power(jnp.sum(jnp.power(size, ord), axes, keepdims=keepdims), 1 / ord)


def _squares(tensor: jax.Array) -> jax.Array:
    if jnp.issubdtype(tensor.dtype, jnp.complexfloating):
        return jnp.square(tensor.real) + jnp.square(tensor.imag)
    return jnp.square(tensor)


@op("linalg.normalize")
def _normalize(tensor: jax.Array, ord="euclidean", axis=None) -> tuple[jax.Array, jax.Array]:
    size = norm.op.function(tensor, ord=ord, axis=axis, keepdims=True)
    return tensor / size.astype(tensor.dtype), size


def normalize(
    tensor: Any,
    ord: Any = "euclidean",
    axis: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """A tensor over its norm, and the norm.

    Args:
      tensor: floating or complex tensor.
      ord: as for `tf.norm`.
      axis: as for `tf.norm`.
      name: accepted for compatibility, not used.

    Returns:
      The normalized tensor, and the norm, whose axes stay with size 1.

    >>> import tapeflow as tf
    >>> tf.linalg.normalize([3.0, 4.0])[1].numpy()
    array([5.], dtype=float32)
    """
    return _normalize(tensor, ord, axis)


__all__ = ["norm", "normalize"]
