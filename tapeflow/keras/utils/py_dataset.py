"""`PyDataset`: batches by number, written in Python."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any


class PyDataset:
    """The base of data sets that give a whole batch for its number.

    A subclass has `__getitem__(index)` and `__len__`, the number of batches, or a property
    `num_batches`, None if they never end. `on_epoch_begin` and `on_epoch_end` may change the data.

    Args:
      workers: how many threads (or processes) `fit` uses to make batches; 1 for none of its own.
      use_multiprocessing: whether they are processes.
      max_queue_size: how many batches they make ahead.

    >>> import tapeflow as tf
    >>> class Squares(tf.keras.utils.PyDataset):
    ...     def __len__(self):
    ...         return 3
    ...     def __getitem__(self, index):
    ...         return index * index
    >>> list(Squares())
    [0, 1, 4]
    """

    # Also for subclasses that do not call this class's constructor.
    workers = 1
    use_multiprocessing = False
    max_queue_size = 10

    def __init__(
        self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10
    ):
        self.workers = workers
        self.use_multiprocessing = use_multiprocessing
        self.max_queue_size = max_queue_size

    def __getitem__(self, index: int) -> Any:
        raise NotImplementedError(f"{type(self).__name__}.__getitem__: a batch for its number")

    def __iter__(self) -> Iterator:
        count = self.num_batches
        for index in itertools.count() if count is None else range(count):
            yield self[index]

    @property
    def num_batches(self) -> int | None:
        """The number of batches, None if they never end.

        Raises:
          NotImplementedError: there is neither this property nor `__len__`.
        """
        if hasattr(self, "__len__"):
            return len(self)  # type: ignore[arg-type]
        raise NotImplementedError(
            f"{type(self).__name__}: implement __len__, or the property num_batches"
        )

    def on_epoch_begin(self) -> None:
        """Called when an epoch begins."""

    def on_epoch_end(self) -> None:
        """Called when an epoch ends."""
