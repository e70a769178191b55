"""Inputs of the first layer: constant, or not scaled; labels: all the same, or sorted."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from tapeflow.doctor.checks.check import Check, ScopeCheck
from tapeflow.doctor.checks.look import PRODUCTS, data, trained
from tapeflow.doctor.place import Place
from tapeflow.doctor.scope import Scope, as_numpy

_MOST = 1 << 22  # values that are looked at
_FEW = 4  # rows from which on their likeness says something
_LARGE = 1000.0


class Inputs(ScopeCheck):
    """Looks at the data that go straight into a product with weights."""

    def look(self, scope: Scope, trains: bool, loop: Any) -> None:
        if not trains:
            return
        for position, (signature, references) in enumerate(scope.nodes):
            if signature.op.name in PRODUCTS and len(references) > 1:
                array = data(scope, references[0])
                if array is not None and trained(scope, references[1]) and np.ndim(array) > 1:
                    self._look_at(scope.place(position), as_numpy(_some(array)))

    def _look_at(self, place: Place, values: np.ndarray) -> None:
        if len(values) < _FEW or not np.isfinite(values).all():
            return
        low, high = float(values.min()), float(values.max())
        given = f"inputs {values.shape} from {low:g} to {high:g}"
        if (values == values[:1]).all():
            self.say(
                place,
                "all inputs are the same: there is nothing to learn from",
                given=given,
                expected="rows that differ",
                fix="look at how the data are read, and at a division that may round to 0",
            )
        elif low >= 0 and 50 < high <= 255 and (values == np.round(values)).all():
            self.say(
                place,
                "pixels from 0 to 255 go straight into a layer",
                given=given,
                expected="inputs of about 1, as the initial weights are made for",
                fix="x / 255.0, or a tf.keras.layers.Rescaling(1 / 255) first",
            )
        elif max(-low, high) > _LARGE and np.abs(values).mean() > _LARGE / 10:
            self.say(
                place,
                "inputs that are not scaled",
                given=given,
                expected="inputs of about 1, as the initial weights are made for",
                fix="(x - x.mean(0)) / x.std(0), or tf.keras.layers.Normalization first",
            )


_LABELED = {
    "nn.sparse_softmax_cross_entropy_with_logits",
    "nn.sigmoid_cross_entropy_with_logits",
    "keras.ops.sparse_categorical_crossentropy",
    "keras.ops.binary_crossentropy",
}


class LabelOrder(ScopeCheck):
    """Looks at whether labels vary, within a batch and from batch to batch."""

    runs = 6

    def __init__(self, tell: Any):
        super().__init__(tell)
        self._seen_labels: dict[Place, list[np.ndarray]] = {}

    def look(self, scope: Scope, trains: bool, loop: Any) -> None:
        if not trains:
            return
        for position, (signature, references) in enumerate(scope.nodes):
            if signature.op.name in _LABELED:
                array = data(scope, references[0])
                if array is not None and np.size(array) >= _FEW:
                    values = as_numpy(_some(array)).ravel()
                    self._look_at(scope.place(position), values, loop)

    def _look_at(self, place: Place, values: np.ndarray, loop: Any) -> None:
        seen = self._seen_labels.setdefault(place, [])
        seen.append(values)
        ends = [(part[0], part[-1]) for part in seen]
        single = sum((part == part[0]).all() for part in seen)
        count = sum(len(part) for part in seen)
        if single == len(seen) and seen[0][0] == values[0]:
            if len(seen) == self.runs or (loop is not None and count > 4 * loop._size):
                self._all_same(place, float(values[0]))
            return
        in_order = all((np.diff(part) >= 0).all() for part in seen) and all(
            after[0] >= before[1] for before, after in itertools.pairwise(ends)
        )
        if not in_order or (loop is not None and loop._has_rows):
            return
        if single >= 3 and len(seen) >= 4:
            self._sorted(place, f"batches of labels {', then '.join(map(_span, ends))}")
        elif loop is not None and count > 2 * loop._size:
            self._sorted(place, f"{count} labels in order, shuffle=False")

    def _all_same(self, place: Place, label: float) -> None:
        self.say(
            place,
            "all labels are the same",
            given=f"label {label:g} alone",
            expected="labels of at least two classes",
            fix="look at how the labels are read",
        )

    def _sorted(self, place: Place, given: str) -> None:
        self.say(
            place,
            "labels come sorted: each batch shows one class alone",
            given=given,
            expected="batches in which all classes come",
            fix="shuffle=True in fit, dataset.shuffle(len(x)) before batch, or rows in a random "
            "order",
        )


class FitData(Check):
    """Looks at the data that `fit` is given."""

    def fitted(self, model: Any, source: Any, validation: Any, shuffle: Any) -> None:
        from tapeflow.doctor.place import caller

        place = caller()
        arrays = getattr(source, "_arrays", None)
        if not arrays:
            return
        other = getattr(getattr(validation, "_source", None), "_arrays", None)
        if other and _same(arrays[0], other[0]):
            self.say(
                place,
                "the validation data are the training data",
                given="the same samples twice",
                expected="samples that the model does not learn from",
                fix="validation_split=0.2, or keep a part of the data aside",
            )
        self._metrics(model, place, arrays)

    def _metrics(self, model: Any, place: Place, arrays: list) -> None:
        config = model._compiled.config
        metrics = config.get("metrics") or ()
        loss = config.get("loss")
        loss = loss if isinstance(loss, str) else getattr(loss, "name", "")
        names = [m for m in _flat(metrics) if isinstance(m, str)]
        if len(arrays) < 2 or not {"accuracy", "acc"} & set(names):
            return
        values = np.asarray(_some(arrays[1]))
        if values.dtype.kind == "f" and loss in _OF_NUMBERS and (values != np.round(values)).any():
            self.say(
                place,
                "accuracy of a regression says nothing",
                given=f"metrics={names}, loss {loss!r}, targets that are no class numbers",
                expected="a metric of distances",
                fix='metrics=["mae"]',
            )


def _span(seen: tuple[float, float]) -> str:
    return f"{seen[0]:g}" if seen[0] == seen[1] else f"{seen[0]:g} to {seen[1]:g}"


_OF_NUMBERS = frozenset(
    {"mse", "mae", "mean_squared_error", "mean_absolute_error", "huber", "log_cosh", "mape"}
)


def _flat(metrics: Any) -> list:
    if isinstance(metrics, dict):
        metrics = list(metrics.values())
    if isinstance(metrics, (list, tuple)):
        return [item for part in metrics for item in _flat(part)]
    return [metrics]


def _same(left: Any, right: Any) -> bool:
    left, right = np.asarray(left), np.asarray(right)
    if left.dtype.kind not in "fiub" or left.shape != right.shape:
        return False
    return np.shares_memory(left, right) or bool(np.array_equal(left, right))


def _some(array: Any) -> np.ndarray:
    """The array, or as many of its first rows as are quickly looked at."""
    values = np.asarray(array)
    if values.size > _MOST and values.ndim:
        values = values[: max(1, _MOST * len(values) // values.size)]
    return values
