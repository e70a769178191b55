"""Elements out of files: lines, records, blocks of bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tapeflow.data.plans.plan import Element, Plan, Reader
from tapeflow.engine import Tensor, convert_to_tensor, invalid
from tapeflow.engine.dtypes import string
from tapeflow.engine.spec import spec
from tapeflow.engine.type_spec import TensorSpec
from tapeflow.ops.host.record_file import open_file, read_records

_STRING = spec((), string)


class FileStrings(Plan):
    """The strings that `read` finds in files.

    Args:
      filenames: a plan of string scalars.
      read: takes a file's path, gives its strings.
    """

    cheap = False

    def __init__(self, filenames: Plan, read: Callable[[str], Iterator[bytes]]):
        super().__init__(filenames)
        self.read = read

    @property
    def element_spec(self) -> Any:
        return TensorSpec([], string)

    def reader(self) -> Reader:
        return _FileStrings(self)


class _FileStrings(Reader):
    def __init__(self, plan: FileStrings):
        self._plan = plan
        self._strings = self._all()

    def _all(self) -> Iterator[Element]:
        names = self._plan.inputs[0].reader()
        while (element := names.element()) is not None:
            (name,) = element
            for item in self._plan.read(name.numpy().decode()):
                yield (Tensor(item, _STRING),)

    def element(self) -> Element | None:
        return next(self._strings, None)

    def close(self) -> None:
        self._strings.close()  # type: ignore[attr-defined]


def lines(path: str, compression_type: str | None) -> Iterator[bytes]:
    """A file's lines, without their ends."""
    with open_file(path, compression_type) as file:
        for line in file:
            yield line.rstrip(b"\n").removesuffix(b"\r") if line.endswith(b"\n") else line


def records(path: str, compression_type: str | None) -> Iterator[bytes]:
    """A TFRecord file's records."""
    return read_records(path, compression_type)


def blocks(path: str, compression_type: str | None, record: int, header: int, footer: int) -> Any:
    """A file's blocks of `record` bytes, between `header` and `footer` bytes."""
    with open_file(path, compression_type) as file:
        data = file.read()
    body = data[header : len(data) - footer]
    if len(body) % record:
        raise invalid(
            f"Excess of {len(body) % record} bytes in {path}",
            given=f"{len(data)} bytes, of which header {header} and footer {footer}",
            expected=f"a multiple of {record} bytes between them",
        )
    for start in range(0, len(body), record):
        yield body[start : start + record]


def filenames_tensor(filenames: Any) -> Tensor:
    """Names given as a string, a path, a list or a tensor, as a vector of strings.

    Raises:
      TypeError: they are no strings.
    """
    if hasattr(filenames, "__fspath__"):
        filenames = str(filenames)
    if isinstance(filenames, (list, tuple)):
        filenames = [str(f) if hasattr(f, "__fspath__") else f for f in filenames]
        filenames = convert_to_tensor(filenames, string)
    tensor = convert_to_tensor(filenames)
    if tensor.dtype is not string:
        raise TypeError(
            "The `filenames` argument must contain `tf.string` elements. Got "
            f"`{tensor.dtype.name}` elements."
        )
    array = tensor.numpy()
    return convert_to_tensor([array] if isinstance(array, bytes) else array.ravel(), string)
