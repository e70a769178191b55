"""Whole numbers that are known while a function is recorded stay known: `tf.stack` of sizes.

`tf.shape(x)` is known there, and what is computed of it must be, so that it can be a shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import numpy as np

from tapeflow.engine.spec import spec_of
from tapeflow.engine.tensor import Tensor

# More than any shape has: what is larger is data.
_MOST = 16


def fold_sizes(signature: Any, inputs: Sequence[Tensor]) -> Any:
    """The results of a call on few known whole numbers; None if it must be recorded."""
    if not inputs or not all(spec.dtype.is_integer for spec in signature.out_specs):
        return None
    arrays = []
    for tensor in inputs:
        spec, value = tensor._spec, tensor._value
        if not spec.dtype.is_integer or spec.size > _MOST:
            return None
        # Not a variable's value, which may be another one at the next call.
        if value.__class__ not in (int, np.ndarray) or getattr(tensor, "_variable", None):
            return None
        arrays.append(np.asarray(value, spec.dtype.np))
    with jax.enable_x64(True), jax.ensure_compile_time_eval():
        results = [np.asarray(result) for result in signature.call(*arrays)]
    tensors = tuple([Tensor(_value(result), spec_of(result)) for result in results])
    return tensors[0] if signature.single else tensors


def _value(result: np.ndarray) -> Any:
    return result if result.ndim or result.dtype != np.int32 else result.item()
