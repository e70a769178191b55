"""What assertions say: the values, the places, the user's message."""

import numpy as np
import pytest

import tapeflow as tf


def test_unequal_values_are_shown_with_their_places():
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        tf.debugging.assert_equal([1, 2, 3], [1, 5, 3], message="ids")
    text = str(caught.value)
    assert text.splitlines()[:4] == [
        "ids", "Condition x == y did not hold.", "Indices of first 1 different values:", "[[1]]",
    ]  # fmt: skip
    assert "[2]" in text
    assert "[5]" in text


def test_summarize_shows_more():
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"First 5 elements of x:\n\[0 1 2 3 4\]"
    ):
        tf.debugging.assert_less(tf.range(9), 3, summarize=5)


def test_check_numerics_tells_what_it_found():
    with pytest.raises(
        tf.errors.InvalidArgumentError, match="loss : Tensor had Inf and NaN values"
    ):
        tf.debugging.check_numerics(tf.constant([np.nan, np.inf, 1.0]), "loss")


def test_check_numerics_takes_what_is_computed():
    x = tf.constant([1.0]) / tf.constant([0.0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="Inf"):
        tf.debugging.assert_all_finite(x, "x")


def test_ranks_and_shapes_say_what_was_received():
    with pytest.raises(ValueError, match=r"must have rank 2.*shape \(3,\)"):
        tf.debugging.assert_rank(tf.ones([3]), 2)
    with pytest.raises(ValueError, match=r"must have size 2.*size 3"):
        tf.debugging.assert_shapes([(tf.ones([2]), ("N",)), (tf.ones([3]), ("N",))])
