"""`tf.data.Dataset`: a source of elements and what is done to them, run anew at each iteration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.data.cardinality import INFINITE_CARDINALITY, UNKNOWN_CARDINALITY
from tapeflow.data.iterator import Iterator, NumpyIterator
from tapeflow.data.options import Options
from tapeflow.data.plans.plan import Plan
from tapeflow.data.sources import Sources
from tapeflow.data.grouping import Grouping
from tapeflow.data.ordering import Ordering
from tapeflow.data.functions import Functions
from tapeflow.engine import Tensor, TensorShape, check_callable, convert_to_tensor, invalid, problem
from tapeflow.engine.dtypes import int64
from tapeflow.engine.type_spec import SPECS, TypeSpec


class Dataset(Sources, Functions, Grouping, Ordering):
    """Elements, made when somebody iterates; an element is a structure of tensors.

    Methods give new data sets and compute nothing. What starts with `from_tensor_slices` and only
    shuffles, repeats, takes, skips and batches gathers whole batches from the arrays; the order is
    TensorFlow's, for the same seeds too.

    >>> import tapeflow as tf
    >>> numbers = tf.data.Dataset.range(6).map(lambda n: n * n).batch(4)
    >>> for batch in numbers:
    ...     print(batch.numpy())
    [0 1 4 9]
    [16 25]
    """

    def __init__(self, variant_tensor: Any):
        if not isinstance(variant_tensor, Plan):
            raise TypeError(
                problem(
                    "tf.data.Dataset is not made by calling it",
                    given=type(variant_tensor).__name__,
                    fix="tf.data.Dataset.from_tensor_slices(...), from_generator(...), range(...)",
                )
            )
        self._plan = variant_tensor
        self._options: tuple[Options, ...] = ()

    def _then(self, plan: Plan) -> Dataset:
        found = Dataset(plan)
        found._options = self._options
        return found

    def __iter__(self) -> Iterator:
        return Iterator(self)

    def __bool__(self) -> bool:
        return True

    __nonzero__ = __bool__

    def __len__(self) -> int:
        """The number of elements.

        Raises:
          TypeError: it is endless or not known.
        """
        count = self._plan.cardinality()
        if count == INFINITE_CARDINALITY:
            raise TypeError("The dataset is infinite.")
        if count == UNKNOWN_CARDINALITY:
            raise TypeError(
                problem(
                    "The dataset length is unknown.",
                    fix="count by iterating, or apply tf.data.experimental.assert_cardinality",
                )
            )
        return count

    def cardinality(self) -> Tensor:
        """The number of elements, int64; -1 if it is endless, -2 if it is not known.

        >>> import tapeflow as tf
        >>> int(tf.data.Dataset.range(42).batch(10).cardinality())
        5
        """
        return convert_to_tensor(self._plan.cardinality(), int64)

    @property
    def element_spec(self) -> Any:
        """The structure of the elements' specs.

        After a `map` whose function needs values, this computes the first element.

        >>> import tapeflow as tf
        >>> tf.data.Dataset.from_tensor_slices([1, 2, 3]).batch(2).element_spec
        TensorSpec(shape=(None,), dtype=tf.int32, name=None)
        """
        return self._plan.element_spec

    def as_numpy_iterator(self) -> NumpyIterator:
        """An iterator over the elements with NumPy arrays in place of tensors.

        >>> import tapeflow as tf
        >>> next(tf.data.Dataset.from_tensors({"a": [1, 2]}).as_numpy_iterator())
        {'a': array([1, 2], dtype=int32)}
        """
        return NumpyIterator(self)

    def apply(self, transformation_func: Callable) -> Dataset:
        """What `transformation_func` makes of this data set.

        Args:
          transformation_func: takes a data set and gives one.

        Raises:
          TypeError: it gives something else.

        >>> import tapeflow as tf
        >>> len(tf.data.Dataset.range(10).apply(lambda ds: ds.take(3)))
        3
        """
        check_callable(transformation_func, "Dataset.apply", "transformation_func")
        found = transformation_func(self)
        if not isinstance(found, Dataset):
            raise TypeError(
                problem(
                    "`transformation_func` must return a `tf.data.Dataset` object.",
                    given=type(found).__name__,
                )
            )
        return found

    def get_single_element(self, name: str | None = None) -> Any:
        """The only element.

        Args:
          name: accepted for compatibility, not used.

        Raises:
          InvalidArgumentError: there is none, or more than one.

        >>> import tapeflow as tf
        >>> print(tf.data.Dataset.range(5).batch(5).get_single_element())
        tf.Tensor([0 1 2 3 4], shape=(5,), dtype=int64)
        """
        iterator = iter(self)
        for element in iterator:
            for _ in iterator:
                raise invalid("Dataset had more than one element.")
            return element
        raise invalid("Dataset was empty.")

    def options(self) -> Options:
        """The options set with `with_options`, here and in what this is made of."""
        return Options.merged(self._options)

    def with_options(self, options: Options, name: str | None = None) -> Dataset:
        """The same data set with options.

        Args:
          options: added to those set already.
          name: accepted for compatibility, not used.
        """
        found = Dataset(self._plan)
        found._options = (*self._options, options)
        return found

    def __repr__(self) -> str:
        return f"<_{self._plan.title}Dataset element_spec={self.element_spec}>"


class DatasetSpec(TypeSpec):
    """The spec of a data set with elements of `element_spec`."""

    def __init__(self, element_spec: Any, dataset_shape: Any = ()):
        self.element_spec = element_spec
        self.dataset_shape = TensorShape(dataset_shape)

    @property
    def value_type(self) -> type:
        return Dataset

    def _serialize(self) -> tuple:
        return (self.element_spec, self.dataset_shape)

    def __repr__(self) -> str:
        return f"DatasetSpec({self.element_spec!r}, {self.dataset_shape!r})"

    @staticmethod
    def from_value(value: Dataset) -> DatasetSpec:
        """The spec of a data set."""
        return DatasetSpec(value.element_spec)


Sources.make = Dataset  # type: ignore[attr-defined]
SPECS[Dataset] = DatasetSpec.from_value
