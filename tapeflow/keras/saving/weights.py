"""Weights of a model to a `.weights.h5` file, and back."""

from __future__ import annotations

import os
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.saving.archive import weights_of
from tapeflow.keras.saving.legacy_h5 import read_layers
from tapeflow.keras.saving.state import read_state, write_state
from tapeflow.ops.files import atomic_file, clear_errors, h5_store


def save_weights(model: Any, filepath: Any, overwrite: bool = True, **options: Any) -> None:
    """Writes a model's weights, and its optimizer's state, to a file that real Keras reads too.

    Args:
      model: a built model or layer.
      filepath: a path that ends in `.weights.h5`. (Keras 2's `.h5` is written in its own form.)
      overwrite: if False, a file that is there already is an error.
      **options: only `max_shard_size=None` and `save_format=None` of Keras.

    Raises:
      ValueError: another ending, a model that isn't built, or `overwrite=False` and the file is
        there.
    """
    _refuse(options)
    path = os.fspath(filepath)
    _check_built(model, "saving")
    check_overwrite(path, overwrite)
    if not path.endswith(".weights.h5"):
        raise ValueError(
            problem(
                "save_weights: the filename must end in `.weights.h5`",
                given=f"filepath={path}",
            )
        )
    with atomic_file(path) as temporary, h5_store.open_to_write(temporary) as file:
        write_state(model, file)


def load_weights(
    model: Any,
    filepath: Any,
    skip_mismatch: bool = False,
    by_name: bool = False,
    objects_to_skip: Any = None,
    **options: Any,
) -> None:
    """Reads weights from a `.weights.h5`, `.keras` or Keras 2's `.h5` file.

    If anything does not fit, all weights keep the values they had.

    Args:
      model: a built model or layer.
      filepath: the file.
      skip_mismatch: leave parts that do not fit as they are, with a warning.
      by_name: match layers by name (only Keras 2's `.h5` files).
      objects_to_skip: layers that are left as they are.
      **options: none.

    Raises:
      FileNotFoundError: there is no such file.
      ValueError: the weights do not fit the model, or the file is damaged.
    """
    _refuse(options)
    path = os.fspath(filepath)
    _check_built(model, "loading")
    if path.endswith(".keras"):
        with weights_of(path) as file:
            read_state(model, file, skip_mismatch, objects_to_skip or ())
        return
    with h5_store.open_to_read(path) as file, clear_errors(path):
        if "layer_names" in file.attrs or "model_weights" in file:
            read_layers(model, file, by_name, skip_mismatch)
        else:
            read_state(model, file, skip_mismatch, objects_to_skip or ())


def check_overwrite(path: str, overwrite: bool) -> None:
    """Refuses to replace a file unless that was allowed."""
    if not overwrite and os.path.exists(path):
        raise ValueError(
            problem(
                "the file is there already, and overwrite=False",
                given=path,
                fix="another name, or overwrite=True",
            )
        )


def _check_built(model: Any, doing: str) -> None:
    if not getattr(model, "built", True):
        raise ValueError(
            problem(
                f"You are {doing} weights of a model that has not yet been built",
                given=f"{type(model).__name__} '{getattr(model, 'name', '')}'",
                fix="call it on data first, or build(input_shape)",
            )
        )


def _refuse(options: dict[str, Any]) -> None:
    for name, value in options.items():
        if value is not None:
            raise NotImplementedError(
                problem(f"{name}={value!r} is not supported", fix=f"leave {name} out: one file")
            )
