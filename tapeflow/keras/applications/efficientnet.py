"""`tf.keras.applications.efficientnet`: EfficientNet (Tan & Le 2019, arXiv:1905.11946)."""

from __future__ import annotations

import math

from tapeflow.keras import layers
from tapeflow.keras.applications.application import (
    Published,
    Request,
    application,
    channel_axis,
    correct_pad,
    make_divisible,
)
from tapeflow.keras.applications.imagenet_utils import decode_predictions as decode_predictions
from tapeflow.keras.applications.modes import unchanged as preprocess_input
from tapeflow.keras.applications.mb_conv import (
    CONV_INITIALIZER,
    DENSE_INITIALIZER,
    excited,
    normalized,
    pointwise,
    skipped,
)
from tapeflow.keras.models import Model
from tapeflow.keras.symbolic import KerasTensor

# Kernel, repeats, filters, expansion, stride: the paper's table 1.
_STAGES = (
    (3, 1, 16, 1, 1),
    (3, 2, 24, 6, 2),
    (5, 2, 40, 6, 2),
    (3, 3, 80, 6, 2),
    (5, 3, 112, 6, 1),
    (5, 4, 192, 6, 2),
    (3, 1, 320, 6, 1),
)
_FOLDER = "https://storage.googleapis.com/keras-applications/"
_DEVIATION = (0.229, 0.224, 0.225)


@application("efficientnetb0")
def EfficientNetB0(request: Request) -> Model:
    """EfficientNet B0, for images of 224."""
    hashes = "902e53a9f72be733fc0bcb005b3ebbac", "50bc09e76180e00e4465e1a485ddc09d"
    return _efficientnet(request, 1.0, 1.0, 224, 0.2, hashes)


@application("efficientnetb1")
def EfficientNetB1(request: Request) -> Model:
    """EfficientNet B1, for images of 240."""
    hashes = "1d254153d4ab51201f1646940f018540", "74c4e6b3e1f6a1eea24c589628592432"
    return _efficientnet(request, 1.0, 1.1, 240, 0.2, hashes)


@application("efficientnetb2")
def EfficientNetB2(request: Request) -> Model:
    """EfficientNet B2, for images of 260."""
    hashes = "b15cce36ff4dcbd00b6dd88e7857a6ad", "111f8e2ac8aa800a7a99e3239f7bfb39"
    return _efficientnet(request, 1.1, 1.2, 260, 0.3, hashes)


@application("efficientnetb3")
def EfficientNetB3(request: Request) -> Model:
    """EfficientNet B3, for images of 300."""
    hashes = "ffd1fdc53d0ce67064dc6a9c7960ede0", "af6d107764bb5b1abb91932881670226"
    return _efficientnet(request, 1.2, 1.4, 300, 0.3, hashes)


@application("efficientnetb4")
def EfficientNetB4(request: Request) -> Model:
    """EfficientNet B4, for images of 380."""
    hashes = "18c95ad55216b8f92d7e70b3a046e2fc", "ebc24e6d6c33eaebbd558eafbeedf1ba"
    return _efficientnet(request, 1.4, 1.8, 380, 0.4, hashes)


@application("efficientnetb5")
def EfficientNetB5(request: Request) -> Model:
    """EfficientNet B5, for images of 456."""
    hashes = "ace28f2a6363774853a83a0b21b9421a", "38879255a25d3c92d5e44e04ae6cec6f"
    return _efficientnet(request, 1.6, 2.2, 456, 0.4, hashes)


@application("efficientnetb6")
def EfficientNetB6(request: Request) -> Model:
    """EfficientNet B6, for images of 528."""
    hashes = "165f6e37dce68623721b423839de8be5", "9ecce42647a20130c1f39a5d4cb75743"
    return _efficientnet(request, 1.8, 2.6, 528, 0.5, hashes)


@application("efficientnetb7")
def EfficientNetB7(request: Request) -> Model:
    """EfficientNet B7, for images of 600."""
    hashes = "8c03f828fec3ef71311cd463b6759d99", "cbcfe4450ddf6f3ad90b1b398090fe4a"
    return _efficientnet(request, 2.0, 3.1, 600, 0.5, hashes)


def _efficientnet(
    request: Request, width: float, depth: float, size: int, dropout: float, hashes: tuple[str, str]
) -> Model:
    x = images = request.images(size)
    x = layers.Rescaling(1 / 255)(x)
    x = layers.Normalization(axis=channel_axis(3))(x)
    if request.pretrained:
        # The published files' Normalization divides by the variance's root of root.
        x = layers.Rescaling([1 / math.sqrt(deviation) for deviation in _DEVIATION])(x)
    x = layers.ZeroPadding2D(correct_pad(x, 3), name="stem_conv_pad")(x)
    x = layers.Conv2D(
        make_divisible(32 * width),
        3,
        strides=2,
        use_bias=False,
        kernel_initializer=CONV_INITIALIZER,
        name="stem_conv",
    )(x)
    x = normalized(x, "stem_")
    x = _stages(x, width, depth)
    x = normalized(pointwise(make_divisible(1280 * width), "top_conv")(x), "top_")
    if request.include_top:
        x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
        x = layers.Dropout(dropout, name="top_dropout")(x)
        x = request.classified(x, kernel_initializer=DENSE_INITIALIZER)
    else:
        x = request.pooled(x, named=True)
    stem = request.function.lower()
    published = Published(
        "https://storage.googleapis.com/keras-applications/",
        (f"{stem}.h5", f"{stem}_notop.h5"),
        hashes,
    )
    return request.model(images, x, published)


def _stages(x: KerasTensor, width: float, depth: float) -> KerasTensor:
    repeats = [math.ceil(depth * stage[1]) for stage in _STAGES]
    drop_steps = iter(range(sum(repeats)))
    filters_in = make_divisible(32 * width)
    for number, (kernel, _, filters, expansion, stride) in enumerate(_STAGES, 1):
        filters = make_divisible(filters * width)
        for repeat in range(repeats[number - 1]):
            drop = 0.2 * next(drop_steps) / sum(repeats)
            prefix = f"block{number}{chr(ord('a') + repeat)}_"
            sizes = (filters_in, filters, kernel, 1 if repeat else stride, expansion)
            x = _block(x, sizes, drop, prefix)
            filters_in = filters
    return x


def _block(
    inputs: KerasTensor, sizes: tuple[int, int, int, int, int], drop: float, prefix: str
) -> KerasTensor:
    filters_in, filters, kernel, stride, expansion = sizes
    x = inputs
    if expansion != 1:
        x = pointwise(filters_in * expansion, f"{prefix}expand_conv")(x)
        x = normalized(x, f"{prefix}expand_")
    if stride == 2:
        x = layers.ZeroPadding2D(correct_pad(x, kernel), name=f"{prefix}dwconv_pad")(x)
    x = layers.DepthwiseConv2D(
        kernel,
        strides=stride,
        padding="same" if stride == 1 else "valid",
        use_bias=False,
        depthwise_initializer=CONV_INITIALIZER,
        name=f"{prefix}dwconv",
    )(x)
    x = normalized(x, prefix)
    x = excited(x, filters_in * expansion, max(1, int(filters_in * 0.25)), prefix)
    x = pointwise(filters, f"{prefix}project_conv")(x)
    x = layers.BatchNormalization(axis=channel_axis(3), name=f"{prefix}project_bn")(x)
    return skipped(x, inputs, drop, prefix) if stride == 1 and filters_in == filters else x
