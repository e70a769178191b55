"""`RecordedSteps`: a model's `train_step`, recorded once for each kind of batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import Any

from tapeflow.engine import FuncGraph, Spec, Tensor, flush, watch
from tapeflow.engine.errors import InaccessibleTensorError, OperatorNotAllowedInGraphError
from tapeflow.engine.nest import flatten, is_nested, pack_like
from tapeflow.engine.tensor import wait
from tapeflow.keras.layers import tracking
from tapeflow.keras.trainers.pace import Pace
from tapeflow.keras.trainers.window import Batch, Window
from tapeflow.ops.training import BatchLoop

# Programs on their way at a time: enough to keep the device busy, few enough for its memory.
_IN_FLIGHT = 4


class RecordedSteps:
    """Runs a model's step on batches.

    The step is recorded as an op once for each structure, shapes and dtypes of a batch. A step that
    asks for a tensor's value while it is recorded is run as it is written from then on, batch by
    batch, as with `run_eagerly`.

    Args:
      model: the model.
      name: "train_step", "test_step" or "predict_step".
    """

    def __init__(self, model: Any, name: str):
        self._model, self._name = model, name
        self._graphs: dict[tuple, FuncGraph | None] = {}
        self._loops: dict[tuple, BatchLoop | None] = {}
        self._settings: Any = None
        self._pending: list[Any] = []
        self._paces: dict[Any, Pace] = {}
        self.is_eager = False

    def pace(self, part: Window | Batch) -> Pace:
        """How fast batches like these are."""
        specs = part.batch_specs if isinstance(part, Window) else part.specs
        return self._paces.setdefault(specs, Pace())

    def run(self, part: Window | Batch, start: int = 0, stop: int = 1) -> Any:
        """What the step gives for the last of the batches `start` to `stop`; not waited for."""
        if isinstance(part, Window):
            return self._run_window(part, start, stop)
        return self._run_batch(part)

    def most(self, part: Window | Batch) -> int:
        """How many batches a call may have."""
        if isinstance(part, Batch):
            return 1
        loop = None if watch.single_steps() else self._loop(part)
        if loop is None:
            return 1
        return part.steps if loop.max_steps is None else min(part.steps, loop.max_steps)

    def _run_window(self, window: Window, start: int, stop: int) -> Any:
        loop = None if watch.single_steps() else self._loop(window)
        if loop is None:
            result = None
            for step in range(start, stop):
                result = self._run_batch(window.batch(step))
            return result
        result = loop(window.arrays, window.rows, start, stop)
        self._start(result)
        return result

    def _run_batch(self, batch: Batch) -> Any:
        graph = self._graph(batch.structure, batch.specs)
        if graph is None:
            with compiled_trainable(self._model):
                result = self._step()(batch.data())
        else:
            result = graph(*batch.tensors())
        self._start(result)
        return result

    def _start(self, result: Any) -> None:
        """Starts what was recorded; waits for what was started some calls ago."""
        flush()
        self._pending.append(_first_tensor(result))
        if len(self._pending) > _IN_FLIGHT:
            wait_for(self._pending.pop(0))

    def _step(self) -> Callable:
        return getattr(self._model, self._name)

    def _loop(self, window: Window) -> BatchLoop | None:
        graph = self._graph(window.structure, window.batch_specs)
        if graph is None:
            return None
        rows = None if window.rows is None else window.rows._spec
        key = (id(graph), tuple([array._spec for array in window.arrays]), rows)
        if key not in self._loops:
            try:
                self._loops[key] = BatchLoop(graph, key[1], rows)
            except ValueError:  # a variable changes its shape
                self._loops[key] = None
        return self._loops[key]

    def _graph(self, structure: Any, specs: Sequence[Spec]) -> FuncGraph | None:
        if self.is_eager or self._model.run_eagerly:
            return None
        settings = _settings_of(self._model)
        if settings != self._settings:
            self._settings = settings
            self._graphs.clear()
            self._loops.clear()
        key = (_form(structure), tuple(specs))
        if key not in self._graphs:
            self._graphs[key] = self._record(structure, specs)
        return self._graphs[key]

    def _record(self, structure: Any, specs: Sequence[Spec]) -> FuncGraph | None:
        if any(spec.dtype.name == "string" for spec in specs):
            return None
        step = self._step()

        def body(*tensors: Tensor) -> Any:
            with compiled_trainable(self._model):
                return step(unflattened(structure, tensors))

        try:
            graph = FuncGraph(body, specs, f"{type(self._model).__name__}.{self._name}")
            graph.signature.steady = True
            return graph
        except (OperatorNotAllowedInGraphError, InaccessibleTensorError):
            self.is_eager = True
            return None
        finally:
            self._model._clear_losses()  # they are tensors of the recorded function


@contextmanager
def compiled_trainable(model: Any) -> Any:
    """What is trained inside the block is what was trainable when the model was compiled."""
    wanted = model._compiled.trainable
    changed = [
        (layer, layer._trainable)
        for layer in model._flatten_layers()
        if wanted.get(id(layer), layer._trainable) != layer._trainable
    ]
    _set_trainable([(layer, not trainable) for layer, trainable in changed])
    try:
        yield
    finally:
        _set_trainable(changed)


def _set_trainable(layers: list[tuple[Any, bool]]) -> None:
    for layer, trainable in layers:
        layer.__dict__["_trainable"] = trainable
        layer._ready.clear()
    if layers:
        tracking.changed()


def unflattened(structure: Any, tensors: Sequence[Any]) -> Any:
    """Tensors in a batch's structure, in which None stands for what the batch does not have."""
    rest = iter(tensors)
    leaves = [None if leaf is None else next(rest) for leaf in flatten(structure)]
    return pack_like(structure, leaves)


def wait_for_result(result: Any) -> None:
    """Returns when what a step gave is there."""
    wait_for(_first_tensor(result))


def wait_for(tensor: Tensor | None) -> None:
    """Returns when the value is there."""
    if tensor is not None:
        wait(tensor)


def _first_tensor(result: Any) -> Tensor | None:
    return next((leaf for leaf in flatten(result) if isinstance(leaf, Tensor)), None)


def _form(structure: Any) -> Any:
    """A structure as a key."""
    if isinstance(structure, (list, tuple)):
        return (type(structure), *[_form(item) for item in structure])
    if is_nested(structure):
        return (type(structure), *[(key, _form(structure[key])) for key in structure])
    return structure is None


def _settings_of(model: Any) -> Any:
    """What a recorded step was recorded with, besides shapes."""
    optimizer = getattr(model, "optimizer", None)
    single = watch.single_steps()  # what is recorded then has the names of layers
    if not hasattr(optimizer, "settings"):
        return single, id(optimizer)
    return single, id(optimizer), id(optimizer._learning_rate.source), optimizer.settings()
