"""Philox: the paper's known answers, and the three ways of computing it."""

import jax
import numpy as np
import pytest

from tapeflow.ops.random import philox

# From the test vectors of the authors' Random123 library: counter, key, result.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


def _state(counter, key):
    words = [counter[0] | counter[1] << 32, counter[2] | counter[3] << 32, key[0] | key[1] << 32]
    return np.array(words, np.uint64).view(np.int64)


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_known_answers(counter, key, expected):
    with jax.enable_x64(True):
        words = jax.jit(lambda state: philox.words(state, 4))(_state(counter, key))
    np.testing.assert_array_equal(words, np.array(expected, np.uint32))


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_the_host_gives_the_same_words(counter, key, expected):
    state = _state(counter, key)
    np.testing.assert_array_equal(philox.host_words(state, 4), np.array(expected, np.uint32))
    with jax.enable_x64(True):
        many = jax.jit(lambda state: philox.words(state, 103))(state)
    np.testing.assert_array_equal(philox.host_words(state, 103), many)


@pytest.mark.parametrize("blocks", [0, 1, 2**33, 2**62])
@pytest.mark.parametrize("low", [0, 5, -1, -7])
def test_skipping_is_adding_to_the_counter(blocks, low):
    state = np.array([low, 3, 9], np.int64)
    with jax.enable_x64(True):
        skipped = np.asarray(jax.jit(philox.skip)(state, np.int64(blocks)))
    np.testing.assert_array_equal(skipped, philox.host_skip(state, blocks))
    with jax.enable_x64(True):
        ahead = jax.jit(lambda state: philox.words(state, 8))(skipped)
    if blocks < 4:
        np.testing.assert_array_equal(philox.host_words(state, 40)[4 * blocks :][:8], ahead)


@pytest.mark.parametrize("seed", [(1, 2), (0, 0), (-5, 7), (2**62, -(2**62))])
def test_states_of_seeds_agree(seed):
    with jax.enable_x64(True):
        state = jax.jit(philox.state_from_seed)(np.array(seed, np.int64))
    np.testing.assert_array_equal(philox.host_state_from_seed(*seed), state)
