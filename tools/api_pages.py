"""Writes `docs/api.txt` and `docs/coverage.md`: the public names, and what is missing of others'.

Run it after a name was added or taken away: `.venv/bin/python tools/api_pages.py`. A name is public
where a contents page exports it on purpose (`from a import b as b`) or defines it. What TensorFlow
and Keras have is recorded in `tools/api.json.gz` (see `tools/record_api.py`). To see what an area
lacks: `tools/api_pages.py --missing tf.keras.layers --different tf.keras.layers`.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import tapeflow
from tapeflow.compat import out_of_reach

sys.path.insert(0, str(Path(__file__).parent))  # the tests load this file by its path
import api_compare

ROOT = Path(__file__).parents[1]
API, COVERAGE = ROOT / "docs" / "api.txt", ROOT / "docs" / "coverage.md"
HIDDEN = ("tf.compat.install", "tf.compat.uninstall")

HEAD = """# What is there

Written by `tools/api_pages.py`; do not edit. The public names of TensorFlow {tensorflow} and Keras
{keras}, as `tools/record_api.py` recorded them, and what of them TapeFlow has. Left out are
`tf.compat.v1` and `tf.raw_ops`. {there} of {total} names are there ({share:.1f}%), {different} of
them with other arguments or without some method. TapeFlow's own names stand in `api.txt`.

Of the {census} names that two or more files of a census of public TensorFlow code use,
{used:.1f}% are there. The others: {unused}. Not counted are names of the census that are gone from
TensorFlow itself: {gone}.

| area | there | differ | missing |
| --- | ---: | ---: | ---: |
"""


def main() -> None:
    """Writes both pages; with `--missing` and a prefix lists what is not there or differs."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--missing", metavar="PREFIX", help="list what is missing, and do no more")
    parser.add_argument("--different", metavar="PREFIX", help="the same of names that differ")
    options = parser.parse_args()
    if options.missing or options.different:
        for line in listed(options.missing, options.different):
            sys.stdout.write(f"{line}\n")
        return
    names = public_names()
    API.write_text(api_text(names), encoding="utf-8")
    COVERAGE.write_text(coverage_text(), encoding="utf-8")


def listed(missing: str | None, different: str | None) -> Iterator[str]:
    """The names below a prefix that are missing, or that differ and how."""
    for answer in api_compare.compare(api_compare.load()["names"], tapeflow):
        if missing and answer.name.startswith(missing) and not answer.there:
            yield answer.name
        if different and answer.name.startswith(different) and answer.difference:
            yield f"{answer.name}: {answer.difference}"


def api_text(names: list[str]) -> str:
    """One name a line."""
    return "".join(f"{name}\n" for name in names)


def coverage_text() -> str:
    """TensorFlow's and Keras's names by area: how many are there, which differ, which are not."""
    record = api_compare.load()
    answers = api_compare.compare(record["names"], tapeflow)
    areas: dict[str, list[api_compare.Answer]] = {}
    for answer in answers:
        areas.setdefault(answer.name.rpartition(".")[0], []).append(answer)
    there = sum(answer.there for answer in answers)
    gone = sorted(name for name in record["census"] if name in out_of_reach.GONE)
    census = [name for name in record["census"] if name not in gone]
    unused = sorted(name for name in census if not api_compare.is_there(name, tapeflow))
    text = HEAD.format(
        **record["versions"],
        there=there,
        total=len(answers),
        share=100 * there / len(answers),
        different=sum(bool(answer.difference) for answer in answers),
        census=len(census),
        used=100 - 100 * len(unused) / len(census),
        unused=_names_in_line(unused) or "none",
        gone=_names_in_line(gone) or "none",
    )
    for area, found in sorted(areas.items()):
        counts = [sum(a.there for a in found), sum(bool(a.difference) for a in found)]
        text += f"| {area} | {counts[0]} | {counts[1]} | {len(found) - counts[0]} |\n"
    text += _reasons("Out of reach", out_of_reach.OUT_OF_REACH)
    text += _reasons("Gone from TensorFlow itself", out_of_reach.GONE)
    return text + "".join(_area(area, found) for area, found in sorted(areas.items()))


def _reasons(title: str, entries: dict[str, tuple[str, str]]) -> str:
    """A table of names that will not come, why, and what to use."""
    text = f"\n## {title}\n\n| name | why | use |\n| --- | --- | --- |\n"
    return text + "".join(f"| `{name}` | {why} | {use} |\n" for name, (why, use) in entries.items())


def _area(area: str, answers: list[api_compare.Answer]) -> str:
    """The names of an area that are missing or differ."""
    missing = [answer.name.rpartition(".")[2] for answer in answers if not answer.there]
    differing = [answer for answer in answers if answer.difference]
    text = f"\n## {area}\n" if missing or differing else ""
    if missing:
        text += f"\nMissing: {_names_in_line(missing)}.\n"
    if differing:
        text += "\nDiffer:\n\n"
    for answer in differing:
        text += f"- `{answer.name.rpartition('.')[2]}`: {answer.difference}\n"
    return text


def _names_in_line(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


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
