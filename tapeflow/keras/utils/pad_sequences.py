"""`pad_sequences`: lists of different lengths as one array."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import problem


def pad_sequences(
    sequences, maxlen=None, dtype="int32", padding="pre", truncating="pre", value=0.0
) -> np.ndarray:
    """Sequences of different lengths as the rows of one array.

    Args:
      sequences: a list of lists or arrays, which agree in all axes but the first.
      maxlen: the rows' length; that of the longest sequence by default.
      dtype: of the result; `object` for strings of any length.
      padding: `"pre"` or `"post"`, where a shorter sequence is filled up.
      truncating: `"pre"` or `"post"`, where a longer one is cut.
      value: what it is filled with.

    Returns:
      An array of shape `[len(sequences), maxlen, ...]`.

    Raises:
      ValueError: something is no sequence, their shapes differ, or `value` does not fit `dtype`.

    >>> import tapeflow as tf
    >>> tf.keras.utils.pad_sequences([[1], [2, 3], [4, 5, 6]], maxlen=2)
    array([[0, 1],
           [2, 3],
           [5, 6]], dtype=int32)
    """
    for name, given in (("Truncating", truncating), ("Padding", padding)):
        if given not in ("pre", "post"):
            raise ValueError(f'{name} type "{given}" not understood; "pre" and "post" are')
    if not hasattr(sequences, "__len__"):
        raise ValueError("`sequences` must be iterable.")
    text = np.issubdtype(dtype, np.str_) or np.issubdtype(dtype, np.bytes_)
    if isinstance(value, str) and dtype is not object and not text:
        raise ValueError(
            problem(
                f"`dtype` {dtype} is not compatible with `value`'s type: {type(value)}",
                fix="dtype=object, for strings of any length",
            )
        )
    lengths = [_length(sequence) for sequence in sequences]
    maxlen = max(lengths) if maxlen is None else maxlen
    sample_shape = next((np.shape(s)[1:] for s, n in zip(sequences, lengths, strict=True) if n), ())
    padded = np.full((len(lengths), maxlen, *sample_shape), value, dtype)
    for row, sequence in enumerate(sequences):
        cut = slice(maxlen) if truncating == "post" else slice(max(lengths[row] - maxlen, 0), None)
        kept = sequence[cut]
        if not len(kept):
            continue
        kept = np.asarray(kept, dtype)
        if kept.shape[1:] != sample_shape:
            raise ValueError(
                f"Shape of sample {kept.shape[1:]} of sequence at position {row} is different from "
                f"expected shape {sample_shape}"
            )
        if padding == "post":
            padded[row, : len(kept)] = kept
        else:
            padded[row, maxlen - len(kept) :] = kept
    return padded


def _length(sequence: Any) -> int:
    try:
        return len(sequence)
    except TypeError:
        raise ValueError(
            f"`sequences` must be a list of iterables. Found non-iterable: {sequence}"
        ) from None
