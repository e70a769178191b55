"""`plot_image_gallery` and its kin: pictures side by side, by matplotlib."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.keras.visualization.draw_bounding_boxes import batch_of_pictures, draw_bounding_boxes
from tapeflow.keras.visualization.draw_segmentation_masks import draw_segmentation_masks


def plot_image_gallery(
    images: Any,
    y_true: Any = None,
    y_pred: Any = None,
    label_map: dict[int, str] | None = None,
    rows: int | None = None,
    cols: int | None = None,
    value_range: tuple = (0, 255),
    scale: float = 2,
    path: Any = None,
    show: bool | None = None,
    transparent: bool = True,
    dpi: int = 60,
    legend_handles: Any = None,
    data_format: str | None = None,
) -> None:
    """Shows pictures side by side, or writes them into a file.

    Args:
      images: `[batch, height, width, channels]`, or channels at axis 1.
      y_true: a label for each.
      y_pred: a predicted label for each.
      label_map: the labels' names.
      rows: how many pictures lie down; as many as across by default.
      cols: how many lie across.
      value_range: the least and the largest value that pictures have.
      scale: a picture's size in inches.
      path: a file to write to.
      show: whether to open a window; by default if there is no `path`.
      transparent: whether the file's background is.
      dpi: the file's points per inch.
      legend_handles: matplotlib's, for a legend.
      data_format: "channels_last" or "channels_first".

    Raises:
      ImportError: matplotlib is not installed.
      ValueError: both `path` and `show`, labels without names, or a wrong rank.
    """
    if path is not None and show:
        raise ValueError("plot_gallery() expects either `path` to be set, or `show` to be true.")
    if (y_true is not None or y_pred is not None) and label_map is None:
        raise ValueError(
            "If `y_true` or `y_pred` are provided, a `label_map` must also be provided."
        )
    pictures = batch_of_pictures(images, data_format)
    rows = rows or math.ceil(math.sqrt(len(pictures)))
    cols = cols or math.ceil(len(pictures) / rows)
    pyplot = _matplotlib().pyplot
    figure, axes = pyplot.subplots(
        rows, cols, figsize=(cols * scale, rows * scale), frameon=False, layout="tight",
        squeeze=False, sharex="row", sharey="col",
    )  # fmt: skip
    if legend_handles is not None:
        figure.legend(handles=legend_handles, loc="lower center")
    low, high = value_range
    shown = ((pictures.astype("float32") - low) / (high - low) * 255).astype("uint8")
    for number, axis in enumerate(axes.flat):
        axis.axis("off")
        if number < len(shown):
            axis.imshow(shown[number], **({"cmap": "gray"} if shown.shape[-1] == 1 else {}))
            axis.margins(x=0, y=0)
            axis.set_title(_title(number, y_true, y_pred, label_map or {}), fontsize=8)
    if path is not None:
        figure.savefig(path, pad_inches=0, bbox_inches="tight", transparent=transparent, dpi=dpi)
    elif show is None or show:
        pyplot.show()
    pyplot.close(figure)


def plot_bounding_box_gallery(
    images: Any,
    bounding_box_format: str,
    y_true: dict[str, Any] | None = None,
    y_pred: dict[str, Any] | None = None,
    value_range: tuple = (0, 255),
    true_color: tuple = (0, 188, 212),
    pred_color: tuple = (255, 235, 59),
    line_thickness: int = 2,
    font_scale: float = 1.0,
    text_thickness: int | None = None,
    class_mapping: dict[int, str] | None = None,
    ground_truth_mapping: dict[int, str] | None = None,
    prediction_mapping: dict[int, str] | None = None,
    legend: bool = False,
    legend_handles: Any = None,
    rows: int | None = None,
    cols: int | None = None,
    data_format: str | None = None,
    **kwargs: Any,
) -> None:
    """Shows pictures with the boxes that are there, and those that were found.

    Args:
      images: `[batch, height, width, channels]`, or channels at axis 1.
      bounding_box_format: see `keras.utils.bounding_boxes.convert_format`.
      y_true: the boxes that are there; see `draw_bounding_boxes`.
      y_pred: those that were found.
      value_range: the least and the largest value that pictures have.
      true_color: red, green and blue.
      pred_color: red, green and blue.
      line_thickness, font_scale, text_thickness: see `draw_bounding_boxes`.
      class_mapping: the names of classes.
      ground_truth_mapping: names for `y_true` only.
      prediction_mapping: names for `y_pred` only.
      legend: whether a legend tells the colors.
      legend_handles: matplotlib's, for another legend.
      rows, cols, data_format: see `plot_image_gallery`.
      **kwargs: see `plot_image_gallery`.

    Raises:
      ImportError: matplotlib or Pillow is not installed.
      ValueError: both a legend and handles for one, or a wrong rank.
    """
    if legend and legend_handles:
        raise ValueError(
            "Only pass `legend` OR `legend_handles` to "
            "`keras.visualization.plot_bounding_box_gallery()`."
        )
    pictures = batch_of_pictures(images, data_format)
    for boxes, color, names in (
        (y_true, true_color, ground_truth_mapping or class_mapping),
        (y_pred, pred_color, prediction_mapping or class_mapping),
    ):
        if boxes is not None:
            pictures = draw_bounding_boxes(
                pictures, boxes, bounding_box_format, names, color, line_thickness,
                text_thickness or line_thickness, font_scale, "channels_last",
            )  # fmt: skip
            value_range = (0, 255)  # which drawn pictures have
    if legend:
        patch = _matplotlib().patches.Patch
        legend_handles = [
            patch(color=np.array(true_color) / 255, label="Ground Truth"),
            patch(color=np.array(pred_color) / 255, label="Prediction"),
        ]
    plot_image_gallery(
        pictures, value_range=value_range, legend_handles=legend_handles, rows=rows, cols=cols,
        data_format="channels_last", **kwargs,
    )  # fmt: skip


def plot_segmentation_mask_gallery(
    images: Any,
    num_classes: int,
    value_range: tuple = (0, 255),
    y_true: Any = None,
    y_pred: Any = None,
    color_mapping: dict[int, tuple] | None = None,
    blend: bool = True,
    alpha: float = 0.8,
    ignore_index: int = -1,
    data_format: str | None = None,
    **kwargs: Any,
) -> None:
    """Shows each picture beside itself under the mask that is there, and under the one found.

    Args:
      images: `[batch, height, width, channels]`, or channels at axis 1.
      num_classes: how many classes have colors.
      value_range: the least and the largest value that pictures have.
      y_true: the masks that are there; see `draw_segmentation_masks`.
      y_pred: those that were found.
      color_mapping, blend, alpha, ignore_index: see `draw_segmentation_masks`.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `plot_image_gallery`.

    Raises:
      ImportError: matplotlib is not installed.
      ValueError: a wrong rank.
    """
    pictures = batch_of_pictures(images, data_format)
    columns = [pictures]
    for masks in (y_true, y_pred):
        if masks is not None:
            masks = batch_of_pictures(masks, data_format).astype("int32")
            columns.append(
                draw_segmentation_masks(
                    pictures,
                    masks,
                    num_classes,
                    color_mapping,
                    alpha,
                    blend,
                    ignore_index,
                    "channels_last",
                )
            )
    side_by_side = np.stack(columns, 1).reshape(-1, *pictures.shape[1:])
    plot_image_gallery(
        side_by_side, value_range=value_range, rows=len(pictures), cols=len(columns),
        data_format="channels_last", **kwargs,
    )  # fmt: skip


def _title(number: int, y_true: Any, y_pred: Any, names: dict) -> str:
    parts = [
        f"{what}: {names.get(np.asarray(labels)[number].item(), 'Unknown')}"
        for what, labels in (("Label", y_true), ("Pred", y_pred))
        if labels is not None and number < len(labels)
    ]
    return "  ".join(parts)


def _matplotlib() -> Any:
    try:
        import matplotlib.patches
        import matplotlib.pyplot
    except ImportError as error:
        raise ImportError(
            problem(
                "keras.visualization's galleries require matplotlib",
                fix="pip install tapeflow[plot]",
            )
        ) from error
    return matplotlib
