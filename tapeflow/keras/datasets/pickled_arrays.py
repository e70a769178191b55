"""Arrays from pickles, in which nothing but arrays is accepted: a pickle could run any code."""

from __future__ import annotations

import io
import os
import pickle
import zipfile
from typing import BinaryIO

import numpy as np

from tapeflow.engine.errors import problem

# NumPy 1 and 2 give this function's module different names; a published file may hold either.
_RECONSTRUCT = np.empty(0).__reduce__()[0]


def _latin1(text: str, encoding: str) -> bytes:
    """How Python 3 writes bytes into a pickle that Python 2 can read."""
    return text.encode("latin1")


_ALLOWED = {
    ("_codecs", "encode"): _latin1,
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    ("numpy.core.multiarray", "_reconstruct"): _RECONSTRUCT,
    ("numpy._core.multiarray", "_reconstruct"): _RECONSTRUCT,
}


def load_pickle(file: BinaryIO):
    """What is pickled in `file`: arrays in lists and dictionaries; old strings as bytes.

    Raises:
      ValueError: it holds anything else.
    """
    return _ArraysOnly(file, encoding="bytes").load()


def load_npz(path: str | os.PathLike) -> dict[str, np.ndarray]:
    """The arrays of an `.npz` file, those of Python lists among them.

    Raises:
      ValueError: an array holds anything but arrays, lists and numbers.
    """
    with zipfile.ZipFile(path) as bundle:
        members = [name for name in bundle.namelist() if name.endswith(".npy")]
        return {name.removesuffix(".npy"): _load_npy(bundle.read(name)) for name in members}


def _load_npy(content: bytes) -> np.ndarray:
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    read_header = (
        np.lib.format.read_array_header_1_0
        if version == (1, 0)
        else np.lib.format.read_array_header_2_0
    )
    _, _, dtype = read_header(file)
    if not dtype.hasobject:
        return np.lib.format.read_array(io.BytesIO(content), allow_pickle=False)
    return load_pickle(file)


class _ArraysOnly(pickle.Unpickler):
    def find_class(self, module_name, global_name):
        try:
            return _ALLOWED[module_name, global_name]
        except KeyError:
            raise ValueError(
                problem(
                    "tf.keras.datasets: the file holds something that is not data",
                    given=f"a pickled {module_name}.{global_name}",
                    expected="arrays, lists and numbers only",
                    fix="delete the file; it may have been tampered with",
                )
            ) from None
