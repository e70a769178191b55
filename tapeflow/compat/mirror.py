"""A module under another name: `tensorflow.keras` showing what `tapeflow.keras` holds."""

from __future__ import annotations

import sys
from types import ModuleType

from tapeflow.compat.missing import missing

# What a script that asks for a version is told: the release whose behavior the golden tests record.
VERSIONS = {"tensorflow": "2.21.0", "keras": "3.15.1", "tf_keras": "2.21.0"}

# Parts of the package that are no part of TensorFlow's API.
INTERNAL = frozenset(
    {
        "tapeflow.cli",
        "tapeflow.compat.finder",
        "tapeflow.compat.mirror",
        "tapeflow.compat.missing",
        "tapeflow.compat.out_of_reach",
        "tapeflow.compat.text",
        "tapeflow.engine",
        "tapeflow.ops",
    }
)


class Mirror(ModuleType):
    """The public names of `target`, under the module name `name`.

    Args:
      name: the name scripts import, such as `"tensorflow.keras.layers"`.
      target: the module of TapeFlow that it stands for.

    A name is looked up the first time it is used and kept, so that later uses cost what they cost
    in any module. A missing one is an `AttributeError` of one line that says where to look.
    """

    _target: ModuleType

    def __init__(self, name: str, target: ModuleType):
        super().__init__(name, target.__doc__)
        self.__dict__["_target"] = target
        self.__file__ = getattr(target, "__file__", None)
        self.__path__ = []  # marks a package: its submodules are found by the compat finder
        root = "keras" if name.split(".")[-1] == "keras" else name
        if root in VERSIONS:
            self.__version__ = VERSIONS[root]

    def __getattr__(self, attribute: str) -> object:
        if attribute.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {attribute!r}")
        try:
            value = public_attribute(self._target, attribute)
        except AttributeError:
            raise AttributeError(
                missing(self.__name__, attribute, self._target),
                name=attribute,
            ) from None
        if isinstance(value, ModuleType) and value.__name__.startswith("tapeflow"):
            value = mirror(f"{self.__name__}.{attribute}", value)
        self.__dict__[attribute] = value
        return value

    def __dir__(self) -> list[str]:
        return sorted(name for name in dir(self._target) if not name.startswith("_"))

    def __repr__(self) -> str:
        return f"<module {self.__name__!r} (TapeFlow)>"


def mirror(name: str, target: ModuleType) -> ModuleType:
    """The one mirror called `name`, made on first use and kept in `sys.modules`."""
    found = sys.modules.get(name)
    if found is None:
        found = sys.modules[name] = Mirror(name, target)
    return found


def public_attribute(target: ModuleType, attribute: str) -> object:
    """`getattr` without the package's internal parts.

    `keras.src`, where Keras keeps its code, is `keras` itself: `from keras.src.layers import Dense`
    finds the public layer.
    """
    if attribute == "src" and target.__name__ == "tapeflow.keras":
        return target
    value = getattr(target, attribute)
    if isinstance(value, ModuleType) and value.__name__ in INTERNAL:
        raise AttributeError(attribute)
    return value
