"""Keras 2's `K` functions in functional models."""

import numpy as np
import pytest

import tapeflow as tf

K = tf.keras.backend


@pytest.mark.parametrize(
    "function",
    [
        lambda x: K.mean(x, axis=1, keepdims=True),
        lambda x: K.l2_normalize(x, axis=-1),
        lambda x: K.concatenate([x, K.square(x)]),
        lambda x: K.sum(K.maximum(x, 0.0), axis=-1),
        lambda x: K.batch_dot(x, x),
        lambda x: K.clip(x, -1, 1),
    ],
)
def test_symbolic_tensors(function):
    inputs = tf.keras.Input((4,))
    values = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")
    model = tf.keras.Model(inputs, function(inputs))
    np.testing.assert_allclose(model(values), function(tf.constant(values)), rtol=1e-6)


def test_an_unknown_function_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing"):
        K.nothing()
