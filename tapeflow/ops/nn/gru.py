"""`gru` and `gru_cell`: gated recurrent units, over a sequence and for one step."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import op
from tapeflow.ops.linalg.contract import matrix_product
from tapeflow.ops.linalg.sum_rows import sum_stored_rows
from tapeflow.ops.nn import sequence
from tapeflow.ops.nn.lstm import SIGMOID, TANH


@op("nn.gru", costly=True, free=("mask",))
def gru(
    inputs: jax.Array,
    initial_h: jax.Array,
    kernel: jax.Array,
    recurrent_kernel: jax.Array,
    bias: jax.Array | None = None,
    mask: jax.Array | None = None,
    recurrent_factor: jax.Array | None = None,
    activation=TANH,
    recurrent_activation=SIGMOID,
    reset_after=True,
    reverse=False,
) -> tuple[jax.Array, jax.Array]:
    """A GRU (Cho et al. 2014, arXiv:1406.1078) over whole sequences, with Keras' weights.

    Args:
      inputs: `[batch, time, features]`.
      initial_h: `[batch, units]`, the first step's state.
      kernel: `[features, 3 * units]`; update gate, reset gate, candidate, in this order.
      recurrent_kernel: `[units, 3 * units]`.
      bias: `[2, 3 * units]` with `reset_after`, for the inputs and for the state; else
        `[3 * units]`; or None.
      mask: `[batch, time]`, or None; a step where it is false leaves the state as it was and gives
        the output before it again.
      recurrent_factor: `[batch, units]`, or None: what the state is multiplied with before it meets
        the recurrent kernel (a dropout mask; no gradient flows to it).
      activation: the pure function of an op, for the candidate.
      recurrent_activation: likewise, for the two gates.
      reset_after: whether the reset gate is applied after the recurrent product or before it.
      reverse: whether to take the last step first.

    Returns:
      The outputs `[batch, time, units]` in the order in which steps were taken, and the last one.
    """
    sequence.check_shapes("gru", 3, inputs, initial_h, kernel, recurrent_kernel)
    input_bias, state_bias = _biases(bias, reset_after)
    if reset_after and activation is TANH and recurrent_activation is SIGMOID:
        return _standard(
            reverse,
            inputs,
            initial_h,
            kernel,
            recurrent_kernel,
            input_bias,
            state_bias,
            mask,
            recurrent_factor,
        )
    steps = sequence.projected(inputs, kernel, input_bias, reverse)
    mask = sequence.steps_mask(mask, reverse)

    def step(h: jax.Array, now: tuple) -> tuple:
        product, valid = now
        new = _any_step(
            activation,
            recurrent_activation,
            reset_after,
            product,
            h,
            _times(h, recurrent_factor),
            recurrent_kernel,
            state_bias,
        )
        h = sequence.masked(valid, new, h)
        return h, h

    h, states = lax.scan(step, initial_h, (steps, mask))
    return sequence.shown(states, mask).swapaxes(0, 1), h


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _standard(reverse, inputs, h, kernel, recurrent_kernel, bias, state_bias, mask, factor):
    operands = (inputs, h, kernel, recurrent_kernel, bias, state_bias, mask, factor)
    return _forward(reverse, *operands)[0]


def _forward(reverse, inputs, h, kernel, recurrent_kernel, bias, state_bias, mask, factor):
    steps = sequence.projected(inputs, kernel, bias, reverse)
    valid = sequence.steps_mask(mask, reverse)

    def step(h, now):
        product, valid = now
        recurrent = _affine(_times(h, factor), recurrent_kernel, state_bias)
        new, gates, candidate = _outputs(product, recurrent, h)
        h = sequence.masked(valid, new, h)
        return h, (h, gates, candidate, _third(recurrent))

    last, (hs, gates, candidates, recurrent) = lax.scan(step, h, (steps, valid))
    outputs = sequence.shown(hs, valid).swapaxes(0, 1)
    operands = (inputs, h, kernel, recurrent_kernel, bias, state_bias, mask, factor)
    kept = (None if mask is None else hs, outputs, gates, candidates, recurrent)
    return (outputs, last), (operands, kept)


def _backward(reverse, saved, cotangents):
    """The loop carries `h` only: what the weights get is one product after it."""
    operands, (hs, outputs, gates, candidates, recurrent) = saved
    inputs, h, kernel, recurrent_kernel, bias, state_bias, mask, factor = operands
    to_outputs, to_last = cotangents
    hs = outputs.swapaxes(0, 1) if hs is None else hs
    valid = sequence.steps_mask(mask, reverse)
    to_states = sequence.shown(to_outputs.swapaxes(0, 1), valid)
    transposed = recurrent_kernel.T
    before = sequence.previous(hs, h)

    def step(dh, now):
        before, gates, candidate, recurrent, to_state, valid = now
        dh = dh + to_state
        dk, dn, direct = _gradient(before, gates, candidate, recurrent, dh)
        if valid is not None:
            zero = jnp.zeros((), dk.dtype)
            dk, dn = jnp.where(valid[:, None], dk, zero), jnp.where(valid[:, None], dn, zero)
        dh_before = direct + _times(matrix_product(dk, transposed), factor)
        return sequence.masked(valid, dh_before, dh), (dk, dn)

    each = (before, gates, candidates, recurrent, to_states, valid)
    to_h, (dk, dn) = lax.scan(step, to_last, each, reverse=True)
    units = h.shape[-1]
    dz = jnp.concatenate([dk[..., : 2 * units], dn], -1)
    to_inputs, to_kernel, to_bias = sequence.projection_gradient(inputs, kernel, bias, reverse, dz)
    flat = sequence.flat_steps(dk)
    to_recurrent = sequence.transposed_times(sequence.flat_steps(_times(before, factor)), flat)
    return (
        to_inputs,
        to_h,
        to_kernel,
        to_recurrent,
        to_bias,
        None if state_bias is None else sum_stored_rows(flat),
        sequence.no_gradient(mask),
        None if factor is None else jnp.zeros_like(factor),
    )


_standard.defvjp(_forward, _backward)


@op("nn.gru_cell", costly=True)
def gru_cell(
    inputs: jax.Array,
    h: jax.Array,
    kernel: jax.Array,
    recurrent_kernel: jax.Array,
    bias: jax.Array | None = None,
    activation=TANH,
    recurrent_activation=SIGMOID,
    reset_after=True,
) -> jax.Array:
    """One step of `gru`.

    Args:
      inputs: `[batch, features]`.
      h: `[batch, units]`, the state.
      kernel: `[features, 3 * units]`.
      recurrent_kernel: `[units, 3 * units]`.
      bias: `[2, 3 * units]` with `reset_after`, else `[3 * units]`; or None.
      activation: the pure function of an op, for the candidate.
      recurrent_activation: likewise, for the two gates.
      reset_after: whether the reset gate is applied after the recurrent product or before it.

    Returns:
      The new state, which is the output.
    """
    sequence.check_shapes("gru_cell", 3, inputs, h, kernel, recurrent_kernel)
    input_bias, state_bias = _biases(bias, reset_after)
    if reset_after and activation is TANH and recurrent_activation is SIGMOID:
        return _standard_cell(inputs, h, kernel, recurrent_kernel, input_bias, state_bias)
    product = _affine(inputs, kernel, input_bias)
    return _any_step(
        activation,
        recurrent_activation,
        reset_after,
        product,
        h,
        h,
        recurrent_kernel,
        state_bias,
    )


@jax.custom_vjp
def _standard_cell(inputs, h, kernel, recurrent_kernel, bias, state_bias):
    return _cell_forward(inputs, h, kernel, recurrent_kernel, bias, state_bias)[0]


def _cell_forward(inputs, h, kernel, recurrent_kernel, bias, state_bias):
    recurrent = _affine(h, recurrent_kernel, state_bias)
    new, gates, candidate = _outputs(_affine(inputs, kernel, bias), recurrent, h)
    no_bias = None if bias is None else ()
    kept = (gates, candidate, _third(recurrent))
    return new, (inputs, h, kernel, recurrent_kernel, no_bias, kept)


def _cell_backward(saved, cotangent):
    inputs, h, kernel, recurrent_kernel, no_bias, kept = saved
    dk, dn, direct = _gradient(h, *kept, cotangent)
    units = h.shape[-1]
    dz = jnp.concatenate([dk[:, : 2 * units], dn], -1)
    return (
        sequence.times_transposed(dz, kernel),
        direct + sequence.times_transposed(dk, recurrent_kernel),
        sequence.transposed_times(inputs, dz),
        sequence.transposed_times(h, dk),
        None if no_bias is None else sum_stored_rows(dz),
        None if no_bias is None else sum_stored_rows(dk),
    )


_standard_cell.defvjp(_cell_forward, _cell_backward)


def _biases(bias, reset_after):
    if bias is None or not reset_after:
        return bias, None
    return bias[0], bias[1]


def _affine(array, kernel, bias):
    product = matrix_product(array, kernel)
    return product if bias is None else product + bias


def _times(h, factor):
    return h if factor is None else h * factor


def _third(array):
    return array[..., 2 * (array.shape[-1] // 3) :]


def _outputs(product, recurrent, h):
    """The new state, both gates side by side, and the candidate."""
    units = h.shape[-1]
    gates = jax.nn.sigmoid(product[:, : 2 * units] + recurrent[:, : 2 * units])
    candidate = jnp.tanh(_third(product) + gates[:, units:] * _third(recurrent))
    return candidate + gates[:, :units] * (h - candidate), gates, candidate


def _gradient(before, gates, candidate, recurrent, dh):
    """Cotangents of the recurrent product, of the candidate's argument, and of `h` directly."""
    update, reset = jnp.split(gates, 2, -1)
    dn = dh * (1 - update) * (1 - candidate * candidate)
    dz = dh * (before - candidate) * update * (1 - update)
    dr = dn * recurrent * reset * (1 - reset)
    return jnp.concatenate([dz, dr, dn * reset], -1), dn, dh * update


def _any_step(activation, recurrent_activation, reset_after, product, h, seen, kernel, state_bias):
    """A step with any activations, for autodiff; `seen` is the `h` that the kernel meets."""
    units = h.shape[-1]
    for_gates, for_candidate = product[:, : 2 * units], _third(product)
    if reset_after:
        recurrent = _affine(seen, kernel, state_bias)
        gates = recurrent_activation(for_gates + recurrent[:, : 2 * units])
        candidate = activation(for_candidate + gates[:, units:] * _third(recurrent))
    else:
        gates = recurrent_activation(for_gates + matrix_product(seen, kernel[:, : 2 * units]))
        candidate = activation(
            for_candidate + matrix_product(gates[:, units:] * seen, _third(kernel))
        )
    update = gates[:, :units]
    return update * h + (1 - update) * candidate


__all__ = ["gru", "gru_cell"]
