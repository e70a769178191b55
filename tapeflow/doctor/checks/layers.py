"""Layers: dead, alike, linear in a row, in the wrong mode; values that are paired by mistake."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.doctor.checks.check import Check, ScopeCheck, scopes
from tapeflow.doctor.checks.look import activation, attributes, back, depends, trained
from tapeflow.doctor.origin import loop_operands
from tapeflow.doctor.runs import Bodies, Run
from tapeflow.doctor.scope import Scope, as_numpy, is_finite
from tapeflow.engine.inspection import carried_out
from tapeflow.ops.training import BatchLoop


class Layers(ScopeCheck):
    """Looks at how layers follow each other, and at the weights they start with."""

    def look(self, scope: Scope, trains: bool, loop: Any) -> None:
        for position, (signature, references) in enumerate(scope.nodes):
            name = signature.op.name
            if name == "nn.softmax":
                self._softmax(scope, position, references[0])
            if not trains or len(references) < 2:
                continue
            if name == "nn.dense":
                self._dense(scope, position, *references[:2])
            elif name in _NORMALIZATIONS and any(trained(scope, r) for r in references[3:]):
                self._frozen_normalization(scope, position)

    def _softmax(self, scope: Scope, position: int, logits: int) -> None:
        signature = scope.nodes[position][0]
        shape = signature.in_specs[0].shape
        axis = attributes(signature).get("axis")
        axis = -1 if axis is None else axis
        place = scope.place(position)
        if shape and shape[axis] == 1:
            self.say(
                place,
                "a softmax of one number is always 1",
                given=f"softmax of shape {shape}",
                expected="at least two classes",
                fix="sigmoid for one unit, with binary_crossentropy; or one unit per class",
            )
        elif len(shape) == 2 and axis in (0, -2):
            self.say(
                place,
                "a softmax over the batch: its samples share one sum",
                given=f"axis={axis}, shape {shape}",
                expected="axis=-1, the classes",
                fix="tf.nn.softmax(x) takes the last axis",
            )
        elif activation(scope, logits) == "softmax":
            self.say(
                place,
                "softmax is applied twice",
                given="a softmax of a softmax's outputs",
                fix="leave out one of them",
            )

    def _dense(self, scope: Scope, position: int, inputs: int, kernel: int) -> None:
        place, inputs = scope.place(position), back(scope, inputs)
        shape = scope.nodes[position][0].in_specs[1].shape
        if not trained(scope, kernel):
            return
        hidden = scope.op(inputs) == "nn.dense"
        if hidden and activation(scope, inputs) == "linear":
            before = scope.nodes[scope.producer(inputs)[0]]
            first, second = scope.name(before[1][1]), scope.name(kernel)
            if shape[0] >= shape[1] and before[0].in_specs[1].shape[0] <= 4 * shape[0]:
                self.say(
                    scope.place(scope.producer(inputs)[0]),
                    "two Dense layers in a row without an activation: they can do no more than one",
                    given=f"{first}, then {second}",
                    fix='activation="relu" in the first',
                )
        for reference in self._kernels_before(scope, inputs):
            values = as_numpy(scope.leaves[~reference])
            if values.ndim == 2 and values.shape[1] > 1 and np.ptp(values) == 0:
                self.say(
                    place,
                    "a hidden layer starts with equal weights: its units stay alike",
                    given=f"{scope.name(reference)} of shape {values.shape}, all "
                    f"{values.ravel()[0]:g}",
                    expected="random weights",
                    fix='kernel_initializer="glorot_uniform", which is the default',
                )

    def _kernels_before(self, scope: Scope, inputs: int) -> list[int]:
        """The kernel of the Dense layer that made the inputs, past an activation of its own."""
        reference = inputs
        for _ in range(3):
            if reference < 0:
                return []
            position, _ = scope.producer(reference)
            references = scope.nodes[position][1]
            if scope.op(reference) in ("nn.dense", "linalg.matmul"):
                return [r for r in references[1:2] if trained(scope, r)]
            reference = references[0] if references else -1
            if not references:
                return []
        return []

    def _frozen_normalization(self, scope: Scope, position: int) -> None:
        self.say(
            scope.place(position),
            "batch normalization is in inference mode while it is trained",
            given="a model called without training=True inside a tape",
            expected="training=True: batches' own statistics, and dropout",
            fix="model(x, training=True)",
        )


_NORMALIZATIONS = frozenset({"nn.batch_normalization", "keras.ops.batch_normalization"})


class Broadcasts(ScopeCheck):
    """Tells of each `(n,)` that meets an `(n, 1)`, also where the default warning is silent."""

    def look(self, scope: Scope, trains: bool, loop: Any) -> None:
        for position, (signature, references) in enumerate(scope.nodes):
            if signature.op.name not in _ELEMENTWISE or len(references) != 2:
                continue
            shapes = [spec.shape for spec in signature.in_specs]
            short, long = sorted(shapes, key=len)
            if not short or long != (*short, 1) or short[-1] < 2:
                continue
            if any(self._is_meant(scope, reference) for reference in references):
                continue
            if any(depends(scope, reference) for reference in references):
                result = signature.out_specs[0].shape
                self.say(
                    scope.place(position),
                    f"tf.{signature.op.name}: each value is paired with every other one",
                    given=f"{scope.name(references[0])} {shapes[0]} and "
                    f"{scope.name(references[1])} {shapes[1]}, which broadcast to {result}",
                    expected=f"two operands of one shape, {short} or {long}",
                    fix="tf.squeeze(x, axis=-1) for the longer one, or y[..., tf.newaxis] for the "
                    "shorter one",
                )

    def _is_meant(self, scope: Scope, reference: int) -> bool:
        if scope.op(reference) not in ("expand_dims", "strided_slice", "keras.ops.expand_dims"):
            return False
        signature = scope.nodes[scope.producer(reference)[0]][0]
        return len(signature.in_specs[0].shape) < len(signature.out_specs[0].shape)


# Differences under a tape are told of by `tf.errors.BroadcastWarning` anyway.
_ELEMENTWISE = frozenset(
    f"math.{name}"
    for name in ("add", "multiply", "truediv", "maximum", "minimum", "greater", "less", "pow")
) | {"keras.losses.mean_squared_error", "keras.losses.mean_absolute_error"}


class DeadUnits(Check):
    """Looks, once at the end, for ReLU layers that give nothing but 0."""

    def __init__(self, tell: Any):
        super().__init__(tell)
        self._last: tuple[Run, Bodies] | None = None
        self._count = 0
        self._known: dict[Any, bool] = {}  # by program

    def looked(self, run: Run, bodies: Bodies) -> None:
        if not run.is_gradient and (run.is_step or run.program.save is not None):
            if self._has_relus(run, bodies):
                self._last = (run, bodies)
            self._count += run.is_step

    def _has_relus(self, run: Run, bodies: Bodies) -> bool:
        found = self._known.get(run.program)
        if found is None:
            found = any(_relu_nodes(scope) for scope, _ in scopes(run.scope(), bodies))
            self._known[run.program] = found
        return found

    def ended(self) -> None:
        self._known.clear()
        last, self._last = self._last, None
        if last is None or not self._count:
            return
        run, bodies = last
        for scope in _carried_scopes(run, bodies):
            for position in _relu_nodes(scope):
                outputs = scope.value(scope.starts[position])
                if is_finite(outputs) and np.shape(outputs)[:1] > (1,):
                    self._look_at(scope, position, as_numpy(outputs))

    def _look_at(self, scope: Scope, position: int, outputs: np.ndarray) -> None:
        units = outputs.reshape(-1, outputs.shape[-1]).any(0)
        if units.any():
            return
        names = [scope.name(r) for r in scope.nodes[position][1] if trained(scope, r)]
        self.say(
            scope.place(position),
            "a ReLU layer is dead: it gives 0 for every sample, so nothing before it learns",
            given=f"{' and '.join(names[:1]) or 'a relu'}: {outputs.shape[-1]} units, all 0",
            fix="a smaller learning rate, inputs scaled to about 1, he_normal weights, or "
            "leaky_relu",
        )


def _relu_nodes(scope: Scope) -> list[int]:
    found = []
    for position, (signature, _) in enumerate(scope.nodes):
        name = signature.op.name
        if name in ("nn.relu", "keras.activations.relu") or (
            name in ("nn.dense", "nn.convolution")
            and getattr(attributes(signature).get("activation"), "__name__", "") == "relu"
        ):
            found.append(position)
    return found


def _carried_scopes(run: Run, bodies: Bodies) -> list[Scope]:
    """Scopes whose values can be computed: a run's own, and that of a function called in it."""
    scope = run.scope()
    found = [scope]
    for position, (signature, _) in enumerate(scope.nodes):
        loop = getattr(signature.call, "__self__", None)
        arrays = scope.operands(position)
        if isinstance(loop, BatchLoop):
            at = loop._arrays + loop._has_rows
            stop = int(np.asarray(arrays[at])[1])
            updates = carried_out(signature, arrays)[len(loop.graph.out_specs) :]
            arrays = loop_operands(loop, arrays, stop - 1, updates)
            signature = loop.graph.signature
        inner = bodies.scope(signature, arrays)
        if inner is not None:
            found.append(inner[0])
    return found
