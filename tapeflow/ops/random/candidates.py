"""Classes drawn at random, and how often each was to be expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid
from tapeflow.ops.random.stateful import uniform


def uniform_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """Classes drawn with equal probabilities.

    Args:
      true_classes: int64 `[batch, num_true]`.
      num_true: how many true classes each entry has.
      num_sampled: how many classes are drawn.
      unique: whether each is drawn once at most.
      range_max: how many classes there are.
      seed: makes the draws repeatable, together with the global seed.
      name: accepted for compatibility, not used.

    Returns:
      The classes drawn, int64 `[num_sampled]`; how often each true class was to be expected among
      them, float32 `[batch, num_true]`; and each of those drawn, float32 `[num_sampled]`.
    """
    return _sampled(
        true_classes, num_sampled, unique, range_max, seed,
        lambda u: np.floor(u * range_max), lambda c: np.full(c.shape, 1.0 / range_max),
    )  # fmt: skip


def log_uniform_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """Classes drawn by Zipf's law, `log((class + 2) / (class + 1)) / log(range_max + 1)`.

    For classes numbered by decreasing frequency. Arguments and results are those of
    `uniform_candidate_sampler`.
    """
    scale = np.log(range_max + 1.0)
    return _sampled(
        true_classes, num_sampled, unique, range_max, seed,
        lambda u: np.floor(np.exp(u * scale)) - 1, lambda c: np.log((c + 2.0) / (c + 1.0)) / scale,
    )  # fmt: skip


def all_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    seed: int | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """All classes, for tests: each is to be expected once."""
    shape = convert_to_tensor(true_classes).shape
    return (
        convert_to_tensor(np.arange(num_sampled, dtype=np.int64)),
        convert_to_tensor(np.ones(tuple(shape), np.float32)),
        convert_to_tensor(np.ones(num_sampled, np.float32)),
    )


def fixed_unigram_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    vocab_file: str = "",
    distortion: float = 1.0,
    num_reserved_ids: int = 0,
    num_shards: int = 1,
    shard: int = 0,
    unigrams: Any = (),
    seed: int | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """Classes drawn with the probabilities of given counts, to the power of `distortion`.

    Args:
      true_classes: see `uniform_candidate_sampler`, as the following.
      num_true: see there.
      num_sampled: see there.
      unique: see there.
      range_max: see there.
      vocab_file: a file whose lines end in a comma and a count, instead of `unigrams`.
      distortion: 1 leaves the counts as they are, 0 makes all classes equal.
      num_reserved_ids: how many classes, the first ones, are never drawn and have no count.
      num_shards: only every so many-th class is drawn.
      shard: which of them.
      unigrams: the counts.
      seed: see there.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: there are counts of both kinds, of none, or too few.
    """
    if bool(vocab_file) == bool(len(unigrams)):
        raise invalid("Must provide exactly one of vocab_file and unigrams to unigram samplers")
    counts = list(unigrams)
    if vocab_file:
        with open(vocab_file, encoding="utf-8") as file:
            counts = [float(line.rpartition(",")[2]) for line in file if line.strip()]
    weights = np.concatenate([np.zeros(num_reserved_ids), np.asarray(counts, float) ** distortion])
    if len(weights) < range_max:
        raise invalid(f"{len(weights)} counts, {range_max} expected")
    weights = np.where(np.arange(len(weights)) % num_shards == shard, weights, 0)[:range_max]
    return _by_weight(true_classes, num_sampled, unique, range_max, seed, weights)


def learned_unigram_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """Classes drawn as often as they turn up.

    Each counts once, and once more for each time it is in `true_classes`, of this call alone.
    Arguments and results are those of `uniform_candidate_sampler`.
    """
    seen = np.asarray(convert_to_tensor(true_classes).numpy()).ravel()
    weights = 1.0 + np.bincount(seen, minlength=range_max)[:range_max]
    return _by_weight(true_classes, num_sampled, unique, range_max, seed, weights)


def _by_weight(
    true_classes: Any, count: int, unique: bool, classes: int, seed: int | None, weights: np.ndarray
) -> tuple[Tensor, Tensor, Tensor]:
    share = weights / weights.sum()
    edges = np.cumsum(share)
    return _sampled(
        true_classes, count, unique, classes, seed,
        lambda u: np.searchsorted(edges, u, "right"), lambda c: share[c.astype(np.int64)],
    )  # fmt: skip


def compute_accidental_hits(
    true_classes: Any,
    sampled_candidates: Any,
    num_true: int,
    seed: int | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """Where classes that were drawn are true ones; values are read.

    Args:
      true_classes: int64 `[batch, num_true]`.
      sampled_candidates: int64 `[num_sampled]`.
      num_true: how many true classes each entry has.
      seed: not used.
      name: accepted for compatibility, not used.

    Returns:
      Rows of `true_classes` (int32), places in `sampled_candidates` (int64), and as many times the
      lowest float32, which takes a logit away.
    """
    true = np.asarray(convert_to_tensor(true_classes).numpy()).reshape(-1, num_true)
    sampled = np.asarray(convert_to_tensor(sampled_candidates).numpy())
    rows, _, places = np.nonzero(true[:, :, None] == sampled)
    weights = np.full(len(rows), np.finfo(np.float32).min, np.float32)
    return tuple(map(convert_to_tensor, (rows.astype(np.int32), places.astype(np.int64), weights)))


def _sampled(
    true_classes: Any, count: int, unique: bool, classes: int, seed: int | None, draw: Callable,
    probability: Callable,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    if unique and count > classes:
        raise invalid(f"Sampler's range is too small: {classes} classes, {count} to be drawn")
    found: list[int] = []
    seen: set[int] = set()
    tries = 0
    while len(found) < count:
        numbers = np.asarray(uniform([max(count, 64)], dtype="float64", seed=seed).numpy())
        for number in np.clip(draw(numbers), 0, classes - 1).astype(np.int64).tolist():
            if len(found) == count:
                break
            tries += 1
            if not unique or number not in seen:
                seen.add(number)
                found.append(number)

    def expected(chosen: np.ndarray) -> np.ndarray:
        share = probability(chosen.astype(np.float64))
        if not unique or tries == count:
            return (share * count).astype(np.float32)
        return (-np.expm1(tries * np.log1p(-share))).astype(np.float32)

    drawn = np.array(found, np.int64)
    true = np.asarray(convert_to_tensor(true_classes).numpy())
    return tuple(map(convert_to_tensor, (drawn, expected(true), expected(drawn))))
