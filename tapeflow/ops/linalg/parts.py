"""Parts and arrangements of matrices: bands, traces, transposes, cross products."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import Tensor, invalid, op, problem
from tapeflow.engine.errors import FailedPreconditionError


@op("linalg.band_part")
def band_part(input: jax.Array, num_lower=-1, num_upper=-1) -> jax.Array:
    """Matrices with everything outside a band around the main diagonal set to 0.

    Args:
      input: `[..., rows, columns]`.
      num_lower: how many diagonals below the main one stay; negative for all.
      num_upper: how many above it stay; negative for all.

    Raises:
      InvalidArgumentError: fewer than two axes, or more diagonals than there are.

    >>> import tapeflow as tf
    >>> tf.linalg.band_part([[1, 2], [3, 4]], 0, -1).numpy().tolist()
    [[1, 2], [0, 4]]
    """
    if input.ndim < 2:
        raise invalid(f"input must be at least 2-dim, received shape: {list(input.shape)}")
    rows, columns = input.shape[-2:]
    if num_lower > rows or num_upper > columns:
        raise invalid(
            "num_lower must be negative or less or equal to number of rows, num_upper to columns",
            given=f"num_lower={num_lower}, num_upper={num_upper}, matrices {input.shape}",
        )
    offsets = lax.broadcasted_iota(jnp.int32, (rows, columns), 1) - lax.broadcasted_iota(
        jnp.int32, (rows, columns), 0
    )
    inside = jnp.ones((rows, columns), bool)
    if num_lower >= 0:
        inside &= offsets >= -num_lower
    if num_upper >= 0:
        inside &= offsets <= num_upper
    return jnp.where(inside, input, jnp.zeros((), input.dtype))


@op("linalg.trace")
def trace(x: jax.Array) -> jax.Array:
    """The sum of the main diagonal.

    Args:
      x: `[..., rows, columns]`.

    >>> import tapeflow as tf
    >>> tf.linalg.trace([[1, 2], [3, 4]]).numpy()
    np.int32(5)
    """
    if x.ndim < 2:
        raise invalid(f"tf.linalg.trace: needs at least two axes, not {list(x.shape)}")
    return jnp.sum(jnp.diagonal(x, 0, -2, -1), -1, dtype=x.dtype)


@op("linalg.tensor_diag")
def tensor_diag(diagonal: jax.Array) -> jax.Array:
    """A tensor of twice as many axes, 0 except where both halves of an index are equal.

    Args:
      diagonal: a tensor of at least one axis.

    >>> import tapeflow as tf
    >>> tf.linalg.tensor_diag([1, 2]).numpy().tolist()
    [[1, 0], [0, 2]]
    """
    if not diagonal.ndim:
        raise invalid("Input must be at least rank 1, got 0")
    size = math.prod(diagonal.shape)
    same = jnp.eye(size, dtype=bool)
    matrix = jnp.where(same, diagonal.reshape(-1), jnp.zeros((), diagonal.dtype))
    return matrix.reshape(diagonal.shape * 2)


@op("linalg.tensor_diag_part")
def tensor_diag_part(input: jax.Array) -> jax.Array:
    """The elements of a tensor where both halves of the index are equal.

    Args:
      input: a tensor whose first half of axes is like the second.

    Raises:
      InvalidArgumentError: it is not.

    >>> import tapeflow as tf
    >>> tf.linalg.tensor_diag_part([[1, 2], [3, 4]]).numpy().tolist()
    [1, 4]
    """
    half = input.ndim // 2
    if input.ndim % 2 or not half or input.shape[:half] != input.shape[half:]:
        raise invalid(
            "The rank of the tensor should be even and positive, both halves of its shape equal",
            given=f"tf.linalg.tensor_diag_part of {input.shape}",
        )
    size = math.prod(input.shape[:half])
    return jnp.diagonal(input.reshape(size, size)).reshape(input.shape[:half])


@op("linalg.matrix_transpose")
def _matrix_transpose(a: jax.Array, conjugate=False) -> jax.Array:
    if a.ndim < 2:
        raise ValueError(
            problem(
                "Argument `a` must be a (batch) matrix with rank >= 2",
                given=f"tf.linalg.matrix_transpose of {a.shape}",
            )
        )
    return jnp.swapaxes(jnp.conj(a) if conjugate else a, -1, -2)


def matrix_transpose(a: Any, name: str = "matrix_transpose", conjugate: bool = False) -> Tensor:
    """Matrices with rows and columns exchanged.

    Args:
      a: `[..., rows, columns]`.
      name: accepted for compatibility, not used.
      conjugate: whether to take the complex conjugate as well.

    Raises:
      ValueError: fewer than two axes.

    >>> import tapeflow as tf
    >>> tf.linalg.matrix_transpose([[1, 2], [3, 4]]).numpy().tolist()
    [[1, 3], [2, 4]]
    """
    return _matrix_transpose(a, bool(conjugate))


def adjoint(matrix: Any, name: str | None = None) -> Tensor:
    """The conjugate transpose of matrices.

    Args:
      matrix: `[..., rows, columns]`.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.linalg.adjoint([[1 + 2j, 3]]).numpy().tolist()
    [[(1-2j)], [(3-0j)]]
    """
    return _matrix_transpose(matrix, True)


@op("linalg.cross")
def cross(a: jax.Array, b: jax.Array) -> jax.Array:
    """The cross product of vectors in three dimensions.

    Args:
      a: `[..., 3]`.
      b: of the same shape and dtype.

    Raises:
      InvalidArgumentError: the shapes differ.
      FailedPreconditionError: the last axis is not 3.

    >>> import tapeflow as tf
    >>> tf.linalg.cross([1, 0, 0], [0, 1, 0]).numpy().tolist()
    [0, 0, 1]
    """
    if a.shape != b.shape or not a.ndim:
        raise invalid("Both inputs must be of same shape", given=f"{a.shape} and {b.shape}")
    if a.shape[-1] != 3:
        raise FailedPreconditionError(
            None,
            None,
            problem(
                "Cross-products are only defined for 3-element vectors",
                given=f"tf.linalg.cross of {a.shape}",
            ),
        )
    left, right = jnp.roll(a, -1, -1), jnp.roll(b, -1, -1)
    return jnp.roll(a * right - left * b, -1, -1)


__all__ = [
    "adjoint",
    "band_part",
    "cross",
    "matrix_transpose",
    "tensor_diag",
    "tensor_diag_part",
    "trace",
]
