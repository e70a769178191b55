"""`Tracked`: what a layer holds: variables, layers and metrics set on it, at any depth."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Variable, problem
from tapeflow.keras.layers import tracking
from tapeflow.keras.layers.seed_state import SeedState
from tapeflow.keras.saving.own_variables import load
from tapeflow.ops.files.h5_store import Arrays

# Where an object that is not a part of the layer may be.
_UNTRACKED = frozenset(
    {"_init_arguments", "_cache", "_own_losses", "_inbound_nodes", "_rnn_states"}
)
_UNCHECKED = _UNTRACKED | {"_added", "_order", "_build_shapes", "_build_shapes_dict"}


class Tracked:
    """The part of `Layer` that knows its variables and layers.

    What belongs to it is found by looking at its attributes, when it is asked for; the answers are
    kept until something that counts is set, anywhere (`tracking.structure`).
    """

    _is_tracked = True

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        layer = object.__new__(cls)
        # Past __setattr__, which looks at what is set here.
        layer.__dict__.update(
            _init_arguments=(args, kwargs),
            _ready=set(),
            _cache={},
            _order={},
            _reference=weakref.ref(layer),
            _initialized=False,
            _building=False,
            _added=[],
            _own_losses=[],
            _inbound_nodes=[],
            _trainable=True,
            _path=None,
            _build_shapes=None,
            built=False,
        )
        return layer

    def __setattr__(self, name: str, value: Any) -> None:
        state = self.__dict__
        if value.__class__ not in tracking.PLAIN:
            value = tracking.wrapped(value, state["_reference"])
            if tracking.holds_tracked(value):
                tracking.note(state["_order"], value)
                tracking.changed()
        if name in state and tracking.holds_tracked(state[name]):
            tracking.changed()
        ready = state["_ready"]
        if ready:
            ready.clear()
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        tracking.changed()
        object.__delattr__(self, name)

    def __getstate__(self) -> dict[str, Any]:
        # Where it stands in models is the models' to tell.
        fresh = {"_ready": set(), "_cache": {}, "_order": {}, "_reference": None}
        return {**self.__dict__, **fresh, "_inbound_nodes": []}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__dict__["_reference"] = weakref.ref(self)
        for name, value in state.items():
            if value.__class__ not in tracking.PLAIN and name not in _UNTRACKED:
                self.__setattr__(name, value)
        tracking.changed()

    def _cached(self, key: str, compute: Callable[[], list]) -> list:
        version = tracking.structure.version
        found = self._cache.get(key)
        if found is None or found[0] != version:
            found = self._cache[key] = (version, compute())
        return found[1][:]

    def _own(self) -> tuple[list[Variable], list[Any], list[Any]]:
        """This layer's own weights (trainable ones first), layers and metrics, each once."""
        items = self._own_items()
        variables = [
            item for item in items if isinstance(item, Variable) and item.__class__ is not SeedState
        ]
        variables.sort(key=lambda variable: not variable.trainable)
        layers = [item for item in items if isinstance(item, Tracked)]
        metrics = [item for item in items if not isinstance(item, (Variable, Tracked))]
        return variables, layers, metrics

    def _own_seeds(self) -> list[Variable]:
        """The states of this layer's own seed generators, which are no weights."""
        return [item for item in self._own_items() if item.__class__ is SeedState]

    def _own_items(self) -> list[Any]:
        """What is set on this layer itself, each once, in the order in which it was set."""
        if not self._initialized:
            raise not_initialized(self)
        found: dict[int, Any] = {}
        for name, value in self.__dict__.items():
            if value.__class__ not in tracking.PLAIN and name not in _UNTRACKED:
                for item in tracking.found_in(value):
                    found.setdefault(id(item), item)
        found.pop(id(self), None)
        order = self._order
        return sorted(found.values(), key=lambda item: order.get(id(item), len(order)))

    @property
    def _layers(self) -> list[Any]:
        return self._cached("layers", lambda: self._own()[1])

    def _flatten_layers(self, recursive: bool = True, include_self: bool = True) -> list[Any]:
        """The layer itself and those in it, each once, outer ones first."""

        def compute() -> list[Any]:
            found: dict[int, Any] = {}

            def visit(layer: Any) -> None:
                if id(layer) not in found:
                    found[id(layer)] = layer
                    for inner in layer._layers:
                        visit(inner)

            visit(self)
            return list(found.values())

        layers = self._cached("flat", compute) if recursive else [self, *self._layers]
        return layers if include_self else layers[1:]

    @property
    def submodules(self) -> tuple:
        """The layers inside this one, at any depth."""
        return tuple(self._flatten_layers(include_self=False))

    @property
    def variables(self) -> list[Variable]:
        """All variables of the layer and of the layers in it, states of seed generators too."""

        def compute() -> list[Variable]:
            found: dict[int, Variable] = {}
            for layer in self._flatten_layers():
                for variable in (*layer._own()[0], *layer._own_seeds()):
                    found.setdefault(id(variable), variable)
            return list(found.values())

        return self._cached("variables", compute)

    @property
    def weights(self) -> list[Variable]:
        """All variables but the states of seed generators."""
        return self._cached(
            "weights", lambda: [v for v in self.variables if v.__class__ is not SeedState]
        )

    @property
    def trainable_variables(self) -> list[Variable]:
        """The variables that training changes: none of a layer whose `trainable` is False."""
        return self._cached("trainable", lambda: list(self._trainables({}, set()).values()))

    trainable_weights = trainable_variables

    def _trainables(self, found: dict[int, Variable], seen: set[int]) -> dict[int, Variable]:
        if self._trainable and id(self) not in seen:
            seen.add(id(self))
            for variable in self._own()[0]:
                if variable.trainable:
                    found.setdefault(id(variable), variable)
            for layer in self._layers:
                layer._trainables(found, seen)
        return found

    @property
    def non_trainable_variables(self) -> list[Variable]:
        """All other variables."""

        def compute() -> list[Variable]:
            trained = {id(variable) for variable in self.trainable_variables}
            return [variable for variable in self.variables if id(variable) not in trained]

        return self._cached("non_trainable", compute)

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """All other weights: no states of seed generators."""
        return self._cached(
            "non_trainable_weights",
            lambda: [v for v in self.non_trainable_variables if v.__class__ is not SeedState],
        )

    @property
    def metrics(self) -> list[Any]:
        """The metrics set as attributes of the layer and of the layers in it."""
        return [
            metric
            for layer in self._flatten_layers()
            for metric in layer._cached("metrics", layer._own_metrics)
        ]

    def _own_metrics(self) -> list[Any]:
        return self._own()[2]

    @property
    def metrics_variables(self) -> list[Variable]:
        return [variable for metric in self.metrics for variable in metric.variables]

    def get_weights(self) -> list[np.ndarray]:
        """The values of `weights`, as NumPy arrays."""
        return [np.asarray(variable.numpy()) for variable in self.weights]

    def set_weights(self, weights: Any) -> None:
        """Sets the values of `weights`, in their order.

        Raises:
          ValueError: another number of arrays, or an array of another shape; nothing is set then.
        """
        variables = self.weights
        arrays = [np.asarray(value) for value in weights]
        if len(arrays) != len(variables):
            raise ValueError(
                problem(
                    f"You called `set_weights(weights)` on layer '{self.name}' with a weight "
                    "list of length "
                    f"{len(arrays)}, but the layer was expecting {len(variables)} weights.",
                    given=", ".join(str(array.shape) for array in arrays),
                    expected=", ".join(f"{v.name} {tuple(v.shape)}" for v in variables)
                    or "nothing: it has no weights",
                    fix=None
                    if self.built
                    else "call the layer on data, or build(input_shape), first",
                )
            )
        for variable, array in zip(variables, arrays, strict=True):
            if tuple(variable.shape) != array.shape:
                raise ValueError(
                    problem(
                        f"Layer {self.name} weight shape {tuple(variable.shape)} is not "
                        "compatible with provided "
                        f"weight shape {array.shape}",
                        given=f"{array.shape} for {variable.name}",
                        expected=str(tuple(variable.shape)),
                    )
                )
        for variable, array in zip(variables, arrays, strict=True):
            variable.assign(array)

    def _checkpoint_children(self) -> list[tuple[str, Any]]:
        """What `tf.train.Checkpoint` looks for variables in, by name."""
        named = [item for item in sorted(vars(self).items()) if item[0] not in _UNCHECKED]
        return [*named, ("weights", self._added)]

    def save_own_variables(self, store: Any) -> None:
        """Writes the layer's own variables (not those of layers in it) to a mapping, by number."""
        for i, variable in enumerate(self._own()[0]):
            # A file is given the array itself, others a copy.
            store[str(i)] = variable if isinstance(store, Arrays) else variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Reads what `save_own_variables` wrote.

        Raises:
          ValueError: another number of arrays than variables, or an array of another shape.
        """
        load(self, store)

    # What tells a layer that loads in its own way.
    _loads_as_stored = load_own_variables

    def count_params(self) -> int:
        """The number of scalars in the weights.

        Raises:
          ValueError: the layer isn't built yet.
        """
        if not self.built:
            raise ValueError(
                problem(
                    f"You tried to call `count_params` on layer '{self.name}', but the layer "
                    "isn't built.",
                    fix="call it on data first, or `layer.build(input_shape)`",
                )
            )
        return sum(int(np.prod(tuple(variable.shape), dtype=np.int64)) for variable in self.weights)

    @property
    def trainable(self) -> bool:
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self._flatten_layers():
            layer.__dict__["_trainable"] = bool(value)
            layer._ready.clear()
        tracking.changed()


def not_initialized(layer: Any) -> RuntimeError:
    """The error for a layer whose `__init__` did not call its base's."""
    name = type(layer).__name__
    return RuntimeError(
        problem(
            f"In layer '{name}', you forgot to call super().__init__() as the first statement "
            "in the "
            "__init__() method.",
            fix=f"super().__init__() at the start of {name}.__init__",
        )
    )
