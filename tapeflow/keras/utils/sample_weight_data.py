"""`x`, `y` and `sample_weight`, put together as data and taken apart."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem


def unpack_x_y_sample_weight(data: Any) -> tuple[Any, Any, Any]:
    """Inputs, targets and weights of a batch; None for what it does not have.

    Args:
      data: `x`, `(x,)`, `(x, y)` or `(x, y, sample_weight)`.

    Raises:
      ValueError: a tuple of more.

    >>> import tapeflow as tf
    >>> tf.keras.utils.unpack_x_y_sample_weight((1, 2))
    (1, 2, None)
    """
    if not isinstance(data, (list, tuple)):
        return data, None, None
    if not 1 <= len(data) <= 3:
        raise ValueError(
            problem(
                "Data is expected to be in format `x`, `(x,)`, `(x, y)`, or "
                "`(x, y, sample_weight)`",
                given=f"a {type(data).__name__} of {len(data)}: {data!r:.200}",
                fix="several inputs are a tuple of their own: ((x1, x2), y)",
            )
        )
    x, y, sample_weight = (*data, None, None)[:3]
    return x, y, sample_weight


def pack_x_y_sample_weight(x: Any, y: Any = None, sample_weight: Any = None) -> Any:
    """The reverse: what `train_step` is called with.

    Args:
      x: inputs.
      y: targets.
      sample_weight: a weight for each sample.

    >>> import tapeflow as tf
    >>> tf.keras.utils.pack_x_y_sample_weight(1, 2)
    (1, 2)
    """
    if y is None and sample_weight is None:
        return (x,) if isinstance(x, (list, tuple)) else x
    return (x, y) if sample_weight is None else (x, y, sample_weight)
