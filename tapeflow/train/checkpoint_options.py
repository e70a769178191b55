"""`tf.train.CheckpointOptions`."""

from __future__ import annotations

from typing import Any


class CheckpointOptions:
    """How checkpoints are written and read; all of it is accepted and without effect.

    Args:
      **options: TensorFlow's: devices, asynchronous writing, sharding. A checkpoint is one file,
        and is on the disk when `save` returns.
    """

    def __init__(self, **options: Any):
        self.__dict__.update(options)
