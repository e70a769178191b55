"""`rates`: the learning rates that a callback reads and sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def rates(model: Any) -> Iterator[tuple[str, Any]]:
    """For each optimizer of a model, the name of its rate in the logs, and the optimizer."""
    optimizer = model.optimizer
    several = getattr(optimizer, "optimizers", None)
    if several is None:
        yield "learning_rate", optimizer
    else:
        for one in several:
            yield f"learning_rate_{one.name}", one


def rate_of(optimizer: Any) -> float:
    """An optimizer's rate as it is now."""
    return float(optimizer.learning_rate)
