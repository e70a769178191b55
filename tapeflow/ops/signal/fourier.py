"""Discrete Fourier transforms over the last axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid, op
from tapeflow.engine.op import static
from tapeflow.ops.array import roll


def _complex(name: str, x: jax.Array, axes: int) -> None:
    if not jnp.issubdtype(x.dtype, jnp.complexfloating):
        raise invalid(
            f"tf.signal.{name}: the input must be complex64 or complex128",
            given=f"{x.dtype.name} {x.shape}",
            fix=f"tf.cast(x, tf.complex64), or tf.signal.r{name}",
        )
    _rank(name, x, axes)


def _rank(name: str, x: jax.Array, axes: int) -> None:
    if x.ndim < axes:
        raise invalid(f"tf.signal.{name}: input must have at least {axes} axes", given=x.shape)


def _real(name: str, x: jax.Array, axes: int) -> None:
    if x.dtype.name not in ("float32", "float64"):
        raise invalid(
            f"tf.signal.{name}: the input must be float32 or float64",
            given=f"{x.dtype.name} {x.shape}",
        )
    _rank(name, x, axes)


def _of_complex(name: str, axes: int, function: Callable, meaning: str) -> Callable:
    def transform(input: jax.Array) -> jax.Array:
        _complex(name, input, axes)
        return function(input, axes=tuple(range(-axes, 0))).astype(input.dtype)

    transform.__name__ = transform.__qualname__ = name
    transform.__doc__ = f"""{meaning} over the last {axes} axes.

    Args:
      input: complex64 or complex128, of at least {axes} axes.

    Raises:
      InvalidArgumentError: another dtype, or fewer axes.
    """
    return op(f"signal.{name}", costly=True)(transform)


_FORWARD, _BACK = "The discrete Fourier transform", "The inverse discrete Fourier transform"
fft = _of_complex("fft", 1, jnp.fft.fftn, _FORWARD)
fft2d = _of_complex("fft2d", 2, jnp.fft.fftn, _FORWARD)
fft3d = _of_complex("fft3d", 3, jnp.fft.fftn, _FORWARD)
ifft = _of_complex("ifft", 1, jnp.fft.ifftn, _BACK)
ifft2d = _of_complex("ifft2d", 2, jnp.fft.ifftn, _BACK)
ifft3d = _of_complex("ifft3d", 3, jnp.fft.ifftn, _BACK)


def _of_real(name: str, axes: int) -> Callable:
    def transform(input_tensor: Any, fft_length: Any = None, name: str | None = None) -> Tensor:
        return _rfftn(input_tensor, axes, _lengths(fft_length, axes), own)

    own = name
    return _named(
        transform,
        name,
        f"""The Fourier transform of real numbers over the last {axes} axes.

    Args:
      input_tensor: float32 or float64, of at least {axes} axes.
      fft_length: {axes} sizes: the input is cut, or filled with zeros, to them.
      name: accepted for compatibility, not used.

    Returns:
      Complex numbers; of the last axis `fft_length[-1] // 2 + 1` that tell the others.
    """,
    )


def _back_to_real(name: str, axes: int) -> Callable:
    def transform(input_tensor: Any, fft_length: Any = None, name: str | None = None) -> Tensor:
        return _irfftn(input_tensor, axes, _lengths(fft_length, axes), own)

    own = name
    return _named(
        transform,
        name,
        f"""The real numbers whose `{name[1:]}` this is, over the last {axes} axes.

    Args:
      input_tensor: complex64 or complex128, of at least {axes} axes.
      fft_length: {axes} sizes of the result; by default the last is twice that of the input less 2.
      name: accepted for compatibility, not used.
    """,
    )


def _named(function: Callable, name: str, text: str) -> Callable:
    function.__name__ = function.__qualname__ = name
    function.__doc__ = text
    return function


def _lengths(fft_length: Any, axes: int) -> tuple[int, ...] | None:
    if fft_length is None:
        return None
    lengths = static("fft_length", fft_length)
    lengths = lengths if isinstance(lengths, tuple) else (lengths,)
    if len(lengths) != axes:
        raise ValueError(f"fft_length must have {axes} entries, got {lengths}")
    return lengths


@op("signal.rfft", costly=True)
def _rfftn(x: jax.Array, axes=1, lengths=None, name="rfft") -> jax.Array:
    _real(name, x, axes)
    wide = np.complex64 if x.dtype == np.float32 else np.complex128
    return jnp.fft.rfftn(x, lengths, tuple(range(-axes, 0))).astype(wide)


@op("signal.irfft", costly=True)
def _irfftn(x: jax.Array, axes=1, lengths=None, name="irfft") -> jax.Array:
    _complex(name, x, axes)
    if lengths is not None:
        # As many entries of the spectrum as make a result of those sizes.
        kept = (*lengths[:-1], lengths[-1] // 2 + 1)
        for axis, size in zip(range(-axes, 0), kept, strict=True):
            x = _fitted(x, axis, size)
    result = jnp.fft.irfftn(x, lengths, tuple(range(-axes, 0)))
    return result.astype(np.float32 if x.dtype == np.complex64 else np.float64)


def _fitted(x: jax.Array, axis: int, size: int) -> jax.Array:
    axis %= x.ndim
    if x.shape[axis] >= size:
        return jax.lax.slice_in_dim(x, 0, size, axis=axis)
    widths = [(0, size - x.shape[axis] if i == axis else 0) for i in range(x.ndim)]
    return jnp.pad(x, widths)


rfft = _of_real("rfft", 1)
rfft2d = _of_real("rfft2d", 2)
rfft3d = _of_real("rfft3d", 3)
irfft = _back_to_real("irfft", 1)
irfft2d = _back_to_real("irfft2d", 2)
irfft3d = _back_to_real("irfft3d", 3)


def _shifted(x: Any, axes: Any, back: bool) -> Tensor:
    x = convert_to_tensor(x)
    chosen = list(range(x.ndim)) if axes is None else axes
    chosen = [chosen] if isinstance(chosen, int) else list(chosen)
    halves = [-(x.shape[a] // 2) if back else x.shape[a] // 2 for a in chosen]
    return roll(x, halves, chosen)


def fftshift(x: Any, axes: int | Sequence[int] | None = None, name: str | None = None) -> Tensor:
    """Moves the zero frequency to the middle of axes, of all by default.

    >>> import tapeflow as tf
    >>> tf.signal.fftshift([0, 1, 2, -1]).numpy()
    array([ 2, -1,  0,  1], dtype=int32)
    """
    return _shifted(x, axes, back=False)


def ifftshift(x: Any, axes: int | Sequence[int] | None = None, name: str | None = None) -> Tensor:
    """Undoes `fftshift`."""
    return _shifted(x, axes, back=True)
