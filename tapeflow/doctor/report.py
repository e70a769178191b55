"""The words in which a NaN's origin is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tapeflow.doctor.causes import Cause
from tapeflow.doctor.figures import Figures
from tapeflow.doctor.origin import Origin
from tapeflow.doctor.scope import as_numpy, has_nan, is_float, public_name


def report(
    origin: Origin, cause: Cause, step: str, variable: str, history: Sequence[Figures]
) -> str:
    """What is told of a NaN.

    Args:
      origin: where it was born.
      cause: why.
      step: names the step.
      variable: the first variable that is not finite, or "".
      history: figures of the last steps, the bad one last.
    """
    kind = "NaN" if has_nan(origin.result) or origin.result is None else "infinity"
    lines = [f"{kind} in {step}: {cause.why}"]
    place = origin.place
    if place.line:
        _add(lines, "line", f"{place.short}   {place.text}")
    if origin.op:
        _add(lines, "op", ("the gradient of " if origin.backward else "") + public_name(origin.op))
    for name, array in zip(origin.names, origin.operands, strict=False):
        label = "operand" if origin.op else "value"
        _add(lines, label, f"{name}: {described(array)}")
    if origin.op and origin.result is not None:
        _add(lines, "result", described(origin.result))
    if variable:
        _add(lines, "variable", f"{variable} is the first that is not finite after it")
    _add_history(lines, history)
    _add(lines, "fix", cause.fix)
    return "\n".join(lines)


def _add(lines: list[str], label: str, text: str) -> None:
    lines.append(f"  {label + ':':<10} {text}")


def _add_history(lines: list[str], history: Sequence[Figures]) -> None:
    losses = [(f.step, f.loss) for f in history if f.loss is not None]
    norms = [(f.step, f.norm) for f in history if f.norm is not None]
    for label, figures in (("loss", losses), ("gradients", norms)):
        if figures:
            shown = ", ".join(f"{value:.4g}" for _, value in figures)
            unit = " (norm)" if label == "gradients" else ""
            if len(figures) == 1:
                _add(lines, label, f"{shown}{unit} in step {figures[0][0] + 1}")
            else:
                first, last = figures[0][0] + 1, figures[-1][0] + 1
                _add(lines, label, f"{shown}{unit} in steps {first} to {last}")


def described(array: Any) -> str:
    """Shape, dtype and range of an array, and how much of it is not finite."""
    values = np.asarray(array)
    text = f"{values.dtype.name} {values.shape}"
    if not values.size:
        return text
    floats = as_numpy(values)
    if not is_float(values):
        if values.dtype.kind in "iu":
            return f"{text}, {values.min()} to {values.max()}"
        return text
    finite = np.isfinite(floats)
    count = values.size - int(finite.sum())
    if values.ndim == 0:
        return f"{text}, {floats:.4g}"
    if finite.any():
        good = floats[finite]
        text += f", {good.min():.4g} to {good.max():.4g}"
    if count:
        kinds = [k for k, f in (("NaN", np.isnan), ("infinite", np.isinf)) if f(floats).any()]
        text += f", {count} of {values.size} {' or '.join(kinds)}"
    return text
