"""`RecordedStep`: a step of training that can be looked into afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.explain.layer_calls import LayerCall
from tapeflow.explain.replay import Computed, Replay


class RecordedStep:
    """The values that a step started with, from which it is computed again when it is asked.

    What is computed op by op may differ from the step's own results in the last digits.

    Args:
      number: which step it was, from 0.
      replays: its programs.
      given: pairs of a variable and a gradient that was computed by a program of its own.
    """

    def __init__(self, number: int, replays: list[Replay], given: list):
        self.number = number
        self._replays, self._given = replays, given

    def __repr__(self) -> str:
        layers = dict.fromkeys([call.names[-1] for _, call in self._calls()])
        return f"<RecordedStep {self.number}: {', '.join(layers) or 'no layers'}>"

    @property
    def names(self) -> list[str]:
        """What can be asked for: layers and variables."""
        calls = [call.names[-1] for _, call in self._calls()]
        return list(dict.fromkeys([*calls, *[_path(v) for v, _ in self._variables()]]))

    def value(self, name: str) -> Any:
        """The output of a layer, or the value that a variable had when the step began.

        Args:
          name: a layer's name, the attribute that holds it (`dense1`), or either with the layers
            around it; or a variable's: `dense1/kernel`.

        Returns:
          A NumPy array; a list of them if the layer has several outputs. Of a layer that was
          called more than once, the last call's.

        Raises:
          KeyError: nothing has that name, or more than one layer.
        """
        calls = [(replay, call) for replay, call in self._calls() if name in call.names]
        if calls:
            self._check_one(name, {id(call.layer): call for _, call in calls})
            replay, call = calls[-1]
            values = [np.asarray(replay.value(index)) for index in call.outputs]
            return values[0] if len(values) == 1 else values
        variable = self._variable(name)
        return next(np.asarray(value) for v, value in self._variables() if v is variable)

    def gradient(self, name: str) -> np.ndarray:
        """The gradient that was computed for a variable in this step.

        Args:
          name: the variable's, such as `dense1/kernel`.

        Raises:
          KeyError: there is no such variable, or the step took no gradient by it.
        """
        variable = self._variable(name)
        pairs = [*self._given, *[p for r in self._all() for p in r.gradients()]]
        found = [gradient for owner, gradient in pairs if owner is variable]
        if not found:
            raise KeyError(
                problem(
                    f"no gradient by {name!r} was taken in step {self.number}",
                    expected="a variable that an optimizer updates, or tape.gradient's source",
                )
            )
        return np.asarray(found[-1])

    def rerun(self) -> list[Computed]:
        """Computes the step again, op by op.

        Returns:
          For each op its name `op`, the user's `file` and `line`, the `layer` whose output it is
          or "", and `values`, its results as NumPy arrays.
        """
        return [computed for replay in self._replays for computed in replay.computed()]

    def _all(self) -> list[Replay]:
        return [inner for replay in self._replays for inner in replay.all()]

    def _calls(self) -> list[tuple[Replay, LayerCall]]:
        return [(replay, call) for replay in self._all() for call in replay.calls]

    def _variables(self) -> list[tuple[Any, Any]]:
        """Variables and their values at the beginning: the first that a program read."""
        found: dict[int, tuple[Any, Any]] = {}
        for replay in self._replays:
            for owner, value in zip(replay.owners, replay.leaves, strict=True):
                if owner is not None:
                    found.setdefault(id(owner), (owner, value))
        return list(found.values())

    def _variable(self, name: str) -> Any:
        variables = [variable for variable, _ in self._variables()]
        matches = [v for v in variables if name in (_path(v), v.name, v.name.split(":")[0])]
        if not matches and "/" in name:
            layer_name, own = name.rsplit("/", 1)
            layers = {id(c.layer): c for _, c in self._calls() if layer_name in c.names}
            if layers:
                self._check_one(layer_name, layers)
                (call,) = layers.values()
                weights = list(call.layer.variables)
                matches = [v for v in variables if any(v is w for w in weights)]
                matches = [v for v in matches if _path(v).rsplit("/", 1)[-1] == own]
        if not matches:
            matches = [v for v in variables if _path(v).endswith(f"/{name}")]
        if len(matches) == 1:
            return matches[0]
        raise KeyError(
            problem(
                f"{len(matches) or 'no'} values are called {name!r} in step {self.number}",
                expected=f"one of {', '.join(self.names)}",
                fix="a tf.function or a fit that was traced before the recorder began has no names "
                "of layers: begin the recorder first"
                if not matches
                else "give the names of the layers around it too",
            )
        )

    def _check_one(self, name: str, calls: dict[int, LayerCall]) -> None:
        if len(calls) > 1:
            paths = ", ".join(call.names[-1] for call in calls.values())
            raise KeyError(
                problem(
                    f"{len(calls)} layers are called {name!r}",
                    given=paths,
                    fix="give the names of the layers around it too",
                )
            )


def _path(variable: Any) -> str:
    return getattr(variable, "path", None) or variable.name.split(":")[0]
