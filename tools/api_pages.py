"""Writes `docs/api.txt` and `docs/coverage.md`: every public name, as it stands in the package.

Run it after a name was added or taken away: `.venv/bin/python tools/api_pages.py`. A name is public
where a contents page exports it on purpose (`from a import b as b`) or defines it.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import tapeflow

ROOT = Path(__file__).parents[1]
API, COVERAGE = ROOT / "docs" / "api.txt", ROOT / "docs" / "coverage.md"
HIDDEN = ("tf.compat.install", "tf.compat.uninstall")

HEAD = """# What is there

Written by `tools/api_pages.py` from the package; do not edit. These are the public names of
TapeFlow, {count} in {pages} modules. Under `tapeflow run`, a name of TensorFlow's that is not among
them raises an error that says so and names the nearest one.
"""


def main() -> None:
    """Writes both pages."""
    names = public_names()
    API.write_text(api_text(names), encoding="utf-8")
    COVERAGE.write_text(coverage_text(names), encoding="utf-8")


def api_text(names: list[str]) -> str:
    """One name a line."""
    return "".join(f"{name}\n" for name in names)


def coverage_text(names: list[str]) -> str:
    """The same by module."""
    pages: dict[str, list[str]] = {}
    for name in names:
        page, _, leaf = name.rpartition(".")
        pages.setdefault(page, []).append(leaf)
    text = HEAD.format(count=len(names), pages=len(pages))
    for page in sorted(pages):
        text += f"\n## {page}\n\n{', '.join(f'`{leaf}`' for leaf in pages[page])}\n"
    return text


def public_names() -> list[str]:
    """Every public name that is no module, `tf.` first, sorted."""
    found = {name for name in _names("tf", tapeflow, ()) if name not in HIDDEN}
    return sorted(found, key=lambda name: (name.rpartition(".")[0], name))


def _names(path: str, module: ModuleType, above: tuple[str, ...]) -> Iterator[str]:
    for name in sorted(_exported(module)):
        value = getattr(module, name)
        if not isinstance(value, ModuleType):
            yield f"{path}.{name}"
        elif value.__name__.startswith("tapeflow.") and value.__name__ not in above:
            yield from _names(f"{path}.{name}", value, (*above, module.__name__))


def _exported(module: ModuleType) -> set[str]:
    if module.__file__ is None:
        return set()
    names: set[str] = set()
    body = ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body
    # What is imported when asked for stands under `if TYPE_CHECKING:`.
    later = [inner for node in body if isinstance(node, ast.If) for inner in node.body]
    for node in [*body, *later]:
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            names |= _exported(importlib.import_module(str(node.module)))
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names |= {alias.asname for alias in node.names if alias.asname}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign) and _is_page(module):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return {name for name in names if not name.startswith("_") and hasattr(module, name)}


def _is_page(module: ModuleType) -> bool:
    """Whether an assignment is an export (`newaxis = None`) and not a constant of the module's."""
    return Path(str(module.__file__)).parent == Path(str(tapeflow.__file__)).parent


if __name__ == "__main__":
    sys.exit(main())
