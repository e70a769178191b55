"""Integrals without a closed form: of an exponential, Fresnel's, Spence's."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax.scipy import special

from tapeflow.engine import op
from tapeflow.ops.math.operands import floating


@op("math.special.expint")
def expint(x: jax.Array) -> jax.Array:
    """The exponential integral `Ei(x)`: of `exp(t) / t` from minus infinity to `x`.

    >>> import tapeflow as tf
    >>> round(float(tf.math.special.expint(1.0)), 4)
    1.8951
    """
    floating("math.special.expint", x)
    return special.expi(x)


@op("math.special.fresnel_cos")
def fresnel_cos(x: jax.Array) -> jax.Array:
    """The integral of `cos(pi t**2 / 2)` from 0 to `x`.

    >>> import tapeflow as tf
    >>> round(float(tf.math.special.fresnel_cos(1.0)), 4)
    0.7799
    """
    floating("math.special.fresnel_cos", x)
    return special.fresnel(x)[1]


@op("math.special.fresnel_sin")
def fresnel_sin(x: jax.Array) -> jax.Array:
    """The integral of `sin(pi t**2 / 2)` from 0 to `x`.

    >>> import tapeflow as tf
    >>> round(float(tf.math.special.fresnel_sin(1.0)), 4)
    0.4383
    """
    floating("math.special.fresnel_sin", x)
    return special.fresnel(x)[0]


@op("math.special.spence")
def spence(x: jax.Array) -> jax.Array:
    """The integral of `log(t) / (1 - t)` from 1 to `x`, which is at least 0.

    >>> import tapeflow as tf
    >>> round(float(tf.math.special.spence(0.0)), 4)
    1.6449
    """
    floating("math.special.spence", x)
    return _spence(x)


@jax.custom_jvp
def _spence(x: jax.Array) -> jax.Array:
    return special.spence(x)


@_spence.defjvp
def _spence_jvp(primals: tuple, tangents: tuple) -> tuple[jax.Array, jax.Array]:
    """JAX differentiates the branches of its series, and gets 0 at 1, where they meet."""
    (x,), (tangent,) = primals, tangents
    slope = jnp.where(x == 1, -1, jnp.log(x) / jnp.where(x == 1, 1, 1 - x))
    return _spence(x), slope.astype(x.dtype) * tangent
