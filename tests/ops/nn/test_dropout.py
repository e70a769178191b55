import numpy as np
import pytest

import tapeflow as tf


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_drops_as_often_as_told_and_keeps_the_mean(rate):
    tf.random.set_seed(0)
    kept = tf.nn.dropout(tf.ones([1000, 1000]), rate).numpy()
    # A million draws: 5 standard deviations are 0.0025.
    assert abs((kept == 0).mean() - rate) < 0.0025
    assert set(np.unique(kept)) <= {0, np.float32(1 / np.float32(1 - np.float32(rate)))}


def test_every_call_drops_others_and_a_seed_repeats_them():
    tf.random.set_seed(1)
    first, second = (tf.nn.dropout(tf.ones([100]), 0.5).numpy() for _ in range(2))
    assert (first != second).any()
    tf.random.set_seed(1)
    np.testing.assert_array_equal(tf.nn.dropout(tf.ones([100]), 0.5), first)


def test_an_op_seed_starts_a_stream():
    def draws():
        tf.random.set_seed(2)
        return [tf.nn.dropout(tf.ones([100]), 0.5, seed=7).numpy() for _ in range(2)]

    first, again = draws(), draws()
    assert (first[0] != first[1]).any()
    np.testing.assert_array_equal(first, again)


def test_the_gradient_is_dropped_where_the_value_was():
    x = tf.ones([1000])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.nn.dropout(x, 0.5)
    np.testing.assert_array_equal(tape.gradient(y, x), y)
