"""Losses: activations that don't fit them, and labels."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.doctor.checks.check import ScopeCheck
from tapeflow.doctor.checks.look import activation, attributes, data, depends
from tapeflow.doctor.scope import Scope, as_numpy

# op -> whether it is of classes that exclude each other, and whether it takes logits (None: tells).
_CROSSENTROPIES = {
    "nn.softmax_cross_entropy_with_logits": (True, True),
    "nn.sparse_softmax_cross_entropy_with_logits": (True, True),
    "nn.sigmoid_cross_entropy_with_logits": (False, True),
    "keras.ops.sparse_categorical_crossentropy": (True, None),
    "keras.ops.categorical_crossentropy": (True, None),
    "keras.ops.binary_crossentropy": (False, None),
}
_REGRESSIONS = frozenset(
    {
        "keras.losses.mean_squared_error", "keras.losses.mean_absolute_error",
        "keras.losses.huber", "keras.losses.log_cosh", "math.squared_difference", "math.subtract",
    }
)  # fmt: skip
_RANGES = {"sigmoid": (0, 1), "softmax": (0, 1), "relu": (0, np.inf), "tanh": (-1, 1)}
_FEW = 4  # labels from which on their likeness says something


class Losses(ScopeCheck):
    """Looks at each loss, what goes into it, and where that came from."""

    def look(self, scope: Scope, trains: bool, loop: Any) -> None:
        for position, (signature, references) in enumerate(scope.nodes):
            name = signature.op.name
            if name in _CROSSENTROPIES and len(references) >= 2:
                self._crossentropy(scope, position, *references[:2])
            elif name in _REGRESSIONS and trains and len(references) == 2:
                self._regression(scope, position, *references)

    def _crossentropy(self, scope: Scope, position: int, labels: int, output: int) -> None:
        signature = scope.nodes[position][0]
        exclusive, logits = _CROSSENTROPIES[signature.op.name]
        if logits is None:
            logits = bool(attributes(signature).get("from_logits"))
        place, made = scope.place(position), activation(scope, output)
        if depends(scope, labels) and not depends(scope, output):
            self.say(
                place,
                "the loss's arguments are swapped: labels and predictions",
                given="the predictions as labels, the labels as predictions",
                expected="loss(y_true, y_pred), tf.nn.…(labels=y, logits=model(x))",
                fix="swap them",
            )
            return
        if logits and made in ("softmax", "sigmoid"):
            self.say(
                place,
                f"{made} is applied twice: a loss of logits is given probabilities",
                given=f"outputs of a {made}, from_logits=True",
                expected="outputs of the last layer without an activation",
                fix=f"leave out the {made}, or say from_logits=False",
            )
        elif logits and made in ("relu", "tanh"):
            self.say(
                place,
                f"a {made} stands before the loss: it cuts off logits",
                given=f"outputs of a {made}, taken as logits",
                fix="no activation in the last layer",
            )
        elif not logits and made in ("linear", "relu", "tanh"):
            self.say(
                place,
                "from_logits does not fit the last layer: its outputs are no probabilities",
                given=f"outputs of a layer with activation {made}, from_logits=False",
                expected="probabilities in [0, 1]",
                fix="from_logits=True, or "
                + ("softmax" if exclusive else "sigmoid")
                + " as the last activation",
            )
        elif exclusive and not logits and made == "sigmoid":
            self.say(
                place,
                "sigmoid outputs in a loss of classes that exclude each other",
                given="a sigmoid before a categorical crossentropy",
                fix="softmax as the last activation; or binary_crossentropy, if several classes "
                "can be right at once",
            )
        elif not exclusive and made == "softmax" and signature.in_specs[1].shape[-1] > 1:
            self.say(
                place,
                "softmax outputs in a loss of independent classes",
                given="a softmax before a binary crossentropy",
                fix="categorical_crossentropy for classes that exclude each other; sigmoid for "
                "independent ones",
            )
        self._labels(scope, position, labels, output, exclusive)

    def _labels(
        self, scope: Scope, position: int, labels: int, output: int, exclusive: bool
    ) -> None:
        array = data(scope, labels)
        if array is None or not np.size(array):
            return
        values, place = as_numpy(array), scope.place(position)
        if not np.isfinite(values).all():
            return
        sparse = "sparse" in scope.nodes[position][0].op.name
        if sparse:
            classes = scope.spec(output).shape[-1] if output >= 0 else None
            self._class_numbers(place, values, classes)
        elif values.min() < 0 or values.max() > 1:
            self.say(
                place,
                "labels of a crossentropy outside [0, 1]",
                given=f"labels from {values.min():g} to {values.max():g}",
                expected="0 or 1, or probabilities",
                fix="labels of -1 and 1: (y + 1) / 2; class numbers: sparse_categorical_"
                "crossentropy; numbers to be predicted: mean_squared_error",
            )
        elif exclusive and values.ndim > 1 and values.shape[-1] > 1:
            sums = values.sum(-1)
            if (np.abs(sums - 1) > 1e-2).any():
                self.say(
                    place,
                    "labels whose rows do not sum to 1",
                    given=f"sums from {sums.min():g} to {sums.max():g}",
                    expected="one-hot labels, or probabilities",
                    fix="binary_crossentropy with sigmoid, if several classes can be right",
                )

    def _class_numbers(self, place: Any, values: np.ndarray, classes: int | None) -> None:
        if values.dtype.kind == "f" and (values != np.round(values)).any():
            self.say(
                place,
                "labels of a sparse crossentropy that are no whole numbers",
                given=f"labels from {values.min():g} to {values.max():g}",
                expected="class numbers",
                fix="mean_squared_error for numbers to be predicted",
            )
        elif classes and (values.min() < 0 or values.max() >= classes):
            self.say(
                place,
                "a label is out of range",
                given=f"labels from {values.min():g} to {values.max():g}, {classes} classes",
                expected=f"class numbers from 0 to {classes - 1}",
                fix="number the classes from 0, or give the last layer one unit for each",
            )

    def _regression(self, scope: Scope, position: int, left: int, right: int) -> None:
        for labels, output in ((left, right), (right, left)):
            array = data(scope, labels)
            made = activation(scope, output)
            if array is None or made not in _RANGES or not depends(scope, output):
                continue
            values = as_numpy(array)
            if values.size < _FEW or values.dtype.kind == "b":
                continue
            low, high = _RANGES[made]
            # Noise around a bound is no mistake; a good part of the targets beyond it is.
            outside = np.mean((values < low - 1e-3) | (values > high + 1e-3))
            if outside > 0.2:
                self.say(
                    scope.place(position),
                    f"targets that the last layer cannot reach: its activation is {made}",
                    given=f"targets from {values.min():.4g} to {values.max():.4g}",
                    expected=f"targets from {low} to {high}",
                    fix="no activation in the last layer, or scaled targets",
                )
