"""`tf.keras.utils.bounding_boxes`."""

from tests.golden.case import case, raised

FORMATS = ["xyxy", "yxyx", "xywh", "center_xywh", "center_yxhw",
           "rel_xyxy", "rel_yxyx", "rel_xywh", "rel_center_xywh"]  # fmt: skip


def _boxes(np, seed, shape=(2, 3)):
    low = np.random.default_rng(seed).uniform(0, 10, (*shape, 4)).astype("float32")
    return np.concatenate([low[..., :2], low[..., :2] + low[..., 2:] + 1], -1)


@case(params=FORMATS)
def formats(tf, np, target):
    boxes = tf.keras.utils.bounding_boxes
    there = boxes.convert_format(_boxes(np, 1), "xyxy", target, 20, 30)
    # Keras writes over a dict that it is given.
    held = boxes.convert_format(
        {"boxes": there, "labels": np.array([[1, 2, 3], [4, 5, 6]])}, target, "rel_yxyx", 20, 30
    )
    return [there, boxes.convert_format(there, target, "xywh", 20, 30), held]


@case
def formats_refused(tf, np):
    boxes = tf.keras.utils.bounding_boxes
    some = _boxes(np, 1)
    return [
        raised(boxes.convert_format, some, "xyxy", "rel_xyxy"),
        raised(boxes.convert_format, some, "xyxy", "corners"),
        raised(boxes.convert_format, some[..., :3], "xyxy", "xywh"),
        raised(boxes.clip_to_image_size, {"boxes": some}),
        raised(boxes.clip_to_image_size, {"boxes": some}, 3, 3, "xywh"),
        raised(boxes.crop, some, 1, 1, 2, 2, "xywh"),
    ]


@case
def clipped(tf, np):
    boxes = tf.keras.utils.bounding_boxes
    some = {"boxes": _boxes(np, 2) - 3, "labels": np.array([[1, 2, 3], [4, 5, 6]])}
    some["boxes"][0, 0] = [-5, -5, -1, -2]
    return [
        boxes.clip_to_image_size(some, 7, 8),
        boxes.clip_to_image_size({**some, "boxes": some["boxes"] / 8}, None, None, "rel_xyxy"),
    ]


@case
def moved(tf, np):
    boxes = tf.keras.utils.bounding_boxes
    some = _boxes(np, 3)
    turns = [np.float32(pair) for pair in
             ([30, -75], [0.1, 0], [0, -0.2], [1, 1.5], [10, 0], [0, -20])]  # fmt: skip
    return [
        boxes.crop(some, 2, 3, 8, 9),
        boxes.pad(some, 2, 3),
        boxes.affine_transform(some, *turns, 20, 30),
        boxes.affine_transform(some, *turns, 20, 30, 0.25, 0.75),
    ]


@case(params=["center_yxhw", "center_xywh"])
def deltas(tf, np, encoding):
    boxes = tf.keras.utils.bounding_boxes
    anchors, some = _boxes(np, 4), _boxes(np, 5)
    there = boxes.encode_box_to_deltas(anchors, some, "xyxy", "xywh", encoding, [0.1, 0.1, 0.2, 1])
    back = boxes.decode_deltas_to_boxes(
        {"one": anchors}, {"one": there}, "xyxy", "xywh", encoding, [0.1, 0.1, 0.2, 1.0]
    )
    return [
        there,
        back,
        boxes.encode_box_to_deltas(
            anchors / 30, some, "rel_xyxy", "xyxy", encoding, image_shape=(30, 30, 3)
        ),
        raised(boxes.encode_box_to_deltas, anchors, some, "xyxy", "xyxy", "xyxy"),
        raised(boxes.encode_box_to_deltas, anchors, some, "xyxy", "xyxy", encoding, [1.0, 2.0]),
    ]


@case
def overlap(tf, np):
    boxes = tf.keras.utils.bounding_boxes
    one, other = _boxes(np, 6), _boxes(np, 7, (2, 4))
    masked = one.copy()
    masked[0, 1] = -1
    return [
        boxes.compute_iou(one, other, "xyxy"),
        boxes.compute_iou(one[0], other[0], "xywh"),
        boxes.compute_iou(masked, other, "xyxy", use_masking=True, mask_val=-7),
        boxes.compute_iou(one / 30, other / 30, "rel_xyxy", image_shape=(20, 30, 3)),
        boxes.compute_ciou(one, other[:, :3], "xyxy"),
        boxes.compute_ciou(one, other[:, :3], "center_xywh"),
        raised(boxes.compute_iou, one, other, "rel_xyxy"),
        raised(boxes.compute_iou, one[0, 0], other, "xyxy"),
    ]


@case
def masks_drawn(tf, np):
    draw = tf.keras.visualization.draw_segmentation_masks
    rng = np.random.default_rng(8)
    x = rng.uniform(0, 255, (2, 4, 5, 3)).astype("float32")
    masks = rng.integers(-1, 4, (2, 4, 5, 1))
    return [
        draw(x, masks, 4),
        draw(x, masks),
        draw(x, masks, 2, {0: (1, 2, 3), 1: (200, 100, 0)}, alpha=0.25),
        draw(x.transpose(0, 3, 1, 2), masks.transpose(0, 3, 1, 2), 4, data_format="channels_first"),
        raised(draw, x[0], masks, 4),
        raised(draw, x, masks.astype("float32"), 4),
    ]
