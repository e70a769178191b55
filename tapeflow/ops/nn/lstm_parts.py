"""`lstm` with the batch in parts that take their steps side by side.

A step is a product and then some twenty small loops, each on one thread, and XLA hardly overlaps
them: with 256 units and 32 samples the second core idled for a third of the time. Parts of a batch
have nothing to do with each other, so one part's small loops run while another part multiplies.
"""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.ops.linalg.contract import matrix_product
from tapeflow.ops.nn import sequence
from tapeflow.ops.nn.lstm_gates import gate_gradient, gates_of, outputs_of

_PARTS = 4


def parts_for(batch: int, units: int) -> int:
    """Into how many parts to split, or 1.

    How many times as fast forward and backward are in four parts (two cores, jax 0.10.1): 1.20 for
    256 units and 32 samples, 1.09 for 64, 0.83 for 128 and 0.73 for 8; 1.03 for 512 units and 32
    samples, 0.93 for 128 units and 0.92 for 64. What is small costs more to hand to a thread than
    it gains, and what is large keeps both threads busy anyway. Compiling takes 0.3 s more.
    """
    # In a program that is exported for batches of any size, that size is a symbol.
    if jax.default_backend() != "cpu" or not isinstance(batch, int):
        return 1
    large = 256 <= units <= 512 and 32 <= batch <= 64
    return _PARTS if large and batch % _PARTS == 0 else 1


@functools.partial(jax.custom_vjp, nondiff_argnums=(0, 1))
def lstm_parts(parts, reverse, inputs, h, c, kernel, recurrent_kernel, bias):
    """`lstm` with the usual activations, without a mask; its arguments and results."""
    return _forward(parts, reverse, inputs, h, c, kernel, recurrent_kernel, bias)[0]


def _forward(parts, reverse, inputs, h, c, kernel, recurrent_kernel, bias):
    def step(states, products):
        return _side_by_side(one_step, states, products)

    def one_step(state, product):
        turned, c = state
        # From a transposed `h` it is Eigen's product rather than YNNPACK's, which for so few rows
        # is as fast on one core, and leaves the other one to the other parts.
        product = product + sequence.transposed_times(turned, recurrent_kernel)
        gates = gates_of(product if bias is None else product + bias)
        h, c = outputs_of(gates, c)
        return (h.T, c), (h, c, gates)

    steps = [sequence.projected(part, kernel, None, reverse) for part in jnp.split(inputs, parts)]
    starts = list(zip(jnp.split(h, parts), jnp.split(c, parts), strict=True))
    ends, kept = lax.scan(step, [(h.T, c) for h, c in starts], steps)
    outputs = jnp.concatenate([hs for hs, _, _ in kept], 1).swapaxes(0, 1)
    last_h = jnp.concatenate([turned.T for turned, _ in ends])
    last_c = jnp.concatenate([c for _, c in ends])
    return (outputs, last_h, last_c), (inputs, starts, kernel, recurrent_kernel, bias, kept)


def _backward(parts, reverse, saved, cotangents):
    inputs, starts, kernel, recurrent_kernel, bias, kept = saved
    transposed = recurrent_kernel.T

    def step(carry, now):
        return _side_by_side(one_step, carry, now)

    def one_step(carry, now):
        dh, dc = carry
        gates, cell, before, to_state = now
        dz, dc = gate_gradient(gates, cell, before, dh + to_state, dc)
        return (matrix_product(dz, transposed), dc), dz

    to_outputs, *to_states = cotangents
    to_outputs = jnp.split(to_outputs.swapaxes(0, 1), parts, 1)
    each = [
        (gates, cs, sequence.previous(cs, c), to)
        for (_, cs, gates), (_, c), to in zip(kept, starts, to_outputs, strict=True)
    ]
    carry = list(zip(*[jnp.split(to, parts) for to in to_states], strict=True))
    carry, dzs = lax.scan(step, carry, each, reverse=True)
    to_inputs, to_kernel, to_bias = zip(
        *[
            sequence.projection_gradient(part, kernel, bias, reverse, dz)
            for part, dz in zip(jnp.split(inputs, parts), dzs, strict=True)
        ],
        strict=True,
    )
    to_recurrent = [
        sequence.transposed_times(
            sequence.flat_steps(sequence.previous(hs, h)), sequence.flat_steps(dz)
        )
        for (hs, _, _), (h, _), dz in zip(kept, starts, dzs, strict=True)
    ]
    return (
        jnp.concatenate(to_inputs),
        jnp.concatenate([dh for dh, _ in carry]),
        jnp.concatenate([dc for _, dc in carry]),
        sum(to_kernel),
        sum(to_recurrent),
        None if bias is None else sum(to_bias),
    )


lstm_parts.defvjp(_forward, _backward)


def _side_by_side(step, states, now):
    stepped = [step(state, part) for state, part in zip(states, now, strict=True)]
    return [state for state, _ in stepped], [kept for _, kept in stepped]
