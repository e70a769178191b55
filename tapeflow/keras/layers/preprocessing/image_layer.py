"""`ImageLayer` and `RandomImageLayer`: what layers that change pictures share.

A call is two steps, which can be done one by one: `get_random_transformation` draws what will
happen, `transform_images`, `transform_labels`, `transform_bounding_boxes` and
`transform_segmentation_masks` do it. So pictures and what belongs to them change alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.keras import backend
from tapeflow.keras.bounding_boxes import clip_to_image_size, convert_format, dense_boxes
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.preprocessing.draws import Draws
from tapeflow.keras.layers.seeds import SeedGenerator
from tapeflow.ops.math.cast import cast
from tapeflow.ops.numpy.shapes import expand_dims, moveaxis, squeeze

# What a dict may have: the methods for one and for a batch.
_PARTS = {
    "images": ("transform_single_image", "transform_images"),
    "bounding_boxes": ("transform_single_bounding_box", "transform_bounding_boxes"),
    "labels": ("transform_single_label", "transform_labels"),
    "segmentation_masks": ("transform_single_segmentation_mask", "transform_segmentation_masks"),
}


class Sizes(NamedTuple):
    """Of pictures: `shape` is the whole, `batch` 1 for a single one."""

    batch: int
    height: int
    width: int
    shape: tuple


class ImageLayer(Layer):
    """Changes pictures: a batch or a single one, channels last or first.

    A subclass writes `_changed`, which gets and gives `[batch, height, width, channels]`; one that
    moves points about sets `_moves` and writes `_moved` and `_moved_boxes` instead.

    Call: pictures, or a dict of "images" and maybe "labels", "segmentation_masks"
    `[..., height, width, channels]` and "bounding_boxes", itself a dict of "boxes" `[..., n, 4]`
    and "labels" `[..., n]`; other entries stay.
    """

    _casts_integers = True
    _unwritten: tuple[str, ...] = ("bounding_box_format",)
    # Whether pictures stay as they are when the layer is called with `training=False`.
    _only_in_training = False
    # Whether points come to lie elsewhere, so that boxes and masks change too.
    _moves = False
    interpolation = "bilinear"

    def __init__(
        self, bounding_box_format: str | None = None, data_format: str | None = None, **kwargs: Any
    ):
        super().__init__(**kwargs)
        self.bounding_box_format = bounding_box_format
        self.data_format = backend.standardize_data_format(data_format)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if args and isinstance(args[0], dict):
            boxes = args[0].get("bounding_boxes")
            if isinstance(boxes, dict) and isinstance(boxes.get("boxes"), list):
                # Lists of different lengths are no tensor yet.
                args = ({**args[0], "bounding_boxes": dense_boxes(boxes)}, *args[1:])
        return super().__call__(*args, **kwargs)

    def call(self, data, training=True):
        transformation = self.get_random_transformation(data, training=training)
        if not isinstance(data, dict):
            return self.transform_images(data, transformation, training=training)
        if "bounding_boxes" in data:
            self._box_format()
            data = {**data, "bounding_boxes": dense_boxes(data["bounding_boxes"])}
        batched = len(self._sizes(data).shape) == 4
        if "segmentation_masks" in data:
            self._check_masks(data["segmentation_masks"], 4 if batched else 3)
        changed = {
            key: getattr(self, names[batched])(data[key], transformation, training=training)
            for key, names in _PARTS.items()
            if key in data
        }
        return {**data, **changed}

    def get_random_transformation(self, data: Any, training: Any = True, seed: Any = None) -> Any:
        """What `transform_*` will do with `data`; None where nothing is drawn.

        Args:
          data: pictures, or a dict with "images".
          training: whether anything is changed at all.
          seed: an int or a `SeedGenerator` in place of the layer's own seeds.
        """
        return None

    def transform_images(self, images: Any, transformation: Any = None, training: Any = True):
        """The pictures `[..., height, width, channels]`, changed."""
        images = self._checked(images)
        if not self._acts(transformation, training):
            return images
        return self._each(images, lambda batch: self._changed(batch, transformation))

    def transform_labels(self, labels: Any, transformation: Any = None, training: Any = True):
        """The labels `[batch, ...]` of the changed pictures."""
        return labels

    def transform_bounding_boxes(
        self, bounding_boxes: Any, transformation: Any = None, training: Any = True
    ) -> Any:
        """The boxes of the changed pictures: cut at the edges, labeled -1 where nothing is left."""
        if not (self._moves and self._acts(transformation, training)):
            return bounding_boxes
        kind, bounding_boxes = self._box_format(), dense_boxes(bounding_boxes)
        height, width, *after = self._box_sizes(transformation)
        there = convert_format(bounding_boxes, kind, "xyxy", height, width)
        there["boxes"] = self._moved_boxes(there["boxes"], transformation)
        after = after or (height, width)
        return convert_format(clip_to_image_size(there, *after), "xyxy", kind, *after)

    def transform_segmentation_masks(
        self, segmentation_masks: Any, transformation: Any = None, training: Any = True
    ):
        """The masks `[..., height, width, channels]` of the changed pictures, in their dtype."""
        masks = convert_to_tensor(segmentation_masks)
        if not (self._moves and self._acts(transformation, training)):
            return masks
        return self._each(masks, lambda batch: self._moved(batch, transformation, "nearest"))

    def transform_single_image(self, image: Any, transformation: Any, training: Any = True):
        """`transform_images` without a batch."""
        return _single(self.transform_images, image, transformation, training)

    def transform_single_label(self, label: Any, transformation: Any, training: Any = True):
        """`transform_labels` without a batch."""
        return _single(self.transform_labels, label, transformation, training)

    def transform_single_bounding_box(
        self, bounding_box: Any, transformation: Any, training: Any = True
    ) -> Any:
        """`transform_bounding_boxes` without a batch."""
        bounding_box = dense_boxes(bounding_box)
        keys = ("boxes", "labels")
        batch = {**bounding_box, **{key: expand_dims(bounding_box[key], 0) for key in keys}}
        changed = self.transform_bounding_boxes(batch, transformation, training=training)
        return {**changed, **{key: squeeze(changed[key], 0) for key in keys}}

    def transform_single_segmentation_mask(
        self, segmentation_mask: Any, transformation: Any, training: Any = True
    ):
        """`transform_segmentation_masks` without a batch."""
        return _single(
            self.transform_segmentation_masks, segmentation_mask, transformation, training
        )

    def _changed(self, images: Tensor, transformation: Any) -> Tensor:
        """The pictures changed; a subclass writes it."""
        return self._moved(images, transformation, self.interpolation)

    def _moved(self, images: Tensor, transformation: Any, interpolation: str) -> Tensor:
        """Pictures, or masks, moved; a subclass that moves points writes it."""
        raise NotImplementedError

    def _moved_boxes(self, boxes: Tensor, transformation: Any) -> Tensor:
        """Boxes `[batch, n, 4]`, "xyxy", elsewhere; a subclass that moves points writes it."""
        raise NotImplementedError(
            problem(
                f"{type(self).__name__} '{self.name}': bounding boxes cannot be followed",
                fix="leave 'bounding_boxes' out, or use a layer whose moves are affine",
            )
        )

    def _box_sizes(self, transformation: Any) -> tuple:
        """The pictures' height and width, and those of the changed ones if they differ."""
        shape = transformation["input_shape"]
        return tuple(shape[-2:] if self.data_format == "channels_first" else shape[-3:-1])

    def _acts(self, transformation: Any, training: Any) -> bool:
        return bool(training) or not self._only_in_training

    def _box_format(self) -> str:
        if not self.bounding_box_format:
            raise ValueError(
                problem(
                    f"{type(self).__name__} '{self.name}': You passed an input with a "
                    "'bounding_boxes' key, but you didn't specify a bounding box format.",
                    fix="pass `bounding_box_format`, e.g. bounding_box_format='xyxy'",
                )
            )
        return self.bounding_box_format

    def _check_masks(self, masks: Any, rank: int) -> None:
        shape = tuple(getattr(masks, "shape", ()))
        if len(shape) != rank:
            raise ValueError(
                problem(
                    f"{type(self).__name__} '{self.name}': segmentation masks need the axes of "
                    "their images, channels included",
                    given=f"segmentation_masks of shape {shape}",
                    expected=f"{rank} axes",
                    fix="masks[..., None] if only the channels' axis is missing",
                )
            )

    def _checked(self, inputs: Any) -> Tensor:
        images = convert_to_tensor(inputs)
        self._check_rank(images._spec.shape)
        if self._casts_integers and images.dtype is not self._compute_dtype:
            images = cast(images, self._compute_dtype)
        return images

    def _check_rank(self, shape: tuple) -> None:
        if len(shape) not in (3, 4):
            raise ValueError(
                problem(
                    f"{type(self).__name__} '{self.name}': Expected image tensor to have rank 3 "
                    "(single image) or 4 (batch of images)",
                    given=f"data.shape={shape}",
                )
            )

    def _sizes(self, data: Any) -> Sizes:
        images = data["images"] if isinstance(data, dict) else data
        shape = tuple(images.shape if hasattr(images, "shape") else convert_to_tensor(images).shape)
        self._check_rank(shape)
        height, width = shape[-2:] if self.data_format == "channels_first" else shape[-3:-1]
        return Sizes(shape[0] if len(shape) == 4 else 1, height, width, shape)

    def _each(self, images: Tensor, function: Callable[[Tensor], Tensor]) -> Tensor:
        """`function` of pictures with a batch, and with their channels last."""
        single, first = images._spec.ndim == 3, self.data_format == "channels_first"
        images = moveaxis(images, -3, -1) if first else images
        images = function(expand_dims(images, 0) if single else images)
        images = squeeze(images, 0) if single else images
        return moveaxis(images, -1, -3) if first else images

    def compute_output_shape(self, input_shape):
        self._check_shape(input_shape)
        return tuple(input_shape)

    def _check_shape(self, shape: Any) -> None:
        if isinstance(shape, dict):
            # A symbolic call then records what happens to each part.
            raise NotImplementedError(
                problem(
                    f"{type(self).__name__} '{self.name}': compute_output_shape of a dict",
                    fix="give the images' shape",
                )
            )

    def _resized_shape(self, shape: Any, height: int, width: int) -> tuple:
        """The shape of pictures of another size."""
        self._check_shape(shape)
        if len(shape) not in (3, 4):
            raise ValueError(
                problem(
                    f"{type(self).__name__} '{self.name}': `input_shape` must have 3 sizes, or 4 "
                    "with the batch",
                    given=f"input_shape={tuple(shape)}",
                )
            )
        if self.data_format == "channels_first":
            return (*shape[:-2], height, width)
        return (*shape[:-3], height, width, shape[-1])


