"""Short-time Fourier transforms, mel bands, cepstra, and cosine transforms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, op
from tapeflow.engine.dtypes import float32
from tapeflow.ops.array import pad, tile
from tapeflow.ops.math import reduce_sum, square
from tapeflow.ops.array import reshape
from tapeflow.ops.signal.fourier import irfft, rfft
from tapeflow.ops.signal.frames import frame, overlap_and_add
from tapeflow.ops.signal.windows import hann_window, vorbis_window


def stft(
    signals: Any,
    frame_length: Any,
    frame_step: Any,
    fft_length: Any = None,
    window_fn: Callable | None = hann_window,
    pad_end: bool = False,
    name: str | None = None,
) -> Tensor:
    """The short-time Fourier transform: the spectrum of each frame of real signals.

    Args:
      signals: float32 or float64 `[..., samples]`.
      frame_length: in samples.
      frame_step: in samples.
      fft_length: the transform's length; by default the next power of two.
      window_fn: a function of length and dtype that gives a window; None for none.
      pad_end: whether the end is filled with zeros, so that all samples are in a frame.
      name: accepted for compatibility, not used.

    Returns:
      Complex `[..., frames, fft_length // 2 + 1]`.

    >>> import tapeflow as tf
    >>> tf.signal.stft(tf.zeros([100]), frame_length=16, frame_step=8).shape
    TensorShape([11, 9])
    """
    length, step = int(frame_length), int(frame_step)
    size = _power_of_two(length) if fft_length is None else int(fft_length)
    frames = frame(convert_to_tensor(signals), length, step, pad_end)
    if window_fn is not None:
        frames = frames * window_fn(length, dtype=frames.dtype)
    return rfft(frames, [size])


def _power_of_two(length: int) -> int:
    return 1 << max(length - 1, 0).bit_length()


def inverse_stft(
    stfts: Any,
    frame_length: Any,
    frame_step: Any,
    fft_length: Any = None,
    window_fn: Callable | None = hann_window,
    name: str | None = None,
) -> Tensor:
    """The signals of short-time spectra; with `inverse_stft_window_fn` the very signals.

    Args:
      stfts: complex `[..., frames, fft_length // 2 + 1]`.
      frame_length: in samples.
      frame_step: in samples.
      fft_length: the transform's length; by default the next power of two.
      window_fn: a function of length and dtype that gives a window; None for none.
      name: accepted for compatibility, not used.
    """
    length, step = int(frame_length), int(frame_step)
    size = _power_of_two(length) if fft_length is None else int(fft_length)
    frames = irfft(stfts, [size])[..., :length]
    if length > size:
        frames = pad(frames, [[0, 0]] * (frames.ndim - 1) + [[0, length - size]])
    if window_fn is not None:
        frames = frames * window_fn(length, dtype=frames.dtype)
    return overlap_and_add(frames, step)


def inverse_stft_window_fn(
    frame_step: Any, forward_window_fn: Callable = hann_window, name: str | None = None
) -> Callable:
    """A window for `inverse_stft` that undoes one of `stft`.

    Args:
      frame_step: in samples.
      forward_window_fn: the window that `stft` used.
      name: accepted for compatibility, not used.
    """
    step = int(frame_step)

    def window(frame_length: Any, dtype: Any) -> Tensor:
        length = int(frame_length)
        forward = forward_window_fn(length, dtype=dtype)
        overlaps = -(-length // step)
        power = pad(square(forward), [[0, overlaps * step - length]])
        total = reduce_sum(reshape(power, [overlaps, step]), 0, keepdims=True)
        return forward / reshape(tile(total, [overlaps, 1]), [overlaps * step])[:length]

    return window


def linear_to_mel_weight_matrix(
    num_mel_bins: Any = 20,
    num_spectrogram_bins: Any = 129,
    sample_rate: Any = 8000,
    lower_edge_hertz: Any = 125.0,
    upper_edge_hertz: Any = 3800.0,
    dtype: Any = float32,
    name: str | None = None,
) -> Tensor:
    """How much each band of a spectrum counts in each of triangular bands on the mel scale.

    Args:
      num_mel_bins: the number of mel bands.
      num_spectrogram_bins: the number of bands of the spectrum, `fft_length // 2 + 1`.
      sample_rate: samples per second.
      lower_edge_hertz: where the lowest mel band begins.
      upper_edge_hertz: where the highest ends.
      dtype: a floating dtype.
      name: accepted for compatibility, not used.

    Returns:
      `[num_spectrogram_bins, num_mel_bins]`: `spectrogram @ matrix` is a mel spectrogram.

    Raises:
      ValueError: frequencies out of range.
    """
    kind = as_dtype(dtype).np
    low, high, rate = float(lower_edge_hertz), float(upper_edge_hertz), float(sample_rate)
    if num_mel_bins <= 0 or rate <= 0 or low < 0 or low >= high or high > rate / 2:
        raise ValueError(
            "need num_mel_bins > 0 and 0 <= lower_edge_hertz < upper_edge_hertz <= sample_rate / 2,"
            f" got {num_mel_bins}, {low}, {high}, {rate}"
        )
    hertz = np.linspace(0.0, rate / 2, int(num_spectrogram_bins), dtype=kind)[1:]
    bands = _mel(hertz)[:, None]
    edges = np.linspace(_mel(low), _mel(high), int(num_mel_bins) + 2, dtype=kind)
    lower, center, upper = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (bands - lower) / (center - lower), (upper - bands) / (upper - center)
    matrix = np.maximum(0, np.minimum(rising, falling))
    return convert_to_tensor(np.pad(matrix, [[1, 0], [0, 0]]).astype(kind))


def _mel(hertz: Any) -> Any:
    return 1127.0 * np.log1p(np.asarray(hertz) / 700.0)


def mfccs_from_log_mel_spectrograms(log_mel_spectrograms: Any, name: str | None = None) -> Tensor:
    """Mel-frequency cepstral coefficients: the cosine transform of log mel spectra, scaled.

    Args:
      log_mel_spectrograms: floats `[..., mel bands]`.
      name: accepted for compatibility, not used.
    """
    spectra = convert_to_tensor(log_mel_spectrograms)
    bands = spectra.shape[-1]
    if not bands:
        raise ValueError("num_mel_bins must be positive.")
    return dct(spectra) * float(1 / np.sqrt(2.0 * bands))


def dct(
    input: Any, type: int = 2, n: int | None = None, axis: int = -1, norm: str | None = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The discrete cosine transform of the last axis.

    Args:
      input: float32 or float64 `[..., samples]`.
      type: 1, 2, 3 or 4.
      n: the input is cut, or filled with zeros, to that length; not for type 1.
      axis: only -1.
      norm: None or "ortho".
      name: accepted for compatibility, not used.

    Raises:
      NotImplementedError: another axis.
      ValueError: another type or norm.

    >>> import tapeflow as tf
    >>> tf.signal.dct([1.0, 1.0]).numpy()
    array([4., 0.], dtype=float32)
    """
    _check_cosine(type, n, axis, norm)
    return _cosine_transform(input, type, n, norm)


