"""Powers: of a small fixed exponent where a line has only one, of any exponent otherwise."""

from __future__ import annotations

import sys
from types import CodeType, FrameType
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import Tensor, host_value, invalid, op
from tapeflow.ops.math.operands import broadcast, numeric

# Exponents for which XLA has something much better than a general power.
_CHEAP = frozenset({-3, -2, -1, -0.5, 0.5, 1, 2, 3, 4, 5, 6, 8})
# (code, instruction) of a user's line -> the exponent it had so far, or None after a second one.
_SITES: dict[tuple[CodeType, int], float | None] = {}
_MAX_SITES = 10_000


def pow(x: Any, y: Any, name: str | None = None) -> Tensor:
    """`x ** y`, elementwise.

    A small exponent that is a Python number is built into the program. A line that comes with a
    second exponent passes all its later ones as data, so that a loop over them compiles nothing.

    Args:
      x: a tensor of any number type.
      y: a tensor of the same dtype and a shape that broadcasts with `x`.

    Raises:
      InvalidArgumentError: dtypes differ, shapes do not fit, or a whole number is raised to a
        negative power.

    >>> import tapeflow as tf
    >>> tf.pow([1.0, 2.0, 3.0], 2).numpy()
    array([1., 4., 9.], dtype=float32)
    """
    kind = y.__class__
    if (kind is int or kind is float) and y in _CHEAP and _settled(sys._getframe(1), y):
        dtype = x.dtype if hasattr(x, "dtype") else None
        if dtype is not None and (
            kind is int or dtype.is_floating if isinstance(x, Tensor) else kind is int
        ):
            return _fixed(x, y)
    return _general(x, y)


def _settled(frame: FrameType | None, exponent: float) -> bool:
    """Whether the user's line has had no other exponent than this."""
    while frame is not None and frame.f_globals.get("__name__", "").startswith("tapeflow."):
        frame = frame.f_back
    if frame is None:
        return False
    site = (frame.f_code, frame.f_lasti)
    known = _SITES.setdefault(site, exponent)
    if known == exponent:
        return True
    _SITES[site] = None
    if len(_SITES) > _MAX_SITES:  # lines that a program wrote itself; the oldest are forgotten
        del _SITES[next(iter(_SITES))]
    return False


@op("math.pow")
def _fixed(x: jax.Array, y=1) -> jax.Array:
    numeric("math.pow", x)
    if y == 0.5:
        return jnp.sqrt(x)
    if y == -0.5:
        return lax.rsqrt(x)
    if y < 0 and jnp.issubdtype(x.dtype, jnp.integer):
        raise _negative_power(x)
    return lax.integer_pow(x, int(y))


def _negative_power(x: Any) -> Exception:
    return invalid(
        "Integers to negative integer powers are not allowed",
        given=f"{x.dtype.name} {x.shape}",
        fix="tf.cast(x, tf.float32) ** y",
    )


def _check(x: Tensor, y: Tensor, **_: object) -> None:
    if y._spec.dtype.is_integer:
        value = host_value(y)
        if value is not None and (value < 0).any():
            raise _negative_power(x)


@op("math.pow", check=_check)
def _general(x: jax.Array, y: jax.Array) -> jax.Array:
    numeric("math.pow", x, y)
    broadcast("math.pow", x, y)
    return _power(x, y)


@jax.custom_jvp
def _power(x: jax.Array, y: jax.Array) -> jax.Array:
    return jnp.power(x, y)


@_power.defjvp
def _(primals, tangents):
    # By the exponent: TensorFlow takes log(x) as 0 where it is not real.
    x, y = primals
    x_dot, y_dot = tangents
    power = _power(x, y)
    defined = (x != 0) if jnp.iscomplexobj(x) else (x > 0)
    log = jnp.where(
        defined, jnp.log(jnp.where(defined, x, jnp.ones((), x.dtype))), jnp.zeros((), x.dtype)
    )
    return power, x_dot * (y * _power(x, y - jnp.ones((), y.dtype))) + y_dot * (log * power)
