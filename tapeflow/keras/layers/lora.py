"""`LowRank`: a weight that is kept, and a small one that is trained in its place (LoRA)."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, problem
from tapeflow.keras.layers import tracking
from tapeflow.ops.linalg import matmul
from tapeflow.ops.math import cast


class LowRank:
    """What `Dense`, `EinsumDense` and `Embedding` have for it (Hu et al. 2021, arXiv:2106.09685).

    After `enable_lora(rank)` the weight is `W + alpha / rank * A B`, and only `A` and `B` are
    trained. Files hold the sum, as Keras's do.
    """

    _low_rank_weight = "kernel"
    lora_enabled = False
    lora_rank: int | None = None
    lora_alpha: float | None = None

    def enable_lora(
        self: Any,
        rank: int,
        lora_alpha: float | None = None,
        a_initializer: Any = "he_uniform",
        b_initializer: Any = "zeros",
    ) -> None:
        """Freezes the weight, and makes two small ones whose product is added to it.

        Args:
          rank: how many columns the first has.
          lora_alpha: the product counts `lora_alpha / rank`; by default `rank`.
          a_initializer, b_initializer: of the two.

        Raises:
          ValueError: the layer isn't built, has a constraint, or has it already.
        """
        name = self._low_rank_weight
        if getattr(self, f"{name}_constraint"):
            raise ValueError(
                problem(
                    f"Lora is incompatible with {name} constraints",
                    fix=f"leave `{name}_constraint` out",
                )
            )
        if not self.built:
            raise ValueError("Cannot enable lora on a layer that isn't yet built.")
        if self.lora_enabled:
            raise ValueError("lora is already enabled. This can only be done once per layer.")
        weight = getattr(self, name)
        options = {"dtype": "float32", "regularizer": getattr(self, f"{name}_regularizer")}
        *outer, last = weight.shape
        for letter, shape, initializer in (
            ("a", (*outer, rank), a_initializer),
            ("b", (rank, last), b_initializer),
        ):
            full = f"lora_{name}_{letter}"
            setattr(
                self,
                full,
                self.add_weight(name=full, shape=shape, initializer=initializer, **options),
            )
        weight._trainable = False
        tracking.changed()
        self.lora_enabled, self.lora_rank = True, rank
        self.lora_alpha = rank if lora_alpha is None else lora_alpha

    def _with_low_rank(self: Any, weight: Tensor) -> Tensor:
        """The weight and the product."""
        a, b = self._low_rank_pair()
        return weight + cast(matmul(a.value(), b.value()) * self._low_rank_scale, weight.dtype)

    @property
    def _low_rank_scale(self: Any) -> float:
        return self.lora_alpha / self.lora_rank

    def _low_rank_pair(self: Any) -> list[Variable]:
        return [getattr(self, f"lora_{self._low_rank_weight}_{letter}") for letter in "ab"]

    def _variables_in_files(self: Any) -> list[Variable]:
        weight, pair = getattr(self, self._low_rank_weight), self._low_rank_pair()
        skipped = {id(variable) for variable in (weight, *pair)}
        return [weight, *[v for v in self._own()[0] if id(v) not in skipped]]

    def save_own_variables(self: Any, store: Any) -> None:
        """Writes the weights; of one with a product the sum."""
        if not self.lora_enabled:
            super().save_own_variables(store)  # pyright: ignore[reportAttributeAccessIssue]
            return
        weight, *others = self._variables_in_files()
        store["0"] = self._with_low_rank(weight.value()).numpy()
        for i, variable in enumerate(others, 1):
            store[str(i)] = variable.numpy()

    def load_own_variables(self: Any, store: Any) -> None:
        """Reads the weights; a product becomes 0."""
        if not self.lora_enabled:
            super().load_own_variables(store)  # pyright: ignore[reportAttributeAccessIssue]
            return
        variables = self._variables_in_files()
        if len(store) != len(variables):
            raise ValueError(
                problem(
                    f"Layer '{self.name}': the weights do not fit",
                    given=f"{len(store)} arrays",
                    expected=f"{len(variables)}: " + ", ".join(v.name for v in variables),
                )
            )
        for i, variable in enumerate(variables):
            variable.assign(np.asarray(store[str(i)]).astype(variable.dtype.np))
        for variable in self._low_rank_pair():
            variable.assign(np.zeros(variable.shape, "float32"))

    _loads_as_stored = load_own_variables  # unless it is enabled
