"""`plot_model`: not there yet."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem


def plot_model(model: Any, *args: Any, **kwargs: Any) -> None:
    """Raises NotImplementedError: pictures of models are not there yet."""
    raise NotImplementedError(
        problem(
            "tf.keras.utils.plot_model is not there yet",
            fix="model.summary() prints a table of the layers",
        )
    )
