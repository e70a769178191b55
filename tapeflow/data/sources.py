"""The static methods of `tf.data.Dataset` that make one."""

from __future__ import annotations

import builtins
from typing import Any

from tapeflow.data.plans import sources
from tapeflow.data.plans.plan import Plan
from tapeflow.data.plans.zip import Zip
from tapeflow.data.structure import flatten, normalize, pack_like
from tapeflow.engine import as_dtype, problem
from tapeflow.engine.dtypes import int64


class Sources:
    """Part of `tf.data.Dataset`."""

    @staticmethod
    def from_tensor_slices(tensors: Any, name: str | None = None) -> Any:
        """The entries of the first axis of `tensors`, one by one.

        Args:
          tensors: a structure of tensors or arrays of the same length.
          name: accepted for compatibility, not used.

        Raises:
          ValueError: their lengths differ, or one is a scalar.

        >>> import tapeflow as tf
        >>> pairs = tf.data.Dataset.from_tensor_slices(([1, 2], ["a", "b"]))
        >>> [(int(x), y.numpy()) for x, y in pairs]
        [(1, b'a'), (2, b'b')]
        """
        return _dataset(sources.Slices(normalize(tensors)))

    @staticmethod
    def from_tensors(tensors: Any, name: str | None = None) -> Any:
        """One element: `tensors`.

        Args:
          tensors: a structure of tensors or arrays.
          name: accepted for compatibility, not used.

        >>> import tapeflow as tf
        >>> tf.data.Dataset.from_tensors([1, 2]).element_spec
        TensorSpec(shape=(2,), dtype=tf.int32, name=None)
        """
        return _dataset(sources.Single(normalize(tensors)))

    @staticmethod
    def range(*args: Any, **kwargs: Any) -> Any:
        """The numbers of Python's `range`.

        Args:
          *args: stop; start and stop; or start, stop and step.
          **kwargs: `output_type`, int64 by default; `name`, not used.

        Raises:
          InvalidArgumentError: the step is 0.

        >>> import tapeflow as tf
        >>> list(tf.data.Dataset.range(1, 7, 2).as_numpy_iterator())
        [np.int64(1), np.int64(3), np.int64(5)]
        """
        dtype = as_dtype(kwargs.pop("output_type", int64))
        kwargs.pop("name", None)
        if kwargs:
            raise TypeError(f"Dataset.range: unknown arguments {sorted(kwargs)}")
        start, stop, step = sources.range_bounds(args)
        return _dataset(sources.Count(start, stop, step, dtype))

    @staticmethod
    def counter(start: Any = 0, step: Any = 1, dtype: Any = int64, name: str | None = None) -> Any:
        """The numbers from `start` on, without an end.

        Args:
          start: the first number.
          step: what each adds to the one before.
          dtype: int64 by default.
          name: accepted for compatibility, not used.

        >>> import tapeflow as tf
        >>> list(tf.data.Dataset.counter(5, 2).take(3).as_numpy_iterator())
        [np.int64(5), np.int64(7), np.int64(9)]
        """
        return _dataset(sources.Count(int(start), None, int(step), as_dtype(dtype)))

    @staticmethod
    def zip(*args: Any, datasets: Any = None, name: str | None = None) -> Any:
        """Elements of several data sets side by side, as many as the shortest has.

        Args:
          *args: data sets, or one structure of data sets.
          datasets: the structure, in TensorFlow's older spelling.
          name: accepted for compatibility, not used.

        Raises:
          TypeError: one of them is no data set.

        >>> import tapeflow as tf
        >>> numbers = tf.data.Dataset.range(3)
        >>> [(int(a), int(b)) for a, b in tf.data.Dataset.zip(numbers, numbers.skip(1))]
        [(0, 1), (1, 2)]
        """
        if not args and datasets is None:
            raise TypeError("Must pass at least one dataset to `zip`.")
        if args and datasets is not None:
            raise TypeError("Both `*args` and `datasets` cannot be set.")
        if datasets is None:
            datasets = args[0] if len(args) == 1 else args
        for dataset in flatten(datasets):
            if isinstance(dataset, builtins.list) or not hasattr(dataset, "_plan"):
                raise TypeError(
                    problem(
                        "Dataset.zip takes data sets",
                        given=type(dataset).__name__,
                        fix="tf.data.Dataset.from_tensor_slices(...) makes one of arrays",
                    )
                )
        plans = [dataset._plan for dataset in flatten(datasets)]
        return _dataset(Zip(pack_like(datasets, plans)))


def _dataset(plan: Plan) -> Any:
    return Sources.make(plan)  # type: ignore[attr-defined]
