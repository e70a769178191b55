"""Elements in files: `PATH.data-00000-of-00001`, and `PATH.index` once they are complete.

The data file holds for each element a line of JSON, its components' dtypes, shapes and (of
strings) lengths, then their bytes. The index has the element spec and the number of elements.
"""

from __future__ import annotations

import json
import os
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from tapeflow.data.plans.plan import Element, Plan, as_tensor
from tapeflow.data.plans.stack import array_of
from tapeflow.engine import as_dtype, convert_to_tensor
from tapeflow.engine.dtypes import string
from tapeflow.engine.errors import DataLossError, NotFoundError
from tapeflow.engine.type_spec import TensorSpec

_FORMAT = 1


def _data_file(path: Path) -> Path:
    return path.with_name(path.name + ".data-00000-of-00001")


def _index_file(path: Path) -> Path:
    return path.with_name(path.name + ".index")


def is_complete(path: Path) -> bool:
    """Whether there are elements at `path`, all that belong there."""
    return _index_file(path).exists() and _data_file(path).exists()


class Writer:
    """Writes elements beside `path`; `finish` puts them in their place."""

    def __init__(self, path: Path):
        self._path = path
        self._file: IO[bytes] | None = None
        self._count = 0
        self._done = False

    def add(self, element: Element) -> None:
        """Writes one element."""
        if self._done:
            return
        if self._file is None:
            self._open()
        assert self._file is not None
        described, payloads = [], []
        for component in element:
            description, payload = _encoded(array_of(component))
            described.append(description)
            payloads.append(payload)
        self._file.write(json.dumps(described).encode() + b"\n" + b"".join(payloads))
        self._count += 1

    def finish(self, element_spec: Any) -> None:
        """Makes what was written complete."""
        if self._done:
            return
        if self._file is None:
            self._open()
        assert self._file is not None
        self._file.close()
        os.replace(self._file.name, _data_file(self._path))
        index = {"format": _FORMAT, "count": self._count, "spec": _spec_to_json(element_spec)}
        temporary = _index_file(self._path).with_suffix(".index.tmp")
        temporary.write_text(json.dumps(index))
        os.replace(temporary, _index_file(self._path))
        self._done = True
        self._finalizer.detach()

    def abandon(self) -> None:
        """Takes away what is not complete."""
        if self._file is not None and not self._done:
            self._finalizer()
        self._done = True

    def _open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed by finish or abandon
            dir=self._path.parent, prefix=self._path.name + ".part-", delete=False
        )
        self._finalizer = weakref.finalize(self, _remove, self._file)


def _remove(file: IO[bytes]) -> None:
    file.close()
    Path(file.name).unlink(missing_ok=True)


def _encoded(array: np.ndarray) -> tuple[list, bytes]:
    if array.dtype.kind != "O":
        name = as_dtype(array.dtype).name
        return [name, list(array.shape), array.nbytes], np.ascontiguousarray(array).tobytes()
    items = array.ravel().tolist()
    data = b"".join(items)
    return ["string", list(array.shape), len(data), [len(item) for item in items]], data


def save(plan: Plan, folder: str) -> None:
    """Writes all elements of a plan to a folder."""
    reader, writer = plan.reader(), Writer(saved_in(folder))
    try:
        while (element := reader.element()) is not None:
            writer.add(element)
        writer.finish(plan.element_spec)
    finally:
        writer.abandon()
        reader.close()


def saved_in(folder: str) -> Path:
    """Where `save` puts its files in a folder."""
    return Path(folder) / "dataset"


def read_elements(path: Path) -> Iterator[Element]:
    """The elements at `path`.

    Raises:
      DataLossError: the file is cut off.
    """
    with open(_data_file(path), "rb") as file:
        while line := file.readline():
            yield tuple([_decoded(description, file, path) for description in json.loads(line)])


def _decoded(description: list, file: IO[bytes], path: Path) -> Any:
    name, shape, size, *lengths = description
    data = file.read(size)
    if len(data) < size:
        raise DataLossError(None, None, f"{_data_file(path)} is cut off")
    if name != "string":
        return as_tensor(np.frombuffer(data, as_dtype(name).np).reshape(shape))
    items, position = [], 0
    for length in lengths[0]:
        items.append(data[position : position + length])
        position += length
    array = np.empty(len(items), object)
    array[:] = items
    return convert_to_tensor(array.reshape(shape), string)


def stored_spec(path: Path) -> tuple[Any, int]:
    """The element spec and the number of elements.

    Raises:
      NotFoundError: there is nothing complete at `path`.
    """
    if not is_complete(path):
        raise NotFoundError(None, None, f"{path}: no saved tf.data.Dataset there")
    index = json.loads(_index_file(path).read_text())
    return _spec_from_json(index["spec"]), index["count"]


def _spec_to_json(spec: Any) -> Any:
    if isinstance(spec, Mapping):
        return {"dict": [[key, _spec_to_json(item)] for key, item in spec.items()]}
    if isinstance(spec, tuple):
        return {"tuple": [_spec_to_json(item) for item in spec]}
    shape = None if spec.shape.rank is None else spec.shape.as_list()
    return {"tensor": [shape, spec.dtype.name]}


def _spec_from_json(node: Any) -> Any:
    if "dict" in node:
        return {key: _spec_from_json(item) for key, item in node["dict"]}
    if "tuple" in node:
        return tuple(map(_spec_from_json, node["tuple"]))
    return TensorSpec(*node["tensor"])
