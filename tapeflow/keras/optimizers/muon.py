"""`Muon`: steps of matrices are made orthogonal; other variables take AdamW's."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from tapeflow.engine import Tensor, Variable, convert_to_tensor, problem
from tapeflow.keras.optimizers.adam import adam_numbers
from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.optimizers.slot import Slot
from tapeflow.ops.keras_math.updates.muon import muon, newton_schulz
from tapeflow.ops.numpy.shapes import swapaxes


class Muon(Optimizer):
    """Muon (Jordan et al. 2024; its scaling is that of Liu et al. 2025, arXiv:2502.16982).

    A matrix's momentum is replaced by about the orthogonal matrix nearest to it. Variables of other
    ranks, embeddings and those that are excluded take AdamW's steps.

    Args:
      learning_rate: a number, a schedule, or a function without arguments.
      adam_beta_1: Adam's `beta_1`.
      adam_beta_2: Adam's `beta_2`.
      adam_weight_decay: the weight decay of variables that take AdamW's steps.
      epsilon: Adam's.
      weight_decay: that of matrices.
      clipnorm: see `Optimizer`.
      clipvalue: see `Optimizer`.
      global_clipnorm: see `Optimizer`.
      use_ema: see `Optimizer`.
      ema_momentum: see `Optimizer`.
      ema_overwrite_frequency: see `Optimizer`.
      loss_scale_factor: see `Optimizer`.
      gradient_accumulation_steps: see `Optimizer`.
      name: see `Optimizer`.
      exclude_layers: regular expressions; a matrix takes AdamW's steps if one is found in its path.
      exclude_embeddings: whether matrices with "embedding" in their path take AdamW's steps.
      muon_a: a step of the iteration maps singular values s to `a * s + b * s**3 + c * s**5`.
      muon_b: see `muon_a`.
      muon_c: see `muon_a`.
      adam_lr_ratio: what the rate is multiplied by for AdamW's steps.
      momentum: the share of the old momentum in the new.
      ns_steps: how many steps the iteration has.
      nesterov: whether the step looks ahead along the momentum.
      rms_rate: the root mean square of a matrix's step, before the rate; None for no scaling.
      **options: see `Optimizer`.

    >>> import tapeflow as tf
    >>> v = tf.Variable(tf.zeros([2, 2]))
    >>> optimizer = tf.keras.optimizers.Muon(1.0, weight_decay=None, rms_rate=None)
    >>> step = optimizer.apply_gradients([(tf.constant([[9.0, 0.0], [0.0, 5.0]]), v)])
    >>> print(v.numpy().round(1))
    [[-0.8  0. ]
     [ 0.  -0.9]]
    """

    rule = staticmethod(muon)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        adam_beta_1: float = 0.9,
        adam_beta_2: float = 0.999,
        adam_weight_decay: float | None = 0.004,
        epsilon: float = 1e-7,
        weight_decay: float | None = 0.004,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        exclude_layers: Sequence[str] | None = None,
        exclude_embeddings: bool = True,
        muon_a: float = 3.4445,
        muon_b: float = -4.775,
        muon_c: float = 2.0315,
        adam_lr_ratio: float = 1,
        momentum: float = 0.95,
        ns_steps: int = 5,
        nesterov: bool = True,
        rms_rate: float | None = 0.2,
        **options: Any,
    ):
        super().__init__(
            learning_rate,
            weight_decay,
            clipnorm,
            clipvalue,
            global_clipnorm,
            use_ema,
            ema_momentum,
            ema_overwrite_frequency,
            loss_scale_factor,
            gradient_accumulation_steps,
            name,
            **options,
        )
        self.adam_beta_1, self.adam_beta_2, self.epsilon = adam_beta_1, adam_beta_2, epsilon
        self.adam_weight_decay, self.adam_lr_ratio = adam_weight_decay, adam_lr_ratio
        self.exclude_layers = list(exclude_layers or ())
        self.exclude_embeddings = exclude_embeddings
        self.muon_a, self.muon_b, self.muon_c = muon_a, muon_b, muon_c
        self.momentum, self.ns_steps, self.nesterov = momentum, ns_steps, nesterov
        self.rms_rate = rms_rate

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in ("lr_adjust", "transpose_last_axis", "zeropower_via_newtonschulz5"):
            if name in cls.__dict__:
                raise NotImplementedError(
                    problem(
                        f"Muon: a subclass's {name} is not called: a step is one op",
                        given=cls.__name__,
                        fix="an `update_step(gradient, variable, learning_rate)` of its own",
                    )
                )

    def transpose_last_axis(self, X: Any) -> Tensor:
        """The transposes of matrices `[..., m, n]`."""
        return swapaxes(X, -1, -2)

    def lr_adjust(self, x: Any) -> Tensor:
        """A matrix's step with the root mean square `rms_rate`, if that of `x` is near 1 / size."""
        if self.rms_rate is None:
            return convert_to_tensor(x)
        return x * (math.sqrt(max(x.shape[0], x.shape[1])) * self.rms_rate)

    def zeropower_via_newtonschulz5(self, x: Any, steps: int) -> Tensor:
        """About the nearest orthogonal matrices to `[..., m, n]`.

        Args:
          x: matrices.
          steps: how many steps the iteration has.

        Raises:
          ValueError: `x` is no matrix.
        """
        x = convert_to_tensor(x)
        if x.ndim < 2:
            raise ValueError(
                problem(
                    "Expected gradient or momentum to have at least 2 dimensions.",
                    given=f"shape {tuple(x.shape)}",
                )
            )
        return newton_schulz(x, steps, self.muon_a, self.muon_b, self.muon_c)

    def _takes_adam(self, variable: Variable) -> bool:
        path = getattr(variable, "path", variable.name)
        return (
            variable.ndim != 2
            or (self.exclude_embeddings and "embedding" in path.lower())
            or any(re.search(pattern, path) for pattern in self.exclude_layers)
        )

    def _velocity_shape(self, variable: Variable) -> tuple[int, ...] | None:
        return variable._tensor._spec.shape if self._takes_adam(variable) else None

    def rule_slots(self):
        return ((Slot("momentum"), Slot("velocity", shape=self._velocity_shape)),)

    def weight_decay_of(self, variable: Variable) -> float | None:
        if not self._decays(variable):
            return None
        return self.adam_weight_decay if self._takes_adam(variable) else self.weight_decay

    def settings(self) -> tuple:
        return (*super().settings(), self.adam_weight_decay)

    def numbers(self):
        return (
            *adam_numbers(self.adam_beta_1, self.adam_beta_2, self.epsilon),
            self.muon_a,
            self.muon_b,
            self.muon_c,
            self.adam_lr_ratio,
            self.momentum,
            self.rms_rate or 0,
        )

    def flags(self):
        return (self.nesterov, self.ns_steps, self.rms_rate is not None)
