"""`TrainingState`: all that a run of `fit` must know to go on as if nothing had happened."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from tapeflow.keras.optimizers import Optimizer
from tapeflow.ops.files.atomic_file import atomic_file
from tapeflow.ops.random.seeds import seed_state, set_seed_state


class TrainingState:
    """Where training stands: epoch, batch, all variables, and every source of random numbers.

    Attributes:
      epoch: the epoch to go on in.
      batch: how many of its batches are done.

    Args:
      arrays: values of variables, by place.
      facts: everything else, as plain data.
    """

    def __init__(self, arrays: dict[str, np.ndarray], facts: dict[str, Any]):
        self._arrays, self._facts = arrays, facts
        self.epoch: int = facts["epoch"]
        self.batch: int = facts["batch"]

    @classmethod
    def of(cls, model: Any, epoch: int, batch: int, at_epoch_begin: Any) -> TrainingState:
        """The state of a model in `fit`, whose epoch began with such random numbers."""
        arrays: dict[str, np.ndarray] = {}
        for place, variables in _places(model):
            for i, variable in enumerate(variables):
                arrays[f"{place}/{i}"] = np.asarray(variable.numpy())
        positions = {id(variable): i for i, variable in enumerate(model.variables)}
        trained = {
            name: [positions[id(v)] for v in optimizer._trainable_variables if id(v) in positions]
            for name, optimizer in _optimizers(model)
        }
        facts = {
            "epoch": epoch,
            "batch": batch,
            "at_epoch_begin": at_epoch_begin,
            "now": random_state(model),
            "trained": trained,
        }
        return cls(arrays, facts)

    def write(self, path: str) -> None:
        """Writes a file, which appears when it is whole."""
        data = io.BytesIO()
        facts = np.frombuffer(json.dumps(self._facts).encode(), np.uint8)
        np.savez(data, facts=facts, **self._arrays)
        with atomic_file(path) as temporary:
            temporary.write_bytes(data.getbuffer())

    @classmethod
    def read(cls, path: str) -> TrainingState:
        """What `write` wrote."""
        with np.load(path) as file:
            arrays = {name: file[name] for name in file.files}
        facts = json.loads(arrays.pop("facts").tobytes().decode())
        return cls(arrays, facts)

    def restore(self, model: Any) -> None:
        """Gives the model's and its optimizers' variables their values."""
        variables = model.variables
        for name, optimizer in _optimizers(model):
            if self._facts["trained"].get(name):
                optimizer.build([variables[i] for i in self._facts["trained"][name]])
        for place, own in _places(model):
            if place != "metrics":
                self._assign(place, own)

    def restore_metrics(self, model: Any) -> None:
        """Gives the metrics their values; they must be known, so that a step has been recorded."""
        self._assign("metrics", dict(_places(model))["metrics"])

    def _assign(self, place: str, variables: list) -> None:
        names = [f"{place}/{i}" for i in range(len(variables))]
        if all(name in self._arrays for name in names):
            for name, variable in zip(names, variables, strict=True):
                variable.assign(self._arrays[name])

    def rewind_random(self, model: Any) -> None:
        """Random numbers go on as at the beginning of the epoch."""
        set_random_state(model, self._facts["at_epoch_begin"])

    def forward_random(self, model: Any) -> None:
        """Random numbers go on as when the state was taken."""
        set_random_state(model, self._facts["now"])


def random_state(model: Any) -> list:
    """Every source of random numbers that a run uses, as plain data."""
    kind, keys, position, has_gauss, gauss = np.random.get_state(legacy=True)
    numpy_state = [kind, np.asarray(keys).tolist(), int(position), int(has_gauss), float(gauss)]
    drawn = [state.numpy().tolist() for state in _seed_states(model)]
    return [seed_state(), random.getstate(), numpy_state, drawn]


def set_random_state(model: Any, state: Any) -> None:
    """Brings back what `random_state` told."""
    seeds, python, (kind, keys, position, has_gauss, gauss), drawn = state
    set_seed_state(seeds)
    random.setstate((python[0], tuple(python[1]), python[2]))
    np.random.set_state((kind, np.asarray(keys, np.uint32), position, has_gauss, gauss))
    for state, pair in zip(_seed_states(model), drawn, strict=False):
        state.assign(pair)


def _seed_states(model: Any) -> list[Any]:
    """The states of the seed generators of all layers."""
    return [state for layer in model._flatten_layers() for state in layer._own_seeds()]


def _optimizers(model: Any) -> Iterator[tuple[str, Any]]:
    for name, value in model.__dict__.items():
        if isinstance(value, Optimizer):
            yield name, value


def _places(model: Any) -> Iterator[tuple[str, list]]:
    yield "model", model.variables
    for name, optimizer in _optimizers(model):
        yield f"optimizer/{name}", optimizer.variables
    yield "metrics", [variable for metric in model.metrics for variable in metric.variables]
