"""`update`: one step of an optimizer for all variables, as a single op."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp

from tapeflow.engine import op


@dataclass(frozen=True, eq=False)
class Plan:
    """What of a step is fixed, so that another value makes another program. Made by `plan`.

    `rule(variable, gradient, slots, learning_rate, step, numbers, flags)` gives the new variable
    and slots of one variable, all in its dtype; `step` counts from 1. `slots` tells how many slots
    each variable has, `clip` is "", "norm", "value" or "global_norm", `decays` tells by which of
    the weight decays each variable shrinks, -1 by none. `steps` is of how many calls the gradients
    are averaged before an update; `growth`, after how many finite steps the scale doubles.
    """

    rule: Callable
    flags: tuple
    slots: tuple[int, ...] = ()
    clip: str = ""
    decays: tuple[int, ...] = ()
    fading: bool = False
    scaled: bool = False
    average: bool = False
    overwrite: int = 0
    steps: int = 1
    growth: int = 0


# One object for equal plans: it is looked up by identity at every step.
plan = functools.cache(Plan)

# The order of the numbers that every optimizer has; weight decays and the rule's own follow.
NUMBERS = ("clip", "decay", "loss_scale", "average_momentum")


def _results(in_specs: tuple, attributes: tuple) -> tuple[tuple, int]:
    """Every variable, slot and count stays what it is; tracing the step would take 4 ms for each.

    A rule has some 20 operations, of Adam's length.
    """
    variables, gradients, slots, _, _, _, scaling = attributes[-1]
    first_slot = variables + gradients
    iterations = first_slot + slots
    kept = (*in_specs[:variables], *in_specs[first_slot : iterations + 1])
    return (*kept, *in_specs[len(in_specs) - scaling :]), 20 * variables


@op(
    "optimizer.update",
    free=("variables", "gradients", "slots", "iterations", "rate", "numbers", "scaling"),
    differentiable=False,
    results=_results,
)
def update(
    variables: Sequence[jax.Array],
    gradients: Sequence[jax.Array],
    slots: Sequence[jax.Array],
    iterations: jax.Array,
    rate: jax.Array,
    numbers: jax.Array,
    scaling: Sequence[jax.Array] = (),
    plan=None,
) -> tuple[jax.Array, ...]:
    """The next values of `variables`, of `slots`, of `iterations` and of `scaling`.

    Args:
      variables: arrays of any shapes and float dtypes.
      gradients: of the same shapes; they take the variables' dtypes.
      slots: for each variable its moving average and its sum of gradients, where the plan wants
        them, then those of the rule.
      iterations: int scalar, how many calls came before.
      rate: float scalar, the learning rate.
      numbers: float vector of `NUMBERS`, the weight decays and the rule's own.
      scaling: none, or for how many steps gradients were finite, and what they were multiplied by.
        If they are not finite now, nothing but the scale changes.
      plan: a `Plan`.
    """
    if scaling:
        gradients = [g / scaling[1].astype(g.dtype) for g in gradients]
    changed = _updated(variables, gradients, slots, iterations, rate, numbers, plan)
    if not scaling:
        return changed
    finite = all_finite.op.function(gradients)
    before = (*variables, *slots, iterations)
    kept = [jnp.where(finite, new, old) for new, old in zip(changed, before, strict=True)]
    return (*kept, *_rescaled(finite, *scaling, plan.growth))


def _rescaled(finite: jax.Array, count: jax.Array, scale: jax.Array, growth: int) -> tuple:
    """The next count and scale: doubled after `growth` finite steps, halved after any other."""
    grown = count >= growth - 1
    return (
        jnp.where(finite & ~grown, count + 1, 0),
        jnp.where(finite, jnp.where(grown, scale * 2, scale), scale / 2),
    )


def _updated(variables, gradients, slots, iterations, rate, numbers, plan) -> tuple:
    values = [numbers[i] for i in range(numbers.size)]
    common = dict(zip(NUMBERS, values, strict=False))
    first = len(NUMBERS) + max(plan.decays, default=-1) + 1
    decays = values[len(NUMBERS) : first]
    if plan.fading:
        rate = rate / (1 + common["decay"] * iterations.astype(rate.dtype))
    rest = iter(slots)
    slots = [list(itertools.islice(rest, count)) for count in plan.slots]
    averages = [own.pop(0) for own in slots] if plan.average else []
    sums = [own.pop(0) for own in slots] if plan.steps > 1 else []

    gradients = [g.astype(v.dtype) for g, v in zip(gradients, variables, strict=True)]
    if plan.scaled:
        gradients = [g / common["loss_scale"].astype(g.dtype) for g in gradients]
    if sums:
        sums = [s + g for s, g in zip(sums, gradients, strict=True)]
        gradients = [s / plan.steps for s in sums]
    gradients = clipped(gradients, plan.clip, common["clip"])
    step = iterations // plan.steps + 1
    scalars = {
        dtype: [value.astype(dtype) for value in (rate, step, *values[first:])]
        for dtype in {variable.dtype for variable in variables}
    }
    rule = _traced_once(plan.rule)
    following, following_slots = [], []
    for i, (variable, gradient) in enumerate(zip(variables, gradients, strict=True)):
        start = variable
        if plan.decays[i] >= 0:
            decay = decays[plan.decays[i]].astype(variable.dtype)
            start = variable - variable * decay * scalars[variable.dtype][0]
        own_rate, own_step, *own_numbers = scalars[variable.dtype]
        changed, changed_slots = rule(
            start, gradient, slots[i], own_rate, own_step, own_numbers, plan.flags
        )
        following.append(changed)
        following_slots.append(list(changed_slots))

    if sums:
        due = (iterations + 1) % plan.steps == 0
        following = [
            jnp.where(due, new, old) for new, old in zip(following, variables, strict=True)
        ]
        following_slots = [
            [jnp.where(due, new, old) for new, old in zip(*pair, strict=True)]
            for pair in zip(following_slots, slots, strict=True)
        ]
        for own, total in zip(following_slots, sums, strict=True):
            own.insert(0, jnp.where(due, jnp.zeros_like(total), total))
    for i, average in enumerate(averages):
        momentum = jnp.where(step > 1, common["average_momentum"], 0).astype(average.dtype)
        average = momentum * average + (1 - momentum) * following[i]
        following_slots[i].insert(0, average)
        if plan.overwrite:
            following[i] = jnp.where(step % plan.overwrite == 0, average, following[i])
    return (*following, *[slot for own in following_slots for slot in own], iterations + 1)


@functools.cache
def _traced_once(rule: Callable) -> Callable:
    """The rule, whose operations Python goes through once for all variables of a shape."""
    return jax.jit(rule, static_argnums=6)


@op("optimizer.all_finite", free=("gradients",), differentiable=False)
def all_finite(gradients: Sequence[jax.Array]) -> jax.Array:
    """Whether all elements of all arrays are finite."""
    return jnp.all(jnp.stack([jnp.all(jnp.isfinite(g)) for g in gradients]))


def clipped(gradients: list, kind: str, limit: jax.Array) -> list:
    """Gradients clipped each by its norm, each by value, or all by their common norm."""
    if kind == "value":
        return [jnp.clip(g, -limit.astype(g.dtype), limit.astype(g.dtype)) for g in gradients]
    if kind == "norm":
        return [
            g * limit.astype(g.dtype) / jnp.maximum(_norm(g), limit.astype(g.dtype))
            for g in gradients
        ]
    if kind == "global_norm":
        norm = jnp.sqrt(sum(jnp.sum(jnp.square(g)).astype(limit.dtype) for g in gradients))
        # A norm that is not finite must spoil every gradient, as Keras has it: inf - inf is nan.
        scale = limit * jnp.minimum(1 / norm, 1 / limit) + (norm - norm)
        return [g * scale.astype(g.dtype) for g in gradients]
    return gradients


def _norm(gradient: jax.Array) -> jax.Array:
    return jnp.sqrt(jnp.sum(jnp.square(gradient)))


@op("optimizer.clip", free=("gradients",), differentiable=False)
def clip(gradients: Sequence[jax.Array], limit: jax.Array, kind="norm") -> tuple[jax.Array, ...]:
    """`clipped` as an op, for optimizers that users write."""
    return tuple(clipped(list(gradients), kind, limit))
