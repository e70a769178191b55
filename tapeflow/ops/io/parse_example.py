"""Reading the features of serialized `Example`s into tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tapeflow.engine import DType, TensorShape, as_dtype, convert_to_tensor, invalid, problem
from tapeflow.engine.dtypes import float32, int64, string
from tapeflow.ops.io import wire
from tapeflow.ops.io.features import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    RaggedFeature,
    SparseFeature,
    VarLenFeature,
)
from tapeflow.ops.ragged import RaggedTensor
from tapeflow.ops.sparse import SparseTensor
from tapeflow.ops.strings.host import bytes_of

_NUMBER = {string: 1, float32: 2, int64: 3}
_NAME = {1: "string", 2: "float", 3: "int64"}


def parse_single_example(
    serialized: Any, features: Mapping, example_names: Any = None, name: str | None = None
) -> dict[str, Any]:
    """The features of one serialized `Example`.

    Args:
      serialized: a string.
      features: for each name a `FixedLenFeature`, `VarLenFeature`, `FixedLenSequenceFeature`,
        `SparseFeature` or `RaggedFeature`.
      example_names: accepted for compatibility, not used.
      name: accepted for compatibility, not used.

    Returns:
      For each name a tensor, sparse tensor or ragged tensor.

    Raises:
      InvalidArgumentError: the string is no example, or a feature is missing, of another type or of
        another shape.

    >>> import tapeflow as tf
    >>> example = tf.train.Example()
    >>> example.features.feature["age"].int64_list.value.append(29)
    >>> tf.io.parse_single_example(
    ...     example.SerializeToString(), {"age": tf.io.FixedLenFeature([], tf.int64)}
    ... )["age"].numpy()
    np.int64(29)
    """
    _check_features(features)
    item = bytes_of(serialized)
    if item.ndim:
        raise ValueError(f"serialized must be a scalar, got shape {item.shape}")
    return _parsed([_features_of(item[()])], features, single=True)


def parse_example(
    serialized: Any, features: Mapping, example_names: Any = None, name: str | None = None
) -> dict[str, Any]:
    """The features of a batch of serialized `Example`s, `[batch]`; see `parse_single_example`.

    A scalar is read as `parse_single_example` does.
    """
    _check_features(features)
    items = bytes_of(serialized)
    if not items.ndim:
        return parse_single_example(serialized, features)
    if items.ndim > 1:
        raise ValueError(f"serialized must have rank 0 or 1, got shape {items.shape}")
    return _parsed([_features_of(item) for item in items], features, single=False)


def _check_features(features: Any) -> None:
    if not features:
        raise ValueError("Argument `features` cannot be None or empty.")


def _features_of(serialized: bytes) -> dict[str, bytes]:
    """The features' names and bytes; of the last one, where a name comes twice."""
    found: dict[str, bytes] = {}
    try:
        for number, _, content in wire.fields(serialized):
            if number == 1:
                found |= _named(content)
    except (wire.WireError, TypeError) as error:
        raise invalid("Could not parse example input", given=repr(serialized[:80])) from error
    return found


def _named(content: Any) -> dict[str, bytes]:
    found = {}
    for number, _, entry in wire.fields(content):
        if number == 1:
            parts = {key: part for key, _, part in wire.fields(entry)}
            found[parts.get(1, b"").decode()] = parts.get(2, b"")
    return found


def values_of(feature: bytes | None, dtype: DType, key: str) -> np.ndarray | None:
    """A feature's values; None if it is missing or empty.

    Raises:
      InvalidArgumentError: it holds another type.
    """
    if not feature:
        return None
    number, _, content = list(wire.fields(feature))[-1]
    if number != _NUMBER[dtype]:
        raise invalid(
            f"Key: {key}.  Data types don't match.",
            given=_NAME.get(number, number),
            expected=_NAME[_NUMBER[dtype]],
        )
    return _LISTS[number](content)


def _bytes_list(content: bytes) -> np.ndarray:
    items = [item for number, _, item in wire.fields(content) if number == 1]
    array = np.empty(len(items), object)
    array[:] = items
    return array


def _float_list(content: bytes) -> np.ndarray:
    parts = [np.frombuffer(item, "<f4") for n, _, item in wire.fields(content) if n == 1]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _int64_list(content: bytes) -> np.ndarray:
    parts = []
    for number, kind, item in wire.fields(content):
        if number == 1 and kind == wire.VARINT:
            parts.append(np.array([wire.signed(item)], np.int64))
        elif number == 1:
            parts.append(wire.read_packed_varints(item))
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


_LISTS: dict[int, Callable[[bytes], np.ndarray]] = {
    1: _bytes_list, 2: _float_list, 3: _int64_list,
}  # fmt: skip


