"""Fourier transforms of `tf.keras.ops`, gradients of one's own, and blocks of pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.engine import Tensor
from tapeflow.keras import backend
from tapeflow.ops.math.complex_numbers import complex, imag, real
from tapeflow.ops.math.custom_gradient import custom_gradient as with_gradient
from tapeflow.ops.nn.depth import depth_to_space as depth_to_space_of
from tapeflow.ops.nn.depth import space_to_depth as space_to_depth_of
from tapeflow.ops.signal import fourier
from tapeflow.ops.signal.frames import frame

_LETTERS = {"channels_last": "NHWC", "channels_first": "NCHW"}


def fft(x: tuple) -> tuple:
    """The discrete Fourier transform along the last axis.

    Args:
      x: a pair of tensors: real and imaginary parts.

    Returns:
      The same of the transform.
    """
    return _parts(fourier.fft(_complex("fft", x)))


def fft2(x: tuple) -> tuple:
    """The discrete Fourier transform along the last two axes; see `fft`."""
    return _parts(fourier.fft2d(_complex("fft2", x)))


def ifft2(x: tuple) -> tuple:
    """The inverse of `fft2`."""
    return _parts(fourier.ifft2d(_complex("ifft2", x)))


def rfft(x: Any, fft_length: int | None = None) -> tuple:
    """The first half of the transform of real numbers along the last axis: a pair; see `fft`."""
    return _parts(fourier.rfft(x, None if fft_length is None else [fft_length]))


def irfft(x: tuple, fft_length: int | None = None) -> Tensor:
    """The inverse of `rfft`."""
    lengths = None if fft_length is None else [fft_length]
    return fourier.irfft(_complex("irfft", x), lengths)


def extract_sequences(x: Any, sequence_length: int, sequence_stride: int) -> Tensor:
    """Pieces of the last axis, of a length, each so far behind the one before.

    >>> import tapeflow as tf
    >>> tf.keras.ops.extract_sequences([1, 2, 3, 4], 2, 2).numpy().tolist()
    [[1, 2], [3, 4]]
    """
    return frame(x, sequence_length, sequence_stride, axis=-1)


def custom_gradient(f: Callable) -> Callable:
    """A decorator: `f` gives its result and a function from its gradient to the arguments'."""
    return with_gradient(f)


def depth_to_space(x: Any, block_size: int, data_format: str = "channels_last") -> Tensor:
    """Channels as blocks of pixels."""
    return depth_to_space_of(x, block_size, _LETTERS[backend.standardize_data_format(data_format)])


def space_to_depth(x: Any, block_size: int, data_format: str = "channels_last") -> Tensor:
    """Blocks of pixels as channels."""
    return space_to_depth_of(x, block_size, _LETTERS[backend.standardize_data_format(data_format)])


def _complex(name: str, x: Any) -> Tensor:
    """Complex numbers of real and imaginary parts.

    Raises:
      ValueError: not two tensors of one shape.
    """
    if not isinstance(x, (tuple, list)) or len(x) != 2:
        raise ValueError(
            f"keras.ops.{name}: input `x` should be a tuple of two tensors - real and imaginary. "
            f"Received: x={x}"
        )
    shapes = [tuple(getattr(part, "shape", ())) for part in x]
    if shapes[0] != shapes[1]:
        raise ValueError(
            f"keras.ops.{name}: both the real and imaginary parts should have the same shape. "
            f"Received: x[0].shape = {shapes[0]}, x[1].shape = {shapes[1]}"
        )
    return complex(*x)


def _parts(x: Tensor) -> tuple:
    return real(x), imag(x)
