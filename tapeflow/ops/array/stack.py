"""`tf.stack`, and a (nested) list of tensors as a tensor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, invalid, op, problem
from tapeflow.engine import convert as engine_convert
from tapeflow.ops.array.create import zeros
from tapeflow.ops.array.strings import moves_strings
from tapeflow.ops.math.cast import cast


def stack(values: Any, axis: Any = 0, name: str = "stack") -> Tensor:
    """Tensors of one shape, side by side along a new axis.

    Args:
      values: tensors of the same shape and dtype, at least one.
      axis: where the new axis is in the result; negative counts from its end.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the shapes or dtypes differ.
      ValueError: `axis` is out of range.

    >>> import tapeflow as tf
    >>> tf.stack([[1, 2], [3, 4]], axis=1).numpy()
    array([[1, 3],
           [2, 4]], dtype=int32)
    """
    if values.__class__ is Tensor or values.__class__ in engine_convert.CONVERTERS:
        values = list(values)
    if not len(values):
        return zeros([0])
    return _stack(values, axis)


@moves_strings(lists="values")
@op("stack")
def _stack(values: Sequence[jax.Array], axis=0) -> jax.Array:
    for position, value in enumerate(values):
        if value.shape != values[0].shape:
            raise invalid(
                "tf.stack: Shapes of all inputs must match",
                given=(
                    f"values[0].shape = {list(values[0].shape)} != "
                    f"values[{position}].shape = {list(value.shape)}"
                ),
            )
    rank = values[0].ndim + 1
    if not -rank <= axis < rank:
        raise ValueError(
            problem(
                f"tf.stack: Argument `axis` = {axis} not in range [{-rank}, {rank})",
                given=f"{len(values)} tensors of shape {values[0].shape}",
            )
        )
    return stacked(values, axis)


# Cut out of what a loop made, so many are known to be that again if they are stacked as they lie
# there: 200 take 0.25 s to compile, along another axis 2.4 s.
MANY = 32


def stacked(values: Sequence[jax.Array], axis: int) -> jax.Array:
    """`jnp.stack`, along the first axis at first if they are many."""
    if len(values) < MANY:
        return jnp.stack(values, axis)
    return jnp.moveaxis(jnp.stack(values), 0, axis)


def parallel_stack(values: Any, name: str | None = "parallel_stack") -> Tensor:
    """`tf.stack` along a new first axis."""
    return stack(values)


def stack_list(value: Any, dtype: Any) -> Tensor:
    """A (nested) list that holds tensors, as one tensor; of `dtype` unless it is None."""
    rows = [stack_list(item, None) if _holds_tensors(item) else item for item in value]
    stacked = _stack(rows)
    return stacked if dtype is None or stacked._spec.dtype is dtype else cast(stacked, dtype)


def _holds_tensors(item: Any) -> bool:
    if not isinstance(item, (list, tuple)):
        return False
    return any(
        part.__class__ is Tensor
        or part.__class__ in engine_convert.CONVERTERS
        or _holds_tensors(part)
        for part in item
    )


engine_convert.stack_list = stack_list
