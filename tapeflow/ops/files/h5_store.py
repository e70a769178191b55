"""Arrays in an HDF5 file, by the path of the part they belong to, as Keras 3 lays them out.

The arrays "0", "1", ... of the part at `layers/dense` are the datasets `layers/dense/vars/0`, ...
Nothing in a file is believed before it was checked: links out of the file, datasets that lie
elsewhere and shapes without data behind them are refused.
"""

from __future__ import annotations

import contextlib
import math
import os
import re
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np

from tapeflow.engine import problem
from tapeflow.engine.host_arrays import aligned

# A dataset may claim this many bytes, or so many times what the file holds for it.
_CLAIM_FREELY, _CLAIM_RATIO = 1 << 28, 1000


def h5py() -> Any:
    """The library, which is imported when the first file is read or written."""
    import h5py as library

    return library


class Arrays(MutableMapping):
    """The arrays of one part; a group is made when the first is written."""

    def __init__(self, group: Any, file: Any = None, path: str = ""):
        self._group = group
        self._file = file
        self._path = path

    def __getitem__(self, key: str) -> np.ndarray:
        if self._group is None or key not in self._group:
            raise KeyError(key)
        return read(self._group, key)

    def shape(self, key: str) -> tuple[int, ...]:
        """An array's shape, without reading it."""
        if self._group is None or key not in self._group:
            raise KeyError(key)
        _check_link(self._group, key)
        return tuple(self._group[key].shape or ())

    def are_stored_as_they_are(self) -> bool:
        """Whether reading can't stumble over what is inside: the file holds plain bytes."""
        return self._group is None or all(
            getattr(self._group[key], "chunks", None) is None for key in self
        )

    def __setitem__(self, key: str, value: Any) -> None:
        if self._group is None:
            self._group = self._file.create_group(f"{self._path}/vars" if self._path else "vars")
        write(self._group, key, value)

    def __delitem__(self, key: str) -> None:
        del self._group[key]

    def __contains__(self, key: object) -> bool:
        return self._group is not None and key in self._group

    def __iter__(self) -> Iterator[str]:
        return iter(() if self._group is None else self._group.keys())

    def __len__(self) -> int:
        return 0 if self._group is None else len(self._group)


def arrays_to_write(file: Any, path: str, name: str | None) -> Arrays:
    """Where the part at `path` puts its arrays, with its name as a note for readers."""
    arrays = Arrays(None, file, path)
    if isinstance(name, str):
        arrays._group = file.create_group(f"{path}/vars" if path else "vars")
        arrays._group.attrs["name"] = name
    return arrays


def arrays_to_read(file: Any, path: str) -> Arrays:
    """The arrays of the part at `path`; none if the file has no such part."""
    group = group_at(file, f"{path}/vars" if path else "vars")
    if group is None and "_layer_checkpoint_dependencies" in file:  # written by Keras 2.13
        path = path.replace("layers", "_layer_checkpoint_dependencies", 1)
        group = group_at(file, f"{path}/vars")
    return Arrays(group)


def group_at(file: Any, path: str) -> Any:
    """A group of the file itself, or None; a link to elsewhere is refused."""
    group = file
    for name in path.split("/"):
        if name not in group:
            return None
        _check_link(group, name)
        group = group[name]
        if not isinstance(group, h5py().Group):
            raise ValueError(
                problem(f"invalid weights file: '{path}' is no group", given=type(group).__name__)
            )
    return group


def read(group: Any, name: str) -> np.ndarray:
    """A dataset as an array, after a look at what it claims to be.

    Raises:
      ValueError: it is a link, lies outside the file, or claims more data than the file holds.
    """
    _check_link(group, name)
    dataset = group[name]
    if not isinstance(dataset, h5py().Dataset):
        raise ValueError(
            problem(f"invalid weights file: '{name}' is no dataset", given=type(dataset).__name__)
        )
    if dataset.external or dataset.is_virtual:
        raise ValueError(
            problem(f"weights file: dataset '{dataset.name}' lies outside the file; not read")
        )
    claimed = math.prod(dataset.shape or ()) * dataset.dtype.itemsize
    stored = dataset.id.get_storage_size()
    if claimed > _CLAIM_FREELY and claimed > _CLAIM_RATIO * stored:
        raise ValueError(
            problem(
                f"weights file: dataset '{dataset.name}' claims more than the file holds; not read",
                given=f"shape {dataset.shape}, {claimed:,} bytes",
                expected=f"about the {stored:,} bytes stored for it",
            )
        )
    if dataset.shape and claimed:
        array = aligned(dataset.shape, dataset.dtype)
        dataset.read_direct(array)
    else:
        array = np.asarray(dataset[()])
    if dataset.attrs.get("dtype") == "bfloat16":
        return (
            array.view(ml_dtypes.bfloat16)
            if array.dtype.kind == "V"
            else array.astype(ml_dtypes.bfloat16)
        )
    return array


def write(group: Any, name: str, value: Any) -> None:
    """Writes an array, or a tensor's or variable's value."""
    array = np.asarray(value)
    dataset = group.create_dataset(name, data=array)
    if array.dtype == ml_dtypes.bfloat16:
        dataset.attrs["dtype"] = "bfloat16"


@contextlib.contextmanager
def open_to_write(path: Any) -> Iterator[Any]:
    """A new HDF5 file, which is closed behind the block.

    Raises:
      OSError: the disk is full. (h5py calls that a RuntimeError if it turns out when it closes.)
    """
    try:
        with h5py().File(path, "w") as file:
            yield file
    except RuntimeError as error:
        told = re.search(r"errno = (\d+)", str(error))
        if told is None:
            raise
        raise OSError(int(told[1]), os.strerror(int(told[1])), str(path)) from error


def open_to_read(source: Any) -> Any:
    """An open HDF5 file.

    Args:
      source: a path, or a file open for reading.

    Raises:
      FileNotFoundError: there is none.
      ValueError: it is no HDF5 file, or not whole.
    """
    if isinstance(source, (str, Path)) and not Path(source).exists():
        raise FileNotFoundError(f"File not found: filepath={source}")
    try:
        return h5py().File(source, "r")
    except OSError as error:
        raise ValueError(
            problem(
                "this is no HDF5 file, or not a whole one",
                given=f"{source} ({error})",
                fix="check its size against the original's, and copy it again",
            )
        ) from error


def _check_link(group: Any, name: str) -> None:
    library = h5py()
    kind = group.get(name, default=None, getclass=True, getlink=True)
    if kind in (library.ExternalLink, library.SoftLink):
        raise ValueError(
            problem(
                f"weights file: '{name}' is a {kind.__name__}; not followed",
                expected="groups and datasets of the file itself",
            )
        )
