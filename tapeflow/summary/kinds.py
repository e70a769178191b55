"""The kinds of summaries: each writes one entry to the default writer, if there is one."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.ops.host.graph_names import current_name_scope
from tapeflow.ops.host.when_known import when_known
from tapeflow.summary.state import (
    given_step,
    local,
    recording_condition,
    should_record_summaries,
)
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

    def made(tag: str, value: np.ndarray) -> Any:
        if value.shape != ():
            raise ValueError(
                problem(
                    f"tf.summary.scalar '{name}': data must be a scalar",
                    given=f"shape {value.shape}",
                    fix="tf.reduce_mean(data), or tf.summary.histogram",
                )
            )
        return [library().summary.scalar(tag, float(value))]

    return _add(made, name, data, step)


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

    def made(tag: str, values: np.ndarray) -> Any:
        values = values.astype(np.float64).ravel()
        values = values if values.size else np.zeros(1)
        return [library().summary.histogram(tag, values, buckets or 30)]

    return _add(made, name, data, step)


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

    def made(tag: str, pictures: np.ndarray) -> Any:
        if pictures.ndim != 4:
            raise ValueError(
                problem(
                    f"tf.summary.image '{name}': wrong shape",
                    given=str(pictures.shape),
                    expected="(count, height, width, channels)",
                    fix="tf.expand_dims(picture, 0) for one, [..., tf.newaxis] for gray ones",
                )
            )
        if pictures.dtype != np.uint8:
            pictures = (np.clip(pictures.astype(np.float64), 0, 1) * 255 + 0.5).astype(np.uint8)
        shown = pictures[:max_outputs]
        tags = [tag] if len(shown) == 1 else [f"{tag}/{i}" for i in range(len(shown))]
        one = library().summary.image
        return [one(tag, picture, 1, "HWC") for tag, picture in zip(tags, shown, strict=True)]

    return _add(made, name, data, step)


def text(name: str, data: Any, step: Any = None, description: str | None = None) -> bool:
    """Texts, shown as Markdown.

    Args:
      name: their name.
      data: a string, or a tensor of strings.
      step: see `scalar`.
      description: accepted, not shown.
    """

    def made(tag: str, strings: np.ndarray) -> Any:
        strings = np.atleast_1d(np.asarray(strings, object)).ravel()
        lines = [s.decode() if isinstance(s, bytes) else str(s) for s in strings]
        return [library().summary.text(tag, "\n\n".join(lines))]

    return _add(made, name, convert_to_tensor(data), step)


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

    def made(tag: str, sounds: np.ndarray) -> Any:
        shown = enumerate(sounds[:max_outputs])
        return [_wav_summary(f"{tag}/{i}", sound, int(sample_rate)) for i, sound in shown]

    return _add(made, name, data, step)


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


def _add(made: Callable, name: str, data: Any, step: Any) -> bool:
    """Writes what `made(tag, array)` gives: now, or each time a function's program has run."""
    condition = recording_condition()
    if condition is False:
        return False
    writer, tag = local.writer, f"{current_name_scope()}{name}"

    def tell(values: list) -> None:
        data, step = values
        for entry in made(tag, _array(data)):
            writer.add(entry, int(step))

    when_known(tell, [data, given_step(step)], condition)
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
