"""Equality and sums of strings, for the ops of numbers that take them too."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import HANDLERS, Tensor, convert_to_tensor, invalid


def _equal(x: Any, y: Any, *rest: Any) -> Tensor:
    left, right = _broadcast(x, y)
    return convert_to_tensor(np.asarray(left == right, bool))


def _not_equal(x: Any, y: Any, *rest: Any) -> Tensor:
    left, right = _broadcast(x, y)
    return convert_to_tensor(np.asarray(left != right, bool))


def _add(x: Any, y: Any, *rest: Any) -> Tensor:
    left, right = _broadcast(x, y)
    return convert_to_tensor(np.asarray(left + right, object))


def _broadcast(x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    try:
        left, right = np.broadcast_arrays(*(np.asarray(v.numpy(), object) for v in (x, y)))
    except ValueError:
        raise invalid(f"Incompatible shapes: {x.shape} vs. {y.shape}") from None
    return left, right


HANDLERS["string"] = {
    "math.add": _add, "math.equal": _equal, "math.not_equal": _not_equal,
}  # fmt: skip
