"""`lstm` and `lstm_cell`: long short-term memory, over a sequence and for one step."""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import op
from tapeflow.ops.linalg.contract import matrix_product
from tapeflow.ops.linalg.sum_rows import sum_stored_rows
from tapeflow.ops.nn import sequence
from tapeflow.ops.nn.lstm_gates import gate_gradient, gates_of, outputs_of
from tapeflow.ops.nn.lstm_parts import lstm_parts, parts_for
from tapeflow.ops.nn.sigmoid import sigmoid, tanh

TANH = tanh.op.function
SIGMOID = sigmoid.op.function


@op("nn.lstm", costly=True, free=("mask",))
def lstm(
    inputs: jax.Array,
    initial_h: jax.Array,
    initial_c: jax.Array,
    kernel: jax.Array,
    recurrent_kernel: jax.Array,
    bias: jax.Array | None = None,
    mask: jax.Array | None = None,
    recurrent_factor: jax.Array | None = None,
    activation=TANH,
    recurrent_activation=SIGMOID,
    reverse=False,
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """An LSTM (Hochreiter & Schmidhuber 1997) over whole sequences, with Keras' weights.

    Args:
      inputs: `[batch, time, features]`.
      initial_h: `[batch, units]`, the first step's previous output.
      initial_c: `[batch, units]`, the first step's cell state.
      kernel: `[features, 4 * units]`; input, forget, cell and output gate, in this order.
      recurrent_kernel: `[units, 4 * units]`.
      bias: `[4 * units]`, or None.
      mask: `[batch, time]`, or None; a step where it is false leaves the state as it was and gives
        the output before it again.
      recurrent_factor: `[batch, units]`, or None: what the previous output is multiplied with
        before it meets the recurrent kernel (a dropout mask; no gradient flows to it).
      activation: the pure function of an op, for cell and output.
      recurrent_activation: likewise, for the three other gates.
      reverse: whether to take the last step first.

    Returns:
      The outputs `[batch, time, units]` in the order in which steps were taken, and the last `h`
      and `c`, each `[batch, units]`.
    """
    sequence.check_shapes("lstm", 4, inputs, initial_h, kernel, recurrent_kernel)
    if activation is TANH and recurrent_activation is SIGMOID:
        operands = (inputs, initial_h, initial_c, kernel, recurrent_kernel, bias)
        parts = parts_for(*initial_h.shape)
        if parts > 1 and mask is None and recurrent_factor is None:
            return lstm_parts(parts, reverse, *operands)
        return _standard(reverse, *operands, mask, recurrent_factor)
    steps = sequence.projected(inputs, kernel, bias, reverse)
    mask = sequence.steps_mask(mask, reverse)

    def step(state: tuple, now: tuple) -> tuple:
        h, c = state
        product, valid = now
        product = product + matrix_product(_times(h, recurrent_factor), recurrent_kernel)
        new_h, new_c = _combine(activation, recurrent_activation, product, c)
        h, c = sequence.masked(valid, new_h, h), sequence.masked(valid, new_c, c)
        return (h, c), h

    (h, c), states = lax.scan(step, (initial_h, initial_c), (steps, mask))
    return sequence.shown(states, mask).swapaxes(0, 1), h, c


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _standard(reverse, inputs, h, c, kernel, recurrent_kernel, bias, mask, factor):
    return _forward(reverse, inputs, h, c, kernel, recurrent_kernel, bias, mask, factor)[0]


def _forward(reverse, inputs, h, c, kernel, recurrent_kernel, bias, mask, factor):
    steps = sequence.projected(inputs, kernel, None, reverse)
    valid = sequence.steps_mask(mask, reverse)

    def step(state, now):
        h, c = state
        product, valid = now
        product = product + matrix_product(_times(h, factor), recurrent_kernel)
        # Added here the bias is part of the loop that computes the gates.
        gates = gates_of(product if bias is None else product + bias)
        new_h, new_c = outputs_of(gates, c)
        h, c = sequence.masked(valid, new_h, h), sequence.masked(valid, new_c, c)
        return (h, c), (h, c, gates)

    (last_h, last_c), (hs, cs, gates) = lax.scan(step, (h, c), (steps, valid))
    outputs = sequence.shown(hs, valid).swapaxes(0, 1)
    operands = (inputs, h, c, kernel, recurrent_kernel, bias, mask, factor)
    # Without a mask the outputs are the states, and are kept anyway.
    return (outputs, last_h, last_c), (operands, None if mask is None else hs, outputs, cs, gates)


def _backward(reverse, saved, cotangents):
    """The loop carries `h` and `c` only: what the weights get is one product after it."""
    operands, hs, outputs, cs, gates = saved
    inputs, h, c, kernel, recurrent_kernel, bias, mask, factor = operands
    to_outputs, to_h, to_c = cotangents
    hs = outputs.swapaxes(0, 1) if hs is None else hs
    valid = sequence.steps_mask(mask, reverse)
    to_states = sequence.shown(to_outputs.swapaxes(0, 1), valid)
    transposed = recurrent_kernel.T

    def step(carry, now):
        dh, dc = carry
        gates, cell, before, to_state, valid = now
        dh = dh + to_state
        dz, dc_before = gate_gradient(gates, cell, before, dh, dc)
        if valid is not None:
            dz = jnp.where(valid[:, None], dz, jnp.zeros((), dz.dtype))
        dh_before = _times(matrix_product(dz, transposed), factor)
        carry = sequence.masked(valid, dh_before, dh), sequence.masked(valid, dc_before, dc)
        return carry, dz

    each = (gates, cs, sequence.previous(cs, c), to_states, valid)
    (to_h, to_c), dz = lax.scan(step, (to_h, to_c), each, reverse=True)
    to_inputs, to_kernel, to_bias = sequence.projection_gradient(inputs, kernel, bias, reverse, dz)
    before = _times(sequence.previous(hs, h), factor)
    to_recurrent = sequence.transposed_times(sequence.flat_steps(before), sequence.flat_steps(dz))
    return (
        to_inputs,
        to_h,
        to_c,
        to_kernel,
        to_recurrent,
        to_bias,
        sequence.no_gradient(mask),
        None if factor is None else jnp.zeros_like(factor),
    )


_standard.defvjp(_forward, _backward)


@op("nn.lstm_cell", costly=True)
def lstm_cell(
    inputs: jax.Array,
    h: jax.Array,
    c: jax.Array,
    kernel: jax.Array,
    recurrent_kernel: jax.Array,
    bias: jax.Array | None = None,
    activation=TANH,
    recurrent_activation=SIGMOID,
) -> tuple[jax.Array, jax.Array]:
    """One step of `lstm`.

    Args:
      inputs: `[batch, features]`.
      h: `[batch, units]`, the previous output.
      c: `[batch, units]`, the cell state.
      kernel: `[features, 4 * units]`.
      recurrent_kernel: `[units, 4 * units]`.
      bias: `[4 * units]`, or None.
      activation: the pure function of an op, for cell and output.
      recurrent_activation: likewise, for the three other gates.

    Returns:
      The new `h`, which is the output, and the new `c`.
    """
    sequence.check_shapes("lstm_cell", 4, inputs, h, kernel, recurrent_kernel)
    if activation is TANH and recurrent_activation is SIGMOID:
        return _standard_cell(inputs, h, c, kernel, recurrent_kernel, bias)
    product = _affine(inputs, h, kernel, recurrent_kernel, bias)
    return _combine(activation, recurrent_activation, product, c)


@jax.custom_vjp
def _standard_cell(inputs, h, c, kernel, recurrent_kernel, bias):
    return outputs_of(gates_of(_affine(inputs, h, kernel, recurrent_kernel, bias)), c)


def _cell_forward(inputs, h, c, kernel, recurrent_kernel, bias):
    gates = gates_of(_affine(inputs, h, kernel, recurrent_kernel, bias))
    new_h, new_c = outputs_of(gates, c)
    saved = (inputs, h, c, kernel, recurrent_kernel, None if bias is None else (), gates, new_c)
    return (new_h, new_c), saved


def _cell_backward(saved, cotangents):
    inputs, h, c, kernel, recurrent_kernel, no_bias, gates, new_c = saved
    dz, to_c = gate_gradient(gates, new_c, c, *cotangents)
    return (
        sequence.times_transposed(dz, kernel),
        sequence.times_transposed(dz, recurrent_kernel),
        to_c,
        sequence.transposed_times(inputs, dz),
        sequence.transposed_times(h, dz),
        None if no_bias is None else sum_stored_rows(dz),
    )


_standard_cell.defvjp(_cell_forward, _cell_backward)


def _affine(inputs, h, kernel, recurrent_kernel, bias):
    product = matrix_product(inputs, kernel) + matrix_product(h, recurrent_kernel)
    return product if bias is None else product + bias


def _times(h: jax.Array, factor: jax.Array | None) -> jax.Array:
    return h if factor is None else h * factor


def _combine(activation: Any, recurrent_activation: Any, product: jax.Array, c: jax.Array) -> tuple:
    """A step with any activations, for autodiff."""
    enter, keep, candidate, leave = jnp.split(product, 4, -1)
    c = recurrent_activation(keep) * c + recurrent_activation(enter) * activation(candidate)
    return recurrent_activation(leave) * activation(c), c


__all__ = ["SIGMOID", "TANH", "lstm", "lstm_cell"]
