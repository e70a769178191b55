"""Data sets of serialized `Example`s."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tapeflow.data.cardinality import AUTOTUNE
from tapeflow.data.dataset import Dataset
from tapeflow.data.file_datasets import TFRecordDataset
from tapeflow.ops.io import TFRecordWriter as FileWriter
from tapeflow.ops.io import parse_example


def parse_example_dataset(
    features: Mapping, num_parallel_calls: int | None = 1, deterministic: bool | None = None
) -> Callable[[Dataset], Dataset]:
    """For `apply`: batches of serialized `Example`s as dictionaries of tensors.

    Args:
      features: see `tf.io.parse_example`.
      num_parallel_calls: accepted for compatibility, not used.
      deterministic: accepted for compatibility, not used.

    Raises:
      ValueError: there are no features.
    """
    if features is None:
        raise ValueError("Argument `features` is required, but not specified.")
    return lambda dataset: dataset.map(lambda serialized: parse_example(serialized, features))


def make_batched_features_dataset(
    file_pattern: Any,
    batch_size: int,
    features: Mapping,
    reader: Callable | None = None,
    label_key: str | None = None,
    reader_args: Any = None,
    num_epochs: int | None = None,
    shuffle: bool = True,
    shuffle_buffer_size: int = 10000,
    shuffle_seed: int | None = None,
    prefetch_buffer_size: int | None = None,
    reader_num_threads: int | None = None,
    parser_num_threads: int | None = None,
    sloppy_ordering: bool = False,
    drop_final_batch: bool = False,
) -> Dataset:
    """Batches of the `Example`s in files, as dictionaries of tensors.

    Args:
      file_pattern: paths, which may hold `*` and the like.
      batch_size: how many examples a batch has.
      features: see `tf.io.parse_example`.
      reader: a class of data sets that takes a path; `TFRecordDataset` by default.
      label_key: a feature that is given apart, as the second of a pair.
      reader_args: further arguments of `reader`.
      num_epochs: how often the files are read; for ever by default.
      shuffle: whether files and examples are shuffled.
      shuffle_buffer_size: from how many examples the next one is drawn.
      shuffle_seed: makes the order repeatable.
      prefetch_buffer_size: how many batches are made ahead.
      reader_num_threads: how many files are read at a time; 1 by default.
      parser_num_threads: accepted for compatibility, not used.
      sloppy_ordering: accepted for compatibility, not used.
      drop_final_batch: whether a smaller last batch is left out.

    Raises:
      TypeError: `reader` is no class of data sets.
      ValueError: `label_key` is no feature.
    """
    reader = TFRecordDataset if reader is None else reader
    if not callable(reader):
        raise TypeError(f"The reader must be a class of data sets, got {reader!r}")
    if label_key is not None and label_key not in features:
        raise ValueError(f"The `label_key` provided ({label_key}) must be one of the features")
    files = Dataset.list_files(file_pattern, shuffle=shuffle, seed=shuffle_seed)
    found = files.interleave(
        lambda path: reader(path, *(reader_args or [])), cycle_length=reader_num_threads or 1
    )
    if isinstance(found.element_spec, tuple):  # a reader of keys and values
        found = found.map(lambda key, value: value)
    if shuffle:
        found = found.shuffle(shuffle_buffer_size, shuffle_seed)
    found = found.repeat(num_epochs)
    found = found.batch(batch_size, drop_remainder=drop_final_batch or num_epochs is None)
    found = found.apply(parse_example_dataset(features))
    if label_key is not None:
        found = found.map(lambda parsed: (_without(parsed, label_key), parsed[label_key]))
    return found.prefetch(AUTOTUNE if prefetch_buffer_size is None else prefetch_buffer_size)


def _without(parsed: Mapping, key: str) -> dict:
    return {name: value for name, value in parsed.items() if name != key}


class TFRecordWriter:
    """Writes a data set of strings to a file.

    Args:
      filename: its path.
      compression_type: None, "ZLIB" or "GZIP".
    """

    def __init__(self, filename: Any, compression_type: str | None = None):
        self._filename, self._compression = filename, compression_type

    def write(self, dataset: Dataset) -> None:
        """Writes all elements.

        Raises:
          TypeError: they are no strings.
        """
        spec = dataset.element_spec
        if getattr(spec, "dtype", None) is None or spec.dtype.name != "string":
            raise TypeError(f"TFRecordWriter writes strings, the elements are {spec}")
        with FileWriter(self._filename, self._compression) as writer:
            for element in dataset:
                writer.write(element.numpy())
