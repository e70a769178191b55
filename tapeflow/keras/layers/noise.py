"""`GaussianNoise`, `GaussianDropout`, `AlphaDropout`: noise while training."""

from __future__ import annotations

import math
from typing import Any

from tapeflow.keras.layers.dropout import check_rate
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.seeds import SeedGenerator
from tapeflow.engine import problem
from tapeflow.ops.nn.noisy import added_noise, alpha_dropout, multiplied_noise


class _Noise(Layer):
    """Outputs shaped as the inputs are, and equal to them unless training."""

    _is_simple = True
    supports_masking = True

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)


class GaussianNoise(_Noise):
    """While training, adds normal noise of standard deviation `stddev`.

    Args:
      stddev: at least 0.
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Raises:
      ValueError: `stddev` is negative or above 1.

    >>> import tapeflow as tf
    >>> tf.keras.layers.GaussianNoise(0.1)(tf.ones([2])).numpy().tolist()
    [1.0, 1.0]
    """

    def __init__(self, stddev: float, seed: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        if isinstance(stddev, bool) or not isinstance(stddev, (int, float)) or not 0 <= stddev <= 1:
            raise ValueError(
                problem(
                    "Invalid value received for argument `stddev`. Expected a float value between "
                    "0 and 1: GaussianNoise",
                    given=f"stddev={stddev!r}",
                )
            )
        self.stddev, self.seed = stddev, seed
        if stddev > 0:
            self.seed_generator = SeedGenerator(seed)

    def call(self, inputs, training=False):
        if not training or not self.stddev:
            return inputs
        return added_noise(inputs, self.stddev, *self.seed_generator.next_pair())


class GaussianDropout(_Noise):
    """While training, multiplies with normal noise of mean 1 and variance `rate / (1 - rate)`.

    Srivastava et al. 2014, section 10.

    Args:
      rate: in `[0, 1)`; the noise's variance is that of dropout with this rate.
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Raises:
      ValueError: `rate` is out of range.
    """

    def __init__(self, rate: float, seed: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.rate, self.seed = check_rate(self, rate), seed
        if rate > 0:
            self.seed_generator = SeedGenerator(seed)

    def call(self, inputs, training=False):
        if not training or not self.rate:
            return inputs
        stddev = math.sqrt(self.rate / (1 - self.rate)) if self.rate < 1 else math.inf
        return multiplied_noise(inputs, stddev, *self.seed_generator.next_pair())


class AlphaDropout(_Noise):
    """Dropout for `selu`: elements become its limit below, mean and variance stay as they are.

    Klambauer et al. 2017, arXiv:1706.02515.

    Args:
      rate: the probability to drop an element, in `[0, 1]`.
      noise_shape: the shape of what is drawn, with None or 1 as in `Dropout`.
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Raises:
      ValueError: `rate` is out of range.
    """

    _unwritten = ("noise_shape",)

    def __init__(
        self, rate: float, noise_shape: Any = None, seed: int | None = None, **kwargs: Any
    ):
        super().__init__(**kwargs)
        self.rate, self.seed = check_rate(self, rate), seed
        self.noise_shape = None if noise_shape is None else tuple(noise_shape)
        if rate > 0:
            self.seed_generator = SeedGenerator(seed)

    def call(self, inputs, training=False):
        if not training or not self.rate:
            return inputs
        return alpha_dropout(inputs, self.rate, *self.seed_generator.next_pair(), self.noise_shape)
