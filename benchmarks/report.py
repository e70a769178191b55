"""Writes `docs/benchmarks.md` from `benchmarks/results/*.json`: `python -m benchmarks.report`."""

from __future__ import annotations

import itertools
import json

from benchmarks.measure import RESULTS, ROOT, quartiles

WORKLOADS = ("tutorial_loop", *("workloads." + name for name in (
    "cnn", "residual", "separable", "lstm", "gru", "text", "transformer", "autoencoder", "gan",
    "dqn", "inference", "scaling", "cliffs")), "lstm_loop", "import_time")  # fmt: skip
ORDER = (*WORKLOADS, "mnist_program", "single_sample", "fit", "compile", "compiles", "recorder",
         "function_call", "data_pipeline", "saving", "formulations")  # fmt: skip

HEAD = """# Benchmarks

Written by `make bench` from the raw numbers in `benchmarks/results/`; do not edit. Every contestant
runs in a process of its own, and the rounds are interleaved. A cell is the median, with the lower
and the upper quartile where there are several measurements. Absolute times are one machine's; the
ratios carry over better.
"""


def main() -> None:
    """Writes the page."""
    found = {path.stem: json.loads(path.read_text()) for path in RESULTS.glob("*.json")}
    names = [name for name in ORDER if name in found] + sorted(found.keys() - set(ORDER))
    page = HEAD + "".join(_section(found[name]) for name in names)
    (ROOT / "docs").mkdir(exist_ok=True)
    (ROOT / "docs" / "benchmarks.md").write_text(page)


def _section(result: dict) -> str:
    title, *rest = result["about"].split("\n")
    on = result["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in on["versions"].items())
    lines = ["", f"## {title.rstrip('.')}", "", *"\n".join(rest).strip().split("\n"), ""]
    lines += _tables(result["tables"])
    if result["figures"]:
        lines += ["| Figure | Measured | Wanted | |", "|---|---|---|---|"]
        lines += [
            f"| {item['text']} | {_number(item['value'])} | {item['sense']} {item['bound']:g} "
            f"| {'met' if item['met'] else '**missed**'} |"
            for item in result["figures"]
        ]
        lines.append("")
    lines.append(
        f"`python -m benchmarks.{result['name']}`, {on['cores']} cores of {on['processor']}, "
        f"{on['system']}, Python {on['python']}, {versions}."
    )
    return "\n".join(lines) + "\n"


def _tables(tables: list[dict]) -> list[str]:
    """One table each; those of the same contestants become the rows or columns of a single one."""
    columns = [tuple(part["samples"]) for part in tables]
    if len(tables) > 2 and len(set(columns)) == 1 and len({part["unit"] for part in tables}) > 1:
        head = ["", *(_titled(part) for part in tables)]
        rows = [[name, *(_cell(p["samples"][name]) for p in tables)] for name in columns[0]]
        return [_row(head), _row(["---"] * len(head)), *map(_row, rows), ""]
    lines = []
    for (names, unit), group in itertools.groupby(
        tables, key=lambda part: (tuple(part["samples"]), part["unit"])
    ):
        alike = list(group)
        if len(alike) > 2:
            head = ["", *(f"{name} [{unit}]" for name in names)]
            rows = [[part["title"], *map(_cell, part["samples"].values())] for part in alike]
            lines += [_row(head), _row(["---"] * len(head)), *map(_row, rows), ""]
            continue
        for part in alike:
            head = [part["title"], part["unit"]]
            rows = [[name, _cell(values)] for name, values in part["samples"].items()]
            lines += [_row(head), _row(["---", "---"]), *map(_row, rows), ""]
    return lines


def _titled(part: dict) -> str:
    return f"{part['title']} [{part['unit']}]" if part["unit"] else part["title"]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(values: list[float]) -> str:
    low, middle, high = quartiles(values)
    if len(values) < 3:
        return _number(middle)
    return f"{_number(middle)} ({_number(low)} to {_number(high)})"


def _number(value: float) -> str:
    return (
        f"{value:.0f}"
        if value == int(value) or abs(value) >= 1000
        else f"{value:.3g}"
        if abs(value) < 100
        else f"{value:.1f}"
    )


if __name__ == "__main__":
    main()
