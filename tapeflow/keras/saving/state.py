"""The state of a model's parts to an open HDF5 file, and back."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.saving.state_tree import parts
from tapeflow.ops.files import h5_store


def write_state(root: Any, file: Any) -> None:
    """Writes the arrays of every part of `root` to an open HDF5 file."""
    for path, part in parts(root):
        part.save_own_variables(h5_store.arrays_to_write(file, path, getattr(part, "name", None)))


def read_state(root: Any, file: Any, skip_mismatch: bool = False, skipped: Any = ()) -> None:
    """Gives every part of `root` its arrays from an open HDF5 file.

    Raises:
      ValueError: arrays do not fit; then all variables are what they were.
    """
    untouched = {id(part) for part in skipped}
    found = [(path, part) for path, part in parts(root) if id(part) not in untouched]
    failures = []
    with restore_on_failure(_variables(found)):
        for path, part in found:
            try:
                part.load_own_variables(h5_store.arrays_to_read(file, path))
            except Exception as error:
                failures.append((path, part, error))
        if failures and not skip_mismatch:
            raise _failed(failures)
    if failures:
        warnings.warn(str(_failed(failures)), stacklevel=3)


@contextlib.contextmanager
def restore_on_failure(variables: list) -> Iterator[None]:
    """Gives variables back the values they had, if the block ends with an error."""
    before = [(variable, variable.value()) for variable in variables]
    try:
        yield
    except BaseException:
        for variable, value in before:
            variable.assign(value)
        raise


def _variables(found: list) -> list:
    """All variables of the parts, each once: a layer's own, an optimizer's with its slots."""
    seen: dict[int, Any] = {}
    for _, part in found:
        for variable in getattr(part, "variables", ()):
            seen.setdefault(id(variable), variable)
    return list(seen.values())


def _failed(failures: list) -> ValueError:
    path, part, error = failures[0]
    message = " ".join(str(error).split())
    names = [str(getattr(part, "name", part)) for _, part, _ in failures]
    return ValueError(
        problem(
            f"A total of {len(failures)} objects could not be loaded: {', '.join(names)}",
            given=f"{type(part).__name__} '{names[0]}' at '{path or '/'}': {message}",
            fix="build the model exactly as the one that was saved; skip_mismatch=True loads the "
            "parts that fit",
        )
    )
