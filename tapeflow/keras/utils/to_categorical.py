"""`to_categorical`: class numbers as rows of zeros with a one."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, problem


def to_categorical(x: Any, num_classes: int | None = None) -> Any:
    """One-hot rows.

    Args:
      x: integers from 0 to `num_classes - 1`, of shape `[...]`; a last axis of size 1 is dropped.
      num_classes: by default the largest integer and one more.

    Returns:
      A float array `[..., num_classes]`; a tensor if `x` is one.

    Raises:
      ValueError: an integer is out of range.

    >>> import tapeflow as tf
    >>> tf.keras.utils.to_categorical([0, 2]).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    labels = np.asarray(x).astype("int64")
    if labels.ndim > 1 and labels.shape[-1] == 1:
        labels = labels[..., 0]
    classes = num_classes or (int(labels.max()) + 1 if labels.size else 0)
    if labels.size and not (labels.min() >= 0 and labels.max() < classes):
        raise ValueError(
            problem(
                "to_categorical: a label is out of range",
                given=f"labels from {labels.min()} to {labels.max()}",
                expected=f"0 to {classes - 1}",
            )
        )
    rows = np.zeros((labels.size, classes))
    rows[np.arange(labels.size), labels.ravel()] = 1
    rows = rows.reshape(*labels.shape, classes)
    return convert_to_tensor(rows, "float32") if isinstance(x, Tensor) else rows
