"""`tf.keras.applications.mobilenet_v3`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tapeflow.keras import layers
from tapeflow.keras.applications.application import (
    STORAGE,
    Published,
    Request,
    channel_axis,
    correct_pad,
    documented,
    make_divisible,
)
from tapeflow.keras.applications.imagenet_utils import decode_predictions as decode_predictions
from tapeflow.keras.applications.modes import unchanged as preprocess_input
from tapeflow.keras.backend import image_data_format
from tapeflow.keras.models import Model
from tapeflow.keras.symbolic import KerasTensor

_HASHES = {
    "large_224_0.75": ("765b44a33ad4005b3ac83185abf1d0eb", "40af19a13ebea4e2ee0c676887f69a2e"),
    "large_224_1.0": ("59e551e166be033d707958cf9e29a6a7", "07fb09a5933dd0c8eaafa16978110389"),
    "large_minimalistic_224_1.0": (
        "675e7b876c45c57e9e63e6d90a36599c",
        "ec5221f64a2f6d1ef965a614bdae7973",
    ),
    "small_224_0.75": ("cb65d4e5be93758266aa0a7f2c6708b7", "ebdb5cc8e0b497cd13a7c275d475c819"),
    "small_224_1.0": ("8768d4c2e7dee89b9d02b2d03d65d862", "d3e8ec802a04aa4fc771ee12a9a9b836"),
    "small_minimalistic_224_1.0": (
        "99cd97fb2fcdad2bf028eb838de69e37",
        "cde8136e733e811080d9fcd8a252f7e4",
    ),
}

# Expansion, filters, kernel, stride, squeeze and excitation, hard swish: the paper's tables 1, 2.
_SMALL = (
    (1, 16, 3, 2, True, False),
    (72 / 16, 24, 3, 2, False, False),
    (88 / 24, 24, 3, 1, False, False),
    (4, 40, 5, 2, True, True),
    (6, 40, 5, 1, True, True),
    (6, 40, 5, 1, True, True),
    (3, 48, 5, 1, True, True),
    (3, 48, 5, 1, True, True),
    (6, 96, 5, 2, True, True),
    (6, 96, 5, 1, True, True),
    (6, 96, 5, 1, True, True),
)
_LARGE = (
    (1, 16, 3, 1, False, False),
    (4, 24, 3, 2, False, False),
    (3, 24, 3, 1, False, False),
    (3, 40, 5, 2, True, False),
    (3, 40, 5, 1, True, False),
    (3, 40, 5, 1, True, False),
    (6, 80, 3, 2, False, True),
    (2.5, 80, 3, 1, False, True),
    (2.3, 80, 3, 1, False, True),
    (2.3, 80, 3, 1, False, True),
    (6, 112, 3, 1, True, True),
    (6, 112, 3, 1, True, True),
    (6, 160, 5, 2, True, True),
    (6, 160, 5, 1, True, True),
    (6, 160, 5, 1, True, True),
)


class _Options(NamedTuple):
    """What MobileNet V3 takes besides what all architectures take."""

    alpha: float
    minimalistic: bool
    dropout_rate: float
    include_preprocessing: bool


def _with_options(build: Callable[[Request, _Options], Model]) -> Callable[..., Model]:
    def with_arguments(
        input_shape=None,
        alpha=1.0,
        minimalistic=False,
        include_top=True,
        weights="imagenet",
        input_tensor=None,
        classes=1000,
        pooling=None,
        dropout_rate=0.2,
        classifier_activation="softmax",
        include_preprocessing=True,
        name=build.__name__,
    ):
        options = _Options(alpha, minimalistic, dropout_rate, include_preprocessing)
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
        return build(request, options)

    return documented(with_arguments, build)


@_with_options
def MobileNetV3Small(request: Request, options: _Options) -> Model:
    """MobileNet V3, small (Howard et al. 2019, arXiv:1905.02244).

    `alpha` widens the layers; `minimalistic` leaves out squeeze and excitation, hard swish and
    kernels of 5; `dropout_rate` is the top's; `include_preprocessing` scales `[0, 255]` first.
    """
    return _mobilenet(request, options, "small", _SMALL, 1024)


@_with_options
def MobileNetV3Large(request: Request, options: _Options) -> Model:
    """MobileNet V3, large (Howard et al. 2019, arXiv:1905.02244).

    `alpha` widens the layers; `minimalistic` leaves out squeeze and excitation, hard swish and
    kernels of 5; `dropout_rate` is the top's; `include_preprocessing` scales `[0, 255]` first.
    """
    return _mobilenet(request, options, "large", _LARGE, 1280)


def _mobilenet(
    request: Request, options: _Options, kind: str, blocks: tuple, last_filters: int
) -> Model:
    alpha, minimalistic, dropout_rate, include_preprocessing = options
    key = f"{kind}{'_minimalistic' if minimalistic else ''}_224_{alpha}"
    if request.pretrained and key not in _HASHES:
        request.refuse(
            f"weights='imagenet', alpha={alpha}, minimalistic={minimalistic}",
            "alpha 0.75 or 1.0, and 1.0 for a minimalistic one",
        )
    x = images = _images(request)
    if include_preprocessing:
        x = layers.Rescaling(1 / 127.5, offset=-1.0)(x)
    x = layers.Conv2D(16, 3, strides=2, padding="same", use_bias=False, name="conv")(x)
    activation = _relu if minimalistic else _hard_swish
    x = activation(_normalization("conv_bn")(x))
    for number, (expansion, filters, kernel, stride, excited, swish) in enumerate(blocks):
        filters = make_divisible(filters * alpha)
        kernel = 3 if minimalistic else kernel
        inner = activation if swish else _relu
        excited = excited and not minimalistic
        x = _block(x, expansion, filters, kernel, stride, excited, inner, number)
    x = _pointwise(make_divisible(x.shape[channel_axis()] * 6), "conv_1")(x)
    x = activation(_normalization("conv_1_bn")(x))
    if request.include_top:
        last_filters = make_divisible(last_filters * alpha) if alpha > 1.0 else last_filters
        x = layers.GlobalAveragePooling2D(keepdims=True)(x)
        x = activation(layers.Conv2D(last_filters, 1, padding="same", name="conv_2")(x))
        if dropout_rate > 0:
            x = layers.Dropout(dropout_rate)(x)
        x = layers.Conv2D(request.classes, 1, padding="same", name="logits")(x)
        x = layers.Flatten()(x)
        x = layers.Activation(request.classifier_activation, name="predictions")(x)
    else:
        x = request.pooled(x, named=True)
    stem = f"weights_mobilenet_v3_{key}_float"
    names = (f"{stem}.h5", f"{stem}_no_top_v2.h5")
    hashes = _HASHES.get(key, (None, None))
    return request.model(images, x, Published(f"{STORAGE}mobilenet_v3/", names, hashes))


def _images(request: Request) -> KerasTensor:
    """Unlike the other architectures, any size will do with the top, too."""
    request.check_weights()
    if request.input_tensor is not None:
        return request.given_images()
    shape = request.input_shape
    if shape is None:
        first = image_data_format() == "channels_first"
        return layers.Input(shape=(3, None, None) if first else (None, None, 3))
    sides = shape[1:] if image_data_format() == "channels_first" else shape[:2]
    if any(side is not None and side < 32 for side in sides):
        request.refuse(f"input_shape={shape}", "height and width of at least 32")
    return layers.Input(shape=tuple(shape))


def _block(
    inputs: KerasTensor,
    expansion: float,
    filters: int,
    kernel: int,
    stride: int,
    excited: bool,
    activation: Callable,
    number: int,
) -> KerasTensor:
    prefix = f"expanded_conv_{number}_" if number else "expanded_conv_"
    channels = inputs.shape[channel_axis()]
    width = make_divisible(channels * expansion)
    x = inputs
    if number:
        x = _pointwise(width, f"{prefix}expand")(x)
        x = activation(_normalization(f"{prefix}expand_bn")(x))
    if stride == 2:
        x = layers.ZeroPadding2D(correct_pad(x, kernel), name=f"{prefix}depthwise_pad")(x)
    padding = "same" if stride == 1 else "valid"
    x = layers.DepthwiseConv2D(
        kernel, strides=stride, padding=padding, use_bias=False, name=f"{prefix}depthwise"
    )(x)
    x = activation(_normalization(f"{prefix}depthwise_bn")(x))
    if excited:
        x = _excited(x, width, f"{prefix}squeeze_excite")
    x = _normalization(f"{prefix}project_bn")(_pointwise(filters, f"{prefix}project")(x))
    if stride == 1 and channels == filters:
        return layers.Add(name=f"{prefix}add")([inputs, x])
    return x


def _excited(inputs: KerasTensor, filters: int, name: str) -> KerasTensor:
    x = layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}_avg_pool")(inputs)
    x = layers.Conv2D(make_divisible(filters * 0.25), 1, padding="same", name=f"{name}_conv")(x)
    x = layers.ReLU(name=f"{name}_relu")(x)
    x = layers.Conv2D(filters, 1, padding="same", name=f"{name}_conv_1")(x)
    x = layers.ReLU(6.0)(x + 3.0) * (1 / 6)
    return layers.Multiply(name=f"{name}_mul")([inputs, x])


def _pointwise(filters: int, name: str) -> layers.Layer:
    return layers.Conv2D(filters, 1, padding="same", use_bias=False, name=name)


def _normalization(name: str) -> layers.Layer:
    return layers.BatchNormalization(axis=channel_axis(), epsilon=1e-3, momentum=0.999, name=name)


def _relu(x: KerasTensor) -> KerasTensor:
    return layers.ReLU()(x)


def _hard_swish(x: KerasTensor) -> KerasTensor:
    return layers.Activation("hard_swish")(x)
