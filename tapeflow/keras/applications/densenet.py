"""`tf.keras.applications.densenet`: DenseNet (Huang et al. 2017, arXiv:1608.06993)."""

from __future__ import annotations

from tapeflow.keras import layers
from tapeflow.keras.applications.application import Request, application, channel_axis, kernels
from tapeflow.keras.applications.imagenet_utils import decode_predictions as decode_predictions
from tapeflow.keras.applications.modes import to_unit_deviation as preprocess_input
from tapeflow.keras.models import Model
from tapeflow.keras.symbolic import KerasTensor

_GROWTH = 32


@application("densenet121")
def DenseNet121(request: Request) -> Model:
    """DenseNet of 121 layers (Huang et al. 2017, arXiv:1608.06993)."""
    hashes = "9d60b8095a5708f2dcce2bca79d332c7", "30ee3e1110167f948a6b9946edeeb738"
    return _densenet(request, (6, 12, 24, 16), "densenet121", *hashes)


@application("densenet169")
def DenseNet169(request: Request) -> Model:
    """DenseNet of 169 layers (Huang et al. 2017, arXiv:1608.06993)."""
    hashes = "d699b8f76981ab1b30698df4c175e90b", "b8c4d4c20dd625c148057b9ff1c1176b"
    return _densenet(request, (6, 12, 32, 32), "densenet169", *hashes)


@application("densenet201")
def DenseNet201(request: Request) -> Model:
    """DenseNet of 201 layers (Huang et al. 2017, arXiv:1608.06993)."""
    hashes = "1ceb130c1ea1b78c3bf6114dbdfd8807", "c13680b51ded0fb44dff2d8f86ac8bb1"
    return _densenet(request, (6, 12, 48, 32), "densenet201", *hashes)


def _densenet(request: Request, depths: tuple[int, ...], stem: str, *hashes: str) -> Model:
    x = images = request.images(224)
    x = layers.ZeroPadding2D(3)(x)
    x = layers.Conv2D(64, 7, strides=2, use_bias=False, name="conv1_conv")(x)
    x = _normalized(x, "conv1_bn", "conv1_relu")
    x = layers.MaxPooling2D(3, strides=2, name="pool1")(layers.ZeroPadding2D(1)(x))
    for stack, depth in enumerate(depths, 2):
        if stack > 2:
            x = _halved(x, f"pool{stack - 1}")
        for block in range(1, depth + 1):
            x = _grown(x, f"conv{stack}_block{block}")
    x = _normalized(x, "bn", "relu")
    return request.model(images, request.head(x, named=True), kernels("densenet", stem, *hashes))


def _grown(x: KerasTensor, name: str) -> KerasTensor:
    new = _normalized(x, f"{name}_0_bn", f"{name}_0_relu")
    new = layers.Conv2D(4 * _GROWTH, 1, use_bias=False, name=f"{name}_1_conv")(new)
    new = _normalized(new, f"{name}_1_bn", f"{name}_1_relu")
    new = layers.Conv2D(_GROWTH, 3, padding="same", use_bias=False, name=f"{name}_2_conv")(new)
    return layers.Concatenate(axis=channel_axis(3), name=f"{name}_concat")([x, new])


def _halved(x: KerasTensor, name: str) -> KerasTensor:
    x = _normalized(x, f"{name}_bn", f"{name}_relu")
    filters = x.shape[channel_axis(3)] // 2
    x = layers.Conv2D(filters, 1, use_bias=False, name=f"{name}_conv")(x)
    return layers.AveragePooling2D(2, strides=2, name=f"{name}_pool")(x)


def _normalized(x: KerasTensor, name: str, relu: str) -> KerasTensor:
    x = layers.BatchNormalization(axis=channel_axis(3), epsilon=1.001e-5, name=name)(x)
    return layers.Activation("relu", name=relu)(x)
