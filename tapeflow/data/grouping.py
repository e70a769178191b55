"""The methods of `tf.data.Dataset` that put elements together or take them apart."""

from __future__ import annotations

from typing import Any

from tapeflow.data.plans.batch import Batch, Unbatch
from tapeflow.data.plans.function import whole_number


class Grouping:
    """Part of `tf.data.Dataset`."""

    _plan: Any
    _then: Any

    def batch(
        self,
        batch_size: Any,
        drop_remainder: bool = False,
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        name: str | None = None,
    ) -> Any:
        """`batch_size` elements at a time, stacked along a new first axis.

        Args:
          batch_size: how many; the last batch may have fewer.
          drop_remainder: whether a last batch with fewer is left out.
          num_parallel_calls: not needed: batches of arrays are gathered at once.
          deterministic: the order is always that of the input.
          name: accepted for compatibility, not used.

        Raises:
          InvalidArgumentError: `batch_size` is below 1; or, in the iteration, the shapes of a
            batch's elements differ.

        >>> import tapeflow as tf
        >>> [batch.numpy().tolist() for batch in tf.data.Dataset.range(5).batch(2)]
        [[0, 1], [2, 3], [4]]
        """
        size = whole_number(batch_size, "Dataset.batch: batch_size")
        return self._then(Batch(self._plan, size, bool(drop_remainder)))

    def unbatch(self, name: str | None = None) -> Any:
        """The rows of every element, one by one.

        Args:
          name: accepted for compatibility, not used.

        Raises:
          ValueError: an element has a scalar in it.

        >>> import tapeflow as tf
        >>> [int(n) for n in tf.data.Dataset.range(5).batch(2).unbatch()]
        [0, 1, 2, 3, 4]
        """
        return self._then(Unbatch(self._plan))
