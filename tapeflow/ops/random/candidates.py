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
