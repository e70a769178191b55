"""How many elements a data set has, and TensorFlow's numbers for "endless" and "not known"."""

from __future__ import annotations

AUTOTUNE = -1
INFINITE_CARDINALITY = -1
UNKNOWN_CARDINALITY = -2


def at_most(count: int, limit: int) -> int:
    """The smaller of two cardinalities; not known if that depends on one that is not known."""
    if UNKNOWN_CARDINALITY in (count, limit):
        return 0 if 0 in (count, limit) else UNKNOWN_CARDINALITY
    if INFINITE_CARDINALITY in (count, limit):
        return max(count, limit)
    return min(count, limit)


def times(count: int, factor: int) -> int:
    """The cardinality of `factor` rounds."""
    if 0 in (count, factor):
        return 0
    if UNKNOWN_CARDINALITY in (count, factor):
        return UNKNOWN_CARDINALITY
    return INFINITE_CARDINALITY if INFINITE_CARDINALITY in (count, factor) else count * factor


def plus(count: int, other: int) -> int:
    """The cardinality of one after the other."""
    if INFINITE_CARDINALITY in (count, other):
        return INFINITE_CARDINALITY
    return UNKNOWN_CARDINALITY if UNKNOWN_CARDINALITY in (count, other) else count + other
