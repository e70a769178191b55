"""`tf.keras.applications.resnet`: the first version of ResNet."""

from __future__ import annotations

from tapeflow.keras.applications.application import Request, application
from tapeflow.keras.applications.imagenet_utils import decode_predictions as decode_predictions
from tapeflow.keras.applications.modes import to_blue_green_red as preprocess_input
from tapeflow.keras.applications.resnet_family import resnet
from tapeflow.keras.models import Model


@application("resnet50")
def ResNet50(request: Request) -> Model:
    """ResNet of 50 layers (He et al. 2016, arXiv:1512.03385)."""
    hashes = "2cb95161c43110f7111970584f804107", "4d473c1dd8becc155b73f8504c6f6626"
    return resnet(request, (3, 4, 6, 3), "resnet50", *hashes)


@application("resnet101")
def ResNet101(request: Request) -> Model:
    """ResNet of 101 layers (He et al. 2016, arXiv:1512.03385)."""
    hashes = "f1aeb4b969a6efcfb50fad2f0c20cfc5", "88cf7a10940856eca736dc7b7e228a21"
    return resnet(request, (3, 4, 23, 3), "resnet101", *hashes)


@application("resnet152")
def ResNet152(request: Request) -> Model:
    """ResNet of 152 layers (He et al. 2016, arXiv:1512.03385)."""
    hashes = "100835be76be38e30d865e96f2aaae62", "ee4c566cf9a93f14d82f913c2dc6dd0c"
    return resnet(request, (3, 8, 36, 3), "resnet152", *hashes)
