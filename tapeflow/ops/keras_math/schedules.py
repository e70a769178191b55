"""The formulas of `tf.keras.optimizers.schedules`: the step is data, a schedule's own numbers are fixed."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op

_FLOAT = jnp.float32


@op("keras.optimizers.schedules.ExponentialDecay", differentiable=False)
def exponential_decay(step: jax.Array, initial=0.0, decay_steps=1, decay_rate=1.0, staircase=False) -> jax.Array:
    """`initial * decay_rate ** (step / decay_steps)`."""
    return _float(initial) * _float(decay_rate) ** _periods(step, decay_steps, staircase)


@op("keras.optimizers.schedules.InverseTimeDecay", differentiable=False)
def inverse_time_decay(step: jax.Array, initial=0.0, decay_steps=1, decay_rate=1.0, staircase=False) -> jax.Array:
    """`initial / (1 + decay_rate * step / decay_steps)`."""
    return _float(initial) / (1 + _float(decay_rate) * _periods(step, decay_steps, staircase))


@op("keras.optimizers.schedules.PolynomialDecay", differentiable=False)
def polynomial_decay(step: jax.Array, initial=0.0, decay_steps=1, end=0.0001, power=1.0, cycle=False) -> jax.Array:
    """`(initial - end) * (1 - step / decay_steps) ** power + end`."""
    step, steps = step.astype(_FLOAT), _float(decay_steps)
    if cycle:
        steps = steps * jnp.where(step == 0, _float(1), jnp.ceil(step / steps))
    else:
        step = jnp.minimum(step, steps)
    return (_float(initial) - _float(end)) * (1 - step / steps) ** _float(power) + _float(end)


@op("keras.optimizers.schedules.PiecewiseConstantDecay", differentiable=False)
def piecewise_constant_decay(step: jax.Array, boundaries=(), values=()) -> jax.Array:
    """`values[i]`, where i is the number of boundaries below `step`."""
    below = sum(((step > jnp.asarray(b, step.dtype)).astype(jnp.int32) for b in boundaries), jnp.zeros((), jnp.int32))
    return jnp.asarray(values, _FLOAT)[below]


@op("keras.optimizers.schedules.CosineDecay", differentiable=False)
def cosine_decay(
    step: jax.Array, initial=0.0, decay_steps=1, alpha=0.0, warmup_target=None, warmup_steps=0
) -> jax.Array:
    """Half a cosine wave from 1 to `alpha`, times the rate it starts from."""
    step, steps = step.astype(_FLOAT), _float(decay_steps)
    if warmup_target is None:
        return _float(initial) * _wave(jnp.minimum(step, steps) / steps, 1, alpha)
    warmup, target = _float(warmup_steps), _float(warmup_target)
    step = jnp.minimum(step, steps + warmup)
    rising = (target - _float(initial)) * (step / warmup) + _float(initial)
    return jnp.where(step < warmup, rising, target * _wave((step - warmup) / steps, 1, alpha))


@op("keras.optimizers.schedules.CosineDecayRestarts", differentiable=False)
def cosine_decay_restarts(
    step: jax.Array, initial=0.0, first_decay_steps=1, t_mul=2.0, m_mul=1.0, alpha=0.0
) -> jax.Array:
    """Cosine waves, each `t_mul` times as long and `m_mul` times as high as the one before."""
    fraction = step.astype(_FLOAT) / _float(first_decay_steps)
    if t_mul == 1.0:
        restarts = jnp.floor(fraction)
        fraction = fraction - restarts
    else:
        factor = _float(t_mul)
        # The lengths are a geometric series: its sum tells how many waves are over.
        restarts = jnp.floor(jnp.log(1 - fraction * (1 - factor)) / jnp.log(factor))
        before = (1 - factor**restarts) / (1 - factor)
        fraction = (fraction - before) / factor**restarts
    return _float(initial) * _wave(fraction, _float(m_mul) ** restarts, alpha)


def _wave(fraction, height, alpha):
    cosine = 0.5 * height * (1 + jnp.cos(_float(jnp.pi) * fraction))
    return (1 - _float(alpha)) * cosine + _float(alpha)


def _periods(step, decay_steps, staircase):
    periods = step.astype(_FLOAT) / _float(decay_steps)
    return jnp.floor(periods) if staircase else periods


def _float(value):
    return jnp.asarray(value, _FLOAT)
