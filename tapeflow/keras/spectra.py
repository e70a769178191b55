"""`stft`, as `keras.ops` has it and the layer `MelSpectrogram` uses it."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.ops.array.pad import pad
from tapeflow.ops.math.cast import cast
from tapeflow.ops.math.complex_numbers import imag, real
from tapeflow.ops.signal import spectra
from tapeflow.ops.signal.windows import hamming_window, hann_window

_WINDOWS = {"hann": hann_window, "hamming": hamming_window}


def stft(
    x: Any,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    window: Any = "hann",
    center: bool = True,
) -> tuple[Tensor, Tensor]:
    """The short-time Fourier transform: the spectrum of each frame of real signals.

    Args:
      x: float32 or float64 `[..., samples]`.
      sequence_length: of the frames, in samples.
      sequence_stride: how far apart they begin.
      fft_length: the transform's length, at least that of the frames.
      window: "hann", "hamming", a tensor `[sequence_length]`, or None for none.
      center: whether signals are mirrored at both ends, so that frame `n` lies about sample
        `n * sequence_stride`.

    Returns:
      Real and imaginary parts, `[..., frames, fft_length // 2 + 1]`.

    Raises:
      TypeError: another dtype.
      ValueError: a wrong stride, length or window.

    >>> import tapeflow as tf
    >>> parts = tf.keras.ops.stft(tf.zeros([64]), 16, 8, 16)
    >>> parts[0].shape
    TensorShape([9, 9])
    """
    if not isinstance(sequence_stride, int) or sequence_stride <= 0:
        raise ValueError(
            problem(
                "`sequence_stride` must be a positive integer.",
                given=f"sequence_stride={sequence_stride}",
            )
        )
    x = convert_to_tensor(x)
    if x.dtype.name not in ("float32", "float64"):
        raise TypeError(
            "Invalid input type. Expected `float32` or `float64`. "
            f"Received: input type={x.dtype.name}"
        )
    weights = window_of(window, sequence_length, fft_length, x)
    if center:
        around = (fft_length // 2, fft_length // 2)
        x = pad(x, [(0, 0)] * (x.ndim - 1) + [around], mode="REFLECT")
    function = None if weights is None else (lambda length, dtype: weights)
    result = spectra.stft(x, fft_length, sequence_stride, fft_length, function)
    return real(result), imag(result)


def window_of(window: Any, sequence_length: int, fft_length: int, like: Any) -> Tensor | None:
    """A window in the middle of the transform's length.

    Raises:
      ValueError: frames longer than the transform, an unknown window, or one of another length.
    """
    if fft_length < sequence_length:
        raise ValueError(
            "`fft_length` must equal or larger than `sequence_length`. Received: "
            f"sequence_length={sequence_length}, fft_length={fft_length}"
        )
    dtype = convert_to_tensor(like).dtype
    if window is None:
        # Frames are as long as the transform; what is beyond them does not count.
        return None
    if isinstance(window, str):
        if window not in _WINDOWS:
            raise ValueError(
                'If a string is passed to `window`, it must be one of `"hann"`, `"hamming"`. '
                f"Received: window={window}"
            )
        weights = _WINDOWS[window](sequence_length, dtype=dtype)
    else:
        weights = cast(window, dtype)
    if tuple(weights.shape) != (sequence_length,):
        raise ValueError(
            "The shape of `window` must be equal to [sequence_length]. "
            f"Received: window shape={tuple(weights.shape)}"
        )
    before = (fft_length - sequence_length) // 2
    return pad(weights, [(before, fft_length - sequence_length - before)])
