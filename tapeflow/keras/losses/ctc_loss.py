"""CTC loss: of a sequence whose labels have no times."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.keras.losses.loss import BuiltInLoss
from tapeflow.ops.array.create import fill
from tapeflow.ops.math.cast import cast
from tapeflow.ops.math.comparison import not_equal
from tapeflow.ops.math.reduce import reduce_sum
from tapeflow.ops.nn.ctc import ctc as losses_of


def ctc(y_true: Any, y_pred: Any) -> Tensor:
    """Connectionist temporal classification (Graves et al. 2006), with class 0 as the blank.

    Args:
      y_true: class numbers of shape `[batch, max_length]`; 0 fills up shorter ones.
      y_pred: logits of shape `[batch, time, classes]`.

    Returns:
      Losses in nats, of shape `[batch]`.

    Raises:
      ValueError: another number of axes.

    >>> import tapeflow as tf
    >>> loss = tf.keras.losses.ctc([[1, 0]], [[[0.0, 0.0], [0.0, 0.0]]])
    >>> loss.numpy().round(4)  # three of the four equally likely readings spell 1
    array([0.2877], dtype=float32)
    """
    y_true, y_pred = convert_to_tensor(y_true), convert_to_tensor(y_pred)
    if y_true._spec.ndim != 2 or y_pred._spec.ndim != 3:
        raise ValueError(
            problem(
                "ctc: wrong rank",
                given=f"y_true {y_true.shape}, y_pred {y_pred.shape}",
                expected="y_true (batch_size, max_length) in integer format, and "
                "y_pred (batch_size, max_length, num_classes)",
            )
        )
    batch, time, _ = y_pred._spec.shape
    length = reduce_sum(cast(not_equal(y_true, 0), "int32"), axis=-1)
    return losses_of(y_true, y_pred, length, fill([batch], time))


class CTC(BuiltInLoss):
    """The mean CTC loss (Graves et al. 2006), with class 0 as the blank.

    Args:
      reduction: see `Loss`.
      name: see `Loss`.
      dtype: see `Loss`.

    Call: class numbers `[batch, max_length]`, filled up with 0, and logits
    `[batch, time, classes]`.
    """

    def __init__(
        self, reduction: Any = "sum_over_batch_size", name: str | None = "ctc", dtype: Any = None
    ):
        super().__init__(ctc, reduction, name, dtype)
