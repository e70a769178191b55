"""What the stateful, stateless and generator functions share: checks, bounds and scaling."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import DType, Tensor, as_dtype, convert_to_tensor, host_value, invalid, op, problem
from tapeflow.engine.op import static
from tapeflow.ops.random import noise as noises


def static_shape(shape: Any) -> tuple[int, ...]:
    """A shape argument (list, tuple, `TensorShape`, tensor) as a tuple of ints."""
    sizes = static("shape", shape)
    if not isinstance(sizes, tuple):
        raise invalid("shape must be a vector of sizes", given=shape, fix=f"[{shape}]")
    sizes = tuple([int(size) for size in sizes])
    if any(size < 0 for size in sizes):
        raise invalid("a shape has no negative sizes", given=sizes)
    return sizes


def float_dtype(name: str, dtype: Any) -> DType:
    """`dtype`, if it is a float one.

    Raises:
      TypeError: it is another.
    """
    dtype = as_dtype(dtype)
    if not dtype.is_floating:
        raise TypeError(
            problem(f"tf.{name}: not a dtype to draw", dtype.name, "float16, bfloat16, float32 or float64")
        )
    return dtype


def scaled(noise: Tensor, scale: Any, shift: Any) -> Tensor:
    """`noise * scale + shift`; no op at all where that changes nothing."""
    if noises.standard(scale, 1.0) and noises.standard(shift, 0.0):
        return noise
    return noises.scale_and_shift(noise, scale, shift)


def uniform(name: str, state: Tensor, shape: tuple, minval: Any, maxval: Any, dtype: DType) -> Tensor:
    """Uniform numbers of a float or integer dtype, as the public functions define them."""
    if dtype.is_integer:
        if maxval is None:
            raise ValueError(
                problem(f"tf.{name}: Must specify maxval for integer dtype {dtype.name}", fix="pass maxval=")
            )
        bounds = convert_to_tensor(minval, dtype), convert_to_tensor(maxval, dtype)
        _check_bounds(name, *bounds)
        return noises.uniform_int_noise(state, *bounds, shape)
    dtype = float_dtype(name, dtype)
    noise = noises.uniform_noise(state, shape, dtype)
    if maxval is None or (noises.standard(minval, 0) and noises.standard(maxval, 1)):
        maxval = 1
    if noises.standard(minval, 0):
        return scaled(noise, maxval, 0)
    low, high = convert_to_tensor(minval, dtype), convert_to_tensor(maxval, dtype)
    return _spread(noise, low, high)


@op("random.uniform")
def _spread(noise: jax.Array, low: jax.Array, high: jax.Array) -> jax.Array:
    span = high - low
    return noises.rounded(noise * span, noise + span) + low


@op("random.state", free=("key", "high"), differentiable=False)
def state_of(key: jax.Array, high: jax.Array) -> jax.Array:
    """The state of two integer scalars: the key, and the upper half of the counter."""
    zero = jnp.zeros((), jnp.int64)
    return jnp.stack([zero, high.astype(jnp.int64), key.astype(jnp.int64)])


def _check_bounds(name: str, low: Tensor, high: Tensor) -> None:
    low_value, high_value = host_value(low), host_value(high)
    if low_value is not None and high_value is not None and np.any(low_value >= high_value):
        raise invalid(f"tf.{name}: Need minval < maxval, got {low_value} >= {high_value}")
