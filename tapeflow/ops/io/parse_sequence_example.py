"""`tf.io.parse_sequence_example`: a batch of serialized `SequenceExample`s."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.ops.io import wire
from tapeflow.ops.io.features import FixedLenSequenceFeature, VarLenFeature
from tapeflow.ops.io.parse_example import parse_example, parse_single_sequence_example
from tapeflow.ops.sparse import SparseTensor
from tapeflow.ops.strings.host import bytes_of


def parse_sequence_example(
    serialized: Any,
    context_features: Mapping | None = None,
    sequence_features: Mapping | None = None,
    example_names: Any = None,
    name: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Tensor]]:
    """The contexts and sequences of a batch.

    Args:
      serialized: strings `[batch]`.
      context_features: how each feature of the context is read.
      sequence_features: how each sequence is read: `FixedLenSequenceFeature`, filled up with zeros
        to the longest, or `VarLenFeature`.
      example_names: accepted for compatibility, not used.
      name: accepted for compatibility, not used.

    Returns:
      Three dictionaries: of the contexts; of the sequences, `[batch, time, ...]`; and of the
      lengths of those with a fixed size, int64 `[batch]`.

    Raises:
      ValueError: no features are asked for.
      NotImplementedError: another kind of sequence.
      InvalidArgumentError: a string is no sequence example, or a feature does not fit.
    """
    if not context_features and not sequence_features:
        raise ValueError("Both `context_features` and `sequence_features` argument are None.")
    items = bytes_of(serialized).ravel().tolist()
    context = parse_example(_contexts(items), context_features) if context_features else {}
    sequences, lengths = {}, {}
    for key, how in (sequence_features or {}).items():
        each = [parse_single_sequence_example(s, None, {key: how})[1][key] for s in items]
        if isinstance(how, VarLenFeature):
            sequences[key] = _sparse(each)
        elif isinstance(how, FixedLenSequenceFeature):
            sequences[key], lengths[key] = _filled(each)
        else:
            raise NotImplementedError(
                f"tf.io.parse_sequence_example: {type(how).__name__} is not supported for "
                "sequences; use VarLenFeature or FixedLenSequenceFeature"
            )
    return context, sequences, lengths


def _contexts(items: list[bytes]) -> Tensor:
    """The contexts as `Example`s, whose features stand in the same field."""
    found = []
    for item in items:
        parts = [content for number, _, content in wire.fields(item) if number == 1]
        found.append(b"".join(wire.field(1, part) for part in parts))
    return convert_to_tensor(np.array(found, object), "string")


def _filled(each: list[Tensor]) -> tuple[Tensor, Tensor]:
    arrays = [np.asarray(tensor.numpy()) for tensor in each]
    lengths = [len(array) for array in arrays]
    shape = (len(arrays), max(lengths, default=0), *each[0].shape[1:])
    text = each[0].dtype.name == "string"
    full = np.full(shape, b"", object) if text else np.zeros(shape, each[0].dtype.np)
    for row, array in zip(full, arrays, strict=True):
        row[: len(array)] = array
    values = convert_to_tensor(full, each[0].dtype)
    return values, convert_to_tensor(np.array(lengths, np.int64))


def _sparse(each: list[SparseTensor]) -> SparseTensor:
    indices, values, shapes = [], [], []
    for row, sparse in enumerate(each):
        places = np.asarray(sparse.indices.numpy())
        indices.append(np.insert(places, 0, row, axis=1))
        values.append(np.asarray(sparse.values.numpy()))
        shapes.append(np.asarray(sparse.dense_shape.numpy()))
    shape = np.array([len(each), *np.max(shapes, axis=0)], np.int64)
    joined = convert_to_tensor(np.concatenate(values), each[0].dtype)
    return SparseTensor(np.concatenate(indices), joined, shape)
