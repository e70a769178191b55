"""`tf.keras.Function`, `Variable`, scopes, `Config`: the names at the top of Keras."""

import numpy as np
import pytest

import tapeflow as tf


def test_function_computes_and_tells_shapes():
    a, b = tf.keras.Input((2,)), tf.keras.Input((2,))
    function = tf.keras.Function([a, b], {"sum": a + b, "twice": 2 * a})
    found = function([tf.ones([1, 2]), tf.ones([1, 2])])
    assert found["sum"].numpy().tolist() == [[2, 2]]
    assert function.compute_output_shape([(5, 2), (5, 2)]) == [(5, 2), (5, 2)]
    assert function([tf.keras.Input((2,)), tf.keras.Input((2,))])["twice"].shape == (None, 2)
    with pytest.raises(ValueError, match="another structure"):
        function([tf.ones([1, 2])])
    with pytest.raises(ValueError, match="KerasTensors"):
        tf.keras.Function(1, 2)


def test_variable_of_an_initializer():
    variable = tf.keras.Variable("zeros", shape=(2, 3), name="v", trainable=False)
    assert variable.numpy().tolist() == [[0] * 3] * 2
    assert variable.dtype == "float32"
    assert not variable.trainable
    assert isinstance(tf.Variable(1.0), tf.keras.Variable)
    with pytest.raises(ValueError, match="`shape` argument"):
        tf.keras.Variable("zeros")
    with pytest.raises(ValueError, match="cannot contain"):
        tf.keras.Variable(1.0, name="a/b")


def test_variable_belongs_to_its_layer():
    class Scaled(tf.keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.scale = tf.keras.Variable(2.0)

        def call(self, x):
            return x * self.scale

    layer = Scaled()
    with tf.GradientTape() as tape:
        y = layer(tf.constant([3.0]))
    assert len(layer.trainable_variables) == 1
    assert tape.gradient(y, layer.scale).numpy() == 3


def test_stateless_scope_gives_values_back():
    layer = tf.keras.layers.BatchNormalization(momentum=0.5)
    layer.build((None, 2))
    with tf.keras.StatelessScope([(v, v + 1) for v in layer.variables]) as scope:
        layer(np.ones([4, 2], "float32"), training=True)
    np.testing.assert_allclose(scope.get_current_value(layer.moving_mean), [1, 1])
    np.testing.assert_allclose(layer.moving_mean, [0, 0])
    assert scope.get_current_value(tf.Variable(1)) is None
    with pytest.raises(ValueError, match="shape"):
        tf.keras.StatelessScope([(layer.moving_mean, np.ones(3, "float32"))])


def test_config_is_frozen_and_names_the_nearest():
    config = tf.keras.utils.Config(momentum=0.9)
    config.rate = 0.1
    with pytest.raises(AttributeError, match="Did you mean 'momentum'"):
        _ = config.momentun
    config.freeze()
    with pytest.raises(ValueError, match="frozen"):
        config.rate = 1
    config.unfreeze()
    del config["rate"]
    assert config.to_json() == '{"momentum": 0.9}'
    assert "rate" not in config


def test_policy_casts_floats_only():
    policy = tf.keras.FloatDTypePolicy("mixed_float16")
    assert policy.convert_input(tf.ones([1]), True, "float16").dtype == "float16"
    assert policy.convert_input(tf.ones([1]), False, "float16").dtype == "float32"
    assert policy.convert_input(tf.constant(1), True, "float16").dtype == "int32"
    assert policy.convert_input("a", True, "float16") == "a"


def test_layers_add_metrics_in_keras_2_style():
    class Noted(tf.keras.layers.Layer):
        def call(self, x):
            self.add_metric(tf.reduce_mean(x), name="level", aggregation="mean")
            return x

    layer = Noted()
    layer(tf.constant([1.0, 3.0]))
    layer(tf.constant([4.0]))
    assert [m.name for m in layer.metrics] == ["level"]
    assert float(layer.metrics[0].result()) == 3
