"""Steps of models as Keras writes them: checked by Keras 3.15 itself when they were written."""

import numpy as np
import pytest

import tapeflow as tf

ops = tf.keras.ops
# A function of x, the module and class in which Keras has it, and the class's config.
FORMS = [
    (lambda x: ops.relu(x), "nn", "Relu", {}),
    (lambda x: tf.nn.relu(x), "nn", "Relu", {}),
    (lambda x: ops.mean(x, axis=1, keepdims=True), "numpy", "Mean", {"axis": 1, "keepdims": True}),
    (lambda x: ops.expand_dims(x, 1), "numpy", "ExpandDims", {"axis": 1}),
    (lambda x: ops.cast(x, "int32"), "core", "Cast", {"dtype": "int32"}),
    (lambda x: ops.clip(x, 0.0, 1.0), "numpy", "Clip", {"x_min": 0.0, "x_max": 1.0}),
    (lambda x: tf.nn.softmax(x, axis=1), "nn", "Softmax", {"axis": 1}),
    (lambda x: x * 2.0, "numpy", "Multiply", {}),
    (lambda x: x[:, 0], "numpy", "GetItem", {}),
]


@pytest.mark.parametrize("number", range(len(FORMS)))
def test_a_step_is_written_in_kerass_form_and_read_again(number):
    function, module, class_name, options = FORMS[number]
    x = tf.keras.Input((3, 4))
    model = tf.keras.Model(x, function(x))
    config = model.get_config()
    step = config["layers"][1]
    assert (step["module"], step["class_name"]) == (f"keras.src.ops.{module}", class_name)
    assert {k: v for k, v in step["config"].items() if k != "name"} == options
    new = tf.keras.Model.from_config(config)
    assert new.get_config() == config
    data = np.random.default_rng(0).normal(size=(2, 3, 4)).astype("float32")
    np.testing.assert_array_equal(model(data), new(data))


def test_what_keras_has_not_is_written_by_its_path():
    x = tf.keras.Input((3,))
    step = tf.keras.Model(x, tf.reduce_sum(x, 1)).get_config()["layers"][1]
    assert step["class_name"] == "FunctionCall"
    assert step["config"]["function"] == "tapeflow.ops.math.reduce:reduce_sum"
