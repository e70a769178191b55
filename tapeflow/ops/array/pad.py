"""`tf.pad`: a margin around a tensor."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import Tensor, convert_to_tensor, invalid, op
from tapeflow.engine.op import static


def pad(
    tensor: Any,
    paddings: Any,
    mode: str = "CONSTANT",
    constant_values: Any = 0,
    name: str | None = None,
) -> Tensor:
    """A tensor with a margin.

    Args:
      tensor: a tensor.
      paddings: for each axis how much before and after, shape `[rank, 2]`.
      mode: "CONSTANT"; "REFLECT", which mirrors at the edge elements; or "SYMMETRIC", which mirrors
        at the edges and so repeats the elements there.
      constant_values: what a constant margin is filled with.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: another mode.
      InvalidArgumentError: there isn't a pair for each axis, or the mirror is too small.

    >>> import tapeflow as tf
    >>> tf.pad([1, 2, 3], [[1, 2]], mode="REFLECT").numpy()
    array([2, 1, 2, 3, 2, 1], dtype=int32)
    """
    mode = mode.upper()
    if mode not in ("CONSTANT", "REFLECT", "SYMMETRIC"):
        raise ValueError(
            "Value of argument `mode` expected to be one of CONSTANT, REFLECT, or "
            f"SYMMETRIC. Got {mode}."
        )
    tensor = convert_to_tensor(tensor)
    paddings = static("paddings", paddings)
    if mode == "CONSTANT":
        return _pad_constant(
            tensor, constant_values if tensor.dtype.is_numeric else bool(constant_values), paddings
        )
    return _pad_mirror(tensor, paddings, mode)


def _check(tensor: jax.Array, paddings: Any) -> tuple:
    is_matrix = isinstance(paddings, tuple) and all(
        isinstance(p, tuple) and len(p) == 2 for p in paddings
    )
    if not is_matrix or len(paddings) != tensor.ndim:
        raise invalid(
            "tf.pad: The first dimension of paddings must be the rank of inputs, the second 2",
            given=f"paddings {paddings}, shape {tensor.shape}",
        )
    if any(size < 0 for pair in paddings for size in pair):
        raise invalid("tf.pad: Paddings must be non-negative", given=paddings)
    return paddings


@op("pad")
def _pad_constant(tensor: jax.Array, constant_values: jax.Array, paddings=()) -> jax.Array:
    return lax.pad(tensor, constant_values, [(*pair, 0) for pair in _check(tensor, paddings)])


@op("pad")
def _pad_mirror(tensor: jax.Array, paddings=(), mode="REFLECT") -> jax.Array:
    reach = 1 if mode == "REFLECT" else 0
    for size, pair in zip(tensor.shape, _check(tensor, paddings), strict=True):
        if max(pair) > size - reach:
            raise invalid(
                f"tf.pad: paddings must be {'less than' if reach else 'no greater than'} "
                f"the dimension size in {mode}",
                given=f"{pair} for a size of {size}",
            )
    return jnp.pad(tensor, paddings, mode.lower())
