"""`TargetReshaper`: targets with and without the axis of outputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.keras.wrappers.installed import BaseEstimator, TransformerMixin


class TargetReshaper(TransformerMixin, BaseEstimator):
    """Gives targets `[samples]` an axis of outputs, and takes it from what a model says of them.

    Attributes:
      ndim_: of the targets it was fitted to.
    """

    def fit(self, y: Any) -> TargetReshaper:
        self.ndim_ = y.ndim
        return self

    def transform(self, y: Any) -> Any:
        return y.reshape(-1, 1) if y.ndim == 1 else y

    def inverse_transform(self, y: Any) -> Any:
        return np.squeeze(y, axis=1) if self.ndim_ == 1 and y.ndim == 2 else y
