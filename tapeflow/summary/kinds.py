"""The kinds of summaries: each writes one entry to the default writer, if there is one."""

from __future__ import annotations

import io
import wave
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.ops.host.graph_names import current_name_scope
from tapeflow.summary.state import local, should_record_summaries, step_of
from tapeflow.summary.trace import graph_def
from tapeflow.summary.writer import library


def scalar(name: str, data: Any, step: Any = None, description: str | None = None) -> bool:
    """A number at a step.

    Args:
      name: the curve's name; name scopes come before it.
      data: a scalar.
      step: an int; the default step by default.
      description: accepted, not shown.

    Returns:
      Whether it was recorded.

    Raises:
      ValueError: no step is set, or `data` is no scalar.
    """
    if not should_record_summaries():
        return False
    value = _array(data)
    if value.shape != ():
        raise ValueError(
            problem(
                f"tf.summary.scalar '{name}': data must be a scalar",
                given=f"shape {value.shape}",
                fix="tf.reduce_mean(data), or tf.summary.histogram",
            )
        )
    return _add(lambda tag: library().summary.scalar(tag, float(value)), name, step)


def histogram(
    name: str, data: Any, step: Any = None, buckets: int | None = None, description: Any = None
) -> bool:
    """How the numbers of `data` are spread.

    Args:
      name: its name.
      data: numbers of any shape.
      step: see `scalar`.
      buckets: how many bars; 30 by default.
      description: accepted, not shown.
    """
    if not should_record_summaries():
        return False
    values = _array(data).astype(np.float64).ravel()
    if not values.size:
        values = np.zeros(1)
    summary = library().summary
    return _add(lambda tag: summary.histogram(tag, values, buckets or 30), name, step)


def image(
    name: str, data: Any, step: Any = None, max_outputs: int = 3, description: Any = None
) -> bool:
    """Pictures.

    Args:
      name: their name.
      data: `[count, height, width, channels]`, 1, 3 or 4 channels: floats in `[0, 1]`, or uint8.
      step: see `scalar`.
      max_outputs: how many of them are kept.
      description: accepted, not shown.

    Raises:
      ValueError: another shape.
      ImportError: Pillow is not installed.
    """
    if not should_record_summaries():
        return False
    pictures = _array(data)
    if pictures.ndim != 4:
        raise ValueError(
            problem(
                f"tf.summary.image '{name}': wrong shape",
                given=str(pictures.shape),
                expected="(count, height, width, channels)",
                fix="tf.expand_dims(picture, 0) for one picture, [..., tf.newaxis] for gray ones",
            )
        )
    if pictures.dtype != np.uint8:
        pictures = (np.clip(pictures.astype(np.float64), 0, 1) * 255 + 0.5).astype(np.uint8)
    recorded = True
    for i, picture in enumerate(pictures[:max_outputs]):
        inner = name if len(pictures[:max_outputs]) == 1 else f"{name}/{i}"
        recorded = _add(
            lambda tag, picture=picture: library().summary.image(tag, picture, 1, "HWC"),
            inner,
            step,
        )
    return recorded


def text(name: str, data: Any, step: Any = None, description: str | None = None) -> bool:
    """Texts, shown as Markdown.

    Args:
      name: their name.
      data: a string, or a tensor of strings.
      step: see `scalar`.
      description: accepted, not shown.
    """
    if not should_record_summaries():
        return False
    strings = np.atleast_1d(np.asarray(convert_to_tensor(data).numpy(), object)).ravel()
    lines = [s.decode() if isinstance(s, bytes) else str(s) for s in strings]
    return _add(lambda tag: library().summary.text(tag, "\n\n".join(lines)), name, step)


def audio(
    name: str,
    data: Any,
    sample_rate: int,
    step: Any = None,
    max_outputs: int = 3,
    encoding: str | None = None,
    description: Any = None,
) -> bool:
    """Sounds.

    Args:
      name: their name.
      data: `[count, frames, channels]`, floats in `[-1, 1]`.
      sample_rate: frames a second.
      step: see `scalar`.
      max_outputs: how many of them are kept.
      encoding: only None or "wav".
      description: accepted, not shown.
    """
    if encoding not in (None, "wav"):
        raise NotImplementedError(f"tf.summary.audio: {encoding!r} is not supported; 'wav' is")
    if not should_record_summaries():
        return False
    recorded = True
    for i, sound in enumerate(_array(data)[:max_outputs]):
        recorded = _add(
            lambda tag, sound=sound: _wav_summary(tag, sound, int(sample_rate)),
            f"{name}/{i}",
            step,
        )
    return recorded


def graph(graph_data: Any) -> bool:
    """The ops of a traced function: `concrete_function.graph`, as TensorBoard draws them."""
    if not should_record_summaries():
        return False
    local.writer.add_graph(graph_def([graph_data]))
    return True


def write(
    tag: str, tensor: Any, step: Any = None, metadata: Any = None, name: str | None = None
) -> bool:
    """An entry in a plugin's own form.

    Raises:
      NotImplementedError: always; the other functions write what TensorBoard's own panels show.
    """
    raise NotImplementedError(
        problem(
            "tf.summary.write is not supported",
            fix="tf.summary.scalar, histogram, image, text or audio",
        )
    )


def _add(make: Any, name: str, step: Any) -> bool:
    number = step_of(step)
    scope = current_name_scope()
    local.writer.add(make(f"{scope}{name}"), number)
    return True


def _wav_summary(tag: str, sound: np.ndarray, sample_rate: int) -> Any:
    """The summary of one sound, `[frames, channels]`, as 16-bit WAV."""
    samples = (np.clip(sound, -1, 1) * 32767).astype("<i2")
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(sound.shape[1])
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes(samples.tobytes())
    kinds = library().summary.Summary
    encoded = kinds.Audio(
        sample_rate=sample_rate,
        num_channels=sound.shape[1],
        length_frames=sound.shape[0],
        encoded_audio_string=content.getvalue(),
        content_type="audio/wav",
    )
    return kinds(value=[kinds.Value(tag=tag, audio=encoded)])


def _array(data: Any) -> np.ndarray:
    return np.asarray(data.numpy() if isinstance(data, Tensor) else data)
