"""Boxes of objects: choosing among those that overlap, drawing them, and drawing them at random."""

from __future__ import annotations

import heapq
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid
from tapeflow.ops.random.stateful import uniform
from tapeflow.ops.random.stateless import stateless_uniform

_NEVER = float("-inf")


def non_max_suppression(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = _NEVER,
    name: str | None = None,
) -> Tensor:
    """Which boxes are kept, the best first, when those that overlap a better one are left out.

    Computed on the host: how many there are depends on the values.

    Args:
      boxes: floats `[boxes, 4]`: two opposite corners, `[y1, x1, y2, x2]`.
      scores: floats `[boxes]`.
      max_output_size: how many are kept at most.
      iou_threshold: boxes whose intersection is more than this share of the union are left out.
      score_threshold: boxes with no more are left out.
      name: accepted for compatibility, not used.

    Returns:
      int32 `[kept]`, indices of boxes.

    >>> import tapeflow as tf
    >>> boxes = [[0.0, 0, 1, 1], [0, 0, 1, 0.9], [0, 2, 1, 3]]
    >>> tf.image.non_max_suppression(boxes, [0.5, 0.9, 0.1], 3).numpy()
    array([1, 2], dtype=int32)
    """
    return non_max_suppression_with_scores(
        boxes, scores, max_output_size, iou_threshold, score_threshold
    )[0]


