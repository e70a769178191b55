"""Numbers drawn at once and numbers drawn by recorded ops are the same numbers."""

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.ops.random import at_once

DRAWS = {
    "uniform": tf.random.uniform,
    "normal": tf.random.normal,
    "truncated_normal": tf.random.truncated_normal,
    "ints": lambda shape: tf.random.uniform(shape, -4, 9, dtype=tf.int32),
    "longs": lambda shape: tf.random.uniform(shape, -4, 2**50, dtype=tf.int64),
    "float64": lambda shape: tf.random.uniform(shape, dtype=tf.float64),
    "bounded": lambda shape: tf.random.uniform(shape, 0.3, 0.7),
    "scaled": lambda shape: tf.random.normal(shape, 0.3, 0.7),
}


@pytest.mark.parametrize("name", list(DRAWS))
@pytest.mark.parametrize("shape", [(3,), (4, 5), (200_000,)])
def test_both_ways_agree(name, shape):
    tf.random.set_seed(1)
    at_once_numbers = DRAWS[name](shape).numpy()
    tf.random.set_seed(1)
    with tf.GradientTape():
        recorded = DRAWS[name](shape)
        np.testing.assert_array_equal(recorded, at_once_numbers)


def test_a_new_shape_needs_no_new_program(monkeypatch):
    tf.random.normal([3]).numpy()
    programs = at_once._program.cache_info().currsize
    for size in range(1, 30):
        tf.random.normal([size, 2]).numpy()
    assert at_once._program.cache_info().currsize == programs


def test_uniform_numbers_need_no_program_and_are_those_of_one(monkeypatch):
    programs = at_once._program.cache_info().currsize
    tf.random.set_seed(3)
    on_host = tf.random.uniform([1003]).numpy()
    assert at_once._program.cache_info().currsize == programs
    monkeypatch.setattr(at_once, "_ON_HOST", 0)
    tf.random.set_seed(3)
    np.testing.assert_array_equal(tf.random.uniform([1003]), on_host)


def test_pieces_join_without_a_seam():
    tf.random.set_seed(2)
    long = tf.random.normal([at_once._SMALL * 3 + 5]).numpy()
    tf.random.set_seed(2)
    np.testing.assert_array_equal(tf.random.normal([7]), long[:7])
    assert len(np.unique(long)) > 0.99 * len(long)
