"""`CsvDataset` and `make_csv_dataset`: records and batches of columns out of CSV files."""

from __future__ import annotations

from collections.abc import Sequence
from glob import glob
from typing import Any

import numpy as np

from tapeflow.data.dataset import Dataset
from tapeflow.data.plans.csv_files import CsvRecords, Field, csv_rows, inferred_field
from tapeflow.data.plans.files import filenames_tensor
from tapeflow.data.plans.sources import Slices
from tapeflow.engine import problem


class CsvDataset(Dataset):
    """The records of CSV files, a tuple of scalars each.

    Args:
      filenames: a file's name, several, or a data set of names.
      record_defaults: for each column a dtype, if it must be there, or what stands for an empty
        field: a scalar of int32, int64, float32, float64 or string.
      compression_type: `""` or None, `"GZIP"` or `"ZLIB"`.
      buffer_size: accepted for compatibility, not used.
      header: whether the files' first line is left out.
      field_delim: what separates fields.
      use_quote_delim: whether `"` quotes.
      na_value: what stands for a missing value, besides nothing.
      select_cols: which columns are read, ascending; all by default.
      exclude_cols: which columns are not read.

    In the iteration, InvalidArgumentError is raised for a record that does not fit.
    """

    def __init__(
        self,
        filenames: Any,
        record_defaults: Sequence,
        compression_type: str | None = None,
        buffer_size: Any = None,
        header: bool = False,
        field_delim: str = ",",
        use_quote_delim: bool = True,
        na_value: str = "",
        select_cols: Sequence[int] | None = None,
        exclude_cols: Sequence[int] | None = None,
    ):
        if select_cols is not None and exclude_cols is not None:
            raise ValueError("select_cols and exclude_cols cannot both be given")
        fields = [Field(default) for default in record_defaults]
        if exclude_cols is not None:
            total = len(fields) + len(exclude_cols)
            select_cols = [column for column in range(total) if column not in exclude_cols]
        names = filenames._plan if isinstance(filenames, Dataset) else _names(filenames)
        super().__init__(
            CsvRecords(
                names, fields, select_cols, header, field_delim, use_quote_delim, na_value,
                compression_type,
            )
        )  # fmt: skip


def make_csv_dataset(
    file_pattern: Any,
    batch_size: int,
    column_names: Sequence[str] | None = None,
    column_defaults: Sequence | None = None,
    label_name: str | None = None,
    select_columns: Sequence | None = None,
    field_delim: str = ",",
    use_quote_delim: bool = True,
    na_value: str = "",
    header: bool = True,
    num_epochs: int | None = None,
    shuffle: bool = True,
    shuffle_buffer_size: int = 10000,
    shuffle_seed: int | None = None,
    prefetch_buffer_size: int | None = None,
    num_parallel_reads: int | None = None,
    sloppy: bool = False,
    num_rows_for_inference: int | None = 100,
    compression_type: str | None = None,
    ignore_errors: bool = False,
    encoding: str = "utf-8",
) -> Dataset:
    """Batches of a CSV file's columns: dictionaries by column name, or pairs of those and a label.

    The files are read at once, and their columns kept as arrays.

    Args:
      file_pattern: a glob pattern, or several.
      batch_size: records in a batch.
      column_names: the columns' names; the first file's header by default.
      column_defaults: see `CsvDataset`; found out from the first records by default.
      label_name: the column that is the label.
      select_columns: names or numbers of the columns to read; all by default.
      field_delim: what separates fields.
      use_quote_delim: whether `"` quotes.
      na_value: what stands for a missing value, besides nothing.
      header: whether the files have a first line of names.
      num_epochs: how often the records come; for ever by default.
      shuffle: whether they come in random order.
      shuffle_buffer_size: see `Dataset.shuffle`.
      shuffle_seed: see `Dataset.shuffle`.
      prefetch_buffer_size: see `Dataset.prefetch`; 1 by default.
      num_parallel_reads: accepted for compatibility, not used.
      sloppy: accepted for compatibility: the order is always the same.
      num_rows_for_inference: how many records tell the columns' types; None for all.
      compression_type: `""` or None, `"GZIP"` or `"ZLIB"`.
      ignore_errors: whether records that do not fit are left out; not supported.
      encoding: of the files.

    Raises:
      NotImplementedError: `ignore_errors` is set.
      ValueError: no file matches, or `label_name` is no column.
    """
    if ignore_errors:
        raise NotImplementedError(
            "tf.data.experimental.make_csv_dataset: ignore_errors is not built"
        )
    paths = _matching(file_pattern)
    rows_of = [list(csv_rows(path, field_delim, use_quote_delim, compression_type, encoding))
               for path in paths]  # fmt: skip
    if column_names is None:
        if not header:
            raise ValueError("Cannot infer column names without header line.")
        column_names = rows_of[0][0]
    rows = [row for rows in rows_of for row in rows[bool(header) :]]
    columns = _selected(column_names, select_columns)
    if label_name is not None and label_name not in [column_names[c] for c in columns]:
        raise ValueError(
            problem(
                "`label_name` provided must be one of the columns.",
                given=label_name,
                expected=f"one of {list(column_names)}",
            )
        )
    if column_defaults is None:
        sample = rows[:num_rows_for_inference]
        fields = [inferred_field([row[c] for row in sample], na_value) for c in columns]
    else:
        fields = [Field(default) for default in column_defaults]
    features = {}
    for position, (column, field) in enumerate(zip(columns, fields, strict=True)):
        values = [field.value(row[column], position, na_value) for row in rows]
        as_numpy = field.dtype.np if field.dtype.name != "string" else object
        features[column_names[column]] = np.array(values, as_numpy)
    elements: Any = features if label_name is None else (features, features.pop(label_name))
    dataset = Dataset.from_tensor_slices(elements)
    if shuffle:
        dataset = dataset.shuffle(shuffle_buffer_size, shuffle_seed)
    dataset = dataset.repeat(num_epochs).batch(batch_size, drop_remainder=num_epochs is None)
    return dataset.prefetch(1 if prefetch_buffer_size is None else prefetch_buffer_size)


def _selected(names: Sequence[str], selected: Sequence | None) -> list[int]:
    if selected is None:
        return list(range(len(names)))
    positions = [c if isinstance(c, int) else list(names).index(c) for c in selected]
    return sorted(positions)


def _names(filenames: Any) -> Slices:
    return Slices(filenames_tensor(filenames))


def _matching(file_pattern: Any) -> list[str]:
    patterns = [p.decode() for p in filenames_tensor(file_pattern).numpy().tolist()]
    found = sorted({path for pattern in patterns for path in glob(pattern)})
    if not found:
        raise ValueError(f"No files match {patterns}.")
    return found
