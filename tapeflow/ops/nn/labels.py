"""`check_labels`: refuses class numbers that are out of range, where they can be seen for free."""

from __future__ import annotations

import numpy as np

from tapeflow.engine import Tensor, host_value, invalid


def check_labels(labels: Tensor, classes: int, ignored: int | None = None) -> None:
    """Looks at labels that are on the host already.

    Args:
      labels: integer tensor of any shape.
      classes: the number of classes.
      ignored: a label that is allowed though out of range.

    Raises:
      InvalidArgumentError: a label is outside `[0, classes)`.
    """
    values = host_value(labels)
    if values is None or not values.size:
        return
    # One pass instead of two: seen as unsigned, a negative number is a huge one.
    unsigned = values.view(_UNSIGNED[values.dtype.itemsize])
    if np.maximum.reduce(unsigned, axis=None) < classes:
        return
    wrong = (values < 0) | (values >= classes)
    if ignored is not None:
        wrong &= values != ignored
    if not np.any(wrong):
        return
    shown = " ".join(str(value) for value in values.ravel()[:_SHOWN].tolist())
    raise invalid(
        f"Received a label value of {values[wrong].ravel()[0]} which is outside the valid range of "
        f"[0, {classes}).  Label values: {shown}{' ...' if values.size > _SHOWN else ''}",
        expected=f"class numbers from 0 to {classes - 1}, for logits with {classes} classes",
        fix="give the last layer one unit per class, or number the classes from 0",
    )


_SHOWN = 100
_UNSIGNED = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}

__all__ = ["check_labels"]
