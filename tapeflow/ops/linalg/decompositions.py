"""QR, singular value and eigenvalue decompositions."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import Tensor, invalid, op
from tapeflow.ops.linalg.square import square_matrices


def qr(input: Any, full_matrices: bool = False, name: str | None = None) -> tuple[Tensor, Tensor]:
    """`q` with orthonormal columns and an upper triangular `r`, `q @ r = input`.

    Args:
      input: `[..., m, n]`.
      full_matrices: whether `q` is `[..., m, m]`, or has only the columns that `r` needs.
      name: accepted for compatibility, not used.

    Returns:
      `q` `[..., m, p]` and `r` `[..., p, n]`, where `p = min(m, n)`.

    Raises:
      InvalidArgumentError: fewer than two axes.

    >>> import tapeflow as tf
    >>> tf.linalg.qr(tf.ones([3, 2]))[1].shape
    TensorShape([2, 2])
    """
    return _qr(input, bool(full_matrices))


@op("linalg.qr", costly=True)
def _qr(input: jax.Array, full_matrices=False) -> tuple[jax.Array, jax.Array]:
    _matrices("tf.linalg.qr", input)
    q, r = jnp.linalg.qr(input, "complete" if full_matrices else "reduced")
    return q, r


def svd(
    tensor: Any, full_matrices: bool = False, compute_uv: bool = True, name: str | None = None
) -> Any:
    """`s`, `u` and `v` with `u @ diag(s) @ adjoint(v) = tensor`.

    Args:
      tensor: `[..., m, n]`.
      full_matrices: whether `u` and `v` are square, or have only as many columns as `s` has values.
      compute_uv: whether to compute them at all.
      name: accepted for compatibility, not used.

    Returns:
      The singular values `[..., p]`, largest first, where `p = min(m, n)`, and with `compute_uv`
      also `u` `[..., m, p]` and `v` `[..., n, p]`, whose columns have an arbitrary sign.

    Raises:
      InvalidArgumentError: fewer than two axes.

    >>> import tapeflow as tf
    >>> tf.linalg.svd([[0.0, 2.0], [1.0, 0.0]], compute_uv=False).numpy().tolist()
    [2.0, 1.0]
    """
    if compute_uv:
        return _svd(tensor, bool(full_matrices))
    return _singular_values(tensor)


@op("linalg.svd", costly=True)
def _svd(tensor: jax.Array, full_matrices=False) -> tuple[jax.Array, jax.Array, jax.Array]:
    _matrices("tf.linalg.svd", tensor)
    u, s, vh = jnp.linalg.svd(tensor, full_matrices=full_matrices)
    return s, u, jnp.swapaxes(jnp.conj(vh), -1, -2)


@op("linalg.svd", costly=True)
def _singular_values(tensor: jax.Array) -> jax.Array:
    _matrices("tf.linalg.svd", tensor)
    return jnp.linalg.svd(tensor, compute_uv=False)


def eigh(tensor: Any, name: str | None = None) -> tuple[Tensor, Tensor]:
    """Eigenvalues and eigenvectors of symmetric (Hermitian) matrices.

    Args:
      tensor: `[..., n, n]`, of which the lower triangle is read.
      name: accepted for compatibility, not used.

    Returns:
      The eigenvalues `[..., n]`, smallest first, and the eigenvectors as columns `[..., n, n]`,
      with an arbitrary sign.

    Raises:
      InvalidArgumentError: not square.

    >>> import tapeflow as tf
    >>> tf.linalg.eigh([[2.0, 0.0], [0.0, 1.0]])[0].numpy().tolist()
    [1.0, 2.0]
    """
    return _eigh(tensor)


def eigvalsh(tensor: Any, name: str | None = None) -> Tensor:
    """Eigenvalues of symmetric (Hermitian) matrices, smallest first.

    Args:
      tensor: `[..., n, n]`, of which the lower triangle is read.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.linalg.eigvalsh([[2.0, 0.0], [0.0, 1.0]]).numpy().tolist()
    [1.0, 2.0]
    """
    return _eigvalsh(tensor)


@op("linalg.eigh", costly=True)
def _eigh(tensor: jax.Array) -> tuple[jax.Array, jax.Array]:
    square_matrices("tf.linalg.eigh", tensor)
    vectors, values = lax.linalg.eigh(_mirrored(tensor), lower=True, symmetrize_input=False)
    return values.astype(tensor.dtype), vectors


@op("linalg.eigvalsh", costly=True)
def _eigvalsh(tensor: jax.Array) -> jax.Array:
    return _eigh.op.function(tensor)[0]


def _mirrored(matrix: jax.Array) -> jax.Array:
    """The lower triangle and its mirror image: gradients flow to the lower triangle only."""
    below = jnp.tril(matrix, -1)
    return jnp.tril(matrix) + jnp.swapaxes(jnp.conj(below), -1, -2)


def eig(tensor: Any, name: str | None = None) -> tuple[Tensor, Tensor]:
    """Eigenvalues and (right) eigenvectors of square matrices, as complex numbers.

    Args:
      tensor: `[..., n, n]`.
      name: accepted for compatibility, not used.

    Returns:
      The eigenvalues `[..., n]` in no particular order, and the eigenvectors as columns.

    Raises:
      InvalidArgumentError: not square.

    >>> import tapeflow as tf
    >>> tf.linalg.eig([[1.0, 0.0], [0.0, 1.0]])[0].numpy().tolist()
    [(1+0j), (1+0j)]
    """
    return _eig(tensor)


def eigvals(tensor: Any, name: str | None = None) -> Tensor:
    """Eigenvalues of square matrices, as complex numbers.

    Args:
      tensor: `[..., n, n]`.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.linalg.eigvals([[1.0, 0.0], [0.0, 1.0]]).numpy().tolist()
    [(1+0j), (1+0j)]
    """
    return _eigvals(tensor)


@op("linalg.eig", costly=True)
def _eig(tensor: jax.Array) -> tuple[jax.Array, jax.Array]:
    square_matrices("tf.linalg.eig", tensor)
    values, vectors = jnp.linalg.eig(tensor)
    return values, vectors


@op("linalg.eigvals", costly=True)
def _eigvals(tensor: jax.Array) -> jax.Array:
    square_matrices("tf.linalg.eigvals", tensor)
    return jnp.linalg.eigvals(tensor)


def _matrices(name: str, array: jax.Array) -> None:
    if array.ndim < 2:
        raise invalid(
            f"Shape must be at least rank 2 but is rank {array.ndim}",
            given=f"{name} of {array.shape}",
        )


__all__ = ["eig", "eigh", "eigvals", "eigvalsh", "qr", "svd"]
