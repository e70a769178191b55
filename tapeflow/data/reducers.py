"""`tf.data.experimental.group_by_reducer`: one element for each key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tapeflow.data.dataset import Dataset
from tapeflow.engine import TensorSpec, convert_to_tensor
from tapeflow.engine.dtypes import int64
from tapeflow.engine.nest import map_structure
from tapeflow.ops.function import function


class Reducer:
    """How the elements of a key become one.

    Args:
      init_func: takes the key, int64, and gives the state at the start.
      reduce_func: takes the state and an element, and gives the next state.
      finalize_func: takes the last state (the entries of a tuple), and gives the result.
    """

    def __init__(self, init_func: Callable, reduce_func: Callable, finalize_func: Callable):
        self._functions = (init_func, reduce_func, finalize_func)

    init_func = property(lambda self: self._functions[0])
    reduce_func = property(lambda self: self._functions[1])
    finalize_func = property(lambda self: self._functions[2])


def group_by_reducer(key_func: Callable, reducer: Reducer) -> Callable[[Dataset], Dataset]:
    """For `apply`: the elements of each key, reduced to one; keys come as they first turn up.

    Args:
      key_func: takes an element and gives an int64 scalar.
      reducer: see `Reducer`.

    >>> import tapeflow as tf
    >>> count = tf.data.experimental.Reducer(
    ...     lambda key: tf.constant(0), lambda state, element: state + 1, lambda state: state
    ... )
    >>> numbers = tf.data.Dataset.range(5)
    >>> reduced = numbers.apply(tf.data.experimental.group_by_reducer(lambda n: n % 2, count))
    >>> [int(n) for n in reduced]
    [3, 2]
    """
    start, step, end = map(
        function, (reducer.init_func, reducer.reduce_func, reducer.finalize_func)
    )

    def apply(dataset: Dataset) -> Dataset:
        def results() -> Iterator[Any]:
            states: dict[int, Any] = {}
            for element in dataset:
                given = _arguments(element)
                key = int(key_func(*given))
                if key not in states:
                    states[key] = start(convert_to_tensor(key, int64))
                states[key] = step(states[key], *given)
            for state in states.values():
                yield end(*_arguments(state))

        state = start.get_concrete_function(TensorSpec([], int64)).structured_outputs
        found = end.get_concrete_function(*_arguments(state)).structured_outputs
        specs = map_structure(lambda s: TensorSpec(s.shape, s.dtype), found)
        return Dataset.from_generator(results, output_signature=specs)

    return apply


def _arguments(value: Any) -> tuple:
    return value if isinstance(value, tuple) else (value,)
