"""Keras 2's `K` functions of labels without times, and of larger volumes."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.keras import backend, ops
from tapeflow.ops.image import resize
from tapeflow.ops.sparse import SparseTensor


def ctc_decode(
    y_pred: Any, input_length: Any, greedy: bool = True, beam_width: int = 100, top_paths: int = 1
) -> tuple[list[Tensor], Tensor]:
    """The labels that probabilities spell, with the last class as the blank.

    Args:
      y_pred: probabilities `[batch, time, classes]`.
      input_length: integers `[batch]`.
      greedy: whether the most likely class of each time is taken, and no search is made.
      beam_width, top_paths: of the search.

    Returns:
      For each path int labels `[batch, time]`, filled up with -1; and its log probabilities.
    """
    logits = ops.log(convert_to_tensor(y_pred) + backend.epsilon())
    decoded, scores = ops.ctc_decode(
        logits,
        ops.cast(input_length, "int32"),
        strategy="greedy" if greedy else "beam_search",
        beam_width=beam_width,
        top_paths=top_paths,
        mask_index=-1 if greedy else None,
    )
    return [ops.cast(path, "int64") for path in ops.unstack(decoded)], scores


def ctc_label_dense_to_sparse(labels: Any, label_lengths: Any) -> SparseTensor:
    """The first `label_lengths` labels of each row, as a sparse tensor.

    Args:
      labels: `[batch, length]`.
      label_lengths: integers `[batch]`.
    """
    labels = convert_to_tensor(labels)
    wanted = ops.arange(labels.shape[1])[None] < ops.reshape(
        ops.cast(label_lengths, "int32"), (-1, 1)
    )
    rows, columns = ops.where(wanted)
    indices = ops.stack([rows, columns], axis=1)
    values = labels.numpy()[wanted.numpy()]
    return SparseTensor(ops.cast(indices, "int64"), values, tuple(labels.shape))


def to_dense(tensor: Any) -> Any:
    """A sparse tensor as a dense one; others as they are."""
    from tapeflow.ops.sparse import to_dense as dense

    return dense(tensor) if isinstance(tensor, SparseTensor) else tensor


def resize_volumes(
    x: Any, depth_factor: int, height_factor: int, width_factor: int, data_format: str
) -> Tensor:
    """Volumes whose elements are repeated along the three spatial axes.

    Args:
      x: `[batch, depth, height, width, channels]`, or with channels at axis 1.
      depth_factor, height_factor, width_factor: how often.
      data_format: "channels_last" or "channels_first".

    Raises:
      ValueError: another format.
    """
    if data_format not in ("channels_first", "channels_last"):
        raise ValueError(f"Invalid data_format: {data_format}")
    first = 2 if data_format == "channels_first" else 1
    for axis, factor in enumerate((depth_factor, height_factor, width_factor), first):
        x = ops.repeat(x, factor, axis=axis)
    return x


def resize_images(
    x: Any, height_factor: int, width_factor: int, data_format: str, interpolation: str = "nearest"
) -> Tensor:
    """Images whose height and width are so many times as large.

    Args:
      x: `[batch, height, width, channels]`, or with channels at axis 1.
      height_factor, width_factor: how many times.
      data_format: "channels_last" or "channels_first".
      interpolation: a method of `tf.image.resize`.

    Raises:
      ValueError: another format or interpolation.
    """
    if data_format not in ("channels_first", "channels_last"):
        raise ValueError(f"Invalid `data_format` argument: {data_format}")
    if interpolation not in _INTERPOLATIONS:
        raise ValueError(
            f"`interpolation` argument should be one of: {', '.join(_INTERPOLATIONS)}. "
            f'Received: "{interpolation}".'
        )
    first = data_format == "channels_first"
    images = ops.transpose(x, (0, 2, 3, 1)) if first else convert_to_tensor(x)
    size = [images.shape[1] * height_factor, images.shape[2] * width_factor]
    resized = resize(images, size, interpolation)
    return ops.transpose(resized, (0, 3, 1, 2)) if first else resized


_INTERPOLATIONS = (
    "area", "bicubic", "bilinear", "gaussian", "lanczos3", "lanczos5", "mitchellcubic", "nearest",
)  # fmt: skip
