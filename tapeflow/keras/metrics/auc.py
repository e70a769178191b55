"""`AUC`: the area below a curve of yes-or-no predictions."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.keras import backend
from tapeflow.keras.metrics.confusion import Confusion
from tapeflow.ops.keras_math.constants import on_device
from tapeflow.ops.keras_math.curves import area

_CURVES = ("PR", "ROC", "PRGAIN")
_SUMMATIONS = ("interpolation", "majoring", "minoring")


class AUC(Confusion):
    """The area below the ROC, precision-recall or precision-recall-gain curve, as a Riemann sum.

    Args:
      num_thresholds: how many points the curve has, at least 2.
      curve: "ROC", "PR" or "PRGAIN".
      summation_method: what the height between two points is: "interpolation" (for "PR": of
        counts, as Davis & Goadrich 2006 do), "minoring" (the lower) or "majoring" (the higher).
      name: see `Metric`.
      dtype: see `Metric`.
      thresholds: the points' thresholds in `[0, 1]`, in place of `num_thresholds`; 0 and 1 are
        added.
      multi_label: whether each label of `[batch, labels]` has a curve of its own, and the areas
        are averaged; else all predictions are one curve.
      num_labels: of `multi_label`; by default told by the first batch.
      label_weights: the labels' shares in the average, or without `multi_label` their weights.
      from_logits: whether predictions go through a sigmoid first.

    Raises:
      ValueError: an unknown curve or summation, or fewer than 2 thresholds.

    >>> import tapeflow as tf
    >>> print(tf.keras.metrics.AUC(num_thresholds=3)([0, 0, 1, 1], [0, 0.5, 0.3, 0.9]))
    tf.Tensor(0.75, shape=(), dtype=float32)
    """

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str | None = None,
        dtype: Any = None,
        thresholds: Any = None,
        multi_label: bool = False,
        num_labels: int | None = None,
        label_weights: Any = None,
        from_logits: bool = False,
    ):
        self.curve = _one_of("AUC curve value", curve, _CURVES)
        self.summation_method = _one_of("AUC summation method value", summation_method, _SUMMATIONS)
        self._init_from_thresholds = thresholds is not None
        if thresholds is None and num_thresholds <= 1:
            raise ValueError(
                "Argument `num_thresholds` must be an integer > 1. "
                f"Received: num_thresholds={num_thresholds}"
            )
        if num_labels and not multi_label:
            raise ValueError("`num_labels` is needed only when `multi_label` is True.")
        super().__init__(dtype, name)
        if thresholds is None:
            between = [i / (num_thresholds - 1) for i in range(1, num_thresholds - 1)]
        else:
            between = sorted(thresholds)
        # Just outside, so that predictions of exactly 0 and 1 are above the one, not the other.
        self.thresholds = [-backend.epsilon(), *between, 1 + backend.epsilon()]
        self.num_thresholds = len(self.thresholds)
        self.multi_label, self.num_labels = multi_label, num_labels
        self.label_weights = (
            None if label_weights is None else np.asarray(label_weights, self.dtype)
        )
        self._from_logits = from_logits
        self._weights: Tensor | None = None
        if num_labels or not multi_label:
            self._build(num_labels)

    def _build(self, labels: int | None) -> None:
        if self.label_weights is not None:
            self._weights = on_device(self.label_weights, self.dtype)
        self._count(
            ("tp", "fp", "tn", "fn"),
            self.thresholds,
            labels,
            by_label=self.multi_label,
            label_weights=None if self.multi_label else self._weights,
            from_logits=self._from_logits,
        )

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch.

        Args:
          y_true: labels, `[batch, ...]`; all but 0 are true.
          y_pred: predictions of the same shape.
          sample_weight: a weight for each example, or for each prediction.

        Raises:
          ValueError: with `multi_label`, `y_pred` is not `[batch, labels]`.
        """
        if not self._state:
            y_pred = convert_to_tensor(y_pred)
            if y_pred._spec.ndim != 2:
                raise ValueError(
                    "`y_pred` must have rank 2 when `multi_label=True`. Found rank "
                    f"{y_pred._spec.ndim}. Full shape received for `y_pred`: {y_pred.shape}"
                )
            self._build(y_pred._spec.shape[1])
        super().update_state(y_true, y_pred, sample_weight)

    def result(self) -> Tensor:
        counts = [variable._tensor for variable in self._state]
        weights = self._weights if self.multi_label else None
        return area(*counts, weights, curve=self.curve, summation=self.summation_method)

    def interpolate_pr_auc(self) -> Tensor:
        """The area under the precision-recall curve, interpolated between thresholds.

        Davis and Goadrich 2006.
        """
        counts = [variable._tensor for variable in self._state]
        weights = self._weights if self.multi_label else None
        return area(*counts, weights, curve="PR", summation="interpolation")

    def get_config(self) -> dict[str, Any]:
        weights = self.label_weights
        config = {
            **super().get_config(),
            "num_thresholds": self.num_thresholds,
            "curve": self.curve,
            "summation_method": self.summation_method,
            "multi_label": self.multi_label,
            "num_labels": self.num_labels,
            "label_weights": None if weights is None else weights.tolist(),
            "from_logits": self._from_logits,
        }
        if self._init_from_thresholds:
            config["thresholds"] = self.thresholds[1:-1]
        return config


def _one_of(what: str, given: Any, known: tuple[str, ...]) -> str:
    """The known name in its usual case; one of Keras's constants will do as well."""
    text = str(getattr(given, "value", given))
    for name in known:
        if text in (name.lower(), name.upper(), name.capitalize()):
            return name
    raise ValueError(f'Invalid {what}: "{given}". Expected values are {list(known)}')
