"""Reductions against NumPy in float64, for random shapes and axes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tapeflow as tf
from tapeflow.errors import InvalidArgumentError

DEFINITIONS = {
    "reduce_sum": np.sum,
    "reduce_mean": np.mean,
    "reduce_max": np.max,
    "reduce_min": np.min,
    "reduce_prod": np.prod,
    "reduce_std": np.std,
    "reduce_variance": np.var,
    "reduce_logsumexp": lambda x, axis, keepdims: np.log(
        np.sum(np.exp(x), axis, keepdims=keepdims)
    ),
    "reduce_euclidean_norm": lambda x, axis, keepdims: np.sqrt(
        np.sum(x * x, axis, keepdims=keepdims)
    ),
}


@settings(max_examples=30, deadline=None)
@given(
    name=st.sampled_from(sorted(DEFINITIONS)),
    shape=st.lists(st.integers(1, 3), min_size=1, max_size=3),
    axes=st.sets(st.integers(-3, 2), max_size=3),
    keepdims=st.booleans(),
)
def test_matches_the_definition(name, shape, axes, keepdims):
    axis = tuple({a % len(shape) for a in axes}) or None
    x = np.random.default_rng(0).normal(size=shape).astype("float32")
    result = getattr(tf.math, name)(x, axis=axis, keepdims=keepdims)
    expected = DEFINITIONS[name](x.astype("float64"), axis=axis, keepdims=keepdims)
    assert result.shape == np.shape(expected)
    # At most 27 float32 roundings, each 6e-8 of values of order 1.
    np.testing.assert_allclose(result, expected, rtol=3e-6, atol=3e-6)


def test_the_mean_of_integers_loses_its_fraction():
    assert tf.reduce_mean([1, 2]).numpy() == 1
    assert tf.reduce_mean([-1, -2]).numpy() == -1


def test_equal_maxima_share_the_derivative():
    x = tf.Variable([3.0, 1.0, 3.0])
    with tf.GradientTape() as tape:
        y = tf.reduce_max(x)
    np.testing.assert_array_equal(tape.gradient(y, x), [0.5, 0.0, 0.5])


def test_an_axis_out_of_range_is_refused():
    with pytest.raises(InvalidArgumentError, match="axis"):
        tf.reduce_sum(tf.ones([2, 3]), axis=2)


def test_float16_is_summed_wider():
    # 2048 + 1 is 2048 in float16, so a sum of ones in float16 would stop there.
    assert tf.reduce_sum(tf.ones([4096], tf.float16)).numpy() == 4096
