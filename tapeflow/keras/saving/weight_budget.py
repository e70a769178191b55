"""How much memory the weights of a model may take that a file describes: what the file holds."""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Iterator, Sequence

from tapeflow.engine import problem

# A config may ask for this many bytes, or so many times what the file has.
_FREELY, _RATIO = 1 << 28, 10


class _Budget(threading.local):
    left: int | None = None


_budget = _Budget()


@contextlib.contextmanager
def weights_for(stored: int) -> Iterator[None]:
    """In the block, layers make no more weights than a file of so many bytes can be about."""
    before, _budget.left = _budget.left, max(_FREELY, _RATIO * stored)
    try:
        yield
    finally:
        _budget.left = before


def claim(name: str, shape: Sequence[int], itemsize: int) -> None:
    """Takes a new weight's bytes off the budget.

    Raises:
      ValueError: there are not so many left.
    """
    if _budget.left is None:
        return
    size = math.prod(shape) * itemsize
    if size > _budget.left:
        raise ValueError(
            problem(
                f"model file: weight '{name}' would be larger than what the file can hold; "
                "not made",
                given=f"shape {tuple(shape)}, {size:,} bytes",
                expected=f"at most {_budget.left:,} bytes",
            )
        )
    _budget.left -= size
