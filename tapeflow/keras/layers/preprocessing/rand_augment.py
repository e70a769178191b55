"""`RandAugment`, `AugMix`: several of the other layers, chosen at random."""

from __future__ import annotations

import random
from typing import Any

from tapeflow.keras.layers.preprocessing.equalization import Equalization
from tapeflow.keras.layers.preprocessing.image_layer import RandomImageLayer, factor_range
from tapeflow.keras.layers.preprocessing.random_color import RandomColorDegeneration
from tapeflow.keras.layers.preprocessing.random_geometry import (
    RandomRotation,
    RandomShear,
    RandomTranslation,
)
from tapeflow.keras.layers.preprocessing.random_light import RandomBrightness, RandomContrast
from tapeflow.keras.layers.preprocessing.random_sharpness import RandomSharpness
from tapeflow.keras.layers.preprocessing.random_tones import (
    AutoContrast,
    RandomPosterization,
    Solarization,
)
from tapeflow.ops.array import where, zeros_like
from tapeflow.ops.math import cast, clip_by_value, equal

_LIGHT = ("random_brightness", "random_color_degeneration", "random_contrast", "random_sharpness")


class _Several(RandomImageLayer):
    """Has the layers that `RandAugment` and `AugMix` choose from, and moves all that they move."""

    _moves = True
    _never_written = ("names",)

    def __init__(
        self,
        value_range: Any,
        factor: Any,
        interpolation: str,
        data_format: str | None,
        names: tuple,
        **kwargs: Any,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self.value_range, self.interpolation = value_range, interpolation
        self.factor = f = factor_range(type(self).__name__, "factor", factor, 0, 1)
        more = {
            "seed": self.seed,
            "data_format": data_format,
            "bounding_box_format": self.bounding_box_format,
        }
        moving = {"interpolation": interpolation, **more}
        toned = {"value_range": value_range, **more}
        still = {key: value for key, value in toned.items() if key != "seed"}
        bits = max(1, int(8 * f[1]))
        made = {
            "random_shear": lambda: RandomShear(f, f, **moving),
            "random_translation": lambda: RandomTranslation(f, f, **moving),
            "random_rotation": lambda: RandomRotation(f, **moving),
            "random_brightness": lambda: RandomBrightness(f, **toned),
            "random_color_degeneration": lambda: RandomColorDegeneration(f, **toned),
            "random_contrast": lambda: RandomContrast(f, **toned),
            "random_sharpness": lambda: RandomSharpness(f, **toned),
            "random_posterization": lambda: RandomPosterization(bits, **toned),
            "solarization": lambda: Solarization(f, f, **toned),
            "auto_contrast": lambda: AutoContrast(**still),
            "equalization": lambda: Equalization(**still),
        }
        self._parts = {name: made[name]() for name in names}

    def _draw_part(self, name: str, sizes: Any, draws: Any) -> Any:
        part = self._parts[name]
        return part._drawn(sizes, draws) if isinstance(part, RandomImageLayer) else None


class RandAugment(_Several):
    """Does some of eleven changes to a batch of pictures while training (Cubuk et al., 2020).

    Args:
      value_range: the least and the largest value that pictures have.
      num_ops: how many changes are made, one after the other.
      factor: the bounds of their strength, `(low, high)`, or `f` for `(0, f)`.
      interpolation: "bilinear" or "nearest", for those that move points.
      seed: makes the draws repeatable.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`; `bounding_box_format`: see `keras.utils.bounding_boxes`.

    Raises:
      ValueError: a factor out of `[0, 1]`.
    """

    def __init__(
        self,
        value_range: Any = (0, 255),
        num_ops: int = 2,
        factor: Any = 0.5,
        interpolation: str = "bilinear",
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        names = (
            "random_shear", "random_translation", "random_rotation", *_LIGHT,
            "random_posterization", "solarization", "auto_contrast", "equalization",
        )  # fmt: skip
        super().__init__(
            value_range, factor, interpolation, data_format, names, seed=seed, **kwargs
        )
        self.num_ops = num_ops

    def _drawn(self, sizes, draws):
        chosen = draws.whole((self.num_ops,), 0, len(self._parts))
        drawn = {name: self._draw_part(name, sizes, draws) for name in self._parts}
        return {"transforms": drawn, "layer_idxes": chosen}

    def _changed(self, images, transformation):
        return self._chosen(images, transformation, lambda part, x, t: part._changed(x, t))

    def _moved(self, images, transformation, interpolation):
        def moved(part: Any, masks: Any, drawn: Any) -> Any:
            return part._moved(masks, drawn, interpolation) if part._moves else masks

        return self._chosen(images, transformation, moved)

    def _chosen(self, values: Any, transformation: dict, change: Any) -> Any:
        """Values after the chosen changes; `change` does one."""
        chosen, drawn = transformation["layer_idxes"], transformation["transforms"]
        for turn in range(self.num_ops):
            for number, (name, one) in enumerate(drawn.items()):
                changed = change(self._parts[name], values, one)
                if changed is not values:
                    values = where(equal(chosen[turn], number), changed, values)
        return values

    def transform_bounding_boxes(self, bounding_boxes, transformation=None, training=True):
        if not self._acts(transformation, training):
            return bounding_boxes
        chosen, drawn = transformation["layer_idxes"], transformation["transforms"]
        for turn in range(self.num_ops):
            for number, (name, one) in enumerate(drawn.items()):
                part = self._parts[name]
                if not part._moves:
                    continue
                moved = part.transform_bounding_boxes(bounding_boxes, one)
                picked = {
                    key: where(equal(chosen[turn], number), moved[key], bounding_boxes[key])
                    for key in ("boxes", "labels")
                }
                bounding_boxes = {**bounding_boxes, **picked}
        return bounding_boxes


class AugMix(_Several):
    """Mixes pictures with chains of changes of them while training (Hendrycks et al., 2020).

    Which changes a chain is made of is chosen in Python: inside `tf.function` and `Dataset.map`
    once, when the function is recorded; how strong they are is drawn at each call.

    Args:
      value_range: the least and the largest value that pictures have.
      num_chains: how many chains are mixed.
      chain_depth: how many changes a chain has at most.
      factor: the bounds of their strength, `(low, high)`, or `f` for `(0, f)`.
      alpha: the parameter of the distributions that weights are drawn of.
      all_ops: whether brightness, contrast, sharpness and color change too.
      interpolation: "bilinear" or "nearest", for those that move points.
      seed: makes the draws repeatable.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor out of `[0, 1]`.
    """

    def __init__(
        self,
        value_range: Any = (0, 255),
        num_chains: int = 3,
        chain_depth: int = 3,
        factor: Any = 0.3,
        alpha: float = 1.0,
        all_ops: bool = True,
        interpolation: str = "bilinear",
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        names = (
            "random_shear", "random_translation", "random_rotation", "random_posterization",
            "solarization", "auto_contrast", "equalization", *(_LIGHT if all_ops else ()),
        )  # fmt: skip
        super().__init__(
            value_range, factor, interpolation, data_format, names, seed=seed, **kwargs
        )
        self.num_chains, self.chain_depth = num_chains, chain_depth
        self.alpha, self.all_ops = alpha, all_ops
        self._choices = random.Random(seed)

    def _drawn(self, sizes, draws):
        weights = draws.shares(self.num_chains, self.alpha)
        kept = draws.beta((), self.alpha)
        chains = []
        for _ in range(self.num_chains):
            names = [self._choices.choice([*self._parts, None]) for _ in range(self.chain_depth)]
            chains.append(
                [
                    {"layer_name": name, "transformation": self._draw_part(name, sizes, draws)}
                    for name in names
                    if name is not None
                ]
            )
        return {
            "chain_mixing_weights": weights, "weight_sample": kept, "chain_transforms": chains
        }  # fmt: skip

    def _changed(self, images, transformation):
        mixed = self._mixed(images, transformation, lambda part, x, t: part._changed(x, t))
        return clip_by_value(mixed, *self.value_range)

    def _moved(self, images, transformation, interpolation):
        def moved(part: Any, masks: Any, drawn: Any) -> Any:
            return part._moved(masks, drawn, interpolation) if part._moves else masks

        return self._mixed(cast(images, "float32"), transformation, moved)

    def _mixed(self, values: Any, transformation: dict, change: Any) -> Any:
        weights = cast(transformation["chain_mixing_weights"], values.dtype)
        kept = cast(transformation["weight_sample"], values.dtype)
        total = zeros_like(values)
        for number, chain in enumerate(transformation["chain_transforms"]):
            changed = values
            for step in chain:
                part = self._parts[step["layer_name"]]
                changed = change(part, changed, step["transformation"])
            total = total + changed * weights[number]
        return kept * values + (1.0 - kept) * total

    def transform_bounding_boxes(self, bounding_boxes, transformation=None, training=True):
        """The boxes as they are: of the mixed pictures each shows things elsewhere."""
        return bounding_boxes
