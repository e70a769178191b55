"""What lookup tables are filled with: pairs, or the lines of a file."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import as_dtype, convert_to_tensor, invalid, problem
from tapeflow.engine.dtypes import int64, string
from tapeflow.engine.errors import FailedPreconditionError, NotFoundError
from tapeflow.ops.io.files import path_of
from tapeflow.ops.strings.numbers import parsed


class TextFileIndex:
    """What of a line is a key or a value: all of it, or the line's number."""

    WHOLE_LINE = -2
    LINE_NUMBER = -1


class TableInitializerBase:
    """The base of initializers: `key_dtype`, `value_dtype`, and `pairs`, a dictionary."""

    def __init__(self, key_dtype: Any, value_dtype: Any):
        self.key_dtype = as_dtype(key_dtype)
        self.value_dtype = as_dtype(value_dtype)

    def pairs(self) -> dict:
        """The table's content."""
        raise NotImplementedError


class KeyValueTensorInitializer(TableInitializerBase):
    """A table of given keys and values.

    Args:
      keys: a tensor of keys, each once.
      values: a tensor of as many values.
      key_dtype: by default that of `keys`.
      value_dtype: by default that of `values`.
      name: accepted for compatibility, not used.
    """

    def __init__(
        self, keys: Any, values: Any, key_dtype: Any = None, value_dtype: Any = None, name=None
    ):
        self._keys = convert_to_tensor(keys, key_dtype)
        self._values = convert_to_tensor(values, value_dtype)
        super().__init__(self._keys.dtype, self._values.dtype)
        if self._keys.shape != self._values.shape:
            raise ValueError(
                f"keys and values must have the same shape, got {self._keys.shape} and "
                f"{self._values.shape}"
            )

    def pairs(self) -> dict:
        pairs: dict = {}
        keys, values = (np.asarray(t.numpy()).ravel().tolist() for t in (self._keys, self._values))
        for key, value in zip(keys, values, strict=True):
            if pairs.setdefault(key, value) != value:
                raise _two_values(key, pairs[key], value)
        return pairs


class TextFileInitializer(TableInitializerBase):
    """A table of the lines of a file.

    Args:
      filename: its path.
      key_dtype: string or int64.
      key_index: which column is the key; or `TextFileIndex.WHOLE_LINE`, `LINE_NUMBER`.
      value_dtype: string, int64, int32 or float32.
      value_index: which column is the value.
      vocab_size: how many lines there are; fewer is an error, more are not read.
      delimiter: what stands between columns.
      name: accepted for compatibility, not used.
      value_index_offset: is added to line numbers.

    Raises:
      ValueError: dtypes that don't go with the columns.
    """

    def __init__(
        self,
        filename: Any,
        key_dtype: Any,
        key_index: int,
        value_dtype: Any,
        value_index: int,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str | None = None,
        value_index_offset: int = 0,
    ):
        super().__init__(key_dtype, value_dtype)
        self._filename, self._size, self._delimiter = path_of(filename), vocab_size, delimiter
        if not self._filename:
            raise ValueError("`filename` argument required for tf.lookup.TextFileInitializer")
        self._columns = key_index, value_index
        self._offset = value_index_offset
        for what, index, dtype in (
            ("key", key_index, self.key_dtype),
            ("value", value_index, self.value_dtype),
        ):
            if index == TextFileIndex.LINE_NUMBER and not dtype.is_integer:
                raise ValueError(f"Signature mismatch. {what}s must be integers, got {dtype}")
            if index == TextFileIndex.WHOLE_LINE and what == "key" and dtype not in (string, int64):
                raise ValueError(f"Signature mismatch. Keys must be string or int64, got {dtype}")
            if index < -2:
                raise ValueError(f"Invalid {what} index {index}.")

    def pairs(self) -> dict:
        try:
            with open(self._filename, "rb") as file:
                lines = file.read().splitlines()
        except FileNotFoundError as error:
            raise NotFoundError(
                None, None, f"{self._filename}; No such file or directory"
            ) from error
        if self._size is not None:
            if len(lines) < self._size:
                raise invalid(
                    f"Expected {self._size} lines in {self._filename}, found {len(lines)}"
                )
            lines = lines[: self._size]
        pairs: dict = {}
        for number, line in enumerate(lines):
            key = self._part(line, number, self._columns[0], self.key_dtype, 0)
            value = self._part(line, number, self._columns[1], self.value_dtype, self._offset)
            if pairs.setdefault(key, value) != value:
                raise _two_values(key, pairs[key], value)
        return pairs

    def _part(self, line: bytes, number: int, index: int, dtype: Any, offset: int) -> Any:
        if index == TextFileIndex.LINE_NUMBER:
            return number + offset
        if index != TextFileIndex.WHOLE_LINE:
            parts = line.split(self._delimiter.encode())
            if index >= len(parts):
                raise invalid(
                    problem(
                        f"Invalid number of columns in {self._filename} line {number}", len(parts)
                    )
                )
            line = parts[index]
        return line if dtype is string else parsed(line, dtype)


def _two_values(key: Any, first: Any, second: Any) -> FailedPreconditionError:
    message = f"HashTable has different value for same key. Key {key} has {first} and {second}"
    return FailedPreconditionError(None, None, message)
