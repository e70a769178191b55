"""Comma-separated values: records of files, and whole columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tapeflow.data.plans.plan import Element, Plan, Reader
from tapeflow.engine import DType, Tensor, as_dtype, convert_to_tensor, invalid, problem
from tapeflow.engine.dtypes import float32, float64, int32, int64, string
from tapeflow.engine.type_spec import TensorSpec
from tapeflow.ops.host.record_file import open_file

_TYPES = (int32, int64, float32, float64, string)


class Field:
    """How one column becomes values: its dtype, and what stands for an empty field, if anything."""

    def __init__(self, given: Any):
        if isinstance(given, DType) or (isinstance(given, type) and issubclass(given, np.generic)):
            self.dtype, self.default = as_dtype(given), None
        else:
            tensor = convert_to_tensor(given)
            self.dtype = tensor.dtype
            # An empty vector says that there is no default.
            self.default = tensor.numpy().reshape(-1)[0] if tensor.ndim else tensor.numpy()
            if tensor.ndim and not tensor.shape.num_elements():
                self.default = None
        if self.dtype not in _TYPES:
            raise ValueError(
                problem(
                    "CSV columns: this dtype is not supported",
                    given=self.dtype.name,
                    expected=", ".join(dtype.name for dtype in _TYPES),
                )
            )

    def value(self, text: str, position: int, na_value: str) -> Any:
        """The value of a field.

        Raises:
          InvalidArgumentError: it is empty and must not be, or is no number.
        """
        if text in ("", na_value):
            if self.default is None:
                raise invalid(f"Field {position} is required but missing in record!")
            return self.default
        if self.dtype is string:
            return text.encode()
        try:
            return self.dtype.np.type(text)
        except (ValueError, OverflowError) as error:
            raise invalid(
                f"Field {position} in record is not a valid {self.dtype.name}: {text}"
            ) from error


class CsvRecords(Plan):
    """The records of CSV files, a tuple of scalars each.

    Args:
      filenames: a plan of names.
      fields: for each column that is wanted, how it is read.
      columns: which columns these are; all if None.
      header: whether a file's first line is left out.
      delimiter: what separates fields.
      quotes: whether `"` quotes.
      na_value: what stands for a missing value.
      compression_type: of the files.
    """

    cheap = False

    def __init__(
        self,
        filenames: Plan,
        fields: Sequence[Field],
        columns: Sequence[int] | None,
        header: bool,
        delimiter: str,
        quotes: bool,
        na_value: str,
        compression_type: str | None,
    ):
        super().__init__(filenames)
        self.fields, self.columns, self.header = list(fields), columns, header
        self.delimiter, self.quotes, self.na_value = delimiter, quotes, na_value
        self.compression_type = compression_type

    @property
    def element_spec(self) -> Any:
        return tuple([TensorSpec([], field.dtype) for field in self.fields])

    def reader(self) -> Reader:
        return _CsvRecords(self)

    def records(self) -> Iterator[list]:
        """The records' values."""
        names = self.inputs[0].reader()
        while (element := names.element()) is not None:
            path = element[0].numpy().decode()
            rows = csv_rows(path, self.delimiter, self.quotes, self.compression_type)
            if self.header:
                next(rows, None)
            for row in rows:
                yield self._values(row)

    def _values(self, row: list[str]) -> list:
        if self.columns is not None:
            row = [row[column] for column in self.columns if column < len(row)]
        if len(row) != len(self.fields):
            raise invalid(f"Expect {len(self.fields)} fields but have {len(row)} in record")
        return [
            field.value(text, position, self.na_value)
            for position, (field, text) in enumerate(zip(self.fields, row, strict=True))
        ]


class _CsvRecords(Reader):
    def __init__(self, plan: CsvRecords):
        self._records = plan.records()
        self._dtypes = [field.dtype for field in plan.fields]

    def element(self) -> Element | None:
        record = next(self._records, None)
        if record is None:
            return None
        return tuple(map(_scalar, record, self._dtypes))

    def close(self) -> None:
        self._records.close()  # type: ignore[attr-defined]


def _scalar(value: Any, dtype: DType) -> Tensor:
    return convert_to_tensor(value if dtype is string else np.asarray(value, dtype.np))


def csv_rows(
    path: str, delimiter: str, quotes: bool, compression_type: str | None = "", encoding="utf-8"
) -> Iterator[list[str]]:
    """The rows of a file, as texts; empty lines are left out."""
    quoting = csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE
    with open_file(path, compression_type) as file:
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        yield from filter(None, csv.reader(text, delimiter=delimiter, quoting=quoting))


def inferred_field(texts: Sequence[str], na_value: str) -> Field:
    """The narrowest type that all texts of a column have; 0 or "" stands for a missing one."""
    present = [text for text in texts if text not in ("", na_value)]
    for dtype in _TYPES:
        if dtype is string or all(_fits(text, dtype) for text in present):
            break
    empty = "" if dtype is string else np.zeros([], dtype.np)
    return Field(convert_to_tensor(empty))


def _fits(text: str, dtype: DType) -> bool:
    try:
        if dtype.is_integer:
            info = np.iinfo(dtype.np)
            return info.min <= int(text) <= info.max
        # Like TensorFlow, a number too large for float32 is a float64.
        return bool(np.isfinite(dtype.np.type(text))) or not np.isfinite(float(text))
    except ValueError:
        return False
