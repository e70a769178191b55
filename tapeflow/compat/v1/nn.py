"""`tf.compat.v1.nn`: what takes other arguments there than in `tf.nn`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, problem
from tapeflow.ops.alignment import ctc_loss as _ctc_loss
from tapeflow.ops.alignment.beam_search import ctc_beam_search_decoder as _beam_search
from tapeflow.ops.sparse import SparseTensor


def ctc_loss(
    labels: Any,
    inputs: Any = None,
    sequence_length: Any = None,
    preprocess_collapse_repeated: bool = False,
    ctc_merge_repeated: bool = True,
    ignore_longer_outputs_than_inputs: bool = False,
    time_major: bool = True,
    logits: Any = None,
) -> Tensor:
    """`tf.nn.ctc_loss` of sparse labels, where the last class is no label.

    Args:
      labels: a sparse tensor of integers, `[batch, labels]`.
      inputs: floats `[time, batch, classes]`.
      sequence_length: integers `[batch]`, how many of the times count.
      preprocess_collapse_repeated, ctc_merge_repeated, ignore_longer_outputs_than_inputs: other
        kinds of losses, which are not there.
      time_major: whether time comes first in `inputs`.
      logits: another name for `inputs`.

    Raises:
      TypeError: dense labels.
      NotImplementedError: another kind of loss.
    """
    if not isinstance(labels, SparseTensor):
        raise TypeError(
            problem(
                "tf.compat.v1.nn.ctc_loss: Expected argument `labels` to be a SparseTensor",
                given=type(labels).__name__,
                fix="tf.nn.ctc_loss takes dense labels, with blank_index=-1",
            )
        )
    if preprocess_collapse_repeated or not ctc_merge_repeated or ignore_longer_outputs_than_inputs:
        raise NotImplementedError(
            "tf.compat.v1.nn.ctc_loss: preprocess_collapse_repeated, ctc_merge_repeated=False and "
            "ignore_longer_outputs_than_inputs are not supported; collapse the labels before"
        )
    given = logits if inputs is None else inputs
    return _ctc_loss(labels, given, None, sequence_length, time_major, blank_index=-1)


def ctc_beam_search_decoder(
    inputs: Any,
    sequence_length: Any,
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
) -> tuple[list[SparseTensor], Tensor]:
    """`tf.nn.ctc_beam_search_decoder`; of labels that repeat the first counts by default."""
    decoded, scores = _beam_search(inputs, sequence_length, beam_width, top_paths)
    return [_merged(path) for path in decoded] if merge_repeated else decoded, scores


def _merged(path: SparseTensor) -> SparseTensor:
    rows, values = path.indices.numpy()[:, 0], path.values.numpy()
    kept = np.ones(len(rows), bool)
    kept[1:] = (rows[1:] != rows[:-1]) | (values[1:] != values[:-1])
    rows = rows[kept]
    columns = np.arange(len(rows)) - np.searchsorted(rows, rows)
    longest = columns.max(initial=-1) + 1
    shape = np.array([path.dense_shape.numpy()[0], longest])
    return SparseTensor(np.stack([rows, columns], 1), values[kept], shape)


def __getattr__(name: str):
    if name.startswith("_"):
        raise AttributeError(name)
    return getattr(import_module("tapeflow.nn"), name)
