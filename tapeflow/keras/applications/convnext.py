"""`tf.keras.applications.convnext`: ConvNeXt (Liu et al. 2022, arXiv:2201.03545)."""

from __future__ import annotations

from collections.abc import Callable

from tapeflow.engine import problem
from tapeflow.keras import layers
from tapeflow.keras.applications.application import STORAGE, Published, Request, documented
from tapeflow.keras.applications.imagenet_utils import decode_predictions as decode_predictions
from tapeflow.keras.applications.modes import unchanged as preprocess_input
from tapeflow.keras.backend import image_data_format
from tapeflow.keras.models import Model, Sequential
from tapeflow.keras.symbolic import KerasTensor

_MEAN = [0.485 * 255, 0.456 * 255, 0.406 * 255]
_VARIANCE = [(0.229 * 255) ** 2, (0.224 * 255) ** 2, (0.225 * 255) ** 2]


def _application(default_name: str) -> Callable:
    def decorate(build: Callable[[Request, bool], Model]) -> Callable[..., Model]:
        def with_arguments(
            include_top=True,
            include_preprocessing=True,
            weights="imagenet",
            input_tensor=None,
            input_shape=None,
            pooling=None,
            classes=1000,
            classifier_activation="softmax",
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


@_application("convnext_tiny")
def ConvNeXtTiny(request: Request, preprocessed: bool) -> Model:
    """ConvNeXt, tiny; `include_preprocessing` normalizes pixels of `[0, 255]` first."""
    hashes = (
        "8ae6e78ce2933352b1ef4008e6dd2f17bc40771563877d156bc6426c7cf503ff",
        "d547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1",
    )
    return _convnext(request, preprocessed, 9, 96, "convnext_tiny", hashes)


@_application("convnext_small")
def ConvNeXtSmall(request: Request, preprocessed: bool) -> Model:
    """ConvNeXt, small; `include_preprocessing` normalizes pixels of `[0, 255]` first."""
    hashes = (
        "ce1277d8f1ee5a0ef0e171469089c18f5233860ceaf9b168049cb9263fd7483c",
        "6fc8009faa2f00c1c1dfce59feea9b0745eb260a7dd11bee65c8e20843da6eab",
    )
    return _convnext(request, preprocessed, 27, 96, "convnext_small", hashes)


@_application("convnext_base")
def ConvNeXtBase(request: Request, preprocessed: bool) -> Model:
    """ConvNeXt, base; `include_preprocessing` normalizes pixels of `[0, 255]` first."""
    hashes = (
        "52cbb006d3dadd03f6e095a8ca1aca47aecdd75acb4bc74bce1f5c695d0086e6",
        "40a20c5548a5e9202f69735ecc06c990e6b7c9d2de39f0361e27baeb24cb7c45",
    )
    return _convnext(request, preprocessed, 27, 128, "convnext_base", hashes)


@_application("convnext_large")
def ConvNeXtLarge(request: Request, preprocessed: bool) -> Model:
    """ConvNeXt, large; `include_preprocessing` normalizes pixels of `[0, 255]` first."""
    hashes = (
        "070c5ed9ed289581e477741d3b34beffa920db8cf590899d6d2c67fba2a198a6",
        "96f02b6f0753d4f543261bc9d09bed650f24dd6bc02ddde3066135b63d23a1cd",
    )
    return _convnext(request, preprocessed, 27, 192, "convnext_large", hashes)


@_application("convnext_xlarge")
def ConvNeXtXLarge(request: Request, preprocessed: bool) -> Model:
    """ConvNeXt, extra large; `include_preprocessing` normalizes pixels of `[0, 255]` first."""
    hashes = (
        "c1f5ccab661354fc3a79a10fa99af82f0fbf10ec65cb894a3ae0815f17a889ee",
        "de3f8a54174130e0cecdc71583354753d557fcf1f4487331558e2a16ba0cfe05",
    )
    return _convnext(request, preprocessed, 27, 256, "convnext_xlarge", hashes)


class LayerScale(layers.Layer):
    """`inputs * gamma`: each channel with a weight of its own.

    Args:
      init_values: what the weights start at.
      projection_dim: how many channels there are.
      **options: `name`, `dtype`, `trainable`; see `Layer`.
    """

    _serialized_as = ("keras.src.applications.convnext", "LayerScale", "LayerScale")

    def __init__(self, init_values, projection_dim, **options):
        super().__init__(**options)
        self.init_values = init_values
        self.projection_dim = projection_dim

    def build(self, input_shape):
        constant = {"class_name": "Constant", "config": {"value": self.init_values}}
        self.gamma = self.add_weight(shape=(self.projection_dim,), initializer=constant)

    def call(self, inputs):
        return inputs * self.gamma

    def get_config(self):
        sizes = {"init_values": self.init_values, "projection_dim": self.projection_dim}
        return {**super().get_config(), **sizes}


def _convnext(
    request: Request,
    preprocessed: bool,
    third_depth: int,
    filters: int,
    stem: str,
    hashes: tuple[str, str],
) -> Model:
    _channels_last(request)
    x = images = request.images(224)
    name = request.name
    if preprocessed and x.shape[-1] == 3:
        x = layers.Normalization(
            mean=_MEAN, variance=_VARIANCE, name=f"{name}_prestem_normalization"
        )(x)
    entries = _entries(name, filters)
    for stage, depth in enumerate((3, 3, third_depth, 3)):
        x = entries[stage](x)
        for block in range(depth):
            x = _block(x, filters * 2**stage, f"{name}_stage_{stage}_block_{block}")
    if request.include_top:
        x = layers.GlobalAveragePooling2D(name=f"{name}_head_gap")(x)
        x = layers.LayerNormalization(epsilon=1e-6, name=f"{name}_head_layernorm")(x)
        activation = request.classifier_activation
        x = layers.Dense(request.classes, activation=activation, name=f"{name}_head_dense")(x)
    else:
        x = layers.LayerNormalization(epsilon=1e-6)(request.pooled(x))
    names = (f"{stem}.h5", f"{stem}_notop.h5")
    return request.model(images, x, Published(f"{STORAGE}convnext/", names, hashes))


def _channels_last(request: Request) -> None:
    if image_data_format() == "channels_first":
        raise ValueError(
            problem(
                f"tf.keras.applications.{request.function}",
                given="image_data_format 'channels_first'",
                expected="'channels_last': the dense layers work on the last axis",
            )
        )


def _entries(name: str | None, filters: int) -> list[Sequential]:
    """What stands before each stage: patches of 4 by 4 first, then of 2 by 2."""
    convolution = layers.Conv2D(filters, 4, strides=4, name=f"{name}_stem_conv")
    normalization = layers.LayerNormalization(epsilon=1e-6, name=f"{name}_stem_layernorm")
    made = [Sequential([convolution, normalization], name=f"{name}_stem")]
    for stage in range(3):
        part = f"{name}_downsampling"
        normalization = layers.LayerNormalization(epsilon=1e-6, name=f"{part}_layernorm_{stage}")
        wider = filters * 2 ** (stage + 1)
        convolution = layers.Conv2D(wider, 2, strides=2, name=f"{part}_conv_{stage}")
        made.append(Sequential([normalization, convolution], name=f"{part}_block_{stage}"))
    return made


def _block(inputs: KerasTensor, filters: int, name: str) -> KerasTensor:
    x = layers.Conv2D(filters, 7, padding="same", groups=filters, name=f"{name}_depthwise_conv")(
        inputs
    )
    x = layers.LayerNormalization(epsilon=1e-6, name=f"{name}_layernorm")(x)
    x = layers.Dense(4 * filters, name=f"{name}_pointwise_conv_1")(x)
    x = layers.Activation("gelu", name=f"{name}_gelu")(x)
    x = layers.Dense(filters, name=f"{name}_pointwise_conv_2")(x)
    x = LayerScale(1e-6, filters, name=f"{name}_layer_scale")(x)
    # Keras's models have no stochastic depth; this stands in its place.
    return inputs + layers.Activation("linear", name=f"{name}_identity")(x)
