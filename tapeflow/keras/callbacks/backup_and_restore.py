"""`BackupAndRestore`: training that was killed goes on where it was."""

from __future__ import annotations

import os
import shutil
import zipfile
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.callbacks.batch_count import BatchCount
from tapeflow.keras.callbacks.callback import Callback
from tapeflow.keras.callbacks.training_state import TrainingState, random_state

_UNREADABLE = (OSError, ValueError, KeyError, zipfile.BadZipFile)


class BackupAndRestore(Callback):
    """Keeps the state of training in a file; a later `fit` with the same folder goes on from it.

    The file holds weights, optimizer, epoch, batch, and where all random numbers stand, so that the
    run ends with the same weights, bit for bit, as one that was never killed: given the same data
    in the same order, or arrays, and a seed set by `tf.keras.utils.set_random_seed`. It is replaced
    at once: whenever the process dies, there is a whole one.

    Args:
      backup_dir: a folder for this run alone.
      save_freq: "epoch", or after how many batches; where many batches are one program, at its end.
      double_checkpoint: whether to keep the last file but one too, in case the last can't be read.
      delete_checkpoint: whether to delete the folder when training ends.

    Raises:
      ValueError: no folder, a wrong `save_freq`, or (in `fit`) a model that isn't built.
    """

    takes_many_batches = True

    def __init__(
        self,
        backup_dir: Any,
        save_freq: Any = "epoch",
        double_checkpoint: bool = False,
        delete_checkpoint: bool = True,
    ):
        if not backup_dir:
            raise ValueError("Empty `backup_dir` argument passed")
        if save_freq != "epoch" and not isinstance(save_freq, int):
            raise ValueError(
                "Invalid value for argument `save_freq`. "
                f"Received: save_freq={save_freq}. Expected either 'epoch' or an integer value."
            )
        self.backup_dir = os.fspath(backup_dir)
        self.save_freq = save_freq
        self.double_checkpoint, self.delete_checkpoint = double_checkpoint, delete_checkpoint
        self._path = os.path.join(self.backup_dir, "training_state.npz")
        self._count = BatchCount(None if save_freq == "epoch" else save_freq or None)
        self._epoch = 0
        self._at_epoch_begin: Any = None

    def on_train_begin(self, logs: Any = None) -> None:
        model = self.model
        if not model.built:
            raise ValueError(
                problem(
                    "To use the BackupAndRestore callback, your model must be built before you "
                    "call `fit()`.",
                    given=f"{type(model).__name__} '{model.name}', which isn't",
                    fix="call it on a batch of data, or begin it with tf.keras.Input(shape)",
                )
            )
        state = self._read()
        if state is not None:
            state.restore(model)
            model.__dict__["_resumed"] = state
            if not state.batch:
                state.forward_random(model)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch = epoch
        self._count.begin()
        self._at_epoch_begin = random_state(self.model)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if self._count.is_due(batch):
            self._write(self._epoch, batch + 1)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if self.save_freq == "epoch":
            self._write(epoch + 1, 0)

    def on_train_end(self, logs: Any = None) -> None:
        if self.delete_checkpoint:
            shutil.rmtree(self.backup_dir, ignore_errors=True)

    def _write(self, epoch: int, batch: int) -> None:
        os.makedirs(self.backup_dir, exist_ok=True)
        if self.double_checkpoint and os.path.exists(self._path):
            shutil.copyfile(self._path, f"{self._path}.bkp")
        TrainingState.of(self.model, epoch, batch, self._at_epoch_begin).write(self._path)

    def _read(self) -> TrainingState | None:
        if not os.path.exists(self._path):
            return None
        try:
            return TrainingState.read(self._path)
        except _UNREADABLE:
            if not os.path.exists(f"{self._path}.bkp"):
                raise
            return TrainingState.read(f"{self._path}.bkp")
