"""Python functions of values."""

import tapeflow as tf


def test_they_are_decorators_too():
    @tf.numpy_function(Tout=[tf.float32, tf.int32])
    def halves(x, n):
        return x / 2, n // 2

    @tf.py_function(Tout=tf.float32)
    def doubled(x):
        return x * 2.0

    half, count = halves(3.0, 5)
    assert (half.numpy(), count.numpy(), halves.__name__) == (1.5, 2, "halves")
    assert doubled(tf.constant(4.0)).numpy() == 8.0
    assert tf.function(lambda x: doubled(x) + 1.0)(tf.constant(4.0)).numpy() == 9.0
