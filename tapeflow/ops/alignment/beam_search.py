"""`tf.nn.ctc_beam_search_decoder`, and what prepares labels for `tf.nn.ctc_loss`."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid, op
from tapeflow.ops.math import cast
from tapeflow.ops.sparse import SparseTensor


def ctc_beam_search_decoder(
    inputs: Any, sequence_length: Any, beam_width: int = 100, top_paths: int = 1
) -> tuple[list[SparseTensor], Tensor]:
    """The most likely labelings, by a search that keeps so many prefixes (Graves 2012, ch. 7.5).

    Args:
      inputs: floats `[time, batch, classes]`, logits; the last class is the blank.
      sequence_length: integers `[batch]`.
      beam_width: how many prefixes are kept at each time.
      top_paths: how many labelings are wanted.

    Returns:
      A list of `top_paths` sparse tensors of labels, int64 `[batch, longest]`, and the logarithms
      of their probabilities, `[batch, top_paths]`.

    Raises:
      InvalidArgumentError: more labelings are wanted than prefixes are kept.
    """
    if top_paths > beam_width:
        raise invalid(f"top_paths {top_paths} must not be larger than beam_width {beam_width}")
    logits = np.asarray(convert_to_tensor(inputs).numpy())
    lengths = np.asarray(convert_to_tensor(sequence_length).numpy())
    scores = logits - logits.max(-1, keepdims=True)
    scores = scores - np.log(np.exp(scores).sum(-1, keepdims=True))
    found = [
        _search(scores[:length, entry].astype(np.float64), beam_width, top_paths)
        for entry, length in enumerate(lengths)
    ]
    decoded = []
    for path in range(top_paths):
        labels = [paths[path][0] for paths in found]
        longest = max(map(len, labels), default=0)
        places = [(row, i) for row, kept in enumerate(labels) for i in range(len(kept))]
        decoded.append(
            SparseTensor(
                np.array(places, np.int64).reshape(-1, 2),
                np.array([label for kept in labels for label in kept], np.int64),
                np.array([len(labels), longest], np.int64),
            )
        )
    totals = np.array([[total for _, total in paths] for paths in found], logits.dtype)
    return decoded, convert_to_tensor(totals.reshape(len(lengths), top_paths))


def _search(scores: np.ndarray, width: int, wanted: int) -> list[tuple[tuple, float]]:
    """Labelings of one sequence, with their logarithms of probabilities."""
    blank = scores.shape[1] - 1 if scores.ndim == 2 else 0
    beams = {(): (0.0, -np.inf)}  # prefix -> of paths that end in a blank, and in its last label
    for step in scores:
        following: dict = defaultdict(lambda: (-np.inf, -np.inf))
        for prefix, (ended, going) in beams.items():
            total = np.logaddexp(ended, going)
            old = following[prefix]
            stays = going + step[prefix[-1]] if prefix else -np.inf
            following[prefix] = (
                np.logaddexp(old[0], total + step[blank]),
                np.logaddexp(old[1], stays),
            )
            for label in range(blank):
                before = ended if prefix and prefix[-1] == label else total
                longer = (*prefix, label)
                old = following[longer]
                following[longer] = (old[0], np.logaddexp(old[1], before + step[label]))
        best = sorted(following.items(), key=lambda item: -np.logaddexp(*item[1]))
        beams = dict(best[:width])
    ranked = sorted(beams.items(), key=lambda item: -np.logaddexp(*item[1]))[:wanted]
    found = [(prefix, float(np.logaddexp(*parts))) for prefix, parts in ranked]
    return found + [((), -np.inf)] * (wanted - len(found))


def ctc_unique_labels(labels: Any, name: str | None = None) -> list[Tensor]:
    """The distinct labels of each row, and where each label stands among them.

    Args:
      labels: integers `[batch, length]`.
      name: accepted for compatibility, not used.

    Returns:
      The distinct ones in order of their first place, filled up with 0 (int64), and int32 places,
      both `[batch, length]`.
    """
    return list(_unique(cast(labels, "int64")))


@op("nn.ctc_unique_labels", differentiable=False)
def _unique(labels: jax.Array) -> tuple[jax.Array, jax.Array]:
    def row(values: jax.Array) -> tuple[jax.Array, jax.Array]:
        count = len(values)
        first = jnp.argmax(values[:, None] == values[None, :], 1)
        new = first == jnp.arange(count)
        number = (jnp.cumsum(new) - 1).astype(jnp.int32)[first]
        places = jnp.where(new, number, count)
        return jnp.zeros_like(values).at[places].set(values, mode="drop"), number

    if not labels.shape[1]:
        return labels, jnp.zeros(labels.shape, jnp.int32)
    return jax.vmap(row)(labels)


def collapse_repeated(labels: Any, seq_length: Any, name: str | None = None) -> tuple:
    """Labels with runs of equal ones merged into one; values are read.

    Args:
      labels: integers `[batch, length]`.
      seq_length: how many of them count, `[batch]`.
      name: accepted for compatibility, not used.

    Returns:
      The labels, filled up with 0 to the longest row, and their numbers.
    """
    rows = np.asarray(convert_to_tensor(labels).numpy())
    lengths = np.asarray(convert_to_tensor(seq_length).numpy())
    merged = []
    for row, length in zip(rows, lengths, strict=True):
        row = row[:length]
        merged.append(row[np.append(True, row[1:] != row[:-1])[: len(row)]])
    longest = max(map(len, merged), default=0)
    full = np.zeros((len(rows), longest), rows.dtype)
    for row, kept in zip(full, merged, strict=True):
        row[: len(kept)] = kept
    counts = np.array([len(kept) for kept in merged], lengths.dtype)
    return convert_to_tensor(full), convert_to_tensor(counts)
