"""ResNet 50, 101 and 152: the first version and the second, which normalizes before convolving."""

from __future__ import annotations

from tapeflow.keras import layers
from tapeflow.keras.applications.application import Request, channel_axis, kernels
from tapeflow.keras.models import Model
from tapeflow.keras.symbolic import KerasTensor


def resnet(request: Request, depths: tuple[int, ...], stem: str, *hashes: str) -> Model:
    """The first version (arXiv:1512.03385); a stack's first block has the stride."""
    x = images = request.images(224)
    x = layers.ZeroPadding2D(3, name="conv1_pad")(x)
    x = layers.Conv2D(64, 7, strides=2, name="conv1_conv")(x)
    x = _pool1(_normalized(x, "conv1_bn", "conv1_relu"))
    for stack, depth in enumerate(depths, 2):
        for block in range(1, depth + 1):
            stride = 2 if block == 1 and stack > 2 else 1
            x = _block(x, 32 * 2 ** (stack - 1), stride, block == 1, f"conv{stack}_block{block}")
    return request.model(images, request.head(x, named=True), kernels("resnet", stem, *hashes))


def resnet_v2(request: Request, depths: tuple[int, ...], stem: str, *hashes: str) -> Model:
    """The second version (arXiv:1603.05027); a stack's last block has the stride."""
    x = images = request.images(224)
    x = layers.ZeroPadding2D(3, name="conv1_pad")(x)
    x = _pool1(layers.Conv2D(64, 7, strides=2, name="conv1_conv")(x))
    for stack, depth in enumerate(depths, 2):
        for block in range(1, depth + 1):
            stride = 2 if block == depth and stack < 5 else 1
            x = _block_v2(x, 32 * 2 ** (stack - 1), stride, block == 1, f"conv{stack}_block{block}")
    x = _normalized(x, "post_bn", "post_relu")
    return request.model(images, request.head(x, named=True), kernels("resnet", stem, *hashes))


def _block(x: KerasTensor, filters: int, stride: int, projected: bool, name: str) -> KerasTensor:
    shortcut = x
    if projected:
        shortcut = layers.Conv2D(4 * filters, 1, strides=stride, name=f"{name}_0_conv")(x)
        shortcut = _normalization(f"{name}_0_bn")(shortcut)
    x = layers.Conv2D(filters, 1, strides=stride, name=f"{name}_1_conv")(x)
    x = _normalized(x, f"{name}_1_bn", f"{name}_1_relu")
    x = layers.Conv2D(filters, 3, padding="same", name=f"{name}_2_conv")(x)
    x = _normalized(x, f"{name}_2_bn", f"{name}_2_relu")
    x = layers.Conv2D(4 * filters, 1, name=f"{name}_3_conv")(x)
    x = _normalization(f"{name}_3_bn")(x)
    x = layers.Add(name=f"{name}_add")([shortcut, x])
    return layers.Activation("relu", name=f"{name}_out")(x)


def _block_v2(x: KerasTensor, filters: int, stride: int, projected: bool, name: str) -> KerasTensor:
    shortcut = x
    x = _normalized(x, f"{name}_preact_bn", f"{name}_preact_relu")
    if projected:
        shortcut = layers.Conv2D(4 * filters, 1, strides=stride, name=f"{name}_0_conv")(x)
    elif stride > 1:
        shortcut = layers.MaxPooling2D(1, strides=stride)(shortcut)
    x = layers.Conv2D(filters, 1, use_bias=False, name=f"{name}_1_conv")(x)
    x = _normalized(x, f"{name}_1_bn", f"{name}_1_relu")
    x = layers.ZeroPadding2D(1, name=f"{name}_2_pad")(x)
    x = layers.Conv2D(filters, 3, strides=stride, use_bias=False, name=f"{name}_2_conv")(x)
    x = _normalized(x, f"{name}_2_bn", f"{name}_2_relu")
    x = layers.Conv2D(4 * filters, 1, name=f"{name}_3_conv")(x)
    return layers.Add(name=f"{name}_out")([shortcut, x])


def _pool1(x: KerasTensor) -> KerasTensor:
    x = layers.ZeroPadding2D(1, name="pool1_pad")(x)
    return layers.MaxPooling2D(3, strides=2, name="pool1_pool")(x)


def _normalized(x: KerasTensor, name: str, relu: str) -> KerasTensor:
    return layers.Activation("relu", name=relu)(_normalization(name)(x))


def _normalization(name: str) -> layers.Layer:
    return layers.BatchNormalization(axis=channel_axis(3), epsilon=1.001e-5, name=name)
