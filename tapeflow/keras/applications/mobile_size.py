"""The sizes and widths for which weights of MobileNet V1 and V2 are published."""

from __future__ import annotations

import warnings
from dataclasses import replace

from tapeflow.keras.applications.application import Request
from tapeflow.keras.backend import image_data_format
from tapeflow.keras.symbolic import KerasTensor


def mobile_size(
    request: Request, sizes: tuple[int, ...], stem: str
) -> tuple[Request, KerasTensor, int | None]:
    """The request with its name filled in, its images, and the rows that are part of the name."""
    given = request.input_shape
    if given is None and isinstance(request.input_tensor, KerasTensor):
        given = tuple(request.input_tensor.shape)[1:]
    rows, columns = _sides(given) if given else (224, 224)
    size = rows if rows == columns and rows in sizes else 224
    images = request.images(size)
    rows, columns = _sides(request.image_shape(size, 32))
    if request.pretrained and (rows != columns or rows not in sizes):
        warnings.warn(
            f"{request.function}: weights are published for images of {sizes}; those for 224 are "
            "loaded",
            stacklevel=3,
        )
        rows = 224
    return replace(request, name=request.name or f"{stem}_{rows}"), images, rows


def published_alpha(request: Request, alpha: float, alphas: tuple[float, ...]) -> None:
    """Refuses the published weights for another width."""
    if request.pretrained and alpha not in alphas:
        request.refuse(f"weights='imagenet', alpha={alpha}", f"alpha one of {alphas}")


def _sides(shape: tuple) -> tuple:
    return tuple(shape[1:3] if image_data_format() == "channels_first" else shape[:2])
