"""`Optimizer`: the settings all optimizers share, and how a step is made."""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tapeflow.engine import (
    GradientTape,
    Tensor,
    Variable,
    convert_to_tensor,
    end_of_step,
    invalid,
    problem,
)
from tapeflow.keras.naming import auto_name
from tapeflow.keras.optimizers.learning_rate import LearningRate
from tapeflow.keras.optimizers.schedules.learning_rate_schedule import LearningRateSchedule
from tapeflow.keras.optimizers.schedules.serialization import deserialize, serialize
from tapeflow.keras.optimizers.slot import Slot
from tapeflow.keras.optimizers.state import OptimizerState
from tapeflow.keras.optimizers.step import Group, Scaling, composed_step, fused_step
from tapeflow.keras.stateless import stateless


class Optimizer(OptimizerState):
    """The base class of all optimizers.

    A subclass of ours names a `rule`, a pure function of `ops.keras_math.updates`, and tells in
    `rule_slots`, `numbers` and `flags` what it needs. A user's subclass writes `update_step` in
    terms of tensors instead, and makes its variables in `build`.

    Args:
      learning_rate: a number, a `LearningRateSchedule`, or a function without arguments.
      weight_decay: the part of a variable, times the learning rate, that is first taken off it.
      clipnorm: the largest norm a single gradient may have; longer ones are scaled down.
      clipvalue: the largest absolute value an element of a gradient may have.
      global_clipnorm: the largest norm all gradients together may have.
      use_ema: whether an exponential moving average of each variable is kept.
      ema_momentum: the share of the old average in the new one, in `[0, 1]`.
      ema_overwrite_frequency: after how many steps variables are set to their averages; None: only
        by `finalize_variable_values`.
      loss_scale_factor: what `scale_loss` multiplies a loss by; gradients are divided by it.
      gradient_accumulation_steps: of how many calls the gradients are averaged before a step.
      name: the class's name in snake case by default.
      jit_compile: accepted for compatibility; a step is always compiled.
      lr: another name of `learning_rate`.
      decay: as in Keras 2, the rate is divided by `1 + decay * iterations`.

    Raises:
      ValueError: two kinds of clipping, or a number outside its range.
    """

    rule: Callable | None = None

    def __init_subclass__(cls, **options: Any):
        super().__init_subclass__(**options)
        if "__init__" in cls.__dict__:
            cls.__signature__ = _signature(cls.__dict__["__init__"])

    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        *,
        jit_compile: Any = None,
        lr: Any = None,
        decay: float | None = None,
    ):
        super().__init__(name or auto_name(self), learning_rate if lr is None else lr)
        self.weight_decay = weight_decay
        self.clipnorm, self.clipvalue, self.global_clipnorm = clipnorm, clipvalue, global_clipnorm
        self.use_ema, self.ema_momentum = use_ema, ema_momentum
        self.ema_overwrite_frequency = ema_overwrite_frequency
        self.loss_scale_factor = loss_scale_factor
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self.decay = decay
        self._check_settings()
        self._groups: dict[tuple[int, ...], Group] = {}
        self._undecayed: set[int] = set()
        self._undecayed_names: re.Pattern | None = None

    def _check_settings(self) -> None:
        limits = {
            name: getattr(self, name) for name in ("clipnorm", "clipvalue", "global_clipnorm")
        }
        if sum(limit is not None for limit in limits.values()) > 1:
            raise ValueError(
                "Only one of `clipnorm`, `clipvalue` and `global_clipnorm` can be set. "
                f"Received: {limits}"
            )
        if self.use_ema and not 0 <= self.ema_momentum <= 1:
            raise ValueError(
                "`ema_momentum` must be in the range [0, 1]. "
                f"Received: ema_momentum={self.ema_momentum}"
            )
        counts = {"ema_overwrite_frequency": 1, "gradient_accumulation_steps": 2}
        for name, least in counts.items():
            count = getattr(self, name)
            if count and (not isinstance(count, int) or count < least):
                raise ValueError(
                    f"`{name}` must be an integer >= {least} or None. Received: {name}={count}"
                )

    # What a subclass with a rule tells of itself.

    def rule_slots(self) -> tuple[tuple[Slot, ...], ...]:
        """What the rule keeps for each variable."""
        return ()

    def numbers(self) -> tuple[float, ...]:
        """What the rule computes with. They are data: another value compiles nothing."""
        return ()

    def flags(self) -> tuple:
        """What chooses between forms of the rule."""
        return ()

    def slots(self) -> tuple[tuple[Slot, ...], ...]:
        average = ((Slot("average"),),) if self.use_ema else ()
        total = ((Slot("gradient_accumulator"),),) if self.gradient_accumulation_steps else ()
        return (*average, *total, *self.rule_slots())

    def settings(self) -> tuple:
        """All that a step depends on besides tensors: if it changed, the step is looked at anew."""
        return (
            self.weight_decay,
            self.clipnorm,
            self.clipvalue,
            self.global_clipnorm,
            self.decay,
            self.ema_momentum,
            self.ema_overwrite_frequency,
            self.loss_scale_factor,
            self.numbers(),
            self.flags(),
        )

    # Steps.

    @property
    def has_rule(self) -> bool:
        """Whether a step is one op: there is a rule, and no `update_step` of the user's."""
        return self.rule is not None and type(self).update_step is Optimizer.update_step

    def apply_gradients(
        self, grads_and_vars: Iterable[tuple[Any, Variable]], name: str | None = None
    ) -> Variable:
        """Makes one step: changes every variable by its gradient, and counts it.

        Args:
          grads_and_vars: pairs of a gradient, of the variable's shape, and a variable. A gradient
            of None leaves its variable as it is, with a warning.
          name: accepted for compatibility, not used.

        Returns:
          `iterations`, counted up.

        Raises:
          ValueError: no gradient at all, or one of another shape; nothing is changed then.
        """
        gradients, variables = [], []
        for gradient, variable in grads_and_vars:
            gradients.append(gradient)
            variables.append(variable)
        # Whatever is still held when the program runs must be computed for the holder.
        gradient = grads_and_vars = None
        self._record_step(gradients, variables)
        gradients.clear()
        end_of_step()
        return self._iterations

    def apply(
        self, grads: Sequence[Any], trainable_variables: Sequence[Variable] | None = None
    ) -> None:
        """`apply_gradients`, with the gradients and the variables apart.

        Args:
          grads: a gradient for each variable.
          trainable_variables: by default those the optimizer was built with.

        Raises:
          ValueError: as `apply_gradients`, or there are more gradients than variables or fewer.
        """
        gradients = list(grads)
        if not gradients:
            return
        if trainable_variables is None:
            if not self.built:
                raise ValueError(
                    "When passing `grads` without `variables`, the optimizer must already be "
                    "built on a list of variables. Call `optimizer.build(trainable_variables)` "
                    "first."
                )
            trainable_variables = self._trainable_variables
        variables = list(trainable_variables)
        if len(gradients) != len(variables):
            raise ValueError(
                "When passing `grads` as a list of gradient tensors, the gradients must match the "
                f"variables one-to-one. "
                f"Received {len(gradients)} gradients for {len(variables)} variables."
            )
        grads = ()
        self._record_step(gradients, variables)
        gradients.clear()
        end_of_step()

    def stateless_apply(
        self,
        optimizer_variables: Sequence[Any],
        grads: Sequence[Any],
        trainable_variables: Sequence[Any],
    ) -> tuple[list[Tensor], list[Tensor]]:
        """What a step makes of other values of all variables, which keep their own.

        Args:
          optimizer_variables: a value for each of `variables`.
          grads: a gradient for each variable the optimizer was built with.
          trainable_variables: a value for each of those.

        Returns:
          The next values of the trained variables, and those of the optimizer's.

        Raises:
          ValueError: the optimizer is not built, or there are more values or fewer than variables.
        """
        if not self.built:
            raise ValueError(
                f"To call `stateless_apply`, {type(self).__name__} must be built (i.e. its "
                "variables must have been created). You can build it via "
                "`optimizer.build(trainable_variables)`."
            )
        trained, own = self._trainable_variables, self.variables
        if len(optimizer_variables) != len(own) or len(trainable_variables) != len(trained):
            raise ValueError(
                problem(
                    f"{type(self).__name__}.stateless_apply: wrong number of values",
                    f"{len(optimizer_variables)} optimizer_variables, "
                    f"{len(trainable_variables)} trainable_variables",
                    f"{len(own)} and {len(trained)}: a list of tensors corresponding 1:1 to "
                    "`variables`, and to the variables the optimizer was built with",
                )
            )
        values = [*trainable_variables, *optimizer_variables]
        _, after = stateless(lambda: self.apply(grads), [*trained, *own], values)
        return after[: len(trained)], after[len(trained) :]

    def minimize(
        self,
        loss: Any,
        var_list: Any,
        grad_loss: Any = None,
        name: str | None = None,
        tape: GradientTape | None = None,
    ) -> Variable:
        """Takes the gradient of a loss and makes one step.

        Args:
          loss: a function without arguments that gives the loss, or a tensor that `tape` recorded.
          var_list: the variables to change, or a function that gives them.
          grad_loss: what the loss's own gradient starts with; ones by default.
          name: accepted for compatibility, not used.
          tape: the tape that recorded the loss, where that is a tensor.

        Raises:
          ValueError: `loss` is a tensor, and no tape was given.
        """
        if not callable(loss) and tape is None:
            raise ValueError("`tape` is required when a `Tensor` loss is passed.")
        tape = tape or GradientTape()
        if callable(loss):
            with tape:
                if not callable(var_list):
                    tape.watch(var_list)
                loss = loss()
        if callable(var_list):
            var_list = var_list()
        variables = list(var_list) if isinstance(var_list, (list, tuple)) else [var_list]
        return self.apply_gradients(
            zip(tape.gradient(loss, variables, grad_loss), variables, strict=True)
        )

    def _record_step(
        self, gradients: list, variables: list[Variable], scaling: Scaling | None = None
    ) -> None:
        key = tuple(map(id, variables))
        group = self._groups.get(key) or self._new_group(key, variables)
        for i, variable in enumerate(group.variables):
            gradient = gradients[i]
            if gradient.__class__ is not Tensor or gradient._spec is not variable._tensor._spec:
                if gradient is None:
                    return self._record_step(*_without_missing(gradients, variables), scaling)
                gradients[i] = _checked(gradient, variable)
        gradient = None
        if self.has_rule:
            fused_step(self, group, gradients, scaling)
        else:
            composed_step(self, group, gradients)
        for variable in group.constrained:
            variable.assign(variable.constraint(variable))

    def _new_group(self, key: tuple[int, ...], variables: list[Variable]) -> Group:
        if not variables:
            raise ValueError(
                "No gradients provided for any variable: apply_gradients got no pairs at all."
            )
        if len(set(key)) != len(key):
            raise ValueError(
                f"{type(self).__name__}: a variable was given twice; add up its gradients first"
            )
        if not self.built:
            self.build(variables)
        if any(id(variable) not in self._positions for variable in variables):
            OptimizerState.build(self, variables)
        slots = [slot for variable in variables for slot in self._own[id(variable)]]
        group = self._groups[key] = Group(variables, slots, self._iterations)
        return group

    def update_step(self, gradient: Tensor, variable: Variable, learning_rate: Any) -> None:
        """Changes one variable; optimizers that users write have their own."""
        raise NotImplementedError(
            f"{type(self).__name__} must define update_step(gradient, variable, learning_rate)"
        )

    # Settings that have a life of their own.

    @property
    def iterations(self) -> Any:
        """How many steps were made: an int64 variable."""
        steps = self.gradient_accumulation_steps
        return self._iterations // steps if steps else self._iterations

    @property
    def learning_rate(self) -> Any:
        """The rate of the next step: a variable, or the tensor that a schedule gives."""
        return self._learning_rate.now(self._iterations)

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        if isinstance(value, LearningRateSchedule) or callable(value):
            self._learning_rate = LearningRate(value)
        else:
            self._learning_rate.assign(value)

    lr = learning_rate

    def scale_loss(self, loss: Any) -> Any:
        """The loss times `loss_scale_factor`, where there is one."""
        return loss if self.loss_scale_factor is None else loss * self.loss_scale_factor

    def exclude_from_weight_decay(
        self, var_list: Iterable[Variable] | None = None, var_names: Iterable[str] | None = None
    ) -> None:
        """Exempts variables from weight decay.

        Args:
          var_list: the variables.
          var_names: regular expressions; a variable is exempt if one is found in its name.
        """
        self._undecayed = {id(variable) for variable in var_list or ()}
        self._undecayed_names = re.compile("|".join(sorted(set(var_names)))) if var_names else None
        self._groups.clear()

    def weight_decay_of(self, variable: Variable) -> float | None:
        """The weight decay that applies to a variable; None if it is exempt."""
        return self.weight_decay if self._decays(variable) else None

    def _decays(self, variable: Variable) -> bool:
        names = self._undecayed_names
        if id(variable) in self._undecayed:
            return False
        return names is None or names.search(getattr(variable, "path", variable.name)) is None

    def finalize_variable_values(self, var_list: Iterable[Variable]) -> None:
        """Sets variables to their moving averages, where these are kept: the end of training."""
        if self.use_ema:
            for variable in var_list:
                variable.assign(self._own[id(variable)][0])

    def get_config(self) -> dict[str, Any]:
        """The arguments of an optimizer like this one, as plain data."""
        source = self._learning_rate.source
        rate: Any = source
        if isinstance(source, Variable):
            rate = float(source.numpy())
        elif isinstance(source, LearningRateSchedule):
            rate = serialize(source)
        names = [*_arguments(Optimizer), *_arguments(type(self))]
        config = {"name": self.name, "learning_rate": rate}
        config |= {name: getattr(self, name) for name in names if name not in config}
        return config if self.decay is None else {**config, "decay": self.decay}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Optimizer:
        """An optimizer made of what `get_config` gave."""
        config = dict(config)
        if isinstance(config.get("learning_rate"), dict):
            config["learning_rate"] = deserialize(config["learning_rate"], custom_objects)
        return cls(**config)


