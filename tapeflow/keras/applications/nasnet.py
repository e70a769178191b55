"""`tf.keras.applications.nasnet`: NASNet-A (Zoph et al. 2018, arXiv:1707.07012)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from tapeflow.engine import problem
from tapeflow.keras import layers
from tapeflow.keras.applications.application import (
    STORAGE,
    Published,
    Request,
    correct_pad,
    documented,
)
from tapeflow.keras.applications.imagenet_utils import decode_predictions as decode_predictions
from tapeflow.keras.applications.modes import to_unit_interval as preprocess_input
from tapeflow.keras.backend import image_data_format
from tapeflow.keras.models import Model
from tapeflow.keras.symbolic import KerasTensor


class _Sizes(NamedTuple):
    """What tells the two networks apart."""

    image: int
    filters: int
    repeats: int
    stem_filters: int
    skip_reduction: bool


_MOBILE = _Sizes(224, 44, 4, 32, False)
_LARGE = _Sizes(331, 168, 6, 96, True)


def _application(default_name: str):
    def decorate(build):
        def with_arguments(
            input_shape=None,
            include_top=True,
            weights="imagenet",
            input_tensor=None,
            pooling=None,
            classes=1000,
            classifier_activation="softmax",
            name=default_name,
        ):
            return build(
                Request(
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
            )

        return documented(with_arguments, build)

    return decorate


@_application("nasnet_mobile")
def NASNetMobile(request: Request) -> Model:
    """NASNet-A for phones, for images of 224 (Zoph et al. 2018, arXiv:1707.07012)."""
    if not request.include_top and request.input_shape is None:
        request = replace(request, input_shape=(224, 224, 3))
    hashes = "020fb642bf7360b370c678b08e0adf61", "1ed92395b5b598bdda52abe5c0dbfd63"
    return _nasnet(request, _MOBILE, "mobile", hashes)


@_application("nasnet_large")
def NASNetLarge(request: Request) -> Model:
    """NASNet-A, large, for images of 331 (Zoph et al. 2018, arXiv:1707.07012)."""
    hashes = "11577c9a518f0070763c2b964a382f17", "d81d89dc07e6e56530c4e77faddd61b5"
    return _nasnet(request, _LARGE, "large", hashes)


def _nasnet(request: Request, sizes: _Sizes, kind: str, hashes: tuple[str, str]) -> Model:
    _channels_last(request)
    images = request.images(sizes.image)
    x = layers.Conv2D(
        sizes.stem_filters,
        3,
        strides=2,
        use_bias=False,
        kernel_initializer="he_normal",
        name="stem_conv1",
    )(images)
    x = _normalization("stem_bn1")(x)
    filters, repeats = sizes.filters, sizes.repeats
    x, before = _reduction_cell(x, None, filters // 4, "stem_1"), x
    x, before = _reduction_cell(x, before, filters // 2, "stem_2"), x
    for group in range(3):
        if group:
            reduced = _reduction_cell(x, before, filters, f"reduce_{group * repeats}")
            before = before if sizes.skip_reduction else x
            x = reduced
        for cell in range(repeats):
            number = group * repeats + cell + (group > 0)
            x, before = _normal_cell(x, before, filters, str(number)), x
        filters *= 2
    x = request.head(layers.Activation("relu")(x), top_pool=None)
    return request.model(images, x, _published(kind, hashes))


def _published(kind: str, hashes: tuple[str, str]) -> Any:
    names = (f"NASNet-{kind}.h5", f"NASNet-{kind}-no-top.h5")
    kept = (f"nasnet_{kind}.h5", f"nasnet_{kind}_no_top.h5")
    return Published(f"{STORAGE}nasnet/", names, hashes, kept)


def _channels_last(request: Request) -> None:
    if image_data_format() == "channels_first":
        raise ValueError(
            problem(
                f"tf.keras.applications.{request.function}",
                given="image_data_format 'channels_first'",
                expected="'channels_last': cells look at the sizes of the axes 1 and 2",
            )
        )


def _normal_cell(x: KerasTensor, before: KerasTensor, filters: int, name: str) -> KerasTensor:
    p = _adjusted(before, x, filters, name)
    h = _projected(x, filters, f"normal_conv_1_{name}", f"normal_bn_1_{name}")
    add = [
        [
            _separable(h, filters, 5, f"normal_left1_{name}"),
            _separable(p, filters, 3, f"normal_right1_{name}"),
        ],
        [
            _separable(p, filters, 5, f"normal_left2_{name}"),
            _separable(p, filters, 3, f"normal_right2_{name}"),
        ],
        [_averaged(h, f"normal_left3_{name}"), p],
        [_averaged(p, f"normal_left4_{name}"), _averaged(p, f"normal_right4_{name}")],
        [_separable(h, filters, 3, f"normal_left5_{name}"), h],
    ]
    sums = [layers.Add(name=f"normal_add_{i}_{name}")(terms) for i, terms in enumerate(add, 1)]
    return layers.Concatenate(name=f"normal_concat_{name}")([p, *sums])


def _reduction_cell(
    x: KerasTensor, before: KerasTensor | None, filters: int, name: str
) -> KerasTensor:
    p = _adjusted(before, x, filters, name)
    h = _projected(x, filters, f"reduction_conv_1_{name}", f"reduction_bn_1_{name}")
    padded = layers.ZeroPadding2D(correct_pad(h, 3), name=f"reduction_pad_1_{name}")(h)
    left1 = _separable(h, filters, 5, f"reduction_left1_{name}", 2)
    right1 = _separable(p, filters, 7, f"reduction_right1_{name}", 2)
    x1 = layers.Add(name=f"reduction_add_1_{name}")([left1, right1])
    left2 = layers.MaxPooling2D(3, strides=2, name=f"reduction_left2_{name}")(padded)
    right2 = _separable(p, filters, 7, f"reduction_right2_{name}", 2)
    x2 = layers.Add(name=f"reduction_add_2_{name}")([left2, right2])
    left3 = layers.AveragePooling2D(3, strides=2, name=f"reduction_left3_{name}")(padded)
    right3 = _separable(p, filters, 5, f"reduction_right3_{name}", 2)
    x3 = layers.Add(name=f"reduction_add3_{name}")([left3, right3])
    x4 = layers.Add()([x2, _averaged(x1, f"reduction_left4_{name}")])
    left5 = _separable(x1, filters, 3, f"reduction_left4_{name}")
    right5 = layers.MaxPooling2D(3, strides=2, name=f"reduction_right5_{name}")(padded)
    x5 = layers.Add(name=f"reduction_add4_{name}")([left5, right5])
    return layers.Concatenate(name=f"reduction_concat_{name}")([x2, x3, x4, x5])


def _adjusted(before: KerasTensor | None, x: KerasTensor, filters: int, name: str) -> KerasTensor:
    """The output of the cell before the last one, as large and as wide as this cell wants it."""
    if before is None:
        return x
    if before.shape[2] != x.shape[2]:
        return _halved(before, filters, name)
    if before.shape[-1] != filters:
        return _projected(before, filters, f"adjust_conv_projection_{name}", f"adjust_bn_{name}")
    return before


def _halved(x: KerasTensor, filters: int, name: str) -> KerasTensor:
    """Every second place, beside every second place one further down and to the right."""
    x = layers.Activation("relu", name=f"adjust_relu_1_{name}")(x)
    first = layers.AveragePooling2D(1, strides=2, name=f"adjust_avg_pool_1_{name}")(x)
    first = _pointwise(filters // 2, f"adjust_conv_1_{name}")(first)
    second = layers.ZeroPadding2D(((0, 1), (0, 1)))(x)
    second = layers.Cropping2D(((1, 0), (1, 0)))(second)
    second = layers.AveragePooling2D(1, strides=2, name=f"adjust_avg_pool_2_{name}")(second)
    second = _pointwise(filters // 2, f"adjust_conv_2_{name}")(second)
    return _normalization(f"adjust_bn_{name}")(layers.Concatenate()([first, second]))


def _separable(
    x: KerasTensor, filters: int, kernel: int, name: str, stride: int = 1
) -> KerasTensor:
    """Two separable convolutions, the first with the stride."""
    x = layers.Activation("relu")(x)
    if stride == 2:
        x = layers.ZeroPadding2D(correct_pad(x, kernel), name=f"separable_conv_1_pad_{name}")(x)
    for number in (1, 2):
        padding = "valid" if number == 1 and stride == 2 else "same"
        x = layers.Activation("relu")(x) if number == 2 else x
        x = layers.SeparableConv2D(
            filters,
            kernel,
            strides=stride if number == 1 else 1,
            padding=padding,
            use_bias=False,
            name=f"separable_conv_{number}_{name}",
        )(x)
        x = _normalization(f"separable_conv_{number}_bn_{name}")(x)
    return x


def _projected(x: KerasTensor, filters: int, name: str, normalization: str) -> KerasTensor:
    x = _pointwise(filters, name)(layers.Activation("relu")(x))
    return _normalization(normalization)(x)


def _averaged(x: KerasTensor, name: str) -> KerasTensor:
    return layers.AveragePooling2D(3, strides=1, padding="same", name=name)(x)


def _pointwise(filters: int, name: str) -> layers.Layer:
    return layers.Conv2D(
        filters, 1, padding="same", use_bias=False, kernel_initializer="he_normal", name=name
    )


def _normalization(name: str) -> layers.Layer:
    return layers.BatchNormalization(axis=-1, momentum=0.9997, epsilon=1e-3, name=name)
