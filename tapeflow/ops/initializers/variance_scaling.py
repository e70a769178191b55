"""`VarianceScaling` and its presets of Glorot, He and Lecun."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tapeflow.engine import Tensor, problem
from tapeflow.ops.initializers import draws
from tapeflow.ops.initializers.initializer import chosen_dtype, sizes
from tapeflow.ops.initializers.random_initializers import RandomInitializer

_MODES = ("fan_in", "fan_out", "fan_avg")
_DISTRIBUTIONS = ("uniform", "truncated_normal", "untruncated_normal")
# The standard deviation of a standard normal number cut at two standard deviations.
_TRUNCATED_STDDEV = 0.87962566103423978


class VarianceScaling(RandomInitializer):
    """Random numbers of variance `scale / n`, where `n` counts units of the weight's shape.

    Args:
      scale: positive.
      mode: what `n` is: `fan_in` (input units), `fan_out` (output units) or `fan_avg` (their mean).
      distribution: `truncated_normal` (or `normal`), `untruncated_normal` or `uniform`.
      seed: see `RandomInitializer`.
      input_axes: axes of the shape that count as input units; by default all but the last, and
        for more than two axes all but the last two are a kernel's extent.
      output_axes: axes that count as output units; by default the last.

    Raises:
      ValueError: an argument that is none of the above.

    >>> import tapeflow as tf
    >>> initializer = tf.keras.initializers.VarianceScaling(2.0, "fan_in", "uniform", seed=1)
    >>> float(tf.reduce_max(initializer([100, 10]))) <= (3 * 2.0 / 100) ** 0.5
    True
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: Any = None,
        input_axes: Sequence[int] | None = None,
        output_axes: Sequence[int] | None = None,
    ):
        if scale <= 0.0:
            raise ValueError(problem("VarianceScaling: scale must be positive", scale))
        if mode not in _MODES:
            raise ValueError(problem("VarianceScaling: unknown mode", mode, ", ".join(_MODES)))
        distribution = distribution.lower()
        if distribution == "normal":
            distribution = "truncated_normal"
        if distribution not in _DISTRIBUTIONS:
            raise ValueError(
                problem(
                    "VarianceScaling: unknown distribution", distribution, ", ".join(_DISTRIBUTIONS)
                )
            )
        self.scale = scale
        self.mode = mode
        self.distribution = distribution
        self.input_axes = input_axes
        self.output_axes = output_axes
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None, **kwargs: Any) -> Tensor:
        shape, dtype = sizes(shape), chosen_dtype(dtype)
        fan_in, fan_out = fans(shape, self.input_axes, self.output_axes)
        units = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2.0}[
            self.mode
        ]
        variance = self.scale / max(1.0, units)
        if self.distribution == "truncated_normal":
            stddev = math.sqrt(variance) / _TRUNCATED_STDDEV
            return draws.truncated_normal(shape, 0.0, stddev, dtype, self.seed)
        if self.distribution == "untruncated_normal":
            return draws.normal(shape, 0.0, math.sqrt(variance), dtype, self.seed)
        limit = math.sqrt(3.0 * variance)
        return draws.uniform(shape, -limit, limit, dtype, self.seed)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "scale": self.scale,
            "mode": self.mode,
            "distribution": self.distribution,
            "input_axes": self.input_axes,
            "output_axes": self.output_axes,
        }


class _Preset(VarianceScaling):
    """A `VarianceScaling` with scale, mode and distribution chosen."""

    preset: tuple[float, str, str]

    def __init__(
        self,
        seed: Any = None,
        input_axes: Sequence[int] | None = None,
        output_axes: Sequence[int] | None = None,
    ):
        super().__init__(*self.preset, seed, input_axes, output_axes)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        return {name: config[name] for name in ("seed", "input_axes", "output_axes")}


class GlorotUniform(_Preset):
    """Uniform in `+-sqrt(6 / (fan_in + fan_out))` (Glorot & Bengio 2010); also called Xavier.

    >>> import tapeflow as tf
    >>> tf.keras.initializers.GlorotUniform(seed=1)([3, 4]).shape
    TensorShape([3, 4])
    """

    preset = (1.0, "fan_avg", "uniform")


class GlorotNormal(_Preset):
    """Truncated normal of variance `2 / (fan_in + fan_out)` (Glorot & Bengio 2010)."""

    preset = (1.0, "fan_avg", "truncated_normal")


class HeUniform(_Preset):
    """Uniform in `+-sqrt(6 / fan_in)` (He et al. 2015); goes with ReLU."""

    preset = (2.0, "fan_in", "uniform")


class HeNormal(_Preset):
    """Truncated normal of variance `2 / fan_in` (He et al. 2015); goes with ReLU."""

    preset = (2.0, "fan_in", "truncated_normal")


class LecunUniform(_Preset):
    """Uniform in `+-sqrt(3 / fan_in)` (LeCun et al. 1998)."""

    preset = (1.0, "fan_in", "uniform")


class LecunNormal(_Preset):
    """Truncated normal of variance `1 / fan_in` (LeCun et al. 1998); goes with SELU."""

    preset = (1.0, "fan_in", "truncated_normal")


def fans(
    shape: tuple[int, ...],
    input_axes: Sequence[int] | None = None,
    output_axes: Sequence[int] | None = None,
) -> tuple[int, int]:
    """How many input and output units a weight of this shape connects.

    >>> fans((3, 3, 16, 32))
    (144, 288)
    """
    if input_axes is not None and output_axes is not None:
        return math.prod(shape[i] for i in input_axes), math.prod(shape[i] for i in output_axes)
    if not shape:
        return 1, 1
    if len(shape) == 1:
        return shape[0], shape[0]
    extent = math.prod(shape[:-2])
    return extent * shape[-2], extent * shape[-1]
