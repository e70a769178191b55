"""`explained`: takes notes while a script runs, and tells at the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tapeflow.engine import flush
from tapeflow.explain.history import History


@contextmanager
def explained(
    script: str,
    table: bool = False,
    report: str | None = None,
    live: bool = False,
    tensorboard: str | None = None,
) -> Iterator[History]:
    """Notes what is done in the block, also if it ends with an error.

    Args:
      script: the script's path, for a title.
      table: whether tables are written to the standard error stream.
      report: where a page is written, if anywhere.
      live: whether the page is served while the block runs.
      tensorboard: a folder for summaries, if they are wanted.
    """
    title = os.path.basename(script)
    report = report and os.path.abspath(report)  # the script may go to another folder
    tensorboard = tensorboard and os.path.abspath(tensorboard)
    history = History()
    history.start()
    served = _served(history, title) if live else None
    try:
        yield history
    finally:
        with suppress(Exception):  # the script's own error, if any, is told
            flush()
        history.stop()
        sys.stdout.flush()
        if table:
            _tell("the tables", lambda: _print(history))
        if served is not None:
            _tell("the live page", served.stop)
        if report:
            _tell("the report", lambda: _write(history, report, title))
        if tensorboard:
            _tell("the summaries", lambda: _summarize(history, tensorboard, title))


def _tell(what: str, tell: Callable[[], Any]) -> None:
    """Tells; what goes wrong then must not change how the script ended."""
    try:
        tell()
    except Exception as error:
        _say(f"{what} could not be written: {type(error).__name__}: {error}")


def _print(history: History) -> None:
    from tapeflow.explain.table import print_explanation

    print_explanation(history, sys.stderr)


def _write(history: History, report: str, title: str) -> None:
    from tapeflow.explain.page import write_report

    write_report(history, report, title)
    _say(f"the report is in {report}")


def _summarize(history: History, folder: str, title: str) -> None:
    from tapeflow.explain.summaries import write_summaries

    write_summaries(history, folder, title)
    _say(f"see it with: tensorboard --logdir {folder}")


def _served(history: History, title: str) -> Any:
    from tapeflow.explain.live import LivePage

    page = LivePage(history, title)
    page.start()
    _say(f"follow the training at {page.address}")
    return page


def _say(text: str) -> None:
    print(f"tapeflow run: {text}", file=sys.stderr, flush=True)  # noqa: T201 - of the command line
