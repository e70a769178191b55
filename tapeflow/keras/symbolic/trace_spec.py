"""The shapes and dtypes that a function gives, found by recording it on tensors without values."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import FuncGraph, Tensor, convert_to_tensor, host_value
from tapeflow.engine.nest import flatten
from tapeflow.engine.spec import Spec, spec
from tapeflow.keras.symbolic.keras_tensor import KerasTensor
from tapeflow.keras.symbolic.shape import Shape
from tapeflow.keras.symbolic.structure import keras_tensors_in, with_each

# What stands for a size that is not known, in two recordings: sizes of the results that differ
# between the two are not known either. Nothing of that size is computed. They are divisible by
# what strides and pools divide by, so that a U-Net's halves fit; no layer has as many units.
SIZES = (10560, 12480)


def traced_spec(function: Callable, args: tuple, kwargs: dict[str, Any]) -> Any:
    """KerasTensors for what `function(*args, **kwargs)` gives.

    Args:
      function: of tensors; it is called once, or twice if sizes are unknown.
      args, kwargs: with KerasTensors in them.
    """
    given = keras_tensors_in([args, kwargs])
    first = _Recording(function, args, kwargs, given, 0)
    second = first
    if any(None in tensor.shape or tensor._sizes is not None for tensor in given):
        second = _Recording(function, args, kwargs, given, 1)
    outputs = []
    for one, other in zip(first.results, second.results, strict=True):
        (wanted, size), (same, other_size) = one, other
        shape = Shape(a if a == b else None for a, b in zip(wanted.shape, same.shape, strict=True))
        output = KerasTensor(shape, wanted.dtype)
        if size is not None and other_size is not None:
            output._sizes = (size, other_size)
        outputs.append(output)
    return first.pack(outputs)


class _Recording:
    """A call with one of the two sizes in the place of unknown ones.

    Attributes:
      results: spec and value of each result; the value is None unless it is made of sizes alone.
      pack: gives other leaves the results' structure.
    """

    def __init__(
        self, function: Callable, args: tuple, kwargs: dict[str, Any], given: list, turn: int
    ):
        self.known: list = []

        def body(*tensors: Tensor) -> Any:
            remaining = iter(tensors)
            filled = with_each(
                lambda tensor: (
                    next(remaining) if tensor._sizes is None else _constant(tensor._sizes[turn])
                ),
                (args, kwargs),
            )
            result = function(*filled[0], **filled[1])
            self.known = [_known(leaf) for leaf in flatten(result) if leaf is not None]
            return result

        specs = [_spec(tensor, SIZES[turn]) for tensor in given if tensor._sizes is None]
        outer, _local.recording = _local.recording, any(None in tensor.shape for tensor in given)
        try:
            # What it would print, or test, it does when it is called on values.
            graph = FuncGraph(body, specs, "symbolic call", tells=True)
        finally:
            _local.recording = outer
        self.results = list(zip(graph.out_specs, self.known, strict=True))
        self.pack = graph.pack


def _constant(value: np.ndarray) -> Tensor:
    # A Python number stays known in arithmetic.
    return convert_to_tensor(value if value.ndim else value.item(), value.dtype.name)


def _known(result: Any) -> Any:
    """A value that was computed of sizes alone: of whole numbers, and on the host."""
    if result.__class__ is int:
        return np.asarray(result, np.int32)
    if result.__class__ is not Tensor or not result._spec.dtype.is_integer:
        return None
    return host_value(result)


class _Local(threading.local):
    recording = False


_local = _Local()


def stands_for_unknown(size: Any) -> bool:
    """Whether a size met in a recording is none, but stands for one that is not known."""
    return _local.recording and size in SIZES


def without_stand_ins(shapes: Any) -> Any:
    """Shapes met in a recording, with None where a size stood for an unknown one."""
    if isinstance(shapes, Shape):
        return Shape(None if size in SIZES else size for size in shapes)
    if isinstance(shapes, (list, tuple)):
        return [without_stand_ins(item) for item in shapes]
    if isinstance(shapes, dict):
        return {key: without_stand_ins(item) for key, item in shapes.items()}
    return shapes


def _spec(tensor: KerasTensor, size: int) -> Spec:
    return spec(tuple([size if n is None else n for n in tensor.shape]), tensor.dtype)
