"""Joining strings: of several tensors, along axes, by segment, and as n-grams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid, problem
from tapeflow.ops.ragged import RaggedTensor
from tapeflow.ops.strings.host import bytes_of, strings


def join(inputs: Sequence, separator: str = "", name: str | None = None) -> Any:
    """The strings of several tensors side by side, one joined string for each place.

    Args:
      inputs: tensors of one shape; single strings go with any.
      separator: what stands between them.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the shapes differ.

    >>> import tapeflow as tf
    >>> tf.strings.join([["a", "b"], "c"], "-").numpy()
    array([b'a-c', b'b-c'], dtype=object)
    """
    ragged = [part for part in inputs if isinstance(part, RaggedTensor)]
    if ragged:
        flat = [p.flat_values if isinstance(p, RaggedTensor) else p for p in inputs]
        return ragged[0].with_flat_values(join(flat, separator))
    arrays = [bytes_of(part) for part in inputs]
    shapes = {array.shape for array in arrays if array.ndim}
    if len(shapes) > 1:
        raise invalid(f"Input shapes do not match: {' vs. '.join(map(str, sorted(shapes)))}")
    shape = shapes.pop() if shapes else ()
    between, joined = _bytes(separator), np.empty(shape, object)
    spread = [np.broadcast_to(array, shape) for array in arrays]
    for place in np.ndindex(*shape):
        joined[place] = between.join(array[place] for array in spread)
    return strings(joined)


def _bytes(text: Any) -> bytes:
    text = text.numpy() if isinstance(text, Tensor) else text
    return text.encode() if isinstance(text, str) else text


def reduce_join(
    inputs: Any, axis: Any = None, keepdims: bool = False, separator: str = "", name=None
) -> Any:
    """The strings along axes joined; along all axes by default.

    >>> import tapeflow as tf
    >>> tf.strings.reduce_join([["a", "b"], ["c", "d"]], axis=1, separator=" ").numpy()
    array([b'a b', b'c d'], dtype=object)
    """
    between = _bytes(separator)
    if isinstance(inputs, RaggedTensor):
        return _joined_rows(inputs, axis, between)
    array = bytes_of(inputs)
    axes = list(range(array.ndim)) if axis is None else np.atleast_1d(np.asarray(axis)).tolist()
    if any(not -array.ndim <= item < array.ndim for item in axes):
        raise invalid(f"Invalid reduction dimension {axes}, for input with {array.ndim} dimensions")
    axes = [item % array.ndim for item in axes]
    left = [item for item in range(array.ndim) if item not in axes]
    moved = array.transpose([*left, *axes]).reshape(*[array.shape[i] for i in left], -1)
    joined = np.empty(moved.shape[:-1], object)
    for place in np.ndindex(*joined.shape):
        joined[place] = between.join(moved[place])
    if keepdims:
        joined = joined.reshape([1 if i in axes else n for i, n in enumerate(array.shape)])
    return strings(joined)


def _joined_rows(ragged: RaggedTensor, axis: Any, between: bytes) -> Any:
    rank = len(ragged.shape)
    if axis is None or int(axis) % rank != rank - 1:
        raise NotImplementedError(
            problem(
                "tf.strings.reduce_join of a ragged tensor", given=f"axis {axis}", expected="-1"
            )
        )
    if isinstance(ragged.values, RaggedTensor) or ragged.values.ndim > 1:
        return ragged.with_values(reduce_join(ragged.values, -1, separator=between))
    return strings([between.join(row) for row in ragged.to_list()])


def unsorted_segment_join(
    inputs: Any, segment_ids: Any, num_segments: Any, separator: str = "", name: str | None = None
) -> Tensor:
    """The strings of each segment joined, in their order; "" for a segment without strings.

    >>> import tapeflow as tf
    >>> tf.strings.unsorted_segment_join(["a", "b", "c"], [1, 0, 1], 2).numpy()
    array([b'b', b'ac'], dtype=object)
    """
    found: list[list[bytes]] = [[] for _ in range(int(num_segments))]
    ids = np.asarray(convert_to_tensor(segment_ids).numpy()).ravel().tolist()
    for item, segment in zip(bytes_of(inputs).ravel().tolist(), ids, strict=True):
        if segment >= len(found):
            raise invalid(f"segment_ids must be below {len(found)}", given=segment)
        if segment >= 0:
            found[segment].append(item)
    return strings([_bytes(separator).join(row) for row in found])


def ngrams(
    data: Any,
    ngram_width: Any,
    separator: str = " ",
    pad_values: Any = None,
    padding_width: int | None = None,
    preserve_short_sequences: bool = False,
    name: str | None = None,
) -> Any:
    """Neighboring strings joined, along the last axis.

    Args:
      data: strings of shape `[..., count]`, or a ragged tensor of them.
      ngram_width: how many are joined, or a tuple of such numbers.
      separator: what stands between them.
      pad_values: what is put before and after each row: one string, or a pair of them.
      padding_width: how many of them; by default the width less 1.
      preserve_short_sequences: whether a row that is too short gives one shorter n-gram.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.strings.ngrams(["a", "b", "c"], 2).numpy()
    array([b'a b', b'b c'], dtype=object)
    """
    widths = [ngram_width] if isinstance(ngram_width, int) else list(ngram_width)
    if not widths or min(widths) < 1:
        raise ValueError(f"All ngram_widths must be greater than 0. Got ngram_width={ngram_width}")
    pads = (pad_values, pad_values) if isinstance(pad_values, (str, bytes)) else pad_values
    ragged = data if isinstance(data, RaggedTensor) else convert_to_tensor(data)
    dense = isinstance(ragged, Tensor)
    if dense and ragged.ndim == 1:
        return strings(
            _grams(
                bytes_of(ragged).tolist(),
                widths,
                separator,
                pads,
                padding_width,
                preserve_short_sequences,
            )
        )
    if dense:
        ragged = RaggedTensor.from_tensor(ragged, ragged_rank=ragged.ndim - 1)
    if isinstance(ragged.values, RaggedTensor):
        result = ragged.with_values(
            ngrams(
                ragged.values,
                widths,
                separator,
                pad_values,
                padding_width,
                preserve_short_sequences,
            )
        )
    else:
        rows = [
            _grams(row, widths, separator, pads, padding_width, preserve_short_sequences)
            for row in ragged.to_list()
        ]
        flat = strings([gram for row in rows for gram in row])
        result = RaggedTensor.from_row_lengths(flat, np.array([len(r) for r in rows], np.int64))
    return result.to_tensor() if dense else result


def _grams(
    row: list, widths: list, separator: str, pads: Any, padding_width: int | None, short: bool
) -> list:
    between = _bytes(separator)
    found: list = []
    for width in widths:
        padded = row
        if pads is not None:
            count = width - 1 if padding_width is None else min(padding_width, width - 1)
            padded = [_bytes(pads[0])] * count + row + [_bytes(pads[1])] * count
        found += [between.join(padded[i : i + width]) for i in range(len(padded) - width + 1)]
    if short and not found and row:
        found.append(between.join(row))
    return found
