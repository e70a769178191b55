"""Functions of square matrices: exponential, logarithm, square root."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, constant, convert_to_tensor, invalid, op
from tapeflow.ops.linalg.square import square_matrices


@op("linalg.expm", costly=True)
def expm(input: jax.Array) -> jax.Array:
    """The matrix exponential, `1 + a + a @ a / 2 + ...`.

    Args:
      input: `[..., n, n]`, floating or complex.

    Raises:
      InvalidArgumentError: not square.

    >>> import tapeflow as tf
    >>> tf.linalg.expm([[0.0, 1.0], [0.0, 0.0]]).numpy().tolist()
    [[1.0, 1.0], [0.0, 1.0]]
    """
    square_matrices("tf.linalg.expm", input)
    if not input.size:
        return input
    return jax.scipy.linalg.expm(input)


@op("linalg.sqrtm", costly=True)
def sqrtm(input: jax.Array) -> jax.Array:
    """The square root of matrices, `r @ r = input`; NaN where there is no real one for real ones.

    Args:
      input: `[..., n, n]`, floating or complex, invertible.

    Raises:
      InvalidArgumentError: not square.

    >>> import tapeflow as tf
    >>> tf.linalg.sqrtm([[4.0, 0.0], [0.0, 9.0]]).numpy().round(4).tolist()
    [[2.0, 0.0], [0.0, 3.0]]
    """
    square_matrices("tf.linalg.sqrtm", input)
    return _sqrtm(input)


@jax.custom_vjp
def _sqrtm(matrices: jax.Array) -> jax.Array:
    flat = matrices.reshape(-1, *matrices.shape[-2:])
    roots = jnp.stack([jax.scipy.linalg.sqrtm(matrix) for matrix in flat]) if len(flat) else flat
    if not jnp.iscomplexobj(matrices):
        roots = roots.real
    return roots.reshape(matrices.shape).astype(matrices.dtype)


def _sqrtm_forward(matrices: jax.Array) -> tuple:
    roots = _sqrtm(matrices)
    return roots, roots


def _sqrtm_backward(roots: jax.Array, cotangent: jax.Array) -> tuple:
    """Solves `r.T @ x + x @ r.T = cotangent`, as one linear system of n * n unknowns."""
    size = roots.shape[-1]
    same = jnp.eye(size, dtype=roots.dtype)
    left = jnp.einsum("...ji,kl->...ikjl", roots, same)
    right = jnp.einsum("ij,...kl->...ikjl", same, roots)
    system = (left + right).reshape(*roots.shape[:-2], size * size, size * size)
    solved = jnp.linalg.solve(system, cotangent.reshape(*roots.shape[:-2], size * size, 1))
    return (solved.reshape(cotangent.shape),)


_sqrtm.defvjp(_sqrtm_forward, _sqrtm_backward)


def logm(input: Any, name: str | None = None) -> Tensor:
    """The matrix logarithm, the inverse of `tf.linalg.expm`; computed on the host, no gradient.

    Args:
      input: complex tensor `[..., n, n]`, invertible.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: not square, or not complex.

    >>> import tapeflow as tf
    >>> tf.linalg.logm(tf.constant([[1.0, 0.0], [0.0, 1.0]], tf.complex64)).numpy().real.tolist()
    [[0.0, 0.0], [0.0, 0.0]]
    """
    matrices = convert_to_tensor(input)
    if not matrices.dtype.is_complex:
        raise invalid(
            f"Value for attr 'T' of {matrices.dtype.name} is not in the list of allowed values: "
            "complex64, complex128",
            fix="tf.cast(input, tf.complex64)",
        )
    array = np.asarray(matrices.numpy())
    square_matrices("tf.linalg.logm", array)
    flat = array.reshape(-1, *array.shape[-2:]).astype(np.complex128)
    import scipy.linalg  # here: it takes as long to import as half of this package

    logarithms = [scipy.linalg.logm(matrix) for matrix in flat]
    return constant(np.array(logarithms, array.dtype).reshape(array.shape))


__all__ = ["expm", "logm", "sqrtm"]
