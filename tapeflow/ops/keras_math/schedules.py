"""The formulas of `tf.keras.optimizers.schedules`.

A schedule's numbers are data, in one float32 vector. As constants they would be wrong: XLA turns a
division by a constant into a product with its reciprocal, and 41 * float32(1 / 41) is below 1, so
that a staircase would take its step too late.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import op


@op("keras.optimizers.schedules.ExponentialDecay", free=("step",), differentiable=False)
def exponential_decay(step: jax.Array, numbers: jax.Array, staircase=False) -> jax.Array:
    """`initial * decay_rate ** (step / decay_steps)`, of initial, decay_steps, decay_rate."""
    initial, decay_steps, decay_rate = numbers
    return initial * decay_rate ** _periods(step, decay_steps, staircase)


@op("keras.optimizers.schedules.InverseTimeDecay", free=("step",), differentiable=False)
def inverse_time_decay(step: jax.Array, numbers: jax.Array, staircase=False) -> jax.Array:
    """`initial / (1 + decay_rate * step / decay_steps)`, of initial, decay_steps, decay_rate."""
    initial, decay_steps, decay_rate = numbers
    return initial / (1 + decay_rate * _periods(step, decay_steps, staircase))


@op("keras.optimizers.schedules.PolynomialDecay", free=("step",), differentiable=False)
def polynomial_decay(step: jax.Array, numbers: jax.Array, cycle=False) -> jax.Array:
    """`(initial - end) * (1 - step / steps) ** power + end`, of initial, steps, end, power."""
    initial, steps, end, power = numbers
    step = step.astype(numbers.dtype)
    if cycle:
        steps = steps * jnp.where(step == 0, 1, jnp.ceil(step / steps))
    else:
        step = jnp.minimum(step, steps)
    return (initial - end) * (1 - step / steps) ** power + end


@op("keras.optimizers.schedules.PiecewiseConstantDecay", free=("step",), differentiable=False)
def piecewise_constant_decay(step: jax.Array, values: jax.Array, boundaries=()) -> jax.Array:
    """`values[i]`, where i is the number of boundaries below `step`."""
    limits = jnp.asarray(np.asarray(boundaries), step.dtype)
    return values[jnp.sum(step > limits, dtype=jnp.int32)]


@op("keras.optimizers.schedules.CosineDecay", free=("step",), differentiable=False)
def cosine_decay(step: jax.Array, numbers: jax.Array, warmup=False) -> jax.Array:
    """Half a cosine wave down to `alpha`; of initial, steps, alpha, warmup_target, warmup_steps."""
    initial, steps, alpha, target, warmup_steps = numbers
    step = step.astype(numbers.dtype)
    if not warmup:
        return initial * _wave(jnp.minimum(step, steps) / steps, 1, alpha)
    step = jnp.minimum(step, steps + warmup_steps)
    rising = (target - initial) * (step / warmup_steps) + initial
    return jnp.where(
        step < warmup_steps, rising, target * _wave((step - warmup_steps) / steps, 1, alpha)
    )


@op("keras.optimizers.schedules.CosineDecayRestarts", free=("step",), differentiable=False)
def cosine_decay_restarts(step: jax.Array, numbers: jax.Array, growing=True) -> jax.Array:
    """Cosine waves of growing length; of initial, first_decay_steps, t_mul, m_mul, alpha."""
    initial, steps, t_mul, m_mul, alpha = numbers
    fraction = step.astype(numbers.dtype) / steps
    if growing:
        # The lengths are a geometric series: its sum tells how many waves are over.
        restarts = jnp.floor(jnp.log(1 - fraction * (1 - t_mul)) / jnp.log(t_mul))
        before = (1 - t_mul**restarts) / (1 - t_mul)
        fraction = (fraction - before) / t_mul**restarts
    else:
        restarts = jnp.floor(fraction)
        fraction = fraction - restarts
    return initial * _wave(fraction, m_mul**restarts, alpha)


def _wave(fraction, height, alpha):
    cosine = 0.5 * height * (1 + jnp.cos(np.float32(np.pi) * fraction))
    return (1 - alpha) * cosine + alpha


def _periods(step, decay_steps, staircase):
    periods = step.astype(decay_steps.dtype) / decay_steps
    return jnp.floor(periods) if staircase else periods
