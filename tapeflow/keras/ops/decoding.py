"""`ctc_decode`: the labels that a sequence of class scores spells."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.ops.alignment import ctc_greedy_decoder
from tapeflow.ops.alignment.beam_search import ctc_beam_search_decoder
from tapeflow.ops.array import concat, stack, transpose, where
from tapeflow.ops.math import cast
from tapeflow.ops.sparse import SparseTensor, to_dense


def ctc_decode(
    inputs: Any,
    sequence_lengths: Any,
    strategy: str = "greedy",
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
    mask_index: int | None = 0,
) -> tuple[Tensor, Tensor]:
    """The most likely labels without times, and how likely they are.

    Args:
      inputs: logits `[batch, time, classes]`.
      sequence_lengths: integers `[batch]`.
      strategy: "greedy": the best class of each time; "beam_search".
      beam_width: how many prefixes the search keeps.
      top_paths: how many labelings the search gives.
      merge_repeated: whether a repeated class counts once ("greedy" only).
      mask_index: the class that is no label.

    Returns:
      int32 labels `[paths, batch, time]`, filled up with -1; and scores `[batch, paths]`.

    Raises:
      ValueError: another strategy.

    >>> import tapeflow as tf
    >>> logits = [[[0.0, 5.0, 0.0], [0.0, 5.0, 0.0], [0.0, 0.0, 5.0]]]
    >>> tf.keras.ops.ctc_decode(logits, [3])[0].numpy().tolist()
    [[[1, 2, -1]]]
    """
    inputs = convert_to_tensor(inputs)
    if not inputs.dtype.is_floating or inputs.dtype.size < 4:
        inputs = cast(inputs, "float32")
    batch, time, classes = inputs.shape
    lengths, logits = cast(sequence_lengths, "int32"), transpose(inputs, (1, 0, 2))
    if strategy == "greedy":
        decoded, scores = ctc_greedy_decoder(logits, lengths, merge_repeated, mask_index)
    elif strategy == "beam_search":
        if mask_index is not None:
            mask_index %= classes
            parts = (logits[..., :mask_index], logits[..., mask_index + 1 :])
            logits = concat([*parts, logits[..., mask_index : mask_index + 1]], -1)
        decoded, scores = ctc_beam_search_decoder(logits, lengths, beam_width, top_paths)
    else:
        raise ValueError(
            f"Invalid strategy {strategy}. Supported values are 'greedy' and 'beam_search'."
        )
    whole = [SparseTensor(path.indices, path.values, (batch, time)) for path in decoded]
    labels = cast(stack([to_dense(path, default_value=-1) for path in whole]), "int32")
    if strategy == "beam_search" and mask_index is not None:
        labels = where(labels >= mask_index, labels + 1, labels)
    return labels, scores
