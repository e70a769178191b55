import numpy as np
import pytest

import tapeflow as tf
from tests.engine.counting import compiles


def _losses(reads_between):
    """A step with two optimizers, three times; the variables and losses after each."""
    first, second = tf.Variable([1.0, 2.0]), tf.Variable([3.0, -1.0])
    optimizers = tf.keras.optimizers.Adam(0.1), tf.keras.optimizers.SGD(0.2)
    seen = []
    for _ in range(3):
        with tf.GradientTape() as tape_a, tf.GradientTape() as tape_b:
            made = first * 2.0
            loss_a = tf.reduce_sum(tf.square(made * second))
            loss_b = tf.reduce_sum(tf.sin(made + second))
        of_first, of_second = tape_a.gradient(loss_a, [first]), tape_b.gradient(loss_b, [second])
        optimizers[0].apply_gradients(zip(of_first, [first], strict=True))
        if reads_between:
            first.numpy()
        optimizers[1].apply_gradients(zip(of_second, [second], strict=True))
        seen.append([float(loss_a), float(loss_b), *first.numpy(), *second.numpy()])
    return seen


def test_a_step_with_two_optimizers_is_one_program():
    with compiles() as compiled:
        together = _losses(reads_between=False)
    assert len(compiled) == 1, compiled
    np.testing.assert_allclose(together, _losses(reads_between=True), rtol=1e-6)  # one rounding


def test_gradients_that_are_never_applied_hold_nothing_up_beyond_the_step():
    v, w = tf.Variable([1.0, 2.0]), tf.Variable([3.0])
    optimizer = tf.keras.optimizers.SGD(0.5)
    for _ in range(2):
        with tf.GradientTape(persistent=True) as tape:
            loss = tf.reduce_sum(v * v) + tf.reduce_sum(w * w)
        mine, unused = tape.gradient(loss, [v]), tape.gradient(loss, [w])
        optimizer.apply_gradients(zip(mine, [v], strict=True))
    np.testing.assert_array_equal(v, [0.0, 0.0])
    np.testing.assert_array_equal(unused[0], [6.0])


def test_a_step_that_fails_leaves_both_models_as_they_were():
    v, w = tf.Variable([1.0, 2.0]), tf.Variable([3.0])
    optimizer = tf.keras.optimizers.SGD(0.5)
    with tf.GradientTape() as tape_v, tf.GradientTape() as tape_w:
        loss_v, loss_w = tf.reduce_sum(v * v), tf.reduce_sum(w * w)
    of_v, of_w = tape_v.gradient(loss_v, [v]), tape_w.gradient(loss_w, [w])
    optimizer.apply_gradients(zip(of_v, [v], strict=True))
    with pytest.raises(ValueError, match="gradient"):
        optimizer.apply_gradients([(None, w)])
    np.testing.assert_array_equal(w, [3.0])
    np.testing.assert_array_equal(v, [0.0, 0.0])
    np.testing.assert_array_equal(of_w[0], [6.0])
