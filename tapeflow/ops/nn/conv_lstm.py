"""`conv_lstm`: a long short-term memory whose products are convolutions, over sequences."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import op
from tapeflow.ops.nn.convolution import any_rank
from tapeflow.ops.nn.lstm import SIGMOID, TANH
from tapeflow.ops.nn.sequence import steps_mask, time_first
from tapeflow.ops.nn.window import axes, from_last, to_last


@op("nn.conv_lstm", costly=True, free=("mask",))
def conv_lstm(
    inputs: jax.Array,
    initial_h: jax.Array,
    initial_c: jax.Array,
    kernel: jax.Array,
    recurrent_kernel: jax.Array,
    bias: jax.Array | None,
    mask: jax.Array | None,
    recurrent_factor: jax.Array | None,
    strides=1,
    padding="VALID",
    dilations=1,
    data_format=None,
    activation=TANH,
    recurrent_activation=SIGMOID,
    reverse=False,
    zero_output=False,
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """A convolutional LSTM (Shi et al. 2015, arXiv:1506.04214, without peepholes).

    Args:
      inputs: `[batch, time, ..., channels]`, or channels at axis 2.
      initial_h: `[batch, ..., filters]`, the first step's previous output.
      initial_c: likewise, its cell state.
      kernel: `[..., channels, 4 * filters]`; input, forget, cell and output gate, in this order.
      recurrent_kernel: `[..., filters, 4 * filters]`, applied with "SAME" padding.
      bias: `[4 * filters]`, or None.
      mask: `[batch, time]`, or None; a step where it is false leaves the state as it was.
      recurrent_factor: what the previous output is multiplied with first, or None.
      strides: of the inputs' convolution, one per spatial axis.
      padding: "SAME" or "VALID", of the inputs' convolution.
      dilations: of the inputs' convolution, one per spatial axis.
      data_format: "NWC", "NCHW" and the like.
      activation: the pure function of an op, for cell and output.
      recurrent_activation: likewise, for the three other gates.
      reverse: whether to take the last step first.
      zero_output: whether a masked step gives zeros rather than the output before it.

    Returns:
      The outputs `[batch, time, ...]` in the order in which steps were taken, and the last `h`
      and `c`.
    """
    rank = kernel.ndim - 2
    batch, length = inputs.shape[:2]
    flat = to_last(inputs.reshape(batch * length, *inputs.shape[2:]), data_format)
    sizes, windows = flat.shape[1:-1], kernel.shape[:-2]
    window = axes("conv_lstm", sizes, windows, strides, dilations, padding)
    product = any_rank(window, 1, flat, kernel)
    product = product if bias is None else product + bias
    steps = time_first(product.reshape(batch, length, *product.shape[1:]), reverse)
    valid = steps_mask(mask, reverse)
    ones = (1,) * rank
    h, c = to_last(initial_h, data_format), to_last(initial_c, data_format)
    inner = axes("conv_lstm", h.shape[1:-1], windows, ones, ones, "SAME")
    factor = None if recurrent_factor is None else to_last(recurrent_factor, data_format)

    def step(state: tuple, now: tuple) -> tuple:
        h, c, shown = state
        total, valid = now
        previous = h if factor is None else h * factor
        total = total + any_rank(inner, 1, previous, recurrent_kernel)
        enter, keep, candidate, leave = jnp.split(total, 4, -1)
        new_c = recurrent_activation(keep) * c
        new_c = new_c + recurrent_activation(enter) * activation(candidate)
        new_h = recurrent_activation(leave) * activation(new_c)
        output = new_h
        if valid is not None:
            now_valid = valid.reshape(valid.shape + (1,) * (rank + 1))
            output = jnp.where(now_valid, new_h, jnp.zeros_like(h) if zero_output else shown)
            new_h, new_c = jnp.where(now_valid, new_h, h), jnp.where(now_valid, new_c, c)
        return (new_h, new_c, output), output

    (h, c, _), outputs = lax.scan(step, (h, c, jnp.zeros_like(h)), (steps, valid))
    outputs = outputs.swapaxes(0, 1)
    shown = from_last(outputs.reshape(batch * length, *outputs.shape[2:]), data_format)
    shown = shown.reshape(batch, length, *shown.shape[1:])
    return shown, from_last(h, data_format), from_last(c, data_format)