def _parsed(examples: list[dict], features: Mapping, single: bool) -> dict[str, Any]:
    result = {}
    for key in sorted(features):
        how = features[key]
        reader = _READERS.get(type(how))
        if reader is None:
            raise ValueError(f"Unsupported {type(how).__name__} for feature {key!r}: {how!r}")
        result[key] = reader(examples, key, how, single)
    return result


def kind_of(how: Any, key: str) -> DType:
    """The dtype a feature is read as.

    Raises:
      ValueError: it is none of the three there are.
    """
    dtype = as_dtype(how.dtype)
    if dtype not in _NUMBER:
        raise ValueError(
            problem(
                f"Unsupported dtype for feature {key!r}",
                given=dtype.name,
                expected="float32, int64 or string",
                fix="tf.cast after parsing",
            )
        )
    return dtype


def sizes_of(how: Any, key: str) -> tuple[int, ...]:
    """The shape of a feature, all sizes of which must be known."""
    shape = TensorShape(how.shape)
    if not shape.is_fully_defined():
        raise ValueError(
            f"All dimensions of shape for feature {key} need to be known but received {shape}"
        )
    return tuple(shape)


def _fixed(examples: list[dict], key: str, how: FixedLenFeature, single: bool) -> Any:
    dtype, sizes = kind_of(how, key), sizes_of(how, key)
    rows = []
    for example in examples:
        values = values_of(example.get(key), dtype, key)
        if values is None:
            values = _default(how.default_value, dtype, sizes, key)
        if values.size != int(np.prod(sizes)):
            raise invalid(
                f"Key: {key}.  Number of {_NAME[_NUMBER[dtype]]} values != expected.",
                given=f"{values.size} values",
                expected=f"shape {list(sizes)}",
                fix="tf.io.VarLenFeature, if the number differs between examples",
            )
        rows.append(values.reshape(sizes))
    if single:
        return convert_to_tensor(rows[0], dtype)
    array = np.empty((len(rows), *sizes), dtype.np)
    for place, row in enumerate(rows):
        array[place, ...] = row
    return convert_to_tensor(array, dtype)


def _default(value: Any, dtype: DType, sizes: tuple[int, ...], key: str) -> np.ndarray:
    if value is None:
        raise invalid(
            f"Feature: {key} (data type: {_NAME[_NUMBER[dtype]]}) is required but could not be "
            "found.",
            fix="a default_value, or tf.io.VarLenFeature",
        )
    array = np.asarray(convert_to_tensor(value, dtype).numpy(), dtype.np)
    return np.full(sizes, array.reshape(()), dtype.np) if array.size == 1 else array


def _lists(examples: list[dict], key: str, dtype: DType) -> list[np.ndarray]:
    rows = [values_of(example.get(key), dtype, key) for example in examples]
    return [np.zeros(0, dtype.np) if row is None else row for row in rows]


def _variable(examples: list[dict], key: str, how: VarLenFeature, single: bool) -> Any:
    dtype = kind_of(how, key)
    rows = _lists(examples, key, dtype)
    if single:
        places = np.arange(len(rows[0]), dtype=np.int64)[:, None]
        return SparseTensor(places, convert_to_tensor(rows[0], dtype), [len(rows[0])])
    longest = max((len(row) for row in rows), default=0)
    places = [(at, position) for at, row in enumerate(rows) for position in range(len(row))]
    values = np.concatenate(rows) if rows else np.zeros(0, dtype.np)
    return SparseTensor(
        np.array(places, np.int64).reshape(-1, 2),
        convert_to_tensor(values, dtype),
        np.array([len(rows), longest], np.int64),
    )


