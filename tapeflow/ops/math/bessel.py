"""Bessel functions of the first and second kind, modified ones of the second, Dawson's integral.

Between -25 and 25 they are trapezoid sums of their integrals, which converge exponentially
(Trefethen, Weideman 2014, doi:10.1137/130932132); beyond, Hankel's expansion (DLMF 10.17).
"""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import op
from tapeflow.ops.math.operands import floating

_FAR = 25.0  # from here on Hankel's expansion is exact to the last bit
_ANGLES = np.pi * (np.arange(64) + 0.5) / 64
# Y0 is a sum over the J of even order: sum_k (-1)^k J_2k(x) / k (DLMF 10.8.2).
_EVEN_ORDERS = sum((-1.0) ** k / k * np.cos(2 * k * _ANGLES) for k in range(1, 31))
_EULER = 0.57721566490153286


def _public(name: str, function: Callable, text: str) -> Callable:
    def bessel(x: jax.Array) -> jax.Array:
        floating(f"math.special.{name}", x)
        return function(x.astype(jnp.float64)).astype(x.dtype)

    bessel.__name__ = bessel.__qualname__ = name
    bessel.__doc__ = f"""{text}

    Args:
      x: a float tensor.
    """
    return op(f"math.special.{name}")(bessel)


def _mean(function: Callable, x: jax.Array) -> jax.Array:
    """The mean over half a circle of a function of `x`, the angle, and the even orders' weight."""
    near = jnp.minimum(x, _FAR)

    def add(i: int, total: jax.Array) -> jax.Array:
        return total + function(near, jnp.asarray(_ANGLES)[i], jnp.asarray(_EVEN_ORDERS)[i])

    return jax.lax.fori_loop(0, len(_ANGLES), add, jnp.zeros_like(x)) / len(_ANGLES)


def _hankel(order: int, x: jax.Array, second: bool) -> jax.Array:
    x = jnp.maximum(x, _FAR)
    even, odd, term = jnp.ones_like(x), jnp.zeros_like(x), jnp.ones_like(x)
    for k in range(1, 20):
        term = term * (4 * order**2 - (2 * k - 1) ** 2) / (8 * k * x)
        sign = -1.0 if k % 4 in (2, 3) else 1.0
        even, odd = (even + sign * term, odd) if k % 2 == 0 else (even, odd + sign * term)
    phase = x - (order / 2 + 0.25) * np.pi
    sin, cos = jnp.sin(phase), jnp.cos(phase)
    wave = even * sin + odd * cos if second else even * cos - odd * sin
    return jnp.sqrt(2 / (np.pi * x)) * wave


@jax.custom_jvp
def _j0(x: jax.Array) -> jax.Array:
    x = jnp.abs(x)
    near = _mean(lambda x, angle, _: jnp.cos(x * jnp.sin(angle)), x)
    return jnp.where(x < _FAR, near, _hankel(0, x, False))


@jax.custom_jvp
def _j1(x: jax.Array) -> jax.Array:
    size = jnp.abs(x)
    near = _mean(lambda x, angle, _: jnp.sin(x * jnp.sin(angle)) * jnp.sin(angle), size)
    return jnp.sign(x) * jnp.where(size < _FAR, near, _hankel(1, size, False))


@jax.custom_jvp
def _y0(x: jax.Array) -> jax.Array:
    orders = _mean(lambda x, angle, weight: weight * jnp.cos(x * jnp.sin(angle)), x)
    near = 2 / np.pi * (jnp.log(x / 2) + _EULER) * _j0(x) - 4 / np.pi * orders
    return _positive(x, jnp.where(x < _FAR, near, _hankel(0, x, True)))


@jax.custom_jvp
def _y1(x: jax.Array) -> jax.Array:
    def slope(x, angle, weight):
        return weight * jnp.sin(angle) * jnp.sin(x * jnp.sin(angle))

    logs = (jnp.log(x / 2) + _EULER) * _j1(x) - _j0(x) / x
    near = 2 / np.pi * logs - 4 / np.pi * _mean(slope, x)
    return _positive(x, jnp.where(x < _FAR, near, _hankel(1, x, True)))


