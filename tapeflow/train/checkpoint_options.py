"""`tf.train.CheckpointOptions`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tapeflow.engine import problem


class CheckpointOptions:
    """How checkpoints are written.

    Args:
      experimental_io_device: without a meaning here.
      experimental_enable_async_checkpoint: the old name of `enable_async`.
      experimental_write_callbacks: functions that are called when a checkpoint is on the disk, with
        its path.
      enable_async: whether `save` and `write` return at once, and a thread writes the values that
        the variables had. `sync()`, the next save and `restore` wait for it, and raise its errors.
      experimental_skip_slot_variables: only False.
      experimental_sharding_callback: without a meaning here: a checkpoint is one file.

    Raises:
      NotImplementedError: `experimental_skip_slot_variables=True`.

    >>> import tapeflow as tf
    >>> tf.train.CheckpointOptions(enable_async=True).enable_async
    True
    """

    def __init__(
        self,
        experimental_io_device: str | None = None,
        experimental_enable_async_checkpoint: bool = False,
        experimental_write_callbacks: Sequence[Callable] | None = None,
        enable_async: bool = False,
        experimental_skip_slot_variables: bool = False,
        experimental_sharding_callback: Any = None,
    ):
        if experimental_skip_slot_variables:
            raise NotImplementedError(
                problem(
                    "experimental_skip_slot_variables=True is not supported",
                    fix="tf.train.Checkpoint(model=model) has no optimizer's slots",
                )
            )
        self.experimental_io_device = experimental_io_device
        self.enable_async = enable_async or experimental_enable_async_checkpoint
        self.experimental_enable_async_checkpoint = self.enable_async
        self.experimental_write_callbacks = list(experimental_write_callbacks or ())
        self.experimental_skip_slot_variables = experimental_skip_slot_variables
        self.experimental_sharding_callback = experimental_sharding_callback
