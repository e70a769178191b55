"""The methods of `tf.data.Dataset` that call the user's functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.data.cardinality import AUTOTUNE
from tapeflow.data.plans.function import whole_number
from tapeflow.data.plans.flat import Interleave
from tapeflow.data.plans.map import Map
from tapeflow.data.plans.parallel import processors
from tapeflow.data.plans.resample import RejectionResample
from tapeflow.data.plans.scan import Scan, reduced
from tapeflow.data.plans.select import Filter, TakeWhile
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

    def flat_map(self, map_func: Callable, name: str | None = None) -> Any:
        """The elements of the data sets that `map_func` makes of the elements, one after the other.

        Args:
          map_func: takes an element (of a tuple, its parts), gives a data set.
          name: accepted for compatibility, not used.

        Raises:
          TypeError: it gives something else.

        >>> import tapeflow as tf
        >>> windows = tf.data.Dataset.range(5).window(3, shift=1, drop_remainder=True)
        >>> [w.numpy().tolist() for w in windows.flat_map(lambda window: window.batch(3))]
        [[0, 1, 2], [1, 2, 3], [2, 3, 4]]
        """
        return self._then(Interleave(self._plan, map_func, "Dataset.flat_map"))

    def interleave(
        self,
        map_func: Callable,
        cycle_length: Any = None,
        block_length: Any = None,
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        name: str | None = None,
    ) -> Any:
        """The elements of the data sets that `map_func` makes, several of them read in turns.

        Args:
          map_func: takes an element (of a tuple, its parts), gives a data set.
          cycle_length: how many are open at a time; by default one a processor.
          block_length: how many elements of one come in a row, 1 by default.
          num_parallel_calls: if given, each is read ahead in a thread.
          deterministic: the order is always the same.
          name: accepted for compatibility, not used.

        Raises:
          InvalidArgumentError: `cycle_length` or `block_length` is not positive.

        >>> import tapeflow as tf
        >>> numbers = tf.data.Dataset.from_tensor_slices([10, 20])
        >>> repeated = numbers.interleave(
        ...     lambda n: tf.data.Dataset.from_tensors(n).repeat(2), cycle_length=2)
        >>> [int(n) for n in repeated]
        [10, 20, 10, 20]
        """
        return self._then(
            Interleave(
                self._plan,
                map_func,
                "Dataset.interleave",
                -1 if cycle_length is None else whole_number(cycle_length, "cycle_length"),
                1 if block_length is None else whole_number(block_length, "block_length"),
                num_parallel_calls is not None,
            )
        )

    def scan(self, initial_state: Any, scan_func: Callable, name: str | None = None) -> Any:
        """What `scan_func` makes of the elements and a state that it carries on.

        Args:
          initial_state: a structure of tensors.
          scan_func: takes the state and an element, gives a pair of the next state, with the same
            dtypes, and an output.
          name: accepted for compatibility, not used.

        Raises:
          TypeError: the next state has other dtypes.

        >>> import tapeflow as tf
        >>> import numpy as np
        >>> sums = tf.data.Dataset.range(1, 5).scan(np.int64(0), lambda s, n: (s + n, s + n))
        >>> [int(n) for n in sums]
        [1, 3, 6, 10]
        """
        return self._then(Scan(self._plan, initial_state, scan_func))

    def take_while(self, predicate: Callable, name: str | None = None) -> Any:
        """The elements before the first of which `predicate` is false.

        Args:
          predicate: takes an element (of a tuple, its parts), gives a scalar bool.
          name: accepted for compatibility, not used.

        >>> import tapeflow as tf
        >>> [int(n) for n in tf.data.Dataset.range(10).take_while(lambda n: n < 3)]
        [0, 1, 2]
        """
        return self._then(TakeWhile(self._plan, predicate))

    def reduce(self, initial_state: Any, reduce_func: Callable, name: str | None = None) -> Any:
        """The state that is left when `reduce_func` has seen all elements.

        Args:
          initial_state: a structure of tensors.
          reduce_func: takes the state and an element, gives the next state, with the same dtypes.
          name: accepted for compatibility, not used.

        Raises:
          TypeError: the next state has other dtypes.

        >>> import tapeflow as tf
        >>> import numpy as np
        >>> int(tf.data.Dataset.range(5).reduce(np.int64(0), lambda state, n: state + n))
        10
        """
        return reduced(self._plan, initial_state, reduce_func)

    def rejection_resample(
        self,
        class_func: Callable,
        target_dist: Any,
        initial_dist: Any = None,
        seed: int | None = None,
        name: str | None = None,
    ) -> Any:
        """Pairs of class and element, elements left out so that the classes come as often as asked.

        Which elements are left out is random, and differs from TensorFlow's choice.

        Args:
          class_func: takes an element (of a tuple, its parts), gives its class, an int scalar.
          target_dist: how often each class should come, floats `[num_classes]`.
          initial_dist: how often they come; counted on the way by default.
          seed: an op seed; see `tf.random.set_seed`.
          name: accepted for compatibility, not used.

        >>> import tapeflow as tf
        >>> balanced = tf.data.Dataset.range(100).rejection_resample(
        ...     lambda n: tf.cast(n < 10, tf.int32), [0.0, 1.0], [0.9, 0.1], seed=1)
        >>> {int(label) for label, n in balanced}
        {1}
        """
        return self._then(
            RejectionResample(self._plan, class_func, target_dist, initial_dist, seed)
        )


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
