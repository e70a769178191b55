"""`AutocastVariable`: a weight that a layer's `call` reads in the layer's compute dtype."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import DType, Tensor, Variable, convert_to_tensor
from tapeflow.engine.convert import CONVERTERS
from tapeflow.keras.layers import calls
from tapeflow.ops.math import cast


class AutocastVariable(Variable):
    """A weight of a layer with a mixed policy: single precision, and half inside a call.

    Args:
      compute_dtype: what it is read in while a layer is called.
      **options: those of `Variable`.
    """

    def __init__(self, initial_value: Any, *, compute_dtype: DType, **options: Any):
        super().__init__(initial_value, **options)
        self._compute_dtype = compute_dtype

    @property
    def dtype(self) -> DType:
        return self._compute_dtype if _in_a_call() else self._dtype

    def value(self) -> Tensor:
        return cast(self._tensor, self._compute_dtype) if _in_a_call() else self._tensor


def _in_a_call() -> bool:
    """Whether a layer is being called, and not just built."""
    layers = calls.local.layers
    return bool(layers) and not layers[-1]._building


def _converted(variable: AutocastVariable, dtype: DType | None) -> Tensor:
    return convert_to_tensor(variable.value(), dtype)


CONVERTERS[AutocastVariable] = _converted
