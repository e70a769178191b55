"""`OrbaxCheckpoint`: not there; docs/saving.md says why."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.callbacks.callback import Callback


class OrbaxCheckpoint(Callback):
    """Keras's callback that writes Orbax's folders; here it only says what to use.

    Args:
      directory: the folder.
      monitor, verbose, save_best_only, mode, save_freq, initial_value_threshold: as in
        `ModelCheckpoint`.
      max_to_keep: as in `tf.train.CheckpointManager`.
      save_on_background: as `enable_async` of `tf.train.CheckpointOptions`.
      save_weights_only: as in `ModelCheckpoint`.

    Raises:
      NotImplementedError: always.
    """

    def __init__(
        self,
        directory: Any,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        mode: str = "auto",
        save_freq: Any = "epoch",
        initial_value_threshold: float | None = None,
        max_to_keep: int | None = 1,
        save_on_background: bool = True,
        save_weights_only: bool = False,
    ):
        raise NotImplementedError(
            problem(
                "OrbaxCheckpoint is not supported: Orbax's files are not written here",
                given=f"directory={directory!r}",
                fix="ModelCheckpoint(path), or tf.train.CheckpointManager(...).save(options="
                "tf.train.CheckpointOptions(enable_async=True)), which is faster",
            )
        )
