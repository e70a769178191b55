"""The arguments that all architectures share."""

from __future__ import annotations

import inspect
import subprocess
import sys

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.keras.applications import application

SMALL = {"input_shape": (32, 32, 3), "alpha": 0.35}


@pytest.fixture(scope="module")
def model():
    return tf.keras.applications.MobileNetV2(weights=None, classes=3, **SMALL)


@pytest.mark.parametrize("name", ["small.weights.h5", "whole.h5"])
def test_weights_come_from_a_file(model, tmp_path, name):
    path = tmp_path / name
    if name == "whole.h5":
        with pytest.warns(UserWarning, match="legacy"):
            model.save(path)
    else:
        model.save_weights(path)
    again = tf.keras.applications.MobileNetV2(weights=str(path), classes=3, **SMALL)
    for saved, loaded in zip(model.weights, again.weights, strict=True):
        np.testing.assert_array_equal(saved.numpy(), loaded.numpy())


def test_published_weights_are_found_in_the_cache(monkeypatch, tmp_path):
    base = tf.keras.applications.MobileNetV2(weights=None, include_top=False, **SMALL)
    path = tmp_path / "base.weights.h5"
    base.save_weights(path)
    asked = []

    def get_file(name, origin, **options):
        asked.append((name, origin, options))
        return str(path)

    monkeypatch.setattr(application, "get_file", get_file)
    with pytest.warns(UserWarning, match="224"):
        again = tf.keras.applications.MobileNetV2(include_top=False, **SMALL)
    name = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_224_no_top.h5"
    origin = "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/" + name
    assert asked == [(name, origin, {"cache_subdir": "models", "file_hash": None})]
    np.testing.assert_array_equal(base.weights[-1].numpy(), again.weights[-1].numpy())


def test_an_input_tensor_is_built_upon():
    tf.keras.backend.clear_session()
    images = tf.keras.Input((32, 32, 3), name="pictures")
    scaled = tf.keras.layers.Rescaling(1 / 255)(images)
    model = tf.keras.applications.MobileNetV2(
        input_tensor=scaled, weights=None, include_top=False, alpha=0.35, pooling="avg"
    )
    assert [layer.name for layer in model.layers[:3]] == ["pictures", "rescaling", "Conv1"]
    assert model.output_shape == (None, 1280)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"weights": "nowhere.h5"}, "nowhere.h5"),
        ({"classes": 10}, "1000 classes"),
        ({"classifier_activation": "relu"}, "softmax"),
        ({"weights": None, "input_shape": (16, 16, 3)}, "at least 32"),
        ({"weights": None, "input_shape": (None, None, 3)}, "include_top=False"),
        ({"weights": None, "input_shape": (32, 32)}, "three numbers"),
        ({"input_shape": (64, 64, 3)}, "224"),
        ({"include_top": False, "input_shape": (64, 64, 1)}, "3 channels"),
        ({"weights": None, "input_tensor": np.ones((1, 32, 32, 3))}, "KerasTensor"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        tf.keras.applications.VGG16(**arguments)


def test_mobilenets_refuse_widths_that_are_not_published():
    with pytest.raises(ValueError, match="alpha"):
        tf.keras.applications.MobileNetV2(alpha=0.4)
    with pytest.raises(ValueError, match="alpha"):
        tf.keras.applications.MobileNetV3Small(alpha=0.5)
    with pytest.raises(ValueError, match="depth_multiplier"):
        tf.keras.applications.MobileNet(depth_multiplier=2)


def test_signatures_are_keras_s():
    parameters = inspect.signature(tf.keras.applications.ResNet50).parameters
    assert [(name, p.default) for name, p in parameters.items()] == [
        ("include_top", True),
        ("weights", "imagenet"),
        ("input_tensor", None),
        ("input_shape", None),
        ("pooling", None),
        ("classes", 1000),
        ("classifier_activation", "softmax"),
        ("name", "resnet50"),
    ]
    assert "Args:" in tf.keras.applications.ResNet50.__doc__


def test_channels_first_moves_the_channels_axis():
    tf.keras.config.set_image_data_format("channels_first")
    try:
        model = tf.keras.applications.MobileNetV2((3, 33, 40), 0.35, False, None)
    finally:
        tf.keras.config.set_image_data_format("channels_last")
    assert model.output_shape == (None, 1280, 2, 2)


def test_nothing_is_imported_until_it_is_asked_for():

    program = "import sys, tapeflow.keras; print('tapeflow.keras.applications' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout.strip() == "False", run.stderr
