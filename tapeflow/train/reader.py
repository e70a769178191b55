"""Looking into a checkpoint: names, shapes, dtypes and arrays."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from tapeflow.engine import DType, as_dtype
from tapeflow.engine.errors import NotFoundError
from tapeflow.train.checkpoint_state import latest_checkpoint
from tapeflow.train.files import Saved


class CheckpointReader:
    """What is in a checkpoint, ours or real TensorFlow's."""

    def __init__(self, path: str):
        self._saved = Saved(path)

    def get_variable_to_shape_map(self) -> dict[str, list[int]]:
        return {name: self._saved.shape(name) for name in self._saved}

    def get_variable_to_dtype_map(self) -> dict[str, DType]:
        return {name: as_dtype(self._saved.dtype(name)) for name in self._saved}

    def has_tensor(self, tensor_str: str) -> bool:
        return tensor_str in self._saved

    def get_tensor(self, tensor_str: str) -> np.ndarray:
        if tensor_str not in self._saved:
            raise NotFoundError(None, None, f"Key {tensor_str} not found in checkpoint")
        return self._saved[tensor_str]


def load_checkpoint(ckpt_dir_or_file: Any) -> CheckpointReader:
    """A reader of a checkpoint.

    Args:
      ckpt_dir_or_file: its path, or a folder, whose newest is meant.

    Raises:
      ValueError: a folder without checkpoints.
      NotFoundError: no such checkpoint.
    """
    path = os.fspath(ckpt_dir_or_file)
    if os.path.isdir(path):
        found = latest_checkpoint(path)
        if found is None:
            raise ValueError(
                f"Couldn't find 'checkpoint' file or checkpoints in given directory {path}"
            )
        path = found
    return CheckpointReader(path)


def list_variables(ckpt_dir_or_file: Any) -> list[tuple[str, list[int]]]:
    """The names and shapes of a checkpoint's variables; the argument is `load_checkpoint`'s."""
    shapes = load_checkpoint(ckpt_dir_or_file).get_variable_to_shape_map()
    return sorted(shapes.items())


def load_variable(ckpt_dir_or_file: Any, name: str) -> np.ndarray:
    """One variable's value, by its name in the checkpoint (`:0` at its end is left out)."""
    return load_checkpoint(ckpt_dir_or_file).get_tensor(name.removesuffix(":0"))
