"""`tf.keras.applications.inception_resnet_v2`."""

from __future__ import annotations

from tapeflow.keras import layers
from tapeflow.keras.applications.application import Request, application, channel_axis, kernels
from tapeflow.keras.applications.imagenet_utils import decode_predictions as decode_predictions
from tapeflow.keras.applications.modes import to_unit_interval as preprocess_input
from tapeflow.keras.models import Model
from tapeflow.keras.symbolic import KerasTensor

# A branch is its convolutions: (filters, kernel) of stride 1.
Branch = tuple[tuple[int, int | tuple[int, int]], ...]

_STEM_BRANCHES: tuple[Branch, ...] = (
    ((96, 1),),
    ((48, 1), (64, 5)),
    ((64, 1), (96, 3), (96, 3)),
)
# What is repeated with a residual, how often and with which weight.
_BLOCK35 = (((32, 1),), ((32, 1), (32, 3)), ((32, 1), (48, 3), (64, 3)))
_BLOCK17 = (((192, 1),), ((128, 1), (160, (1, 7)), (192, (7, 1))))
_BLOCK8 = (((192, 1),), ((192, 1), (224, (1, 3)), (256, (3, 1))))
# The last convolution of each has stride 2.
_REDUCTION_A = (((384, 3),), ((256, 1), (256, 3), (384, 3)))
_REDUCTION_B = (((256, 1), (384, 3)), ((256, 1), (288, 3)), ((256, 1), (288, 3), (320, 3)))


@application("inception_resnet_v2")
def InceptionResNetV2(request: Request) -> Model:
    """Inception-ResNet V2 (Szegedy et al. 2017, arXiv:1602.07261): Inception with residuals."""
    x = images = request.images(299, min_size=75)
    x = _convolved(x, 32, 3, 2, "valid")
    x = _convolved(x, 32, 3, padding="valid")
    x = layers.MaxPooling2D(3, strides=2)(_convolved(x, 64, 3))
    x = _convolved(x, 80, 1, padding="valid")
    x = layers.MaxPooling2D(3, strides=2)(_convolved(x, 192, 3, padding="valid"))
    outputs = [_branch(x, branch) for branch in _STEM_BRANCHES]
    pooled = layers.AveragePooling2D(3, strides=1, padding="same")(x)
    x = _concatenated([*outputs, _convolved(pooled, 64, 1)], "mixed_5b")
    for number in range(1, 11):
        x = _residual(x, _BLOCK35, 0.17, f"block35_{number}")
    x = _shrunk(x, _REDUCTION_A, "mixed_6a")
    for number in range(1, 21):
        x = _residual(x, _BLOCK17, 0.1, f"block17_{number}")
    x = _shrunk(x, _REDUCTION_B, "mixed_7a")
    for number in range(1, 10):
        x = _residual(x, _BLOCK8, 0.2, f"block8_{number}")
    x = _residual(x, _BLOCK8, 1.0, "block8_10", relu=False)
    x = _convolved(x, 1536, 1, name="conv_7b")
    hashes = "e693bd0210a403b3192acc6073ad2e96", "d19885ff4a710c122648d3b5c3b684e4"
    published = kernels("inception_resnet_v2", "inception_resnet_v2", *hashes)
    return request.model(images, request.head(x), published)


class CustomScaleLayer(layers.Layer):
    """`inputs[0] + inputs[1] * scale`.

    Args:
      scale: the weight of the second tensor.
      **options: `name`, `dtype`, `trainable`; see `Layer`.

    Call: two float tensors of one shape -> one more of it.
    """

    _serialized_as = (
        "keras.src.applications.inception_resnet_v2",
        "CustomScaleLayer",
        "CustomScaleLayer",
    )

    def __init__(self, scale, **options):
        super().__init__(**options)
        self.scale = scale

    def call(self, inputs):
        return inputs[0] + inputs[1] * self.scale

    def get_config(self):
        return {**super().get_config(), "scale": self.scale}


def _residual(
    x: KerasTensor, branches: tuple[Branch, ...], scale: float, name: str, relu: bool = True
) -> KerasTensor:
    mixed = _concatenated([_branch(x, branch) for branch in branches], f"{name}_mixed")
    channels = x.shape[channel_axis(3)]
    update = layers.Conv2D(channels, 1, padding="same", name=f"{name}_conv")(mixed)
    x = CustomScaleLayer(scale)([x, update])
    return layers.Activation("relu", name=f"{name}_ac")(x) if relu else x


def _shrunk(x: KerasTensor, branches: tuple[Branch, ...], name: str) -> KerasTensor:
    outputs = []
    for branch in branches:
        outputs.append(_convolved(_branch(x, branch[:-1]), *branch[-1], 2, "valid"))
    return _concatenated([*outputs, layers.MaxPooling2D(3, strides=2)(x)], name)


def _branch(x: KerasTensor, convolutions: Branch) -> KerasTensor:
    for filters, kernel in convolutions:
        x = _convolved(x, filters, kernel)
    return x


def _convolved(
    x: KerasTensor,
    filters: int,
    kernel: int | tuple[int, int],
    stride: int = 1,
    padding: str = "same",
    name: str | None = None,
) -> KerasTensor:
    x = layers.Conv2D(filters, kernel, strides=stride, padding=padding, use_bias=False, name=name)(
        x
    )
    suffixed = (f"{name}_bn", f"{name}_ac") if name else (None, None)
    x = layers.BatchNormalization(axis=channel_axis(3), scale=False, name=suffixed[0])(x)
    return layers.Activation("relu", name=suffixed[1])(x)


def _concatenated(branches: list[KerasTensor], name: str) -> KerasTensor:
    return layers.Concatenate(axis=channel_axis(3), name=name)(branches)
