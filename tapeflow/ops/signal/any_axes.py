"""Discrete Fourier transforms over any axes."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid, op
from tapeflow.engine.op import static


def fftnd(
    input_tensor: Any, fft_length: Any = None, axes: Any = None, norm: Any = None, name: Any = None
) -> Tensor:
    """The discrete Fourier transform of complex numbers.

    Args:
      input_tensor: complex64 or complex128.
      fft_length: sizes, one for each of `axes`: the input is cut, or filled with zeros, to them.
      axes: which axes; all by default.
      norm: None or "backward", "ortho", "forward": whether it is divided by nothing, the root of
        the number of entries, or that number.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the input is not complex.
    """
    return _transformed("fftnd", input_tensor, fft_length, axes, norm)


def ifftnd(
    input_tensor: Any, fft_length: Any = None, axes: Any = None, norm: Any = None, name: Any = None
) -> Tensor:
    """The inverse of `fftnd`; its arguments and errors are the same."""
    return _transformed("ifftnd", input_tensor, fft_length, axes, norm)


def rfftnd(
    input_tensor: Any, fft_length: Any = None, axes: Any = None, norm: Any = None, name: Any = None
) -> Tensor:
    """The transform of float32 or float64 numbers; of the last axis the half that tells all."""
    return _transformed("rfftnd", input_tensor, fft_length, axes, norm)


def irfftnd(
    input_tensor: Any, fft_length: Any = None, axes: Any = None, norm: Any = None, name: Any = None
) -> Tensor:
    """The inverse of `rfftnd`, real numbers; the arguments and errors are those of `fftnd`."""
    return _transformed("irfftnd", input_tensor, fft_length, axes, norm)


def _transformed(kind: str, inputs: Any, lengths: Any, axes: Any, norm: Any) -> Tensor:
    tensor = convert_to_tensor(inputs)
    if axes is None:
        axes = tuple(range(tensor.ndim))
    axes = tuple(a % tensor.ndim for a in static("axes", axes))
    lengths = None if lengths is None else static("fft_length", lengths)
    if lengths is not None and len(lengths) != len(axes):
        raise invalid(f"tf.signal.{kind}: fft_length {lengths} does not fit axes {axes}")
    return _transform(tensor, kind, lengths, axes, norm)


@op("signal.fftnd", costly=True)
def _transform(x: jax.Array, kind="fftnd", lengths=None, axes=(), norm=None) -> jax.Array:
    taken = ("float32", "float64") if kind == "rfftnd" else ("complex64", "complex128")
    if x.dtype.name not in taken:
        wanted = " or ".join(taken)
        raise invalid(f"tf.signal.{kind}: wrong dtype", given=x.dtype.name, expected=wanted)
    function = {
        "fftnd": jnp.fft.fftn,
        "ifftnd": jnp.fft.ifftn,
        "rfftnd": jnp.fft.rfftn,
        "irfftnd": jnp.fft.irfftn,
    }[kind]
    found = function(x, lengths, axes, norm)
    wide = x.dtype in (np.float64, np.complex128)
    if kind == "irfftnd":
        return found.astype(np.float64 if wide else np.float32)
    return found.astype(np.complex128 if wide else np.complex64)
