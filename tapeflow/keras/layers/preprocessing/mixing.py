"""`MixUp`, `CutMix`: each picture mixed with another of the batch."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import convert_to_tensor
from tapeflow.keras.bounding_boxes import dense_boxes
from tapeflow.keras.layers.preprocessing.boxes_drawn import ends, mask
from tapeflow.keras.layers.preprocessing.image_layer import RandomImageLayer, factor_range
from tapeflow.ops.array import concat, gather, reshape, where
from tapeflow.ops.math import cast, sqrt
from tapeflow.ops.numpy.shapes import moveaxis


class MixUp(RandomImageLayer):
    """Shows another picture of the batch through each while training (Zhang et al., 2018).

    Labels, floats such as one-hot rows, are mixed by the same weights.

    Args:
      alpha: of the beta distribution that weights are drawn of: the larger, the nearer to half.
      data_format: "channels_last" or "channels_first".
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> data = {"images": tf.ones([2, 4, 4, 3]), "labels": tf.eye(2)}
    >>> tf.keras.layers.MixUp()(data)["labels"].shape
    TensorShape([2, 2])
    """

    def __init__(
        self,
        alpha: float = 0.2,
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.alpha = alpha

    def _drawn(self, sizes, draws):
        order = draws.order(sizes.batch)
        return {"mix_weight": draws.beta((sizes.batch,), self.alpha), "permutation_order": order}

    def _changed(self, images, transformation):
        return _mixed(images, transformation)

    def transform_labels(self, labels, transformation=None, training=True):
        labels = convert_to_tensor(labels)
        return _mixed(labels, transformation) if self._acts(transformation, training) else labels

    def transform_bounding_boxes(self, bounding_boxes, transformation=None, training=True):
        """The boxes of both pictures."""
        if not self._acts(transformation, training):
            return bounding_boxes
        bounding_boxes, order = dense_boxes(bounding_boxes), transformation["permutation_order"]
        both = {
            key: concat([bounding_boxes[key], gather(bounding_boxes[key], order)], 1)
            for key in ("boxes", "labels")
        }
        return {**bounding_boxes, **both}

    def transform_segmentation_masks(self, segmentation_masks, transformation=None, training=True):
        masks = convert_to_tensor(segmentation_masks)
        return _mixed(masks, transformation) if self._acts(transformation, training) else masks


class CutMix(RandomImageLayer):
    """Puts a rectangle of another picture of the batch into each while training (Yun et al., 2019).

    Labels, floats such as one-hot rows, are mixed by the areas. A single picture stays as it is.

    Args:
      factor: the bounds of the beta distribution's parameter, `(low, high)`, or `f` for `(0, f)`.
      seed: makes the draws repeatable.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor out of `[0, 1]`.
      NotImplementedError: when it is called: bounding boxes.
    """

    def __init__(
        self,
        factor: Any = 1.0,
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor_range("CutMix", "factor", factor, 0, 1)

    def _drawn(self, sizes, draws):
        if len(sizes.shape) == 3:
            return None
        alpha = draws.uniform((), *self.factor) + 1e-6
        share = sqrt(1.0 - draws.beta((sizes.batch,), alpha))
        across = ends(draws, sizes.batch, sizes.width, share)
        down = ends(draws, sizes.batch, sizes.height, share)
        area = (across[1] - across[0]) * (down[1] - down[0])
        return {
            "permutation_order": draws.order(sizes.batch),
            "batch_masks": mask(sizes, across, down, first=self.data_format == "channels_first"),
            "mix_weight": 1.0 - area / float(sizes.width * sizes.height),
        }

    def _changed(self, images, transformation):
        inside = transformation["batch_masks"]
        inside = moveaxis(inside, -3, -1) if self.data_format == "channels_first" else inside
        other = gather(images, transformation["permutation_order"])
        # The same for all channels, however many masks have.
        return where(inside[..., :1], other, images)

    def transform_labels(self, labels, transformation=None, training=True):
        labels = convert_to_tensor(labels)
        return _mixed(labels, transformation) if self._acts(transformation, training) else labels

    def transform_bounding_boxes(self, bounding_boxes, transformation=None, training=True):
        return self._moved_boxes(bounding_boxes, transformation)  # which says why not

    def transform_segmentation_masks(self, segmentation_masks, transformation=None, training=True):
        masks = convert_to_tensor(segmentation_masks)
        if not self._acts(transformation, training):
            return masks
        return self._each(masks, lambda batch: self._changed(batch, transformation))


def _mixed(values: Any, transformation: dict) -> Any:
    """`weight * values + (1 - weight) * others`; whole numbers become floats."""
    values = values if values.dtype.is_floating else cast(values, "float32")
    weight = reshape(
        cast(transformation["mix_weight"], values.dtype), [-1] + [1] * (values.ndim - 1)
    )
    return weight * values + (1.0 - weight) * gather(values, transformation["permutation_order"])
