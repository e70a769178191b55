"""What makes `import tensorflow` find TapeFlow: a finder in front of Python's own."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from types import ModuleType

from tapeflow.compat.mirror import INTERNAL, Mirror, mirror, public_attribute
from tapeflow.compat.missing import missing
from tapeflow.engine.errors import problem

# The names scripts import, and the part of TapeFlow that each stands for.
ROOTS = {"tensorflow": "tapeflow", "keras": "tapeflow.keras", "tf_keras": "tapeflow.keras"}


def install() -> None:
    """From here on `import tensorflow` and `import keras` in this process mean TapeFlow.

    `tapeflow run script.py` does this for a script; a notebook does it in its first cell. The real
    TensorFlow is never imported, installed or not.

    Raises:
      RuntimeError: the real TensorFlow or Keras is imported already.

    >>> import tapeflow.compat
    >>> tapeflow.compat.install()
    >>> import tensorflow as tf
    >>> tf
    <module 'tensorflow' (TapeFlow)>
    >>> tapeflow.compat.uninstall()
    """
    for root in ROOTS:
        found = sys.modules.get(root)
        if found is not None and not isinstance(found, Mirror):
            raise RuntimeError(
                problem(
                    "tapeflow.compat.install: another module is imported under the name already",
                    given=f"{root} from {getattr(found, '__file__', 'an unknown place')}",
                    expected="a process that has not imported it",
                    fix="call install() first, or run the script with `tapeflow run`",
                )
            )
    if not any(isinstance(finder, CompatFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, CompatFinder())


def uninstall() -> None:
    """Undoes `install`: later imports find what is installed under those names."""
    sys.meta_path[:] = [f for f in sys.meta_path if not isinstance(f, CompatFinder)]
    for name in [name for name, module in sys.modules.items() if isinstance(module, Mirror)]:
        del sys.modules[name]


class CompatFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds `tensorflow`, `keras` and everything below them in TapeFlow, and nothing else."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname.split(".")[0] not in ROOTS:
            return None
        _resolve(fullname)
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec):
        return mirror(spec.name, _resolve(spec.name))

    def exec_module(self, module):
        """Nothing to run: a mirror looks its names up when they are used."""


def _resolve(fullname: str) -> ModuleType:
    """The module of TapeFlow that `fullname` stands for.

    Raises:
      ModuleNotFoundError: there is none; the message names the nearest.
    """
    root, *parts = fullname.split(".")
    found = importlib.import_module(ROOTS[root])
    name = root
    for part in parts:
        value = _part(found, part)
        if value is not None and not isinstance(value, ModuleType):
            raise ModuleNotFoundError(
                f"{name}.{part} is not a module; write `from {name} import {part}`", name=fullname
            )
        if value is None:
            # `exc.name` must differ from `fullname`: for that one, `from a import b` drops our
            # message and says "cannot import name" instead.
            raise ModuleNotFoundError(missing(name, part, found), name=found.__name__)
        found, name = value, f"{name}.{part}"
    return found


def _part(module: ModuleType, part: str) -> object:
    """A public name of `module`, or its submodule of that name, or None."""
    try:
        return public_attribute(module, part)
    except AttributeError:
        pass
    name = f"{module.__name__}.{part}"
    if part.startswith("_") or name in INTERNAL or importlib.util.find_spec(name) is None:
        return None
    return importlib.import_module(name)
