"""`sample_weights_of`: weights of classes as weights of samples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.engine.nest import is_nested
from tapeflow.keras import backend


def sample_weights_of(y: Any, class_weight: Mapping[int, float]) -> np.ndarray:
    """For each label its class's weight; 1 for classes that have none.

    Args:
      y: class numbers `[samples]` or `[samples, 1]`, or one-hot labels `[samples, classes]`.
      class_weight: weights by class number.

    Raises:
      ValueError: there are no labels, or several arrays of them.
    """
    if y is None or is_nested(y):
        raise ValueError(
            problem(
                "`class_weight` is only supported for models with a single output and labels",
                given=f"y of type {type(y).__name__}",
                fix="sample_weight, with one array for each output",
            )
        )
    labels = np.asarray(y)
    if labels.ndim > 1:
        labels = labels.argmax(-1) if labels.shape[-1] != 1 else labels[..., 0]
    labels = np.round(labels).astype(np.int64)
    classes, positions = np.unique(labels, return_inverse=True)
    weights = [class_weight.get(int(label), 1.0) for label in classes]
    return np.asarray(weights, backend.floatx())[positions].reshape(labels.shape)
