"""`BatchCount`: when so many batches have gone by."""

from __future__ import annotations


class BatchCount:
    """Counts batches across epochs.

    Args:
      every: how many; None for never.
    """

    def __init__(self, every: int | None):
        self._every = every
        self._seen = 0
        self._last = -1

    def begin(self) -> None:
        """An epoch begins: batches count from 0 again."""
        self._last = -1

    def is_due(self, batch: int) -> bool:
        """Tells that the epoch's batches up to `batch` have been done."""
        self._seen += batch - self._last
        self._last = batch
        if self._every is None or self._seen < self._every:
            return False
        self._seen = 0
        return True
