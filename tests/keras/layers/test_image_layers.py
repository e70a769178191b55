"""Layers that change pictures and what belongs to them; values are compared in the golden tests."""

import json
import os

import numpy as np
import pytest

import tapeflow as tf

layers = tf.keras.layers
PICTURES = np.random.default_rng(0).uniform(0, 255, (2, 8, 10, 3)).astype("float32")
DRAWN = {
    "RandomShear": {"x_factor": 0.3, "y_factor": (0.1, 0.2)},
    "RandomPerspective": {"factor": 0.8},
    "RandomElasticTransform": {},
    "RandomErasing": {"fill_value": [1, 2, 3]},
    "RandomColorJitter": {"hue_factor": 0.2, "contrast_factor": (0.1, 0.2)},
    "RandomGaussianBlur": {"sigma": (0.5, 1.0)},
    "RandomPosterization": {"factor": (2, 6)},
    "MixUp": {"alpha": 0.4},
    "CutMix": {"factor": 0.7},
    "RandAugment": {"num_ops": 1},
    "AugMix": {"chain_depth": 1, "num_chains": 1, "all_ops": False},
}
FIXED = {
    "Solarization": {"threshold_factor": 0.3},
    "AutoContrast": {"value_range": (0, 1)},
    "Equalization": {"bins": 32},
    "ContrastLimitedAdaptiveHistogramEqualization": {"tile_grid_size": (2, 3)},
    "MaxNumBoundingBoxes": {"max_number": 3},
    "RandomHeight": {"factor": (0.1, 0.2)},
}


@pytest.mark.parametrize(("name", "options"), [*DRAWN.items(), *FIXED.items()])
def test_configs_make_equal_layers(name, options):
    layer = getattr(layers, name)(data_format="channels_first", **options)
    config = json.loads(json.dumps(layer.get_config()))
    again = type(layer).from_config(config)
    assert json.loads(json.dumps(again.get_config())) == config
    assert config["data_format"] == "channels_first"
    assert "bounding_box_format" not in config


# Compiling each takes seconds; these handle the two layouts themselves.
OWN_LAYOUT = ("RandomElasticTransform", "RandomErasing", "CutMix")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        case
        for case in DRAWN.items()
        if case[0] in OWN_LAYOUT or os.environ.get("TAPEFLOW_TEST_ALL")
    ],
)
def test_channels_may_come_first(name, options):
    last = getattr(layers, name)(seed=1, **options)(PICTURES).numpy()
    first = getattr(layers, name)(seed=1, data_format="channels_first", **options)
    got = first(PICTURES.transpose(0, 3, 1, 2)).numpy().transpose(0, 2, 3, 1)
    np.testing.assert_allclose(got, last, atol=1e-2)  # of 255, in another order of operations


def _whole(pictures):
    return {
        "images": pictures,
        "segmentation_masks": (pictures[..., :1] > 128).astype("uint8"),
        "labels": np.eye(len(pictures), dtype="float32"),
        "more": np.arange(3),
    }


def test_masks_move_with_their_pictures_and_keep_their_dtype():
    data = _whole(PICTURES)
    for layer in (layers.RandomElasticTransform(interpolation="nearest"), layers.RandomFlip()):
        changed = layer(data)
        assert changed["segmentation_masks"].dtype == "uint8"
        again = (changed["images"].numpy()[..., :1] > 128).astype("uint8")
        np.testing.assert_array_equal(changed["segmentation_masks"], again)
        assert changed["more"].shape == (3,)
    assert data.keys() == _whole(PICTURES).keys()
    with pytest.raises(ValueError, match=r"masks\[..., None\]"):
        layers.RandomFlip()({"images": PICTURES, "segmentation_masks": PICTURES[..., 0]})


@pytest.mark.parametrize(
    "layer",
    [
        lambda **o: layers.RandomRotation((0.25, 0.25), **o),
        lambda **o: layers.RandomPerspective((1.0, 1.0), scale=0.3, seed=2, **o),
        lambda **o: layers.RandomCrop(15, 14, seed=2, **o),
        lambda **o: layers.RandomCrop(12, 9, seed=2, **o),
        lambda **o: layers.CenterCrop(4, 12, **o),
    ],
)
def test_boxes_follow_a_bright_spot_in_any_format(layer):
    kind = "rel_yxyx"
    dark = np.zeros((1, 20, 20, 1), "float32")
    dark[0, 8:11, 9:13] = 1
    boxes = tf.keras.utils.bounding_boxes
    there = boxes.convert_format(np.float32([[[9, 8, 13, 11]]]), "xyxy", kind, 20, 20)
    data = {"images": dark, "bounding_boxes": {"boxes": there, "labels": np.array([[7]])}}
    changed = layer(bounding_box_format=kind)(data)
    picture = changed["images"].numpy()[0, ..., 0]
    found = boxes.convert_format(changed["bounding_boxes"]["boxes"], kind, "xyxy", *picture.shape)
    rows, columns = np.nonzero(picture > 0.5)
    spot = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
    np.testing.assert_allclose(found[0, 0], spot, atol=1.5)  # pixels: half a one on each side
    assert changed["bounding_boxes"]["labels"].numpy().tolist() == [[7]]


