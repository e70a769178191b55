"""`tf.quantization.fake_quant_with_min_max_*`: rounding to a grid, with a straight gradient.

The grid is moved so that 0 is on it (Jacob et al. 2018, arXiv:1712.05877, section 3).
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, convert_to_tensor, invalid, op


def fake_quant_with_min_max_args(
    inputs: Any,
    min: float = -6,
    max: float = 6,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """Rounds to the nearest of `2**num_bits` numbers between two bounds.

    Args:
      inputs: float32 tensor.
      min: the lower bound; moved a little so that 0 is one of the numbers.
      max: the upper bound.
      num_bits: from 2 to 16.
      narrow_range: whether there is one number less.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the bounds are in the wrong order, or another `num_bits`.

    >>> import tapeflow as tf
    >>> tf.quantization.fake_quant_with_min_max_args([0.1, 7.0], num_bits=2).numpy().tolist()
    [0.0, 4.0]
    """
    if not min < max:
        raise invalid(f"min has to be smaller than max, was: {min} >= {max}")
    return fake_quant_with_min_max_vars(inputs, float(min), float(max), num_bits, narrow_range)


def fake_quant_with_min_max_args_gradient(
    gradients: Any,
    inputs: Any,
    min: float = -6,
    max: float = 6,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """`gradients` where the inputs are within the bounds, else 0."""
    found = fake_quant_with_min_max_vars_gradient(
        gradients, inputs, float(min), float(max), num_bits, narrow_range
    )
    return found[0]


def fake_quant_with_min_max_vars(
    inputs: Any,
    min: Any,
    max: Any,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """The same with bounds that are tensors, and get a gradient from what lies beyond them."""
    return _rounded(inputs, min, max, *_levels(num_bits, narrow_range))


def fake_quant_with_min_max_vars_gradient(
    gradients: Any,
    inputs: Any,
    min: Any,
    max: Any,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """The derivatives by the inputs and both bounds."""
    return _gradients(gradients, inputs, min, max, *_levels(num_bits, narrow_range))


def fake_quant_with_min_max_vars_per_channel(
    inputs: Any,
    min: Any,
    max: Any,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """The same with bounds for each entry of the last axis, `[channels]`."""
    _check_channels(inputs, min, max)
    return fake_quant_with_min_max_vars(inputs, min, max, num_bits, narrow_range)


def fake_quant_with_min_max_vars_per_channel_gradient(
    gradients: Any,
    inputs: Any,
    min: Any,
    max: Any,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """The derivatives by the inputs and both bounds of each channel."""
    _check_channels(inputs, min, max)
    return fake_quant_with_min_max_vars_gradient(
        gradients, inputs, min, max, num_bits, narrow_range
    )


def _levels(num_bits: int, narrow_range: bool) -> tuple[int, int]:
    if not 2 <= num_bits <= 16:
        raise invalid(f"num_bits must be between 2 and 16, inclusive, got {num_bits}")
    return int(bool(narrow_range)), 2 ** int(num_bits) - 1


def _check_channels(inputs: Any, min: Any, max: Any) -> None:
    shape = convert_to_tensor(inputs).shape
    for bound in (min, max):
        if convert_to_tensor(bound).shape.as_list() != shape.as_list()[-1:]:
            raise invalid(
                "fake_quant_with_min_max_vars_per_channel: one bound for each channel",
                given=f"bounds {convert_to_tensor(bound).shape}, inputs {shape}",
            )


@op("quantization.fake_quant")
def _rounded(inputs: jax.Array, min: jax.Array, max: jax.Array, low=0, high=255) -> jax.Array:
    return _quantized(low, high, inputs, min, max)


@op("quantization.fake_quant_gradient")
def _gradients(
    gradients: jax.Array, inputs: jax.Array, min: jax.Array, max: jax.Array, low=0, high=255
) -> tuple[jax.Array, jax.Array, jax.Array]:
    return _backward(low, high, (inputs, min, max), gradients)


def _grid(low: int, high: int, min: jax.Array, max: jax.Array) -> tuple:
    """The bounds moved so that 0 is on the grid, and the grid's step."""
    step = (max - min) / (high - low)
    zero = low - min / step
    zero = jnp.clip(jnp.floor(zero + 0.5), low, high)
    return (low - zero) * step, (high - zero) * step, step


def _quantized(low: int, high: int, inputs: jax.Array, min: jax.Array, max: jax.Array) -> jax.Array:
    @jax.custom_vjp
    def rounded(inputs: jax.Array, min: jax.Array, max: jax.Array) -> jax.Array:
        least, most, step = _grid(low, high, min, max)
        clipped = jnp.clip(inputs, least, most)
        found = jnp.floor((clipped - least) / step + 0.5) * step + least
        return jnp.where((min == 0) & (max == 0), 0, found)

    rounded.defvjp(
        lambda *operands: (rounded(*operands), operands),
        lambda operands, gradients: _backward(low, high, operands, gradients),
    )
    return rounded(inputs, min, max)


def _backward(low: int, high: int, operands: tuple, gradients: jax.Array) -> tuple:
    inputs, min, max = operands
    least, most, _ = _grid(low, high, min, max)
    nothing = (min == 0) & (max == 0)
    below = (inputs < least) & ~nothing
    above = (inputs > most) & ~nothing
    axes = tuple(range(inputs.ndim - min.ndim))
    by_min = jnp.sum(jnp.where(below, gradients, 0), axes)
    by_max = jnp.sum(jnp.where(above, gradients, 0), axes)
    return jnp.where(below | above, 0, gradients), by_min, by_max
