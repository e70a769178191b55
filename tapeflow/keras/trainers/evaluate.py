"""`evaluate`: a model's loss and metrics on data."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.engine.nest import flatten, map_structure
from tapeflow.keras.callbacks import CallbackList
from tapeflow.keras.callbacks.logs import pythonify_logs
from tapeflow.keras.limits import limited
from tapeflow.keras.trainers.arrays import as_samples, check_lengths
from tapeflow.keras.trainers.data_source import data_source
from tapeflow.keras.trainers.epochs import Epochs
from tapeflow.keras.trainers.run_epoch import run_epoch
from tapeflow.keras.utils.sample_weight_data import pack_x_y_sample_weight
from tapeflow.keras.trainers.window import Batch


def evaluate(
    model: Any,
    x: Any,
    y: Any,
    batch_size: int | None,
    verbose: Any,
    sample_weight: Any,
    steps: int | None,
    callbacks: Any,
    return_dict: bool,
) -> Any:
    """See `Trainer.evaluate`."""
    check_compiled(model, "evaluate")
    source = data_source(x, y, sample_weight, batch_size, steps)
    epochs = Epochs(source, limited("steps_per_epoch", steps))
    if not isinstance(callbacks, CallbackList):
        callbacks = CallbackList(
            callbacks,
            add_progbar=verbose != 0,
            verbose=verbose,
            epochs=1,
            steps=epochs.steps,
            model=model,
        )
    logs = run_evaluation(model, epochs, callbacks)
    return logs if return_dict else in_order(model, logs)


def run_evaluation(model: Any, epochs: Epochs, callbacks: CallbackList) -> dict[str, Any]:
    """Evaluates, with all hooks; gives the results by name."""
    model.stop_evaluating = False
    recorded = model._compiled.steps(model, "test_step")
    callbacks.on_test_begin()
    model.reset_metrics()
    epochs.restart()
    logs = run_epoch(model, "test", recorded, epochs, callbacks)
    logs = pythonify_logs(logs or model.get_metrics_result())
    callbacks.on_test_end(logs)
    return logs


def test_on_batch(model: Any, x: Any, y: Any, sample_weight: Any, return_dict: bool) -> Any:
    """See `Trainer.test_on_batch`."""
    check_compiled(model, "test_on_batch")
    return step_on_batch(model, "test_step", x, y, sample_weight, return_dict)


def step_on_batch(
    model: Any, name: str, x: Any, y: Any, sample_weight: Any, return_dict: bool
) -> Any:
    """One step on one batch, with metrics that begin anew."""
    parts = [map_structure(as_samples, part) for part in (x, y, sample_weight)]
    check_lengths(*parts)
    data = pack_x_y_sample_weight(*parts)
    batch = Batch(data, [leaf for leaf in flatten(data) if leaf is not None])
    model.reset_metrics()
    logs = pythonify_logs(model._compiled.steps(model, name).run(batch))
    return logs if return_dict else in_order(model, logs)


def check_compiled(model: Any, name: str) -> None:
    """Refuses a model that was not compiled.

    Raises:
      ValueError: it was not.
    """
    if model._compiled is None:
        raise ValueError(
            problem(
                "You must call `compile()` before using the model.",
                given=f"{type(model).__name__}.{name}() of a model that is not compiled",
                fix='model.compile(optimizer="adam", loss="mse") first; a subclass with a '
                "compile of its own calls super().compile(...)",
            )
        )


def in_order(model: Any, logs: dict[str, Any]) -> Any:
    """Results as a list, in the order of `metrics_names`, then others by name; one by itself."""
    names = [name for name in dict.fromkeys(_names(model)) if name in logs]
    names += [name for name in sorted(logs) if name not in names]
    results = [logs[name] for name in names]
    return results[0] if len(results) == 1 else results


def _names(model: Any) -> list[str]:
    names: list[str] = []
    for metric in model.metrics:
        if metric is model._compile_metrics:
            names.extend(m.name for m in metric.metrics)
        else:
            names.append(metric.name)
    return names
