"""`Model.predict`: batches through a model, and their results as one array."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, convert_to_tensor, flush, problem
from tapeflow.engine.nest import flatten, map_structure
from tapeflow.keras.callbacks import CallbackList
from tapeflow.keras.limits import limited
from tapeflow.keras.models.predict_many import mapped_batches, whole_parts
from tapeflow.keras.trainers.arrays import as_samples
from tapeflow.keras.trainers.tables import is_table, is_torch
from tapeflow.keras.trainers.trainer import Trainer
from tapeflow.ops.sparse import SparseTensor

# Batches on their way at a time: enough to keep the device busy, few enough for its memory.
_IN_FLIGHT = 8


def predict(
    model: Any, x: Any, batch_size: int | None, verbose: Any, steps: int | None, callbacks: Any
) -> Any:
    """See `Model.predict`."""
    if (
        x.__class__ is np.ndarray
        and x.ndim
        and 0 < len(x) <= (batch_size or 32)
        and steps is None
        and not callbacks
        and _is_quiet(verbose)
        and type(model).predict_step is Trainer.predict_step
    ):
        return _on_host(model(x, training=False))
    x = map_structure(_plain, x)
    steps = limited("steps_per_epoch", steps)
    step, whole = _step(model)
    batches, total = _batches(x, batch_size, steps, whole)
    if not isinstance(callbacks, CallbackList):
        callbacks = CallbackList(
            callbacks,
            add_progbar=verbose != 0,
            verbose=verbose,
            epochs=1,
            steps=total,
            model=model,
        )
    model.__dict__["stop_predicting"] = False
    callbacks.on_predict_begin()
    each = callbacks.sees_each_batch("predict")
    outputs = None
    if not (each or whole or steps) and all(isinstance(leaf, np.ndarray) for leaf in flatten(x)):
        outputs = _many_at_once(model, step, x, batch_size or 32)
    if each:
        outputs = _told(step, batches, callbacks, model.steps_per_execution)
    elif outputs is None:
        outputs = ((1, step(batch)) for batch in batches)
    done = _run(model, outputs, callbacks, each)
    callbacks.on_predict_end()
    if not done:
        raise ValueError(
            problem(
                "Model.predict: there is nothing to predict",
                given=f"x of {type(x).__name__} without a single batch",
                expected="at least one sample",
            )
        )
    done = [_on_host(item) for item in done]
    return done[0] if len(done) == 1 else map_structure(_joined, *done)


def _run(model: Any, outputs: Iterable, callbacks: CallbackList, each: bool) -> list:
    """All outputs; those that are not the last few have been waited for."""
    any_sees = callbacks.sees_batches("predict")
    done: list = []
    count = 0
    for steps, output in outputs:
        done.append(output)
        count += steps
        flush()
        if len(done) >= _IN_FLIGHT:
            done[-_IN_FLIGHT] = _on_host(done[-_IN_FLIGHT])
        if any_sees:
            callbacks.on_predict_batch_end(count - 1, {"outputs": output} if each else None)
        if model.stop_predicting:
            break
    return done


def _told(
    step: Callable, batches: Iterable, callbacks: CallbackList, per_execution: int
) -> Iterator[tuple[int, Any]]:
    """The outputs for so many batches at a time, after their begin was told."""
    batches, count = iter(batches), 0
    while group := list(islice(batches, per_execution)):
        callbacks.on_predict_batch_begin(count)
        count += len(group)
        outputs = [step(batch) for batch in group]
        if len(outputs) == 1:
            yield 1, outputs[0]
        else:
            yield len(outputs), map_structure(_joined, *map(_on_host, outputs))


def _many_at_once(model: Any, step: Callable, x: Any, size: int) -> Iterator | None:
    """The outputs for arrays, many batches by one program; None if that does not pay."""
    mapped = mapped_batches(model, x, size)
    if mapped is None:
        return None
    end, outputs = whole_parts(mapped, x, len(flatten(x)[0]))
    rest = map_structure(lambda leaf: leaf[end:], x)
    remaining = range(0, len(flatten(rest)[0]), size)
    batches = (map_structure(lambda leaf, i=i: leaf[i : i + size], rest) for i in remaining)
    return chain(
        ((mapped.steps, output) for output in outputs), ((1, step(batch)) for batch in batches)
    )


def _step(model: Any) -> tuple[Callable, bool]:
    """What gives a batch's outputs, and whether it takes the whole batch, not only its inputs."""
    if type(model).predict_step is Trainer.predict_step:
        return lambda batch: model(batch, training=False), False
    return lambda batch: model.predict_step(map_structure(convert_to_tensor, batch)), True


