"""Connectionist temporal classification (Graves et al., 2006): the loss, and a decoder."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tapeflow.engine import Tensor, convert_to_tensor, op
from tapeflow.ops.array import transpose
from tapeflow.ops.sparse import SparseTensor, to_dense

_IMPOSSIBLE = -1e30


def ctc_loss(
    labels: Any,
    logits: Any,
    label_length: Any,
    logit_length: Any,
    logits_time_major: bool = True,
    unique: Any = None,
    blank_index: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Minus the log-probability of label sequences, over all their alignments, in nats.

    Args:
      labels: integers `[batch, labels]`, or a sparse tensor of them.
      logits: floats `[time, batch, classes]`, or `[batch, time, classes]`.
      label_length: integers `[batch]`; None with sparse labels.
      logit_length: integers `[batch]`.
      logits_time_major: whether time comes first in `logits`.
      unique: accepted for compatibility, not used.
      blank_index: which class is no label; 0 by default, required with sparse labels; negative from
        the end.
      name: accepted for compatibility, not used.

    Returns:
      The losses, `[batch]`.

    Raises:
      ValueError: sparse labels without `blank_index`.
    """
    logits = convert_to_tensor(logits)
    if logits_time_major:
        logits = transpose(logits, [1, 0, 2])
    classes = logits.shape[-1]
    if isinstance(labels, SparseTensor):
        if blank_index is None:
            raise ValueError(
                "Argument `blank_index` must be provided when labels is a SparseTensor."
            )
        label_length = np.bincount(labels._places[:, 0], minlength=labels._sizes[0])
        labels = to_dense(labels)
    blank = 0 if blank_index is None else int(blank_index)
    blank = blank + classes if blank < 0 else blank
    lengths = convert_to_tensor(label_length), convert_to_tensor(logit_length)
    return _loss(labels, logits, *lengths, blank)


@op("nn.ctc_loss", free=("labels", "label_length", "logit_length"), costly=True)
def _loss(
    labels: jax.Array, logits: jax.Array, label_length: jax.Array, logit_length: jax.Array, blank=0
) -> jax.Array:
    scores = jax.nn.log_softmax(logits.astype(jnp.float32))
    batch, count = labels.shape
    # Labels with blanks between, before and after: a path moves on by none, one, or, from a label
    # to a different one, two (equation 6.9 in Graves' book).
    states = jnp.full((batch, 2 * count + 1), blank, jnp.int32)
    states = states.at[:, 1::2].set(labels.astype(jnp.int32))
    jumps = jnp.zeros(states.shape, bool).at[:, 3::2].set(states[:, 3::2] != states[:, 1:-2:2])
    emitted = jnp.take_along_axis(
        scores, jnp.broadcast_to(states[:, None], (batch, scores.shape[1], states.shape[1])), 2
    )
    start = jnp.full(states.shape, _IMPOSSIBLE).at[:, 0].set(emitted[:, 0, 0])
    if count:
        start = start.at[:, 1].set(jnp.where(label_length > 0, emitted[:, 0, 1], _IMPOSSIBLE))

    def step(alpha: jax.Array, now: tuple) -> tuple:
        emission, time = now
        one = jnp.pad(alpha, [(0, 0), (1, 0)], constant_values=_IMPOSSIBLE)[:, :-1]
        two = jnp.pad(alpha, [(0, 0), (2, 0)], constant_values=_IMPOSSIBLE)[:, :-2]
        moved = jnp.logaddexp(jnp.logaddexp(alpha, one), jnp.where(jumps, two, _IMPOSSIBLE))
        # A sequence that has ended stays as it is.
        return jnp.where((time < logit_length)[:, None], moved + emission, alpha), None

    times = jnp.arange(1, scores.shape[1])
    alpha, _ = lax.scan(step, start, (jnp.moveaxis(emitted[:, 1:], 1, 0), times))
    last = 2 * label_length.astype(jnp.int32)[:, None]
    in_blank = jnp.take_along_axis(alpha, last, 1)[:, 0]
    in_label = jnp.take_along_axis(alpha, jnp.maximum(last - 1, 0), 1)[:, 0]
    in_label = jnp.where(label_length > 0, in_label, _IMPOSSIBLE)
    return -jnp.logaddexp(in_blank, in_label).astype(logits.dtype)


def ctc_greedy_decoder(
    inputs: Any, sequence_length: Any, merge_repeated: bool = True, blank_index: int | None = None
) -> tuple[list[SparseTensor], Tensor]:
    """The most likely class at each time, without blanks and repetitions.

    Args:
      inputs: floats `[time, batch, classes]`, logits.
      sequence_length: integers `[batch]`.
      merge_repeated: whether a class that is repeated counts once.
      blank_index: which class is no label; the last by default.

    Returns:
      A list of one sparse tensor of labels, int64 `[batch, longest]`, and minus the sum of the
      logits of each path, `[batch, 1]`.
    """
    scores = np.asarray(convert_to_tensor(inputs).numpy())
    lengths = np.asarray(convert_to_tensor(sequence_length).numpy())
    classes = scores.shape[2]
    blank = classes - 1 if blank_index is None else int(blank_index) % classes
    places, values, totals, longest = [], [], [], 0
    for entry, length in enumerate(lengths):
        path = scores[:length, entry].argmax(-1)
        totals.append(-scores[:length, entry].max(-1).sum())
        kept = [
            label for at, label in enumerate(path)
            if label != blank and not (merge_repeated and at and path[at - 1] == label)
        ]  # fmt: skip
        places += [(entry, at) for at in range(len(kept))]
        values += kept
        longest = max(longest, len(kept))
    decoded = SparseTensor(
        np.array(places, np.int64).reshape(-1, 2),
        convert_to_tensor(np.array(values, np.int64)),
        np.array([len(lengths), longest], np.int64),
    )
    return [decoded], convert_to_tensor(np.array(totals, scores.dtype)[:, None])
