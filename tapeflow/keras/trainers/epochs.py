"""`Epochs`: a source's batches, epoch by epoch."""

from __future__ import annotations

import warnings
from typing import Any

from tapeflow.keras.trainers.window import Batch, Window


class Epochs:
    """Hands out the batches of an epoch, as many at a time as are asked for.

    Args:
      source: an `ArraySource` or `BatchSource`.
      steps: how many batches an epoch has; None for all there are. If fewer are left, the next
        epoch goes on where this one ended.
    """

    def __init__(self, source: Any, steps: int | None = None):
        self._source, self._wanted = source, steps
        self._parts: Any = None
        self._part: Window | Batch | None = None
        self._position = 0
        self._left: int | None = None
        self._taken = 0  # of this epoch, and of this pass over the source
        self._passed = 0
        self._is_over = False
        # A generator that has nothing more to give.
        self.is_exhausted = False

    @property
    def steps(self) -> int | None:
        """The number of batches in an epoch, if it is known."""
        return self._wanted or self._source.steps

    def restart(self) -> None:
        """Lets the next epoch begin with the first batch, if the source can."""
        self._parts = self._part = None

    def begin(self) -> None:
        """Begins an epoch."""
        self._left = self._wanted
        self._taken = 0
        self._is_over = False
        if self._wanted is None:
            self._parts = None
        self._source.budget = self._wanted

    def end(self) -> None:
        """Ends it."""
        if self._source.is_counted and self._passed == self._source.steps:
            self._begin_another()
        if self._wanted is None and self._source.steps is None:
            self._source.steps = self._taken
        self._source.on_epoch_end()

    def _begin_another(self) -> None:
        """Keras makes an iterator at the end of a data set, which counts for shuffles.

        With a number of steps the next epoch goes on with it, otherwise with one more.
        """
        if self._wanted is None:
            self._source.pass_over()
        else:
            self._parts, self._part, self._passed = self._source.parts(), None, 0

    def part(self) -> Window | Batch | None:
        """What the next batches come from, or None at the end of the epoch."""
        if self._left == 0 or self._is_over:
            return None
        while self._part is None or self._position >= self._part.steps or self._parts is None:
            fresh = self._parts is None
            if fresh:
                self._parts, self._passed = self._source.parts(), 0
            self._position = 0
            self._part = next(self._parts, None)
            if self._part is None:
                self._parts = None
                if not self._source.restarts:
                    self.is_exhausted = True
                if fresh or self._taken or self.is_exhausted:
                    self._is_over = True
                    self._tell_of_the_end()
                    return None
        return self._part

    def take(self, most: int) -> tuple[int, int]:
        """The bounds of the next batches in `part()`, at most so many."""
        assert self._part is not None
        start = self._position
        stop = min(start + most, self._part.steps)
        if self._left is not None:
            stop = min(stop, start + self._left)
            self._left -= stop - start
        self._position = stop
        self._taken += stop - start
        self._passed += stop - start
        return start, stop

    def _tell_of_the_end(self) -> None:
        if self._wanted is not None and self._left:
            warnings.warn(
                "Your input ran out of data; interrupting training. Make sure that your dataset or "
                "generator can generate at least `steps_per_epoch * epochs` batches. You may need "
                "to use the `.repeat()` function when building your dataset.",
                stacklevel=5,
            )
