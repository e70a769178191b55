"""`advice`: what would save most of a training's time."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from typing import NamedTuple

from tapeflow.explain.figures import seconds, times
from tapeflow.explain.history import History

# What is not worth a word: seconds, and the share of the whole.
LEAST, LEAST_SHARE = 0.05, 0.02


class Advice(NamedTuple):
    """What something cost, in seconds, and what to do about it."""

    cost: float
    text: str


def advice(history: History, most: int = 3) -> list[Advice]:
    """The worst costs that can be avoided, most first."""
    least = max(LEAST, LEAST_SHARE * history.seconds)
    found = [
        *_shapes(history), *_constants(history), *_sequences(history), *_op_by_op(history),
        *_waits(history), *_python(history), *_compiling(history),
    ]  # fmt: skip
    worst = sorted([a for a in found if a.cost >= least], key=lambda a: -a.cost)
    return worst[:most]


def _shapes(history: History) -> Iterator[Advice]:
    batches = [r for r in history.programs if re.search(r"batch \d+ -> \d+$", r.why)]
    if batches:
        yield Advice(
            sum(r.compile_seconds for r in batches),
            f"batches of other sizes were compiled for ({len(batches)} programs; "
            f"{batches[0].why}): leave the smaller last batch out (drop_remainder=True), or fill "
            "it up",
        )
    others = [r for r in history.programs if re.search(r"(axis|shape) .* -> ", r.why)]
    if len(others) > 1:
        yield Advice(
            sum(r.compile_seconds for r in others),
            f"{len(others)} other shapes were compiled for ({others[0].why}): pad to a few sizes, "
            "or put samples of like length together (tf.data's bucket_by_sequence_length)",
        )
    dtypes = [r for r in history.programs if " -> " in r.why and " in " in r.why]
    if dtypes:
        yield Advice(
            sum(r.compile_seconds for r in dtypes),
            f"another dtype came ({dtypes[0].why}): convert the data once, before the loop",
        )


def _constants(history: History) -> Iterator[Advice]:
    found = [r for r in history.programs if "another constant" in r.why]
    if found:
        yield Advice(
            sum(r.compile_seconds for r in found),
            f"a Python number is part of a compiled function ({found[0].why}): give it as a "
            "tensor (tf.constant) or keep it in a tf.Variable",
        )


def _sequences(history: History) -> Iterator[Advice]:
    found = [r for r in history.programs if r.why.startswith("new op sequence")]
    if len(found) >= 3:
        yield Advice(
            sum(r.compile_seconds for r in found),
            f"{len(found)} programs differ from earlier ones in their ops ({found[0].why}): what "
            "depends on Python values (an `if`, a loop's length) makes another program each time; "
            "tf.where or tf.cond keep it one",
        )


def _op_by_op(history: History) -> Iterator[Advice]:
    for record in history.programs:
        if record.op_by_op > 2 and len(record.nodes) >= 60:
            yield Advice(
                record.total / 2,
                f"{record.place} runs {len(record.nodes)} ops one by one, which would take too "
                "long to compile as a whole: tf.keras.layers.RNN or tf.scan make it a loop",
            )


def _waits(history: History) -> Iterator[Advice]:
    for wait in history.waits:
        if wait.count < 20 or not wait.is_direct:
            continue
        # What is waited for must be computed all the same, but could be while Python goes on.
        yield Advice(
            min(wait.seconds, history.python),
            f"{wait.line.short} waited {times(wait.count)} for a value, {seconds(wait.seconds)} in "
            f"all: read it every hundredth step (`if step % 100 == 0:`), or after the loop",
        )


def _python(history: History) -> Iterator[Advice]:
    # Of the usual step: what happens once, such as reading the data, is no part of it.
    parts = [(part[1] / part[0], sum(part[1:5]) / part[0]) for part in history.parts()]
    if history.steps < 20 or len(parts) < 5:
        return
    each, whole = (statistics.median(column) for column in zip(*parts, strict=True))
    if each < 0.5 * whole:
        return
    yield Advice(
        0.5 * each * history.steps,
        f"Python takes {seconds(each)} of each step, more than computing: larger batches, a "
        "tf.data pipeline for the input, or model.fit, which runs many steps as one program",
    )


def _compiling(history: History) -> Iterator[Advice]:
    cold = [r for r in history.programs if r.compiled > r.hits]
    cost = sum(r.compile_seconds for r in cold)
    if cost > 0.3 * history.seconds:
        yield Advice(
            cost * 0.5,
            f"{seconds(cost)} went into compiling {len(cold)} program{'s' * (len(cold) > 1)}"
            " for the first time on this machine: the next run of the script takes them from the "
            "cache on disk",
        )
