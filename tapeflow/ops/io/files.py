"""Whole files as strings."""

from __future__ import annotations

import glob
import os
from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.engine.errors import NotFoundError, PermissionDeniedError
from tapeflow.ops.strings.host import bytes_of, strings


def path_of(value: Any) -> str:
    """A path given as text, bytes, a `Path` or a string tensor."""
    if isinstance(value, Tensor):
        value = value.numpy()
    return os.fsdecode(value)


def read_file(filename: Any, name: str | None = None) -> Tensor:
    """What a file holds, as a string.

    Args:
      filename: its path.
      name: accepted for compatibility, not used.

    Raises:
      NotFoundError: there is no such file.

    >>> import tempfile, tapeflow as tf
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     tf.io.write_file(f"{folder}/a/b.txt", "text")
    ...     tf.io.read_file(f"{folder}/a/b.txt").numpy()
    b'text'
    """
    path = path_of(filename)
    try:
        with open(path, "rb") as file:
            return convert_to_tensor(file.read())
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFoundError(None, None, f"{path}; {error.strerror}") from error
    except PermissionError as error:
        raise PermissionDeniedError(None, None, f"{path}; {error.strerror}") from error


def write_file(filename: Any, contents: Any, name: str | None = None) -> None:
    """Writes a string to a file, and makes the folders it is in.

    Args:
      filename: its path; an existing file is replaced.
      contents: a string.
      name: accepted for compatibility, not used.
    """
    path = path_of(filename)
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as file:
        file.write(bytes_of(contents)[()])


def matching_files(pattern: Any, name: str | None = None) -> Tensor:
    """The paths that match one of several patterns, sorted."""
    patterns = bytes_of(pattern).ravel().tolist()
    found = {path for each in patterns for path in glob.glob(os.fsdecode(each))}
    return strings([os.fsencode(path) for path in sorted(found)])
