"""The methods of `tf.data.Dataset` that call the user's functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.data.cardinality import AUTOTUNE
from tapeflow.data.plans.function import whole_number
from tapeflow.data.plans.map import Map
from tapeflow.data.plans.parallel import processors
from tapeflow.data.plans.select import Filter
from tapeflow.engine import invalid


class Functions:
    """Part of `tf.data.Dataset`."""

    _plan: Any
    _then: Any

    def map(
        self,
        map_func: Callable,
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        synchronous: bool | None = None,
        use_unbounded_threadpool: bool = False,
        name: str | None = None,
    ) -> Any:
        """`map_func` of every element.

        Args:
          map_func: takes an element (of a tuple, its parts), gives a structure of tensors.
          num_parallel_calls: how many calls run at a time, in threads; `tf.data.AUTOTUNE` for one
            a processor.
          deterministic: the order is always that of the input.
          synchronous: whether to keep out of threads.
          use_unbounded_threadpool: accepted for compatibility, not used.
          name: accepted for compatibility, not used.

        >>> import tapeflow as tf
        >>> pairs = tf.data.Dataset.from_tensor_slices(([1, 2], [3, 4]))
        >>> [int(n) for n in pairs.map(lambda a, b: a * b)]
        [3, 8]
        """
        return self._then(Map(self._plan, map_func, _threads(num_parallel_calls)))

    def filter(self, predicate: Callable, name: str | None = None) -> Any:
        """The elements of which `predicate` is true.

        Args:
          predicate: takes an element (of a tuple, its parts), gives a scalar bool.
          name: accepted for compatibility, not used.

        >>> import tapeflow as tf
        >>> [int(n) for n in tf.data.Dataset.range(6).filter(lambda n: n % 2 == 0)]
        [0, 2, 4]
        """
        return self._then(Filter(self._plan, predicate))


def _threads(num_parallel_calls: Any) -> int:
    if num_parallel_calls is None:
        return 1
    count = whole_number(num_parallel_calls, "Dataset.map: num_parallel_calls")
    if count == AUTOTUNE:
        return max(processors(), 2)
    if count < 1:
        raise invalid(
            "num_parallel_calls must be greater than zero.", given=f"num_parallel_calls={count}"
        )
    return count
