"""Losses over some classes drawn at random, for very many classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.ops import array, linalg, math
from tapeflow.ops.math.cast import cast
from tapeflow.ops.nn.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits,
)
from tapeflow.ops.nn.embedding import embedding_lookup
from tapeflow.ops.random.candidates import log_uniform_candidate_sampler


def nce_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = False,
    name: str = "nce_loss",
) -> Tensor:
    """The noise-contrastive loss (Gutmann and Hyvärinen, 2010).

    Args:
      weights: `[num_classes, dim]`.
      biases: `[num_classes]`.
      labels: int64 `[batch, num_true]`, the true classes.
      inputs: `[batch, dim]`.
      num_sampled: how many other classes are drawn.
      num_classes: how many classes there are.
      num_true: how many true classes each entry has.
      sampled_values: what a candidate sampler gave; by default the log-uniform one is asked.
      remove_accidental_hits: whether classes drawn that are true are left out.
      name: accepted for compatibility, not used.

    Returns:
      The losses, `[batch]`.
    """
    logits, targets = _sampled_logits(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        remove_accidental_hits, None,
    )  # fmt: skip
    losses = sigmoid_cross_entropy_with_logits(labels=targets, logits=logits)
    return math.reduce_sum(losses, 1)


def sampled_softmax_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = True,
    seed: int | None = None,
    name: str = "sampled_softmax_loss",
) -> Tensor:
    """The cross entropy of a softmax over the true classes and some others (Jean et al., 2014).

    The arguments are those of `nce_loss`; `seed` makes the draws repeatable.
    """
    logits, targets = _sampled_logits(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        remove_accidental_hits, seed,
    )  # fmt: skip
    return softmax_cross_entropy_with_logits(array.stop_gradient(targets), logits)


def _sampled_logits(
    weights: Any, biases: Any, labels: Any, inputs: Any, num_sampled: int, num_classes: int,
    num_true: int, sampled_values: Any, remove_hits: bool, seed: int | None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    labels, inputs = cast(labels, "int64"), convert_to_tensor(inputs)
    if sampled_values is None:
        sampled_values = log_uniform_candidate_sampler(
            labels, num_true, num_sampled, True, num_classes, seed
        )
    sampled, expected_true, expected = (array.stop_gradient(part) for part in sampled_values)
    sampled = cast(sampled, "int64")
    batch, dim = inputs.shape
    true_weights = array.reshape(
        embedding_lookup(weights, array.reshape(labels, [-1])), [batch, num_true, dim]
    )
    true_biases = array.reshape(
        embedding_lookup(biases, array.reshape(labels, [-1])), [batch, num_true]
    )
    true = math.reduce_sum(array.expand_dims(inputs, 1) * true_weights, 2) + true_biases
    others = linalg.matmul(inputs, embedding_lookup(weights, sampled), transpose_b=True)
    others = others + embedding_lookup(biases, sampled)
    if remove_hits:
        hits = math.reduce_any(
            math.equal(array.expand_dims(labels, 2), array.reshape(sampled, [1, 1, -1])), 1
        )
        lowest = float(np.finfo(others.dtype.np).min)
        others = array.where(hits, others + lowest, others)
    true = true - math.log(cast(expected_true, true.dtype))
    others = others - math.log(cast(expected, others.dtype))
    targets = array.concat([array.ones_like(true) / num_true, array.zeros_like(others)], 1)
    return array.concat([true, others], 1), targets
