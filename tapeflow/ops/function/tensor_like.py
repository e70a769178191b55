"""What `tf.types.experimental` names beside classes that are there anyway."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

import numpy as np

from tapeflow.engine import Tensor, Variable
from tapeflow.ops.function.concrete_function import ConcreteFunction
from tapeflow.ops.function.function import Function

TensorLike = (
    Tensor | Variable | int | float | bool | str | bytes | complex | tuple | list | np.ndarray
    | np.generic
)  # fmt: skip
Callable = Function | ConcreteFunction


@runtime_checkable
class SupportsTracingProtocol(Protocol):
    """Objects that say themselves how `tf.function` tells them apart."""

    def __tf_tracing_type__(self, context: Any) -> Any: ...
