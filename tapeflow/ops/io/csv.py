"""`tf.io.decode_csv`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tapeflow.engine import DType, Tensor, convert_to_tensor, invalid
from tapeflow.engine.dtypes import float32, float64, int32, int64, string
from tapeflow.engine.errors import InvalidArgumentError
from tapeflow.ops.strings.host import bytes_of
from tapeflow.ops.strings.numbers import parsed


def decode_csv(
    records: Any,
    record_defaults: Sequence,
    field_delim: str = ",",
    use_quote_delim: bool = True,
    na_value: str = "",
    select_cols: Sequence[int] | None = None,
    name: str | None = None,
) -> list[Tensor]:
    """The columns of lines of comma-separated values (RFC 4180).

    Args:
      records: strings of any shape, one a line.
      record_defaults: for each column a value (or a list of one) that is used where the field is
        empty, and whose dtype the column has: float32, float64, int32, int64 or string. A dtype, or
        an empty tensor, makes the column required.
      field_delim: what stands between fields, one character.
      use_quote_delim: whether fields may stand in double quotes.
      na_value: what counts as empty, besides "".
      select_cols: which columns are read, in order; all by default.
      name: accepted for compatibility, not used.

    Returns:
      For each column a tensor of the shape of `records`.

    Raises:
      InvalidArgumentError: another number of fields, a field of another type, or a required one
        that is empty.

    >>> import tapeflow as tf
    >>> [c.numpy().tolist() for c in tf.io.decode_csv(["1,2.5", "3,"], [0, 0.5])]
    [[1, 3], [2.5, 0.5]]
    """
    if len(field_delim.encode()) != 1:
        raise invalid("field_delim should be only one char", given=repr(field_delim))
    if select_cols is not None and list(select_cols) != sorted(set(select_cols)):
        raise ValueError("select_cols is not strictly increasing.")
    if select_cols is not None and len(select_cols) != len(record_defaults):
        raise ValueError("Length of select_cols and record_defaults do not match.")
    columns = [_column(default) for default in record_defaults]
    lines = bytes_of(records)
    table = np.empty((len(columns), lines.size), object)
    for row, line in enumerate(lines.ravel().tolist()):
        fields = _fields(line, field_delim.encode(), use_quote_delim, row)
        if select_cols is not None:
            if len(fields) <= select_cols[-1]:
                raise invalid(
                    f"Expect {len(select_cols)} fields but have {len(fields)} in record {row}"
                )
            fields = [fields[column] for column in select_cols]
        if len(fields) != len(columns):
            raise invalid(f"Expect {len(columns)} fields but have {len(fields)} in record {row}")
        for column, (field, (dtype, default)) in enumerate(zip(fields, columns, strict=True)):
            table[column, row] = _value(field, dtype, default, na_value.encode(), column, row)
    return [
        convert_to_tensor(values.astype(dtype.np).reshape(lines.shape), dtype)
        for values, (dtype, _) in zip(table, columns, strict=True)
    ]


def _column(default: Any) -> tuple[DType, Any]:
    """A column's dtype and default, None if it is required."""
    if isinstance(default, DType):
        dtype, value = default, None
    else:
        tensor = convert_to_tensor(default)
        if tensor.ndim > 1 or tensor.shape.num_elements() > 1:
            raise invalid(
                "each record default must be a scalar, or of shape [1] or [0]", given=default
            )
        dtype = tensor.dtype
        value = np.asarray(tensor.numpy()).ravel()[0] if tensor.shape.num_elements() else None
    if dtype not in (float32, float64, int32, int64, string):
        raise invalid(
            f"decode_csv: a column of {dtype.name}",
            expected="float32, float64, int32, int64, string",
        )
    return dtype, value


def _value(field: bytes, dtype: DType, default: Any, missing: bytes, column: int, row: int) -> Any:
    if field in (b"", missing):
        if default is None:
            raise invalid(f"Field {column} is required but missing in record {row}!")
        return default
    if dtype is string:
        return field
    try:
        return parsed(field, dtype)
    except InvalidArgumentError:
        raise invalid(
            f"Field {column} in record {row} is not a valid {dtype.name}: "
            f"{field.decode(errors='replace')}"
        ) from None


def _fields(line: bytes, delimiter: bytes, quotes: bool, row: int) -> list[bytes]:
    if not quotes or b'"' not in line:
        return line.rstrip(b"\r\n").split(delimiter)
    fields, at, line = [], 0, line.rstrip(b"\r\n")
    while True:
        if line[at : at + 1] == b'"':
            field, at = _quoted(line, at + 1, row)
            if at < len(line) and line[at : at + 1] != delimiter:
                raise invalid(
                    "Quoted field has to end with quote followed by delim or end", given=line
                )
        else:
            end = line.find(delimiter, at)
            end = len(line) if end < 0 else end
            field, at = line[at:end], end
            if b'"' in field:
                raise invalid("Unquoted fields cannot have quotes/CRLFs inside", given=line)
        fields.append(field)
        if at >= len(line):
            return fields
        at += 1


def _quoted(line: bytes, at: int, row: int) -> tuple[bytes, int]:
    """A field in quotes, in which two of them stand for one; and where it ends."""
    parts = []
    while True:
        end = line.find(b'"', at)
        if end < 0:
            raise invalid(f"Quoted field has to end with quote in record {row}", given=line)
        parts.append(line[at:end])
        if line[end + 1 : end + 2] != b'"':
            return b"".join(parts), end + 1
        parts.append(b'"')
        at = end + 2
