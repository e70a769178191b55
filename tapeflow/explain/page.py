"""`page`: one HTML file that shows a training, with all it needs inside."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from tapeflow.explain.history import History
from tapeflow.explain.snapshot import snapshot

_DATA = "/*data*/null"


def page(data: dict[str, Any] | None) -> str:
    """The page as text.

    Args:
      data: a `snapshot`; None for a page that asks its server for one again and again.
    """
    template = files("tapeflow.explain").joinpath("page.html").read_text(encoding="utf-8")
    assert template.count(_DATA) == 1
    return template.replace(_DATA, as_json(data))


def as_json(data: dict[str, Any] | None) -> str:
    """JSON that may stand in a script element, whatever the texts in it say."""
    text = json.dumps(data, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def write_report(history: History, path: str, title: str) -> None:
    """Writes the page of a training that is over."""
    Path(path).write_text(page(snapshot(history, title)), encoding="utf-8")
