"""`STFTSpectrogram`: sounds as pictures, by kernels that can be trained."""

from __future__ import annotations

import math
import warnings
from typing import Any

from tapeflow.engine import Tensor, problem
from tapeflow.keras import backend
from tapeflow.keras.initializers import STFT
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.ops.array import concat, pad, reshape, transpose
from tapeflow.ops.linalg import matmul
from tapeflow.ops.math import atan2, cast, log, maximum, sqrt, square
from tapeflow.ops.signal.frames import frame

_MODES = ("log", "magnitude", "psd", "real", "imag", "angle", "stft")


class STFTSpectrogram(Layer):
    """The short-time Fourier transform of each channel.

    Args:
      mode: "log" (of the magnitude), "magnitude", "psd" (power, of both halves of the spectrum),
        "real", "imag", "angle" or "stft" (real and imaginary parts side by side).
      frame_length: in samples.
      frame_step: how far apart frames begin; half their length by default.
      fft_length: the transform's length; by default the next power of two.
      window: "hann", "hamming", "boxcar", an array `[frame_length]`, or None.
      periodic: whether the window is one period.
      scaling: "density", "spectrum" or None: what the window is divided by.
      padding: "valid" or "same".
      expand_dims: whether frequencies get an axis of their own.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`.

    Call: floats `[batch, samples, channels]` -> `[batch, frames, channels * frequencies]`, with
    `expand_dims` `[batch, frames, frequencies, channels]`; with channels first
    `[batch, channels * frequencies, frames]` or `[batch, channels, frames, frequencies]`.

    Raises:
      ValueError: an argument that is none of the above.
      TypeError: when it is called: numbers that are not float16, float32 or float64.

    >>> import tapeflow as tf
    >>> tf.keras.layers.STFTSpectrogram(frame_length=16)(tf.zeros([2, 64, 1])).shape
    TensorShape([2, 7, 9])
    """

    def __init__(
        self,
        mode: str = "log",
        frame_length: int = 256,
        frame_step: int | None = None,
        fft_length: int | None = None,
        window: Any = "hann",
        periodic: bool = False,
        scaling: str | None = "density",
        padding: str = "valid",
        expand_dims: bool = False,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        _check(frame_length, frame_step, fft_length)
        for name, value, known in (
            ("mode", mode, _MODES),
            ("scaling", scaling, (None, "density", "spectrum")),
            ("padding", padding, ("valid", "same")),
        ):
            if value not in known:
                raise ValueError(
                    problem(
                        f"STFTSpectrogram: {name} is invalid",
                        given=repr(value),
                        expected=", ".join(map(str, known)),
                    )
                )
        super().__init__(**kwargs)
        self.mode, self.frame_length, self.frame_step = mode, frame_length, frame_step
        self.fft_length, self.window, self.periodic = fft_length, window, periodic
        self.scaling, self.padding, self.expand_dims = scaling, padding, expand_dims
        self.data_format = backend.standardize_data_format(data_format)
        self._step = frame_step or frame_length // 2
        self._frequencies = (fft_length or 2 ** math.ceil(math.log2(frame_length))) // 2 + 1
        self._initializers = {
            side: STFT(side, window, scaling, periodic) for side in ("real", "imag")
        }
        self.input_spec = InputSpec(ndim=3)

    def build(self, input_shape):
        shape = (self.frame_length, 1, self._frequencies)
        if self.mode != "imag":
            self.real_kernel = self.add_weight(
                shape=shape, initializer=self._initializers["real"], name="real_kernel"
            )
        if self.mode != "real":
            self.imag_kernel = self.add_weight(
                shape=shape, initializer=self._initializers["imag"], name="imag_kernel"
            )

    def call(self, inputs):
        if inputs.dtype.name not in ("float16", "float32", "float64"):
            raise TypeError(
                "Invalid input type. Expected `float16`, `float32` or `float64`. "
                f"Received: input type={inputs.dtype.name}"
            )
        first = self.data_format == "channels_first"
        frames = self._frames(inputs if first else transpose(inputs, [0, 2, 1]))
        if self.mode == "real":
            return self._laid_out(self._part(frames, self.real_kernel))
        if self.mode == "imag":
            return self._laid_out(self._part(frames, self.imag_kernel))
        real = self._part(frames, self.real_kernel)
        imag = self._part(frames, self.imag_kernel)
        return self._laid_out(self._joined(real, imag))

    def _joined(self, real: Tensor, imag: Tensor) -> Tensor:
        if self.mode == "angle":
            return atan2(imag, real)
        if self.mode == "stft":
            return concat([real, imag], -1)
        power = square(real) + square(imag)
        if self.mode == "psd":  # all frequencies but the outermost stand for two
            return power + pad(power[..., 1:-1], [(0, 0), (0, 0), (0, 0), (1, 1)])
        magnitude = sqrt(maximum(power, backend.epsilon()))
        return magnitude if self.mode == "magnitude" else log(maximum(magnitude, backend.epsilon()))

    def _frames(self, signals: Tensor) -> Tensor:
        """`[batch, channels, samples]` as `[batch, channels, frames, frame_length]`."""
        if self.padding == "same":
            samples = signals.shape[-1]
            count = -(-samples // self._step)
            missing = max((count - 1) * self._step + self.frame_length - samples, 0)
            signals = pad(signals, [(0, 0), (0, 0), (missing // 2, missing - missing // 2)])
        return frame(signals, self.frame_length, self._step)

    def _part(self, frames: Tensor, kernel: Any) -> Tensor:
        flat = reshape(cast(kernel, frames.dtype), [self.frame_length, self._frequencies])
        return matmul(frames, flat)

    def _laid_out(self, outputs: Tensor) -> Tensor:
        """`[batch, channels, frames, frequencies]` in the layout wanted."""
        first = self.data_format == "channels_first"
        if self.expand_dims:
            return outputs if first else transpose(outputs, [0, 2, 3, 1])
        batch, channels, frames, frequencies = outputs.shape
        order = [0, 1, 3, 2] if first else [0, 2, 1, 3]
        joined = [channels * frequencies, frames] if first else [frames, channels * frequencies]
        return reshape(transpose(outputs, order), [batch, *joined])

    def compute_output_shape(self, input_shape):
        first = self.data_format == "channels_first"
        batch, samples, channels = (input_shape[i] for i in ((0, 2, 1) if first else (0, 1, 2)))
        frequencies = self._frequencies * (2 if self.mode == "stft" else 1)
        frames = None
        if samples is not None and self.padding == "same":
            frames = -(-samples // self._step)
        elif samples is not None:
            frames = (samples - self.frame_length) // self._step + 1
        if self.expand_dims:
            return (batch, *((channels, frames, frequencies) if first else
                             (frames, frequencies, channels)))  # fmt: skip
        joined = (channels * frequencies, frames) if first else (frames, channels * frequencies)
        return (batch, *joined)


def _check(frame_length: int, frame_step: int | None, fft_length: int | None) -> None:
    if frame_step is not None and not 1 <= frame_step <= frame_length:
        raise ValueError(
            "`frame_step` should be a positive integer not greater than `frame_length`. Received "
            f"frame_step={frame_step}, frame_length={frame_length}"
        )
    if fft_length is None:
        return
    if fft_length < frame_length:
        raise ValueError(
            "`fft_length` should be not less than `frame_length`. Received "
            f"fft_length={fft_length}, frame_length={frame_length}"
        )
    if fft_length & -fft_length != fft_length:
        warnings.warn(
            f"`fft_length` is recommended to be a power of two. Received fft_length={fft_length}",
            stacklevel=3,
        )
