"""Losses between numbers, against their definitions in float64."""

import numpy as np
import pytest

import tapeflow as tf

DEFINITIONS = {
    "mean_squared_error": lambda t, p: np.mean((t - p) ** 2, -1),
    "mean_absolute_error": lambda t, p: np.mean(np.abs(t - p), -1),
    "mean_absolute_percentage_error": lambda t, p: 100 * np.mean(np.abs((t - p) / t), -1),
    "mean_squared_logarithmic_error": lambda t, p: np.mean((np.log1p(t) - np.log1p(p)) ** 2, -1),
    "log_cosh": lambda t, p: np.mean(np.log(np.cosh(p - t)), -1),
    "poisson": lambda t, p: np.mean(p - t * np.log(p), -1),
    "hinge": lambda t, p: np.mean(np.maximum(1 - t * p, 0), -1),
    "cosine_similarity": lambda t, p: (
        -np.sum(t * p, -1) / np.linalg.norm(t, axis=-1) / np.linalg.norm(p, axis=-1)
    ),
}


@pytest.mark.parametrize("name", DEFINITIONS)
def test_matches_the_definition(name):
    rng = np.random.default_rng(0)
    y_true, y_pred = rng.uniform(0.5, 3, (3, 4)), rng.uniform(0.5, 3, (3, 4))
    got = getattr(tf.keras.losses, name)(y_true, y_pred)
    assert got.dtype is tf.float64
    np.testing.assert_allclose(got, DEFINITIONS[name](y_true, y_pred), rtol=1e-6)  # Keras's 1e-7s
    single = getattr(tf.keras.losses, name)(y_true, y_pred.astype("float32"))
    np.testing.assert_allclose(single, got, rtol=1e-5)  # log1p as log(1 + y) loses three bits


def test_huber_is_smooth_where_it_turns_linear():
    y_pred = tf.Variable([[0.999], [1.001]])
    with tf.GradientTape() as tape:
        loss = tf.keras.losses.huber([[0.0], [0.0]], y_pred)
    np.testing.assert_allclose(loss, [0.499, 0.501], atol=1e-5)
    np.testing.assert_allclose(tape.gradient(loss, y_pred), [[0.999], [1.0]], rtol=1e-6)


def test_log_cosh_does_not_overflow():
    np.testing.assert_allclose(tf.keras.losses.log_cosh([[0.0]], [[-500.0]]), [500 - np.log(2)])


def test_whole_numbers_give_float32():
    got = tf.keras.losses.mean_squared_error([[1, 2]], [[3, 2]])
    assert got.dtype is tf.float32
    assert got.numpy().tolist() == [2.0]
