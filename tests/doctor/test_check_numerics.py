"""`tf.debugging.enable_check_numerics`: errors that name the line where a NaN was born."""

import inspect

import numpy as np
import pytest

import tapeflow as tf


@pytest.fixture(autouse=True)
def checked():
    tf.debugging.enable_check_numerics()
    yield
    tf.debugging.disable_check_numerics()


def here() -> int:
    return inspect.currentframe().f_back.f_lineno


def test_an_op_is_named_with_its_line_operands_and_what_to_do():
    x = tf.constant([1.0, 0.0, 4.0])
    line = here() + 1
    y = tf.math.log(x)
    with pytest.raises(tf.errors.InvalidArgumentError) as raised:
        y.numpy()
    text = str(raised.value)
    for part in (f"test_check_numerics.py:{line}", "y = tf.math.log(x)", "tf.math.log", "row 1",
                 "float32 (3,), 0 to 4", "fix:"):  # fmt: skip
        assert part in text


def test_what_is_not_seen_outside_may_be_infinite():
    masked = tf.where([True, False], [1.0, 2.0], -np.inf)
    np.testing.assert_allclose(tf.nn.softmax(masked), [1.0, 0.0])


def test_variables_keep_the_values_of_the_step():
    v = tf.Variable([1.0, 4.0])
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.sqrt(v - [1.0, 0.0]))
    gradient = tape.gradient(loss, v)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"gradient of tf\.math\.sqrt"):
        v.assign_sub(gradient).numpy()
    assert np.isinf(v.numpy()[0])  # as it was computed: it is told, not undone


def test_an_op_in_a_long_loop_is_named():
    kernel = tf.Variable(tf.eye(2))
    with tf.GradientTape() as tape:
        x = tf.ones([1, 2])
        for _ in range(40):
            x = tf.tanh(tf.sqrt(x @ kernel) * 0.0)
        loss = tf.reduce_sum(x)
    gradient = tape.gradient(loss, kernel)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"gradient of tf\.math\.sqrt"):
        gradient.numpy()


def test_it_can_be_undone():
    tf.debugging.disable_check_numerics()
    assert np.isinf(tf.math.log(tf.constant(0.0)).numpy())


def test_results_are_the_same():
    def train():
        tf.keras.utils.set_random_seed(3)
        model = tf.keras.Sequential([tf.keras.layers.Dense(3)])
        optimizer = tf.keras.optimizers.Adam(0.1)
        for _ in range(3):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(model(tf.ones([4, 2])) ** 2)
            variables = model.trainable_variables
            optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        return [v.numpy() for v in model.trainable_variables]

    checked = train()
    tf.debugging.disable_check_numerics()
    for left, right in zip(checked, train(), strict=True):
        np.testing.assert_allclose(left, right, rtol=1e-5, atol=1e-6)
