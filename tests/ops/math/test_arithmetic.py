"""Division, remainders and powers by their laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tapeflow as tf
from tapeflow.errors import InvalidArgumentError

whole = st.lists(st.integers(-1000, 1000), min_size=4, max_size=4)


@settings(max_examples=25, deadline=None)
@given(x=whole, y=whole)
def test_quotient_times_divisor_plus_remainder(x, y):
    x, y = tf.constant(x), tf.constant([n or 1 for n in y])
    for quotient, remainder in (
        (tf.math.floordiv, tf.math.floormod),
        (tf.truncatediv, tf.truncatemod),
    ):
        np.testing.assert_array_equal(quotient(x, y) * y + remainder(x, y), x)
    np.testing.assert_array_equal(x // y, np.floor_divide(x, y))


def test_integers_divide_to_float64():
    assert (tf.constant(1) / tf.constant(3)).dtype == tf.float64
    assert (tf.constant(1, tf.int8) / tf.constant(3, tf.int8)).dtype == tf.float32


def test_a_known_zero_is_refused_as_divisor_of_integers():
    with pytest.raises(InvalidArgumentError, match="Integer division by zero"):
        tf.constant([1, 2]) // tf.constant([1, 0])


@pytest.mark.parametrize("exponent", [-2, -1, -0.5, 0.5, 1, 2, 3, 5, 2.5])
def test_derivatives_of_powers(exponent):
    x = tf.Variable([0.3, 1.0, 2.5])
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = tf.pow(x, exponent)
        first = inner.gradient(y, x)
    second = outer.gradient(first, x)
    base = np.array([0.3, 1.0, 2.5])
    np.testing.assert_allclose(first, exponent * base ** (exponent - 1), rtol=2e-6)
    expected = exponent * (exponent - 1) * base ** (exponent - 2.0)
    np.testing.assert_allclose(second, expected, rtol=5e-6, atol=1e-6)


def test_a_tie_gives_its_derivative_to_the_first():
    x, y = tf.Variable(2.0), tf.Variable(2.0)
    for function in (tf.maximum, tf.minimum):
        with tf.GradientTape() as tape:
            z = function(x, y)
        assert [g.numpy() for g in tape.gradient(z, [x, y])] == [1.0, 0.0]
