"""Batches of pictures without an end: out of arrays, folders and tables of names."""

from __future__ import annotations

import os
import sys
import threading
from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.keras import backend
from tapeflow.keras.utils.image_files import img_to_array, load_img
from tapeflow.keras.utils.py_dataset import PyDataset

_FORMATS = (".png", ".jpg", ".jpeg", ".bmp", ".ppm", ".tif", ".tiff")


class Iterator(PyDataset):
    """Batches of the elements 0 to `n`, by number or one after the other without an end.

    Args:
      n: how many elements there are.
      batch_size: elements in a batch; the last one has what is left.
      shuffle: whether they come in another order each time round.
      seed: for NumPy, together with the number of the batch.
      **kwargs: for `PyDataset`.
    """

    def __init__(self, n: int, batch_size: int, shuffle: bool, seed: int | None, **kwargs: Any):
        super().__init__(**kwargs)
        self.n, self.batch_size, self.shuffle, self.seed = n, batch_size, shuffle, seed
        self.batch_index = self.total_batches_seen = 0
        self.index_array: Any = None
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return -(-self.n // self.batch_size)

    def __getitem__(self, index: int) -> Any:
        if not 0 <= index < len(self):
            raise ValueError(
                f"Asked to retrieve element {index}, but the Sequence has length {len(self)}"
            )
        with self._lock:
            self._seed()
            self.total_batches_seen += 1
            if self.index_array is None:
                self._order()
            start = self.batch_size * index
            chosen = self.index_array[start : start + self.batch_size]
        return self._get_batches_of_transformed_samples(chosen)

    def __iter__(self) -> Iterator:
        return self

    def __next__(self) -> Any:
        with self._lock:
            self._seed()
            if self.batch_index == 0:
                self._order()
            start = self.batch_size * self.batch_index
            self.batch_index = self.batch_index + 1 if self.n > start + self.batch_size else 0
            self.total_batches_seen += 1
            chosen = self.index_array[start : start + self.batch_size]
        return self._get_batches_of_transformed_samples(chosen)

    next = __next__

    def on_epoch_end(self) -> None:
        self._order()

    def reset(self) -> None:
        """Begins again with the first batch."""
        self.batch_index = 0

    def _seed(self) -> None:
        if self.seed is not None:
            np.random.seed(self.seed + self.total_batches_seen)

    def _order(self) -> None:
        self.index_array = np.random.permutation(self.n) if self.shuffle else np.arange(self.n)

    def _get_batches_of_transformed_samples(self, index_array: np.ndarray) -> Any:
        raise NotImplementedError(f"{type(self).__name__}: the batch of those elements")


class NumpyArrayIterator(Iterator):
    """Batches of an array's pictures, transformed; see `ImageDataGenerator.flow`."""

    def __init__(
        self,
        x: Any,
        y: Any,
        image_data_generator: Any,
        batch_size: int = 32,
        shuffle: bool = False,
        sample_weight: Any = None,
        seed: int | None = None,
        data_format: str | None = None,
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str = "png",
        subset: str | None = None,
        ignore_class_split: bool = False,
        dtype: Any = None,
    ):
        not_saved(save_to_dir)
        self.dtype = dtype or backend.floatx()
        x, *others = x if isinstance(x, (tuple, list)) else (x,)
        others = [np.asarray(other) for other in (others[0] if others else [])]
        columns = [x, *others, *[c for c in (y, sample_weight) if c is not None]]
        if len({len(column) for column in columns}) > 1:
            raise ValueError(
                problem(
                    "`x` (images tensor) and `y` (labels) should have the same length.",
                    given=f"lengths {[len(column) for column in columns]}",
                )
            )
        part = _array_part(len(x), subset, image_data_generator._validation_split)
        if y is not None and subset is not None and not ignore_class_split:
            _check_classes(np.asarray(y), int(len(x) * image_data_generator._validation_split))
        self.x = np.asarray(x[part], self.dtype)
        self.x_misc = [other[part] for other in others]
        self.y = None if y is None else np.asarray(y[part])
        self.sample_weight = None if sample_weight is None else np.asarray(sample_weight[part])
        if self.x.ndim != 4:
            raise ValueError(
                "Input data in `NumpyArrayIterator` should have rank 4. You passed an array with "
                f"shape {self.x.shape}"
            )
        self.image_data_generator = image_data_generator
        super().__init__(len(self.x), batch_size, shuffle, seed)

    def _get_batches_of_transformed_samples(self, index_array: np.ndarray) -> Any:
        generator = self.image_data_generator
        batch = np.stack([_transformed(generator, self.x[i], self.dtype) for i in index_array])
        inputs = [batch, *[other[index_array] for other in self.x_misc]] if self.x_misc else batch
        parts = [column[index_array] for column in (self.y, self.sample_weight)
                 if column is not None]  # fmt: skip
        return (inputs, *parts) if parts else inputs


class FileIterator(Iterator):
    """Batches of pictures out of files, transformed, and of their labels.

    Attributes:
      filepaths: the files.
      classes: the numbers of their classes.
      class_indices: the classes' numbers by name.
    """

    def __init__(
        self,
        filepaths: list[str],
        labels: Any,
        class_indices: dict[str, int],
        image_data_generator: Any,
        target_size: tuple[int, int],
        color_mode: str,
        class_mode: str | None,
        batch_size: int,
        shuffle: bool,
        seed: int | None,
        interpolation: str,
        keep_aspect_ratio: bool,
        dtype: Any,
        sample_weight: Any = None,
    ):
        self.filepaths, self.labels, self.class_indices = filepaths, labels, class_indices
        self.classes = labels
        self.image_data_generator, self.target_size = image_data_generator, tuple(target_size)
        self.color_mode, self.class_mode = color_mode, class_mode
        self.interpolation, self.keep_aspect_ratio = interpolation, keep_aspect_ratio
        self.dtype, self.sample_weight = dtype or backend.floatx(), sample_weight
        self.samples, self.num_classes = len(filepaths), len(class_indices)
        channels = {"rgb": 3, "rgba": 4, "grayscale": 1}.get(color_mode)
        if channels is None:
            raise ValueError(
                f"Invalid color mode: {color_mode}; expected 'rgb', 'rgba', or 'grayscale'."
            )
        first = image_data_generator.data_format == "channels_first"
        sizes = self.target_size
        self.image_shape = (channels, *sizes) if first else (*sizes, channels)
        super().__init__(len(filepaths), batch_size, shuffle, seed)

    def _get_batches_of_transformed_samples(self, index_array: np.ndarray) -> Any:
        generator = self.image_data_generator
        loaded = [
            img_to_array(
                load_img(
                    self.filepaths[i], self.color_mode, self.target_size, self.interpolation,
                    self.keep_aspect_ratio,
                ),
                generator.data_format,
            )
            for i in index_array
        ]  # fmt: skip
        batch = np.stack([_transformed(generator, x, self.dtype) for x in loaded])
        labels = self._labels(batch, index_array)
        if labels is None:
            return batch
        if self.sample_weight is not None:
            return batch, labels, self.sample_weight[index_array]
        return batch, labels

    def _labels(self, batch: np.ndarray, index_array: np.ndarray) -> Any:
        if self.class_mode == "input":
            return batch.copy()
        if self.class_mode is None:
            return None
        if self.class_mode == "categorical":
            return np.eye(self.num_classes, dtype=self.dtype)[self.labels[index_array]]
        if self.class_mode in ("binary", "sparse"):
            return self.labels[index_array].astype(self.dtype)
        if self.class_mode == "multi_output":
            return [column[index_array] for column in self.labels]
        return self.labels[index_array]


class DirectoryIterator(FileIterator):
    """Batches of pictures in folders; see `ImageDataGenerator.flow_from_directory`."""

    allowed_class_modes = ("categorical", "binary", "sparse", "input", None)

    def __init__(
        self,
        directory: Any,
        image_data_generator: Any,
        target_size: tuple[int, int] = (256, 256),
        color_mode: str = "rgb",
        classes: Any = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        data_format: str | None = None,
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str = "png",
        follow_links: bool = False,
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
        dtype: Any = None,
    ):
        not_saved(save_to_dir)
        if class_mode not in self.allowed_class_modes:
            raise ValueError(
                f"Invalid class_mode: {class_mode}; expected one of: {self.allowed_class_modes}"
            )
        self.directory = os.fspath(directory)
        names = classes or sorted(e.name for e in os.scandir(self.directory) if e.is_dir())
        share = file_share(subset, image_data_generator._validation_split)
        self.filenames: list[str] = []
        numbers: list[int] = []
        for number, name in enumerate(names):
            found = _files(os.path.join(self.directory, name), follow_links)
            part = found[int(share[0] * len(found)) : int(share[1] * len(found))]
            self.filenames += [os.path.relpath(path, self.directory) for path in part]
            numbers += [number] * len(part)
        sys.stdout.write(f"Found {len(self.filenames)} images belonging to {len(names)} classes.\n")
        paths = [os.path.join(self.directory, name) for name in self.filenames]
        super().__init__(
            paths, np.array(numbers, np.int32), {name: i for i, name in enumerate(names)},
            image_data_generator, target_size, color_mode, class_mode, batch_size, shuffle, seed,
            interpolation, keep_aspect_ratio, dtype,
        )  # fmt: skip


def file_share(subset: str | None, validation_split: float) -> tuple[float, float]:
    """From which share of the files to which a subset goes: those for validation come first.

    Raises:
      ValueError: the subset is none of those known.
    """
    if subset is None:
        return 0.0, 1.0
    if subset not in ("training", "validation"):
        raise ValueError(f'Invalid subset name: {subset};expected "training" or "validation"')
    return (0.0, validation_split) if subset == "validation" else (validation_split, 1.0)


def not_saved(save_to_dir: Any) -> None:
    """Refuses to save what was generated."""
    if save_to_dir is not None:
        raise NotImplementedError(
            problem(
                "ImageDataGenerator: save_to_dir is not built",
                fix="keras.utils.save_img(path, x) on the batches' pictures",
            )
        )


def _files(folder: str, follow_links: bool) -> list[str]:
    walk = sorted(os.walk(folder, followlinks=follow_links), key=lambda found: found[0])
    return [os.path.join(root, name) for root, _, names in walk for name in sorted(names)
            if name.lower().endswith(_FORMATS)]  # fmt: skip


def _array_part(count: int, subset: str | None, validation_split: float) -> slice:
    share = file_share(subset, validation_split)
    at = int(count * validation_split)
    return slice(None) if subset is None else slice(at, None) if share[1] == 1.0 else slice(at)


def _check_classes(y: np.ndarray, at: int) -> None:
    if not np.array_equal(np.unique(y[:at]), np.unique(y[at:])):
        raise ValueError(
            problem(
                "Training and validation subsets have different number of classes after the split.",
                given=f"{len(np.unique(y[at:]))} and {len(np.unique(y[:at]))} different labels",
                fix="shuffle the arrays; for labels that are no classes ignore_class_split=True",
            )
        )


def _transformed(generator: Any, x: np.ndarray, dtype: Any) -> np.ndarray:
    transform = generator.get_random_transform(x.shape)
    return generator.standardize(generator.apply_transform(x.astype(dtype), transform))
