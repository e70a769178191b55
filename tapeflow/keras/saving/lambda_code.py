"""Python lambdas in configs: their bytecode, which is only read from files that are trusted."""

from __future__ import annotations

import base64
import importlib
import marshal
import threading
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tapeflow.engine import problem


class _Trust(threading.local):
    inside = False


_trust = _Trust()
_always = [False]


@contextmanager
def trusted() -> Iterator[None]:
    """Lambdas may be read in the block."""
    before, _trust.inside = _trust.inside, True
    try:
        yield
    finally:
        _trust.inside = before


def enable_unsafe_deserialization() -> None:
    """Lets configs with Python lambdas, which can do anything, be read from now on."""
    _always[0] = True


def lambda_config(function: Any) -> dict[str, Any]:
    """A lambda as Keras writes it: code, defaults and closure."""
    cells = function.__closure__
    return {
        "class_name": "__lambda__",
        "config": {
            "code": base64.encodebytes(marshal.dumps(function.__code__)).decode("ascii"),
            "defaults": function.__defaults__,
            "closure": None if cells is None else tuple(cell.cell_contents for cell in cells),
        },
    }


def lambda_from(config: dict[str, Any]) -> Any:
    """The lambda that `lambda_config` or Keras wrote; it finds `tf`, `keras`, `np` and `K`.

    Raises:
      ValueError: nobody said that the config is trusted, or another Python release wrote it.
    """
    if not (_trust.inside or _always[0]):
        raise ValueError(
            problem(
                "Requested the deserialization of a Python lambda, which can run any code",
                fix="if you trust where it comes from: safe_mode=False, or "
                "tf.keras.config.enable_unsafe_deserialization()",
            )
        )
    code, defaults, closure = (config.get(name) for name in ("code", "defaults", "closure"))
    if "value" in config:
        code, defaults, closure = config["value"]
    try:
        body = marshal.loads(base64.decodebytes(code.encode("ascii")))
    except (ValueError, EOFError, TypeError) as error:
        raise ValueError(
            problem(
                "A Python lambda in a config can't be read",
                given=str(error),
                expected="code of the Python release that runs now",
                fix="write the function with def, and give it in custom_objects",
            )
        ) from error
    root = importlib.import_module("tapeflow")
    names = {"tf": root, "keras": root.keras, "K": root.keras.backend, "np": np, "numpy": np}
    cells = None if closure is None else tuple(types.CellType(value) for value in closure)
    return types.FunctionType(
        body, names, body.co_name, None if defaults is None else tuple(defaults), cells
    )
