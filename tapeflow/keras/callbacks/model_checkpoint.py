"""`ModelCheckpoint`: saves the model, or its weights, as training goes on."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, problem
from tapeflow.keras.callbacks.batch_count import BatchCount
from tapeflow.keras.callbacks.monitor import Monitor


class ModelCheckpoint(Monitor):
    """Saves at the end of every epoch, or every so many batches.

    Each file appears under its name when it is whole.

    Args:
      filepath: ends in `.keras` or `.h5`, or for weights in `.weights.h5`; may name `{epoch}`,
        `{batch}` (both from 1) and entries of the logs, as `{val_loss:.2f}`.
      monitor: the metric that tells which model is best.
      verbose: 1 to print each saving.
      save_best_only: whether to save only what is better than all before.
      save_weights_only: whether to save the weights, not the model.
      mode: "min", "max" or "auto".
      save_freq: "epoch", or a number of batches.
      initial_value_threshold: a value that the first one saved must be better than.

    Raises:
      ValueError: `save_freq` or the path's ending is wrong.
      KeyError: (in `fit`) the path names what is not in the logs.
    """

    def __init__(
        self,
        filepath: Any,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: Any = "epoch",
        initial_value_threshold: float | None = None,
    ):
        super().__init__(monitor, mode, initial_value_threshold)
        self.filepath = os.fspath(filepath)
        self.verbose = verbose
        self.save_best_only, self.save_weights_only = save_best_only, save_weights_only
        self.save_freq = save_freq
        if save_freq != "epoch" and not isinstance(save_freq, int):
            raise ValueError(
                f"Unrecognized save_freq: {save_freq}. Expected save_freq are 'epoch' or integer "
                "values"
            )
        self._check_ending()
        self._count = BatchCount(None if save_freq == "epoch" else save_freq)
        self._epoch = 0
        # Without a number of batches nothing is done between epochs.
        self.takes_many_batches = save_freq == "epoch"

    def _check_ending(self) -> None:
        endings = (".weights.h5",) if self.save_weights_only else (".keras", ".h5")
        if not self.filepath.endswith(endings):
            kind = "weights" if self.save_weights_only else "model"
            raise ValueError(
                problem(
                    f"The filepath provided must end in `{endings[0]}` (Keras {kind} format).",
                    given=f"filepath={self.filepath}, save_weights_only={self.save_weights_only}",
                    expected=" or ".join(endings),
                )
            )

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch = epoch
        self._count.begin()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if self._count.is_due(batch):
            self._save(self._epoch, batch, logs or {})

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if self.save_freq == "epoch":
            self._save(epoch, None, logs or {})

    def _save(self, epoch: int, batch: int | None, logs: dict[str, Any]) -> None:
        path = self._path(epoch, batch, logs)
        if not self._is_wanted(epoch, logs, path):
            return
        if os.path.isdir(path):
            raise OSError(
                problem(
                    "Please specify a non-directory filepath for ModelCheckpoint.",
                    given=f"an existing directory: {path}",
                )
            )
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        if self.save_weights_only:
            self.model.save_weights(path, overwrite=True)
        else:
            self.model.save(path, overwrite=True)
        self._tell(f"\nEpoch {epoch + 1}: finished saving model to {path}\n")

    def _path(self, epoch: int, batch: int | None, logs: dict[str, Any]) -> str:
        names = {"epoch": epoch + 1, **logs}
        if batch is not None:
            names.setdefault("batch", batch + 1)
        try:
            return self.filepath.format(**names)
        except KeyError as error:
            raise KeyError(
                f'Failed to format this callback filepath: "{self.filepath}". Reason: {error} is '
                f"not among {sorted(names)}"
            ) from error

    def _is_wanted(self, epoch: int, logs: dict[str, Any], path: str) -> bool:
        if not self.save_best_only:
            self._tell(f"\nEpoch {epoch + 1}: saving model to {path}\n")
            return True
        current = logs.get(self.monitor)
        if current is None:
            warnings.warn(f"Can save best model only with {self.monitor} available.", stacklevel=3)
            return True
        if isinstance(current, (np.ndarray, Tensor)) and current.ndim:
            warnings.warn(
                f"Can save best model only when `monitor` is a scalar value. Received: {current}. "
                "Falling back to `save_best_only=False`.",
                stacklevel=3,
            )
            return True
        before = "None" if self.best is None else f"{self.best:.5f}"
        start = f"\nEpoch {epoch + 1}: {self.monitor}"
        if not self._is_improvement(current, self.best):
            self._tell(f"{start} did not improve from {before}\n")
            return False
        self._tell(f"{start} improved from {before} to {current:.5f}, saving model to {path}\n")
        self.best = current
        return True

    def _tell(self, text: str) -> None:
        if self.verbose > 0:
            sys.stdout.write(text)
