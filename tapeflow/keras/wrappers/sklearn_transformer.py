"""`SKLearnTransformer`."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.wrappers.installed import TransformerMixin
from tapeflow.keras.wrappers.sklearn_estimator import SKLearnEstimator


class SKLearnTransformer(TransformerMixin, SKLearnEstimator):
    """A model as scikit-learn's transformer: a step of a `Pipeline` that gives a model's outputs.

    Args:
      model: a compiled `Model`, which is cloned before it is fitted; or a function that takes `X`,
        `y` and `model_kwargs` by name and gives one.
      warm_start: whether `fit` goes on with the model given, or fitted before, uncloned.
      model_kwargs: more arguments for the function.
      fit_kwargs: arguments for `Model.fit`.

    >>> import numpy as np, tapeflow as tf
    >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
    >>> model.compile("adam", "mse")
    >>> transformer = tf.keras.wrappers.SKLearnTransformer(model, fit_kwargs={"verbose": 0})
    >>> transformer.fit(np.ones([8, 3]), np.ones([8, 2])).transform(np.ones([5, 3])).shape
    (5, 2)
    """

    def transform(self, X: Any) -> Any:
        """The fitted model's outputs for `[samples, features]`."""
        return self._outputs(X)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        return tags
