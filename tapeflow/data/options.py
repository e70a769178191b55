"""`tf.data.Options`: what may be said about how a data set is read."""

from __future__ import annotations

import enum
from typing import Any


class _Settings:
    """Named settings, None where nothing is said; other names are refused."""

    _names: frozenset[str] = frozenset()

    def __init__(self):
        for name in self._names:
            object.__setattr__(self, name, None)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self._names:
            raise AttributeError(f"Cannot set the property {name} on {type(self).__name__}.")
        object.__setattr__(self, name, value)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return id(self)


class AutoShardPolicy(enum.IntEnum):
    """How a data set is divided among workers."""

    OFF = -1
    AUTO = 0
    FILE = 1
    DATA = 2
    HINT = 3


class AutotuneAlgorithm(enum.IntEnum):
    """How TensorFlow looks for good numbers; accepted for compatibility, not used."""

    DEFAULT = 0
    HILL_CLIMB = 1
    GRADIENT_DESCENT = 2
    MAX_PARALLELISM = 3
    STAGE_BASED = 4


class ExternalStatePolicy(enum.IntEnum):
    """What TensorFlow does about functions with a state; accepted for compatibility, not used."""

    WARN = 0
    IGNORE = 1
    FAIL = 2


class AutotuneOptions(_Settings):
    """Accepted for compatibility, not used."""

    _names = frozenset(
        {"autotune_algorithm", "cpu_budget", "enabled", "initial_parallelism", "min_parallelism",
         "ram_budget"}
    )  # fmt: skip


class DistributeOptions(_Settings):
    """`auto_shard_policy` and `num_devices`: accepted for compatibility, not used yet."""

    _names = frozenset({"auto_shard_policy", "num_devices"})


class OptimizationOptions(_Settings):
    """Accepted for compatibility, not used: what can be done a batch at a time always is."""

    _names = frozenset(
        {"apply_default_optimizations", "filter_fusion", "filter_parallelization",
         "inject_prefetch", "map_and_batch_fusion", "map_and_filter_fusion", "map_fusion",
         "map_parallelization", "noop_elimination", "parallel_batch", "seq_interleave_prefetch",
         "shuffle_and_repeat_fusion"}
    )  # fmt: skip


class ThreadingOptions(_Settings):
    """Accepted for compatibility, not used."""

    _names = frozenset({"max_intra_op_parallelism", "private_threadpool_size"})


class ServiceOptions(_Settings):
    """Accepted for compatibility, not used."""

    _names = frozenset({"pinned"})


class Options(_Settings):
    """Options for `Dataset.with_options`. They change no result: the order is always the same.

    >>> import tapeflow as tf
    >>> options = tf.data.Options()
    >>> options.deterministic = False
    >>> tf.data.Dataset.range(3).with_options(options).options().deterministic
    False
    """

    _names = frozenset(
        {"autotune", "dataset_name", "deterministic", "experimental_deterministic",
         "experimental_distribute", "experimental_external_state_policy",
         "experimental_optimization", "experimental_service", "experimental_slack",
         "experimental_symbolic_checkpoint", "experimental_threading", "experimental_warm_start",
         "framework_type", "threading"}
    )  # fmt: skip

    def __init__(self):
        super().__init__()
        self.autotune = AutotuneOptions()
        self.experimental_distribute = DistributeOptions()
        self.experimental_optimization = OptimizationOptions()
        self.experimental_service = ServiceOptions()
        self.threading = ThreadingOptions()
        self.experimental_threading = self.threading

    def merge(self, options: Options) -> Options:
        """These options, and over them what `options` says."""
        return self.merged((self, options))

    @staticmethod
    def merged(parts: tuple[Options, ...]) -> Options:
        """What several options say together; the last that says something counts."""
        result = Options()
        for part in parts:
            _copy(part, result)
        return result


def _copy(source: _Settings, target: _Settings) -> None:
    for name, value in vars(source).items():
        if isinstance(value, _Settings):
            _copy(value, getattr(target, name))
        elif value is not None:
            setattr(target, name, value)
