"""`Strategy`: one replica, which does what TensorFlow's many do together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tapeflow.distribute.context import ReplicaContext, default, local
from tapeflow.distribute.input_context import InputContext
from tapeflow.distribute.reduce_op import ReduceOp
from tapeflow.engine import check_callable, convert_to_tensor, problem
from tapeflow.engine.nest import map_structure
from tapeflow.ops.math import reduce_mean, reduce_sum


class Strategy:
    """Where variables are and what runs: one replica, on one device.

    A script for several devices runs as it would on one: `num_replicas_in_sync` is 1, `run` calls
    the function, `reduce` has one value to reduce.
    """

    @property
    def num_replicas_in_sync(self) -> int:
        """How many replicas a global batch is divided among: 1."""
        return 1

    @property
    def cluster_resolver(self) -> None:
        """There is no cluster."""
        return None

    @property
    def extended(self) -> Strategy:
        return self

    @contextmanager
    def scope(self) -> Iterator[Strategy]:
        """A `with` block in which this is the strategy that `get_strategy` gives."""
        previous, local.strategy = local.strategy, self
        try:
            yield self
        finally:
            local.strategy = previous

    def run(
        self, fn: Callable, args: tuple = (), kwargs: dict | None = None, options: Any = None
    ) -> Any:
        """Calls the function, once."""
        check_callable(fn, "tf.distribute.Strategy.run", "fn")
        previous, local.replica = local.replica, ReplicaContext(self)
        try:
            with self.scope():
                return fn(*args, **(kwargs or {}))
        finally:
            local.replica = previous

    def reduce(self, reduce_op: Any, value: Any, axis: int | None) -> Any:
        """The one replica's value, or its sum or mean over an axis.

        Args:
          reduce_op: `tf.distribute.ReduceOp.SUM` or `MEAN`, or the name.
          value: a tensor or a structure of them.
          axis: None, or the axis to reduce.
        """
        kind = ReduceOp(reduce_op) if isinstance(reduce_op, str) else reduce_op
        if axis is None:
            return map_structure(convert_to_tensor, value)
        function = reduce_sum if kind is ReduceOp.SUM else reduce_mean
        return map_structure(lambda item: function(convert_to_tensor(item), axis), value)

    def gather(self, value: Any, axis: int) -> Any:
        """The one replica's value."""
        return convert_to_tensor(value)

    def experimental_distribute_dataset(self, dataset: Any, options: Any = None) -> Any:
        """The data set itself: its batches are the one replica's."""
        return dataset

    def distribute_datasets_from_function(self, dataset_fn: Callable, options: Any = None) -> Any:
        """The data set that the function makes for the one input pipeline."""
        return dataset_fn(InputContext())

    experimental_distribute_datasets_from_function = distribute_datasets_from_function

    def experimental_distribute_values_from_function(self, value_fn: Callable) -> Any:
        """The value that the function gives for the one replica."""
        return value_fn(ReplicaContext(self))

    def experimental_local_results(self, value: Any) -> tuple:
        """The values of all replicas: one."""
        return (value,)

    def update_config_proto(self, config_proto: Any) -> Any:
        """Of TensorFlow 1.

        Raises:
          NotImplementedError: always.
        """
        raise NotImplementedError(problem("Strategy.update_config_proto belongs to TensorFlow 1"))


default.strategy = Strategy()
