"""One step of an optimizer: all variables in one op, or one by one by a user's own rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tapeflow.engine import Tensor, Variable
from tapeflow.engine.trace import record
from tapeflow.engine.variable import assign_all
from tapeflow.ops.keras_math.constants import on_device
from tapeflow.ops.keras_math.update import clip, plan, update

if TYPE_CHECKING:
    from tapeflow.keras.optimizers.optimizer import Optimizer


class Scaling(NamedTuple):
    """What a `LossScaleOptimizer` keeps: steps with finite gradients, the scale, when it grows."""

    count: Variable
    scale: Variable
    growth: int


class Group:
    """Variables that are changed in one call, and all that follows from who they are."""

    __slots__ = (
        "attributes",
        "constrained",
        "numbers",
        "settings",
        "slots",
        "targets",
        "variables",
    )

    def __init__(self, variables: list[Variable], slots: list[Variable], iterations: Variable):
        self.variables = variables
        self.slots = slots
        self.targets = [*variables, *slots, iterations]
        self.constrained = [variable for variable in variables if variable.constraint is not None]
        self.settings: tuple | None = None
        self.attributes: tuple = ()
        self.numbers: Tensor | None = None


def fused_step(
    optimizer: Optimizer, group: Group, gradients: list[Tensor], scaling: Scaling | None = None
) -> None:
    """Records the whole step as one op and gives every variable its part of the result."""
    if scaling is not None:
        return _scaled_step(optimizer, group, gradients, scaling)
    settings = optimizer.settings()
    if settings != group.settings:
        _settle(optimizer, group, settings)
    inputs = (
        *[variable._tensor for variable in group.variables],
        *gradients,
        *[slot._tensor for slot in group.slots],
        optimizer._iterations._tensor,
        optimizer._learning_rate.tensor(optimizer._iterations),
        group.numbers,
    )
    assign_all(group.targets, record(update.op, inputs, group.attributes))


def _scaled_step(o: Optimizer, group: Group, gradients: list[Tensor], scaling: Scaling) -> None:
    """The same with gradients that were scaled, and may not be finite."""
    settings = (*o.settings(), scaling.growth)
    if settings != group.settings:
        _settle(o, group, settings, scaling.growth)
    own = (scaling.count, scaling.scale)
    inputs = (
        *[variable._tensor for variable in group.variables],
        *gradients,
        *[slot._tensor for slot in group.slots],
        o._iterations._tensor,
        o._learning_rate.tensor(o._iterations),
        group.numbers,
        *[variable._tensor for variable in own],
    )
    assign_all([*group.targets, *own], record(update.op, inputs, group.attributes))


def _settle(optimizer: Optimizer, group: Group, settings: tuple, growth: int = 0) -> None:
    """What is static of the step, and its numbers as one vector."""
    o = optimizer
    limits = {"norm": o.clipnorm, "value": o.clipvalue, "global_norm": o.global_clipnorm}
    kind, limit = next(
        ((kind, limit) for kind, limit in limits.items() if limit and limit > 0), ("", 0)
    )
    decays = [o.weight_decay_of(variable) for variable in group.variables]
    different = sorted({decay for decay in decays if decay is not None})
    slots = tuple(len(o._own[id(variable)]) for variable in group.variables)
    made = plan(
        o.rule,
        o.flags(),
        slots=slots,
        clip=kind,
        decays=tuple(-1 if decay is None else different.index(decay) for decay in decays),
        fading=bool(o.decay),
        scaled=o.loss_scale_factor is not None,
        average=o.use_ema,
        overwrite=o.ema_overwrite_frequency or 0 if o.use_ema else 0,
        steps=o.gradient_accumulation_steps or 1,
        growth=growth,
    )
    numbers = (
        limit,
        o.decay or 0,
        o.loss_scale_factor or 1,
        o.ema_momentum,
        *different,
        *o.numbers(),
    )
    wide = any(variable.dtype.name == "float64" for variable in group.variables)
    group.numbers = on_device(numbers, "float64" if wide else "float32")
    counts = len(group.variables)
    scaling = 2 if growth else 0
    group.attributes = (made, (counts, counts, len(group.slots), -1, -1, -1, scaling))
    group.settings = settings


def composed_step(optimizer: Optimizer, group: Group, gradients: list[Tensor]) -> None:
    """Calls the optimizer's own `update_step` for each variable."""
    o = optimizer
    for name in ("use_ema", "gradient_accumulation_steps", "decay"):
        if getattr(o, name):
            raise NotImplementedError(
                f"{type(o).__name__}: {name} is not supported with an update_step of your own; "
                "subclass one of tf.keras.optimizers, or do it in update_step"
            )
    if o.loss_scale_factor is not None:
        gradients = [gradient / o.loss_scale_factor for gradient in gradients]
    for kind, limit in (
        ("norm", o.clipnorm),
        ("value", o.clipvalue),
        ("global_norm", o.global_clipnorm),
    ):
        if limit:
            gradients = list(clip(gradients, limit, kind))
    rate: Any = o.learning_rate
    if isinstance(rate, (int, float)):
        rate = o._learning_rate.tensor(o._iterations)
    for gradient, variable in zip(gradients, group.variables, strict=True):
        decay = o.weight_decay_of(variable)
        if decay is not None:
            variable.assign_sub(variable * decay * rate)
        o.update_step(gradient, variable, rate)
    o._iterations.assign_add(1)
