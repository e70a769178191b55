"""`simple_rnn`, `simple_rnn_cell`: `activation(inputs @ kernel + h @ recurrent_kernel + bias)`."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import op
from tapeflow.ops.linalg.contract import matrix_product
from tapeflow.ops.linalg.sum_rows import sum_stored_rows
from tapeflow.ops.nn import sequence
from tapeflow.ops.nn.activated import activated, activated_backward, activated_forward
from tapeflow.ops.nn.lstm import TANH


@op("nn.simple_rnn", costly=True, free=("mask",))
def simple_rnn(
    inputs: jax.Array,
    initial_h: jax.Array,
    kernel: jax.Array,
    recurrent_kernel: jax.Array,
    bias: jax.Array | None = None,
    mask: jax.Array | None = None,
    recurrent_factor: jax.Array | None = None,
    activation=TANH,
    reverse=False,
) -> tuple[jax.Array, jax.Array]:
    """A fully connected recurrent layer over whole sequences, with Keras' weights.

    Args:
      inputs: `[batch, time, features]`.
      initial_h: `[batch, units]`, the first step's state.
      kernel: `[features, units]`.
      recurrent_kernel: `[units, units]`.
      bias: `[units]`, or None.
      mask: `[batch, time]`, or None; a step where it is false leaves the state as it was and gives
        the output before it again.
      recurrent_factor: `[batch, units]`, or None: what the state is multiplied with before it meets
        the recurrent kernel (a dropout mask; no gradient flows to it).
      activation: the pure function of an op.
      reverse: whether to take the last step first.

    Returns:
      The outputs `[batch, time, units]` in the order in which steps were taken, and the last one.
    """
    sequence.check_shapes("simple_rnn", 1, inputs, initial_h, kernel, recurrent_kernel)
    if activation is TANH:
        return _standard(
            reverse, inputs, initial_h, kernel, recurrent_kernel, bias, mask, recurrent_factor
        )
    steps = sequence.projected(inputs, kernel, bias, reverse)
    mask = sequence.steps_mask(mask, reverse)

    def step(h: jax.Array, now: tuple) -> tuple:
        product, valid = now
        product = product + matrix_product(_times(h, recurrent_factor), recurrent_kernel)
        h = sequence.masked(valid, activated(activation, product), h)
        return h, h

    h, states = lax.scan(step, initial_h, (steps, mask))
    return sequence.shown(states, mask).swapaxes(0, 1), h


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _standard(reverse, inputs, h, kernel, recurrent_kernel, bias, mask, factor):
    return _forward(reverse, inputs, h, kernel, recurrent_kernel, bias, mask, factor)[0]


def _forward(reverse, inputs, h, kernel, recurrent_kernel, bias, mask, factor):
    steps = sequence.projected(inputs, kernel, bias, reverse)
    valid = sequence.steps_mask(mask, reverse)

    def step(h, now):
        product, valid = now
        new = jnp.tanh(product + matrix_product(_times(h, factor), recurrent_kernel))
        h = sequence.masked(valid, new, h)
        return h, h

    last, hs = lax.scan(step, h, (steps, valid))
    outputs = sequence.shown(hs, valid).swapaxes(0, 1)
    operands = (inputs, h, kernel, recurrent_kernel, bias, mask, factor)
    return (outputs, last), (operands, None if mask is None else hs, outputs)


def _backward(reverse, saved, cotangents):
    operands, hs, outputs = saved
    inputs, h, kernel, recurrent_kernel, bias, mask, factor = operands
    to_outputs, to_last = cotangents
    hs = outputs.swapaxes(0, 1) if hs is None else hs
    valid = sequence.steps_mask(mask, reverse)
    to_states = sequence.shown(to_outputs.swapaxes(0, 1), valid)
    transposed = recurrent_kernel.T

    def step(dh, now):
        state, to_state, valid = now
        dh = dh + to_state
        dz = dh * (1 - state * state)
        if valid is not None:
            dz = jnp.where(valid[:, None], dz, jnp.zeros((), dz.dtype))
        before = _times(matrix_product(dz, transposed), factor)
        return sequence.masked(valid, before, dh), dz

    to_h, dz = lax.scan(step, to_last, (hs, to_states, valid), reverse=True)
    to_inputs, to_kernel, to_bias = sequence.projection_gradient(inputs, kernel, bias, reverse, dz)
    before = _times(sequence.previous(hs, h), factor)
    return (
        to_inputs,
        to_h,
        to_kernel,
        sequence.transposed_times(sequence.flat_steps(before), sequence.flat_steps(dz)),
        to_bias,
        sequence.no_gradient(mask),
        None if factor is None else jnp.zeros_like(factor),
    )


_standard.defvjp(_forward, _backward)


@op("nn.simple_rnn_cell", costly=True)
def simple_rnn_cell(
    inputs: jax.Array,
    h: jax.Array,
    kernel: jax.Array,
    recurrent_kernel: jax.Array,
    bias: jax.Array | None = None,
    activation=TANH,
) -> jax.Array:
    """One step of `simple_rnn`.

    Args:
      inputs: `[batch, features]`.
      h: `[batch, units]`, the state.
      kernel: `[features, units]`.
      recurrent_kernel: `[units, units]`.
      bias: `[units]`, or None.
      activation: the pure function of an op.

    Returns:
      The new state, which is the output.
    """
    sequence.check_shapes("simple_rnn_cell", 1, inputs, h, kernel, recurrent_kernel)
    return _cell(activation, inputs, h, kernel, recurrent_kernel, bias)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _cell(activation, inputs, h, kernel, recurrent_kernel, bias):
    return activated(activation, _affine(inputs, h, kernel, recurrent_kernel, bias))


def _affine(inputs, h, kernel, recurrent_kernel, bias):
    product = matrix_product(inputs, kernel) + matrix_product(h, recurrent_kernel)
    return product if bias is None else product + bias


def _cell_forward(activation, inputs, h, kernel, recurrent_kernel, bias):
    product = _affine(inputs, h, kernel, recurrent_kernel, bias)
    outputs, pullback = activated_forward(activation, product)
    no_bias = None if bias is None else ()
    return outputs, (inputs, h, kernel, recurrent_kernel, no_bias, pullback)


def _cell_backward(_, saved, cotangent):
    inputs, h, kernel, recurrent_kernel, no_bias, pullback = saved
    dz = activated_backward(pullback, cotangent)
    return (
        sequence.times_transposed(dz, kernel),
        sequence.times_transposed(dz, recurrent_kernel),
        sequence.transposed_times(inputs, dz),
        sequence.transposed_times(h, dz),
        None if no_bias is None else sum_stored_rows(dz),
    )


_cell.defvjp(_cell_forward, _cell_backward)


def _times(h, factor):
    return h if factor is None else h * factor


__all__ = ["simple_rnn", "simple_rnn_cell"]
