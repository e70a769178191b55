"""`HostLayer`: a layer that looks at values on the host: strings, vocabularies."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Symbolic, Tensor, convert_to_tensor
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.symbolic import KerasTensor
from tapeflow.ops.ragged import RaggedTensor
from tapeflow.ops.sparse import SparseTensor


class HostLayer(Layer):
    """Takes strings, integers, ragged and sparse tensors as they are, and nested lists of them."""

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.__dict__["built"] = True

    def _converted(self, args: tuple, kwargs: dict[str, Any]) -> tuple[tuple, dict[str, Any]]:
        return tuple([as_host_inputs(value) for value in args]), kwargs

    def build(self, input_shape: Any = None) -> None:
        """Nothing: there are no weights."""

    def get_build_config(self) -> None:
        return None


def as_host_inputs(value: Any) -> Any:
    """Lists and arrays as tensors; what is none already stays."""
    if isinstance(value, KerasTensor):
        raise Symbolic(value)
    if isinstance(value, (Tensor, RaggedTensor, SparseTensor)) or value is None:
        return value
    if isinstance(value, (list, tuple)) and any(
        isinstance(item, (Tensor, KerasTensor, RaggedTensor, np.ndarray)) for item in value
    ):
        return [as_host_inputs(item) for item in value]
    return convert_to_tensor(value)
