"""Functions of `tf.data.experimental`: older spellings of methods, for `dataset.apply`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.data.dataset import Dataset
from tapeflow.data.plans.assert_cardinality import AssertCardinality
from tapeflow.data.plans.window import Elements
from tapeflow.data.structure import common_spec, flatten, normalize, specs_of
from tapeflow.engine import Tensor, invalid
from tapeflow.engine.dtypes import int64


def assert_cardinality(expected_cardinality: int) -> Callable[[Dataset], Dataset]:
    """For `apply`: says how many elements there are; an iteration that finds others raises.

    Args:
      expected_cardinality: the number.

    >>> import tapeflow as tf
    >>> odd = tf.data.Dataset.range(6).filter(lambda n: n % 2 == 1)
    >>> len(odd.apply(tf.data.experimental.assert_cardinality(3)))
    3
    """
    return lambda dataset: dataset._then(
        AssertCardinality(dataset._plan, int(expected_cardinality))
    )


def at(dataset: Dataset, index: int) -> Any:
    """The element number `index`.

    Args:
      dataset: the data set.
      index: from 0 on.

    Raises:
      InvalidArgumentError: there are not so many.
    """
    for element in dataset.skip(index).take(1):
        return element
    raise invalid(f"index {index} is out of range")


def bucket_by_sequence_length(
    element_length_func,
    bucket_boundaries,
    bucket_batch_sizes,
    padded_shapes=None,
    padding_values=None,
    pad_to_bucket_boundary=False,
    no_padding=False,
    drop_remainder=False,
) -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.bucket_by_sequence_length`."""
    return lambda dataset: dataset.bucket_by_sequence_length(
        element_length_func,
        bucket_boundaries,
        bucket_batch_sizes,
        padded_shapes,
        padding_values,
        pad_to_bucket_boundary,
        no_padding,
        drop_remainder,
    )


def cardinality(dataset: Dataset) -> Tensor:
    """The number of elements, int64; -1 if it is endless, -2 if it is not known."""
    return dataset.cardinality()


def choose_from_datasets(datasets, choice_dataset, stop_on_empty_dataset=False) -> Dataset:
    """`Dataset.choose_from_datasets`, by default to the end of all."""
    return Dataset.choose_from_datasets(datasets, choice_dataset, stop_on_empty_dataset)


def counter(start=0, step=1, dtype=int64) -> Dataset:
    """`Dataset.counter`."""
    return Dataset.counter(start, step, dtype)


def copy_to_device(target_device, source_device="/cpu:0") -> Callable[[Dataset], Dataset]:
    """For `apply`: the data set as it is: a program copies what it reads."""
    return lambda dataset: dataset


def dense_to_ragged_batch(
    batch_size, drop_remainder=False, row_splits_dtype=int64
) -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.ragged_batch`."""
    return lambda dataset: dataset.ragged_batch(batch_size, drop_remainder, row_splits_dtype)


def dense_to_sparse_batch(batch_size, row_shape) -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.sparse_batch`."""
    return lambda dataset: dataset.sparse_batch(batch_size, row_shape)


def enable_debug_mode() -> None:
    """Does nothing: functions of data sets that can't be recorded run as Python in any case."""


def enumerate_dataset(start=0) -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.enumerate`."""
    return lambda dataset: dataset.enumerate(start)


def from_list(elements: list, name: str | None = None) -> Dataset:
    """The elements of a list, structures of one form.

    Args:
      elements: not empty.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: it is empty.

    >>> import tapeflow as tf
    >>> [int(a) for a, b in tf.data.experimental.from_list([(1, "a"), (2, "b")])]
    [1, 2]
    """
    if not elements:
        raise ValueError("Empty list passed to `from_list`")
    normalized = [normalize(element) for element in elements]
    spec = common_spec([specs_of(element) for element in normalized])
    return Dataset(Elements([tuple(flatten(element)) for element in normalized], spec))


def get_next_as_optional(iterator) -> Any:
    """`iterator.get_next_as_optional()`."""
    return iterator.get_next_as_optional()


def get_single_element(dataset: Dataset) -> Any:
    """`Dataset.get_single_element`."""
    return dataset.get_single_element()


def get_structure(dataset_or_iterator: Any) -> Any:
    """The element spec."""
    return dataset_or_iterator.element_spec


def group_by_window(
    key_func, reduce_func, window_size=None, window_size_func=None
) -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.group_by_window`."""
    return lambda dataset: dataset.group_by_window(
        key_func, reduce_func, window_size, window_size_func
    )


def ignore_errors(log_warning=False) -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.ignore_errors`."""
    return lambda dataset: dataset.ignore_errors(log_warning)


