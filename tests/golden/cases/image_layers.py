"""Layers that change pictures, with seeds, or with a transformation that is handed to them."""

from tests.golden.case import case, raised


def _pictures(np, scale=1.0, shape=(2, 6, 6, 3)):
    return np.random.default_rng(51).uniform(0, scale, shape).astype("float32")


def _data(np, scale=1.0, shape=(2, 6, 6, 3), boxes=True):
    x = _pictures(np, scale, shape)
    data = {
        "images": x,
        "labels": np.eye(2, dtype="float32"),
        "segmentation_masks": np.round(3 * _pictures(np, shape=(*shape[:-1], 1))),
    }
    if boxes:
        low = np.random.default_rng(52).uniform(0, 3, (2, 2, 4)).astype("float32")
        data["bounding_boxes"] = {
            "boxes": np.concatenate([low[..., :2], low[..., :2] + low[..., 2:] + 0.5], -1),
            "labels": np.array([[1, 2], [3, 4]], "int32"),
        }
    return data


def _flat(result):
    boxes = result.get("bounding_boxes", {})
    return [result[k] for k in ("images", "labels", "segmentation_masks")] + list(boxes.values())


MOVING = [
    ("RandomFlip", {"mode": "horizontal"}),
    ("RandomFlip", {"mode": "horizontal_and_vertical"}),
    ("RandomRotation", {"factor": 0.2}),
    ("RandomZoom", {"height_factor": (-0.5, 0.3), "width_factor": 0.3, "fill_mode": "wrap"}),
    ("RandomZoom", {"height_factor": 0.5, "fill_mode": "constant"}),
    ("RandomTranslation", {"height_factor": 0.4, "width_factor": (-0.3, 0.6)}),
    ("RandomShear", {"x_factor": 0.6, "fill_mode": "nearest"}),
    ("RandomShear", {"x_factor": (0.1, 0.4), "y_factor": 0.3, "fill_mode": "constant"}),
    ("RandomPerspective", {"scale": 0.4}),
    ("Resizing", {"height": 4, "width": 9}),
    ("Resizing", {"height": 4, "width": 9, "pad_to_aspect_ratio": True}),
    ("Resizing", {"height": 4, "width": 9, "crop_to_aspect_ratio": True}),
]


# Places of 6 pixels, in 32 bits and by TensorFlow's order of operations.
@case(params=MOVING, rtol=1e-4, atol=1e-4)
def moving(tf, np, which):
    name, options = which
    if name != "Resizing":
        options = {"seed": 3, **options}
    layer = getattr(tf.keras.layers, name)(bounding_box_format="xyxy", **options)
    return [_flat(layer(_data(np))), layer.compute_output_shape((2, 6, 6, 3))]


@case(params=[m for m in MOVING if m[0] in ("RandomFlip", "RandomZoom")], rtol=1e-4, atol=1e-4)
def moving_one(tf, np, which):
    name, options = which
    layer = getattr(tf.keras.layers, name)(bounding_box_format="rel_xyxy", seed=4, **options)
    data = _data(np, shape=(2, 6, 6, 3))
    boxes = data.pop("bounding_boxes")
    one = {key: value[0] for key, value in data.items()}
    one["bounding_boxes"] = {"boxes": boxes["boxes"][0] / 6, "labels": boxes["labels"][0]}
    return [_flat(layer(one)), layer(one["images"], training=False)]


@case(params=[(3, 4), (7, 4)], rtol=1e-4, atol=1e-4)
def center_crop(tf, np, size):
    layer = tf.keras.layers.CenterCrop(*size, bounding_box_format="xywh")
    result = layer(_data(np))
    return [result["images"], *result["bounding_boxes"].values()]


@case
def random_crop(tf, np):
    layers, x = tf.keras.layers, _pictures(np)
    first = layers.RandomCrop(3, 4, seed=5, data_format="channels_first")
    return [layers.RandomCrop(3, 4, seed=5)(x), first(x.transpose(0, 3, 1, 2))]


COLORING = [
    ("RandomBrightness", {"factor": 0.4}),
    ("RandomContrast", {"factor": 0.7}),
    ("RandomSaturation", {"factor": (0.1, 0.9)}),
    ("RandomHue", {"factor": 0.8}),
    ("RandomGrayscale", {"factor": 0.5}),
    ("RandomColorDegeneration", {"factor": 0.9}),
    ("RandomColorJitter", {"brightness_factor": 0.3, "contrast_factor": 0.4,
                           "saturation_factor": (0.2, 0.8), "hue_factor": 0.3}),
    ("RandomInvert", {"factor": 1.0}),
    ("RandomPosterization", {"factor": (2, 7)}),
    ("RandomPosterization", {"factor": 1}),
    ("RandomSharpness", {"factor": 0.9}),
    ("RandomGaussianBlur", {"kernel_size": 3, "sigma": (0.3, 1.0)}),
    ("RandomErasing", {"scale": (0.2, 0.6)}),
    ("RandomErasing", {"scale": 0.8, "fill_value": (0.1, 0.2, 0.3)}),
    ("Solarization", {"addition_factor": 0.3, "threshold_factor": (0.2, 0.7)}),
]  # fmt: skip


