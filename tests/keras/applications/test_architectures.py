"""The architectures are Keras's: layers, configurations, weights, and what they compute."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.keras.applications import application
from tests.keras.applications.structures import (
    CASES,
    build,
    digest,
    get_file,
    outputs,
    published,
    structure,
)

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text(encoding="utf-8"))
ALL = bool(os.environ.get("TAPEFLOW_TEST_ALL"))
# One of each family, and those whose arguments are special; building one takes 0.1 to 0.5 s.
STRUCTURES = """
MobileNetV2-default MobileNetV2-thin MobileNetV2-open MobileNet-thin MobileNetV3Small-thin
MobileNetV3Large-thin MobileNetV3Small-top VGG16 ResNet50-logits ResNet50V2
EfficientNetB0-gray EfficientNetV2B0-top EfficientNetV2B0-bare DenseNet121-top InceptionV3
Xception-top
"""
# Op by op, and each shape is compiled: seconds per model.
OUTPUTS = ("MobileNetV2-thin", "MobileNetV3Large-thin")


@pytest.mark.parametrize("case", CASES if ALL else STRUCTURES.split())
def test_layers_and_weights_are_those_of_keras(case):
    model = build(tf.keras, case)
    assert model.count_params() == RECORDED[case]["params"]
    # `record.py FOLDER` writes the text behind the digest.
    assert digest(structure(model)) == RECORDED[case]["digest"]


@pytest.mark.parametrize(
    "case", [c for c in RECORDED if "outputs" in RECORDED[c]] if ALL else OUTPUTS
)
def test_outputs_for_the_same_weights_are_those_of_keras(case):
    expected = np.array(RECORDED[case]["outputs"])
    given = outputs(build(tf.keras, case), case)
    # Hundreds of float32 layers, whose sums are taken in another order.
    np.testing.assert_allclose(given, expected, rtol=0, atol=1e-4 * np.abs(expected).max())


@pytest.mark.parametrize(
    ("module", "layer"),
    [
        ("convnext", tf.keras.applications.convnext.LayerScale(0.5, 3)),
        ("inception_resnet_v2", tf.keras.applications.inception_resnet_v2.CustomScaleLayer(0.5)),
    ],
)
def test_their_own_layers_are_written_as_keras_writes_them(module, layer):
    written = tf.keras.saving.serialize_keras_object(layer)
    name = type(layer).__name__
    assert written["module"] == f"keras.src.applications.{module}"
    assert written["class_name"] == written["registered_name"] == name
    again = tf.keras.saving.deserialize_keras_object(written)
    assert again.get_config() == layer.get_config()
    inputs = np.ones((2, 3), "float32")
    outputs = layer(inputs) if module == "convnext" else layer([inputs, inputs])
    # ConvNeXt's is a product, the other adds half of the second tensor.
    np.testing.assert_allclose(outputs, inputs * (0.5 if module == "convnext" else 1.5))


@pytest.mark.filterwarnings("ignore:MobileNet")
@pytest.mark.parametrize(
    "name", RECORDED["published"] if ALL else ("MobileNet", "MobileNetV3Small", "NASNetMobile")
)
def test_published_files_are_those_that_keras_downloads(monkeypatch, name):
    monkeypatch.setattr(application, "get_file", get_file)
    given = [published(tf.keras, name, include_top) for include_top in (True, False)]
    assert given == RECORDED["published"][name]
