"""How workers talk to each other: accepted for compatibility, as there is one."""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple


class CommunicationImplementation(Enum):
    """By what means."""

    AUTO = "AUTO"
    RING = "RING"
    NCCL = "NCCL"


class CommunicationOptions(NamedTuple):
    """Options of a reduction over workers.

    Args:
      bytes_per_pack: how much is sent at once; 0 lets the strategy choose.
      timeout_seconds: how long is waited for the others.
      implementation: by what means.
    """

    bytes_per_pack: int = 0
    timeout_seconds: float | None = None
    implementation: Any = CommunicationImplementation.AUTO


class RunOptions(NamedTuple):
    """Options of `Strategy.run`.

    Args:
      experimental_enable_dynamic_batch_size, experimental_bucketizing_dynamic_shape: of TPUs.
      experimental_xla_options: of TPUs.
    """

    experimental_enable_dynamic_batch_size: bool = True
    experimental_bucketizing_dynamic_shape: bool = False
    experimental_xla_options: Any = None


class InputReplicationMode(Enum):
    """How an input function is shared out."""

    PER_WORKER = "PER_WORKER"
    PER_REPLICA = "PER_REPLICA"
