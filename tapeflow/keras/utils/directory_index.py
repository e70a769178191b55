"""Files in folders that are named after classes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.data import AUTOTUNE, Dataset
from tapeflow.engine import problem


class DirectoryIndex:
    """The files of a folder and their labels, and the data sets that are made of them.

    Args:
      name: the public function.
      directory: the folder.
      labels: `"inferred"` (the folders below are the classes), None, or a list of integers.
      label_mode: `"int"`, `"categorical"`, `"binary"` or None.
      class_names: the classes in their order; sorted by default.
      formats: the endings of the files that count, in lower case.
      shuffle: whether the files come in random order.
      seed: for the shuffling.
      validation_split: the share of the files for validation.
      subset: `"training"`, `"validation"`, `"both"` or None.
      follow_links: whether links to folders are followed.
      verbose: whether to say how many files there are.

    Raises:
      ValueError: the arguments do not fit together or to what is in the folder.
    """

    def __init__(
        self, name, directory, labels, label_mode, class_names, formats, shuffle, seed,
        validation_split, subset, follow_links, verbose,
    ):  # fmt: skip
        _check_labels(labels, class_names, label_mode)
        _check_split(validation_split, subset, shuffle, seed)
        if labels is None or label_mode is None:
            labels = label_mode = None
        self.name, self.directory, self.formats = name, os.fspath(directory), formats
        self.label_mode, self.shuffle, self.verbose = label_mode, shuffle, verbose
        self.validation_split, self.subset = validation_split, subset
        self.seed = np.random.randint(int(1e6)) if seed is None else seed
        self._find(labels, class_names, follow_links)
        if label_mode == "binary" and len(self.class_names or ()) != 2:
            raise ValueError(
                'When passing `label_mode="binary"`, there must be exactly 2 class_names. '
                f"Received: class_names={self.class_names}"
            )
        if shuffle:
            np.random.RandomState(self.seed).shuffle(self.paths)
            if self.labels is not None:
                np.random.RandomState(self.seed).shuffle(self.labels)

    def datasets(self, load: Callable, batch_size: int | None) -> Any:
        """The data set of `load(path)` and labels; two of them for `subset="both"`.

        Args:
          load: takes a path as a string tensor, gives a tensor.
          batch_size: None for no batches.
        """
        if self.subset != "both":
            return self._dataset(load, batch_size, self.subset, self.shuffle)
        return [
            self._dataset(load, batch_size, "training", self.shuffle),
            self._dataset(load, batch_size, "validation", False),
        ]

    def _dataset(self, load: Callable, batch_size: int | None, subset: Any, shuffle: bool) -> Any:
        paths, labels = self._part(subset)
        if not paths:
            raise ValueError(
                f"No {subset + ' ' if subset else ''}files found in directory {self.directory}. "
                f"Allowed formats: {self.formats}"
            )
        if labels is None:
            dataset = Dataset.from_tensor_slices(paths)
        else:
            dataset = Dataset.from_tensor_slices((paths, self._encoded(labels)))
        if shuffle:
            dataset = dataset.shuffle(1024 if batch_size is None else batch_size * 8, self.seed)
        dataset = dataset.map(
            load if labels is None else lambda path, label: (load(path), label), AUTOTUNE
        )
        if batch_size is not None:
            dataset = dataset.batch(batch_size)
        dataset = dataset.prefetch(AUTOTUNE)
        dataset.class_names = self.class_names
        dataset.file_paths = paths
        return dataset

    def _part(self, subset: str | None) -> tuple[list, list | None]:
        """The paths and labels of a part: the last ones are for validation."""
        if subset is None:
            return self.paths, self.labels
        count = int(self.validation_split * len(self.paths))
        part = slice(None, -count or None) if subset == "training" else slice(-count, None)
        if subset == "validation" and not count:
            part = slice(0, 0)
        paths = self.paths[part]
        self._say(f"Using {len(paths)} files for {subset}.")
        return paths, None if self.labels is None else self.labels[part]

    def _encoded(self, labels: list) -> np.ndarray:
        numbers = np.asarray(labels, np.int32)
        if self.label_mode == "binary":
            return numbers.astype(np.float32)[:, None]
        if self.label_mode == "categorical":
            return np.eye(len(self.class_names or ()), dtype=np.float32)[numbers]
        return numbers

    def _find(self, labels: Any, class_names: Any, follow_links: bool) -> None:
        folders = [""]
        if labels == "inferred":
            folders = sorted(
                entry.name for entry in os.scandir(self.directory)
                if entry.is_dir() and not entry.name.startswith(".")
            )  # fmt: skip
            if class_names is not None:
                if not set(class_names) <= set(folders):
                    raise ValueError(
                        problem(
                            "The `class_names` passed did not match the names of the "
                            "subdirectories of the target directory.",
                            given=class_names,
                            expected=f"some of {folders}",
                        )
                    )
                folders = list(class_names)
        self.paths: list[str] = []
        self.labels: list[int] | None = []
        for number, folder in enumerate(folders):
            found = self._files(os.path.join(self.directory, folder), follow_links)
            self.paths += found
            self.labels += [number] * len(found)
        self.class_names = folders if labels == "inferred" else None
        if labels is None:
            self.labels = None
        elif labels != "inferred":
            self.labels = [int(label) for label in labels]
            if len(self.labels) != len(self.paths):
                raise ValueError(
                    "Expected the lengths of `labels` to match the number of files in the target "
                    f"directory. len(labels) is {len(labels)} while we found {len(self.paths)} "
                    f"files in directory {self.directory}."
                )
            self.class_names = [str(label) for label in sorted(set(labels))]
        classes = "" if self.labels is None else f" belonging to {len(self.class_names)} classes"
        self._say(f"Found {len(self.paths)} files{classes}.")

    def _files(self, folder: str, follow_links: bool) -> list[str]:
        walk = sorted(os.walk(folder, followlinks=follow_links), key=lambda found: found[0])
        return [
            os.path.join(root, name)
            for root, _, names in walk
            for name in sorted(names)
            if name.lower().endswith(self.formats)
        ]

    def _say(self, text: str) -> None:
        if self.verbose:
            sys.stdout.write(text + "\n")


def _check_labels(labels: Any, class_names: Any, label_mode: Any) -> None:
    if isinstance(labels, str) and labels != "inferred":
        raise ValueError(
            problem(
                "`labels` is not understood", given=labels, expected='"inferred", None or a list'
            )
        )
    if labels not in ("inferred", None):
        if not isinstance(labels, (list, tuple)):
            raise ValueError(
                "`labels` argument should be a list/tuple of integer labels, of the same size as "
                f"the number of files in the target directory. Received: labels={labels}"
            )
        if class_names:
            raise ValueError('You can only pass `class_names` if `labels="inferred"`.')
    if label_mode not in ("int", "categorical", "binary", None):
        raise ValueError(
            '`label_mode` argument must be one of "int", "categorical", "binary", or None. '
            f"Received: label_mode={label_mode}"
        )


def _check_split(validation_split: Any, subset: Any, shuffle: bool, seed: Any) -> None:
    if validation_split and not 0 < validation_split < 1:
        raise ValueError(
            f"`validation_split` must be between 0 and 1, received: {validation_split}"
        )
    if bool(validation_split) != bool(subset):
        raise ValueError("If `subset` is set, `validation_split` must be set, and inversely.")
    if subset not in ("training", "validation", "both", None):
        raise ValueError(
            f'`subset` must be either "training", "validation" or "both", received: {subset}'
        )
    if validation_split and shuffle and seed is None:
        raise ValueError(
            "If using `validation_split` and shuffling the data, you must provide a `seed` "
            "argument, to make sure that there is no overlap between the training and validation "
            "subset."
        )
