"""What of scikit-learn the wrappers inherit from; where it is missing, classes without a use."""

from __future__ import annotations

from tapeflow.engine import problem

try:
    from sklearn.base import (
        BaseEstimator,
        ClassifierMixin,
        RegressorMixin,
        TransformerMixin,
    )
except ImportError:

    class BaseEstimator:
        """In scikit-learn's place."""

    class ClassifierMixin:
        """In scikit-learn's place."""

    class RegressorMixin:
        """In scikit-learn's place."""

    class TransformerMixin:
        """In scikit-learn's place."""


def check_installed(name: str) -> None:
    """Refuses to go on without scikit-learn.

    Args:
      name: the wrapper's, for the message.
    """
    if not BaseEstimator.__module__.startswith("sklearn"):
        raise ImportError(
            problem(f"{name} needs scikit-learn", fix="pip install 'tapeflow[sklearn]'")
        )
