"""The same elements under another shape, or with axes in another order."""

from __future__ import annotations

from math import prod

import jax
import jax.numpy as jnp

from tapeflow.engine import invalid, op
from tapeflow.ops.array.strings import moves_strings


@moves_strings("tensor")
@op("reshape")
def reshape(tensor: jax.Array, shape) -> jax.Array:
    """The elements in the same order under another shape.

    Args:
      tensor: a tensor.
      shape: the new sizes; one of them may be -1, which is then worked out.

    Raises:
      InvalidArgumentError: the sizes don't make the number of elements.

    >>> import tapeflow as tf
    >>> tf.reshape([[1, 2], [3, 4]], [-1]).numpy()
    array([1, 2, 3, 4], dtype=int32)
    """
    shape = shape if isinstance(shape, tuple) else (shape,)
    known = prod(size for size in shape if size != -1)
    unknown = sum(size == -1 for size in shape)
    fits = tensor.size == known if not unknown else known and tensor.size % known == 0
    if unknown > 1 or any(size < -1 for size in shape):
        raise invalid(
            "tf.reshape: Only one input size may be -1, and none below", given=list(shape)
        )
    if unknown and not known:
        if tensor.size:
            fits = False
        else:
            raise invalid(
                "tf.reshape: reshape cannot infer the missing input size for an empty "
                "tensor unless all "
                "specified input sizes are non-zero",
                given=list(shape),
            )
    if not fits:
        raise invalid(
            f"tf.reshape: Input to reshape is a tensor with {tensor.size} values, but the "
            "requested shape " + (f"requires a multiple of {known}" if unknown else f"has {known}"),
            given=f"{tensor.shape} to {list(shape)}",
        )
    return tensor.reshape(shape)


@moves_strings("input")
@op("expand_dims")
def expand_dims(input: jax.Array, axis) -> jax.Array:
    """An axis of size 1 added.

    Args:
      input: a tensor.
      axis: where the axis is in the result; negative counts from its end.

    Raises:
      InvalidArgumentError: the axis is out of range.

    >>> import tapeflow as tf
    >>> tf.expand_dims([1, 2], -1).numpy()
    array([[1],
           [2]], dtype=int32)
    """
    axis = axis[0] if isinstance(axis, tuple) and len(axis) == 1 else axis
    if not -input.ndim - 1 <= axis <= input.ndim:
        raise invalid(
            f"tf.expand_dims: Tried to expand dim index {axis} for tensor with "
            f"{input.ndim} dimensions",
            expected=f"{-input.ndim - 1} to {input.ndim}",
        )
    return jnp.expand_dims(input, axis)


@moves_strings("input")
@op("squeeze")
def squeeze(input: jax.Array, axis=None) -> jax.Array:
    """Axes of size 1 taken away.

    Args:
      input: a tensor.
      axis: an axis or a list of them; every axis of size 1 by default.

    Raises:
      InvalidArgumentError: an axis is not of size 1, or out of range.

    >>> import tapeflow as tf
    >>> tf.squeeze([[[1], [2]]]).numpy()
    array([1, 2], dtype=int32)
    """
    axes = (axis,) if isinstance(axis, int) else axis or None
    for each in axes or ():
        if not -input.ndim <= each < input.ndim:
            raise invalid(
                f"tf.squeeze: Tried to squeeze dim index {each} for tensor with "
                f"{input.ndim} dimensions"
            )
        if input.shape[each] != 1:
            raise invalid(
                f"tf.squeeze: Can not squeeze dim[{each}], expected a dimension of 1, got "
                f"{input.shape[each]}",
                given=f"shape {input.shape}",
            )
    return jnp.squeeze(input, axes)


@moves_strings("a")
@op("transpose")
def transpose(a: jax.Array, perm=None, conjugate=False) -> jax.Array:
    """The axes in another order.

    Args:
      a: a tensor.
      perm: for each axis of the result the axis it comes from; reversed by default.
      conjugate: whether complex elements are conjugated as well.

    Raises:
      InvalidArgumentError: `perm` is no permutation of the axes.

    >>> import tapeflow as tf
    >>> tf.transpose([[1, 2], [3, 4]]).numpy()
    array([[1, 3],
           [2, 4]], dtype=int32)
    """
    if perm is not None:
        perm = perm if isinstance(perm, tuple) else (perm,)
        if sorted(p % a.ndim if a.ndim else p for p in perm) != list(range(a.ndim)):
            raise invalid(
                f"tf.transpose: expected a permutation of {a.ndim} axes, But input(perm) "
                "is a vector of "
                f"size {len(perm)}",
                given=f"perm {list(perm)} for shape {a.shape}",
            )
    result = jnp.transpose(a, perm)
    return jnp.conj(result) if conjugate else result
