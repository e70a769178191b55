"""VGG16 and VGG19 (Simonyan & Zisserman 2015, arXiv:1409.1556)."""

from __future__ import annotations

from tapeflow.keras import layers
from tapeflow.keras.applications.application import Published, Request, application, kernels
from tapeflow.keras.models import Model


@application("vgg16")
def VGG16(request: Request) -> Model:
    """VGG16: thirteen convolutions in five blocks, and three dense layers."""
    hashes = "64373286793e3c8b2b4e3219cbf3544b", "6d6bbae143d832006294945121d1f1fc"
    return _vgg(request, (2, 2, 3, 3, 3), kernels("vgg16", "vgg16", *hashes))


@application("vgg19")
def VGG19(request: Request) -> Model:
    """VGG19: sixteen convolutions in five blocks, and three dense layers."""
    hashes = "cbe5617147190e668d6c5d5026f83318", "253f8cb515780f3b799900260a226db6"
    return _vgg(request, (2, 2, 4, 4, 4), kernels("vgg19", "vgg19", *hashes))


def _vgg(request: Request, repeats: tuple[int, ...], published: Published) -> Model:
    x = images = request.images(224)
    for block, repeat in enumerate(repeats, 1):
        filters = min(64 * 2 ** (block - 1), 512)
        for conv in range(1, repeat + 1):
            name = f"block{block}_conv{conv}"
            x = layers.Conv2D(filters, 3, activation="relu", padding="same", name=name)(x)
        x = layers.MaxPooling2D(2, strides=2, name=f"block{block}_pool")(x)
    if request.include_top:
        x = layers.Flatten(name="flatten")(x)
        x = layers.Dense(4096, activation="relu", name="fc1")(x)
        x = layers.Dense(4096, activation="relu", name="fc2")(x)
        x = request.classified(x)
    else:
        x = request.pooled(x)
    return request.model(images, x, published)