class RandomImageLayer(ImageLayer):
    """Changes pictures at random while training; each of a batch on its own.

    A subclass writes `_drawn`, which gives a dict of what was drawn.
    """

    _only_in_training = True

    def __init__(self, seed: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.seed = seed
        self._seeds = SeedGenerator(seed)

    def get_random_transformation(self, data: Any, training: Any = True, seed: Any = None) -> Any:
        if self._only_in_training and not training:
            return None
        return self._drawn(self._sizes(data), Draws(self._seeds if seed is None else seed))

    def _drawn(self, sizes: Sizes, draws: Draws) -> Any:
        """What happens to pictures of these sizes; a subclass writes it."""
        raise NotImplementedError

    def _acts(self, transformation: Any, training: Any) -> bool:
        return super()._acts(transformation, training) and transformation is not None


def _single(method: Callable, value: Any, transformation: Any, training: Any) -> Tensor:
    batch = expand_dims(convert_to_tensor(value), 0)
    return squeeze(method(batch, transformation, training=training), 0)


def factor_range(
    layer: str, name: str, factor: Any, least: float, most: float, *, open_below: bool = False
) -> tuple[float, float]:
    """The bounds that `factor` means: two numbers, or `f` for `(-f, f)` cut at `least`.

    Raises:
      ValueError: neither a number nor two, or out of the range.
    """
    pair = tuple(factor) if isinstance(factor, (list, tuple)) else (factor,)
    number = all(isinstance(f, (int, float)) and not isinstance(f, bool) for f in pair)
    if not (
        number
        and (len(pair) == 2 or not isinstance(factor, (list, tuple)))
        and all(least <= f <= most and not (open_below and f == least) for f in pair)
    ):
        bracket = "(" if open_below else "["
        raise ValueError(
            problem(
                f"{layer}: The `{name}` argument should be a number (or a list of two numbers) in "
                f"the range {bracket}{least}, {most}]",
                given=f"{name}={factor!r}",
            )
        )
    if len(pair) == 2:
        return min(pair), max(pair)
    return max(-abs(pair[0]), least), abs(pair[0])


def value_bounds(layer: str, value_range: Any) -> list:
    """The least and the largest value that pictures have, sorted.

    Raises:
      ValueError: not two numbers.
    """
    if not isinstance(value_range, (tuple, list)) or len(value_range) != 2:
        raise ValueError(
            problem(
                f"{layer}: The `value_range` argument should be a list of two numbers",
                given=f"value_range={value_range!r}",
            )
        )
    return sorted(value_range)


def rescaled(images: Tensor, source: Any, target: Any) -> Tensor:
    """Values of one range as values of another."""
    if tuple(source) == tuple(target):
        return images
    (low, high), (least, most) = source, target
    return (images - float(low)) / float(high - low) * float(most - least) + float(least)
