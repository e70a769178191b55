"""What the three wrappers of models for scikit-learn have in common."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.keras.models import Model, clone_model
from tapeflow.keras.wrappers.installed import BaseEstimator, check_installed
from tapeflow.keras.wrappers.target_reshaper import TargetReshaper


class SKLearnEstimator(BaseEstimator):
    """A model with scikit-learn's `fit(X, y)` and `predict(X)`.

    Args:
      model: a compiled `Model`, which is cloned before it is fitted; or a function that takes `X`,
        `y` and `model_kwargs` by name and gives one.
      warm_start: whether `fit` goes on with the model given, or fitted before, uncloned.
      model_kwargs: more arguments for the function.
      fit_kwargs: arguments for `Model.fit`; those that `fit` is called with come first.

    Attributes:
      model_: the fitted model.
      history_: what its `fit` gave.

    Raises:
      ImportError: scikit-learn is not installed.
    """

    _multi_output = True  # whether there may be several targets for a sample

    def __init__(
        self,
        model: Model | Callable,
        warm_start: bool = False,
        model_kwargs: dict | None = None,
        fit_kwargs: dict | None = None,
    ):
        check_installed(type(self).__name__)
        self.model = model
        self.warm_start = warm_start
        self.model_kwargs = model_kwargs
        self.fit_kwargs = fit_kwargs

    @property
    def epoch_(self) -> int:
        """How many epochs the last `fit` had."""
        return len(self.history_.epoch) if hasattr(self, "history_") else 0

    def fit(self, X: Any, y: Any, **kwargs: Any) -> Any:
        """Fits the model.

        Args:
          X: `[samples, features]`.
          y: `[samples]` or `[samples, outputs]`.
          **kwargs: for `Model.fit`.

        Raises:
          RuntimeError: the model is not compiled.
        """
        from sklearn.utils.validation import validate_data

        X, y = validate_data(self, X, y, multi_output=self._multi_output)
        y = self._process_target(y, reset=True)
        model = self._get_model(X, y)
        if not model.compiled or not model.loss or not model.optimizer:
            raise RuntimeError(
                problem(
                    "Given model needs to be compiled, and have a loss and an optimizer.",
                    fix="model.compile(optimizer, loss)",
                )
            )
        self.history_ = model.fit(X, y, **{**(self.fit_kwargs or {}), **kwargs})
        self.model_ = model
        return self

    def predict(self, X: Any) -> Any:
        """What the fitted model says of `X`, in the form of the targets it was fitted to."""
        return self._reverse_process_target(self._outputs(X))

    def set_fit_request(self, **kwargs: Any) -> Any:
        """Asks for metadata in `fit`; see scikit-learn's metadata routing.

        Args:
          **kwargs: for each argument True, False, None or another name.

        Raises:
          RuntimeError: metadata routing is switched off.
        """
        import sklearn
        from sklearn.utils.metadata_routing import MetadataRequest

        if not sklearn.get_config().get("enable_metadata_routing", False):
            raise RuntimeError(
                "This method is only available when metadata routing is enabled. You can enable it "
                "using sklearn.set_config(enable_metadata_routing=True)."
            )
        self._metadata_request = MetadataRequest(owner=type(self).__name__)
        for name, alias in kwargs.items():
            self._metadata_request.fit.add_request(param=name, alias=alias)
        return self

    def _get_model(self, X: Any, y: Any) -> Model:
        if self.warm_start and hasattr(self, "model_"):
            return self.model_
        if not isinstance(self.model, Model):
            return self.model(X=X, y=y, **(self.model_kwargs or {}))
        return self.model if self.warm_start else clone_model(self.model)

    def _outputs(self, X: Any) -> np.ndarray:
        from sklearn.utils.validation import check_is_fitted, validate_data

        check_is_fitted(self)
        return self.model_.predict(validate_data(self, X, reset=False))

    def _process_target(self, y: Any, reset: bool = False) -> Any:
        """The targets as the model takes them."""
        target_kind(y)
        if reset:
            self._target_encoder = TargetReshaper().fit(y)
        return self._target_encoder.transform(y)

    def _reverse_process_target(self, y: Any) -> Any:
        return self._target_encoder.inverse_transform(y)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.non_deterministic = True
        tags.target_tags.multi_output = self._multi_output
        return tags

    def __sklearn_clone__(self) -> Any:
        model = self.model if not isinstance(self.model, Model) else copy.deepcopy(self.model)
        return type(self)(model, self.warm_start, self.model_kwargs, self.fit_kwargs)


def target_kind(y: Any) -> str:
    """What scikit-learn takes targets for, such as "binary".

    Raises:
      ValueError: it knows none.
    """
    from sklearn.utils.multiclass import type_of_target

    kind = type_of_target(y)
    if kind == "unknown":
        raise ValueError(f"Unknown label type for data: {y!r}")
    return kind