def _joined(*parts: Any) -> np.ndarray:
    """Batches of outputs one after another; single numbers side by side."""
    return np.concatenate(parts) if parts[0].ndim else np.stack(parts)


def _plain(leaf: Any) -> Any:
    """Tables, what is sparse and PyTorch's as arrays; anything else as it is."""
    other = isinstance(leaf, SparseTensor) or hasattr(leaf, "toarray")
    return as_samples(leaf) if other or is_table(leaf) or is_torch(leaf) else leaf


def _is_quiet(verbose: Any) -> bool:
    return verbose == "auto" or not verbose


def predict_on_batch(model: Any, x: Any) -> Any:
    """See `Model.predict_on_batch`."""
    return _on_host(model(map_structure(_plain, x), training=False))


def _on_host(outputs: Any) -> Any:
    if outputs.__class__ is Tensor:
        return np.asarray(outputs.numpy())
    return map_structure(lambda item: np.asarray(item), outputs)


def _batches(
    x: Any, batch_size: int | None, steps: int | None, whole: bool
) -> tuple[Iterator, int | None]:
    """The batches of the inputs, and how many there are, if that is known."""
    if _is_arrays(x):
        sizes = {int(np.shape(item)[0]) if np.ndim(item) else -1 for item in flatten(x)}
        if len(sizes) != 1 or -1 in sizes:
            raise ValueError(
                problem(
                    "Model.predict: arrays of different lengths",
                    given=", ".join(str(np.shape(item)) for item in flatten(x)),
                    expected="one number of samples along the first axis of all",
                )
            )
        (samples,) = sizes
        size = batch_size or 32
        total = -(-samples // size)
        total = total if steps is None else min(total, steps)
        slices = (slice(i * size, (i + 1) * size) for i in range(total))
        return (map_structure(lambda array, part=part: array[part], x) for part in slices), total
    if batch_size is not None:
        raise ValueError(
            problem(
                "Model.predict: batch_size can't be given with an iterable of batches",
                given=type(x).__name__,
            )
        )
    if not isinstance(x, Iterable):
        raise ValueError(
            problem(
                "Model.predict: cannot take batches from the inputs",
                given=type(x).__name__,
                expected="an array, a list or dict of arrays, or an iterable of batches",
            )
        )
    try:
        total = len(x)  # type: ignore[arg-type]
    except TypeError:
        total = None
    return _inputs_of(x, steps, whole), steps if total is None else min(total, steps or total)


def _is_arrays(x: Any) -> bool:
    if isinstance(x, (np.ndarray, Tensor, Variable)) or hasattr(x, "__array__"):
        return True
    return isinstance(x, (list, tuple, dict)) and bool(x)


def _inputs_of(batches: Iterable, steps: int | None, whole: bool) -> Iterator:
    """The inputs of batches, which may be tuples with targets and sample weights; or all."""
    for count, batch in enumerate(batches):
        if steps is not None and count >= steps:
            return
        if isinstance(batch, list):  # as of a data loader
            batch = tuple(batch)
        alone = isinstance(batch, tuple) and len(batch) in (1, 2, 3) and not whole
        yield map_structure(_plain, batch[0] if alone else batch)
