"""`tf.io.gfile`: the local file system, with TensorFlow's names and errors."""

from __future__ import annotations

import glob as _glob
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from tapeflow.engine import problem
from tapeflow.engine.errors import (
    AlreadyExistsError,
    FailedPreconditionError,
    NotFoundError,
    OpError,
    PermissionDeniedError,
)
from tapeflow.ops.io.files import path_of

_ERRORS: list[tuple[type[OSError], type[OpError]]] = [
    (FileNotFoundError, NotFoundError),
    (FileExistsError, AlreadyExistsError),
    (PermissionError, PermissionDeniedError),
    (NotADirectoryError, FailedPreconditionError),
    (IsADirectoryError, FailedPreconditionError),
    (OSError, FailedPreconditionError),
]


@contextmanager
def _named_errors(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        kind = next(ours for theirs, ours in _ERRORS if isinstance(error, theirs))
        raise kind(None, None, f"{path}; {error.strerror or error}") from error


def _local(path: Any) -> str:
    """A path on this machine.

    Raises:
      NotImplementedError: it names another file system.
    """
    text = path_of(path)
    scheme, separator, rest = text.partition("://")
    if separator and scheme == "file":
        return rest
    if separator and scheme.isalnum():
        raise NotImplementedError(
            problem(
                f"tf.io.gfile: the file system {scheme}:// is not built",
                given=text,
                expected="a path on this machine",
                fix="copy the file here, or mount it",
            )
        )
    return text


class GFile:
    """A file, opened when it is first used, which a `with` block closes.

    Args:
      name: its path.
      mode: "r", "w", "a", "r+", "w+" or "a+", and "b" for bytes.

    >>> import tempfile, tapeflow as tf
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with tf.io.gfile.GFile(f"{folder}/a", "w") as file:
    ...         file.write("text")
    ...     tf.io.gfile.GFile(f"{folder}/a").read()
    'text'
    """

    def __init__(self, name: Any, mode: str = "r"):
        if mode.replace("b", "") not in ("r", "w", "a", "r+", "w+", "a+"):
            raise ValueError(f"mode is not 'r' or 'w' or 'a' or 'r+' or 'w+' or 'a+', got {mode!r}")
        self._name, self._mode = name, mode
        self._opened: IO | None = None

    @property
    def name(self) -> Any:
        return self._name

    @property
    def mode(self) -> str:
        return self._mode

    @property
    def _file(self) -> IO:
        if self._opened is None:
            path = _local(self._name)
            with _named_errors(path):
                coding = {} if "b" in self._mode else {"encoding": "utf-8"}
                self._opened = open(path, self._mode, **coding)  # noqa: SIM115 - closed by close
        return self._opened

    def read(self, n: int = -1) -> Any:
        """The next `n` characters or bytes, or all that are left."""
        return self._file.read(n)

    def write(self, file_content: Any) -> None:
        """Adds text or bytes."""
        if "b" not in self._mode and isinstance(file_content, bytes):
            file_content = file_content.decode()
        elif "b" in self._mode and isinstance(file_content, str):
            file_content = file_content.encode()
        self._file.write(file_content)

    def readline(self) -> Any:
        """The next line."""
        return self._file.readline()

    def readlines(self) -> list:
        """All lines that are left."""
        return self._file.readlines()

    def seek(self, offset: int | None = None, whence: int = 0, position: int | None = None) -> None:
        """Goes to a place in the file."""
        self._file.seek(position if offset is None else offset, whence)

    def seekable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """The place in the file."""
        return self._file.tell()

    def size(self) -> int:
        """The file's size in bytes."""
        return stat(self._name).length

    def flush(self) -> None:
        """Writes what is held back."""
        if self._opened is not None:
            self._opened.flush()

    def close(self) -> None:
        """Closes the file."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def __iter__(self) -> Iterator:
        return iter(self._file)

    def __next__(self) -> Any:
        return next(self._file)

    def __enter__(self) -> GFile:
        return self

    def __exit__(self, *exception: Any) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


class FileStatistics:
    """`length` in bytes, `mtime_nsec` in nanoseconds, and `is_directory`."""

    def __init__(self, found: os.stat_result, is_directory: bool):
        self.length = found.st_size
        self.mtime_nsec = found.st_mtime_ns
        self.is_directory = is_directory


def exists(path: Any) -> bool:
    """Whether there is a file or folder of that path.

    >>> import tapeflow as tf
    >>> tf.io.gfile.exists("/no/such/file")
    False
    """
    return os.path.exists(_local(path))


def isdir(path: Any) -> bool:
    """Whether it is a folder."""
    return os.path.isdir(_local(path))


def join(path: Any, *paths: Any) -> Any:
    """The parts of a path joined, as `os.path.join` does."""
    return os.path.join(path, *paths)


def stat(path: Any) -> FileStatistics:
    """A file's size and time.

    Raises:
      NotFoundError: there is no such file.
    """
    local = _local(path)
    with _named_errors(local):
        return FileStatistics(os.stat(local), os.path.isdir(local))


def listdir(path: Any) -> list[str]:
    """The names in a folder.

    Raises:
      NotFoundError: there is no such folder.
    """
    local = _local(path)
    if not os.path.isdir(local):
        raise NotFoundError(None, None, f"Could not find directory {local}")
    return os.listdir(local)


def glob(pattern: Any) -> list[str]:
    """The paths that match a pattern, or one of a list of them, sorted."""
    patterns = pattern if isinstance(pattern, (list, tuple)) else [pattern]
    return [path for each in patterns for path in sorted(_glob.glob(_local(each)))]


def mkdir(path: Any) -> None:
    """Makes a folder whose parent exists, if it doesn't exist itself.

    Raises:
      NotFoundError: its parent doesn't exist.
    """
    local = _local(path)
    if not os.path.isdir(local):
        with _named_errors(local):
            os.mkdir(local)


def makedirs(path: Any) -> None:
    """Makes a folder and its parents, if they don't exist."""
    local = _local(path)
    with _named_errors(local):
        os.makedirs(local, exist_ok=True)


def remove(path: Any) -> None:
    """Deletes a file.

    Raises:
      NotFoundError: there is no such file.
    """
    local = _local(path)
    with _named_errors(local):
        os.remove(local)


def rmtree(path: Any) -> None:
    """Deletes a folder and all that is in it.

    Raises:
      NotFoundError: there is no such folder.
    """
    local = _local(path)
    with _named_errors(local):
        shutil.rmtree(local)


def copy(src: Any, dst: Any, overwrite: bool = False) -> None:
    """Copies a file.

    Raises:
      AlreadyExistsError: there is one of the new name, and `overwrite` is False.
    """
    _transfer(shutil.copyfile, src, dst, overwrite)


def rename(src: Any, dst: Any, overwrite: bool = False) -> None:
    """Gives a file or folder another path.

    Raises:
      AlreadyExistsError: there is one of the new name, and `overwrite` is False.
    """
    _transfer(os.replace, src, dst, overwrite)


def _transfer(function: Callable, src: Any, dst: Any, overwrite: bool) -> None:
    source, target = _local(src), _local(dst)
    if not overwrite and os.path.exists(target):
        raise AlreadyExistsError(None, None, f"{target}: file already exists; overwrite=True")
    with _named_errors(source):
        function(source, target)


def walk(top: Any, topdown: bool = True, onerror: Callable | None = None) -> Iterator[tuple]:
    """For each folder below one its path, its folders' names and its files' names."""
    return os.walk(_local(top), topdown, onerror)


def get_registered_schemes() -> list[str]:
    """The file systems there are: the local one."""
    return ["", "file"]
