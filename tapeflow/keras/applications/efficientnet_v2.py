"""`tf.keras.applications.efficientnet_v2`: EfficientNet V2 (Tan & Le 2021, arXiv:2104.00298)."""

from __future__ import annotations

import math
from collections.abc import Callable

from tapeflow.keras import layers
from tapeflow.keras.applications.application import (
    STORAGE,
    Published,
    Request,
    channel_axis,
    documented,
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

# Repeats, filters, expansion, stride, whether the first two convolutions are fused into one.
Stages = tuple[tuple[int, int, int, int, bool], ...]
_SMALL = (
    (2, 24, 1, 1, True),
    (4, 48, 4, 2, True),
    (4, 64, 4, 2, True),
    (6, 128, 4, 2, False),
    (9, 160, 6, 1, False),
    (15, 256, 6, 2, False),
)
_MEDIUM = (
    (3, 24, 1, 1, True),
    (5, 48, 4, 2, True),
    (5, 80, 4, 2, True),
    (7, 160, 4, 2, False),
    (14, 176, 6, 1, False),
    (18, 304, 6, 2, False),
    (5, 512, 6, 1, False),
)
_LARGE = (
    (4, 32, 1, 1, True),
    (7, 64, 4, 2, True),
    (7, 96, 4, 2, True),
    (10, 192, 4, 2, False),
    (19, 224, 6, 1, False),
    (25, 384, 6, 2, False),
    (7, 640, 6, 1, False),
)
_BASE = (
    (1, 16, 1, 1, True),
    (2, 32, 4, 2, True),
    (2, 48, 4, 2, True),
    (3, 96, 4, 2, False),
    (5, 112, 6, 1, False),
    (8, 192, 6, 2, False),
)
_MOMENTUM = 0.9
_MEAN, _VARIANCE = [0.485, 0.456, 0.406], [0.229**2, 0.224**2, 0.225**2]


def _application(default_name: str) -> Callable:
    def decorate(build: Callable[[Request, bool], Model]) -> Callable[..., Model]:
        def with_arguments(
            include_top=True,
            weights="imagenet",
            input_tensor=None,
            input_shape=None,
            pooling=None,
            classes=1000,
            classifier_activation="softmax",
            include_preprocessing=True,
            name=default_name,
        ):
            request = Request(
                build.__name__,
                include_top,
                weights,
                input_tensor,
                input_shape,
                pooling,
                classes,
                classifier_activation,
                name,
            )
            return build(request, include_preprocessing)

        return documented(with_arguments, build)

    return decorate


@_application("efficientnetv2-b0")
def EfficientNetV2B0(request: Request, preprocessed: bool) -> Model:
    """EfficientNet V2 B0, for images of 224; `include_preprocessing` scales `[0, 255]` first."""
    hashes = "21ecbf6da12460d5c40bb2f29ceb2188", "893217f2bb855e2983157299931e43ff"
    return _efficientnet(request, preprocessed, _BASE, 1.0, 1.0, 224, hashes)


@_application("efficientnetv2-b1")
def EfficientNetV2B1(request: Request, preprocessed: bool) -> Model:
    """EfficientNet V2 B1, for images of 240; `include_preprocessing` scales `[0, 255]` first."""
    hashes = "069f0534ff22adf035c89e2d9547a9dc", "0e80663031ca32d657f9caa404b6ec37"
    return _efficientnet(request, preprocessed, _BASE, 1.0, 1.1, 240, hashes)


@_application("efficientnetv2-b2")
def EfficientNetV2B2(request: Request, preprocessed: bool) -> Model:
    """EfficientNet V2 B2, for images of 260; `include_preprocessing` scales `[0, 255]` first."""
    hashes = "424e49f28180edbde1e94797771950a7", "1dfe2e7a5d45b6632553a8961ea609eb"
    return _efficientnet(request, preprocessed, _BASE, 1.1, 1.2, 260, hashes)


@_application("efficientnetv2-b3")
def EfficientNetV2B3(request: Request, preprocessed: bool) -> Model:
    """EfficientNet V2 B3, for images of 300; `include_preprocessing` scales `[0, 255]` first."""
    hashes = "1f1fc43bd98a6e4fd8fdfd551e02c7a0", "f6abf7b5849ac99a89b50dd3fd532856"
    return _efficientnet(request, preprocessed, _BASE, 1.2, 1.4, 300, hashes)


@_application("efficientnetv2-s")
def EfficientNetV2S(request: Request, preprocessed: bool) -> Model:
    """EfficientNet V2 S, for images of 384; `include_preprocessing` scales `[0, 255]` first."""
    hashes = "e1d88a8495beba45748fedd0cecbe016", "af0682fb74e8c54910f2d4393339c070"
    return _efficientnet(request, preprocessed, _SMALL, 1.0, 1.0, 384, hashes)


@_application("efficientnetv2-m")
def EfficientNetV2M(request: Request, preprocessed: bool) -> Model:
    """EfficientNet V2 M, for images of 480; `include_preprocessing` scales `[0, 255]` first."""
    hashes = "a3bf6aa3276309f4fc6a34aa114c95cd", "1b8dc055df72dde80d614482840fe342"
    return _efficientnet(request, preprocessed, _MEDIUM, 1.0, 1.0, 480, hashes)


@_application("efficientnetv2-l")
def EfficientNetV2L(request: Request, preprocessed: bool) -> Model:
    """EfficientNet V2 L, for images of 480; `include_preprocessing` scales `[0, 255]` first."""
    hashes = "27e6d408b53c7ebc868fefa357689935", "b0b66b5c863aef5b46e8608fe1711615"
    return _efficientnet(request, preprocessed, _LARGE, 1.0, 1.0, 480, hashes)


def _efficientnet(
    request: Request,
    preprocessed: bool,
    stages: Stages,
    width: float,
    depth: float,
    size: int,
    hashes: tuple[str, str],
) -> Model:
    x = images = request.images(size)
    if preprocessed:
        x = _preprocessed(x, to_deviation=stages is _BASE)
    first_filters = 32 if stages is _BASE else stages[0][1]
    x = _convolution(_rounded(first_filters * width), 3, 2, "stem_conv")(x)
    x = normalized(x, "stem_", _MOMENTUM)
    x = _stages(x, stages, _rounded(first_filters * width), width, depth)
    x = normalized(pointwise(_rounded(1280 * width), "top_conv")(x), "top_", _MOMENTUM)
    if request.include_top:
        x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
        x = layers.Dropout(0.2, name="top_dropout")(x)
        constant = {"class_name": "Constant", "config": {"value": 0.0}}
        x = request.classified(x, kernel_initializer=DENSE_INITIALIZER, bias_initializer=constant)
    else:
        x = request.pooled(x, named=True)
    stem = request.function.lower().replace("v2", "v2-")
    names = (f"{stem}.h5", f"{stem}_notop.h5")
    return request.model(images, x, Published(f"{STORAGE}efficientnet_v2/", names, hashes))


def _preprocessed(x: KerasTensor, to_deviation: bool) -> KerasTensor:
    axis = channel_axis(3)
    if not to_deviation or x.shape[axis] != 3:
        return layers.Rescaling(1 / 128, offset=-1)(x)
    x = layers.Rescaling(1 / 255)(x)
    return layers.Normalization(mean=_MEAN, variance=_VARIANCE, axis=axis)(x)


def _stages(
    x: KerasTensor, stages: Stages, filters_in: int, width: float, depth: float
) -> KerasTensor:
    # The blocks are counted before `depth` repeats them: so the published models were trained.
    count, done = sum(stage[0] for stage in stages), 0
    for number, (repeats, filters, expansion, stride, fused) in enumerate(stages, 1):
        filters = _rounded(filters * width)
        for repeat in range(math.ceil(depth * repeats)):
            block = _fused_block if fused else _block
            prefix = f"block{number}{chr(ord('a') + repeat)}_"
            outputs = block(x, filters_in, filters, expansion, 1 if repeat else stride, prefix)
            same = (repeat > 0 or stride == 1) and filters_in == filters
            x = skipped(outputs, x, 0.2 * done / count, prefix) if same else outputs
            filters_in, done = filters, done + 1
    return x


def _block(
    x: KerasTensor, filters_in: int, filters: int, expansion: int, stride: int, prefix: str
) -> KerasTensor:
    wide = filters_in * expansion
    x = normalized(pointwise(wide, f"{prefix}expand_conv")(x), f"{prefix}expand_", _MOMENTUM)
    x = layers.DepthwiseConv2D(
        3,
        strides=stride,
        padding="same",
        use_bias=False,
        depthwise_initializer=CONV_INITIALIZER,
        name=f"{prefix}dwconv2",
    )(x)
    x = normalized(x, prefix, _MOMENTUM)
    x = excited(x, wide, max(1, int(filters_in * 0.25)), prefix)
    return _normalization(f"{prefix}project_bn")(pointwise(filters, f"{prefix}project_conv")(x))


def _fused_block(
    x: KerasTensor, filters_in: int, filters: int, expansion: int, stride: int, prefix: str
) -> KerasTensor:
    if expansion == 1:
        x = _convolution(filters, 3, stride, f"{prefix}project_conv")(x)
        return normalized(x, f"{prefix}project_", _MOMENTUM)
    x = _convolution(filters_in * expansion, 3, stride, f"{prefix}expand_conv")(x)
    x = normalized(x, f"{prefix}expand_", _MOMENTUM)
    return _normalization(f"{prefix}project_bn")(pointwise(filters, f"{prefix}project_conv")(x))


def _convolution(filters: int, kernel: int, stride: int, name: str) -> layers.Layer:
    return layers.Conv2D(
        filters,
        kernel,
        strides=stride,
        padding="same",
        use_bias=False,
        kernel_initializer=CONV_INITIALIZER,
        name=name,
    )


def _normalization(name: str) -> layers.Layer:
    return layers.BatchNormalization(axis=channel_axis(3), momentum=_MOMENTUM, name=name)


def _rounded(filters: float) -> int:
    return max(8, int(filters + 4) // 8 * 8)
