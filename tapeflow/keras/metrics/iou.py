"""Intersection over union: how well areas of an image, each of a class, were found."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from tapeflow.engine import Tensor
from tapeflow.engine.variable import assign_all
from tapeflow.keras.metrics.metric import Metric
from tapeflow.ops.keras_math.overlap import intersection_over_union, overlap_update


class IoU(Metric):
    """The mean over some classes of `tp / (tp + fp + fn)`.

    Args:
      num_classes: how many classes there are.
      target_class_ids: those whose mean is the result.
      name: see `Metric`.
      dtype: of the counts: int64 by default, so that weights are whole numbers.
      ignore_class: a true class, such as 255, whose elements do not count.
      sparse_y_true: whether labels are class numbers; else the largest value along `axis` is it.
      sparse_y_pred: the same of predictions.
      axis: see `sparse_y_true`.

    Raises:
      ValueError: a target class that is none of `num_classes`.

    >>> import tapeflow as tf
    >>> metric = tf.keras.metrics.IoU(num_classes=2, target_class_ids=[0])
    >>> print(metric([0, 0, 1, 1], [0, 1, 0, 1]))
    tf.Tensor(0.3333333, shape=(), dtype=float32)
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ):
        super().__init__("int64" if dtype in (None, "int") else dtype, name)
        if max(target_class_ids) >= num_classes:
            raise ValueError(
                f"Target class id {max(target_class_ids)} is out of range, which is "
                f"[0, {num_classes})."
            )
        self.num_classes, self.ignore_class = num_classes, ignore_class
        self.target_class_ids = list(target_class_ids)
        self.sparse_y_true, self.sparse_y_pred, self.axis = sparse_y_true, sparse_y_pred, axis
        self.total_cm = self.add_variable((num_classes, num_classes), name="total_confusion_matrix")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch.

        Args:
          y_true: class numbers of any shape, or with one more axis of classes.
          y_pred: the same.
          sample_weight: a weight for each element, or for all.
        """
        self._update(y_true, y_pred, sample_weight)

    def _update(self, y_true: Any, y_pred: Any, sample_weight: Any, threshold: Any = None) -> None:
        if "int" in self.dtype and "float" in str(getattr(sample_weight, "dtype", "")):
            warnings.warn(
                "You are passing weight as `float`, but dtype is `int`. This may result in an "
                "incorrect weight due to type casting. Consider using integer weights, or "
                "dtype='float32'.",
                stacklevel=3,
            )
        matrix = overlap_update(
            self.total_cm._tensor,
            y_true,
            y_pred,
            sample_weight,
            self.ignore_class,
            self.sparse_y_true,
            self.sparse_y_pred,
            self.axis,
            threshold,
        )
        assign_all((self.total_cm,), (matrix,))

    def result(self) -> Tensor:
        return intersection_over_union(self.total_cm._tensor, tuple(self.target_class_ids))

    def get_config(self) -> dict[str, Any]:
        names = self._config_names
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}

    _config_names: tuple[str, ...] = (
        "num_classes",
        "target_class_ids",
        "ignore_class",
        "sparse_y_true",
        "sparse_y_pred",
        "axis",
    )


class BinaryIoU(IoU):
    """`IoU` of two classes, of which 1 is predicted where a number is large enough.

    Args:
      target_class_ids: the classes whose mean is the result: 0, 1 or both.
      threshold: from here on class 1 is predicted.
      name: see `Metric`.
      dtype: see `IoU`.

    >>> import tapeflow as tf
    >>> print(tf.keras.metrics.BinaryIoU(threshold=0.3)([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7]))
    tf.Tensor(0.3333333, shape=(), dtype=float32)
    """

    def __init__(
        self,
        target_class_ids: Sequence[int] = (0, 1),
        threshold: float = 0.5,
        name: str | None = None,
        dtype: Any = None,
    ):
        super().__init__(2, target_class_ids, name, dtype)
        self.threshold = threshold

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        self._update(y_true, y_pred, sample_weight, self.threshold)

    _config_names = ("target_class_ids", "threshold")


class MeanIoU(IoU):
    """`IoU` of all classes; arguments are those of `IoU`, without target classes.

    Args:
      num_classes: see `IoU`.
      name: see `Metric`.
      dtype: see `IoU`.
      ignore_class: see `IoU`.
      sparse_y_true: see `IoU`.
      sparse_y_pred: see `IoU`.
      axis: see `IoU`.

    >>> import tapeflow as tf
    >>> print(tf.keras.metrics.MeanIoU(2)([0, 0, 1, 1], [0, 1, 0, 1]))
    tf.Tensor(0.3333333, shape=(), dtype=float32)
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ):
        super().__init__(
            num_classes, range(num_classes), name, dtype, ignore_class, sparse_y_true,
            sparse_y_pred, axis,
        )  # fmt: skip

    _config_names = ("num_classes", "ignore_class", "sparse_y_true", "sparse_y_pred", "axis")


class OneHotIoU(IoU):
    """`IoU` of one-hot labels.

    Args:
      num_classes: see `IoU`.
      target_class_ids: see `IoU`.
      name: see `Metric`.
      dtype: see `IoU`.
      ignore_class: see `IoU`.
      sparse_y_pred: see `IoU`.
      axis: the classes' axis.
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ):
        super().__init__(
            num_classes, target_class_ids, name, dtype, ignore_class, False, sparse_y_pred, axis
        )

    _config_names = ("num_classes", "target_class_ids", "ignore_class", "sparse_y_pred", "axis")


class OneHotMeanIoU(MeanIoU):
    """`MeanIoU` of one-hot labels.

    Args:
      num_classes: see `IoU`.
      name: see `Metric`.
      dtype: see `IoU`.
      ignore_class: see `IoU`.
      sparse_y_pred: see `IoU`.
      axis: the classes' axis.
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ):
        super().__init__(num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis)

    _config_names = ("num_classes", "ignore_class", "sparse_y_pred", "axis")
