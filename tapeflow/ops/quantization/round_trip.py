"""`tf.quantization.quantize_and_dequantize`: a tensor rounded to integers and back."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, convert_to_tensor, invalid, op
from tapeflow.ops.array import stop_gradient


def quantize_and_dequantize_v2(
    input: Any,
    input_min: Any,
    input_max: Any,
    signed_input: bool = True,
    num_bits: int = 8,
    range_given: bool = False,
    round_mode: str = "HALF_TO_EVEN",
    name: str | None = None,
    narrow_range: bool = False,
    axis: int | None = None,
) -> Tensor:
    """Rounds to multiples of a step that lets the largest number fit into an integer.

    The gradient is that of the identity from `input_min` to `input_max`, and 0 outside.

    Args:
      input: float tensor.
      input_min: the range's lower end, a scalar (or `[size of axis]`), if `range_given`.
      input_max: its upper end.
      signed_input: whether the integers have a sign.
      num_bits: how many bits they have.
      range_given: whether the range is given; else it is that of `input`.
      round_mode: "HALF_TO_EVEN" or "HALF_UP".
      name: accepted for compatibility, not used.
      narrow_range: whether the lowest integer is left out.
      axis: an axis whose entries have ranges of their own.

    Raises:
      InvalidArgumentError: an unknown `round_mode`.
    """
    if round_mode not in ("HALF_TO_EVEN", "HALF_UP"):
        raise invalid("round_mode must be 'HALF_TO_EVEN' or 'HALF_UP'", given=repr(round_mode))
    low = -(2 ** (num_bits - 1)) + bool(narrow_range) if signed_input else int(bool(narrow_range))
    low = low if signed_input else 0
    high = 2 ** (num_bits - bool(signed_input)) - 1
    axis = None if axis in (None, -1) else int(axis)
    options = (float(low), float(high), bool(range_given), round_mode == "HALF_UP", axis)
    return _round_trip(input, input_min, input_max, *options)


def quantize_and_dequantize(
    input: Any,
    input_min: Any,
    input_max: Any,
    signed_input: bool = True,
    num_bits: int = 8,
    range_given: bool = False,
    round_mode: str = "HALF_TO_EVEN",
    name: str | None = None,
    narrow_range: bool = False,
    axis: int | None = None,
) -> Tensor:
    """The old name of `quantize_and_dequantize_v2`, with the gradient of the identity."""
    options = (signed_input, num_bits, range_given, round_mode, name, narrow_range, axis)
    input = convert_to_tensor(input)
    found = quantize_and_dequantize_v2(stop_gradient(input), input_min, input_max, *options)
    return input + stop_gradient(found - input)


@op("quantization.quantize_and_dequantize")
def _round_trip(
    input: jax.Array,
    input_min: jax.Array,
    input_max: jax.Array,
    low=-128.0,
    high=127.0,
    given=False,
    half_up=False,
    axis=None,
) -> jax.Array:
    def spread(bound: jax.Array) -> jax.Array:
        if axis is None:
            return bound
        shape = [input.shape[axis] if i == axis else 1 for i in range(input.ndim)]
        return jnp.reshape(jnp.broadcast_to(bound, (input.shape[axis],)), shape)

    least, most = spread(input_min), spread(input_max)
    flows = jnp.where((input >= least) & (input <= most), input, jax.lax.stop_gradient(input))
    input = jax.lax.stop_gradient(input)
    if not given:
        others = tuple(i for i in range(input.ndim) if i != axis) if axis is not None else None
        least = jnp.min(input, others, keepdims=axis is not None)
        most = jnp.max(input, others, keepdims=axis is not None)
    by_low = jnp.where(low * least > 0, low / jnp.where(least == 0, 1, least), jnp.inf)
    by_high = jnp.where(high * most > 0, high / jnp.where(most == 0, 1, most), jnp.inf)
    scale = jnp.minimum(by_low, by_high)
    scale = jnp.where(jnp.isfinite(scale), scale, 1).astype(input.dtype)
    scaled = jnp.clip(input * scale, low, high) if given else input * scale
    found = (jnp.floor(scaled + 0.5) if half_up else jnp.round(scaled)) / scale
    return flows + jax.lax.stop_gradient(found - flows)
