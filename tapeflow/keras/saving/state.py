"""The state of a model's parts to an open HDF5 file, and back."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.saving.own_variables import check, loads_as_stored
from tapeflow.keras.saving.state_tree import parts
from tapeflow.ops.files import h5_store


def write_state(root: Any, file: Any) -> None:
    """Writes the arrays of every part of `root` to an open HDF5 file."""
    for path, part in parts(root):
        part.save_own_variables(h5_store.arrays_to_write(file, path, getattr(part, "name", None)))


def read_state(
    root: Any, file: Any, skip_mismatch: bool = False, skipped: Any = (), fresh: bool = False
) -> None:
    """Gives every part of `root` its arrays from an open HDF5 file.

    Args:
      root: a model, layer or optimizer.
      file: an open HDF5 file.
      skip_mismatch: whether parts that do not fit stay as they are.
      skipped: parts that stay as they are.
      fresh: whether `root` was just made, and nobody has it if this fails.

    Raises:
      ValueError: arrays do not fit; then all variables are what they were.
    """
    untouched = {id(part) for part in skipped}
    found = [
        (path, part, h5_store.arrays_to_read(file, path))
        for path, part in parts(root)
        if id(part) not in untouched
    ]
    # Not all values there are: of a large model that would be twice the memory.
    unsure = [part for _, part, arrays in found if not (loads_as_stored(part) and _plain(arrays))]
    failures: dict[int, tuple] = {}
    _try(check, [entry for entry in found if loads_as_stored(entry[1])], failures)
    if failures and not skip_mismatch:
        raise _failed(list(failures.values()))
    with contextlib.nullcontext() if fresh else restore_on_failure(_variables(unsure)):
        fitting = [entry for entry in found if id(entry[1]) not in failures]
        _try(lambda part, arrays: part.load_own_variables(arrays), fitting, failures)
        if failures and not skip_mismatch:
            raise _failed(list(failures.values()))
    if failures:
        warnings.warn(str(_failed(list(failures.values()))), stacklevel=3)


def _try(action: Any, found: list, failures: dict[int, tuple]) -> None:
    for path, part, arrays in found:
        try:
            action(part, arrays)
        except Exception as error:
            failures[id(part)] = (path, part, error)


def _plain(arrays: Any) -> bool:
    try:
        return arrays.are_stored_as_they_are()
    except Exception:  # damaged: reading it will say so
        return False


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
    for part in found:
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
