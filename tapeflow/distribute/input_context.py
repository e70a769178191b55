"""What a function that makes a replica's data set is told."""

from __future__ import annotations

from typing import Any


class InputContext:
    """Which part of the input is wanted.

    Args:
      num_input_pipelines: how many there are.
      input_pipeline_id: which of them this is.
      num_replicas_in_sync: how many replicas a global batch is for.
    """

    def __init__(
        self,
        num_input_pipelines: int = 1,
        input_pipeline_id: int = 0,
        num_replicas_in_sync: int = 1,
    ):
        self.num_input_pipelines = num_input_pipelines
        self.input_pipeline_id = input_pipeline_id
        self.num_replicas_in_sync = num_replicas_in_sync

    def get_per_replica_batch_size(self, global_batch_size: int) -> int:
        """The size of one replica's part.

        Raises:
          ValueError: the replicas do not divide it.
        """
        if global_batch_size % self.num_replicas_in_sync:
            raise ValueError(
                f"The global_batch_size {global_batch_size} is not divisible by "
                f"num_replicas_in_sync {self.num_replicas_in_sync}"
            )
        return global_batch_size // self.num_replicas_in_sync


class InputOptions:
    """How data sets are distributed; accepted for compatibility.

    Args:
      **options: TensorFlow's.
    """

    def __init__(self, **options: Any):
        self.__dict__.update(options)
