"""`Progbar`: how far a loop has come, on one line of the terminal."""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np

from tapeflow.keras.switches import is_interactive_logging_enabled
from tapeflow.ops.host import get_logger

_WIDTH = 20


class Progbar:
    """A line such as `30/100 ━━━━──────────── 2s 7ms/step - loss: 0.31`, rewritten on and on.

    Args:
      target: the number of steps, or None if unknown.
      width: of the bar, in characters.
      verbose: 0 for silence, 1 or "auto" for the bar, 2 for one line at the end.
      interval: seconds between two drawings.
      stateful_metrics: the names of values that are shown as given, not averaged.
      stateless_metrics: the names of values that are averaged; all others are then shown as given.
      unit_name: what a step is called.
      patience: seconds before anything is shown.

    >>> import tapeflow as tf
    >>> bar = tf.keras.utils.Progbar(10, verbose=0)
    >>> bar.update(3, [("loss", 0.5)])
    """

    def __init__(
        self,
        target: int | None,
        width: int = _WIDTH,
        verbose: Any = 1,
        interval: float = 0.05,
        stateful_metrics: Any = None,
        stateless_metrics: Any = None,
        unit_name: str = "step",
        patience: float = 0.0,
    ):
        if stateful_metrics is not None and stateless_metrics is not None:
            raise ValueError(
                "Only one of `stateful_metrics` or `stateless_metrics` can be provided: the one "
                "names what is not averaged, the other what is."
            )
        self.target, self.width, self.interval, self.unit_name = target, width, interval, unit_name
        self.verbose = 1 if verbose == "auto" else int(verbose)
        self.stateful_metrics = set(stateful_metrics or ())
        self.stateless_metrics = None if stateless_metrics is None else set(stateless_metrics)
        self._patience = patience
        self._values: dict[str, list[float]] = {}
        self._seen = 0
        self._start = time.perf_counter()
        self._last = 0.0
        self._drawn = 0

    def update(self, current: int, values: Any = None, finalize: bool | None = None) -> None:
        """Tells that `current` steps are done, with the latest values by name."""
        for name, value in values or ():
            steps = max(current - self._seen, 1)
            if not self._averages(name) or finalize or name not in self._values:
                self._values[name] = [float(np.mean(value)) * steps, steps]
            else:
                self._values[name][0] += float(np.mean(value)) * steps
                self._values[name][1] += steps
        self._seen = current
        if not self.verbose:
            return
        # A file or pipe gets the finished line only: it can't be rewritten there.
        quiet = self.verbose == 2 or not _is_rewritable()
        finished = (
            finalize if finalize is not None else self.target is not None and current >= self.target
        )
        now = time.perf_counter()
        if now - self._start < self._patience or (quiet and not finished):
            return
        if finished or now - self._last >= self.interval:
            self._last = now
            self._draw(now - self._start, finished)

    def _averages(self, name: str) -> bool:
        if self.stateless_metrics is not None:
            return name in self.stateless_metrics
        return name not in self.stateful_metrics

    def write(self, text: str) -> None:
        """Writes a line of its own, such as an epoch's number."""
        _show(text)

    def add(self, n: int, values: Any = None) -> None:
        """Tells that `n` more steps are done."""
        self.update(self._seen + n, values)

    def close(self) -> None:
        """Ends the line of a loop whose length was not known."""
        if self._drawn and self.target is None:
            self._draw(time.perf_counter() - self._start, True)

    def _draw(self, elapsed: float, finished: bool) -> None:
        line = self._text(elapsed, finished)
        padding = " " * max(self._drawn - len(line), 0)
        self._drawn = 0 if finished else len(line)
        _show(("\r" if _is_rewritable() else "") + line + padding + ("\n" if finished else ""))

    def _text(self, elapsed: float, finished: bool) -> str:
        per_step = elapsed / max(self._seen, 1)
        if self.target and self.verbose == 2:
            times = f"{_duration(elapsed)} - {_fine(per_step)}/{self.unit_name}"
            return f"{self._seen}/{self.target} - {times}{self._values_text()}"
        if self.target:
            filled = min(int(self.width * self._seen / self.target), self.width)
            count = f"{self._seen:>{len(str(self.target))}}/{self.target}"
            head = f"{count} {'━' * filled}{'─' * (self.width - filled)}"
            seconds = elapsed if finished else per_step * (self.target - self._seen)
        else:
            head, seconds = f"{self._seen}/Unknown", elapsed
        times = f"{_duration(seconds)} {_fine(per_step)}/{self.unit_name}"
        return f"{head} {times}{self._values_text()}"

    def _values_text(self) -> str:
        return "".join(
            f" - {name}: {_number(total / count)}" for name, (total, count) in self._values.items()
        )


def _is_rewritable() -> bool:
    return is_interactive_logging_enabled() and sys.stdout.isatty()


def _show(text: str) -> None:
    """On the standard output, or in the log after `keras.config.disable_interactive_logging()`."""
    if is_interactive_logging_enabled():
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        get_logger().info(text.strip())


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f}s"
    minutes, rest = divmod(int(seconds), 60)
    return (
        f"{minutes}:{rest:02d}"
        if minutes < 60
        else f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
    )


def _fine(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.0f}s"
    return f"{seconds * 1e3:.0f}ms" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us"


def _number(value: float) -> str:
    return f"{value:.4f}" if abs(value) > 1e-3 or value == 0 else f"{value:.4e}"
