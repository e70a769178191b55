"""`tf.keras.ops`: short-time spectra, and windows of pictures."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.keras.ops.signals import _complex
from tapeflow.keras.spectra import stft as stft
from tapeflow.keras.spectra import window_of
from tapeflow.ops.nn.fold import fold as fold_of
from tapeflow.ops.nn.fold import unfold as unfold_of
from tapeflow.ops.signal.spectra import inverse_stft, inverse_stft_window_fn


def istft(
    x: tuple,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    length: int | None = None,
    window: Any = "hann",
    center: bool = True,
) -> Tensor:
    """The signals of short-time spectra: the inverse of `stft`.

    Args:
      x: a pair of tensors `[..., frames, fft_length // 2 + 1]`: real and imaginary parts.
      sequence_length: of the frames, in samples.
      sequence_stride: how far apart they begin.
      fft_length: the transform's length, at least that of the frames.
      length: the result's; by default what the frames cover.
      window: see `stft`.
      center: see `stft`.

    Raises:
      ValueError: no pair, or a wrong stride or window.
    """
    _check_stride(sequence_stride)
    spectra = _complex("istft", x)
    weights = window_of(window, sequence_length, fft_length, x[0])
    inverse = None
    if weights is not None:
        inverse = inverse_stft_window_fn(sequence_stride, lambda length, dtype: weights)
    signals = inverse_stft(spectra, fft_length, sequence_stride, fft_length, inverse)
    start = fft_length // 2 if center else 0
    if length is not None:
        return signals[..., start : start + length]
    return signals[..., start : signals.shape[-1] - start]


def unfold(x: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1):
    """The windows of pictures, each a column.

    Args:
      x: `[batch, channels, height, width]`.
      kernel_size: the windows' height and width, or one number for both.
      dilation: how far apart their points are.
      padding: how many zeros lie around on each side.
      stride: how far apart windows begin.

    Returns:
      `[batch, channels * kernel height * kernel width, windows]`.

    Raises:
      ValueError: another rank.

    >>> import tapeflow as tf
    >>> tf.keras.ops.unfold(tf.ones([1, 2, 4, 4]), 2).shape
    TensorShape([1, 8, 9])
    """
    x = convert_to_tensor(x)
    _check_rank(x, 4)
    return unfold_of(x, *(_two(part) for part in (kernel_size, dilation, padding, stride)))


def fold(
    x: Any,
    output_size: Any,
    kernel_size: Any,
    dilation: Any = 1,
    padding: Any = 0,
    stride: Any = 1,
):
    """Pictures of windows; where they overlap they are added: the transpose of `unfold`.

    Args:
      x: `[batch, channels * kernel height * kernel width, windows]`.
      output_size: the pictures' height and width, or one number for both.
      kernel_size, dilation, padding, stride: see `unfold`.

    Returns:
      `[batch, channels, *output_size]`.

    Raises:
      ValueError: another rank, or windows that make no such pictures.

    >>> import tapeflow as tf
    >>> tf.keras.ops.fold(tf.ones([1, 4, 4]), 3, 2).numpy().tolist()
    [[[[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]]]
    """
    x = convert_to_tensor(x)
    _check_rank(x, 3)
    parts = (output_size, kernel_size, dilation, padding, stride)
    return fold_of(x, *(_two(part) for part in parts))


def _two(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (int(value[0]), int(value[1]))


def _check_rank(x: Tensor, rank: int) -> None:
    if x.ndim != rank:
        raise ValueError(f"Input must be a {rank}D tensor. Received: input.shape={x.shape}")


def _check_stride(stride: Any) -> None:
    if not isinstance(stride, int) or stride <= 0:
        raise ValueError(
            problem(
                "`sequence_stride` must be a positive integer.", given=f"sequence_stride={stride}"
            )
        )
