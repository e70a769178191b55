"""`tf.signal`: Fourier and cosine transforms, frames, windows and spectra."""

from tapeflow.ops.signal import dct as dct
from tapeflow.ops.signal import fft as fft
from tapeflow.ops.signal import fft2d as fft2d
from tapeflow.ops.signal import fft3d as fft3d
from tapeflow.ops.signal import fftshift as fftshift
from tapeflow.ops.signal import frame as frame
from tapeflow.ops.signal import hamming_window as hamming_window
from tapeflow.ops.signal import hann_window as hann_window
from tapeflow.ops.signal import idct as idct
from tapeflow.ops.signal import ifft as ifft
from tapeflow.ops.signal import ifft2d as ifft2d
from tapeflow.ops.signal import ifft3d as ifft3d
from tapeflow.ops.signal import ifftshift as ifftshift
from tapeflow.ops.signal import inverse_mdct as inverse_mdct
from tapeflow.ops.signal import inverse_stft as inverse_stft
from tapeflow.ops.signal import inverse_stft_window_fn as inverse_stft_window_fn
from tapeflow.ops.signal import irfft as irfft
from tapeflow.ops.signal import irfft2d as irfft2d
from tapeflow.ops.signal import irfft3d as irfft3d
from tapeflow.ops.signal import kaiser_bessel_derived_window as kaiser_bessel_derived_window
from tapeflow.ops.signal import kaiser_window as kaiser_window
from tapeflow.ops.signal import linear_to_mel_weight_matrix as linear_to_mel_weight_matrix
from tapeflow.ops.signal import mdct as mdct
from tapeflow.ops.signal import mfccs_from_log_mel_spectrograms as mfccs_from_log_mel_spectrograms
from tapeflow.ops.signal import overlap_and_add as overlap_and_add
from tapeflow.ops.signal import rfft as rfft
from tapeflow.ops.signal import rfft2d as rfft2d
from tapeflow.ops.signal import rfft3d as rfft3d
from tapeflow.ops.signal import stft as stft
from tapeflow.ops.signal import vorbis_window as vorbis_window

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

# Imported when first asked for.
_LATER = {
    "fftnd": "tapeflow.ops.signal.any_axes",
    "ifftnd": "tapeflow.ops.signal.any_axes",
    "rfftnd": "tapeflow.ops.signal.any_axes",
    "irfftnd": "tapeflow.ops.signal.any_axes",
}

if TYPE_CHECKING:
    from tapeflow.ops.signal.any_axes import fftnd as fftnd
    from tapeflow.ops.signal.any_axes import ifftnd as ifftnd
    from tapeflow.ops.signal.any_axes import rfftnd as rfftnd
    from tapeflow.ops.signal.any_axes import irfftnd as irfftnd


def __getattr__(name: str):
    if name in _LATER:
        return getattr(_import_module(_LATER[name]), name)
    raise AttributeError(f"module 'tapeflow.signal' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
