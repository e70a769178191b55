"""`tf.edit_distance`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.ops.sparse.sparse_tensor import SparseTensor


def edit_distance(
    hypothesis: SparseTensor,
    truth: SparseTensor,
    normalize: bool = True,
    name: str = "edit_distance",
) -> Tensor:
    """Levenshtein's distance of sequences, which are read.

    Args:
      hypothesis: a sparse tensor, whose last axis is that of the sequences.
      truth: one of the same dtype and rank.
      normalize: whether the distance is divided by the length of `truth`.
      name: accepted for compatibility, not used.

    Returns:
      float32, of the rank less one; infinite where `truth` is empty and `hypothesis` is not, if
      `normalize`.

    Raises:
      TypeError: the arguments are not sparse tensors.

    >>> import tapeflow as tf
    >>> one = tf.sparse.from_dense(tf.constant([[1, 2, 3]]))
    >>> other = tf.sparse.from_dense(tf.constant([[1, 3, 3]]))
    >>> tf.edit_distance(one, other, normalize=False).numpy().tolist()
    [1.0]
    """
    for given, what in ((hypothesis, "Hypothesis"), (truth, "Truth")):
        if not isinstance(given, SparseTensor):
            raise TypeError(
                problem(
                    f"{what} must be a SparseTensor",
                    given=type(given).__name__,
                    fix="tf.sparse.from_dense(x)",
                )
            )
    one, other = _sequences(hypothesis), _sequences(truth)
    shapes = [np.asarray(s.dense_shape.numpy())[:-1] for s in (hypothesis, truth)]
    found = np.zeros(np.maximum(*shapes), np.float32)
    for place in one.keys() | other.keys():
        wanted = other.get(place, [])
        distance = float(_distance(one.get(place, []), wanted))
        if normalize and (distance or wanted):
            distance = distance / len(wanted) if wanted else np.inf
        found[place] = distance
    return convert_to_tensor(found)


def _sequences(sparse: SparseTensor) -> dict[tuple, list]:
    found: dict[tuple, list] = defaultdict(list)
    values = np.asarray(sparse.values.numpy()).tolist()
    for place, value in zip(np.asarray(sparse.indices.numpy()).tolist(), values, strict=True):
        found[tuple(place[:-1])].append(value)
    return dict(found)


def _distance(one: Sequence, other: Sequence) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]
