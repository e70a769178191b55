"""Loops, branches and functions in a saved function serve any number of rows."""

import numpy as np
import pytest

import tapeflow as tf

_STEPS = tf.constant(np.linspace(0.0, 1.0, 4, dtype="float32"))


def _loop(x):
    total = tf.zeros_like(x)
    i = 0
    while tf.reduce_sum(total) < 10.0:
        total += x * x + 0.5
        i += 1
    return total + tf.cast(i, tf.float32)


def _rows(x):
    return tf.map_fn(lambda row: tf.reduce_sum(row) * row, x)


def _running(x):
    return tf.scan(lambda so_far, row: so_far + row, x, tf.zeros([2]))


def _steps(x):
    state = tf.ones_like(x)
    for step in _STEPS:
        tf.debugging.assert_less(state, 1e6)
        state = state * (1.0 + step * x)
    return state


def _branch(x):
    return tf.cond(tf.reduce_sum(x) > 1.0, lambda: tf.zeros_like(x), lambda: x + 1.0)


def _nested(x):
    return tf.recompute_grad(tf.function(_branch))(x) + tf.vectorized_map(tf.sin, x)


@pytest.mark.parametrize("function", [_loop, _rows, _running, _steps, _branch, _nested])
def test_any_number_of_rows(function, tmp_path):
    module = tf.Module()
    module.f = tf.function(function, input_signature=[tf.TensorSpec([None, 2], tf.float32)])
    tf.saved_model.save(module, tmp_path / "saved")
    loaded = tf.saved_model.load(tmp_path / "saved")
    rng = np.random.default_rng(0)
    for rows in (1, 2, 5):
        x = tf.constant(rng.uniform(size=(rows, 2)).astype("float32"))
        np.testing.assert_allclose(loaded.f(x), module.f(x), rtol=1e-6)
