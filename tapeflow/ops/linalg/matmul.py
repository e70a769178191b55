"""`tf.linalg.matmul` and `tf.linalg.matvec`."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, invalid, op
from tapeflow.ops.linalg.contract import contract, rows


def matmul(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    output_type: Any = None,
    grad_a: bool = False,
    grad_b: bool = False,
    name: str | None = None,
) -> Tensor:
    """The matrix product `a @ b` of the two last axes, for all leading ones.

    Args:
      a: numeric tensor of shape `[..., n, k]`.
      b: of the same dtype, shape `[..., k, m]`; leading axes broadcast.
      transpose_a: whether `a` comes as `[..., k, n]`.
      transpose_b: whether `b` comes as `[..., m, k]`.
      adjoint_a: like `transpose_a`, and conjugated.
      adjoint_b: like `transpose_b`, and conjugated.
      a_is_sparse: a hint, not used.
      b_is_sparse: a hint, not used.
      output_type: the result's dtype where it differs from the operands'; only theirs works.
      grad_a: accepted for compatibility, not used.
      grad_b: accepted for compatibility, not used.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of shape `[..., n, m]`.

    Raises:
      InvalidArgumentError: the shapes don't fit, or an operand has fewer than two axes.
      ValueError: both `transpose` and `adjoint` are asked for one operand.

    >>> import tapeflow as tf
    >>> tf.matmul([[1.0, 2.0]], [[3.0], [4.0]]).numpy().tolist()
    [[11.0]]
    """
    if (transpose_a and adjoint_a) or (transpose_b and adjoint_b):
        which = "a" if transpose_a and adjoint_a else "b"
        raise ValueError(
            f"Only one of `transpose_{which}` and `adjoint_{which}` can be True. "
            f"Received `transpose_{which}`=True, `adjoint_{which}`=True."
        )
    product = _matmul(a, b, bool(transpose_a), bool(transpose_b), bool(adjoint_a), bool(adjoint_b))
    if output_type is not None and product.dtype != output_type:
        raise NotImplementedError(
            "tf.matmul: output_type other than the operands' dtype; use tf.cast on the operands"
        )
    return product


@op("linalg.matmul", costly=True)
def _matmul(
    a: jax.Array,
    b: jax.Array,
    transpose_a=False,
    transpose_b=False,
    adjoint_a=False,
    adjoint_b=False,
) -> jax.Array:
    _check(a, b, transpose_a or adjoint_a, transpose_b or adjoint_b)
    if adjoint_a:
        a = jnp.conj(a)
    if adjoint_b:
        b = jnp.conj(b)
    left = a.ndim - 2 if transpose_a or adjoint_a else a.ndim - 1
    right = b.ndim - 1 if transpose_b or adjoint_b else b.ndim - 2
    if a.ndim == 2 and b.ndim == 2:
        return contract(a, b, (((left,), (right,)), ((), ())))
    if b.ndim == 2 and left == a.ndim - 1:
        columns = b.shape[1 - right]
        product = contract(rows(a), b, (((1,), (right,)), ((), ())))
        return product.reshape(*a.shape[:-1], columns)
    try:
        batch = jnp.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    except ValueError as error:
        raise invalid(
            "tf.linalg.matmul: leading axes don't broadcast",
            given=f"In[0]: {list(a.shape)}, In[1]: {list(b.shape)}",
            expected="equal leading axes, or 1",
        ) from error
    left, right = left - a.ndim, right - b.ndim
    a = jnp.broadcast_to(a, (*batch, *a.shape[-2:]))
    b = jnp.broadcast_to(b, (*batch, *b.shape[-2:]))
    axes = tuple(range(len(batch)))
    return contract(a, b, (((left + a.ndim,), (right + b.ndim,)), (axes, axes)))


def _check(a: jax.Array, b: jax.Array, transposed_a: bool, transposed_b: bool) -> None:
    if a.ndim < 2 or b.ndim < 2:
        name, array = ("In[0]", a) if a.ndim < 2 else ("In[1]", b)
        raise invalid(
            f"{name} and In[{1 if name == 'In[0]' else 0}] has different ndims: "
            f"{list(a.shape)} vs. {list(b.shape)}"
            if a.ndim != b.ndim
            else f"{name} ndims must be >= 2: {array.ndim}",
            expected="two matrices, or batches of them",
            fix="tf.linalg.matvec for a matrix and a vector, tf.tensordot(a, b, 1) for two vectors",
        )
    inner_a = a.shape[-2 if transposed_a else -1]
    inner_b = b.shape[-1 if transposed_b else -2]
    if inner_a != inner_b:
        flags = [f"transpose_{n}=True" for n, t in (("a", transposed_a), ("b", transposed_b)) if t]
        raise invalid(
            f"Matrix size-incompatible: In[0]: [{','.join(map(str, a.shape))}], "
            f"In[1]: [{','.join(map(str, b.shape))}]",
            given=f"tf.matmul of shapes {a.shape} and {b.shape}"
            + (f" with {', '.join(flags)}" if flags else ""),
            expected=f"{inner_a} rows in the second, as the first has columns, not {inner_b}",
        )


def matvec(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    adjoint_a: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of matrices `[..., n, k]` and vectors `[..., k]`, of shape `[..., n]`.

    Args:
      a: numeric tensor, `[..., n, k]`, or `[..., k, n]` with one of the flags.
      b: of the same dtype, `[..., k]`.
      transpose_a: whether to transpose `a`.
      adjoint_a: whether to transpose and conjugate `a`.
      a_is_sparse: a hint, not used.
      b_is_sparse: a hint, not used.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the shapes don't fit.
      ValueError: both flags are given.

    >>> import tapeflow as tf
    >>> tf.linalg.matvec([[1.0, 2.0], [3.0, 4.0]], [1.0, 1.0]).numpy().tolist()
    [3.0, 7.0]
    """
    if transpose_a and adjoint_a:
        raise ValueError("Only one of `transpose_a` and `adjoint_a` can be True.")
    return _matvec(a, b, bool(transpose_a), bool(adjoint_a))


@op("linalg.matvec", costly=True)
def _matvec(a: jax.Array, b: jax.Array, transpose_a=False, adjoint_a=False) -> jax.Array:
    if not b.ndim:
        raise invalid("tf.linalg.matvec: b must have at least one axis", given=f"{b.shape}")
    return _matmul.op.function(a, b[..., None], transpose_a=transpose_a, adjoint_a=adjoint_a)[
        ..., 0
    ]


__all__ = ["matmul", "matvec"]
