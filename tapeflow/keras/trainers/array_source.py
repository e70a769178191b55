"""`ArraySource`: the batches of arrays that are there as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tapeflow.engine import Tensor
from tapeflow.engine.nest import flatten, map_structure
from tapeflow.keras.trainers.arrays import as_samples, check_lengths
from tapeflow.keras.trainers.checks import check_sample_weight
from tapeflow.keras.trainers.class_weight import sample_weights_of
from tapeflow.keras.utils.sample_weight_data import pack_x_y_sample_weight
from tapeflow.keras.trainers.window import Batch, Window
from tapeflow.ops.random.seeds import next_seed
from tapeflow.ops.training import host_is_device, resident

# Larger data stays where it is, and goes to the device a few batches at a time.
_MAX_RESIDENT = 4 << 30  # bytes
_MAX_WITH_ROOM = 512 << 20
_LEAST_ROOM = 1024  # samples


class ArraySource:
    """Arrays, cut into batches; they stay on the device from epoch to epoch.

    Args:
      x: an array `[samples, ...]`, or a structure of them.
      y: the targets, or None.
      sample_weight: a weight for each sample, or None.
      batch_size: by default 32, or what makes `steps` batches.
      steps: how many batches an epoch is to have, or None.
      shuffle: True for a new order of all samples in each epoch, "batch" for one inside batches.
      class_weight: weights of classes, or None.

    Raises:
      ValueError: lengths differ, there are no samples, or both kinds of weights are given.
    """

    restarts = True

    def __init__(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        batch_size: int | None = None,
        steps: int | None = None,
        shuffle: Any = False,
        class_weight: Mapping | None = None,
    ):
        x, y, sample_weight = (map_structure(as_samples, part) for part in (x, y, sample_weight))
        check_sample_weight(y, sample_weight, class_weight)
        if class_weight is not None:
            sample_weight = sample_weights_of(y, class_weight)
        self.samples = check_lengths(x, y, sample_weight)
        self._structure = pack_x_y_sample_weight(_tuples(x), _tuples(y), _tuples(sample_weight))
        self._arrays = [leaf for leaf in flatten(self._structure) if leaf is not None]
        self.batch_size = batch_size or (-(-self.samples // steps) if steps else 32)
        self.batch_size = min(int(self.batch_size), self.samples)
        self.shuffle = shuffle
        self.steps = -(-self.samples // self.batch_size)
        self._tensors: list[Tensor] | None = None

    def parts(self) -> Iterator[Window | Batch]:
        """An epoch's data: all whole batches, then what is left."""
        size, full = self.batch_size, self.samples // self.batch_size
        order = self._order()
        nbytes = sum(getattr(array, "nbytes", 0) for array in self._arrays)
        if any(isinstance(array, Tensor) for array in self._arrays) or nbytes > _MAX_RESIDENT:
            yield from self._host_parts(order, full)
        else:
            room = _room(self.samples, nbytes)
            if self._tensors is None:
                self._tensors = [resident(array, room=room) for array in self._arrays]
            rows = None
            if order is not None:
                rows = order[: full * size].reshape(full, size).astype(np.int32)
                rows = resident(rows, False, room and -(-room // size))
            yield Window(self._structure, self._tensors, size, full, rows)
        if full * size < self.samples:
            yield self._batch(slice(full * size, self.samples), order)

    def _host_parts(self, order: np.ndarray | None, full: int) -> Iterator[Window | Batch]:
        size = self.batch_size
        for i in range(full):
            yield self._batch(slice(i * size, (i + 1) * size), order)

    def _batch(self, part: slice, order: np.ndarray | None) -> Batch:
        rows: Any = part if order is None else order[part]
        leaves = [
            array.numpy()[rows] if isinstance(array, Tensor) else array[rows]
            for array in self._arrays
        ]
        return Batch(self._structure, leaves)

    def _order(self) -> np.ndarray | None:
        """Which samples come when, or None for as they are."""
        if not self.shuffle:
            return None
        first, second = next_seed()
        random = np.random.default_rng([first % (1 << 63), second % (1 << 63)])
        if self.shuffle != "batch":
            return random.permutation(self.samples)
        order = np.arange(self.samples)
        for start in range(0, self.samples, self.batch_size):
            random.shuffle(order[start : start + self.batch_size])
        return order

    def on_epoch_end(self) -> None:
        """Nothing to do."""


def _room(samples: int, nbytes: int) -> int | None:
    """How many samples arrays have room for, so that other numbers of them are the same program.

    That program takes half a second to compile. The next power of two is only an address, where
    the device is the host; elsewhere and for large data the arrays are as long as they are.
    """
    if not host_is_device() or nbytes > _MAX_WITH_ROOM:
        return None
    return max(_LEAST_ROOM, 1 << (samples - 1).bit_length())


def _tuples(structure: Any) -> Any:
    """Lists as tuples, as a data set would give them."""
    if isinstance(structure, (list, tuple)):
        return tuple([_tuples(item) for item in structure])
    if isinstance(structure, Mapping):
        return {key: _tuples(item) for key, item in structure.items()}
    return structure
