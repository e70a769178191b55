"""Images into the models, class names out of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.keras.applications import imagenet_utils
from tests.keras.applications.structures import preprocessed

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text(encoding="utf-8"))


def test_every_module_preprocesses_as_keras_does():
    given = preprocessed(tf.keras)
    assert given.keys() == RECORDED["preprocessed"].keys()
    for key, values in given.items():
        # Six digits were recorded; values reach 255.
        np.testing.assert_allclose(values, RECORDED["preprocessed"][key], rtol=2e-5, atol=2e-4)


@pytest.mark.parametrize("mode", ["tf", "torch", "caffe"])
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_tensors_and_integers_give_what_float_arrays_give(mode, data_format):
    images = np.arange(54).reshape(2, 3, 3, 3).astype("uint8")
    expected = imagenet_utils.preprocess_input(images.astype("float32"), data_format, mode)
    for given in (images, tf.constant(images), tf.constant(images, tf.float32)):
        outputs = imagenet_utils.preprocess_input(given, data_format, mode)
        np.testing.assert_allclose(np.asarray(outputs), expected, rtol=1e-6, atol=1e-5)


def test_an_array_is_not_written_over():
    images = np.full((1, 2, 2, 3), 8.0)
    imagenet_utils.preprocess_input(images)
    assert (images == 8).all()


def test_keras_tensors_can_be_preprocessed():
    images = tf.keras.Input((4, 4, 3), dtype="uint8")
    model = tf.keras.Model(images, tf.keras.applications.vgg16.preprocess_input(images))
    pixels = np.arange(48).reshape(1, 4, 4, 3).astype("uint8")
    expected = imagenet_utils.preprocess_input(pixels)
    np.testing.assert_allclose(np.asarray(model(pixels)), expected, rtol=1e-6)


@pytest.mark.parametrize("arguments", [{"mode": "keras"}, {"data_format": "last"}])
def test_other_modes_are_refused(arguments):
    with pytest.raises(ValueError, match="preprocess_input"):
        imagenet_utils.preprocess_input(np.ones((1, 2, 2, 3)), **arguments)


def test_the_likeliest_classes_come_first(monkeypatch, tmp_path):
    path = tmp_path / "classes.json"
    path.write_text(json.dumps({str(i): [f"n{i:08}", f"class {i}"] for i in range(1000)}))
    monkeypatch.setattr(imagenet_utils, "get_file", lambda *_, **__: str(path))
    imagenet_utils._class_names.cache_clear()
    scores = np.random.default_rng(0).permutation(2000).reshape(2, 1000).astype("float32")
    try:
        for decode in (imagenet_utils, tf.keras.applications.vgg16):
            decoded = decode.decode_predictions(tf.constant(scores), top=3)
            for row, likeliest in zip(scores, decoded, strict=True):
                best = np.argsort(-row)[:3]
                assert likeliest == [(f"n{i:08}", f"class {i}", row[i]) for i in best]
    finally:
        imagenet_utils._class_names.cache_clear()


def test_predictions_need_a_thousand_classes():
    with pytest.raises(ValueError, match="1000"):
        imagenet_utils.decode_predictions(np.ones((2, 10)))
