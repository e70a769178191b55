"""Parts of the blocks of EfficientNet V1 and V2."""

from __future__ import annotations

from typing import Any

from tapeflow.keras import layers
from tapeflow.keras.applications.application import channel_axis
from tapeflow.keras.symbolic import KerasTensor


def _scaling(scale: float, distribution: str) -> dict[str, Any]:
    config = {"scale": scale, "mode": "fan_out", "distribution": distribution}
    return {"class_name": "VarianceScaling", "config": config}


CONV_INITIALIZER = _scaling(2.0, "truncated_normal")
DENSE_INITIALIZER = _scaling(1 / 3, "uniform")


def pointwise(filters: int, name: str) -> layers.Layer:
    """A convolution of 1 by 1."""
    return layers.Conv2D(
        filters,
        1,
        padding="same",
        use_bias=False,
        kernel_initializer=CONV_INITIALIZER,
        name=name,
    )


def normalized(x: KerasTensor, prefix: str, momentum: float = 0.99) -> KerasTensor:
    """`x` normalized over the batch, then swish."""
    x = layers.BatchNormalization(axis=channel_axis(3), momentum=momentum, name=f"{prefix}bn")(x)
    return layers.Activation("swish", name=f"{prefix}activation")(x)


def excited(x: KerasTensor, filters: int, squeezed: int, prefix: str) -> KerasTensor:
    """Squeeze and excitation: each channel weighed by what the means of all channels say."""
    shape = (filters, 1, 1) if channel_axis() == 1 else (1, 1, filters)
    weight = layers.GlobalAveragePooling2D(name=f"{prefix}se_squeeze")(x)
    weight = layers.Reshape(shape, name=f"{prefix}se_reshape")(weight)
    for size, activation, name in (
        (squeezed, "swish", "se_reduce"),
        (filters, "sigmoid", "se_expand"),
    ):
        weight = layers.Conv2D(
            size,
            1,
            padding="same",
            activation=activation,
            kernel_initializer=CONV_INITIALIZER,
            name=f"{prefix}{name}",
        )(weight)
    return layers.Multiply(name=f"{prefix}se_excite")([x, weight])


def skipped(x: KerasTensor, inputs: KerasTensor, drop: float, prefix: str) -> KerasTensor:
    """`inputs + x`, where training leaves out `x` of some examples."""
    if drop > 0:
        x = layers.Dropout(drop, noise_shape=(None, 1, 1, 1), name=f"{prefix}drop")(x)
    return layers.Add(name=f"{prefix}add")([x, inputs])