@case(params=COLORING, rtol=1e-4, atol=1e-5)  # values of 0 to 1 go through 0 to 255 and back
def coloring(tf, np, which):
    name, options = which
    ranged = {} if name == "RandomGrayscale" else {"value_range": (0, 1)}
    layer = getattr(tf.keras.layers, name)(seed=6, **ranged, **options)
    x = _pictures(np)
    # Some of Keras's layers draw also when they are not training: last.
    return [layer(x), layer(x), layer(x[0]), layer(x, training=False)]


@case(params=[c for c in COLORING if c[0] != "RandomErasing"], rtol=1e-4, atol=1e-2)
def coloring_bytes(tf, np, which):
    name, options = which
    first = {} if name == "RandomColorJitter" else {"data_format": "channels_first"}
    layer = getattr(tf.keras.layers, name)(seed=7, **first, **options)
    x = _pictures(np, 255)
    return [layer(x.transpose(0, 3, 1, 2) if first else x)]


@case(rtol=1e-4, atol=1e-2)
def without_chance(tf, np):
    layers, x = tf.keras.layers, np.round(_pictures(np, 255, (2, 9, 10, 3)))
    flat = x * 0 + 7
    clahe = layers.ContrastLimitedAdaptiveHistogramEqualization
    return [
        layers.AutoContrast()(x), layers.AutoContrast()(flat), layers.AutoContrast((0, 1))(x / 255),
        layers.Equalization()(x), layers.Equalization()(flat), layers.Equalization(bins=16)(x[0]),
        layers.Equalization((0, 1))(x / 255), layers.Equalization()(x, training=False),
        clahe()(x), clahe(clip_limit=1.5, tile_grid_size=(2, 3))(x[0]),
        clahe((0, 1), tile_grid_size=(3, 2))(x / 255), clahe()(x.astype("uint8")),
    ]  # fmt: skip


@case
def mixed(tf, np):
    drawn = {
        "mix_weight": np.float32([0.25, 0.75]),
        "permutation_order": np.array([1, 0], "int32"),
        "batch_masks": np.repeat(np.random.default_rng(8).random((2, 6, 6, 1)) < 0.5, 3, -1),
    }
    up, cut, data = tf.keras.layers.MixUp(), tf.keras.layers.CutMix(), _data(np)
    return [
        up.transform_images(data["images"], drawn),
        up.transform_labels(data["labels"], drawn),
        cut.transform_images(data["images"], drawn),
        cut.transform_labels(data["labels"], drawn),
        cut(data["images"][0]),
        cut(data["images"], training=False),
    ]


@case(rtol=1e-4, atol=1e-4)
def several(tf, np):
    x = _pictures(np)
    rand = tf.keras.layers.RandAugment(value_range=(0, 1), seed=9)
    mix = tf.keras.layers.AugMix(value_range=(0, 1), seed=9)
    chains = {
        "chain_mixing_weights": np.float32([0.5, 0.3, 0.2]),
        "weight_sample": np.float32(0.4),
        "chain_transforms": [
            [{"layer_name": "random_rotation",
              "transformation": mix.random_rotation.get_random_transformation(x, seed=1)
              if hasattr(mix, "random_rotation")
              else mix._parts["random_rotation"].get_random_transformation(x, seed=1)}],
            [{"layer_name": "auto_contrast", "transformation": None}],
            [],
        ],
    }  # fmt: skip
    return [rand(x), rand(x[0]), mix.transform_images(x, chains)]


@case
def boxes_of_one_number(tf, np):
    layer = tf.keras.layers.MaxNumBoundingBoxes(3, bounding_box_format="xyxy")
    fewer = tf.keras.layers.MaxNumBoundingBoxes(1, bounding_box_format="xyxy")
    return [_flat(layer(_data(np))), _flat(fewer(_data(np)))]


@case
def refused(tf, np):
    layers, x = tf.keras.layers, _pictures(np)
    data = _data(np)
    return [
        raised(layers.RandomShear, 1.5),
        raised(layers.RandomShear, fill_mode="mirror"),
        raised(layers.RandomSaturation, 2.0),
        raised(layers.RandomHue, -0.5),
        raised(layers.RandomGrayscale, 1.5),
        raised(layers.RandomPosterization, 9),
        raised(layers.RandomSharpness, 0.5, 3),
        raised(layers.RandomGaussianBlur, kernel_size=2),
        raised(layers.RandomPerspective, scale=2.0),
        raised(layers.RandomPerspective, interpolation="cubic"),
        raised(layers.RandomElasticTransform, fill_mode="far"),
        raised(layers.Solarization, -0.1),
        raised(layers.AutoContrast, (1, 2, 3)),
        raised(layers.RandomInvert(), x[0, 0]),
        raised(layers.RandomFlip(), data),
        raised(layers.CutMix(bounding_box_format="xyxy"), _data(np)),
        raised(layers.Pipeline.from_config, {"name": "p"}),
    ]
