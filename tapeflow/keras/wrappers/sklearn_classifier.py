"""`SKLearnClassifier`."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.keras.wrappers.installed import ClassifierMixin
from tapeflow.keras.wrappers.sklearn_estimator import SKLearnEstimator, target_kind
from tapeflow.keras.wrappers.target_reshaper import TargetReshaper


class SKLearnClassifier(ClassifierMixin, SKLearnEstimator):
    """A model as scikit-learn's classifier: for `Pipeline`, `GridSearchCV`, `cross_val_score`.

    The model is fitted to one-hot labels, a column for each class, so its loss is
    `"categorical_crossentropy"` or the like. The classes may be numbers or strings.

    Args:
      model: a compiled `Model`, which is cloned before it is fitted; or a function that takes `X`,
        `y` and `model_kwargs` by name and gives one.
      warm_start: whether `fit` goes on with the model given, or fitted before, uncloned.
      model_kwargs: more arguments for the function.
      fit_kwargs: arguments for `Model.fit`.

    Attributes:
      classes_: the labels, sorted.

    >>> import numpy as np, tapeflow as tf
    >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2, activation="softmax")])
    >>> model.compile("adam", "categorical_crossentropy")
    >>> classifier = tf.keras.wrappers.SKLearnClassifier(model)
    >>> classifier = classifier.fit(np.ones([4, 3]), ["cat", "dog", "cat", "cat"], verbose=0)
    >>> classifier.classes_.tolist(), classifier.decision_function(np.ones([5, 3])).shape
    (['cat', 'dog'], (5, 2))
    """

    _multi_output = False

    def decision_function(self, X: Any) -> Any:
        """The fitted model's outputs, a column for each class."""
        return self._outputs(X)

    def _process_target(self, y: Any, reset: bool = False) -> Any:
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import OneHotEncoder

        kind = target_kind(y)
        if kind not in ("binary", "multiclass"):
            raise ValueError(
                f"Only binary and multiclass target types are supported. Target type: {kind}"
            )
        if reset:
            encoder = OneHotEncoder(sparse_output=False)
            self._target_encoder = make_pipeline(TargetReshaper(), encoder).fit(y)
            self.classes_ = np.unique(y)
            if len(self.classes_) == 1:
                raise ValueError("Classifier can't train when only one class is present.")
        return self._target_encoder.transform(y)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.poor_score = True
        return tags