def _signature(init: Callable) -> inspect.Signature:
    """What users see of an `__init__`: `*common` spelled out as the arguments it stands for."""
    own = list(inspect.signature(init).parameters.values())[1:]
    names = {parameter.name for parameter in own}
    common = [
        parameter
        for parameter in list(inspect.signature(Optimizer.__init__).parameters.values())[2:]
        if parameter.name not in names and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
    spelled_out = []
    for parameter in own:
        stands_for_all = (parameter.name, parameter.kind) == ("common", parameter.VAR_POSITIONAL)
        spelled_out += common if stands_for_all else [parameter]
    return inspect.Signature(spelled_out)


def _arguments(kind: type) -> list[str]:
    """The arguments a configuration holds: those without a star or a `*,` before them."""
    parameters = list(inspect.signature(kind.__init__).parameters.values())[1:]
    return [
        parameter.name
        for parameter in parameters
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]


def _checked(gradient: Any, variable: Variable) -> Tensor:
    """The gradient as a tensor of the variable's shape."""
    tensor = convert_to_tensor(gradient, None, variable.dtype)
    if tensor.shape != variable._tensor.shape:
        raise invalid(
            f"cannot apply a gradient to variable {variable.name!r}: the shapes differ",
            given=f"gradient {tensor.shape} {tensor.dtype.name}",
            expected=f"{variable._tensor.shape}, the variable's own shape",
            fix="give the gradients in the order of the variables",
        )
    return tensor


def _without_missing(gradients: list, variables: list[Variable]) -> tuple[list, list[Variable]]:
    """The pairs that have a gradient."""
    missing = [
        getattr(variable, "path", variable.name)
        for gradient, variable in zip(gradients, variables, strict=True)
        if gradient is None
    ]
    if len(missing) == len(variables):
        raise ValueError(
            problem(
                "No gradients provided for any variable.",
                given=f"variables {missing}",
                fix="compute the loss from these variables inside the tape's `with` block",
            )
        )
    warnings.warn(
        f"Gradients do not exist for variables {missing} when minimizing the loss. If using "
        "`model.compile()`, did you forget to provide a `loss` argument?",
        stacklevel=4,
    )
    kept = [pair for pair in zip(gradients, variables, strict=True) if pair[0] is not None]
    return [gradient for gradient, _ in kept], [variable for _, variable in kept]
