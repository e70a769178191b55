"""`tf.audio`: WAV files of 16-bit samples."""

from __future__ import annotations

import io
import wave
from typing import Any, NamedTuple

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid
from tapeflow.ops.strings.host import bytes_of


class DecodedWav(NamedTuple):
    """What `decode_wav` gives."""

    audio: Tensor
    sample_rate: Tensor


def decode_wav(
    contents: Any, desired_channels: int = -1, desired_samples: int = -1, name: str | None = None
) -> DecodedWav:
    """The samples of a WAV file with 16 bits a sample.

    Args:
      contents: the file, a string.
      desired_channels: how many channels; -1 for those of the file.
      desired_samples: the signal is cut, or filled with zeros, to so many; -1 for all.
      name: accepted for compatibility, not used.

    Returns:
      float32 `[samples, channels]` in `[-1, 1)`, and the samples per second, int32.

    Raises:
      InvalidArgumentError: the string is no such file.

    >>> import tapeflow as tf
    >>> sound = tf.audio.encode_wav([[0.5], [-0.5]], sample_rate=8000)
    >>> tf.audio.decode_wav(sound).audio[:, 0].numpy()
    array([ 0.5, -0.5], dtype=float32)
    """
    data = bytes_of(contents)[()]
    try:
        with wave.open(io.BytesIO(data)) as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            samples = np.frombuffer(
                file.readframes(file.getnframes()), "<i2" if width == 2 else "u1"
            )
    except (wave.Error, EOFError) as error:
        raise invalid(f"Header mismatch: this is no WAV file ({error})") from error
    if width != 2:
        raise invalid("Can only read 16-bit WAV files", given=f"{8 * width} bits")
    audio = samples.reshape(-1, channels).astype(np.float32) / np.float32(32768)
    if desired_channels > 0 and desired_channels != channels:
        if desired_channels < channels:
            audio = audio[:, :desired_channels]
        else:
            audio = np.concatenate([audio] + [audio[:, -1:]] * (desired_channels - channels), 1)
    if desired_samples >= 0:
        audio = audio[:desired_samples]
        audio = np.pad(audio, [(0, desired_samples - len(audio)), (0, 0)])
    return DecodedWav(convert_to_tensor(audio), convert_to_tensor(np.int32(rate)))


def encode_wav(audio: Any, sample_rate: Any, name: str | None = None) -> Tensor:
    """Samples as a WAV file with 16 bits a sample.

    Args:
      audio: float32 `[samples, channels]` in `[-1, 1]`.
      sample_rate: samples per second.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: another rank.
    """
    values = np.asarray(convert_to_tensor(audio).numpy())
    if values.ndim != 2:
        raise invalid("audio must be 2-dimensional", given=f"shape {values.shape}")
    whole = np.clip(np.rint(values * 32768), -32768, 32767).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(values.shape[1])
        file.setsampwidth(2)
        file.setframerate(int(sample_rate))
        file.writeframes(whole.tobytes())
    return convert_to_tensor(buffer.getvalue())
