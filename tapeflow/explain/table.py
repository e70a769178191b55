"""`print_explanation`: the tables of `tapeflow run --explain`."""

from __future__ import annotations

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tapeflow.explain.advice import advice
from tapeflow.explain.figures import seconds, size
from tapeflow.explain.history import History

MOST_ROWS = 30


def print_explanation(history: History, file: Any = None) -> None:
    """Writes what a training did: programs, waits, advice."""
    console = Console(file=file, highlight=False)
    if not console.is_terminal:
        console.width = 120
    console.print()
    if not history.programs:
        console.print("No program was run.")
        return
    console.print(_summary(history))
    console.print(_programs(history))
    if history.reads:
        console.print(_reads(history))
    worst = advice(history)
    for number, found in enumerate(worst, start=1):
        text = f"{number}. {found.text} (up to {seconds(found.cost)})."
        console.print(text, markup=False)


def _summary(history: History) -> str:
    parts = [
        (history.compiling, "compiling"),
        (history.running, "starting and running programs"),
        (history.waiting, "waiting for values"),
        (history.python, "in Python"),
    ]
    told = ", ".join(f"{seconds(value)} {what}" for value, what in parts)
    return f"{history.steps:,} steps in {seconds(history.seconds)} since the first: {told}."


def _programs(history: History) -> Table:
    table = Table(title="Programs", title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for name, options in (
        ("", {"justify": "right"}), ("program, recorded at", {}),
        ("runs", {"justify": "right"}), ("compiling", {"justify": "right"}),
        ("each", {"justify": "right"}), ("all", {"justify": "right"}),
        ("memory", {"justify": "right"}), ("why it was compiled", {"overflow": "fold"}),
    ):  # fmt: skip
        table.add_column(name, **options)
    records = sorted(history.programs, key=lambda r: -(r.compile_seconds + r.total))[:MOST_ROWS]
    for record in sorted(records, key=lambda r: r.number):
        memory = record.memory
        batches = f"\n({record.batches:,} steps)" if record.batches > record.runs else ""
        table.add_row(
            str(record.number), _plain(f"{record.what}\n{record.place}"),
            f"{record.runs:,}{batches}",
            seconds(record.compile_seconds) + (" *" if record.hits else ""),
            seconds(record.each), seconds(record.total), size(memory and memory["peak"]),
            _plain(reason(record)),
        )  # fmt: skip
    left = len(history.programs) - len(records)
    notes = ["* taken from the cache on disk"] if any(r.hits for r in records) else []
    notes += [f"{left} more, smaller ones are left out"] if left else []
    table.caption = "; ".join(notes)
    table.caption_justify = "left"
    return table


def reason(record: Any) -> str:
    """Why it was compiled, and how, if not as a whole."""
    if record.op_by_op == record.runs:
        return f"{record.why}; run op by op"
    if record.op_by_op:
        return f"{record.why}; op by op at first"
    return record.why


def _reads(history: History) -> Table:
    table = Table(title="Waited for values", title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for name, justify in (("at", "left"), ("line", "left"), ("times", "right"),
                          ("waited", "right"), ("each", "right")):  # fmt: skip
        table.add_column(name, justify=justify)
    for wait in history.waits[:MOST_ROWS]:
        place = wait.line
        text = place.text if len(place.text) <= 60 else place.text[:57] + "..."
        table.add_row(
            place.short, _plain(text), f"{wait.count:,}", seconds(wait.seconds),
            seconds(wait.seconds / wait.count),
        )  # fmt: skip
    return table


def _plain(text: str) -> Text:
    return Text(text)
