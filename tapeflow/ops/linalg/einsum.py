"""`tf.einsum` and `tf.tensordot`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, invalid, op, problem
from tapeflow.ops.linalg.contract import contract


def einsum(equation: str, *inputs: Any, **options: Any) -> Tensor:
    """A sum of products, told by naming axes: `"ij,jk->ik"` is a matrix product.

    Args:
      equation: letters per operand, separated by commas, and after `->` those of the result; `...`
        stands for axes that broadcast. Without `->` the letters that occur once, sorted.
      *inputs: one tensor per operand, all of one dtype.
      **options: `optimize`, how to order three or more products ("greedy" or "optimal"); `name`.

    Raises:
      InvalidArgumentError: the equation does not fit the operands' shapes.
      ValueError: it does not fit their number, or has a new letter in the result.
      TypeError: an unknown option.

    >>> import tapeflow as tf
    >>> tf.einsum("ij,j->i", [[1.0, 2.0], [3.0, 4.0]], [1.0, 10.0]).numpy().tolist()
    [21.0, 43.0]
    """
    options.pop("name", None)
    optimize = options.pop("optimize", "greedy")
    if options:
        raise TypeError(
            f"Invalid keyword arguments for einsum: {', '.join(options)}. Valid are: name, optimize"
        )
    given, _, wanted = equation.partition("->")
    unknown = set(wanted) - set(given) - {" "}
    if unknown:
        raise ValueError(
            f"Output subscripts contain the label {min(unknown)} not present in the input "
            f"subscripts: {equation!r}"
        )
    terms = given.count(",") + 1
    if terms != len(inputs):
        raise ValueError(
            f"Got {len(inputs)} arguments for equation {equation!r}, expecting {terms}"
        )
    return _einsum(
        list(inputs), equation.replace(" ", ""), optimize if optimize in _ORDERS else "greedy"
    )


_ORDERS = ("greedy", "optimal")


@op("einsum", costly=True)
def _einsum(inputs: Sequence[jax.Array], equation, optimize="greedy") -> jax.Array:
    wide = inputs[0].dtype in (jnp.bfloat16, jnp.float16)
    total = jnp.einsum(
        equation,
        *inputs,
        optimize=optimize,
        preferred_element_type=jnp.float32 if wide else inputs[0].dtype,
    )
    return total.astype(inputs[0].dtype)


def tensordot(a: Any, b: Any, axes: Any, name: str | None = None) -> Tensor:
    """The sum over `axes` of the products of `a` and `b`.

    Args:
      a: a tensor.
      b: a tensor of the same dtype.
      axes: how many of `a`'s last and `b`'s first axes to sum over; or two lists, of `a`'s axes and
        of the `b`'s they are paired with.
      name: accepted for compatibility, not used.

    Returns:
      A tensor with the axes of `a`, then those of `b`, that were not summed over.

    Raises:
      ValueError: `axes` is neither, or names axes that are not there.
      InvalidArgumentError: paired axes have different sizes.

    >>> import tapeflow as tf
    >>> tf.tensordot([1.0, 2.0], [3.0, 4.0], 1).numpy()
    np.float32(11.0)
    """
    if isinstance(axes, Tensor):
        axes = axes.numpy().tolist()
    if hasattr(axes, "tolist"):
        axes = axes.tolist()
    if isinstance(axes, (list, tuple)):
        if len(axes) != 2:
            raise ValueError(f"`axes` must be an integer or have length 2. Received {axes}.")
        pairs = tuple((axis,) if isinstance(axis, int) else tuple(axis) for axis in axes)
        if len(pairs[0]) != len(pairs[1]):
            raise ValueError(
                "Different number of contraction axes `a` and `b`, "
                f"{len(pairs[0])} != {len(pairs[1])}."
            )
        return _tensordot(a, b, pairs)
    if axes < 0:
        raise ValueError(f"`axes` must be at least 0. Received {axes}.")
    return _tensordot(a, b, int(axes))


@op("tensordot", costly=True)
def _tensordot(a: jax.Array, b: jax.Array, axes=1) -> jax.Array:
    if isinstance(axes, int):
        if axes > min(a.ndim, b.ndim):
            raise ValueError(
                problem(
                    "`axes` must not be larger than the number of dimensions",
                    given=f"tf.tensordot of {a.shape} and {b.shape}, axes {axes}",
                )
            )
        left, right = tuple(range(a.ndim - axes, a.ndim)), tuple(range(axes))
    else:
        left = tuple(axis % a.ndim if -a.ndim <= axis < a.ndim else axis for axis in axes[0])
        right = tuple(axis % b.ndim if -b.ndim <= axis < b.ndim else axis for axis in axes[1])
    for axis, array in [*((i, a) for i in left), *((i, b) for i in right)]:
        if not 0 <= axis < array.ndim:
            raise ValueError(
                problem("tf.tensordot: no such axis", given=f"axis {axis}, shape {array.shape}")
            )
    if [a.shape[i] for i in left] != [b.shape[i] for i in right]:
        raise invalid(
            "Matrix size-incompatible: tf.tensordot pairs axes of different sizes",
            given=f"shapes {a.shape} and {b.shape}, axes {left} and {right}",
        )
    return contract(a, b, ((left, right), ((), ())))


__all__ = ["einsum", "tensordot"]
