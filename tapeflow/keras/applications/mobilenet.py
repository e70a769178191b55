"""`tf.keras.applications.mobilenet`."""

from __future__ import annotations

from tapeflow.keras import layers
from tapeflow.keras.applications.application import STORAGE, Published, Request, channel_axis
from tapeflow.keras.applications.imagenet_utils import decode_predictions as decode_predictions
from tapeflow.keras.applications.modes import to_unit_interval as preprocess_input
from tapeflow.keras.applications.mobile_size import mobile_size, published_alpha
from tapeflow.keras.models import Model
from tapeflow.keras.symbolic import KerasTensor

_ALPHAS = {0.25: "2_5", 0.5: "5_0", 0.75: "7_5", 1.0: "1_0"}
_SIZES = (128, 160, 192, 224)
# Filters and stride of each block (the paper's table 1).
_BLOCKS = (
    *((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)),
    *((512, 1),) * 5,
    *((1024, 2), (1024, 1)),
)


def MobileNet(
    input_shape=None,
    alpha=1.0,
    depth_multiplier=1,
    dropout=0.001,
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name=None,
) -> Model:
    """MobileNet (Howard et al. 2017, arXiv:1704.04861): depthwise and pointwise convolutions.

    Args:
      input_shape: `(height, width, channels)`, at least 32 high and wide.
      alpha: how wide the layers are; 1 as in the paper.
      depth_multiplier: outputs per input of each depthwise convolution.
      dropout: rate of the dropout before the classifier.
      include_top: whether the layers that classify are there.
      weights: `"imagenet"` (a file from the network), the path of a weights file, or None.
      input_tensor: a KerasTensor of images to build upon.
      pooling: without the top: `"avg"` or `"max"` over height and width; None: none.
      classes: how many classes the top tells apart.
      classifier_activation: the top's activation; None for logits.
      name: the model's name; None: `mobilenet_ALPHA_ROWS`.

    Returns:
      A functional model, float `[batch, height, width, channels]` -> `[batch, classes]`.

    Raises:
      ValueError: arguments that do not fit each other, a weights file that is not there.
      ConnectionError: `"imagenet"` where the network fails; the message says what to put where.
    """
    request = Request(
        "MobileNet",
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        name,
    )
    request, images, rows = mobile_size(request, _SIZES, f"mobilenet_{alpha:0.2f}")
    published_alpha(request, alpha, tuple(_ALPHAS))
    if request.pretrained and depth_multiplier != 1:
        request.refuse(f"weights='imagenet', depth_multiplier={depth_multiplier}", "1")
    x = layers.Conv2D(int(32 * alpha), 3, 2, padding="same", use_bias=False, name="conv1")(images)
    x = _normalized(x, "conv1")
    for number, (filters, stride) in enumerate(_BLOCKS, 1):
        x = _block(x, int(filters * alpha), stride, depth_multiplier, number)
    if include_top:
        x = layers.GlobalAveragePooling2D(keepdims=True)(x)
        x = layers.Dropout(dropout, name="dropout")(x)
        x = layers.Conv2D(classes, 1, padding="same", name="conv_preds")(x)
        x = layers.Reshape((classes,), name="reshape_2")(x)
        x = layers.Activation(classifier_activation, name="predictions")(x)
    else:
        x = request.pooled(x)
    stem = f"mobilenet_{_ALPHAS.get(alpha)}_{rows}_tf"
    names = (f"{stem}.h5", f"{stem}_no_top.h5")
    return request.model(images, x, Published(f"{STORAGE}mobilenet/", names))


def _block(x: KerasTensor, filters: int, stride: int, multiplier: int, number: int) -> KerasTensor:
    padding = "same"
    if stride == 2:
        x = layers.ZeroPadding2D(((0, 1), (0, 1)), name=f"conv_pad_{number}")(x)
        padding = "valid"
    x = layers.DepthwiseConv2D(
        3,
        strides=stride,
        padding=padding,
        depth_multiplier=multiplier,
        use_bias=False,
        name=f"conv_dw_{number}",
    )(x)
    x = _normalized(x, f"conv_dw_{number}")
    name = f"conv_pw_{number}"
    x = layers.Conv2D(filters, 1, padding="same", use_bias=False, name=name)(x)
    return _normalized(x, name)


def _normalized(x: KerasTensor, name: str) -> KerasTensor:
    x = layers.BatchNormalization(axis=channel_axis(), name=f"{name}_bn")(x)
    return layers.ReLU(6.0, name=f"{name}_relu")(x)
