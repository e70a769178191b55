"""Files of arrays by name: safetensors, NumPy, PyTorch state dicts, TensorFlow checkpoints."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from tapeflow import train
from tapeflow.engine import problem
from tapeflow.ops.files import atomic_file

_TORCH = (".pt", ".pth", ".bin")
_VALUE = "/.ATTRIBUTES/VARIABLE_VALUE"


def read_arrays(source: Any) -> dict[str, np.ndarray]:
    """Arrays by name, from a file or from what another library holds in memory.

    No code of a file is ever run. PyTorch's files are read by PyTorch (`weights_only=True`).

    Args:
      source: a path that ends in `.safetensors`, `.npz`, `.pt`, `.pth` or `.bin`, or that of a
        `tf.train` checkpoint (TapeFlow's or TensorFlow's); a dict of arrays or tensors; a PyTorch
        module; a model, or a list of variables, also of real Keras or TensorFlow.

    Raises:
      FileNotFoundError: there is no such file.
      ImportError: safetensors or PyTorch is needed and not installed.
      ValueError: a damaged file, or one of an unknown kind.

    >>> import tapeflow as tf
    >>> tf.keras.saving.read_arrays([tf.Variable([1.0, 2.0], name="scale")])
    {'scale': array([1., 2.], dtype=float32)}
    """
    if isinstance(source, (str, os.PathLike)):
        return _read_file(os.fspath(source))
    if hasattr(source, "state_dict"):
        source = source.state_dict()
    if isinstance(source, Mapping):
        return {str(name): as_array(value) for name, value in source.items()}
    variables = list(getattr(source, "variables", source))
    return {_name_of(variable): as_array(variable) for variable in variables}


def write_arrays(path: str, arrays: Mapping[str, np.ndarray]) -> None:
    """Writes arrays by name to a `.safetensors`, `.npz`, `.pt` or `.pth` file, whole or not at all.

    Raises:
      ImportError: safetensors or PyTorch is needed and not installed.
      ValueError: another ending.
    """
    with atomic_file(path) as temporary:
        if path.endswith(".safetensors"):
            _library("safetensors.numpy", path).save_file(dict(arrays), temporary)
        elif path.endswith(".npz"):
            # NumPy has no name for bfloat16 in its files; float32 holds every value of it.
            known = {
                n: a.astype("float32") if a.dtype.kind == "V" else a for n, a in arrays.items()
            }
            with open(temporary, "wb") as file:
                np.savez(file, **known)
        elif path.endswith(_TORCH):
            torch = _library("torch", path)
            torch.save({name: torch.tensor(array) for name, array in arrays.items()}, temporary)
        else:
            raise _unknown(path)


def as_array(value: Any) -> np.ndarray:
    """An array of an array, a variable, or a tensor of any library."""
    if hasattr(value, "detach"):  # PyTorch's
        value = value.detach().cpu()
        value = value.float() if str(value.dtype) == "torch.bfloat16" else value
    return np.asarray(value.numpy() if hasattr(value, "numpy") else value)


def _read_file(path: str) -> dict[str, np.ndarray]:
    if os.path.exists(f"{path}.index"):
        reader = train.load_checkpoint(path)
        names = reader.get_variable_to_shape_map()
        return {name.removesuffix(_VALUE): reader.get_tensor(name) for name in names}
    if not path.endswith((".safetensors", ".npz", *_TORCH)):
        raise _unknown(path)
    if not os.path.exists(path):
        raise FileNotFoundError(f"File not found: {path}")
    try:
        if path.endswith(".safetensors"):
            return _library("safetensors.numpy", path).load_file(path)
        if path.endswith(".npz"):
            with open(path, "rb") as opened, np.load(opened, allow_pickle=False) as file:
                return {name: file[name] for name in file.files}
        torch = _library("torch", path)
        return read_arrays(torch.load(path, map_location="cpu", weights_only=True))
    except ImportError:
        raise
    except Exception as error:  # whatever the library says of a damaged file
        raise ValueError(problem("a file of arrays cannot be read", f"{path}: {error}")) from error


def _library(name: str, path: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        root = name.split(".")[0]
        package = {"safetensors": "'tapeflow[safetensors]'"}.get(root, root)
        raise ImportError(
            problem(f"{os.path.basename(path)} needs {root}", fix=f"pip install {package}")
        ) from error


def _name_of(variable: Any) -> str:
    return str(getattr(variable, "path", variable.name)).removesuffix(":0")


def _unknown(path: str) -> ValueError:
    return ValueError(
        problem(
            "arrays by name: a file of an unknown kind",
            given=path,
            expected=".safetensors, .npz, .pt, .pth, or a tf.train checkpoint that is there",
            fix=".keras and .weights.h5 files are for model.load_weights",
        )
    )
