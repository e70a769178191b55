"""Random numbers of data sets, with given odds."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.data.plans.batch import Batch
from tapeflow.data.plans.map import Map
from tapeflow.data.plans.plan import Plan
from tapeflow.data.plans.zip import Zip
from tapeflow.engine import convert_to_tensor, problem
from tapeflow.ops import array, math
from tapeflow.ops.random import stateless_categorical


def random_choices(random: Plan, count: int, weights: Any) -> Plan:
    """Numbers below `count`, int64: two words of `random` are the seed of each.

    Args:
      random: int64 scalars, without an end.
      count: how many there are to choose from.
      weights: floats `[count]`, None for equal odds, or a plan of such, for one choice each.
    """
    seeds = Batch(random, 2, drop_remainder=True)
    if isinstance(weights, Plan):
        return Map(Zip((weights, seeds)), lambda odds, seed: _choice(math.log(odds), seed))
    logits = math.log(np.ones(count, np.float32) if weights is None else weights)
    return Map(seeds, lambda seed: _choice(logits, seed))


def with_odds(weights: Any, plans: list[Plan]) -> tuple[Any, list[Plan]]:
    """The weights that are not 0, as a tensor, and their plans.

    One that is never chosen would be waited for at the end for ever.

    Raises:
      ValueError: there are not as many weights as plans.
    """
    weights = convert_to_tensor(weights)
    if weights.shape != [len(plans)]:
        raise ValueError(
            problem(
                "Invalid `weights`. `weights` should have the same length as `datasets`",
                given=f"weights of shape {weights.shape} for {len(plans)} data sets",
            )
        )
    odds = weights.numpy()
    chosen = [plan for plan, weight in zip(plans, odds, strict=True) if weight > 0]
    return (convert_to_tensor(odds[odds > 0]), chosen) if chosen else (weights, plans[:1])


def _choice(logits: Any, seed: Any) -> Any:
    return stateless_categorical(array.expand_dims(logits, 0), 1, seed=seed)[0, 0]
