"""`tf.train.CheckpointManager`: keeps the last few checkpoints of a run."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from tapeflow.engine import Variable, problem
from tapeflow.train import files
from tapeflow.train.checkpoint import Checkpoint
from tapeflow.train.checkpoint_state import get_checkpoint_state, write_state


class CheckpointManager:
    """Saves checkpoints into a folder, and deletes those that are no longer wanted.

    Args:
      checkpoint: a `tf.train.Checkpoint`.
      directory: the folder, which is made if need be.
      max_to_keep: how many are kept; None keeps all.
      keep_checkpoint_every_n_hours: one in so many hours is kept for good.
      checkpoint_name: what their names start with.
      step_counter: a variable that counts steps, for `checkpoint_interval`.
      checkpoint_interval: `save(check_interval=True)` saves when so many steps went by.
      init_fn: called by `restore_or_initialize` if there is nothing to restore.

    Raises:
      ValueError: `max_to_keep` below 1, or an interval without a counter.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        directory: Any,
        max_to_keep: int | None,
        keep_checkpoint_every_n_hours: float | None = None,
        checkpoint_name: str = "ckpt",
        step_counter: Variable | None = None,
        checkpoint_interval: int | None = None,
        init_fn: Callable | None = None,
        last_checkpoint_step: int | None = None,
    ):
        if max_to_keep is not None and max_to_keep <= 0:
            raise ValueError(
                f"Expected a positive integer or `None` for `max_to_keep`, got {max_to_keep}."
            )
        if checkpoint_interval is not None and step_counter is None:
            raise ValueError(
                problem(
                    "`step_counter` should be passed if `checkpoint_interval` is not None",
                    fix="step_counter=optimizer.iterations",
                )
            )
        self._checkpoint = checkpoint
        self._directory = os.fspath(directory)
        self._prefix = os.path.join(self._directory, checkpoint_name)
        self._max_to_keep = max_to_keep
        self._keep_every = keep_checkpoint_every_n_hours
        self._step_counter, self._interval = step_counter, checkpoint_interval
        self._init_fn = init_fn
        self._last_step = last_checkpoint_step
        state = get_checkpoint_state(directory)
        times = (
            zip(
                state.all_model_checkpoint_paths,
                state.all_model_checkpoint_timestamps,
                strict=False,
            )
            if state
            else ()
        )
        self._known = {path: moment for path, moment in times if _exists(path)}
        self._preserved = state.last_preserved_timestamp if state else time.time()

    @property
    def directory(self) -> str:
        return self._directory

    @property
    def checkpoint(self) -> Checkpoint:
        return self._checkpoint

    @property
    def checkpoint_interval(self) -> int | None:
        return self._interval

    @property
    def latest_checkpoint(self) -> str | None:
        """The path of the newest checkpoint, or None."""
        return next(reversed(self._known), None)

    @property
    def checkpoints(self) -> list[str]:
        """The paths of the kept ones, oldest first."""
        return list(self._known)

    def save(
        self, checkpoint_number: Any = None, check_interval: bool = True, options: Any = None
    ) -> str | None:
        """Writes a checkpoint and deletes what is too old.

        Args:
          checkpoint_number: its number; by default counted.
          check_interval: whether `checkpoint_interval` is heeded.
          options: a `tf.train.CheckpointOptions`; with `enable_async` a thread does the writing,
            and `checkpoints` has the path when it is on the disk.

        Returns:
          Its path; None if the interval is not over.
        """
        step = None if self._step_counter is None else int(self._step_counter)
        if check_interval and self._is_soon(step):
            return None
        counter = self._checkpoint.save_counter
        counter.assign_add(1)
        number = int(counter if checkpoint_number is None else checkpoint_number)
        self._last_step = step
        return self._checkpoint._write(f"{self._prefix}-{number}", options, self._keep)

    def _keep(self, path: str) -> None:
        """Notes a checkpoint that was written, and deletes those that are too old."""
        self._known.pop(path, None)
        self._known[path] = time.time()
        dropped = self._too_old()
        write_state(
            self._directory, path, list(self._known), list(self._known.values()), self._preserved
        )
        for old in dropped:
            files.remove(old)

    def restore_or_initialize(self) -> str | None:
        """Restores the newest checkpoint, or calls `init_fn`; returns the path or None."""
        if self.latest_checkpoint is not None:
            self._checkpoint.restore(self.latest_checkpoint)
            self._last_step = None if self._step_counter is None else int(self._step_counter)
            return self.latest_checkpoint
        if self._init_fn is not None:
            self._init_fn()
        return None

    def sync(self) -> None:
        """Waits for a checkpoint that is being written; see `Checkpoint.sync`."""
        self._checkpoint.sync()

    def _is_soon(self, step: int | None) -> bool:
        """Whether the interval since the last save is not over."""
        if self._interval is None or self._last_step is None or step is None:
            return False
        return step < self._last_step + self._interval

    def _too_old(self) -> list[str]:
        """Takes the oldest off the list, and gives those of them that are to be deleted."""
        dropped = []
        while self._max_to_keep is not None and len(self._known) > self._max_to_keep:
            path = next(iter(self._known))
            moment = self._known.pop(path)
            hours = (moment - self._preserved) / 3600
            if self._keep_every is not None and hours >= self._keep_every:
                self._preserved = moment
            else:
                dropped.append(path)
        return dropped


def _exists(path: str) -> bool:
    return os.path.exists(files.index_path(path))
