"""`TimeseriesGenerator`: batches of windows that end before their target."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from tapeflow.keras.utils.py_dataset import PyDataset


class TimeseriesGenerator(PyDataset):
    """Batches of `data[i - length : i : sampling_rate]` and `targets[i]`.

    Args:
      data: `[time, ...]`.
      targets: as long as `data`.
      length: time steps that a window spans.
      sampling_rate: the distance of its time steps.
      stride: by how much the next window begins later.
      start_index: the first time step that is used.
      end_index: the last target that is used; the last of all by default.
      shuffle: whether windows are drawn at random, by NumPy.
      reverse: whether a window's time steps are turned around.
      batch_size: windows in a batch.
      **kwargs: for `PyDataset`.

    Raises:
      ValueError: `data` and `targets` differ in length, or nothing is left.

    >>> import numpy as np
    >>> import tapeflow as tf
    >>> series = np.arange(5)
    >>> x, y = tf.keras.preprocessing.sequence.TimeseriesGenerator(series, series, 3)[0]
    >>> x.tolist(), y.tolist()
    ([[0, 1, 2], [1, 2, 3]], [3, 4])
    """

    def __init__(
        self,
        data: Any,
        targets: Any,
        length: int,
        sampling_rate: int = 1,
        stride: int = 1,
        start_index: int = 0,
        end_index: int | None = None,
        shuffle: bool = False,
        reverse: bool = False,
        batch_size: int = 128,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        if len(data) != len(targets):
            raise ValueError(
                f"Data and targets have to be of same length. Data length is {len(data)} while "
                f"target length is {len(targets)}"
            )
        self.data, self.targets, self.length = data, targets, length
        self.sampling_rate, self.stride = sampling_rate, stride
        self.start_index = start_index + length
        self.end_index = len(data) - 1 if end_index is None else end_index
        self.shuffle, self.reverse, self.batch_size = shuffle, reverse, batch_size
        if self.start_index > self.end_index:
            raise ValueError(
                f"`start_index+length={self.start_index} > end_index={self.end_index}` is "
                "disallowed, as no part of the sequence would be left to be used as current step."
            )

    def __len__(self) -> int:
        span = self.batch_size * self.stride
        return (self.end_index - self.start_index + span) // span

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        first, last = self.start_index, self.end_index + 1
        if self.shuffle:
            rows = np.random.randint(first, last, self.batch_size)
        else:
            first += self.batch_size * self.stride * index
            rows = np.arange(first, min(first + self.batch_size * self.stride, last), self.stride)
        windows = np.array([self.data[r - self.length : r : self.sampling_rate] for r in rows])
        targets = np.array([self.targets[row] for row in rows])
        return (windows[:, ::-1] if self.reverse else windows), targets

    def get_config(self) -> dict[str, Any]:
        """The arguments as plain data; `data` and `targets` as JSON, `start_index` as it is used.

        Raises:
          TypeError: the data can't be written as JSON.
        """
        return {
            "data": _as_json("Data", self.data),
            "targets": _as_json("Targets", self.targets),
            "length": self.length,
            "sampling_rate": self.sampling_rate,
            "stride": self.stride,
            "start_index": self.start_index,
            "end_index": self.end_index,
            "shuffle": self.shuffle,
            "reverse": self.reverse,
            "batch_size": self.batch_size,
        }

    def to_json(self, **kwargs: Any) -> str:
        """The config and the class's name as JSON.

        Args:
          **kwargs: for `json.dumps`.
        """
        named = {"class_name": type(self).__name__, "config": self.get_config()}
        return json.dumps(named, **kwargs)


def _as_json(what: str, data: Any) -> str:
    try:
        return json.dumps(data.tolist() if isinstance(data, np.ndarray) else data)
    except TypeError as error:
        raise TypeError(f"{what} not JSON Serializable: {data}") from error
