"""Circle loss: examples of one class together, those of others apart."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.keras import masks
from tapeflow.keras.losses.loss import BuiltInLoss
from tapeflow.ops.keras_math.circle import circle as losses_of


def circle(
    y_true: Any,
    y_pred: Any,
    ref_labels: Any = None,
    ref_embeddings: Any = None,
    remove_diagonal: bool = True,
    gamma: float = 80,
    margin: float = 0.4,
) -> Tensor:
    """Circle loss (Sun et al. 2020, arXiv:2002.10857, equation 4).

    Args:
      y_true: class numbers of shape `[batch]` or `[batch, 1]`.
      y_pred: embeddings of shape `[batch, n]`, each of length 1.
      ref_labels: class numbers of those that each example is compared with; `y_true` by default.
      ref_embeddings: their embeddings; `y_pred` by default.
      remove_diagonal: whether an example is not compared with the one at its own place.
      gamma: the scale of similarities.
      margin: how far classes are to be apart.

    Returns:
      Losses of shape `[batch]`. Those that are 0 are masked: they do not count in a mean.

    >>> import tapeflow as tf
    >>> losses = tf.keras.losses.circle([0, 0, 1], [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]], gamma=1)
    >>> [round(float(loss), 3) for loss in losses]
    [1.851, 1.09, 0.0]
    """
    losses = losses_of(
        convert_to_tensor(y_true),
        y_pred,
        ref_labels,
        ref_embeddings,
        remove_diagonal,
        gamma,
        margin,
    )
    masks.attach(losses, losses > 0)
    return losses


class Circle(BuiltInLoss):
    """The mean circle loss (Sun et al. 2020, arXiv:2002.10857) of examples that are not yet apart.

    Args:
      gamma: the scale of similarities.
      margin: how far classes are to be apart.
      remove_diagonal: whether an example is not compared with the one at its own place.
      reduction: see `Loss`.
      name: see `Loss`.
      dtype: see `Loss`.

    Call: class numbers `[batch]`, and embeddings `[batch, n]`, each of length 1.
    """

    def __init__(
        self,
        gamma: float = 80.0,
        margin: float = 0.4,
        remove_diagonal: bool = True,
        reduction: Any = "sum_over_batch_size",
        name: str | None = "circle",
        dtype: Any = None,
    ):
        super().__init__(
            circle,
            reduction,
            name,
            dtype,
            gamma=gamma,
            margin=margin,
            remove_diagonal=remove_diagonal,
        )
