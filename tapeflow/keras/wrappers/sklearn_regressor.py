"""`SKLearnRegressor`."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.wrappers.installed import RegressorMixin
from tapeflow.keras.wrappers.sklearn_estimator import SKLearnEstimator


class SKLearnRegressor(RegressorMixin, SKLearnEstimator):
    """A model as scikit-learn's regressor: for `Pipeline`, `GridSearchCV`, `cross_val_score`.

    Args:
      model: a compiled `Model`, which is cloned before it is fitted; or a function that takes `X`,
        `y` and `model_kwargs` by name and gives one.
      warm_start: whether `fit` goes on with the model given, or fitted before, uncloned.
      model_kwargs: more arguments for the function.
      fit_kwargs: arguments for `Model.fit`.

    >>> import numpy as np, tapeflow as tf
    >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    >>> model.compile("adam", "mse")
    >>> regressor = tf.keras.wrappers.SKLearnRegressor(model)
    >>> regressor = regressor.fit(np.ones([8, 2]), np.ones([8]), epochs=2, verbose=0)
    >>> regressor.predict(np.ones([3, 2])).shape, regressor.epoch_
    ((3,), 2)
    """

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.regressor_tags.poor_score = True
        return tags
