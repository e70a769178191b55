"""`ArraySource`: the batches of arrays that are there as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from tapeflow.engine import Tensor
from tapeflow.engine.host_arrays import aligned
from tapeflow.engine.nest import flatten, map_structure
from tapeflow.keras.trainers.arrays import as_samples, check_lengths
from tapeflow.keras.trainers.checks import check_sample_weight
from tapeflow.keras.trainers.class_weight import sample_weights_of
from tapeflow.keras.utils.sample_weight_data import pack_x_y_sample_weight
from tapeflow.keras.trainers.window import Batch, Window
from tapeflow.ops.random.seeds import global_seed, next_seed
from tapeflow.ops.random.shuffle import seeded_orders
from tapeflow.ops.training import host_is_device, resident

# Bytes. Larger data stays where it is, and goes to the device a few batches at a time. On the host
# a whole copy costs more than it saves, in time as in memory, unless it is small.
_MAX_RESIDENT, _MAX_RESIDENT_ON_HOST = 4 << 30, 32 << 20
_WINDOW_BYTES = 8 << 20
_LEAST_ROOM = 1024  # samples


class ArraySource:
    """Arrays, cut into batches; unless they are large they stay on the device between epochs.

    Args:
      x: an array `[samples, ...]`, or a structure of them.
      y: the targets, or None.
      sample_weight: a weight for each sample, or None.
      batch_size: by default 32, or what makes `steps` batches.
      steps: how many batches an epoch is to have, or None.
      shuffle: True for another order of all samples, "batch" for one inside batches.
      class_weight: weights of classes, or None.

    Raises:
      ValueError: lengths differ, there are no samples, or both kinds of weights are given.
    """

    restarts, is_counted = True, False

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
        self._nbytes = sum(getattr(array, "nbytes", 0) for array in self._arrays)
        self._tensors: list[Tensor] | None = None
        self._seeded: tuple[int, np.ndarray] | None = None  # the order with a global seed

    def parts(self) -> Iterator[Window | Batch]:
        """An epoch's data: all whole batches, then what is left."""
        size, full = self.batch_size, self.samples // self.batch_size
        order = self._order()
        if any(isinstance(array, Tensor) for array in self._arrays):
            yield from (self._batch(slice(i * size, (i + 1) * size), order) for i in range(full))
        elif self._nbytes > (_MAX_RESIDENT_ON_HOST if host_is_device() else _MAX_RESIDENT):
            yield from self._windows(order, full)
        else:
            yield self._resident(order, full)
        if full * size < self.samples:
            yield self._batch(slice(full * size, self.samples), order)

    def _resident(self, order: np.ndarray | None, full: int) -> Window:
        """All whole batches, of arrays that are on the device."""
        size, room = self.batch_size, _room(self.samples)
        if self._tensors is None:
            self._tensors = [resident(array, room=room) for array in self._arrays]
        rows = None
        if order is not None:
            rows = order[: full * size].reshape(full, size).astype(np.int32)
            rows = resident(rows, False, room and -(-room // size))
        return Window(self._structure, self._tensors, size, full, rows)

    def _windows(self, order: np.ndarray | None, full: int) -> Iterator[Window]:
        """All whole batches, some at a time."""
        size = self.batch_size
        slots = max(1, _WINDOW_BYTES * self.samples // (self._nbytes * size))
        for begin in range(0, full, slots):
            steps = min(slots, full - begin)
            part = slice(begin * size, (begin + steps) * size)
            arrays = []
            for array in self._arrays:
                held = aligned((slots * size, *array.shape[1:]), array.dtype)
                if order is None:
                    held[: steps * size] = array[part]
                else:
                    # With "raise", the default, NumPy makes a copy that it then copies.
                    np.take(array, order[part], 0, held[: steps * size], "clip")
                arrays.append(resident(held, copy=False))
            yield Window(self._structure, arrays, size, steps, None, is_passing=True)

    def _batch(self, part: slice, order: np.ndarray | None) -> Batch:
        rows: Any = part if order is None else order[part]
        leaves = [
            array.numpy()[rows] if isinstance(array, Tensor) else array[rows]
            for array in self._arrays
        ]
        return Batch(self._structure, leaves)

    def _order(self) -> np.ndarray | None:
        """Which samples come when, or None for as they are: with a seed as in Keras."""
        seed = global_seed()
        if not self.shuffle:
            return None
        if seed is None:
            first, second = next_seed()
            random = np.random.default_rng([first % (1 << 63), second % (1 << 63)])
            return self._placed(random.permutation(size) for size in self._shuffled_sizes())
        if self._seeded is None or self._seeded[0] != seed:
            self._seeded = seed, self._placed(seeded_orders(self._shuffled_sizes()))
        return self._seeded[1]

    def _shuffled_sizes(self) -> list[int]:
        if self.shuffle != "batch":
            return [self.samples]
        starts = range(0, self.samples, self.batch_size)
        return [min(self.batch_size, self.samples - start) for start in starts]

    def _placed(self, orders: Iterable[np.ndarray]) -> np.ndarray:
        """Orders of what is shuffled by itself as one of all samples."""
        return np.concatenate([i * self.batch_size + order for i, order in enumerate(orders)])

    def on_epoch_end(self) -> None:
        """Nothing to do."""


def _room(samples: int) -> int | None:
    """How many samples arrays have room for, so that other numbers of them are the same program.

    That program takes half a second to compile. The next power of two is only an address, where
    the device is the host; elsewhere the arrays are as long as they are.
    """
    return max(_LEAST_ROOM, 1 << (samples - 1).bit_length()) if host_is_device() else None


def _tuples(structure: Any) -> Any:
    """Lists as tuples, as a data set would give them."""
    if isinstance(structure, (list, tuple)):
        return tuple([_tuples(item) for item in structure])
    if isinstance(structure, Mapping):
        return {key: _tuples(item) for key, item in structure.items()}
    return structure
