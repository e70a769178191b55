"""`dense_boxes`: boxes given as lists or ragged tensors, made tensors of one size."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import convert_to_tensor, problem
from tapeflow.ops.math import cast


def dense_boxes(bounding_boxes: Any) -> dict[str, Any]:
    """A dict of float32 "boxes" `[..., n, 4]` and "labels" `[..., n]`.

    Lists, and ragged tensors, are filled up: with boxes of zeros, and labels of -1.

    Raises:
      ValueError: no dict with "boxes" and "labels", or shapes that do not belong together.
    """
    if not isinstance(bounding_boxes, dict) or not {"boxes", "labels"} <= bounding_boxes.keys():
        raise ValueError(
            problem(
                "Expected `bounding_boxes` argument to be a dict with keys 'boxes' and 'labels'",
                given=f"bounding_boxes={bounding_boxes}",
            )
        )
    boxes, labels = bounding_boxes["boxes"], bounding_boxes["labels"]
    if isinstance(boxes, list):
        boxes, labels = _filled(boxes, labels)
    elif hasattr(boxes, "to_tensor"):  # ragged
        if not hasattr(labels, "to_tensor"):
            raise ValueError(
                "If `bounding_boxes['boxes']` is a Ragged tensor, `bounding_boxes['labels']` must "
                f"also be a Ragged tensor. Received: bounding_boxes['labels']={labels}"
            )
        boxes, labels = boxes.to_tensor(default_value=0), labels.to_tensor(default_value=-1)
    boxes, labels = cast(boxes, "float32"), convert_to_tensor(labels)
    ranks = {2: (1, 2), 3: (2, 3)}.get(boxes.ndim, ())
    if labels.ndim not in ranks:
        raise ValueError(
            problem(
                "bounding_boxes: `boxes` and `labels` do not belong together",
                given=f"boxes {tuple(boxes.shape)}, labels {tuple(labels.shape)}",
                expected="boxes (num_boxes, 4) or (batch_size, num_boxes, 4), a label for each",
            )
        )
    return {**bounding_boxes, "boxes": boxes, "labels": labels}


def _filled(boxes: list, labels: Any) -> tuple[list, Any]:
    if not isinstance(labels, list) or len(boxes) != len(labels):
        raise ValueError(
            "If `bounding_boxes['boxes']` is a list, then `bounding_boxes['labels']` must also be "
            f"a list of the same length. Received: {len(boxes)} boxes and labels={labels}"
        )
    batched = bool(boxes) and isinstance(labels[0], list)
    if not batched:
        return boxes, labels
    most = max(map(len, boxes))
    return (
        [[*some, *[[0.0] * 4] * (most - len(some))] for some in boxes],
        [[*some, *[-1] * (most - len(some))] for some in labels],
    )
