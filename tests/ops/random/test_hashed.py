"""Hashed bits: fair, uncorrelated, and different for different seeds."""

import jax
import numpy as np
import pytest

from tapeflow.ops.random import hashed

SIZE = 1 << 20
SEEDS = [(0, 0), (1, 0), (0, 1), (42, 478163327), (-1, -1), (2**62, 5), (123, 456)]


def _bits(seed, size=SIZE):
    with jax.enable_x64(True):
        made = jax.jit(lambda a, b: hashed.hashed_bits(a, b, (size,)))(*map(np.int64, seed))
    return np.asarray(made)


def _mask(seed, rate, shape=(SIZE,)):
    with jax.enable_x64(True):
        made = jax.jit(lambda a, b, r: hashed.keep_mask(a, b, r, shape))(
            *map(np.int64, seed), np.float32(rate)
        )
    return np.asarray(made)


@pytest.mark.parametrize("seed", SEEDS)
def test_mean_and_variance_are_the_uniform_distributions(seed):
    unit = _bits(seed) / 2.0**32
    # Five standard errors of a million independent numbers.
    assert abs(unit.mean() - 0.5) < 5 * (1 / 12) ** 0.5 / SIZE**0.5
    assert abs(unit.var() - 1 / 12) < 5 * (1 / 180) ** 0.5 / SIZE**0.5


@pytest.mark.parametrize("seed", SEEDS)
def test_every_bit_is_fair_and_independent_of_the_next_elements(seed):
    bits = _bits(seed)
    for bit in range(0, 32, 5):
        ones = (bits >> np.uint32(bit)) & 1
        assert abs(ones.mean() - 0.5) < 5 * 0.5 / SIZE**0.5
        for lag in (1, 2, 3, 4, 7, 16, 64, 100, 128, 1000, 1024, 4096):
            together = (ones[lag:] ^ ones[:-lag]).mean()
            assert abs(together - 0.5) < 5.5 * 0.5 / (SIZE - lag) ** 0.5, (bit, lag)


def test_seeds_are_independent():
    units = np.stack(
        [_bits(seed) / 2.0**32 - 0.5 for seed in SEEDS]
        + [_bits((i, 7)) / 2.0**32 - 0.5 for i in range(9)]
    )
    correlations = np.corrcoef(units)
    np.fill_diagonal(correlations, 0)
    assert np.abs(correlations).max() < 5.5 / SIZE**0.5


@pytest.mark.parametrize("step", [1, 2, 2**31, 2**32])
def test_neighbouring_seeds_are_not_shifts_of_each_other(step):
    first, second = _bits((5, 0), 4096), _bits((5, step), 4096)
    assert len(np.intersect1d(first, second)) <= 3


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 0.9])
def test_masks_keep_the_wanted_share(rate):
    share = _mask((3, 4), rate).mean()
    assert abs(share - (1 - rate)) <= 5 * (rate * (1 - rate) / SIZE) ** 0.5


def test_pairs_in_two_axes_are_uncorrelated():
    mask = _mask((9, 9), 0.5, (1024, 1024)).astype(np.float64) - 0.5
    for rows, columns in [(0, 1), (1, 0), (1, 1), (2, 3), (512, 0), (0, 512)]:
        shifted = np.roll(mask, (rows, columns), (0, 1))
        assert abs((mask * shifted).mean()) < 5 * 0.25 / SIZE**0.5


def test_no_value_comes_twice_within_a_stream():
    assert len(np.unique(_bits((7, 8)))) == SIZE  # a bijection of the counter
