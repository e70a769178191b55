"""The first step of a reverse sweep whose result is not finite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from tapeflow.doctor.scope import is_finite
from tapeflow.engine.inspection import pulled_back


class Step(NamedTuple):
    """A node to be swept; its values go by any names. `results` are those of float type."""

    position: int
    signature: Any
    operands: Sequence[Any]
    wrt: tuple[int, ...]
    results: Sequence[Any]


class BadStep(NamedTuple):
    """A step that made a NaN or an infinity of finite cotangents."""

    step: Step
    operands: list[Any]
    cotangents: dict[int, Any]  # of the node's results
    gradients: tuple


def first_bad_step(
    steps: Iterable[Step], value: Callable[[Any], Any], starts: dict[Any, Any]
) -> BadStep | None:
    """Sweeps until something is not finite.

    Args:
      steps: last node first.
      value: gives the array of a name.
      starts: the cotangents it starts from, by name.
    """
    cotangents = dict(starts)
    for step in steps:
        outputs = step.signature.differentiable_outputs()
        found = {
            i: cotangents[name]
            for i, name in zip(outputs, step.results, strict=False)
            if name in cotangents
        }
        if not found:
            continue
        operands = [value(name) for name in step.operands]
        filled, gradients = pulled_back(step.signature, step.wrt, operands, found)
        if not all(map(is_finite, gradients)) and all(map(is_finite, filled)):
            return BadStep(step, operands, found, gradients)
        for i, gradient in zip(step.wrt, gradients, strict=True):
            name = step.operands[i]
            if name in cotangents:
                gradient = np.asarray(cotangents[name]) + np.asarray(gradient)
            cotangents[name] = gradient
    return None


def ones(array: Any) -> np.ndarray:
    """Where a reverse sweep starts from."""
    return np.ones(np.shape(array), np.asarray(array).dtype)
