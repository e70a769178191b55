"""`timeseries_dataset_from_array`: sliding windows over a series."""

from __future__ import annotations

import numpy as np

from tapeflow.data import AUTOTUNE, Dataset
from tapeflow.engine import convert_to_tensor, problem
from tapeflow.ops import array


def timeseries_dataset_from_array(
    data,
    targets,
    sequence_length,
    sequence_stride=1,
    sampling_rate=1,
    batch_size=128,
    shuffle=False,
    seed=None,
    start_index=None,
    end_index=None,
    format="tf",
) -> Dataset:
    """Batches of windows over `data`, and of the targets that belong to their first time steps.

    Args:
      data: `[time, ...]`.
      targets: `targets[i]` belongs to the window that begins at `data[i]`; None for no targets.
      sequence_length: time steps in a window.
      sequence_stride: by how much the next window begins later.
      sampling_rate: the distance of a window's time steps.
      batch_size: windows in a batch; None for no batches.
      shuffle: whether the windows come in random order.
      seed: for the shuffling.
      start_index: the first time step that is used.
      end_index: the first that is not used any more.
      format: `"tf"`.

    Raises:
      ValueError: a number does not fit.
      NotImplementedError: `format` is `"grain"`.

    >>> import tapeflow as tf
    >>> import numpy as np
    >>> windows = tf.keras.utils.timeseries_dataset_from_array(np.arange(5), np.arange(5), 3)
    >>> for x, y in windows:
    ...     print(x.numpy().tolist(), y.numpy().tolist())
    [[0, 1, 2], [1, 2, 3], [2, 3, 4]] [0, 1, 2]
    """
    _check(len(data), sequence_stride, sampling_rate, start_index, end_index)
    check_format("timeseries_dataset_from_array", format)
    start, end = start_index or 0, len(data) if end_index is None else end_index
    count = end - start - (sequence_length - 1) * sampling_rate
    if targets is not None:
        count = min(count, len(targets))
    positions = np.arange(0, count, sequence_stride, dtype=np.int32)
    if shuffle:
        seed = np.random.randint(int(1e6)) if seed is None else seed
        np.random.RandomState(seed).shuffle(positions)
    series = convert_to_tensor(data[start:end])
    offsets = convert_to_tensor(np.arange(sequence_length, dtype=np.int32) * sampling_rate)
    if targets is None:
        found = Dataset.from_tensor_slices(positions).map(
            lambda position: array.gather(series, position + offsets)
        )
    else:
        labels = convert_to_tensor(targets[start:end])
        found = Dataset.from_tensor_slices(positions).map(
            lambda position: (
                array.gather(series, position + offsets),
                array.gather(labels, position),
            )
        )
    found = found.prefetch(AUTOTUNE)
    if shuffle:
        found = found.shuffle(1024 if batch_size is None else batch_size * 8, seed)
    return found if batch_size is None else found.batch(batch_size)


def check_format(name: str, format: str) -> None:
    """Raises unless the format is tf.data's."""
    if format not in ("tf", "grain"):
        raise ValueError(f'`format` should be either "tf" or "grain". Received: format={format}')
    if format == "grain":
        raise NotImplementedError(
            problem(f'keras.utils.{name}: format="grain" is not built', fix='format="tf"')
        )


def _check(length: int, stride: int, rate: int, start: int | None, end: int | None) -> None:
    if start and not 0 <= start < length:
        raise ValueError(
            f"`start_index` must be 0 or greater, and lower than the length of the data, {length}. "
            f"Received: start_index={start}"
        )
    if end and not max(start or 0, 0) < end < length:
        raise ValueError(
            "`end_index` must be higher than 0 and `start_index`, and lower than the length of the "
            f"data, {length}. Received: start_index={start}, end_index={end}"
        )
    for name, given in (("sampling_rate", rate), ("sequence_stride", stride)):
        if not 0 < given < length:
            raise ValueError(
                f"`{name}` must be higher than 0 and lower than the length of the data, {length}. "
                f"Received: {name}={given}"
            )
