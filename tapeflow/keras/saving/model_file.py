"""`save_model` and `load_model`: whole models, in the form that the file's ending names."""

from __future__ import annotations

import os
import warnings
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.saving.archive import read_archive, write_archive
from tapeflow.keras.saving.legacy_h5 import read_model, write_model
from tapeflow.keras.saving.weights import check_overwrite


def save_model(
    model: Any, filepath: Any, overwrite: bool = True, zipped: bool | None = None, **kwargs: Any
) -> None:
    """Writes a model, with its optimizer's state, to a file that real Keras loads too.

    Args:
      model: a model.
      filepath: a path that ends in `.keras`, or in `.h5` or `.hdf5` for Keras 2's form.
      overwrite: if False, a file that is there already is an error.
      zipped: only None or True: one file.
      **kwargs: `include_optimizer` (for `.h5`), and `save_format` of Keras 2: "keras" or "h5".

    Raises:
      ValueError: another ending, or `overwrite=False` and the file is there.
    """
    include_optimizer = kwargs.pop("include_optimizer", True)
    save_format = kwargs.pop("save_format", None)
    if kwargs:
        raise ValueError(
            problem(
                "save_model: unknown arguments",
                given=", ".join(kwargs),
                expected="overwrite, zipped, include_optimizer, save_format",
            )
        )
    if zipped is False:
        raise NotImplementedError(
            problem("save_model(zipped=False) is not supported", fix="save to a .keras file")
        )
    path = os.fspath(filepath)
    check_overwrite(path, overwrite)
    if save_format in ("h5", "hdf5") or path.endswith((".h5", ".hdf5")):
        write_model(model, path, include_optimizer)
        return
    if not path.endswith(".keras"):
        raise ValueError(
            problem(
                "Invalid filepath extension for saving. Please add either a `.keras` extension for "
                "the native Keras format (recommended) or a `.h5` extension.",
                given=f"filepath={path}",
                fix="model.export(path) writes an artifact for serving",
            )
        )
    if not model.built:
        warnings.warn(
            "You are saving a model that has not yet been built. It might not contain any weights "
            "yet. Consider building the model first by calling it on some data.",
            stacklevel=3,
        )
    write_archive(model, path)


def load_model(
    filepath: Any, custom_objects: Any = None, compile: bool = True, safe_mode: bool = True
) -> Any:
    """The model of a `.keras` file, or of a `.h5` file of Keras 2, ours or real Keras's.

    No code of the file is ever run: classes are found by name among Keras's, the registered ones
    and `custom_objects`.

    Args:
      filepath: the file.
      custom_objects: a dict from name to class or function.
      compile: whether the model is compiled as it was.
      safe_mode: whether functions without a name (a `Lambda` layer's) are refused.

    Raises:
      ValueError: there is no such file, it is damaged, or it is in another form.
      TypeError: it names an unknown class.
    """
    path = os.fspath(filepath)
    if path.endswith(".keras"):
        return read_archive(path, custom_objects, compile, safe_mode)
    if path.endswith((".h5", ".hdf5")):
        return read_model(path, custom_objects, compile)
    raise ValueError(
        problem(
            "File format not supported: load_model reads `.keras` and `.h5` files",
            given=f"filepath={path}",
            fix="tf.saved_model.load reads what model.export wrote",
        )
    )
