"""Parts of complex numbers."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op


@op("complex")
def complex(real: jax.Array, imag: jax.Array) -> jax.Array:
    """`real + i * imag`, complex64 for float32 and complex128 for float64.

    Raises:
      TypeError: the parts are not both float32 or both float64.

    >>> import tapeflow as tf
    >>> tf.complex(1.0, 2.0).numpy()
    (1+2j)
    """
    return jax.lax.complex(*jnp.broadcast_arrays(real, imag))


@op("math.real")
def real(input: jax.Array) -> jax.Array:
    """The real part; real numbers stay as they are.

    >>> import tapeflow as tf
    >>> tf.math.real(tf.constant(1 + 2j)).numpy()
    np.float64(1.0)
    """
    return jnp.real(input)


@op("math.imag")
def imag(input: jax.Array) -> jax.Array:
    """The imaginary part; 0 for real numbers.

    >>> import tapeflow as tf
    >>> tf.math.imag(tf.constant(1 + 2j)).numpy()
    np.float64(2.0)
    """
    return jnp.imag(input)


@op("math.conj")
def conj(x: jax.Array) -> jax.Array:
    """The complex conjugate.

    >>> import tapeflow as tf
    >>> tf.math.conj(tf.constant(1 + 2j)).numpy()
    (1-2j)
    """
    return jnp.conj(x)


@op("math.angle")
def angle(input: jax.Array) -> jax.Array:
    """The argument, in `(-pi, pi]`; of a real number 0 or pi.

    >>> import tapeflow as tf
    >>> tf.math.angle(1.0).numpy()
    np.float64(0.0)
    """
    return jnp.angle(input)
