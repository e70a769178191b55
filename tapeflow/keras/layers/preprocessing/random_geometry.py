"""`RandomFlip`, `RandomRotation`, `RandomZoom`, `RandomTranslation`: pictures moved about."""

from __future__ import annotations

import math
from typing import Any

from tapeflow.engine import Tensor, problem
from tapeflow.keras.layers.preprocessing.image_layer import RandomImageLayer, factor_range
from tapeflow.ops.array import concat, reshape, reverse, where, zeros_like
from tapeflow.ops.image.affine import FILL_MODES, INTERPOLATIONS, affine_transform
from tapeflow.ops.math import cos, less_equal, sin

_FLIPS = {"horizontal": (-2,), "vertical": (-3,), "horizontal_and_vertical": (-2, -3)}


class RandomFlip(RandomImageLayer):
    """Mirrors half of the pictures while training.

    Args:
      mode: "horizontal", "vertical", or "horizontal_and_vertical" (both at once, as Keras 3 does).
      seed: makes the draws repeatable.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`.

    Raises:
      ValueError: an unknown mode.
    """

    def __init__(
        self,
        mode: str = "horizontal_and_vertical",
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        if mode not in _FLIPS:
            raise ValueError(
                problem("RandomFlip: unknown mode", given=repr(mode), expected=", ".join(_FLIPS))
            )
        self.mode = mode

    def _changed(self, images, training):
        return where(
            less_equal(self._drawn(images), 0.5), reverse(images, list(_FLIPS[self.mode])), images
        )


class _Affine(RandomImageLayer):
    """An affine transform of each picture, which `_transforms` draws."""

    def __init__(self, fill_mode: str, interpolation: str, fill_value: float, **kwargs: Any):
        super().__init__(**kwargs)
        for name, value, known in (
            ("fill_mode", fill_mode, FILL_MODES),
            ("interpolation", interpolation, INTERPOLATIONS),
        ):
            if value not in known:
                raise NotImplementedError(
                    problem(
                        f"{type(self).__name__}: Unknown `{name}`",
                        given=repr(value),
                        expected=", ".join(known),
                    )
                )
        self.fill_mode, self.interpolation, self.fill_value = fill_mode, interpolation, fill_value

    def _changed(self, images, training):
        rows = [reshape(part, [-1, 1]) for part in self._transforms(images)]
        nothing = zeros_like(rows[0])
        transforms = concat([*rows, nothing, nothing], 1)
        return affine_transform(
            images, transforms, float(self.fill_value), self.interpolation, self.fill_mode
        )

    def _transforms(self, images: Tensor) -> list[Tensor]:
        """The six numbers of the matrix, each for all pictures; a subclass draws them."""
        raise NotImplementedError


class RandomRotation(_Affine):
    """Turns pictures about their middle while training.

    Args:
      factor: the bounds of the angle in full turns, `(low, high)`, or `f` for `(-f, f)`.
      fill_mode: what lies outside: "reflect", "wrap", "constant" or "nearest".
      interpolation: "bilinear" or "nearest".
      seed: makes the draws repeatable.
      fill_value: what lies outside in mode "constant".
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor out of `[-1, 1]`.
      NotImplementedError: an unknown mode or interpolation.
    """

    def __init__(
        self,
        factor: Any,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            fill_mode, interpolation, fill_value, seed=seed, data_format=data_format, **kwargs
        )
        self.factor = factor_range("RandomRotation", "factor", factor, -1, 1)

    def _transforms(self, images):
        height, width = images._spec.shape[1:3]
        x, y = (width - 1) / 2, (height - 1) / 2
        low, high = self.factor
        angle = self._drawn(images, low * 2 * math.pi, high * 2 * math.pi)
        across, down = cos(angle), sin(angle)
        return [
            across, -down, x - x * across + y * down, down, across, y - x * down - y * across
        ]  # fmt: skip


class RandomZoom(_Affine):
    """Scales pictures about their middle while training: above 0 they get smaller.

    Args:
      height_factor: the bounds of the change, `(low, high)`, or `f` for `(-f, f)`.
      width_factor: the same sideways; None keeps the proportions.
      fill_mode, interpolation, seed, fill_value, data_format: see `RandomRotation`.
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor out of `(-1, 1]`.
      NotImplementedError: an unknown mode or interpolation.
    """

    def __init__(
        self,
        height_factor: Any,
        width_factor: Any = None,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            fill_mode, interpolation, fill_value, seed=seed, data_format=data_format, **kwargs
        )
        self.height_factor, self.width_factor = height_factor, width_factor
        self._down = self._bounds("height_factor", height_factor)
        self._across = None if width_factor is None else self._bounds("width_factor", width_factor)

    def _bounds(self, name: str, factor: Any) -> tuple[float, float]:
        return factor_range("RandomZoom", name, factor, -1, 1, open_below=True)

    def _transforms(self, images):
        height, width = images._spec.shape[1:3]
        down = self._drawn(images, 1 + self._down[0], 1 + self._down[1])
        across = down
        if self._across is not None:
            across = self._drawn(images, 1 + self._across[0], 1 + self._across[1])
        nothing = zeros_like(down)
        x, y = (width - 1) / 2 * (1 - across), (height - 1) / 2 * (1 - down)
        return [across, nothing, x, nothing, down, y]


class RandomTranslation(_Affine):
    """Moves pictures while training.

    Args:
      height_factor: the bounds of the way down as a part of the height, `(low, high)`, or `f` for
        `(-f, f)`.
      width_factor: the same to the right.
      fill_mode, interpolation, seed, fill_value, data_format: see `RandomRotation`.
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor out of `[-1, 1]`.
      NotImplementedError: an unknown mode or interpolation.
    """

    def __init__(
        self,
        height_factor: Any,
        width_factor: Any,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            fill_mode, interpolation, fill_value, seed=seed, data_format=data_format, **kwargs
        )
        self.height_factor, self.width_factor = height_factor, width_factor
        self._down = factor_range("RandomTranslation", "height_factor", height_factor, -1, 1)
        self._across = factor_range("RandomTranslation", "width_factor", width_factor, -1, 1)

    def _transforms(self, images):
        height, width = images._spec.shape[1:3]
        down = self._drawn(images, *self._down) * height
        across = self._drawn(images, *self._across) * width
        nothing = zeros_like(down)
        return [nothing + 1, nothing, -across, nothing, nothing + 1, -down]
