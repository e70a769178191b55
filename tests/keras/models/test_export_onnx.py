"""ONNX files, run by onnxruntime where it and jax2onnx are installed; refusals everywhere."""

import numpy as np
import pytest

import tapeflow as tf

layers = tf.keras.layers


def perceptron():
    return tf.keras.Sequential(
        [
            tf.keras.Input((4,)),
            layers.Dense(8, activation="gelu"),
            layers.LayerNormalization(),
            layers.Dropout(0.5),
            layers.Dense(2, activation="softmax"),
        ]
    )


def convolutional():
    inputs = tf.keras.Input((8, 8, 3))
    x = layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    x = layers.MaxPooling2D()(layers.BatchNormalization()(x))
    return tf.keras.Model(inputs, layers.Dense(2)(layers.Flatten()(x)))


def attention():
    inputs = tf.keras.Input((6, 4))
    return tf.keras.Model(inputs, layers.MultiHeadAttention(2, 3)(inputs, inputs))


def recurrent():
    return tf.keras.Sequential(
        [
            tf.keras.Input((6,), dtype="int32"),
            layers.Embedding(9, 4),
            layers.LSTM(3),
            layers.Dense(2),
        ]
    )


@pytest.mark.filterwarnings("ignore")  # of the libraries below the converter
@pytest.mark.parametrize("make", [perceptron, convolutional, attention, recurrent])
def test_onnxruntime_computes_the_same_for_any_number_of_rows(tmp_path, make):
    pytest.importorskip("jax2onnx")
    runtime = pytest.importorskip("onnxruntime")
    model = make()
    # jax2onnx 0.17 pads only arrays all of whose sizes are known.
    fixed = [tf.TensorSpec([3, 8, 8, 3])] if make is convolutional else None
    model.export(tmp_path / "m.onnx", format="onnx", verbose=False, input_signature=fixed)
    session = runtime.InferenceSession(tmp_path / "m.onnx")
    (given,) = session.get_inputs()
    dtype = "int32" if make is recurrent else "float32"
    for rows in (3,) if fixed else (1, 3):
        x = np.random.default_rng(0).integers(0, 9, (rows, *model.inputs[0].shape[1:]))
        (found,) = session.run(None, {given.name: x.astype(dtype)})
        np.testing.assert_allclose(found, model(x.astype(dtype)), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("format", ["litert", "openvino", "torch", "pb"])
def test_other_formats_name_a_way(tmp_path, format):
    with pytest.raises(NotImplementedError, match="onnx"):
        perceptron().export(tmp_path / "m", format=format)


def test_a_missing_converter_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "jax2onnx", None)
    with pytest.raises(ImportError, match=r"tapeflow\[onnx\]"):
        perceptron().export(tmp_path / "m.onnx", format="onnx")
