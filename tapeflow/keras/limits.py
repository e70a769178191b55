"""`tf.keras.config.set_max_epochs` and its kin: short runs, to find faults soon."""

from __future__ import annotations

import os
import warnings


def _from_environment(name: str) -> int | None:
    text = os.environ.get(name)
    return int(text) if text else None


_LIMITS = {
    "epochs": _from_environment("KERAS_MAX_EPOCHS"),
    "steps_per_epoch": _from_environment("KERAS_MAX_STEPS_PER_EPOCH"),
}


def max_epochs() -> int | None:
    """The most epochs that any `fit` runs, or None for no limit.

    It is `KERAS_MAX_EPOCHS` of the environment at first.

    >>> import tapeflow as tf
    >>> tf.keras.config.set_max_epochs(1)
    >>> tf.keras.config.max_epochs()
    1
    >>> tf.keras.config.set_max_epochs(None)
    """
    return _LIMITS["epochs"]


def set_max_epochs(max_epochs: int | None) -> None:
    """Limits the epochs of every `fit` that follows; None for no limit."""
    _LIMITS["epochs"] = max_epochs


def max_steps_per_epoch() -> int | None:
    """The most steps of an epoch of `fit`, or of `evaluate` and `predict`; None for no limit.

    It is `KERAS_MAX_STEPS_PER_EPOCH` of the environment at first.
    """
    return _LIMITS["steps_per_epoch"]


def set_max_steps_per_epoch(max_steps_per_epoch: int | None) -> None:
    """Limits the steps of every `fit`, `evaluate` and `predict` that follows; None for no limit."""
    _LIMITS["steps_per_epoch"] = max_steps_per_epoch


def limited(what: str, asked: int | None) -> int | None:
    """`asked`, or the limit on it if that is smaller.

    Args:
      what: "epochs" or "steps_per_epoch".
      asked: a number, or None for all there are.
    """
    limit = _LIMITS[what]
    if not limit or (asked is not None and asked <= limit):
        return asked
    warnings.warn(f"Limiting {what} to {limit}", stacklevel=4)
    return limit
