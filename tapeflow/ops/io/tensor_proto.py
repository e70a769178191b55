"""Tensors as bytes: TensorFlow's `TensorProto` messages."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tapeflow.engine import DType, Tensor, as_dtype, convert_to_tensor, invalid
from tapeflow.engine.dtypes import string
from tapeflow.ops.array import stack
from tapeflow.ops.io import wire
from tapeflow.ops.sparse import SparseTensor
from tapeflow.ops.strings.host import bytes_of, strings

# Where a message without raw content has its numbers: field -> how they are read.
_FLOATS, _DOUBLES, _INTEGERS = {5: "<f4", 9: "<c8"}, {6: "<f8", 12: "<c16"}, (7, 10, 11, 13, 16, 17)


def serialize_tensor(tensor: Any, name: str | None = None) -> Tensor:
    """A tensor as a string, which `parse_tensor` reads.

    >>> import tapeflow as tf
    >>> tf.io.parse_tensor(tf.io.serialize_tensor([1, 2]), tf.int32).numpy()
    array([1, 2], dtype=int32)
    """
    return convert_to_tensor(tensor_bytes(convert_to_tensor(tensor)))


def tensor_bytes(tensor: Tensor) -> bytes:
    """The message of a tensor."""
    array = np.asarray(tensor.numpy())
    sizes = b"".join(wire.field(2, wire.number_field(1, n) if n else b"") for n in array.shape)
    head = wire.number_field(1, tensor.dtype.enum) + wire.field(2, sizes)
    if tensor.dtype is string:
        return head + b"".join(wire.field(8, item) for item in array.ravel().tolist())
    content = np.ascontiguousarray(array).tobytes()
    return head + wire.field(4, content) if content else head


def parse_tensor(serialized: Any, out_type: Any, name: str | None = None) -> Tensor:
    """The tensor that a string describes.

    Args:
      serialized: a string, a serialized `TensorProto`.
      out_type: its dtype.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: it is no such string, or of another dtype.
    """
    data = bytes_of(serialized)[()]
    try:
        tensor = tensor_of(data)
    except (wire.WireError, TypeError, ValueError) as error:
        raise invalid("Cannot parse tensor from proto", given=repr(data[:80])) from error
    if tensor.dtype is not as_dtype(out_type):
        raise invalid(
            f"Type mismatch between parsed tensor ({tensor.dtype.name}) and dtype "
            f"({as_dtype(out_type).name})"
        )
    return tensor


def tensor_of(data: bytes) -> Tensor:
    """The tensor of a message.

    Raises:
      WireError, TypeError, ValueError: it is none.
    """
    dtype: DType | None = None
    shape: list[int] = []
    content, texts = b"", []
    numbers: list[np.ndarray] = []
    for number, kind, part in wire.fields(data):
        if number == 1:
            dtype = as_dtype(part)
        elif number == 2:
            shape = _sizes(part)
        elif number == 4:
            content = part
        elif number == 8:
            texts.append(part)
        elif number in _FLOATS or number in _DOUBLES:
            numbers.append(np.frombuffer(part, (_FLOATS | _DOUBLES)[number]))
        elif number in _INTEGERS:
            whole = (
                np.array([wire.signed(part)])
                if kind == wire.VARINT
                else wire.read_packed_varints(part)
            )
            numbers.append(whole)
    if dtype is None:
        raise wire.WireError("no dtype")
    size = math.prod(shape)
    if dtype is string:
        return strings(_filled(np.array([*texts, None], object)[:-1], size, b"").reshape(shape))
    if content:
        return convert_to_tensor(np.frombuffer(content, dtype.np).reshape(shape))
    given = np.concatenate(numbers) if numbers else np.zeros(0, dtype.np)
    if dtype.name in ("float16", "bfloat16"):
        given = given.astype(np.uint16).view(dtype.np)
    return convert_to_tensor(_filled(given.astype(dtype.np), size, 0).reshape(shape))


def _filled(given: np.ndarray, size: int, empty: Any) -> np.ndarray:
    """The last value stands for all that are not given."""
    if len(given) == size:
        return given
    last = given[-1] if len(given) else empty
    array = np.full(size, last, given.dtype)
    array[: len(given)] = given
    return array


def _sizes(shape: bytes) -> list[int]:
    sizes = []
    for number, _, dimension in wire.fields(shape):
        if number == 2:
            sizes.append(next((wire.signed(n) for f, _, n in wire.fields(dimension) if f == 1), 0))
    return sizes


def serialize_sparse(sp_input: SparseTensor, out_type: Any = string, name: str | None = None):
    """A sparse tensor as three strings: indices, values and shape."""
    if as_dtype(out_type) is not string:
        raise NotImplementedError("tf.io.serialize_sparse: out_type other than tf.string")
    parts = (sp_input.indices, sp_input.values, sp_input.dense_shape)
    return strings([tensor_bytes(part) for part in parts])


def serialize_many_sparse(sp_input: SparseTensor, out_type: Any = string, name: str | None = None):
    """Each entry of the first axis of a sparse tensor as three strings, `[batch, 3]`."""
    if as_dtype(out_type) is not string:
        raise NotImplementedError("tf.io.serialize_many_sparse: out_type other than tf.string")
    places, values = sp_input._places, np.asarray(sp_input.values.numpy())
    rows = []
    for row in range(sp_input._sizes[0]):
        here = places[:, 0] == row
        part = SparseTensor(
            places[here, 1:],
            convert_to_tensor(values[here], sp_input.dtype),
            np.array(sp_input._sizes[1:], np.int64),
        )
        rows.append(serialize_sparse(part))
    return stack(rows) if rows else convert_to_tensor(np.empty((0, 3), object), string)


def deserialize_many_sparse(
    serialized_sparse: Any, dtype: Any, rank: int | None = None, name: str | None = None
) -> SparseTensor:
    """The sparse tensor whose entries along the first axis are given as `[batch, 3]` strings."""
    rows = bytes_of(serialized_sparse)
    places, values, sizes = [], [], []
    for at, (indices, given, shape) in enumerate(rows.tolist()):
        places.append(np.insert(tensor_of(indices).numpy(), 0, at, 1))
        values.append(np.asarray(parse_tensor(given, dtype).numpy()))
        sizes.append(tensor_of(shape).numpy())
    shape = np.insert(np.max(sizes, 0), 0, len(rows))
    return SparseTensor(
        np.concatenate(places), convert_to_tensor(np.concatenate(values), as_dtype(dtype)), shape
    )
