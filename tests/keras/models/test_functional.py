"""Functional models: what Keras's own functions refuse, and how the graph is run."""

import numpy as np
import pytest

import tapeflow as tf

layers = tf.keras.layers


def test_any_function_of_tensors_is_a_step_of_a_model():
    x = tf.keras.Input((4, 3))
    y = tf.nn.relu(x - 0.5) * 2 + tf.reduce_mean(x, 1, keepdims=True)
    first, second = tf.split(y, 2, axis=1)
    z = tf.concat([first[:, 0], tf.cast(second[:, -1] > 0, tf.float32)], -1)
    assert z.shape == (None, 6)
    model = tf.keras.Model(x, z)
    data = np.random.default_rng(0).normal(size=(5, 4, 3)).astype("float32")
    y = np.maximum(data - 0.5, 0) * 2 + data.mean(1, keepdims=True)
    expected = np.concatenate([y[:, 0], y[:, -1] > 0], -1)
    np.testing.assert_allclose(model(data), expected, rtol=1e-6)


def test_sizes_out_of_tf_shape_make_shapes():
    x = tf.keras.Input((None, 6))
    batch, steps = tf.shape(x)[0], tf.shape(x)[1]
    y = tf.reshape(x, [batch, steps, 2, 3]) + tf.zeros([batch, 1, 1, 1])
    z = tf.reshape(y, (batch * steps, 6)) + tf.random.normal((batch * steps, 6)) * 0
    assert y.shape == (None, None, 2, 3)
    assert z.shape == (None, 6)
    model = tf.keras.Model(x, z)
    data = np.arange(48.0, dtype="float32").reshape(2, 4, 6)
    np.testing.assert_array_equal(model(data), data.reshape(8, 6))


def test_values_are_refused_in_kerass_words():
    x = tf.keras.Input((3,))
    with pytest.raises(TypeError, match="cannot be used as a boolean"):
        bool(x > 0)
    with pytest.raises(NotImplementedError, match="Iterating over a symbolic KerasTensor"):
        iter(x)
    with pytest.raises(ValueError, match="doesn't have any actual numerical value"):
        np.asarray(x)


def test_a_deep_chain_needs_no_deep_stack():
    x = y = tf.keras.Input((2,))
    for _ in range(1500):
        y = layers.Identity()(y)
    model = tf.keras.Model(x, y)
    np.testing.assert_array_equal(model(np.ones((1, 2))), np.ones((1, 2)))


def test_a_variable_used_between_layers_is_trained():
    x = tf.keras.Input((2,))
    scale = tf.Variable([2.0, 3.0])
    model = tf.keras.Model(x, layers.Dense(1)(x * scale))
    assert any(variable is scale for variable in model.trainable_variables)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(tf.ones([1, 2])))
    (gradient,) = tape.gradient(loss, [scale])
    np.testing.assert_allclose(gradient, model.layers[-1].kernel.numpy()[:, 0], rtol=1e-6)
