"""Cholesky decompositions, and what is computed by them."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import op
from tapeflow.ops.linalg.square import square_matrices


@op("linalg.cholesky", costly=True)
def cholesky(input: jax.Array) -> jax.Array:
    """The lower triangular `l` with `l @ adjoint(l) = input`; NaN where there is none.

    Args:
      input: `[..., n, n]`, symmetric (Hermitian) and positive definite; the lower triangle is read.

    Raises:
      InvalidArgumentError: not square.

    >>> import tapeflow as tf
    >>> tf.linalg.cholesky([[4.0, 0.0], [0.0, 9.0]]).numpy().tolist()
    [[2.0, 0.0], [0.0, 3.0]]
    """
    square_matrices("tf.linalg.cholesky", input)
    return lax.linalg.cholesky(symmetric(input), symmetrize_input=False)


def symmetric(matrix: jax.Array) -> jax.Array:
    """The lower triangle and its mirror image; its gradient is that of the mean of both triangles.

    This is TensorFlow's convention: a gradient with respect to a symmetric matrix is symmetric.
    """
    adjoint = jnp.swapaxes(jnp.conj(matrix), -1, -2)
    mean = (matrix + adjoint) / 2
    below = jnp.tril(matrix, -1)
    mirrored = jnp.tril(matrix) + jnp.swapaxes(jnp.conj(below), -1, -2)
    return mean + lax.stop_gradient(mirrored - mean)


@op("linalg.cholesky_solve", costly=True)
def cholesky_solve(chol: jax.Array, rhs: jax.Array) -> jax.Array:
    """`x` in `a @ x = rhs`, where `chol` is the Cholesky decomposition of `a`.

    Args:
      chol: `[..., n, n]`, lower triangular.
      rhs: `[..., n, k]`.

    Raises:
      InvalidArgumentError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> tf.linalg.cholesky_solve([[2.0, 0.0], [0.0, 1.0]], [[8.0], [3.0]]).numpy().tolist()
    [[2.0], [3.0]]
    """
    square_matrices("tf.linalg.cholesky_solve", chol)
    half = lax.linalg.triangular_solve(chol, rhs, left_side=True, lower=True)
    return lax.linalg.triangular_solve(
        chol,
        half,
        left_side=True,
        lower=True,
        transpose_a=True,
        conjugate_a=jnp.iscomplexobj(chol),
    )


@op("linalg.logdet", costly=True)
def logdet(matrix: jax.Array) -> jax.Array:
    """The logarithm of the determinant of Hermitian positive definite matrices.

    Args:
      matrix: `[..., n, n]`.

    Raises:
      InvalidArgumentError: not square.

    >>> import tapeflow as tf
    >>> tf.linalg.logdet([[1.0, 0.0], [0.0, 1.0]]).numpy()
    np.float32(0.0)
    """
    factor = cholesky.op.function(matrix)
    return 2 * jnp.sum(jnp.log(jnp.real(jnp.diagonal(factor, 0, -2, -1))), -1)


__all__ = ["cholesky", "cholesky_solve", "logdet", "symmetric"]
