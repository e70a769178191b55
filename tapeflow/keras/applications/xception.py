"""`tf.keras.applications.xception`."""

from __future__ import annotations

from tapeflow.keras import layers
from tapeflow.keras.applications.application import Request, application, channel_axis, kernels
from tapeflow.keras.applications.imagenet_utils import decode_predictions as decode_predictions
from tapeflow.keras.applications.modes import to_unit_interval as preprocess_input
from tapeflow.keras.models import Model
from tapeflow.keras.symbolic import KerasTensor


@application("xception")
def Xception(request: Request) -> Model:
    """Xception (Chollet 2017, arXiv:1610.02357): separable convolutions with residuals."""
    x = images = request.images(299, min_size=71)
    x = layers.Conv2D(32, 3, strides=2, use_bias=False, name="block1_conv1")(x)
    x = _relu(_normalization("block1_conv1_bn")(x), "block1_conv1_act")
    x = layers.Conv2D(64, 3, use_bias=False, name="block1_conv2")(x)
    x = _relu(_normalization("block1_conv2_bn")(x), "block1_conv2_act")
    x = _shrunk(x, (128, 128), "block2")
    x = _shrunk(x, (256, 256), "block3")
    x = _shrunk(x, (728, 728), "block4")
    for block in range(5, 13):
        shortcut = x
        for conv in (1, 2, 3):
            x = _convolved(x, 728, f"block{block}_sepconv{conv}")
        x = layers.Add()([x, shortcut])
    x = _shrunk(x, (728, 1024), "block13")
    for conv, filters in enumerate((1536, 2048), 1):
        name = f"block14_sepconv{conv}"
        x = _relu(_convolved(x, filters, name, relu=False), f"{name}_act")
    hashes = "0a58e3b7378bc2990ea3b43d5981f1f6", "b0042744bf5b25fce3cb969f33bebb97"
    return request.model(images, request.head(x), kernels("xception", "xception", *hashes))


def _shrunk(x: KerasTensor, filters: tuple[int, int], name: str) -> KerasTensor:
    """Two separable convolutions and a pooling of half the size, beside a strided projection."""
    shortcut = layers.Conv2D(filters[1], 1, strides=2, padding="same", use_bias=False)(x)
    shortcut = _normalization(None)(shortcut)
    # Block 2 gets what block 1's activation has made already.
    x = _convolved(x, filters[0], f"{name}_sepconv1", relu=name != "block2")
    x = _convolved(x, filters[1], f"{name}_sepconv2")
    x = layers.MaxPooling2D(3, strides=2, padding="same", name=f"{name}_pool")(x)
    return layers.Add()([x, shortcut])


def _convolved(x: KerasTensor, filters: int, name: str, relu: bool = True) -> KerasTensor:
    if relu:
        x = _relu(x, f"{name}_act")
    x = layers.SeparableConv2D(filters, 3, padding="same", use_bias=False, name=name)(x)
    return _normalization(f"{name}_bn")(x)


def _relu(x: KerasTensor, name: str) -> KerasTensor:
    return layers.Activation("relu", name=name)(x)


def _normalization(name: str | None) -> layers.Layer:
    return layers.BatchNormalization(axis=channel_axis(), name=name)
