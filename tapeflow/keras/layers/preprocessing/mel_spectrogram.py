"""`MelSpectrogram`: sounds as pictures, frequencies as the ear hears them."""

from __future__ import annotations

import math
from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.spectra import stft
from tapeflow.ops.linalg import matmul
from tapeflow.ops.math import cast, log, maximum, pow, reduce_max, sqrt, square
from tapeflow.ops.numpy.shapes import swapaxes
from tapeflow.ops.signal.spectra import linear_to_mel_weight_matrix


class MelSpectrogram(Layer):
    """How strong each band of the mel scale is at each time, in decibels.

    Args:
      fft_length: the transform's length.
      sequence_stride: how far apart frames begin, in samples.
      sequence_length: of the frames; `fft_length` by default.
      window: "hann", "hamming", a tensor `[sequence_length]`, or None.
      sampling_rate: samples per second.
      num_mel_bins: how many bands there are.
      min_freq: where the lowest begins, in hertz.
      max_freq: where the highest ends; half the sampling rate by default.
      power_to_db: whether the results are decibels.
      top_db: how far below the loudest the quietest is at most.
      mag_exp: the exponent of the magnitudes: 1 for them, 2 for power.
      min_power: the least power.
      ref_power: what is 0 decibels.
      **kwargs: see `Layer`.

    Call: floats `[samples]` or `[batch, samples]` -> `[..., num_mel_bins, frames]`.

    Raises:
      ValueError: frames longer than the transform.

    >>> import tapeflow as tf
    >>> tf.keras.layers.MelSpectrogram(64, 16, num_mel_bins=8)(tf.zeros([2, 160])).shape
    TensorShape([2, 8, 11])
    """

    def __init__(
        self,
        fft_length: int = 2048,
        sequence_stride: int = 512,
        sequence_length: int | None = None,
        window: Any = "hann",
        sampling_rate: int = 16000,
        num_mel_bins: int = 128,
        min_freq: float = 20.0,
        max_freq: float | None = None,
        power_to_db: bool = True,
        top_db: float = 80.0,
        mag_exp: float = 2.0,
        min_power: float = 1e-10,
        ref_power: float = 1.0,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.fft_length, self.sequence_stride = fft_length, sequence_stride
        self.sequence_length = sequence_length or fft_length
        if fft_length < self.sequence_length:
            raise ValueError(
                problem(
                    "MelSpectrogram: `fft_length` must be greater than or equal to "
                    "`sequence_length`.",
                    given=f"sequence_length={sequence_length}, fft_length={fft_length}",
                )
            )
        self.window, self.sampling_rate, self.num_mel_bins = window, sampling_rate, num_mel_bins
        self.min_freq, self.max_freq = min_freq, max_freq or int(sampling_rate / 2)
        self.power_to_db, self.top_db, self.mag_exp = power_to_db, top_db, mag_exp
        self.min_power, self.ref_power = min_power, ref_power

    def call(self, inputs):
        wide = self.compute_dtype if self.compute_dtype == "float64" else "float32"
        parts = stft(
            cast(convert_to_tensor(inputs), wide), self.sequence_length, self.sequence_stride,
            self.fft_length, self.window,
        )  # fmt: skip
        magnitudes = sqrt(square(parts[0]) + square(parts[1]))
        bands = self.linear_to_mel_weight_matrix(
            self.num_mel_bins, self.fft_length // 2 + 1, self.sampling_rate, self.min_freq,
            self.max_freq, wide,
        )  # fmt: skip
        outputs = matmul(pow(magnitudes, float(self.mag_exp)), bands)
        if self.power_to_db:
            outputs = self._decibels(outputs)
        return cast(swapaxes(outputs, -1, -2), self.compute_dtype)

    def linear_to_mel_weight_matrix(
        self,
        num_mel_bins: int = 20,
        num_spectrogram_bins: int = 129,
        sampling_rate: float = 8000,
        lower_edge_hertz: float = 125.0,
        upper_edge_hertz: float = 3800.0,
        dtype: Any = "float32",
    ) -> Tensor:
        """How much each frequency counts in each band; see `tf.signal.linear_to_mel_weight_matrix`.

        Args:
          num_mel_bins: how many bands there are.
          num_spectrogram_bins: how many frequencies, from 0 to half the sampling rate.
          sampling_rate: samples per second.
          lower_edge_hertz: where the lowest band begins.
          upper_edge_hertz: where the highest ends.
          dtype: of the result.

        Returns:
          `[num_spectrogram_bins, num_mel_bins]`.
        """
        return linear_to_mel_weight_matrix(
            num_mel_bins, num_spectrogram_bins, sampling_rate, lower_edge_hertz, upper_edge_hertz,
            dtype,
        )  # fmt: skip

    def _decibels(self, power: Any) -> Any:
        reference = 10.0 * math.log10(max(abs(float(self.ref_power)), self.min_power))
        levels = log(maximum(power, self.min_power)) * (10.0 / math.log(10.0)) - reference
        return maximum(levels, reduce_max(levels) - float(self.top_db))

    def compute_output_shape(self, input_shape):
        *batch, samples = input_shape
        stride = self.sequence_stride
        frames = None if samples is None else (samples + stride + 1) // stride
        return (*batch, self.num_mel_bins, frames)
