"""Patches, glimpses and boxes of images, cut out and resized."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid, op
from tapeflow.engine.errors import problem
from tapeflow.ops.math.cast import cast


def extract_patches(
    images: Any, sizes: Any, strides: Any, rates: Any, padding: str, name: str | None = None
) -> Tensor:
    """The patches of images, each laid out along the last axis.

    Args:
      images: `[batch, height, width, channels]`.
      sizes: `[1, rows, columns, 1]`, the patches' size.
      strides: `[1, rows, columns, 1]`, how far apart they begin.
      rates: `[1, rows, columns, 1]`, how far apart their pixels are.
      padding: "VALID" or "SAME".
      name: accepted for compatibility, not used.

    Returns:
      `[batch, patches down, patches across, rows * columns * channels]`.

    >>> import tapeflow as tf
    >>> image = tf.reshape(tf.range(4.0), [1, 2, 2, 1])
    >>> tf.image.extract_patches(image, [1, 2, 2, 1], [1, 1, 1, 1], [1, 1, 1, 1], "VALID").numpy()
    array([[[[0., 1., 2., 3.]]]], dtype=float32)
    """
    for what, values in (("sizes", sizes), ("strides", strides), ("rates", rates)):
        if len(values) != 4 or values[0] != 1 or values[3] != 1:
            raise invalid(f"tf.image.extract_patches: {what} must be [1, rows, columns, 1]", values)
    if padding.upper() not in ("VALID", "SAME"):
        raise ValueError(problem("padding", given=repr(padding), expected="VALID or SAME"))
    return blocks(
        images, tuple(sizes[1:3]), tuple(strides[1:3]), tuple(rates[1:3]), padding.upper() == "SAME"
    )


@op("image.extract_patches")
def blocks(images: jax.Array, sizes=(), strides=(), rates=(), same=False) -> jax.Array:
    """Patches of `[batch, ..., channels]` with as many axes between as there are sizes."""
    if images.ndim != len(sizes) + 2:
        raise invalid(
            f"extract_patches: images must have {len(sizes) + 2} axes", given=images.shape
        )
    spans = [(n - 1) * rate + 1 for n, rate in zip(sizes, rates, strict=True)]
    lengths = images.shape[1:-1]
    if same:
        counts = [-(-n // step) for n, step in zip(lengths, strides, strict=True)]
        missing = [
            max((count - 1) * step + span - n, 0)
            for count, step, span, n in zip(counts, strides, spans, lengths, strict=True)
        ]
        around = [(n // 2, n - n // 2) for n in missing]
        images = jnp.pad(images, [(0, 0), *around, (0, 0)])
    else:
        counts = [
            (n - span) // step + 1 for n, span, step in zip(lengths, spans, strides, strict=True)
        ]
    parts = []
    for place in np.ndindex(*sizes):
        starts = [n * rate for n, rate in zip(place, rates, strict=True)]
        inside = tuple(
            slice(start, start + (count - 1) * step + 1, step)
            for start, count, step in zip(starts, counts, strides, strict=True)
        )
        parts.append(images[(slice(None), *inside)])
    return jnp.concatenate(parts, -1)


def crop_and_resize(
    image: Any,
    boxes: Any,
    box_indices: Any,
    crop_size: Any,
    method: str = "bilinear",
    extrapolation_value: float = 0.0,
    name: str | None = None,
) -> Tensor:
    """Boxes cut out of images and brought to one size.

    Args:
      image: `[batch, height, width, channels]`.
      boxes: float32 `[boxes, 4]`: top, left, bottom, right, where 1 is the last row or column.
      box_indices: int32 `[boxes]`: from which image each is.
      crop_size: the height and width of the results.
      method: "bilinear" or "nearest".
      extrapolation_value: what is outside the image.
      name: accepted for compatibility, not used.

    Returns:
      float32 `[boxes, crop_height, crop_width, channels]`.
    """
    if method not in ("bilinear", "nearest"):
        raise invalid("method must be 'bilinear' or 'nearest'", given=repr(method))
    height, width = (int(n) for n in np.asarray(convert_to_tensor(crop_size).numpy()))
    return _cropped(
        cast(image, "float32"), cast(boxes, "float32"), box_indices, height, width,
        method == "nearest", float(extrapolation_value),
    )  # fmt: skip


@op("image.crop_and_resize", free=("box_indices",))
def _cropped(
    image: jax.Array, boxes: jax.Array, box_indices: jax.Array, height=1, width=1, nearest=False,
    outside=0.0,
) -> jax.Array:  # fmt: skip
    rows, columns = image.shape[1:3]
    down = _places(boxes[:, 0], boxes[:, 2], rows, height)
    across = _places(boxes[:, 1], boxes[:, 3], columns, width)

    def one(index: jax.Array, y: jax.Array, x: jax.Array) -> jax.Array:
        picture = image[index]
        if nearest:
            found = picture[
                _whole(jnp.floor(y + 0.5), rows)[:, None], _whole(jnp.floor(x + 0.5), columns)
            ]
        else:
            low_y, low_x = jnp.floor(y), jnp.floor(x)
            top, bottom = _whole(low_y, rows), _whole(jnp.ceil(y), rows)
            left, right = _whole(low_x, columns), _whole(jnp.ceil(x), columns)
            share_y, share_x = (y - low_y)[:, None, None], (x - low_x)[None, :, None]
            upper = picture[top][:, left] * (1 - share_x) + picture[top][:, right] * share_x
            lower = picture[bottom][:, left] * (1 - share_x) + picture[bottom][:, right] * share_x
            found = upper * (1 - share_y) + lower * share_y
        inside = ((y >= 0) & (y <= rows - 1))[:, None] & ((x >= 0) & (x <= columns - 1))
        return jnp.where(inside[..., None], found, jnp.float32(outside))

    return jax.vmap(one)(box_indices, down, across)


def _places(low: jax.Array, high: jax.Array, size: int, wanted: int) -> jax.Array:
    if wanted > 1:
        step = (high - low) * (size - 1) / (wanted - 1)
        return low[:, None] * (size - 1) + jnp.arange(wanted, dtype=low.dtype) * step[:, None]
    return (0.5 * (low + high) * (size - 1))[:, None]


def _whole(places: jax.Array, size: int) -> jax.Array:
    return jnp.clip(places, 0, size - 1).astype(jnp.int32)
