"""`ImageLayer` and `RandomImageLayer`: what layers that change pictures share."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.keras import backend
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.seeds import SeedGenerator
from tapeflow.ops.math.cast import cast
from tapeflow.ops.numpy.shapes import expand_dims, moveaxis, squeeze
from tapeflow.ops.random.stateless import stateless_uniform

# Seeds are two 32-bit numbers.
_LARGEST = 2**31 - 2


class ImageLayer(Layer):
    """Changes pictures: a batch or a single one, channels last or first.

    A subclass writes `_changed`, which gets and gives `[batch, height, width, channels]`.
    """

    _casts_integers = True
    _unwritten = ("bounding_box_format",)
    # Whether pictures stay as they are when the layer is called with `training=False`.
    _only_in_training = False

    def __init__(
        self, bounding_box_format: str | None = None, data_format: str | None = None, **kwargs: Any
    ):
        super().__init__(**kwargs)
        self.bounding_box_format = bounding_box_format
        self.data_format = backend.standardize_data_format(data_format)

    def call(self, inputs, training=True):
        if isinstance(inputs, dict):
            return self._called_with_dict(inputs, training)
        images = self._checked(inputs)
        if self._only_in_training and not training:
            return images
        single, first = images._spec.ndim == 3, self.data_format == "channels_first"
        images = moveaxis(images, -3, -1) if first else images
        images = self._changed(expand_dims(images, 0) if single else images, bool(training))
        images = squeeze(images, 0) if single else images
        return moveaxis(images, -1, -3) if first else images

    def _changed(self, images: Tensor, training: bool) -> Tensor:
        """The pictures changed; a subclass writes it."""
        raise NotImplementedError

    def _checked(self, inputs: Any) -> Tensor:
        images = convert_to_tensor(inputs)
        if images._spec.ndim not in (3, 4):
            raise ValueError(
                problem(
                    f"{type(self).__name__} '{self.name}': Expected image tensor to have rank 3 "
                    "(single image) or 4 (batch of images)",
                    given=f"data.shape={tuple(images.shape)}",
                )
            )
        if self._casts_integers and images.dtype is not self._compute_dtype:
            images = cast(images, self._compute_dtype)
        return images

    def _called_with_dict(self, inputs: dict[str, Any], training: Any) -> dict[str, Any]:
        others = sorted(inputs.keys() - {"images", "labels"})
        if others:
            raise NotImplementedError(
                problem(
                    f"{type(self).__name__} '{self.name}': only the images of a dict are changed",
                    given=f"inputs with {', '.join(others)}",
                    expected="images, and labels, which stay as they are",
                )
            )
        return {**inputs, "images": self.call(inputs["images"], training)}

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)

    def _resized_shape(self, shape: Any, height: int, width: int) -> tuple:
        """The shape of pictures of another size."""
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
    """Changes pictures at random while training; each of a batch on its own."""

    _only_in_training = True

    def __init__(self, seed: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.seed = seed
        self._seeds = SeedGenerator(seed)

    def _drawn(self, images: Tensor, low: float = 0.0, high: float = 1.0) -> Tensor:
        """A number in `[low, high)` for each picture: `[batch, 1, 1, 1]`."""
        return self._uniform((images._spec.shape[0], 1, 1, 1), low, high)

    def _uniform(self, shape: tuple, low: float, high: float) -> Tensor:
        pair = [number % _LARGEST for number in self._seeds.next_pair()]
        return stateless_uniform(shape, pair, float(low), float(high), "float32")


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
