"""`run_epoch`: one pass over the data, and the hooks of batches on the way."""

from __future__ import annotations

import time
from typing import Any

from tapeflow.keras.callbacks import CallbackList
from tapeflow.keras.callbacks.training_state import TrainingState
from tapeflow.keras.trainers.epochs import Epochs
from tapeflow.keras.trainers.pace import Reports
from tapeflow.keras.trainers.recorded_steps import RecordedSteps, wait_for_result


def run_epoch(
    model: Any,
    kind: str,
    recorded: RecordedSteps,
    epochs: Epochs,
    callbacks: CallbackList,
    resumed: TrainingState | None = None,
) -> Any:
    """Runs the steps of an epoch.

    A callback with a hook of batches of its own sees each of them (or each `steps_per_execution`);
    otherwise as many run as one program as take a moment.

    Args:
      model: the model.
      kind: "train" or "test".
      recorded: its steps.
      epochs: its data.
      callbacks: what is told.
      resumed: where an earlier run was in this epoch.

    Returns:
      What the last step gave; an empty dictionary if there was none.
    """
    each, any_sees = callbacks.sees_each_batch(kind), callbacks.sees_batches(kind)
    begins = getattr(callbacks, f"on_{kind}_batch_begin")
    ended = getattr(callbacks, f"on_{kind}_batch_end")
    stops = {"train": "stop_training", "test": "stop_evaluating"}[kind]
    reports = Reports()
    step, reported, logs = 0, 0, {}
    epochs.begin()
    if resumed is not None and resumed.batch:
        step = reported = _skip(model, recorded, epochs, resumed)
    while epochs.part() is not None:
        if each:
            begins(step)
        done, logs = _run_some(model, recorded, epochs, each)
        step += done
        if each or (any_sees and reports.due()):
            reported = step
            ended(step - 1, logs)
        if getattr(model, stops, False):
            break
    if any_sees and reported < step:
        ended(step - 1, logs)
    epochs.end()
    return logs


def _skip(model: Any, recorded: RecordedSteps, epochs: Epochs, resumed: TrainingState) -> int:
    """Goes to the batch that an earlier run came to; returns its number."""
    left = resumed.batch
    part = epochs.part()
    if part is not None:
        recorded.most(part)  # records the step, so that all metrics are there
    while left and part is not None:
        start, stop = epochs.take(left)
        left -= stop - start
        part = epochs.part() if left else None
    resumed.restore_metrics(model)
    resumed.forward_random(model)
    return resumed.batch - left


def _run_some(model: Any, recorded: RecordedSteps, epochs: Epochs, each: bool) -> tuple[int, Any]:
    """Runs a few batches: how many they were, and what the last one gave."""
    part = epochs.part()
    assert part is not None
    most = recorded.most(part)
    if not each:
        pace = recorded.pace(part)
        start, stop = epochs.take(min(most, pace.next()))
        if part.is_passing and stop == part.steps:  # the next are read while these run
            return stop - start, recorded.run(part, start, stop)
        began = time.perf_counter()
        result = recorded.run(part, start, stop)
        wait_for_result(result)
        pace.ran(stop - start, time.perf_counter() - began)
        return stop - start, result
    done, result = 0, None
    while part is not None and done < model.steps_per_execution:
        start, stop = epochs.take(min(recorded.most(part), model.steps_per_execution - done))
        result = recorded.run(part, start, stop)
        done += stop - start
        part = epochs.part() if done < model.steps_per_execution else None
    return done, result
