"""What `fit` and its kin refuse before anything runs."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.engine.nest import is_nested
from tapeflow.keras.trainers.structure import same_structure


def check_sample_weight(y: Any, sample_weight: Any, class_weight: Any) -> None:
    """Refuses weights that do not fit the targets.

    Raises:
      ValueError: both kinds of weights, or a structure or shape that does not fit.
    """
    if sample_weight is None:
        return
    if class_weight is not None:
        raise ValueError(
            problem(
                "You cannot `class_weight` and `sample_weight` at the same time.",
                given="both",
                fix="multiply them into one sample_weight",
            )
        )
    if not is_nested(y):
        return
    if is_nested(sample_weight):
        if not same_structure(y, sample_weight):
            raise ValueError(
                problem(
                    "You should provide one `sample_weight` array per output in `y`. The two "
                    "structures did not match",
                    given=f"{type(sample_weight).__name__} of {len(sample_weight)}",
                    expected=f"{type(y).__name__} of {len(y)}",
                )
            )
    elif np.ndim(sample_weight) != 1 and np.shape(sample_weight)[1:] != (1,):
        raise ValueError(
            problem(
                "For a model with multiple outputs, when providing a single `sample_weight` array, "
                "it should only have one scalar score per sample",
                given=f"shape {np.shape(sample_weight)}",
                expected="(num_samples,)",
                fix="one array for each output",
            )
        )
