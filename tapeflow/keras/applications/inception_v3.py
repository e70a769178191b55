"""`tf.keras.applications.inception_v3`."""

from __future__ import annotations

from tapeflow.keras import layers
from tapeflow.keras.applications.application import Request, application, channel_axis, kernels
from tapeflow.keras.applications.imagenet_utils import decode_predictions as decode_predictions
from tapeflow.keras.applications.modes import to_unit_interval as preprocess_input
from tapeflow.keras.models import Model
from tapeflow.keras.symbolic import KerasTensor

# A branch is its convolutions, each (filters, height, width) of the kernel.
Branch = tuple[tuple[int, int, int], ...]


@application("inception_v3")
def InceptionV3(request: Request) -> Model:
    """Inception V3 (Szegedy et al. 2016, arXiv:1512.00567): branches of factored convolutions."""
    x = images = request.images(299, min_size=75)
    x = _convolved(x, 32, 3, 3, 2, "valid")
    x = _convolved(x, 32, 3, 3, padding="valid")
    x = layers.MaxPooling2D(3, strides=2)(_convolved(x, 64, 3, 3))
    x = _convolved(x, 80, 1, 1, padding="valid")
    x = layers.MaxPooling2D(3, strides=2)(_convolved(x, 192, 3, 3, padding="valid"))
    for number, pooled in enumerate((32, 64, 64)):
        branches = (
            ((64, 1, 1),),
            ((48, 1, 1), (64, 5, 5)),
            ((64, 1, 1), (96, 3, 3), (96, 3, 3)),
        )
        x = _mixed(x, branches, pooled, f"mixed{number}")
    x = _shrunk(x, (((384, 3, 3),), ((64, 1, 1), (96, 3, 3), (96, 3, 3))), "mixed3")
    for number, inner in enumerate((128, 160, 160, 192), 4):
        branches = (
            ((192, 1, 1),),
            ((inner, 1, 1), (inner, 1, 7), (192, 7, 1)),
            ((inner, 1, 1), (inner, 7, 1), (inner, 1, 7), (inner, 7, 1), (192, 1, 7)),
        )
        x = _mixed(x, branches, 192, f"mixed{number}")
    branches = (
        ((192, 1, 1), (320, 3, 3)),
        ((192, 1, 1), (192, 1, 7), (192, 7, 1), (192, 3, 3)),
    )
    x = _shrunk(x, branches, "mixed8")
    x = _widened(_widened(x, 0), 1)
    hashes = "9a0d58056eeedaa3f26cb7ebd46da564", "bcbd6486424b2319ff4ef7d526e38f63"
    published = kernels("inception_v3", "inception_v3", *hashes)
    return request.model(images, request.head(x), published)


def _mixed(x: KerasTensor, branches: tuple[Branch, ...], pooled: int, name: str) -> KerasTensor:
    """The branches and a pooled one, side by side."""
    outputs = [_branch(x, branch) for branch in branches]
    return _concatenated([*outputs, _pooled_branch(x, pooled)], name)


def _shrunk(x: KerasTensor, branches: tuple[Branch, ...], name: str) -> KerasTensor:
    """Branches whose last convolution halves the size, beside a pooling."""
    outputs = []
    for branch in branches:
        outputs.append(_convolved(_branch(x, branch[:-1]), *branch[-1], 2, "valid"))
    return _concatenated([*outputs, layers.MaxPooling2D(3, strides=2)(x)], name)


def _widened(x: KerasTensor, number: int) -> KerasTensor:
    """A block of 8 by 8 places, whose branches fork into a row and a column."""
    first = _convolved(x, 320, 1, 1)
    second = _forked(_convolved(x, 384, 1, 1), f"mixed9_{number}")
    third = _forked(_branch(x, ((448, 1, 1), (384, 3, 3))), None)
    return _concatenated([first, second, third, _pooled_branch(x, 192)], f"mixed{9 + number}")


def _forked(x: KerasTensor, name: str | None) -> KerasTensor:
    return _concatenated([_convolved(x, 384, 1, 3), _convolved(x, 384, 3, 1)], name)


def _branch(x: KerasTensor, convolutions: Branch) -> KerasTensor:
    for convolution in convolutions:
        x = _convolved(x, *convolution)
    return x


def _pooled_branch(x: KerasTensor, filters: int) -> KerasTensor:
    pooled = layers.AveragePooling2D(3, strides=1, padding="same")(x)
    return _convolved(pooled, filters, 1, 1)


def _convolved(
    x: KerasTensor, filters: int, height: int, width: int, stride: int = 1, padding: str = "same"
) -> KerasTensor:
    kernel = (height, width)
    x = layers.Conv2D(filters, kernel, strides=stride, padding=padding, use_bias=False)(x)
    x = layers.BatchNormalization(axis=channel_axis(3), scale=False)(x)
    return layers.Activation("relu")(x)


def _concatenated(branches: list[KerasTensor], name: str | None) -> KerasTensor:
    return layers.Concatenate(axis=channel_axis(3), name=name)(branches)