def non_max_suppression_with_scores(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = _NEVER,
    soft_nms_sigma: Any = 0.0,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """`non_max_suppression`, and the scores of the boxes kept.

    With a positive `soft_nms_sigma` the scores of boxes that overlap better ones are lowered by
    `exp(-iou**2 / (2 * sigma))` (Bodla et al., 2017); those above `iou_threshold` are left out.
    """
    corners, given = _host(boxes), _host(scores)
    if corners.ndim != 2 or corners.shape[1] != 4 or given.shape != corners.shape[:1]:
        raise invalid(
            "tf.image.non_max_suppression: boxes [n, 4] and scores [n]",
            given=f"{corners.shape} and {given.shape}",
        )
    threshold = float(iou_threshold)
    if not 0 <= threshold <= 1:
        raise invalid("iou_threshold must be in [0, 1]", given=threshold)
    overlaps = _overlaps(corners)
    kept, found = _kept(
        overlaps,
        given,
        int(max_output_size),
        threshold,
        float(score_threshold),
        float(soft_nms_sigma),
    )
    return (
        convert_to_tensor(np.array(kept, np.int32)),
        convert_to_tensor(np.array(found, given.dtype)),
    )


def non_max_suppression_overlaps(
    overlaps: Any,
    scores: Any,
    max_output_size: Any,
    overlap_threshold: Any = 0.5,
    score_threshold: Any = _NEVER,
    name: str | None = None,
) -> Tensor:
    """`non_max_suppression` by given overlaps `[boxes, boxes]` of the boxes."""
    kept, _ = _kept(
        _host(overlaps), _host(scores), int(max_output_size), float(overlap_threshold),
        float(score_threshold), 0.0,
    )  # fmt: skip
    return convert_to_tensor(np.array(kept, np.int32))


def non_max_suppression_padded(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = _NEVER,
    pad_to_max_output_size: bool = False,
    name: str | None = None,
    sorted_input: bool = False,
    canonicalized_coordinates: bool = False,
    tile_size: int = 512,
) -> tuple[Tensor, Tensor]:
    """`non_max_suppression`, filled with zeros to `max_output_size`, and how many are real.

    Args:
      boxes, scores, max_output_size, iou_threshold, score_threshold: see `non_max_suppression`;
        with a batch axis before the others, each entry by itself.
      pad_to_max_output_size: whether to fill up; batches are always filled up.
      name, sorted_input, canonicalized_coordinates, tile_size: accepted for compatibility.
    """
    corners, given = _host(boxes), _host(scores)
    batch = corners.ndim == 3
    if not batch:
        corners, given = corners[None], given[None]
    rows = [
        non_max_suppression(b, s, max_output_size, iou_threshold, score_threshold).numpy()
        for b, s in zip(corners, given, strict=True)
    ]
    counts = np.array([len(row) for row in rows], np.int32)
    if batch or pad_to_max_output_size:
        rows = [np.pad(row, (0, int(max_output_size) - len(row))) for row in rows]
    if batch:
        return convert_to_tensor(np.stack(rows)), convert_to_tensor(counts)
    return convert_to_tensor(rows[0]), convert_to_tensor(counts[0])


def combined_non_max_suppression(
    boxes: Any,
    scores: Any,
    max_output_size_per_class: Any,
    max_total_size: Any,
    iou_threshold: float = 0.5,
    score_threshold: float = _NEVER,
    pad_per_class: bool = False,
    clip_boxes: bool = True,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """`non_max_suppression` class by class, for a batch, the best of all classes together.

    Args:
      boxes: floats `[batch, boxes, classes or 1, 4]`.
      scores: floats `[batch, boxes, classes]`.
      max_output_size_per_class: how many of a class are kept at most.
      max_total_size: how many are kept at most.
      iou_threshold: see `non_max_suppression`.
      score_threshold: see `non_max_suppression`.
      pad_per_class: whether the results have `classes * max_output_size_per_class` entries, if
        that is less than `max_total_size`.
      clip_boxes: whether boxes are cut to `[0, 1]`.
      name: accepted for compatibility, not used.

    Returns:
      Boxes `[batch, kept, 4]`, scores, classes (as floats) `[batch, kept]`, and how many are real
      `[batch]`; the others are 0.
    """
    corners, given = _host(boxes), _host(scores)
    per_class, total = int(max_output_size_per_class), int(max_total_size)
    classes = given.shape[2]
    size = min(total, per_class * classes) if pad_per_class else total
    found_boxes = np.zeros((len(given), size, 4), np.float32)
    found_scores, found_classes = (np.zeros((len(given), size), np.float32) for _ in range(2))
    counts = np.zeros(len(given), np.int32)
    for entry in range(len(given)):
        candidates = []
        for number in range(classes):
            own = corners[entry, :, number if corners.shape[2] > 1 else 0]
            kept, values = _kept(
                _overlaps(own),
                given[entry, :, number],
                per_class,
                iou_threshold,
                score_threshold,
                0.0,
            )
            candidates += [(-v, number, own[k]) for k, v in zip(kept, values, strict=True)]
        candidates.sort(key=lambda item: item[0])
        for place, (value, number, box) in enumerate(candidates[:size]):
            found_boxes[entry, place] = np.clip(box, 0, 1) if clip_boxes else box
            found_scores[entry, place], found_classes[entry, place] = -value, number
        counts[entry] = min(size, len(candidates))
    return tuple(map(convert_to_tensor, (found_boxes, found_scores, found_classes, counts)))


def _host(value: Any) -> np.ndarray:
    return np.asarray(convert_to_tensor(value).numpy())


def _overlaps(boxes: np.ndarray) -> np.ndarray:
    """The share of each two boxes' intersection in their union."""
    boxes = boxes.astype(np.float32)
    low, high = np.minimum(boxes[:, :2], boxes[:, 2:]), np.maximum(boxes[:, :2], boxes[:, 2:])
    area = (high - low).prod(1)
    between = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    common = np.maximum(between, 0).prod(-1)
    union = area[:, None] + area - common
    solid = (area[:, None] > 0) & (area > 0)
    return np.where(solid, common / np.where(union > 0, union, 1), 0)


def _kept(
    overlaps: np.ndarray,
    scores: np.ndarray,
    most: int,
    threshold: float,
    least: float,
    sigma: float,
) -> tuple[list[int], list[float]]:
    scale = -0.5 / sigma if sigma > 0 else 0.0
    heap = [(-float(s), i, 0) for i, s in enumerate(scores) if s > least]
    heapq.heapify(heap)
    kept: list[int] = []
    found: list[float] = []
    while heap and len(kept) < most:
        negative, index, seen = heapq.heappop(heap)
        score, hard = -negative, False
        # Only what was kept since this box was last looked at is new.
        for other in reversed(kept[seen:]):
            overlap = float(overlaps[index, other])
            if sigma > 0:
                score *= np.exp(scale * overlap * overlap) if overlap <= threshold else 0.0
            if overlap > threshold:
                hard = True
                break
            if score <= least:
                break
        if hard:
            continue
        if score == -negative:
            kept.append(index)
            found.append(score)
        elif score > least:
            heapq.heappush(heap, (-score, index, len(kept)))
    return kept, found


# Red, green, blue and opacity: TensorFlow's sequence of ten.
_COLORS = np.array(
    [
        [1, 1, 0, 1], [0, 0, 1, 1], [1, 0, 0, 1], [0, 1, 0, 1], [0.5, 0, 0.5, 1], [0.5, 0.5, 0, 1],
        [0.5, 0, 0, 1], [0, 0, 0.5, 1], [0, 1, 1, 1], [1, 0, 1, 1],
    ]
)  # fmt: skip


def draw_bounding_boxes(images: Any, boxes: Any, colors: Any, name: str | None = None) -> Tensor:
    """Images with boxes drawn into them, a pixel wide.

    Args:
      images: floats `[batch, height, width, channels]`.
      boxes: float32 `[batch, boxes, 4]`: top, left, bottom, right, in `[0, 1]`.
      colors: floats `[colors, channels]`, used in turn; None for ten of TensorFlow's.
      name: accepted for compatibility, not used.
    """
    images = convert_to_tensor(images)
    drawn, corners = np.array(images.numpy()), _host(boxes)
    if drawn.ndim != 4 or corners.ndim != 3 or corners.shape[2] != 4:
        raise invalid(
            "tf.image.draw_bounding_boxes: images [batch, height, width, channels], "
            "boxes [batch, n, 4]",
            given=f"{images.shape} and {corners.shape}",
        )
    table = _COLORS if colors is None or not np.size(colors) else _host(colors)
    height, width, channels = drawn.shape[1:]
    for picture, own in zip(drawn, corners, strict=True):
        for number, box in enumerate(own):
            if np.isnan(box).any():
                continue
            color = table[number % len(table)][:channels]
            top, bottom = (int(box[i] * np.float32(height - 1)) for i in (0, 2))
            left, right = (int(box[i] * np.float32(width - 1)) for i in (1, 3))
            if top > bottom or left > right or bottom < 0 or right < 0:
                continue
            if top >= height or left >= width:
                continue
            rows = slice(max(top, 0), min(bottom, height - 1) + 1)
            columns = slice(max(left, 0), min(right, width - 1) + 1)
            for row in (top, bottom):
                if 0 <= row < height:
                    picture[row, columns] = color
            for column in (left, right):
                if 0 <= column < width:
                    picture[rows, column] = color
    return convert_to_tensor(drawn)


def sample_distorted_bounding_box(
    image_size: Any,
    bounding_boxes: Any,
    seed: int = 0,
    min_object_covered: Any = 0.1,
    aspect_ratio_range: Any = None,
    area_range: Any = None,
    max_attempts: int | None = None,
    use_image_if_no_bounding_boxes: bool | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """A random part of an image that shows enough of one of its objects.

    Agrees with TensorFlow in what may come out, not in the numbers drawn.

    Args:
      image_size: height, width and channels.
      bounding_boxes: float32 `[batch, boxes, 4]` in `[0, 1]`.
      seed: makes the draws repeatable, together with the global seed.
      min_object_covered: which share of a box must be seen.
      aspect_ratio_range: of the part's width to its height, (0.75, 1.33) by default.
      area_range: of the part's share of the image, (0.05, 1) by default.
      max_attempts: after so many the whole image is taken; 100 by default.
      use_image_if_no_bounding_boxes: whether no boxes means the whole image is one.
      name: accepted for compatibility, not used.

    Returns:
      Where the part begins and its size, for `tf.slice`, and its box `[1, 1, 4]`.
    """
    drawn = uniform([100 if max_attempts is None else int(max_attempts), 4], seed=seed or None)
    return _sampled(
        image_size, bounding_boxes, drawn, min_object_covered, aspect_ratio_range, area_range,
        use_image_if_no_bounding_boxes,
    )  # fmt: skip


def stateless_sample_distorted_bounding_box(
    image_size: Any,
    bounding_boxes: Any,
    seed: Any,
    min_object_covered: Any = 0.1,
    aspect_ratio_range: Any = None,
    area_range: Any = None,
    max_attempts: int | None = None,
    use_image_if_no_bounding_boxes: bool | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """`sample_distorted_bounding_box` by a seed of two numbers."""
    drawn = stateless_uniform([100 if max_attempts is None else int(max_attempts), 4], seed)
    return _sampled(
        image_size, bounding_boxes, drawn, min_object_covered, aspect_ratio_range, area_range,
        use_image_if_no_bounding_boxes,
    )  # fmt: skip


def _sampled(image_size, boxes, drawn, covered, ratios, areas, whole) -> tuple:
    size, corners = _host(image_size), _host(boxes).reshape(-1, 4)
    height, width = int(size[0]), int(size[1])
    if not len(corners):
        if not whole:
            raise invalid(
                "No bounding boxes provided as input",
                fix="use_image_if_no_bounding_boxes=True, to take the whole image as one",
            )
        corners = np.array([[0.0, 0.0, 1.0, 1.0]])
    ratios = (0.75, 1.33) if ratios is None else tuple(ratios)
    areas = (0.05, 1.0) if areas is None else tuple(areas)
    least = float(covered)
    for a, r, y, x in drawn.numpy():
        area = (areas[0] + a * (areas[1] - areas[0])) * height * width
        ratio = ratios[0] + r * (ratios[1] - ratios[0])
        rows, columns = round(np.sqrt(area / ratio)), round(np.sqrt(area * ratio))
        if not (0 < rows <= height and 0 < columns <= width):
            continue
        top, left = int(y * (height - rows + 1)), int(x * (width - columns + 1))
        part = np.array(
            [top / height, left / width, (top + rows) / height, (left + columns) / width]
        )
        if least and not any(_share(part, box) >= least for box in corners):
            continue
        break
    else:
        top, left, rows, columns, part = 0, 0, height, width, np.array([0.0, 0.0, 1.0, 1.0])
    return (
        convert_to_tensor(np.array([top, left, 0], np.int32)),
        convert_to_tensor(np.array([rows, columns, -1], np.int32)),
        convert_to_tensor(part.astype(np.float32).reshape(1, 1, 4)),
    )


def _share(part: np.ndarray, box: np.ndarray) -> float:
    """How much of a box is in the part."""
    common = np.minimum(part[2:], box[2:]) - np.maximum(part[:2], box[:2])
    return float(np.maximum(common, 0).prod() / max((box[2:] - box[:2]).prod(), 1e-12))
