"""Prediction of many small batches: many of them by one program."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import FuncGraph, Tensor
from tapeflow.engine.errors import InaccessibleTensorError, OperatorNotAllowedInGraphError
from tapeflow.engine.nest import flatten, pack_like
from tapeflow.engine.spec import spec_of
from tapeflow.keras.layers import tracking
from tapeflow.keras.trainers.arrays import as_samples
from tapeflow.ops.training import BatchMap

# Samples in a program, and from how many programs on it is worth compiling one.
_SAMPLES, _PROGRAMS = 2048, 8


def mapped_batches(model: Any, x: Any, size: int) -> BatchMap | None:
    """What predicts several batches of `size` at once, or None if that does not pay or work.

    Args:
      model: the model; its step of prediction is not a user's own.
      x: arrays of equally many samples.
      size: samples in a batch.
    """
    leaves = flatten(x)
    if size * 2 > _SAMPLES or len(leaves[0]) < _SAMPLES * _PROGRAMS or model.run_eagerly:
        return None
    first = [as_samples(leaf[:size]) for leaf in leaves]
    if any(isinstance(leaf, Tensor) for leaf in first):  # strings
        return None
    specs = tuple([spec_of(leaf) for leaf in first])
    key = (str(pack_like(x, [""] * len(leaves))), specs, tracking.structure.version)
    kept = model._cache.get("predict_map")
    if kept is None or kept[0] != key:
        model(pack_like(x, first), training=False)  # builds it
        key = (*key[:2], tracking.structure.version)
        kept = model._cache["predict_map"] = (key, _made(model, x, specs, size))
    return kept[1]


def _made(model: Any, x: Any, specs: tuple, size: int) -> BatchMap | None:
    try:
        graph = FuncGraph(
            lambda *tensors: model(pack_like(x, list(tensors)), training=False), specs, "predict"
        )
        return BatchMap(graph, _SAMPLES // size)
    except (InaccessibleTensorError, OperatorNotAllowedInGraphError, ValueError):
        return None
    finally:
        model._clear_losses()


def whole_parts(mapped: BatchMap, x: Any, samples: int) -> tuple[int, Any]:
    """How many samples whole programs take, and a generator of their outputs."""
    part = mapped.size * mapped.steps
    end = samples // part * part

    def outputs() -> Any:
        for start in range(0, end, part):
            leaves = [as_samples(leaf[start : start + part]) for leaf in flatten(x)]
            yield mapped(*[_tensor(leaf) for leaf in leaves])

    return end, outputs()


def _tensor(leaf: np.ndarray) -> Tensor:
    return Tensor(leaf, spec_of(leaf))  # read before predict returns: no copy is needed
