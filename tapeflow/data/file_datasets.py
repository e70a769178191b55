"""`TextLineDataset`, `TFRecordDataset`, `FixedLengthRecordDataset`: strings out of files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from tapeflow.data.dataset import Dataset
from tapeflow.data.plans import files
from tapeflow.data.plans.flat import Interleave
from tapeflow.data.plans.plan import Plan
from tapeflow.data.plans.sources import Slices
from tapeflow.engine import convert_to_tensor


class TextLineDataset(Dataset):
    """The lines of text files, as strings without their ends.

    Args:
      filenames: a file's name, several, or a data set of names.
      compression_type: `""` or None, `"GZIP"` or `"ZLIB"`.
      buffer_size: accepted for compatibility, not used.
      num_parallel_reads: how many files are read in turns, each in a thread; one after the other
        by default.
      name: accepted for compatibility, not used.

    In the iteration, NotFoundError is raised for a file that is not there.
    """

    def __init__(
        self,
        filenames: Any,
        compression_type: str | None = None,
        buffer_size: Any = None,
        num_parallel_reads: Any = None,
        name: str | None = None,
    ):
        read = partial(files.lines, compression_type=compression_type)
        super().__init__(_plan(filenames, read, num_parallel_reads))


class TFRecordDataset(Dataset):
    """The records of TFRecord files, as strings.

    Args:
      filenames: a file's name, several, or a data set of names.
      compression_type: `""` or None, `"GZIP"` or `"ZLIB"`.
      buffer_size: accepted for compatibility, not used.
      num_parallel_reads: how many files are read in turns, each in a thread; one after the other
        by default.
      name: accepted for compatibility, not used.

    In the iteration, NotFoundError is raised for a file that is not there, and DataLossError where
    one is damaged.
    """

    def __init__(
        self,
        filenames: Any,
        compression_type: str | None = None,
        buffer_size: Any = None,
        num_parallel_reads: Any = None,
        name: str | None = None,
    ):
        read = partial(files.records, compression_type=compression_type)
        super().__init__(_plan(filenames, read, num_parallel_reads))


class FixedLengthRecordDataset(Dataset):
    """The blocks of equal size that files consist of, as strings.

    Args:
      filenames: a file's name, several, or a data set of names.
      record_bytes: a block's size.
      header_bytes: how many bytes come before the blocks; 0 by default.
      footer_bytes: how many come after them; 0 by default.
      buffer_size: accepted for compatibility, not used.
      compression_type: `""` or None, `"GZIP"` or `"ZLIB"`.
      num_parallel_reads: how many files are read in turns, each in a thread; one after the other
        by default.
      name: accepted for compatibility, not used.
    """

    def __init__(
        self,
        filenames: Any,
        record_bytes: Any,
        header_bytes: Any = None,
        footer_bytes: Any = None,
        buffer_size: Any = None,
        compression_type: str | None = None,
        num_parallel_reads: Any = None,
        name: str | None = None,
    ):
        read = partial(
            files.blocks,
            compression_type=compression_type,
            record=int(record_bytes),
            header=int(header_bytes or 0),
            footer=int(footer_bytes or 0),
        )
        super().__init__(_plan(filenames, read, num_parallel_reads))


def _plan(filenames: Any, read: Callable, num_parallel_reads: Any) -> Plan:
    if isinstance(filenames, Dataset):
        names = filenames._plan
    else:
        names = Slices(files.filenames_tensor(filenames))
    if not num_parallel_reads:
        return files.FileStrings(names, read)

    def of_one(name: Any) -> Dataset:
        return Dataset(files.FileStrings(Slices(convert_to_tensor([name.numpy()])), read))

    return Interleave(names, of_one, "num_parallel_reads", int(num_parallel_reads), 1, True)