def test_boxes_may_be_lists_of_different_lengths():
    layer = layers.RandomFlip(bounding_box_format="xyxy")
    drawn = layer.get_random_transformation(PICTURES)
    boxes = {"boxes": [[[0, 0, 2, 2]], [[1, 1, 2, 3], [0, 0, 4, 4]]], "labels": [[1], [2, 3]]}
    called = layer({"images": PICTURES, "bounding_boxes": boxes})["bounding_boxes"]
    assert called["labels"].numpy().tolist() == [[1, -1], [2, 3]]
    flipped = layer.transform_bounding_boxes(boxes, drawn)
    assert flipped["boxes"].shape == (2, 2, 4)
    assert flipped["labels"].numpy().tolist() == [[1, -1], [2, 3]]


def test_points_and_boxes_may_be_moved_one_by_one():
    layer = layers.RandomTranslation(0.1, 0.1)
    x, y = layer.get_transformed_x_y(2.0, 3.0, np.float32([[1, 2, 3, 4, 5, 6, 0.5, 0]]))
    assert (float(x[0, 0]), float(y[0, 0])) == ((2 + 6 + 3) / 2, (8 + 15 + 6) / 2)
    boxes, one = {"boxes": np.float32([[[1, 2, 8, 9]]])}, np.ones((1, 1), "float32")
    moved = layer.get_shifted_bbox(boxes, one, 2 * one)["boxes"]
    assert moved.numpy().tolist() == [[[0, 0, 7, 7]]]
    cut = layers.RandomZoom(0.1).get_clipped_bbox(boxes, 6 * one, 3 * one, 7 * one, 0 * one)
    assert cut["boxes"].numpy().tolist() == [[[1, 0, 7, 3]]]


def test_mixed_boxes_and_labels_are_those_of_both_pictures():
    layer = layers.MixUp(bounding_box_format="xyxy")
    boxes = {"boxes": np.ones((2, 3, 4), "float32"), "labels": np.array([[1, 2, 3], [4, 5, 6]])}
    mixed = layer({**_whole(PICTURES), "bounding_boxes": boxes})
    assert mixed["bounding_boxes"]["boxes"].shape == (2, 6, 4)
    assert mixed["bounding_boxes"]["labels"].shape == (2, 6)
    np.testing.assert_allclose(np.sum(mixed["labels"], 1), [1, 1], rtol=1e-6)
    cut = layers.CutMix((1.0, 1.0), seed=1)({"images": PICTURES, "labels": np.eye(2)})
    np.testing.assert_allclose(np.sum(cut["labels"], 1), [1, 1], rtol=1e-6)


def test_a_seed_may_be_given_to_a_single_transformation():
    layer = layers.RandomRotation(0.5)
    one, other = (layer.get_random_transformation(PICTURES, seed=4)["angle"] for _ in range(2))
    np.testing.assert_array_equal(one, other)
    assert layer.get_random_transformation(PICTURES, training=False) is None
    drawn = layer.get_random_transformation(PICTURES)
    np.testing.assert_allclose(
        layer.transform_single_image(PICTURES[0], {**drawn, "rotation_matrix":
        drawn["rotation_matrix"][:1]}), layer.transform_images(PICTURES, drawn)[0], atol=1e-3,
    )  # fmt: skip


def test_dicts_go_through_data_sets_and_pipelines():
    pipeline = layers.Pipeline(
        [layers.RandomFlip(), layers.RandomInvert((1.0, 1.0)), layers.Resizing(4, 4)]
    )
    data = tf.data.Dataset.from_tensor_slices({"images": PICTURES, "labels": np.arange(2)})
    got = next(iter(data.map(pipeline).batch(2)))
    assert got["images"].shape == (2, 4, 4, 3)
    assert got["labels"].numpy().tolist() == [0, 1]
    again = layers.Pipeline.from_config(pipeline.get_config())
    assert [type(layer) for layer in again.layers] == [type(layer) for layer in pipeline.layers]
    assert again.get_config() == pipeline.get_config()
    still = pipeline(PICTURES, training=False)
    np.testing.assert_allclose(still, layers.Resizing(4, 4)(PICTURES), rtol=1e-6)


def test_dicts_may_be_symbolic_and_draws_differ_for_each_element():
    data = {"images": tf.keras.Input((8, 10, 3)), "labels": tf.keras.Input((4,))}
    out = layers.Resizing(4, 5)(layers.MixUp()(data))
    assert out["images"].shape == (None, 4, 5, 3)
    assert out["labels"].shape == (None, 4)
    same = tf.data.Dataset.from_tensor_slices(np.ones((5, 4, 4, 3), "float32"))
    brighter = same.map(layers.RandomBrightness(0.3, value_range=(-99, 99), seed=1))
    assert len({float(picture[0, 0, 0]) for picture in brighter}) == 5
    taller = same.map(layers.RandomHeight((-0.5, 3.0), seed=1))
    assert len({picture.shape[0] for picture in taller}) > 1


def test_drawn_sizes():
    taller = layers.RandomHeight((0.5, 0.5))
    assert taller(PICTURES).shape == (2, 12, 10, 3)
    assert taller(PICTURES, training=False).shape == (2, 8, 10, 3)
    assert taller.compute_output_shape((2, 8, 10, 3)) == (2, None, 10, 3)
    assert layers.RandomWidth((-0.5, -0.5))(PICTURES[0]).shape == (8, 5, 3)
