"""Records the public names and signatures of real TensorFlow and Keras in `tools/api.json.gz`.

Runs under the oracle's Python (`make oracle` makes it). Only facts are kept: a name, what it is,
the names and order of its arguments, their simple defaults. `tools/api_pages.py` compares them with
the package. With `--census FILE`, a table of how often public code uses a name (columns `name`,
`files`, `kind`), the names used in two files or more are recorded as well; without it those that
were recorded before are kept.
"""

# ruff: noqa: T201 - a command line program talks by printing
from __future__ import annotations

import argparse
import csv
import gzip
import inspect
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

RECORD = Path(__file__).with_name("api.json.gz")
# Older interfaces of TensorFlow, and the one function for each of its kernels.
LEFT_OUT = ("tf.compat.v1", "tf.compat.v2", "tf.raw_ops")
_COUNTED = ("name", "method", "import-only")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--census", type=Path, help="a table of names and the files they occur in")
    options = parser.parse_args()
    import keras
    import keras._tf_keras.keras as tf_keras
    import tensorflow as tf

    names = dict(_walk("tf", tf, ()))
    names |= dict(_walk("tf.keras", tf_keras, ()))
    census = _census(options.census) if options.census else _recorded().get("census", {})
    made = {
        "versions": {"tensorflow": tf.__version__, "keras": keras.__version__},
        "names": dict(sorted(names.items())),
        "census": census,
    }
    text = json.dumps(made, separators=(",", ":"))
    RECORD.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(names)} names, {len(census)} names of the census")
    return 0


def _recorded() -> dict[str, Any]:
    return json.loads(gzip.decompress(RECORD.read_bytes())) if RECORD.exists() else {}


def _census(path: Path) -> dict[str, int]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["kind"] in _COUNTED]
    return {row["name"]: int(row["files"]) for row in rows if int(row["files"]) >= 2}


def _walk(path: str, module: Any, above: tuple[int, ...]) -> Iterator[tuple[str, Any]]:
    for name in sorted(dir(module)):
        full = f"{path}.{name}"
        if name.startswith("_") or full in LEFT_OUT or full == "tf.keras":
            continue
        try:
            value = getattr(module, name)
        except Exception:  # a lazy part that is not installed
            continue
        if isinstance(value, ModuleType):
            if _is_public(value) and id(value) not in above:
                yield from _walk(full, value, (*above, id(value)))
        else:
            yield full, _described(value)


def _is_public(module: ModuleType) -> bool:
    name = module.__name__
    if name.startswith("keras."):
        return not name.startswith("keras.src")
    return name.startswith(("tensorflow._api", "tensorflow.compat"))


def _described(value: Any) -> Any:
    """A class as `{"init": ..., "methods": {...}}`, a function as its arguments, else its type."""
    if inspect.isclass(value):
        methods = {
            name: _arguments(_function(member), bound=not isinstance(member, staticmethod))
            for name, member in vars(value).items()
            if not name.startswith("_") and (callable(member) or _is_descriptor(member))
        }
        return {"init": _arguments(value), "methods": methods}
    return _arguments(value) if callable(value) else type(value).__name__


def _is_descriptor(member: Any) -> bool:
    return isinstance(member, (property, staticmethod, classmethod))


def _function(member: Any) -> Any:
    return getattr(member, "__func__", member)


def _arguments(function: Any, bound: bool = False) -> Any:
    """`[[name, kind, default], ...]`; None where Python can't tell, or it is a property.

    A default that is no plain value is written "..."; there is none for a required argument.
    """
    if isinstance(function, property):
        return None
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    found = []
    for parameter in parameters[1:] if bound else parameters:
        item: list[Any] = [parameter.name, int(parameter.kind)]
        if parameter.default is not parameter.empty:
            item.append(_default(parameter.default))
        found.append(item)
    return found


def _default(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return repr(value)
    if isinstance(value, (tuple, list)) and "..." not in (items := [_default(v) for v in value]):
        return f"({', '.join(items)})"
    return getattr(value, "name", "...") if type(value).__name__ == "DType" else "..."


if __name__ == "__main__":
    sys.exit(main())
