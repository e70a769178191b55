"""The static methods of `tf.data.Dataset` that make one."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from glob import glob
from typing import Any

from tapeflow.data.paths import path_of
from tapeflow.data.plans import sources
from tapeflow.data.plans.cache import Stored
from tapeflow.data.plans.choose import Choose, RandomNumbers
from tapeflow.data.plans.files import filenames_tensor
from tapeflow.data.plans.generator import FromGenerator
from tapeflow.data.plans.plan import Plan
from tapeflow.data.plans.random_choices import random_choices, with_odds
from tapeflow.data.plans.shuffle import Shuffle
from tapeflow.data.plans.stored import saved_in
from tapeflow.data.plans.zip import Zip
from tapeflow.data.structure import flatten, is_dense, normalize, pack_like, specs_of
from tapeflow.engine import as_dtype, convert_to_tensor, invalid, problem
from tapeflow.engine.dtypes import int64
from tapeflow.engine.type_spec import TensorSpec


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
        structure = normalize(tensors)
        if is_dense(specs_of(structure)):
            return _dataset(sources.Slices(structure))
        from tapeflow.data.plans.composite import CompositeSlices  # loads what few data sets need

        return _dataset(CompositeSlices(structure))

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

    @staticmethod
    def from_generator(
        generator: Callable,
        output_types: Any = None,
        output_shapes: Any = None,
        args: Any = None,
        output_signature: Any = None,
        name: str | None = None,
    ) -> Any:
        """What a generator yields; it is called anew for every iteration.

        Args:
          generator: a function that gives an iterable; without arguments, unless `args` says so.
          output_types: a structure of dtypes, in TensorFlow's older way.
          output_shapes: a structure of shapes that goes with it; unknown by default.
          args: tensors that are handed to `generator` as NumPy values.
          output_signature: a structure of `tf.TensorSpec`.
          name: accepted for compatibility, not used.

        Raises:
          TypeError: `generator` is not callable, or there is no signature.
          InvalidArgumentError: in the iteration, the generator raises ValueError or TypeError, or
            yields something else than the signature says.

        >>> import tapeflow as tf
        >>> def count(stop):
        ...     yield from range(stop)
        >>> numbers = tf.data.Dataset.from_generator(
        ...     count, args=[3], output_signature=tf.TensorSpec([], tf.int32))
        >>> [int(n) for n in numbers]
        [0, 1, 2]
        """
        if not callable(generator):
            raise TypeError("`generator` must be a Python callable.")
        if output_signature is not None:
            for argument, text in ((output_types, "types"), (output_shapes, "shapes")):
                if argument is not None:
                    raise TypeError(
                        f"The `output_{text}` argument can not be used together with the "
                        "`output_signature` argument."
                    )
        elif output_types is None:
            raise TypeError(
                "To specify the output signature you need to provide either the "
                "`output_signature` argument or the `output_types` argument."
            )
        else:
            output_signature = _signature(output_types, output_shapes)
        arguments = tuple(
            [convert_to_tensor(argument).numpy() for argument in (() if args is None else args)]
        )
        return _dataset(FromGenerator(generator, arguments, output_signature))

    @staticmethod
    def random(
        seed: Any = None, rerandomize_each_iteration: bool | None = None, name: str | None = None
    ) -> Any:
        """Random int64 numbers below 2**32, without an end; TensorFlow's for the same seed.

        Args:
          seed: an op seed; see `tf.random.set_seed`.
          rerandomize_each_iteration: whether every iteration has numbers of its own.
          name: accepted for compatibility, not used.

        >>> import tapeflow as tf
        >>> tf.random.set_seed(5)
        >>> [int(n) for n in tf.data.Dataset.random(seed=3).take(2)]
        [799339370, 1364733611]
        """
        return _dataset(RandomNumbers(seed, bool(rerandomize_each_iteration)))

    @staticmethod
    def list_files(
        file_pattern: Any, shuffle: bool | None = None, seed: Any = None, name: str | None = None
    ) -> Any:
        """The names of the files that match a pattern.

        Args:
          file_pattern: a glob pattern, or several.
          shuffle: whether they come in random order, True by default; else sorted.
          seed: an op seed for the order; see `tf.random.set_seed`.
          name: accepted for compatibility, not used.

        Raises:
          InvalidArgumentError: nothing matches.
        """
        patterns = filenames_tensor(file_pattern).numpy().tolist()
        found = sorted({path for pattern in patterns
                        for path in glob(pattern.decode(), include_hidden=True)})  # fmt: skip
        if not found:
            raise invalid(f"No files matched pattern: {', '.join(p.decode() for p in patterns)}")
        names = sources.Slices(convert_to_tensor(found))
        if shuffle is False:
            return _dataset(names)
        return _dataset(Shuffle(names, len(found), seed, True))

    @staticmethod
    def choose_from_datasets(
        datasets: Any, choice_dataset: Any, stop_on_empty_dataset: bool = True
    ) -> Any:
        """Elements of several data sets, each from the one whose number `choice_dataset` gives.

        Args:
          datasets: a list of data sets with elements of one structure.
          choice_dataset: int64 scalars below the number of data sets.
          stop_on_empty_dataset: whether all ends when one is chosen that has ended; else it is
            passed over.

        Raises:
          InvalidArgumentError: in the iteration, a number is out of range.
          TypeError: the elements have nothing in common.
          ValueError: the list is empty.

        >>> import tapeflow as tf
        >>> import numpy as np
        >>> ones, twos = (tf.data.Dataset.from_tensors(n).repeat(9) for n in (1, 2))
        >>> choices = tf.data.Dataset.from_tensor_slices(np.array([0, 1, 1, 0]))
        >>> [int(n) for n in tf.data.Dataset.choose_from_datasets([ones, twos], choices)]
        [1, 2, 2, 1]
        """
        plans = [dataset._plan for dataset in datasets]
        if not plans:
            raise ValueError("Invalid `datasets`. `datasets` should not be empty.")
        return _dataset(Choose(choice_dataset._plan, plans, bool(stop_on_empty_dataset)))

    @staticmethod
    def sample_from_datasets(
        datasets: Any,
        weights: Any = None,
        seed: Any = None,
        stop_on_empty_dataset: bool = False,
        rerandomize_each_iteration: bool | None = None,
    ) -> Any:
        """Elements of several data sets, each drawn from one of them at random.

        Args:
          datasets: a list of data sets with elements of one structure.
          weights: how often each is chosen: floats `[len(datasets)]`, or a data set of such;
            equally often by default.
          seed: an op seed; see `tf.random.set_seed`.
          stop_on_empty_dataset: whether all ends when one is chosen that has ended; else it is
            passed over.
          rerandomize_each_iteration: whether every iteration chooses anew.

        Raises:
          ValueError: the list is empty, or there are not as many weights.

        >>> import tapeflow as tf
        >>> low, high = tf.data.Dataset.range(50), tf.data.Dataset.range(100, 150)
        >>> mixed = tf.data.Dataset.sample_from_datasets([low, high], [0.8, 0.2], seed=1)
        >>> len(list(mixed))
        100
        """
        plans = [dataset._plan for dataset in datasets]
        if not plans:
            raise ValueError("Invalid `datasets`. `datasets` should not be empty.")
        weights = getattr(weights, "_plan", weights)
        if weights is not None and not isinstance(weights, Plan):
            weights, plans = with_odds(weights, plans)
        if len(plans) == 1:
            return _dataset(plans[0])
        random = RandomNumbers(seed, bool(rerandomize_each_iteration))
        choices = random_choices(random, len(plans), weights)
        return _dataset(Choose(choices, plans, bool(stop_on_empty_dataset), ahead=64))

    @staticmethod
    def load(
        path: Any,
        element_spec: Any = None,
        compression: str | None = None,
        reader_func: Any = None,
        wait: bool = False,
    ) -> Any:
        """The elements that `save` wrote.

        Args:
          path: the folder.
          element_spec: their spec; by default the one that was saved.
          compression: accepted for compatibility, not used.
          reader_func: not supported.
          wait: not supported.

        Raises:
          NotFoundError: there is nothing saved.
          NotImplementedError: `reader_func` or `wait` is given.
        """
        if reader_func is not None or wait:
            raise NotImplementedError(problem("Dataset.load: reader_func and wait are not built"))
        plan = Stored(saved_in(path_of(path)), element_spec)
        plan.cardinality()  # tells at once if there is nothing
        return _dataset(plan)


def _signature(types: Any, shapes: Any) -> Any:
    """A structure of specs from one of dtypes and one of shapes."""
    if isinstance(types, Mapping):
        return {key: _signature(types[key], None if shapes is None else shapes[key])
                for key in types}  # fmt: skip
    if isinstance(types, (builtins.list, tuple)):
        parts = [None] * len(types) if shapes is None else shapes
        return tuple([_signature(t, s) for t, s in builtins.zip(types, parts, strict=True)])
    return TensorSpec(shapes, types)


def _dataset(plan: Plan) -> Any:
    return Sources.make(plan)  # type: ignore[attr-defined]
