"""Functions with derivatives of their own, on tapes of all kinds."""

import numpy as np
import pytest

import tapeflow as tf


@tf.custom_gradient
def doubled_derivative(x):
    return x * x, lambda upstream: upstream * 4.0 * x


def test_between_other_ops():
    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = tf.sin(doubled_derivative(x * 2.0)) + x
    expected = np.cos(36.0) * 4 * 6 * 2 + 1
    np.testing.assert_allclose(tape.gradient(y, x), expected, rtol=1e-5)


def test_on_a_persistent_tape_and_after_a_look():
    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = doubled_derivative(x)
        assert y.numpy() == 9.0
        z = y * 2
    assert tape.gradient(z, x).numpy() == 24.0
    assert tape.gradient(y, x).numpy() == 12.0


def test_twice_in_a_row():
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = doubled_derivative(doubled_derivative(x))
    assert tape.gradient(y, x).numpy() == 4 * 4 * 4 * 2


def test_without_a_tape_the_value_alone():
    assert doubled_derivative(tf.constant(3.0)).numpy() == 9.0


def test_a_training_loop_with_it_learns():
    v = tf.Variable(0.0)

    @tf.custom_gradient
    def clipped(x):
        return tf.identity(x), lambda upstream: tf.clip_by_value(upstream, -0.1, 0.1)

    for _ in range(50):
        with tf.GradientTape() as tape:
            loss = (clipped(v) - 1.0) ** 2
        v.assign_sub(tape.gradient(loss, v))
    np.testing.assert_allclose(v, 1.0, atol=0.1)


def test_the_wrong_number_of_derivatives_is_refused():
    @tf.custom_gradient
    def wrong(x, y):
        return x * y, lambda upstream: upstream

    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        z = wrong(x, x)
    with pytest.raises(ValueError, match="expected to return 2 gradients"):
        tape.gradient(z, x)


def test_an_argument_that_is_no_tensor_has_its_place_too():
    @tf.custom_gradient
    def scaled(x, factor):
        return x * factor, lambda upstream: (upstream * 10.0, None)

    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = scaled(x, 3.0)
    assert tape.gradient(y, x).numpy() == 10.0
