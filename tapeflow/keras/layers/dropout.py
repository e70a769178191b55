"""`Dropout` and its kin: noise while training."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras import backend
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.seeds import SeedGenerator
from tapeflow.ops.nn import seeded_dropout


class Dropout(Layer):
    """While training, sets elements to 0 with probability `rate`; divides the others by `1 - rate`.

    Args:
      rate: the probability, in `[0, 1]`.
      noise_shape: the shape of what is drawn, with None or 1 where it is as the inputs' or shared;
        `(None, 1, features)` drops features in all steps alike.
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Call: float `[...]` -> `[...]`; without `training=True` the inputs come back as they are.

    Raises:
      ValueError: `rate` is out of range.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Dropout(0.5)(tf.ones([3])).numpy().tolist()
    [1.0, 1.0, 1.0]
    """

    _is_simple = True
    supports_masking = True

    def __init__(
        self, rate: float, noise_shape: Any = None, seed: int | None = None, **kwargs: Any
    ):
        super().__init__(**kwargs)
        self.rate = check_rate(self, rate)
        self.seed = seed
        self.noise_shape = None if noise_shape is None else tuple(noise_shape)
        if rate > 0:
            self.seed_generator = SeedGenerator(seed)

    def call(self, inputs, training=False):
        if not training or not self.rate:
            return inputs
        first, second = self.seed_generator.next_pair()
        return seeded_dropout(inputs, self.rate, first, second, self._noise_shape(inputs))

    def _noise_shape(self, inputs):
        return self.noise_shape

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)


class _SpatialDropout(Dropout):
    """`Dropout` of whole channels, in all positions alike."""

    _never_written = ("noise_shape",)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        del config["trainable"]  # Keras's own class does not take it
        config["dtype"] = self.dtype_policy.name
        return config


class SpatialDropout1D(_SpatialDropout):
    """`Dropout` of whole features: `[batch, steps, features]`.

    Args:
      rate: the probability, in `[0, 1]`.
      seed: makes the draws repeatable.
      name, dtype: see `Layer`.
    """

    def __init__(
        self,
        rate: float,
        seed: int | None = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ):
        super().__init__(rate, None, seed, name=name, dtype=dtype, **kwargs)
        self.input_spec = InputSpec(ndim=3)

    def _noise_shape(self, inputs):
        shape = inputs._spec.shape
        return (shape[0], 1, shape[2])


class _WithDataFormat(_SpatialDropout):
    """With two or three spatial axes."""

    _rank = 2

    def __init__(
        self,
        rate: float,
        data_format: str | None = None,
        seed: int | None = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ):
        super().__init__(rate, None, seed, name=name, dtype=dtype, **kwargs)
        self.data_format = backend.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self._rank + 2)

    def _noise_shape(self, inputs):
        shape = inputs._spec.shape
        if self.data_format == "channels_first":
            return (*shape[:2], *(1,) * self._rank)
        return (shape[0], *(1,) * self._rank, shape[-1])


class SpatialDropout2D(_WithDataFormat):
    """`Dropout` of whole channels of pictures `[batch, height, width, channels]`.

    Args:
      rate: the probability, in `[0, 1]`.
      data_format: "channels_last" or "channels_first"; by default `backend.image_data_format()`.
      seed: makes the draws repeatable.
      name, dtype: see `Layer`.
    """


class SpatialDropout3D(_WithDataFormat):
    """`Dropout` of whole channels of volumes `[batch, depth, height, width, channels]`.

    Args:
      rate: the probability, in `[0, 1]`.
      data_format: "channels_last" or "channels_first"; by default `backend.image_data_format()`.
      seed: makes the draws repeatable.
      name, dtype: see `Layer`.
    """

    _rank = 3


def check_rate(layer: Layer, rate: Any) -> Any:
    """The probability to drop.

    Raises:
      ValueError: it is no number in `[0, 1]`.
    """
    if isinstance(rate, bool) or not isinstance(rate, (int, float)) or not 0 <= rate <= 1:
        raise ValueError(
            problem(
                "Invalid value received for argument `rate`. Expected a float value between 0 and "
                f"1: {type(layer).__name__}",
                given=f"rate={rate!r}",
                expected="a float in [0, 1]",
            )
        )
    return rate
