"""A checkpoint on the disk: arrays in `<path>.data-00000-of-00001`, their names in `<path>.index`.

The data is an HDF5 file and the index JSON; the index is written last, so that a checkpoint whose
index is there is whole. The data holds a copy of the index: where a checkpoint was written again
and that was interrupted in between, the old index and the new data are known not to fit.
Checkpoints of real TensorFlow are read too.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tapeflow.engine import as_dtype, problem
from tapeflow.engine.errors import DataLossError, NotFoundError
from tapeflow.ops.files import atomic_file, clear_errors, h5_store
from tapeflow.train import tensor_bundle

_FORMAT, _COPY = "tapeflow.checkpoint.1", "index"
# What TensorFlow appends to an object's path to name its value.
SUFFIX = "/.ATTRIBUTES/VARIABLE_VALUE"


def data_path(path: str) -> str:
    """The file of a checkpoint's arrays."""
    return f"{path}.data-00000-of-00001"


def index_path(path: str) -> str:
    """The file of their names."""
    return f"{path}.index"


def write(path: str, arrays: Mapping[str, Any]) -> None:
    """Writes arrays by name. A checkpoint of that path is replaced at once, or not at all."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    described: dict[str, list] = {}
    index = {"format": _FORMAT, "written": uuid.uuid4().hex, "variables": described}
    with atomic_file(data_path(path)) as temporary, h5_store.open_to_write(temporary) as file:
        for i, (name, value) in enumerate(arrays.items()):
            array = np.asarray(value)
            h5_store.write(file, str(i), array)
            described[name] = [list(array.shape), as_dtype(array.dtype).name, i]
        h5_store.write(file, _COPY, np.frombuffer(json.dumps(index).encode(), np.uint8))
    with atomic_file(index_path(path)) as temporary:
        temporary.write_text(json.dumps(index))


def remove(path: str) -> None:
    """Deletes a checkpoint's files: its index first."""
    for name in (index_path(path), data_path(path)):
        Path(name).unlink(missing_ok=True)


class Saved(Mapping):
    """The arrays of a checkpoint, read one by one when they are asked for.

    Args:
      path: as `save` gave it, without `.index`.

    Raises:
      NotFoundError: there is no such checkpoint.
      DataLossError: its files are damaged.
    """

    def __init__(self, path: str):
        self.path = path
        index = Path(index_path(path))
        if not index.exists():
            raise NotFoundError(
                None,
                None,
                problem(
                    f"Error when restoring from checkpoint or SavedModel at {path}: "
                    "there is no such file",
                    given=f"{index.name}; in {index.parent}: {_neighbors(index)}",
                    fix="the path that save() returned ends in a number (ckpt-1); "
                    "tf.train.latest_checkpoint(folder) finds the newest",
                ),
            )
        content = index.read_bytes()
        self._bundle = (
            tensor_bundle.Bundle(path, content) if tensor_bundle.is_one(content) else None
        )
        self._described = self._bundle.described if self._bundle else self._index(content)

    def __getitem__(self, name: str) -> np.ndarray:
        if self._bundle is not None:
            return self._bundle.read(name)
        return self._dataset(str(self._described[name][2]))

    def _index(self, content: bytes) -> dict[str, list]:
        index = _read_index(self.path, content)
        if "written" in index:
            copy = _read_index(self.path, self._dataset(_COPY).tobytes())
            index = index if index["written"] == copy.get("written") else copy
        return index["variables"]

    def _dataset(self, name: str) -> np.ndarray:
        try:
            with h5_store.open_to_read(data_path(self.path)) as file, clear_errors(self.path):
                return h5_store.read(file, name)
        except (ValueError, OSError, KeyError) as error:
            raise DataLossError(
                None, None, problem(f"the checkpoint {self.path} is damaged", given=str(error))
            ) from error

    def __iter__(self):
        return iter(self._described)

    def __len__(self) -> int:
        return len(self._described)

    def check(self, names: Sequence[str]) -> None:
        """Looks that all arrays are there, so that reading one after the other does not stop.

        Raises:
          DataLossError: one is not, or has another shape than the index says.
        """
        if not names:
            return
        if self._bundle is not None:
            for name in names:
                self._bundle.read(name)
            return
        with h5_store.open_to_read(data_path(self.path)) as file, clear_errors(self.path):
            arrays = h5_store.Arrays(file)
            for name in names:
                shape, _, position = self._described[name]
                if str(position) not in arrays or list(arrays.shape(str(position))) != shape:
                    raise DataLossError(
                        None, None, problem(f"the checkpoint {self.path} is damaged", given=name)
                    )

    def shape(self, name: str) -> list[int]:
        return list(self._described[name][0])

    def dtype(self, name: str) -> str:
        return self._described[name][1]


def _read_index(path: str, content: bytes) -> dict[str, Any]:
    try:
        index = json.loads(content)
        assert index["format"] == _FORMAT
        for name, (shape, dtype, position) in index["variables"].items():
            assert isinstance(position, int) and isinstance(dtype, str), name  # noqa: PT018
            assert all(isinstance(size, int) for size in shape), name
        return index
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
        raise DataLossError(
            None,
            None,
            problem(
                f"the checkpoint {path} is damaged, or in an unknown form",
                given=f"{index_path(path)}, {len(content)} bytes",
            ),
        ) from error


def _neighbors(index: Path) -> str:
    names = sorted(p.name for p in index.parent.glob("*.index")) if index.parent.exists() else []
    return ", ".join(names[-5:]) or "no checkpoint"
