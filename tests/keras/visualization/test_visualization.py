"""`tf.keras.visualization`: boxes, masks and galleries."""

import sys

import numpy as np
import pytest

import tapeflow as tf

visualization = tf.keras.visualization
PICTURES = np.full((3, 30, 40, 3), 50, "uint8")
BOXES = {
    "boxes": np.tile(np.float32([[[5, 6, 20, 18], [1, 1, 3, 3]]]), (3, 1, 1)),
    "labels": np.tile([[1, -1]], (3, 1)),
}


@pytest.fixture
def pyplot(monkeypatch):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    import matplotlib.pyplot as pyplot

    shown = []
    monkeypatch.setattr(pyplot, "show", lambda: shown.append(pyplot.gcf()))
    yield shown
    pyplot.close("all")


def test_boxes_are_drawn_where_they_are_and_not_of_label_minus_one():
    drawn = visualization.draw_bounding_boxes(
        PICTURES, BOXES, "xyxy", color=(255, 0, 0), line_thickness=1
    )
    assert drawn.dtype == "uint8"
    rows, columns = np.nonzero((drawn[1] == (255, 0, 0)).all(-1))
    assert (columns.min(), rows.min(), columns.max(), rows.max()) == (5, 6, 20, 18)
    assert (drawn[1, 8:17, 7:19] == 50).all()
    first = visualization.draw_bounding_boxes(
        PICTURES.transpose(0, 3, 1, 2) / 255, BOXES, "xyxy", color=(255, 0, 0), line_thickness=1,
        data_format="channels_first",
    )  # fmt: skip
    np.testing.assert_array_equal(first, drawn)
    named = visualization.draw_bounding_boxes(
        PICTURES, {**BOXES, "confidences": np.full((3, 2), 0.5)}, "xyxy", {1: "cat"}
    )
    assert (named != drawn).sum() > 50


def test_galleries_show_all_pictures_and_titles(pyplot, tmp_path):
    visualization.plot_image_gallery(
        PICTURES, [0, 1, 1], np.array([1, 1, 5]), {0: "cat", 1: "dog"}, rows=2
    )
    axes = pyplot[0].axes
    assert [axis.get_title() for axis in axes] == [
        "Label: cat  Pred: dog", "Label: dog  Pred: dog", "Label: dog  Pred: Unknown", "",
    ]  # fmt: skip
    assert [len(axis.images) for axis in axes] == [1, 1, 1, 0]
    path = tmp_path / "pictures.png"
    visualization.plot_bounding_box_gallery(
        PICTURES, "xyxy", BOXES, BOXES, class_mapping={1: "cat"}, legend=True, path=path
    )
    assert path.stat().st_size > 500
    masks = np.ones((3, 30, 40, 1), "int32")
    visualization.plot_segmentation_mask_gallery(
        PICTURES,
        2,
        y_true=masks,
        y_pred=masks,
        path=path,
        color_mapping={0: (0, 0, 0), 1: (9, 9, 9)},
    )
    assert len(pyplot) == 1


def test_what_cannot_be_drawn_is_refused(monkeypatch):
    draw, plot = visualization.draw_bounding_boxes, visualization.plot_image_gallery
    for error, call in [
        (ValueError, lambda: draw(PICTURES[0], BOXES, "xyxy")),
        (TypeError, lambda: draw(PICTURES, BOXES["boxes"], "xyxy")),
        (ValueError, lambda: draw(PICTURES, {"boxes": BOXES["boxes"]}, "xyxy")),
        (ValueError, lambda: plot(PICTURES, path="a.png", show=True)),
        (ValueError, lambda: plot(PICTURES, y_true=[1, 2, 3])),
    ]:
        with pytest.raises(error):
            call()
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(ImportError, match=r"tapeflow\[image\]"):
        draw(PICTURES, BOXES, "xyxy")
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ImportError, match=r"tapeflow\[plot\]"):
        plot(PICTURES)