def _sequence(examples: list[dict], key: str, how: FixedLenSequenceFeature, single: bool) -> Any:
    dtype, sizes = kind_of(how, key), sizes_of(how, key)
    if not how.allow_missing:
        raise ValueError(
            f"Unsupported: FixedLenSequenceFeature requires allow_missing to be True ({key!r})"
        )
    each = int(np.prod(sizes))
    rows = _lists(examples, key, dtype)
    for row in rows:
        if row.size % each:
            raise invalid(f"Key: {key}.  Number of values is no multiple of {each}", given=row.size)
    if single:
        return convert_to_tensor(rows[0].reshape(-1, *sizes), dtype)
    longest = max((row.size // each for row in rows), default=0)
    fill = b"" if dtype is string else 0
    fill = (
        fill if how.default_value is None else convert_to_tensor(how.default_value, dtype).numpy()
    )
    array = np.full((len(rows), longest, *sizes), fill, dtype.np)
    for place, row in enumerate(rows):
        array[place, : row.size // each] = row.reshape(-1, *sizes)
    return convert_to_tensor(array, dtype)


def _ragged(examples: list[dict], key: str, how: RaggedFeature, single: bool) -> Any:
    dtype = kind_of(how, key)
    rows = _lists(examples, how.value_key or key, dtype)
    if single:
        return convert_to_tensor(rows[0], dtype)
    values = convert_to_tensor(np.concatenate(rows), dtype)
    lengths = np.array([len(row) for row in rows], np.int64)
    return RaggedTensor.from_row_lengths(values, lengths).with_row_splits_dtype(
        how.row_splits_dtype
    )


def _sparse(examples: list[dict], key: str, how: SparseFeature, single: bool) -> Any:
    dtype = kind_of(how, key)
    names = how.index_key if isinstance(how.index_key, (list, tuple)) else [how.index_key]
    sizes = how.size if isinstance(how.size, (list, tuple)) else [how.size]
    if len(names) != len(sizes):
        raise ValueError(f"SparseFeature {key!r}: as many sizes as index_keys, got {how}")
    places, values = [], []
    for at, example in enumerate(examples):
        columns = [_lists([example], name, int64)[0] for name in names]
        row = _lists([example], how.value_key, dtype)[0]
        if any(len(column) != len(row) for column in columns):
            raise invalid(f"SparseFeature {key!r}: as many values as indices are needed")
        here = np.stack(columns, 1)
        order = np.arange(len(row)) if how.already_sorted else np.lexsort(here.T[::-1])
        here = here[order]
        places.append(here if single else np.insert(here, 0, at, 1))
        values.append(row[order])
    shape = list(map(int, sizes)) if single else [len(examples), *map(int, sizes)]
    return SparseTensor(
        np.concatenate(places),
        convert_to_tensor(np.concatenate(values), dtype),
        np.array(shape, np.int64),
    )


_READERS: dict[type, Callable] = {
    FixedLenFeature: _fixed, VarLenFeature: _variable, FixedLenSequenceFeature: _sequence,
    RaggedFeature: _ragged, SparseFeature: _sparse,
}  # fmt: skip


def parse_single_sequence_example(
    serialized: Any,
    context_features: Mapping | None = None,
    sequence_features: Mapping | None = None,
    example_name: Any = None,
    name: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The context and the sequences of one serialized `SequenceExample`.

    Args:
      serialized: a string.
      context_features: how each feature of the context is read.
      sequence_features: how each sequence is read: `FixedLenSequenceFeature`, `VarLenFeature` or
        `RaggedFeature`.
      example_name: accepted for compatibility, not used.
      name: accepted for compatibility, not used.

    Returns:
      Two dictionaries: of the context, and of the sequences, whose first axis is time.

    Raises:
      InvalidArgumentError: the string is no sequence example, or a feature does not fit.
    """
    if not context_features and not sequence_features:
        raise ValueError("Both `context_features` and `sequence_features` argument are None.")
    item = bytes_of(serialized)[()]
    context: dict[str, bytes] = {}
    sequences: dict[str, list[bytes]] = {}
    try:
        for number, _, content in wire.fields(item):
            if number == 1:
                context |= _named(content)
            elif number == 2:
                for key, steps in _named(content).items():
                    sequences[key] = [s for n, _, s in wire.fields(steps) if n == 1]
    except (wire.WireError, TypeError) as error:
        raise invalid("Invalid protocol message input", given=repr(item[:80])) from error
    read = {
        key: _steps(sequences.get(key), key, how) for key, how in (sequence_features or {}).items()
    }
    return _parsed([context], context_features or {}, single=True), read


def _steps(steps: list[bytes] | None, key: str, how: Any) -> Any:
    dtype = kind_of(how, key)
    if isinstance(how, FixedLenSequenceFeature):
        sizes = sizes_of(how, key)
        if steps is None and not how.allow_missing:
            raise invalid(
                f"Name: <unknown>, Feature list '{key}' is required but could not be found.",
                fix="allow_missing=True",
            )
        rows = [values_of(step, dtype, key) for step in steps or []]
        for row in rows:
            if row is None or row.size != int(np.prod(sizes)):
                raise invalid(f"Feature list: {key}: number of values in a step != {list(sizes)}")
        array = np.empty((len(rows), *sizes), dtype.np)
        for place, row in enumerate(rows):
            array[place] = row.reshape(sizes)
        return convert_to_tensor(array, dtype)
    examples = [{key: step} for step in steps or []]
    if isinstance(how, RaggedFeature):
        return _ragged(examples, key, how, single=False)
    return _variable(examples, key, how, single=False)
