"""`fit`: epochs of training, validation and callbacks."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem, watch
from tapeflow.keras.callbacks import CallbackList
from tapeflow.keras.trainers.arrays import train_validation_split
from tapeflow.keras.trainers.class_weight import sample_weights_of
from tapeflow.keras.trainers.data_source import data_source
from tapeflow.keras.limits import limited
from tapeflow.keras.trainers.epochs import Epochs
from tapeflow.keras.trainers.evaluate import check_compiled, run_evaluation, step_on_batch
from tapeflow.keras.trainers.run_epoch import run_epoch
from tapeflow.keras.utils.sample_weight_data import unpack_x_y_sample_weight


def fit(
    model: Any,
    x: Any,
    y: Any,
    batch_size: int | None,
    epochs: int,
    verbose: Any,
    callbacks: Any,
    validation_split: float,
    validation_data: Any,
    shuffle: Any,
    class_weight: Any,
    sample_weight: Any,
    initial_epoch: int,
    steps_per_epoch: int | None,
    validation_steps: int | None,
    validation_batch_size: int | None,
    validation_freq: Any,
) -> Any:
    """See `Trainer.fit`."""
    check_compiled(model, "fit")
    _check_freq(validation_freq)
    if validation_split and validation_data is None:
        (x, y, sample_weight), validation_data = train_validation_split(
            (x, y, sample_weight), validation_split
        )
    epochs = limited("epochs", epochs)
    shuffles = shuffle if not hasattr(x, "__next__") else False
    source = data_source(x, y, sample_weight, batch_size, steps_per_epoch, shuffles, class_weight)
    data = Epochs(source, limited("steps_per_epoch", steps_per_epoch))
    if not isinstance(callbacks, CallbackList):
        callbacks = CallbackList(
            callbacks,
            add_history=True,
            add_progbar=verbose != 0,
            verbose=verbose,
            epochs=epochs,
            steps=data.steps,
            model=model,
        )
    validation = None
    if validation_data is not None:
        val_x, val_y, val_weight = unpack_x_y_sample_weight(_as_given(validation_data))
        size = validation_batch_size or batch_size
        validation = Epochs(
            data_source(val_x, val_y, val_weight, size, validation_steps),
            limited("steps_per_epoch", validation_steps),
        )
    for watcher in watch.watchers:
        watcher.fitted(model, source, validation, shuffles)
    model.stop_training = False
    recorded = model._compiled.steps(model, "train_step")
    callbacks.on_train_begin()
    # Left there by a callback that goes on with an earlier run.
    resumed = model.__dict__.pop("_resumed", None)
    first = model.__dict__.get("_initial_epoch") or initial_epoch
    logs = None
    for epoch in range(first if resumed is None else resumed.epoch, epochs):
        model.reset_metrics()
        if resumed is not None and resumed.batch:
            resumed.rewind_random(model)
        callbacks.on_epoch_begin(epoch)
        last = run_epoch(model, "train", recorded, data, callbacks, resumed)
        resumed = None
        logs = dict(last or model.get_metrics_result())
        if validation is not None and _is_due(epoch, validation_freq):
            results = run_evaluation(model, validation, callbacks)
            logs.update({f"val_{name}": value for name, value in results.items()})
        callbacks.on_epoch_end(epoch, logs)
        if model.stop_training or data.is_exhausted:
            break
    if epochs > 0 and hasattr(model.optimizer, "finalize_variable_values"):
        model.optimizer.finalize_variable_values(model.trainable_variables)
    callbacks.on_train_end(logs)
    return model.history


def train_on_batch(
    model: Any, x: Any, y: Any, sample_weight: Any, class_weight: Any, return_dict: bool
) -> Any:
    """See `Trainer.train_on_batch`."""
    check_compiled(model, "train_on_batch")
    if class_weight is not None:
        if sample_weight is not None:
            raise ValueError(
                "Arguments `sample_weight` and `class_weight` cannot be specified at the same time."
            )
        sample_weight = sample_weights_of(y, class_weight)
    return step_on_batch(model, "train_step", x, y, sample_weight, return_dict)


def _as_given(validation_data: Any) -> Any:
    """A data set by itself is no tuple of data."""
    return validation_data if isinstance(validation_data, (list, tuple)) else (validation_data,)


def _check_freq(validation_freq: Any) -> None:
    if not isinstance(validation_freq, (int, list, tuple, set, range)):
        raise ValueError(
            problem(
                "Expected `validation_freq` to be a list or int.",
                given=f"validation_freq={validation_freq!r} of type {type(validation_freq)}",
            )
        )


def _is_due(epoch: int, validation_freq: Any) -> bool:
    if isinstance(validation_freq, int):
        return (epoch + 1) % validation_freq == 0
    return epoch + 1 in validation_freq
