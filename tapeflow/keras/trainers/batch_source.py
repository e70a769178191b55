"""`BatchSource`: the batches of a data set, generator, `PyDataset` or data loader."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, problem
from tapeflow.engine.host_arrays import aligned
from tapeflow.engine.nest import flatten, is_nested, map_structure
from tapeflow.engine.spec import spec_of
from tapeflow.keras.trainers.class_weight import sample_weights_of
from tapeflow.keras.utils.sample_weight_data import unpack_x_y_sample_weight
from tapeflow.keras.trainers.tables import is_torch, torch_samples
from tapeflow.keras.trainers.window import Batch, Window
from tapeflow.keras.trainers.workers import by_workers
from tapeflow.ops.training import resident

# Small batches go to the device several at a time: so many bytes, so many batches, or as many as
# come in so many seconds.
_INFINITE = -1  # of `cardinality`
_WINDOW_BYTES, _WINDOW_BATCHES, _WINDOW_SECONDS = 4 << 20, 32, 0.1


class BatchSource:
    """Something that gives batches, one after another.

    Args:
      batches: a data set or loader that can be iterated anew for each epoch; a generator, which
        can't; or an object with `__len__` and `__getitem__` (`PyDataset`).
      shuffle: whether a `PyDataset`'s batches come in another order in each epoch.
      class_weight: weights of classes, or None.
      steps: how many batches an epoch is to have, or None for all.

    Raises:
      ValueError: it gives no batches, or never ends and no number of steps is given.
    """

    batch_size = None

    def __init__(
        self,
        batches: Any,
        shuffle: Any = False,
        class_weight: Mapping | None = None,
        steps: int | None = None,
    ):
        self._batches, self._class_weight = batches, class_weight
        self._indexed = is_indexed(batches)
        self._shuffle = bool(shuffle)
        if not self._indexed and not isinstance(batches, Iterable):
            raise ValueError(
                f"Unrecognized data type: x={batches!r:.200} (of type {type(batches)})"
            )
        if steps is None and _is_endless(batches):
            raise ValueError(
                problem(
                    "a data set that never ends needs a number of steps",
                    given=f"{type(batches).__name__} of infinite cardinality",
                    fix="steps_per_epoch= in fit, validation_steps= for validation_data, steps= "
                    "in evaluate; or leave out repeat()",
                )
            )
        self.restarts = self._indexed or not isinstance(batches, Iterator)
        self.steps = _length(batches)
        # How many batches may still be asked for in this epoch.
        self.budget: int | None = None

    def parts(self) -> Iterator[Window | Batch]:
        """Batches, those of one shape that are small several at a time."""
        # A data set's pass begins here, and with it its order is drawn.
        return self._parts(self._numbered() if self._indexed else iter(self._batches))

    def _parts(self, items: Iterator[Any]) -> Iterator[Window | Batch]:
        batches = (self._prepared(item) for item in items)
        form: Any = None
        held: list[tuple[Any, list]] = []
        began = 0.0
        for item in batches:
            structure, leaves = item
            if self.budget is not None:
                self.budget -= 1
            specs = [spec_of(leaf) if _is_number(leaf) else None for leaf in leaves]
            if form is None:
                form = (map_structure(_mark, structure), specs)
                slots = _slots(specs)
            if slots == 1 or form[1] != specs or form[0] != map_structure(_mark, structure):
                if held:
                    yield _window(held, slots)
                    held = []
                yield Batch(structure, leaves)
                continue
            if not held:
                began = time.perf_counter()
            held.append(item)
            late = time.perf_counter() - began > _WINDOW_SECONDS
            if len(held) == slots or late or self.budget == 0:
                yield _window(held, slots)
                held = []
        if held:
            yield _window(held, slots)

    def _numbered(self) -> Iterator[Any]:
        begin = getattr(self._batches, "on_epoch_begin", None)
        if begin is not None:
            begin()
        order: Any = itertools.count() if self.steps is None else range(self.steps)
        if self._shuffle and self.steps is not None:
            order = list(order)
            random.shuffle(order)  # Python's generator, as in Keras
        workers = int(getattr(self._batches, "workers", 1) or 1)
        if workers > 1:
            processes = bool(getattr(self._batches, "use_multiprocessing", False))
            ahead = int(getattr(self._batches, "max_queue_size", 10))
            yield from by_workers(self._batches, order, workers, processes, ahead)
        else:
            for i in order:
                yield self._batches[int(i)]

    def _prepared(self, item: Any) -> tuple[Any, list]:
        """A batch as a structure, and its arrays."""
        if isinstance(item, list):
            item = tuple(item)
        if self._class_weight is not None:
            x, y, weight = unpack_x_y_sample_weight(item)
            if weight is not None:
                raise ValueError("You cannot `class_weight` and `sample_weight` at the same time.")
            item = (x, y, sample_weights_of(y, self._class_weight))
        item = map_structure(_leaf, _tuples(item))
        return item, [leaf for leaf in flatten(item) if leaf is not None]

    def on_epoch_end(self) -> None:
        """Tells the data."""
        end = getattr(self._batches, "on_epoch_end", None) if self._indexed else None
        if end is not None:
            end()

    @property
    def is_counted(self) -> bool:
        """Whether it is a data set whose length was known from the first."""
        return hasattr(self._batches, "_plan") and _length(self._batches) is not None

    def pass_over(self) -> None:
        """Lets a data set take the seeds of one pass more."""
        self._batches._plan.pass_over()


def is_indexed(batches: Any) -> bool:
    """Whether it is a `PyDataset` or `Sequence`: batches by their number."""
    if isinstance(batches, (list, tuple, Mapping, str)) or hasattr(batches, "__array__"):
        return False
    return hasattr(batches, "__getitem__") and hasattr(batches, "on_epoch_end")


def _is_endless(batches: Any) -> bool:
    """Whether it is a data set that says that it never ends."""
    cardinality = getattr(batches, "cardinality", None)
    return callable(cardinality) and int(cardinality()) == _INFINITE


def _length(batches: Any) -> int | None:
    count = getattr(batches, "num_batches", None)
    if isinstance(count, int):
        return count
    try:
        count = len(batches)
    except (TypeError, NotImplementedError, AttributeError):
        return None
    return count if count is not None and count >= 0 else None


def _leaf(leaf: Any) -> Any:
    """An array of NumPy or a tensor."""
    if leaf is None:
        return None
    if isinstance(leaf, Tensor):
        value = leaf.value()
        return leaf if leaf.dtype.name == "string" else np.asarray(value, leaf.dtype.np)
    array = torch_samples(leaf) if is_torch(leaf) else np.asarray(leaf)
    if array.dtype == np.float64 and not hasattr(leaf, "dtype"):
        array = array.astype(np.float32)  # Python's floats
    return array


def _is_number(leaf: Any) -> bool:
    return isinstance(leaf, np.ndarray) and leaf.dtype.kind not in "OSU" and leaf.ndim > 0


def _mark(leaf: Any) -> Any:
    return leaf is None


def _slots(specs: list) -> int:
    if None in specs or len({spec.shape[0] for spec in specs}) != 1:
        return 1
    nbytes = sum(spec.nbytes for spec in specs)
    return max(1, min(_WINDOW_BATCHES, _WINDOW_BYTES // max(nbytes, 1)))


def _window(held: list[tuple[Any, list]], slots: int) -> Window:
    """Batches of one shape, side by side in arrays that have room for `slots` of them."""
    structure, first = held[0]
    size = first[0].shape[0]
    arrays = []
    for position, example in enumerate(first):
        array = aligned((slots * size, *example.shape[1:]), example.dtype)
        for i, (_, leaves) in enumerate(held):
            array[i * size : (i + 1) * size] = leaves[position]
        arrays.append(resident(array, copy=False))
    return Window(structure, arrays, size, len(held), None, is_passing=True)


def _tuples(structure: Any) -> Any:
    if isinstance(structure, (list, tuple)) and not hasattr(structure, "_fields"):
        if structure and not any(is_nested(i) or np.ndim(i) for i in structure):
            return np.asarray(structure)  # a list of numbers is an array
        return tuple([_tuples(item) for item in structure])
    if isinstance(structure, Mapping):
        return {key: _tuples(item) for key, item in structure.items()}
    return structure
