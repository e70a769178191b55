"""Special functions: error function, gamma, beta and Bessel functions."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.scipy import special

from tapeflow.engine import op
from tapeflow.ops.math.operands import broadcast, floating


@op("math.erf")
def erf(x: jax.Array) -> jax.Array:
    """The error function, the integral of `2/sqrt(pi) exp(-t**2)` from 0 to `x`.

    >>> import tapeflow as tf
    >>> tf.math.erf(0.0).numpy()
    np.float32(0.0)
    """
    floating("math.erf", x)
    return lax.erf(x)


@op("math.erfc")
def erfc(x: jax.Array) -> jax.Array:
    """`1 - erf(x)`, exact for large `x` too.

    >>> import tapeflow as tf
    >>> tf.math.erfc(0.0).numpy()
    np.float32(1.0)
    """
    floating("math.erfc", x)
    return lax.erfc(x)


@op("math.erfinv")
def erfinv(x: jax.Array) -> jax.Array:
    """The inverse of `erf`; infinite at -1 and 1.

    >>> import tapeflow as tf
    >>> tf.math.erfinv(0.0).numpy()
    np.float32(0.0)
    """
    floating("math.erfinv", x)
    return lax.erf_inv(x)


@op("math.erfcinv")
def erfcinv(x: jax.Array) -> jax.Array:
    """The inverse of `erfc`.

    >>> import tapeflow as tf
    >>> tf.math.erfcinv(1.0).numpy()
    0.0
    """
    floating("math.erfcinv", x)
    return -special.ndtri(0.5 * x) * np.sqrt(0.5).astype(x.dtype)


@op("math.ndtri")
def ndtri(x: jax.Array) -> jax.Array:
    """The quantile of the standard normal distribution, for `x` in `(0, 1)`.

    >>> import tapeflow as tf
    >>> tf.math.ndtri(0.5).numpy()
    np.float32(0.0)
    """
    floating("math.ndtri", x)
    return special.ndtri(x)


@op("math.lgamma")
def lgamma(x: jax.Array) -> jax.Array:
    """`log(|gamma(x)|)`.

    >>> import tapeflow as tf
    >>> tf.math.lgamma(3.0).numpy()
    0.6931472
    """
    floating("math.lgamma", x)
    return lax.lgamma(x)


@op("math.digamma")
def digamma(x: jax.Array) -> jax.Array:
    """The derivative of `lgamma`.

    >>> import tapeflow as tf
    >>> tf.math.digamma(1.0).numpy()
    -0.5772157
    """
    floating("math.digamma", x)
    return lax.digamma(x)


@op("math.bessel_i0")
def bessel_i0(x: jax.Array) -> jax.Array:
    """The modified Bessel function of order 0.

    >>> import tapeflow as tf
    >>> tf.math.bessel_i0(0.0).numpy()
    1.0
    """
    floating("math.bessel_i0", x)
    return _i0(x)


@jax.custom_jvp
def _i0(x: jax.Array) -> jax.Array:
    return special.i0(x)


@_i0.defjvp
def _(primals, tangents):
    # JAX goes through exp(|x|), whose derivative at 0 it takes as 1.
    (x,), (x_dot,) = primals, tangents
    return _i0(x), x_dot * special.i1(x)


@op("math.bessel_i0e")
def bessel_i0e(x: jax.Array) -> jax.Array:
    """`exp(-|x|) * bessel_i0(x)`.

    >>> import tapeflow as tf
    >>> tf.math.bessel_i0e(0.0).numpy()
    1.0
    """
    floating("math.bessel_i0e", x)
    return special.i0e(x)


@op("math.bessel_i1")
def bessel_i1(x: jax.Array) -> jax.Array:
    """The modified Bessel function of order 1.

    >>> import tapeflow as tf
    >>> tf.math.bessel_i1(0.0).numpy()
    np.float32(0.0)
    """
    floating("math.bessel_i1", x)
    return special.i1(x)


@op("math.bessel_i1e")
def bessel_i1e(x: jax.Array) -> jax.Array:
    """`exp(-|x|) * bessel_i1(x)`.

    >>> import tapeflow as tf
    >>> tf.math.bessel_i1e(0.0).numpy()
    np.float32(0.0)
    """
    floating("math.bessel_i1e", x)
    return special.i1e(x)


@op("math.polygamma")
def polygamma(a: jax.Array, x: jax.Array) -> jax.Array:
    """The `a`-th derivative of `digamma` at `x`, for `a` a whole number as a float.

    >>> import tapeflow as tf
    >>> tf.math.polygamma(1.0, 1.0).numpy()
    np.float32(1.644934)
    """
    floating("math.polygamma", a, x)
    broadcast("math.polygamma", a, x)
    return lax.polygamma(*jnp.broadcast_arrays(a, x))


@op("math.zeta")
def zeta(x: jax.Array, q: jax.Array) -> jax.Array:
    """The Hurwitz zeta function, the sum of `(q + n) ** -x` over all n from 0.

    >>> import tapeflow as tf
    >>> tf.math.zeta(2.0, 1.0).numpy()
    np.float32(1.644934)
    """
    floating("math.zeta", x, q)
    broadcast("math.zeta", x, q)
    return lax.zeta(*jnp.broadcast_arrays(x, q))


@op("math.igamma")
def igamma(a: jax.Array, x: jax.Array) -> jax.Array:
    """The lower regularized incomplete gamma function, from 0 at `x = 0` to 1.

    >>> import tapeflow as tf
    >>> tf.math.igamma(1.0, 0.0).numpy()
    np.float32(0.0)
    """
    floating("math.igamma", a, x)
    broadcast("math.igamma", a, x)
    return lax.igamma(*jnp.broadcast_arrays(a, x))


@op("math.igammac")
def igammac(a: jax.Array, x: jax.Array) -> jax.Array:
    """The upper regularized incomplete gamma function, `1 - igamma(a, x)`.

    >>> import tapeflow as tf
    >>> tf.math.igammac(1.0, 0.0).numpy()
    np.float32(1.0)
    """
    floating("math.igammac", a, x)
    broadcast("math.igammac", a, x)
    return lax.igammac(*jnp.broadcast_arrays(a, x))


@op("math.betainc")
def betainc(a: jax.Array, b: jax.Array, x: jax.Array) -> jax.Array:
    """The regularized incomplete beta function, from 0 at `x = 0` to 1 at `x = 1`.

    >>> import tapeflow as tf
    >>> tf.math.betainc(1.0, 1.0, 0.25).numpy()
    0.25
    """
    floating("math.betainc", a, b, x)
    broadcast("math.betainc", a, b, x)
    return lax.betainc(*jnp.broadcast_arrays(a, b, x))


@op("math.lbeta")
def lbeta(x: jax.Array) -> jax.Array:
    """The logarithm of the multivariate beta function over the last axis.

    >>> import tapeflow as tf
    >>> tf.math.lbeta([1.0, 1.0]).numpy()
    0.0
    """
    floating("math.lbeta", x)
    return jnp.sum(lax.lgamma(x), axis=-1) - lax.lgamma(jnp.sum(x, axis=-1))


@op("math.nextafter", differentiable=False)
def nextafter(x1: jax.Array, x2: jax.Array) -> jax.Array:
    """The float next to `x1` in the direction of `x2`.

    >>> import tapeflow as tf
    >>> (tf.math.nextafter(1.0, 2.0) - 1.0).numpy()
    np.float32(1.1920929e-07)
    """
    floating("math.nextafter", x1, x2)
    broadcast("math.nextafter", x1, x2)
    return jnp.nextafter(x1, x2)
