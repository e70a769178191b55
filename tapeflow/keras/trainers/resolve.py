"""What "accuracy", "crossentropy" and other short forms mean for given labels and outputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.keras import losses, metrics
from tapeflow.keras.losses.loss import BuiltInLoss, LossFunctionWrapper
from tapeflow.keras.losses.serialization import FUNCTIONS
from tapeflow.keras.naming import snake_case


def metric_for(identifier: Any, y_true: Any, y_pred: Any) -> metrics.Metric:
    """A metric object; "accuracy" and "acc" are chosen by the shapes.

    Args:
      identifier: a name, function, class or `Metric`.
      y_true: labels of a batch.
      y_pred: the outputs for it.

    Raises:
      ValueError: there is no such metric.
    """
    if identifier is None:
        raise ValueError("Expected metric, received `None`")
    if str(identifier).lower() in ("accuracy", "acc"):
        kinds = (
            metrics.BinaryAccuracy,
            metrics.SparseCategoricalAccuracy,
            metrics.CategoricalAccuracy,
        )
        return kinds[_kind("metrics", identifier, y_true, y_pred)](name=str(identifier))
    found = metrics.get(identifier)
    name = identifier if isinstance(identifier, str) else _name_of(found)
    if not isinstance(found, metrics.Metric):
        found = metrics.MeanMetricWrapper(found, name=name)
    found.name = name
    return found


def loss_for(identifier: Any, y_true: Any, y_pred: Any) -> losses.Loss:
    """A loss object; "crossentropy" and "ce" are chosen by the shapes; see `metric_for`."""
    if isinstance(identifier, str) and identifier.lower() in ("crossentropy", "ce"):
        names = (
            "binary_crossentropy",
            "sparse_categorical_crossentropy",
            "categorical_crossentropy",
        )
        found = losses.get(names[_kind("loss", identifier, y_true, y_pred)])
    else:
        found = losses.get(identifier)
    if isinstance(found, losses.Loss):
        return found
    if not callable(found):
        raise ValueError(
            problem(
                "Could not interpret loss identifier",
                given=f"{identifier!r} of type {type(identifier).__name__}",
                expected="a name, a function of y_true and y_pred, or a tf.keras.losses.Loss",
            )
        )
    name = identifier if isinstance(identifier, str) else _name_of(found)
    kind = BuiltInLoss if found in FUNCTIONS.values() else LossFunctionWrapper
    return kind(found, "sum_over_batch_size", name, None)


def _kind(argument: str, identifier: Any, y_true: Any, y_pred: Any) -> int:
    """0 for binary labels, 1 for class numbers, 2 for one-hot labels."""
    if y_true is None:
        raise ValueError(
            problem(
                f"{argument}: {identifier!r} needs labels", given="no y", fix="fit(x, y), or (x, y)"
            )
        )
    true, predicted = np.shape(y_true), np.shape(y_pred)
    if predicted[-1:] == (1,):
        return 0
    return 1 if len(true) < len(predicted) or (true[-1:] == (1,) and predicted[-1] > 1) else 2


def _name_of(found: Any) -> str:
    own = getattr(found, "name", None)
    return own or snake_case(getattr(found, "__name__", None) or type(found).__name__)
