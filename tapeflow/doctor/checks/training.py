"""Training: variables that get no gradient or never change, rates of 0, optimizers made anew."""

from __future__ import annotations

import weakref
from typing import Any

import numpy as np

from tapeflow.doctor.checks.check import Check, scopes
from tapeflow.doctor.place import Place, caller
from tapeflow.doctor.runs import Bodies, Run
from tapeflow.doctor.scope import variable_name
from tapeflow.engine import Variable
from tapeflow.engine.nest import flatten

# So many gradients make it a training rather than a look at one of them.
_OFTEN = 5
_LOOKS = 4


class Gradients(Check):
    """Looks at gradients that are None, and at variables that are used and never trained."""

    def __init__(self, tell: Any):
        super().__init__(tell)
        self._used: dict[int, list] = {}  # id -> [weak, how often, line, whether it was a source]
        self._changed: dict[int, weakref.ref] = {}
        self._fresh = 0
        self._calls = 0

    def looked(self, run: Run, bodies: Bodies) -> None:
        for weak in run.updated.values():
            variable = weak()
            if variable is not None:
                self._changed[id(variable)] = weak

    def differentiated(self, tape: Any, target: Any, sources: Any, gradients: Any) -> None:
        flat, found = flatten(sources), flatten(gradients)
        variables = [s for s in flat if isinstance(s, Variable)]
        if not variables:
            return
        place = caller()
        self._calls += 1
        missing = [
            source
            for source, gradient in zip(flat, found, strict=False)
            if gradient is None and isinstance(source, Variable)
        ]
        if missing:
            self._missing(place, missing, len(missing) == len(flat))
        self._note(place, variables, tape)

    def _missing(self, place: Place, missing: list, is_all: bool) -> None:
        names = ", ".join(variable_name(variable) for variable in missing[:4])
        if is_all:
            self.say(
                place,
                "no variable gets a gradient",
                given=f"None for {names}",
                expected="a loss that is computed from the variables inside the tape",
                fix="compute the loss inside the `with` block, from tensors: numpy(), argmax, "
                "round and tf.cast to whole numbers let no gradient through",
            )
            return
        frozen = all(not variable.trainable for variable in missing)
        self.say(
            place,
            "a variable gets no gradient",
            given=f"None for {names}" + (" (not trainable)" if frozen else ""),
            expected="a path from the variable to the loss",
            fix="model.trainable_variables rather than model.variables"
            if frozen
            else "use the layer in the loss, or take the variable out of the list",
        )

    def _note(self, place: Place, variables: list, tape: Any) -> None:
        sources = {id(variable) for variable in variables}
        new = False
        for variable in (*variables, *tape.watched_variables()):
            known = self._used.get(id(variable))
            if known is None or known[0]() is not variable:
                known = self._used[id(variable)] = [weakref.ref(variable), 0, place, False]
                new = new or self._calls > 1
            known[1] += 1
            known[3] = known[3] or id(variable) in sources
        self._fresh = self._fresh + 1 if new else 0
        if self._fresh == _OFTEN:
            self.say(
                place,
                "new variables at every step: what was learned is lost",
                given="a layer or variable that is made inside the loop",
                expected="layers made once, before the loop",
                fix="make the layer or tf.Variable before the loop",
            )

    def ended(self) -> None:
        alive = []
        for weak, count, place, was_source in self._used.values():
            variable = weak()
            if variable is not None and count >= _OFTEN and variable.trainable:
                alive.append((variable, place, was_source))
        unchanged = [item for item in alive if id(item[0]) not in self._changed]
        if not unchanged:
            return
        names = ", ".join(variable_name(variable) for variable, _, _ in unchanged[:4])
        if len(unchanged) == len(alive):
            self.say(
                unchanged[0][1],
                "gradients are taken and never applied",
                given=f"{names} did not change",
                expected="an update after each gradient",
                fix="optimizer.apply_gradients(zip(gradients, variables))",
            )
        else:
            self.say(
                unchanged[0][1],
                "a trainable variable is used in the loss and never trained",
                given=f"{names} did not change, others did",
                expected="all variables of the loss among those that are trained",
                fix="add it to the list of variables, or make it with trainable=False",
            )


class Updates(Check):
    """Looks at what an optimizer is given: its rate, and its count of steps."""

    def __init__(self, tell: Any):
        super().__init__(tell)
        self._looks: dict[Any, int] = {}
        self._zero: dict[Place, int] = {}
        self._first: dict[Place, int] = {}

    def looked(self, run: Run, bodies: Bodies) -> None:
        if run.is_gradient or not run.is_step:
            return
        count = self._looks[run.program] = self._looks.get(run.program, 0) + 1
        if count > _LOOKS:
            return
        for scope, loop in scopes(run.scope(), bodies):
            for position, (signature, references) in enumerate(scope.nodes):
                if signature.op.name != "optimizer.update":
                    continue
                after = len(references) - 3 - int(signature.attrs[-1][-1])
                iterations, rate = references[after], references[after + 1]
                place = scope.place(position)
                if rate < 0:
                    self._rate(place, scope.leaves[~rate], loop)
                if iterations < 0 and loop is None:
                    self._count(place, scope.leaves[~iterations])

    def _rate(self, place: Place, rate: Any, loop: Any) -> None:
        if rate is None:
            return
        value = float(np.asarray(rate))
        if value == 0:
            self._zero[place] = self._zero.get(place, 0) + 1
            if self._zero[place] == (1 if loop is not None else 3):
                self.say(
                    place,
                    "the learning rate is 0: nothing changes",
                    given="learning_rate 0",
                    expected="about 0.001 for Adam, 0.01 for SGD",
                    fix="set the optimizer's learning_rate; 1 / 10**3 rather than 1 // 10**3",
                )
        elif value < 0:
            self.say(
                place,
                "the learning rate is negative: the loss grows",
                given=f"learning_rate {value:g}",
                fix="a positive learning rate",
            )

    def _count(self, place: Place, iterations: Any) -> None:
        if iterations is None:
            return
        if int(np.asarray(iterations)) == 0:
            self._first[place] = self._first.get(place, 0) + 1
            if self._first[place] == _LOOKS:
                self.say(
                    place,
                    "a new optimizer at every step: its momentum and averages are lost",
                    given=f"{_LOOKS} steps that were all an optimizer's first",
                    expected="one optimizer, made before the loop",
                    fix="make the optimizer before the loop",
                )
