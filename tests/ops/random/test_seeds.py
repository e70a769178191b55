"""The global seed, op seeds, and where both are absent."""

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.ops.random import seeds


def test_a_seed_repeats_everything_after_it():
    tf.random.set_seed(5)
    first = [tf.random.normal([3]).numpy(), tf.random.uniform([2]).numpy()]
    tf.random.set_seed(5)
    second = [tf.random.normal([3]).numpy(), tf.random.uniform([2]).numpy()]
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a, b)


def test_without_a_seed_nothing_repeats():
    tf.random.set_seed(None)
    first = tf.random.normal([4]).numpy()
    tf.random.set_seed(None)
    assert not np.array_equal(first, tf.random.normal([4]).numpy())
    assert seeds.global_seed() is None


def test_next_seed_gives_python_ints_that_fit_64_bits():
    for seed in (None, 7, -7, 2**70):
        tf.random.set_seed(seed)
        pair = seeds.next_seed()
        assert all(type(number) is int and -(2**63) <= number < 2**63 for number in pair)


def test_a_new_seed_compiles_nothing(monkeypatch):
    from tapeflow.engine import program

    tf.random.set_seed(1)
    with tf.GradientTape():
        for _ in range(3):
            tf.random.normal([3]).numpy()
        before = len(program._programs)
        for seed in range(5):
            tf.random.set_seed(seed)
            tf.random.normal([3]).numpy()
    assert len(program._programs) == before


def test_a_source_takes_the_place_of_the_global_seed():
    numbers = iter([(1, 2), (3, 4)])
    with seeds.seeds_from(lambda draw: next(numbers)):
        first, second = tf.random.uniform([2]).numpy(), tf.random.uniform([2]).numpy()
    assert not np.array_equal(first, second)
    with seeds.seeds_from(lambda draw: (tf.constant(1, tf.int64), tf.constant(2, tf.int64))):
        np.testing.assert_array_equal(tf.random.uniform([2]), first)
        shuffled = tf.random.shuffle(tf.range(50)).numpy()
    with seeds.seeds_from(lambda draw: (1, 2)):
        np.testing.assert_array_equal(tf.random.shuffle(tf.range(50)), shuffled)


def test_a_traced_ops_numbers_differ_from_call_to_call():
    draws = []
    with seeds.seeds_from(lambda draw: draws.append(draw) or (1, 2)):
        tf.random.normal([1], seed=5)
        tf.random.normal([1])
    tf.random.set_seed(3)
    pairs = [draws[0](), draws[0](), draws[1]()]
    tf.random.set_seed(3)
    assert len(set(pairs)) == 3
    assert pairs[:2] == [draws[0](), draws[0]()]


def test_determinism_refuses_ops_without_a_seed():
    tf.random.set_seed(None)
    seeds.require_seed(True)
    try:
        with pytest.raises(RuntimeError, match=r"tf\.random\.set_seed"):
            tf.random.normal([1])
        tf.random.normal([1], seed=3)
        tf.random.set_seed(1)
        tf.random.normal([1])
    finally:
        seeds.require_seed(False)