def load(path, element_spec=None, compression=None, reader_func=None) -> Dataset:
    """`Dataset.load`."""
    return Dataset.load(path, element_spec, compression, reader_func)


def map_and_batch(
    map_func,
    batch_size,
    num_parallel_batches=None,
    drop_remainder=False,
    num_parallel_calls=None,
) -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.map`, then `Dataset.batch`."""
    return lambda dataset: dataset.map(map_func, num_parallel_calls).batch(
        batch_size, drop_remainder
    )


def pad_to_cardinality(cardinality, mask_key="valid") -> Callable[[Dataset], Dataset]:
    """For `apply`: as many elements as said, the last ones zeros, and which are no such.

    Args:
      cardinality: how many elements there are to be.
      mask_key: under which the elements, dictionaries, get whether they were there.

    Raises:
      ValueError: there are more elements, or they are no dictionaries, or have the key already.
    """

    def apply(dataset: Dataset) -> Dataset:
        spec, count = dataset.element_spec, int(dataset.cardinality())
        if not isinstance(spec, dict) or mask_key in spec:
            raise ValueError(f"elements must be dictionaries without {mask_key!r}, got {spec}")
        if count < 0 or count > cardinality:
            raise ValueError(f"the dataset has {count} elements, {cardinality} are wanted")
        zeros = {key: np.zeros(s.shape.as_list(), s.dtype.np) for key, s in spec.items()}
        filling = Dataset.from_tensors({**zeros, mask_key: False}).repeat(cardinality - count)
        return dataset.map(lambda element: {**element, mask_key: True}).concatenate(filling)

    return apply


def parallel_interleave(
    map_func,
    cycle_length,
    block_length=1,
    sloppy=False,
    buffer_output_elements=None,
    prefetch_input_elements=None,
) -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.interleave`, each data set read in a thread."""
    return lambda dataset: dataset.interleave(map_func, cycle_length, block_length, cycle_length)


def prefetch_to_device(device, buffer_size=None) -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.prefetch`; XLA reads batches where they lie."""
    return lambda dataset: dataset.prefetch(-1 if buffer_size is None else buffer_size)


def RandomDataset(seed=None, rerandomize_each_iteration=None, name=None) -> Dataset:
    """`Dataset.random`."""
    return Dataset.random(seed, rerandomize_each_iteration)


def rejection_resample(
    class_func, target_dist, initial_dist=None, seed=None
) -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.rejection_resample`."""
    return lambda dataset: dataset.rejection_resample(class_func, target_dist, initial_dist, seed)


def sample_from_datasets(datasets, weights=None, seed=None, stop_on_empty_dataset=False) -> Dataset:
    """`Dataset.sample_from_datasets`."""
    return Dataset.sample_from_datasets(datasets, weights, seed, stop_on_empty_dataset)


def save(dataset, path, compression=None, shard_func=None, checkpoint_args=None) -> None:
    """`Dataset.save`."""
    dataset.save(path, compression, shard_func, checkpoint_args)


def scan(initial_state, scan_func) -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.scan`."""
    return lambda dataset: dataset.scan(initial_state, scan_func)


def shuffle_and_repeat(buffer_size, count=None, seed=None) -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.shuffle`, then `Dataset.repeat`."""
    return lambda dataset: dataset.shuffle(buffer_size, seed).repeat(count)


def snapshot(
    path, compression="AUTO", reader_func=None, shard_func=None
) -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.snapshot`."""
    return lambda dataset: dataset.snapshot(path, compression, reader_func, shard_func)


def take_while(predicate) -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.take_while`."""
    return lambda dataset: dataset.take_while(predicate)


def unbatch() -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.unbatch`."""
    return lambda dataset: dataset.unbatch()


def unique() -> Callable[[Dataset], Dataset]:
    """For `apply`: `Dataset.unique`."""
    return lambda dataset: dataset.unique()
