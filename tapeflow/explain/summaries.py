"""`write_summaries`: the report's figures for the `tensorboard` program."""

from __future__ import annotations

import math
import os
from typing import Any

from tapeflow import summary
from tapeflow.explain.figures import seconds, size
from tapeflow.explain.history import History
from tapeflow.explain.snapshot import snapshot

_PARTS = ("python", "waiting", "running", "compiling")


def write_summaries(history: History, folder: str, title: str) -> None:
    """Writes curves, milliseconds of a step by kind, memory, and the programs as a text.

    Args:
      history: what was noted.
      folder: the folder for `tensorboard --logdir`.
      title: the script's name.

    Raises:
      ImportError: tensorboardX, which writes the files, is not installed.
    """
    data = snapshot(history, title)
    writer = summary.create_file_writer(os.path.join(folder, title))
    with writer.as_default(), summary.record_if(True):
        for curve in data["curves"]:
            for step, value in zip(curve["steps"], curve["values"], strict=True):
                summary.scalar(_tag(curve), math.nan if value is None else value, step=step)
        step = 0
        for steps, *parts, memory in data["parts"]:
            step += steps
            for name, value in zip(_PARTS, parts, strict=True):
                summary.scalar(f"step_milliseconds/{name}", 1e3 * value / steps, step=step)
            summary.scalar("process_megabytes", memory / 1e6, step=step)
        for name, text in _texts(data).items():
            summary.text(name, text, step=history.steps)
    writer.close()


def _tag(curve: dict[str, Any]) -> str:
    """`batch/loss`, `epoch/val_loss`; of a value that a line read, `read/train.py_31`."""
    return f"{curve['kind']}/{curve['name'].replace(':', '_')}"


def _texts(data: dict[str, Any]) -> dict[str, str]:
    """Tables in Markdown."""
    programs = [
        (
            str(p["number"]), p["what"], p["place"], f"{p['runs']:,}", seconds(p["compiling"]),
            seconds(p["each"]), size(p["memory"] and p["memory"]["peak"]), p["why"],
        )
        for p in data["programs"]
    ]  # fmt: skip
    reads = [
        (r["place"], f"`{r['text']}`", f"{r['count']:,}", seconds(r["seconds"]))
        for r in data["reads"]
    ]
    heads = ("", "program", "recorded at", "runs", "compiling", "each", "memory", "why")
    texts = {
        "programs": _table(heads, programs),
        "waited_for_values": _table(("at", "line", "times", "waited"), reads),
        "advice": "\n".join(
            f"1. {a['text']} (up to {seconds(a['seconds'])})" for a in data["advice"]
        ),
        "warnings": "\n\n".join(
            f"**{w['category']}** at {w['place']}: {w['message']}" for w in data["warnings"]
        ),
    }
    return {name: text for name, text in texts.items() if text}


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(c.replace('|', '/') for c in line)} |" for line in lines)
