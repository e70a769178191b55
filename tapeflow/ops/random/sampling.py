"""What the stateful, stateless and generator functions share: checks, bounds and scaling."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import (
    DType,
    Tensor,
    as_dtype,
    convert_to_tensor,
    host_value,
    invalid,
    op,
    problem,
)
from tapeflow.engine.dtypes import int32, int64
from tapeflow.engine.op import static
from tapeflow.engine.spec import spec
from tapeflow.ops.random import noise as noises
from tapeflow.ops.random.at_once import draw, now, start_now


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
            problem(
                f"tf.{name}: not a dtype to draw",
                dtype.name,
                "float16, bfloat16, float32 or float64",
            )
        )
    return dtype


def check_bounded_dtype(name: str, dtype: DType) -> None:
    """Refuses an integer dtype that has no bounds in TensorFlow.

    Raises:
      ValueError: neither `int32` nor `int64`.
    """
    if dtype not in (int32, int64):
        raise ValueError(
            problem(
                f"tf.{name}: not a dtype to draw between bounds",
                dtype.name,
                "int32, int64 or a float dtype",
            )
        )


def scaled(noise: Tensor, scale: Any, shift: Any) -> Tensor:
    """`noise * scale + shift`; no op at all where that changes nothing."""
    if noises.standard(scale, 1.0) and noises.standard(shift, 0.0):
        return noise
    numbers = host_value(noise)
    if numbers is not None and {scale.__class__, shift.__class__} <= {int, float}:
        kind = numbers.dtype.type
        return Tensor(numbers * kind(scale) + kind(shift), noise._spec)
    return noises.scale_and_shift(noise, scale, shift)


def uniform(
    name: str, state: Tensor, shape: tuple, minval: Any, maxval: Any, dtype: DType
) -> Tensor:
    """Uniform numbers of a float or integer dtype, as the public functions define them."""
    if dtype.is_integer:
        return _uniform_int(name, state, shape, minval, maxval, dtype)
    dtype = float_dtype(name, dtype)
    noise = draw(noises.uniform_noise, state, shape, dtype)
    if maxval is None:
        maxval = 1
    if noises.standard(minval, 0):
        return scaled(noise, maxval, 0)
    low, high = convert_to_tensor(minval, dtype), convert_to_tensor(maxval, dtype)
    numbers, low_value, high_value = host_value(noise), host_value(low), host_value(high)
    if numbers is not None and low_value is not None and high_value is not None:
        return convert_to_tensor(numbers * (high_value - low_value) + low_value)
    return _spread(noise, low, high)


def _uniform_int(
    name: str, state: Tensor, shape: tuple, minval: Any, maxval: Any, dtype: DType
) -> Tensor:
    if maxval is None:
        raise ValueError(
            problem(
                f"tf.{name}: Must specify maxval for integer dtype {dtype.name}", fix="pass maxval="
            )
        )
    low, high = convert_to_tensor(minval, dtype), convert_to_tensor(maxval, dtype)
    if low.ndim or high.ndim:
        raise invalid(
            f"tf.{name}: minval and maxval must be scalars for integers",
            f"{low.shape}, {high.shape}",
        )
    low_value, high_value = host_value(low), host_value(high)
    if low_value is None or high_value is None:
        return noises.uniform_int_noise(state, low, high, shape)
    if low_value >= high_value:
        raise invalid(f"tf.{name}: Need minval < maxval, got {low_value} >= {high_value}")
    start = start_now(state, shape)
    if start is None:
        return noises.uniform_int_noise(state, low, high, shape)
    bits = now("full_range_noise", start, shape, dtype)
    unsigned = np.dtype(f"uint{8 * dtype.size}")
    span = np.array(int(high_value) - int(low_value), unsigned)
    numbers = bits.view(unsigned) % span + low_value.astype(unsigned)
    return Tensor(numbers.astype(dtype.np), spec(shape, dtype))


@op("random.uniform")
def _spread(noise: jax.Array, low: jax.Array, high: jax.Array) -> jax.Array:
    span = high - low
    return noises.rounded(noise * span, noise + span) + low


@op("random.state", free=("key", "high"), differentiable=False)
def state_of(key: jax.Array, high: jax.Array) -> jax.Array:
    """The state of two integer scalars: the key, and the upper half of the counter."""
    zero = jnp.zeros((), jnp.int64)
    return jnp.stack([zero, high.astype(jnp.int64), key.astype(jnp.int64)])
