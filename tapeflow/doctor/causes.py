"""The likely cause of a NaN or an infinity, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from tapeflow.doctor.origin import Origin
from tapeflow.doctor.scope import as_numpy, is_float

_SHOWN = 6
_LABELED = ("sparse_softmax_cross_entropy_with_logits", "sparse_categorical_crossentropy")


class Cause(NamedTuple):
    """Why, in a few words, and what to do."""

    kind: str
    why: str
    fix: str


def cause_of(origin: Origin, losses: Sequence[float], norms: Sequence[float]) -> Cause:
    """The likeliest cause.

    Args:
      origin: where it was born.
      losses, norms: of the steps before, oldest first.
    """
    for look in (_data, _labels, _domain, _half, _diverging, _overflow):
        found = look(origin, losses, norms)
        if found is not None:
            return found
    return Cause("unknown", "no usual one", "look at the operands' ranges above")


def _data(origin: Origin, losses: Any, norms: Any) -> Cause | None:
    if origin.data == "variable":
        return Cause(
            "variable",
            f"{origin.names[0]} was not finite before the step",
            "look at what it was assigned or started from",
        )
    if origin.data == "input":
        return Cause(
            "bad input",
            f"the data have NaN or infinity{where_bad(origin.result, origin.rows)}",
            "drop or fill these rows: np.isfinite(x).all(axis=1) tells which are good",
        )
    return None


def _labels(origin: Origin, losses: Any, norms: Any) -> Cause | None:
    if not any(name in origin.op for name in _LABELED) or len(origin.operands) < 2:
        return None
    labels, logits = as_numpy(origin.operands[0]), as_numpy(origin.operands[1])
    classes = logits.shape[-1] if logits.ndim else 0
    wrong = (labels < 0) | (labels >= classes)
    if not wrong.any():
        return None
    return Cause(
        "label out of range",
        f"label {labels[wrong].ravel()[0]:g} with {classes} classes{_rows(wrong)}",
        f"number the classes from 0 to {classes - 1}, or give the last layer more units",
    )


def _domain(origin: Origin, losses: Any, norms: Any) -> Cause | None:
    """A function at a point where it, or its slope, has no value."""
    name = origin.op.rsplit(".", 1)[-1]
    floats = [as_numpy(array) for array in origin.operands if is_float(array)]
    look = _DOMAINS.get(name)
    return None if look is None or not floats else look(floats, origin)


def _log(operands: list, origin: Origin) -> Cause | None:
    x = operands[-1] + (1 if origin.op.endswith("log1p") else 0)
    if origin.op.endswith("xlog1py"):
        x = x + 1
    if (x < 0).any():
        return Cause(
            "log of a negative number",
            f"the logarithm of a negative number, {x[x < 0].ravel()[0]:.4g}{_rows(x < 0)}",
            "take it of probabilities or positive numbers; a softmax or sigmoid gives them",
        )
    if (x == 0).any():
        hint = "a tf.where around it does not help: its gradient is NaN all the same. " * (
            origin.backward
        )
        return Cause(
            "log of 0",
            f"the logarithm of 0{_rows(x == 0)}",
            hint + "tf.math.log(tf.maximum(x, 1e-7)), or a loss of logits (from_logits=True), "
            "which needs no logarithm of its own",
        )
    return None


def _division(operands: list, origin: Origin) -> Cause | None:
    x = operands[-1]
    if not (x == 0).any():
        return None
    hint = "tf.math.divide_no_nan(a, b), or add a small number to what may be 0"
    if origin.backward:
        hint += "; a tf.where after the division does not keep NaN out of the gradient"
    return Cause("division by 0", f"a division by 0{_rows(x == 0)}", hint)


def _root(operands: list, origin: Origin) -> Cause | None:
    x = operands[0]
    if (x < 0).any():
        return Cause(
            "root of a negative number",
            f"the square root of a negative number, {x[x < 0].ravel()[0]:.4g}{_rows(x < 0)}",
            "tf.maximum(x, 0.0) first; a variance computed as a difference can be negative",
        )
    if not (x == 0).any():
        return None
    if not origin.backward:
        return _division(operands, origin)
    return Cause(
        "square root at 0",
        f"the slope of a square root at 0 is infinite{_rows(x == 0)}",
        "tf.sqrt(x + 1e-12), or tf.sqrt(tf.maximum(x, 1e-12))",
    )


def _norm(operands: list, origin: Origin) -> Cause | None:
    if origin.backward and (operands[0] == 0).any():
        return Cause(
            "square root at 0",
            "the gradient of a norm at 0 is 0 / 0",
            "tf.sqrt(tf.reduce_sum(tf.square(x)) + 1e-12) in its place",
        )
    return None


def _power(operands: list, origin: Origin) -> Cause | None:
    exponent = next((a for a in origin.attrs if isinstance(a, (int, float))), None)
    if len(operands) < 2 and exponent is None:
        return None
    x, y = np.broadcast_arrays(operands[0], operands[1] if len(operands) > 1 else exponent)
    if ((x < 0) & (y != np.round(y))).any():
        return Cause(
            "root of a negative number",
            f"a negative number to a broken power{_rows(x < 0)}",
            "tf.abs(x) or tf.maximum(x, 0.0) first",
        )
    if ((x == 0) & (y < (1 if origin.backward else 0))).any():
        return Cause(
            "square root at 0" if origin.backward else "division by 0",
            f"0 to a power below {1 if origin.backward else 0}{_rows(x == 0)}",
            "add a small number before taking the power",
        )
    return None


def _arc(operands: list, origin: Origin) -> Cause | None:
    x = operands[0]
    if (np.abs(x) > 1).any() or (origin.backward and (np.abs(x) == 1).any()):
        return Cause(
            "outside [-1, 1]",
            f"{origin.op} at {x[np.abs(x) >= 1].ravel()[0]:.7g}{_rows(np.abs(x) >= 1)}",
            "tf.clip_by_value(x, -1 + 1e-6, 1 - 1e-6) first",
        )
    return None


_DOMAINS = {
    "log": _log, "log1p": _log, "xlogy": _log, "xlog1py": _log, "reduce_logsumexp": _norm,
    "truediv": _division, "divide": _division, "reciprocal": _division, "rsqrt": _root,
    "sqrt": _root, "pow": _power, "floormod": _division, "floordiv": _division,
    "acos": _arc, "asin": _arc, "atanh": _arc, "norm": _norm, "reduce_euclidean_norm": _norm,
    "reduce_std": _norm, "xdivy": _division,
}  # fmt: skip


def _half(origin: Origin, losses: Any, norms: Any) -> Cause | None:
    kinds = {str(getattr(array, "dtype", "")) for array in (*origin.operands, origin.result)}
    if "float16" not in kinds:
        return None
    return Cause(
        "overflow in half precision",
        "overflow in half precision: float16 ends at 65504",
        "bfloat16 (tf.keras.mixed_precision with 'mixed_bfloat16'), a LossScaleOptimizer, or "
        "float32 for sums and exponentials",
    )


def _diverging(origin: Origin, losses: Sequence[float], norms: Sequence[float]) -> Cause | None:
    grown = max(growing(losses), growing(norms))
    if grown < 3:
        return None
    what = "loss" if growing(losses) >= growing(norms) else "gradient"
    return Cause(
        "learning rate too large",
        f"learning rate too large: the {what} grew for {grown} steps before",
        "a smaller learning rate (a tenth), inputs scaled to about 1, a loss that is a mean "
        "rather than a sum, or clipnorm=1.0 in the optimizer",
    )


def _overflow(origin: Origin, losses: Any, norms: Any) -> Cause | None:
    if origin.op == "optimizer.update":
        return Cause(
            "learning rate too large",
            "the update itself overflows: learning rate too large",
            "a smaller learning rate",
        )
    if "exp" in origin.op or "cosh" in origin.op or "sinh" in origin.op:
        return Cause(
            "overflow",
            f"{origin.op} of a number that is too large: float32 ends at exp(88.7)",
            "subtract the maximum first, as tf.nn.softmax and tf.reduce_logsumexp do; "
            "tf.nn.softplus(x) for log(1 + exp(x))",
        )
    if has_only_large(origin):
        return Cause(
            "learning rate too large" if losses else "overflow",
            "learning rate too large: the numbers outgrew their dtype"
            if losses
            else "the numbers are too large for their dtype",
            "a smaller learning rate, or inputs scaled to about 1",
        )
    return None


def has_only_large(origin: Origin) -> bool:
    """Whether an operand is so large that a product overflows."""
    floats = [as_numpy(array) for array in origin.operands if is_float(array)]
    return any(array.size and np.abs(array).max() > 1e10 for array in floats)


def growing(figures: Sequence[float]) -> int:
    """For how many steps figures have been growing, and by a lot; 0 if not."""
    count = 0
    figures = [figure for figure in figures if np.isfinite(figure)]
    for before, after in zip(reversed(figures[:-1]), reversed(figures[1:]), strict=False):
        if not after > before:
            break
        count += 1
    if count and figures[-1] > 4 * abs(figures[-1 - count]):
        return count
    return 0


def where_bad(array: Any, samples: Any = None) -> str:
    """Which rows are not finite, in words; `samples` numbers them."""
    return _rows(~np.isfinite(as_numpy(array)), samples)


def _rows(bad: np.ndarray, samples: Any = None) -> str:
    """Where something holds: the first axis's numbers, in words."""
    if bad.ndim == 0:
        return ""
    rows = np.flatnonzero(bad.reshape(len(bad), -1).any(1)) if len(bad) else []
    if len(rows) == len(bad) and len(bad) > 1:
        return ", in all rows"
    rows = rows if samples is None else samples[rows]
    shown = ", ".join(str(row) for row in rows[:_SHOWN])
    return f", in row{'s' if len(rows) > 1 else ''} {shown}{' ...' * (len(rows) > _SHOWN)}"
