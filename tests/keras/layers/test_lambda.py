"""`Lambda`: functions with and without a name, saved and read."""

import json

import numpy as np
import pytest

import tapeflow as tf

Lambda = tf.keras.layers.Lambda
X = np.array([[1.0, 2.0]], "float32")


@tf.keras.utils.register_keras_serializable(package="test_lambda")
def doubled(inputs, by=2.0):
    return inputs * by


def test_a_named_function_is_read_back():
    layer = Lambda(doubled, arguments={"by": 3.0}, output_shape=(2,))
    data = json.loads(json.dumps(tf.keras.layers.serialize(layer)))
    again = tf.keras.layers.deserialize(data)
    np.testing.assert_array_equal(again(X), 3 * X)
    assert again.get_config() == layer.get_config()


def test_a_lambda_is_read_from_where_it_is_trusted_only(tmp_path):
    factor = 5.0
    inputs = tf.keras.Input((2,))
    model = tf.keras.Model(inputs, Lambda(lambda x, y=1.0: tf.abs(x) * factor + y)(inputs))
    path = tmp_path / "model.keras"
    model.save(path)
    with pytest.raises(ValueError, match="safe_mode=False"):
        tf.keras.models.load_model(path)
    again = tf.keras.models.load_model(path, safe_mode=False)
    np.testing.assert_array_equal(again.predict(-X, verbose=0), 5 * X + 1)


def test_masks_and_shapes_are_computed_by_functions():
    layer = Lambda(
        lambda x: x[:, :1], output_shape=lambda shape: (shape[0], 1), mask=lambda x, m: m
    )
    assert layer.compute_output_shape((None, 4)) == (None, 1)
    config = layer.get_config()
    again = Lambda.from_config(config, safe_mode=False)
    assert again.compute_output_shape((None, 4)) == (None, 1)
    np.testing.assert_array_equal(again(X), X[:, :1])
