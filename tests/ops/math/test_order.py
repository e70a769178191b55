"""Sorting and the greatest elements, against NumPy."""

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.errors import InvalidArgumentError

X = np.random.default_rng(0).integers(0, 20, size=(5, 30)).astype("float32")


def test_sorted_like_numpy():
    np.testing.assert_array_equal(tf.sort(X), np.sort(X))
    np.testing.assert_array_equal(tf.sort(X, direction="DESCENDING"), -np.sort(-X))
    np.testing.assert_array_equal(tf.argsort(X, axis=0), np.argsort(X, axis=0, kind="stable"))


def test_top_k_takes_the_first_of_equal_ones():
    values, indices = tf.math.top_k(X, 4)
    order = np.argsort(-X, axis=-1, kind="stable")[:, :4]
    np.testing.assert_array_equal(indices, order)
    np.testing.assert_array_equal(values, np.take_along_axis(X, order, -1))


def test_too_large_a_k_is_refused():
    with pytest.raises(InvalidArgumentError, match="Had 30, needed 31"):
        tf.math.top_k(X, 31)


def test_argmax_is_int64_and_counts_from_the_first_axis():
    result = tf.argmax(X)
    assert result.dtype == tf.int64
    np.testing.assert_array_equal(result, np.argmax(X, 0))
