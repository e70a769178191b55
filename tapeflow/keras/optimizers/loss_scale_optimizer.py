"""`LossScaleOptimizer`: keeps small gradients above what half precision can hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, convert_to_tensor
from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.optimizers.step import Scaling
from tapeflow.keras.saving.serialization import deserialize_keras_object, serialize_keras_object
from tapeflow.ops.keras_math.update import all_finite
from tapeflow.ops.math.cast import cast

_INNER_ONLY = (
    "weight_decay", "clipnorm", "clipvalue", "global_clipnorm", "use_ema",
    "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps",
)  # fmt: skip


class LossScaleOptimizer(Optimizer):
    """Another optimizer, with a loss scale that is found while training.

    Losses are multiplied by the scale (`scale_loss`), and gradients are divided by it. If they are
    not finite, the step is left out and the scale is halved; after some finite steps it doubles.

    Args:
      inner_optimizer: the optimizer that makes the steps.
      initial_scale: what the scale starts with.
      dynamic_growth_steps: after how many finite steps in a row the scale doubles.
      name: see `Optimizer`.
      **options: of Keras 2, only `dynamic=True`.

    Raises:
      ValueError: an argument that belongs to the inner optimizer.

    >>> import tapeflow as tf
    >>> v = tf.Variable(1.0)
    >>> optimizer = tf.keras.optimizers.LossScaleOptimizer(tf.keras.optimizers.SGD(0.5))
    >>> with tf.GradientTape() as tape:
    ...     loss = optimizer.scale_loss(v * v)
    >>> step = optimizer.apply_gradients([(tape.gradient(loss, v), v)])
    >>> print(v.numpy())
    0.0
    """

    def __init__(
        self,
        inner_optimizer: Optimizer,
        initial_scale: float = 2.0**15,
        dynamic_growth_steps: int = 2000,
        name: str | None = None,
        **options: Any,
    ):
        if not options.pop("dynamic", True):
            raise ValueError(
                "LossScaleOptimizer no longer supports `dynamic=False`. Instead, simply set "
                "`loss_scale_factor` directly on the `inner_optimizer`."
            )
        for argument, value in options.items():
            if argument not in (*_INNER_ONLY, "ema_momentum"):
                raise ValueError(f"LossScaleOptimizer does not support argument: `{argument}`.")
            if argument in _INNER_ONLY and value:
                raise ValueError(
                    f"LossScaleOptimizer does not support `{argument}`. Instead, set `{argument}` "
                    "on the `inner_optimizer`."
                )
        if not isinstance(inner_optimizer, Optimizer):
            raise TypeError(
                f"inner_optimizer must be a Keras Optimizer instance. Received: {inner_optimizer}"
            )
        self.inner_optimizer = inner_optimizer
        super().__init__(0.0, name=name)
        self.initial_scale = initial_scale
        self.dynamic_growth_steps = dynamic_growth_steps
        self._unscaled = False
        inner_optimizer.loss_scale_factor = None

    def build(self, variables: Sequence[Variable]) -> None:
        """Makes the scale, and builds the inner optimizer."""
        self._make_scale()
        self.inner_optimizer.build(variables)
        super().build(variables)

    def _make_scale(self) -> None:
        if hasattr(self, "dynamic_scale"):
            return
        self.step_counter = self._track(np.asarray(0, np.int64), "step_counter")
        self.dynamic_scale = self._track(
            np.asarray(self.initial_scale, np.float32), "dynamic_scale"
        )
        self._scaling = Scaling(self.step_counter, self.dynamic_scale, self.dynamic_growth_steps)

    @property
    def variables(self) -> list[Variable]:
        """Its own, then those of the inner optimizer."""
        return [*super().variables, *self.inner_optimizer.variables]

    @property
    def iterations(self) -> Any:
        return self.inner_optimizer.iterations

    @property
    def learning_rate(self) -> Any:
        return self.inner_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self.inner_optimizer.learning_rate = value

    lr = learning_rate

    def scale_loss(self, loss: Any) -> Tensor:
        """The loss times the scale."""
        # The variable from the first loss on: a step that is recorded then must see it grow.
        self._make_scale()
        loss = convert_to_tensor(loss)
        return loss * cast(self.dynamic_scale.value(), loss.dtype)

    def get_scaled_loss(self, loss: Any) -> Tensor:
        """Keras 2's name of `scale_loss`."""
        return self.scale_loss(loss)

    def get_unscaled_gradients(self, grads: Iterable[Any]) -> list[Any]:
        """Keras 2's way: gradients divided by the scale; the next step takes them as they are."""
        self._unscaled = True
        self._make_scale()
        scale = self.dynamic_scale.value()
        return [None if grad is None else grad / cast(scale, grad.dtype) for grad in grads]

    def check_finite(self, grads: Iterable[Any]) -> Tensor:
        """Whether all elements of all gradients are finite: a boolean."""
        return all_finite([grad for grad in grads if grad is not None])

    def _record_step(self, gradients: list, variables: list[Variable], scaling: Any = None) -> None:
        inner = self.inner_optimizer
        if not self.built or any(id(variable) not in self._positions for variable in variables):
            self.build(variables)
        if self._unscaled:
            scale = self.dynamic_scale.value()
            gradients = [None if g is None else g * cast(scale, g.dtype) for g in gradients]
            self._unscaled = False
        if inner.has_rule:
            inner._record_step(gradients, variables, self._scaling)
        else:
            self._step_by_step(gradients, variables)

    def _step_by_step(self, gradients: list, variables: list[Variable]) -> None:
        """A step of an optimizer that users wrote: whether it is made is decided here."""
        count, scale, growth = self._scaling
        if not self.check_finite(gradients):
            count.assign(0)
            scale.assign(scale / 2)
            return
        value = scale.value()
        unscaled = [None if g is None else g / cast(value, g.dtype) for g in gradients]
        self.inner_optimizer._record_step(unscaled, variables)
        grown = int(count) + 1 >= growth
        count.assign(0 if grown else count + 1)
        if grown:
            scale.assign(scale * 2)

    def finalize_variable_values(self, var_list: Iterable[Variable]) -> None:
        self.inner_optimizer.finalize_variable_values(var_list)

    def get_config(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "inner_optimizer": serialize_keras_object(self.inner_optimizer),
            "initial_scale": self.initial_scale,
            "dynamic_growth_steps": self.dynamic_growth_steps,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> LossScaleOptimizer:
        config = dict(config)
        inner = deserialize_keras_object(config.pop("inner_optimizer"), custom_objects)
        return cls(inner, **config)