def _positive(x: jax.Array, values: jax.Array, at_zero: float = -np.inf) -> jax.Array:
    return jnp.where(x > 0, values, jnp.where(x == 0, at_zero, np.nan))


def _modified(order: int, x: jax.Array) -> jax.Array:
    """`exp(x) K(x)`, the integral of `exp(-x (cosh t - 1)) cosh(order t)` (DLMF 10.32.9)."""
    width = jnp.arccosh(1 + 45 / jnp.maximum(x, 1e-300)) / 200

    def add(i: int, total: jax.Array) -> jax.Array:
        t = (i + 0.5) * width
        # cosh(t) - 1 without cancellation.
        return total + jnp.exp(-2 * x * jnp.sinh(t / 2) ** 2) * jnp.cosh(order * t)

    total = jax.lax.fori_loop(0, 200, add, jnp.zeros_like(x))
    return _positive(x, total * width, np.inf)


@jax.custom_jvp
def _k0e(x: jax.Array) -> jax.Array:
    return _modified(0, x)


@jax.custom_jvp
def _k1e(x: jax.Array) -> jax.Array:
    return _modified(1, x)


@jax.custom_jvp
def _dawson(x: jax.Array) -> jax.Array:
    """Rybicki's sum (1989, doi:10.1063/1.4822832), and a power series near 0."""
    step = 0.25
    center = 2 * jnp.round(x / (2 * step))
    rest = x - center * step
    total = jnp.zeros_like(x)
    for n in range(-27, 28, 2):
        total += jnp.exp(-((rest - n * step) ** 2)) / (n + center)
    square = x * x
    series = jnp.zeros_like(x)
    for k in range(12, 0, -1):
        series = -2 * square / (2 * k + 1) * (1 + series)
    return jnp.where(jnp.abs(x) < 0.2, x * (1 + series), total / np.sqrt(np.pi))


_SLOPES = (
    (_j0, lambda x: -_j1(x)),
    (_j1, lambda x: _j0(x) - jnp.where(x == 0, 0.5, _j1(x) / jnp.where(x == 0, 1, x))),
    (_y0, lambda x: -_y1(x)),
    (_y1, lambda x: _y0(x) - _y1(x) / x),
    (_k0e, lambda x: _k0e(x) - _k1e(x)),
    (_k1e, lambda x: _k1e(x) * (1 - 1 / x) - _k0e(x)),
    (_dawson, lambda x: 1 - 2 * x * _dawson(x)),
)
for _function, _slope in _SLOPES:
    _function.defjvp(
        lambda primals, tangents, f=_function, slope=_slope: (
            f(*primals),
            slope(*primals) * tangents[0],
        )
    )

_FIRST = "The Bessel function of the first kind"
_SECOND = "The Bessel function of the second kind"
_MODIFIED = "The modified Bessel function of the second kind"
bessel_j0 = _public("bessel_j0", _j0, f"{_FIRST} of order 0.")
bessel_j1 = _public("bessel_j1", _j1, f"{_FIRST} of order 1.")
bessel_y0 = _public("bessel_y0", _y0, f"{_SECOND} of order 0; NaN below 0.")
bessel_y1 = _public("bessel_y1", _y1, f"{_SECOND} of order 1; NaN below 0.")
bessel_k0 = _public("bessel_k0", lambda x: jnp.exp(-x) * _k0e(x), f"{_MODIFIED} of order 0.")
bessel_k1 = _public("bessel_k1", lambda x: jnp.exp(-x) * _k1e(x), f"{_MODIFIED} of order 1.")
bessel_k0e = _public("bessel_k0e", _k0e, f"{_MODIFIED} of order 0, times `exp(x)`.")
bessel_k1e = _public("bessel_k1e", _k1e, f"{_MODIFIED} of order 1, times `exp(x)`.")
dawsn = _public("dawsn", _dawson, "Dawson's integral, `exp(-x**2)` times that of `exp(t**2)`.")
