"""`tf.keras.applications.mobilenet_v2`."""

from __future__ import annotations

from tapeflow.keras import layers
from tapeflow.keras.applications.application import (
    STORAGE,
    Published,
    Request,
    channel_axis,
    correct_pad,
    make_divisible,
)
from tapeflow.keras.applications.imagenet_utils import decode_predictions as decode_predictions
from tapeflow.keras.applications.modes import to_unit_interval as preprocess_input
from tapeflow.keras.applications.mobile_size import mobile_size, published_alpha
from tapeflow.keras.models import Model
from tapeflow.keras.symbolic import KerasTensor

# Filters, repeats and the first stride of each group of blocks (the paper's table 2).
_GROUPS = ((16, 1, 1), (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1))
_ALPHAS = (0.35, 0.5, 0.75, 1.0, 1.3, 1.4)
_SIZES = (96, 128, 160, 192, 224)


def MobileNetV2(
    input_shape=None,
    alpha=1.0,
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name=None,
) -> Model:
    """MobileNet V2 (Sandler et al. 2018, arXiv:1801.04381): bottlenecks that widen inside.

    Args:
      input_shape: `(height, width, channels)`, at least 32 high and wide.
      alpha: how wide the layers are; 1 as in the paper.
      include_top: whether the layers that classify are there.
      weights: `"imagenet"` (a file from the network), the path of a weights file, or None.
      input_tensor: a KerasTensor of images to build upon.
      pooling: without the top: `"avg"` or `"max"` over height and width; None: none.
      classes: how many classes the top tells apart.
      classifier_activation: the top's activation; None for logits.
      name: the model's name; None: `mobilenetv2_ALPHA_ROWS`.

    Returns:
      A functional model, float `[batch, height, width, channels]` -> `[batch, classes]`.

    Raises:
      ValueError: arguments that do not fit each other, a weights file that is not there.
      ConnectionError: `"imagenet"` where the network fails; the message says what to put where.

    >>> model = tf.keras.applications.MobileNetV2((32, 32, 3), 0.35, weights=None, classes=10)
    >>> model.name, model.output_shape, model.count_params()
    ('mobilenetv2_0.35_32', (None, 10), 423018)
    """
    request = Request(
        "MobileNetV2",
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        name,
    )
    request, images, rows = mobile_size(request, _SIZES, f"mobilenetv2_{alpha:0.2f}")
    published_alpha(request, alpha, _ALPHAS)
    x = layers.Conv2D(
        make_divisible(32 * alpha), 3, strides=2, padding="same", use_bias=False, name="Conv1"
    )(images)
    x = _normalized(x, "bn_Conv1", "Conv1_relu")
    number = 0
    for filters, repeats, first_stride in _GROUPS:
        for repeat in range(repeats):
            width = make_divisible(int(filters * alpha))
            x = _block(x, width, 1 if repeat else first_stride, number)
            number += 1
    last = make_divisible(1280 * alpha) if alpha > 1.0 else 1280
    x = layers.Conv2D(last, 1, use_bias=False, name="Conv_1")(x)
    x = request.head(_normalized(x, "Conv_1_bn", "out_relu"), top_pool=None)
    stem = f"mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{float(alpha)}_{rows}"
    names = (f"{stem}.h5", f"{stem}_no_top.h5")
    return request.model(images, x, Published(f"{STORAGE}mobilenet_v2/", names))


def _block(inputs: KerasTensor, filters: int, stride: int, number: int) -> KerasTensor:
    channels = inputs.shape[channel_axis()]
    prefix = f"block_{number}_" if number else "expanded_conv_"
    x = inputs
    if number:
        x = _pointwise(6 * channels, f"{prefix}expand")(x)
        x = _normalized(x, f"{prefix}expand_BN", f"{prefix}expand_relu")
    if stride == 2:
        x = layers.ZeroPadding2D(correct_pad(x, 3), name=f"{prefix}pad")(x)
    padding = "same" if stride == 1 else "valid"
    x = layers.DepthwiseConv2D(
        3, strides=stride, padding=padding, use_bias=False, name=f"{prefix}depthwise"
    )(x)
    x = _normalized(x, f"{prefix}depthwise_BN", f"{prefix}depthwise_relu")
    x = _normalization(f"{prefix}project_BN")(_pointwise(filters, f"{prefix}project")(x))
    if stride == 1 and channels == filters:
        return layers.Add(name=f"{prefix}add")([inputs, x])
    return x


def _pointwise(filters: int, name: str) -> layers.Layer:
    return layers.Conv2D(filters, 1, padding="same", use_bias=False, name=name)


def _normalized(x: KerasTensor, name: str, relu: str) -> KerasTensor:
    return layers.ReLU(6.0, name=relu)(_normalization(name)(x))


def _normalization(name: str) -> layers.Layer:
    return layers.BatchNormalization(axis=channel_axis(), epsilon=1e-3, momentum=0.999, name=name)
