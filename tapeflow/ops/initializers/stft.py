"""`STFT`: the kernel of a convolution that computes a short-time Fourier transform."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, problem
from tapeflow.engine.spec import spec
from tapeflow.ops.initializers.constants import plain
from tapeflow.ops.initializers.initializer import Initializer, chosen_dtype, sizes

_WINDOWS = {
    "hann": (0.5, 0.5),
    "hanning": (0.5, 0.5),
    "hamming": (0.54, 0.46),
    "boxcar": (1.0, 0.0),
}


class STFT(Initializer):
    """`cos` or `-sin` of `2 pi t f / length` for every time step and frequency, times a window.

    Args:
      side: `real` (cosines) or `imag` (sines).
      window: `hann`, `hamming`, `boxcar`, an array with a value per time step, or None.
      scaling: what the window is divided by: `density` the root of its sum of squares, `spectrum`
        its sum; None leaves it.
      periodic: whether the window is one period (its last value not repeated).

    Raises:
      ValueError: an argument that is none of the above.

    >>> import tapeflow as tf
    >>> tf.keras.initializers.STFT("real")([8, 1, 5]).shape
    TensorShape([8, 1, 5])
    """

    def __init__(
        self,
        side: str = "real",
        window: Any = "hann",
        scaling: str | None = "density",
        periodic: bool = False,
    ):
        if side not in ("real", "imag"):
            raise ValueError(problem("STFT: unknown side", side, "'real' or 'imag'"))
        if isinstance(window, str) and window not in _WINDOWS:
            raise ValueError(
                problem("STFT: unknown window", window, ", ".join(_WINDOWS), "pass its values")
            )
        if scaling not in (None, "density", "spectrum"):
            raise ValueError(
                problem("STFT: unknown scaling", scaling, "None, 'density' or 'spectrum'")
            )
        self.side = side
        self.window = window
        self.scaling = scaling
        self.periodic = periodic

    def __call__(self, shape: Any, dtype: Any = None, **kwargs: Any) -> Tensor:
        shape, dtype = sizes(shape), chosen_dtype(dtype)
        length, _, frequencies = shape
        time = np.arange(length, dtype=np.float64).reshape(length, 1, 1)
        frequency = np.arange(frequencies, dtype=np.float64) / ((frequencies - 1) * 2)
        angle = -2 * np.pi * time * frequency
        kernel = np.cos(angle) if self.side == "real" else np.sin(angle)
        if self.window is not None:
            kernel = kernel * self._scaled_window(length)
        return Tensor(np.broadcast_to(kernel, shape).astype(dtype.np), spec(shape, dtype))

    def _scaled_window(self, length: int) -> np.ndarray:
        if isinstance(self.window, str):
            offset, height = _WINDOWS[self.window]
            period = length if self.periodic else max(length - 1, 1)
            window = offset - height * np.cos(2 * np.pi * np.arange(length) / period)
        else:
            window = np.asarray(self.window, np.float64)
        if window.shape != (length,):
            raise ValueError(
                problem("STFT: the window has one value per time step", window.shape, (length,))
            )
        total = {
            None: 1.0,
            "density": np.sqrt(np.sum(window**2)),
            "spectrum": np.sum(np.abs(window)),
        }
        return (window / total[self.scaling]).reshape(length, 1, 1)

    def get_config(self) -> dict[str, Any]:
        return {
            "side": self.side,
            "window": plain(self.window),
            "periodic": self.periodic,
            "scaling": self.scaling,
        }