def idct(
    input: Any, type: int = 2, n: int | None = None, axis: int = -1, norm: str | None = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The inverse of `dct` up to a scale: the transform of the inverse type (3 for 2)."""
    _check_cosine(type, None, axis, norm)
    if n is not None:
        raise ValueError("n must be None: it is not implemented for idct")
    return _cosine_transform(input, {1: 1, 2: 3, 3: 2, 4: 4}[type], None, norm)


def _check_cosine(type: int, n: int | None, axis: int, norm: str | None) -> None:
    if axis != -1:
        raise NotImplementedError("axis must be -1. Got: %s; tf.transpose first" % axis)  # noqa: UP031
    if n is not None and n < 1:
        raise ValueError("n should be a positive integer or None")
    if type not in (1, 2, 3, 4):
        raise ValueError("Types I, II, III and IV (I)DCT are supported.")
    if type == 1 and norm == "ortho":
        raise ValueError("Normalization is not supported for the Type-I DCT.")
    if norm not in (None, "ortho"):
        raise ValueError(f"Unknown normalization. Expected None or 'ortho', got: {norm}")


@op("signal.dct", costly=True)
def _cosine_transform(x: jax.Array, type=2, n=None, norm=None) -> jax.Array:
    if n is not None:
        have = x.shape[-1]
        x = x[..., :n] if have >= n else jnp.pad(x, [(0, 0)] * (x.ndim - 1) + [(0, n - have)])
    size = x.shape[-1]
    if type == 1:
        if size < 2:
            raise ValueError("Type-I DCT requires the dimension to be greater than one.")
        mirrored = jnp.concatenate([x, x[..., -2:0:-1]], -1)
        return jnp.fft.rfft(mirrored).real.astype(x.dtype)
    ortho = norm == "ortho"
    steps = np.arange(size)
    if type == 2:
        return _second(x, size, steps, ortho)
    if type == 3:
        return _third(x, size, steps, ortho)
    padded = jnp.concatenate([x, jnp.zeros_like(x)], -1)
    cosines = _second(padded, 2 * size, np.arange(2 * size), False)[..., 1::2]
    return cosines * np.asarray(np.sqrt(0.5 / size) if ortho else 1.0, x.dtype)


def _second(x: jax.Array, size: int, steps: np.ndarray, ortho: bool) -> jax.Array:
    wide = np.complex64 if x.dtype == np.float32 else np.complex128
    turned = 2 * np.exp(-0.5j * np.pi * steps / size)
    spectrum = jnp.fft.fft(x.astype(wide), 2 * size)[..., :size]
    result = (spectrum * turned.astype(wide)).real.astype(x.dtype)
    if not ortho:
        return result
    scale = np.full(size, np.sqrt(0.5 / size))
    scale[0] = 0.5 * np.sqrt(1.0 / size)
    return result * scale.astype(x.dtype)


def _third(x: jax.Array, size: int, steps: np.ndarray, ortho: bool) -> jax.Array:
    wide = np.complex64 if x.dtype == np.float32 else np.complex128
    if ortho:
        scale = np.full(size, np.sqrt(size / 2.0))
        scale[0] = np.sqrt(size)
        x = x * scale.astype(x.dtype)
    else:
        x = x * np.asarray(size, x.dtype)
    turned = 2 * np.exp(0.5j * np.pi * steps / size)
    spectrum = x.astype(wide) * turned.astype(wide)
    halved = jnp.concatenate([spectrum[..., :1], spectrum[..., 1:]], -1)
    full = jnp.pad(halved, [(0, 0)] * (x.ndim - 1) + [(0, size + 1 - size)])
    return jnp.fft.irfft(full, 2 * size)[..., :size].astype(x.dtype)


def mdct(
    signals: Any,
    frame_length: Any,
    window_fn: Callable | None = vorbis_window,
    pad_end: bool = False,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The modified discrete cosine transform of half-overlapping frames.

    Args:
      signals: float32 or float64 `[..., samples]`.
      frame_length: in samples, a multiple of 4.
      window_fn: a function of length and dtype that gives a window; None for none.
      pad_end: whether the end is filled with zeros.
      norm: None or "ortho".
      name: accepted for compatibility, not used.

    Returns:
      `[..., frames, frame_length // 2]`.
    """
    length = int(frame_length)
    if length % 4:
        raise ValueError(f"The frame length must be a multiple of 4, got {length}")
    frames = frame(convert_to_tensor(signals), length, length // 2, pad_end)
    if window_fn is not None:
        frames = frames * window_fn(length, dtype=frames.dtype)
    else:
        frames = frames * float(1 / np.sqrt(2))
    return _folded(frames, norm)


@op("signal.mdct", costly=True)
def _folded(frames: jax.Array, norm=None) -> jax.Array:
    a, b, c, d = jnp.split(frames, 4, -1)
    rows = jnp.concatenate([-jnp.flip(c, -1) - d, a - jnp.flip(b, -1)], -1)
    return _cosine_transform.op.function(rows, 4, None, norm)


def inverse_mdct(
    mdcts: Any,
    window_fn: Callable | None = vorbis_window,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The signals of which `mdct` gave these coefficients; its arguments are those of `mdct`."""
    halves = convert_to_tensor(mdcts)
    length = 2 * halves.shape[-1]
    frames = _unfolded(halves, norm)
    if window_fn is not None:
        frames = frames * window_fn(length, dtype=frames.dtype)
    else:
        frames = frames * float(1 / np.sqrt(2))
    return overlap_and_add(frames, length // 2)


@op("signal.inverse_mdct", costly=True)
def _unfolded(halves: jax.Array, norm=None) -> jax.Array:
    size = halves.shape[-1]
    result = _cosine_transform.op.function(halves, 4, None, norm)
    if norm is None:
        result = result * np.asarray(0.5 / size, result.dtype)
    low, high = jnp.split(result, 2, -1)
    return jnp.concatenate([high, -jnp.flip(high, -1), -jnp.flip(low, -1), -low], -1)
