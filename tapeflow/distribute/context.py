"""Which strategy and which replica the running code belongs to."""

from __future__ import annotations

import threading
from typing import Any

from tapeflow.engine import convert_to_tensor
from tapeflow.engine.nest import map_structure


class _Local(threading.local):
    strategy: Any = None
    replica: Any = None


class _Default:
    strategy: Any = None  # set by `strategy`, which stands above


local = _Local()
default = _Default()


class ReplicaContext:
    """What a function that `Strategy.run` calls may ask."""

    replica_id_in_sync_group = 0
    num_replicas_in_sync = 1

    def __init__(self, strategy: Any):
        self.strategy = strategy

    def all_reduce(self, reduce_op: Any, value: Any, options: Any = None) -> Any:
        """The value: there is one replica."""
        return map_structure(convert_to_tensor, value)

    def all_gather(self, value: Any, axis: int, options: Any = None) -> Any:
        """The value: there is one replica."""
        return convert_to_tensor(value)

    def merge_call(self, merge_fn: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        """Calls the function with the strategy."""
        return merge_fn(self.strategy, *args, **(kwargs or {}))


def get_strategy() -> Any:
    """The strategy whose scope this is; outside of all, the default one, for one device."""
    return local.strategy if local.strategy is not None else default.strategy


def has_strategy() -> bool:
    """Whether this is in the scope of a strategy."""
    return local.strategy is not None


def get_replica_context() -> ReplicaContext | None:
    """The replica that is running; None in a strategy's scope outside of `run`."""
    if local.replica is None and local.strategy is None:
        return ReplicaContext(get_strategy())
    return local.replica


def in_cross_replica_context() -> bool:
    """Whether this is in a strategy's scope and not in a replica."""
    return local.strategy is not None and local.replica is None
