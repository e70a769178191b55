"""`ProfiledBatches`: a profile of a few of `fit`'s batches, for the `tensorboard` program."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.ops.host import profiler


class ProfiledBatches:
    """Profiles from one batch to another, counted from 1 over all epochs.

    Args:
      folder: TensorBoard's log folder.
      batches: the number of one batch; or the first and the last, as a pair or "10,20"; 0: none.

    Raises:
      ValueError: something else.
    """

    def __init__(self, folder: str, batches: Any):
        self._folder = folder
        self._first, self._last = _bounds(batches)
        self._count = 0
        self._is_running = False

    @property
    def any(self) -> bool:
        """Whether there are any."""
        return self._last > 0

    def batch_begins(self) -> None:
        self._count += 1
        if self.any and self._count == max(self._first, 1):
            profiler.start(self._folder)
            self._is_running = True

    def batch_ended(self, model: Any) -> None:
        """Ends the profile after the last one."""
        if self._is_running and self._count >= self._last:
            int(model.optimizer.iterations)  # waits for it
            self.end()

    def end(self) -> None:
        """Writes what there is."""
        if self._is_running:
            self._is_running = False
            profiler.stop()


def _bounds(batches: Any) -> tuple[int, int]:
    given = batches
    try:
        if isinstance(batches, str):
            batches = [int(part) for part in batches.split(",")]
        first, last = batches if isinstance(batches, (list, tuple)) else (batches, batches)
        if 0 <= int(first) <= int(last):
            return int(first), int(last)
    except (TypeError, ValueError):
        pass
    raise ValueError(
        problem(
            "TensorBoard: profile_batch must be a non-negative integer or a pair of them",
            given=repr(given),
            expected="2, or (10, 20) for the batches from the 10th to the 20th",
        )
    )
