"""`tf.keras.applications.resnet_v2`: the second version of ResNet."""

from __future__ import annotations

from tapeflow.keras.applications.application import Request, application
from tapeflow.keras.applications.imagenet_utils import decode_predictions as decode_predictions
from tapeflow.keras.applications.modes import to_unit_interval as preprocess_input
from tapeflow.keras.applications.resnet_family import resnet_v2
from tapeflow.keras.models import Model


@application("resnet50v2")
def ResNet50V2(request: Request) -> Model:
    """ResNet V2 of 50 layers (He et al. 2016, arXiv:1603.05027)."""
    hashes = "3ef43a0b657b3be2300d5770ece849e0", "fac2f116257151a9d068a22e544a4917"
    return resnet_v2(request, (3, 4, 6, 3), "resnet50v2", *hashes)


@application("resnet101v2")
def ResNet101V2(request: Request) -> Model:
    """ResNet V2 of 101 layers (He et al. 2016, arXiv:1603.05027)."""
    hashes = "6343647c601c52e1368623803854d971", "c0ed64b8031c3730f411d2eb4eea35b5"
    return resnet_v2(request, (3, 4, 23, 3), "resnet101v2", *hashes)


@application("resnet152v2")
def ResNet152V2(request: Request) -> Model:
    """ResNet V2 of 152 layers (He et al. 2016, arXiv:1603.05027)."""
    hashes = "a49b44d1979771252814e80f8ec446f9", "ed17cf2e0169df9d443503ef94b23b33"
    return resnet_v2(request, (3, 8, 36, 3), "resnet152v2", *hashes)
