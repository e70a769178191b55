"""`tf.experimental.recorder`: keeps the last steps of training, to look into them afterwards."""

from __future__ import annotations

from collections import deque
from contextlib import ExitStack
from typing import Any

import numpy as np

from tapeflow.engine import flush, problem, watch
from tapeflow.explain.history import updates
from tapeflow.explain.layer_calls import LayerCalls
from tapeflow.explain.places import line
from tapeflow.explain.recorded_step import RecordedStep
from tapeflow.explain.replay import Body, Replay, by_source


class recorder(watch.Watcher):
    """Keeps what the last steps in a `with` block started with; any value is computed from that.

    A step ends where a trainable variable gets a new value. Variables' old values are kept, so
    they are copied rather than updated in place, and `fit` runs step by step: training is slower
    inside the block, and takes the memory of `last` copies of the variables.

    Args:
      last: how many steps are kept, at least 1.

    Attributes:
      steps: the kept steps, oldest first, as `RecordedStep`s.

    >>> import tapeflow as tf
    >>> w = tf.Variable([[2.0]], name="w")
    >>> with tf.experimental.recorder(last=2) as r:
    ...     for x in (1.0, 2.0, 3.0):
    ...         with tf.GradientTape() as tape:
    ...             loss = tf.reduce_sum((tf.constant([[x]]) @ w) ** 2)
    ...         _ = w.assign_sub(0.1 * tape.gradient(loss, w))
    >>> r.steps[-1].value("w"), r.steps[-1].gradient("w")
    (array([[0.32]], dtype=float32), array([[5.76]], dtype=float32))
    >>> [(op.op, op.values[0].shape) for op in r.steps[-1].rerun()][:2]
    [('linalg.matmul', (1, 1)), ('math.pow', (1, 1))]
    """

    single_steps = True

    def __init__(self, last: int = 10):
        if last.__class__ is not int or last < 1:
            raise ValueError(
                problem("tf.experimental.recorder: last must be at least 1", given=repr(last))
            )
        self._steps: deque[RecordedStep] = deque(maxlen=last)
        self._calls = LayerCalls()
        self._bodies: dict[Any, Body] = {}
        self._runs: list[Replay] = []
        self._by_serial: dict[int, Replay] = {}
        self._given: list = []
        self._ends = False
        self._count = 0
        self._stack = ExitStack()

    @property
    def steps(self) -> list[RecordedStep]:
        return list(self._steps)

    def __enter__(self) -> recorder:
        flush()  # what came before is no part of the first step
        self._stack.enter_context(self._calls.noted())
        self._stack.callback(watch.remove, self)
        watch.add(self)
        return self

    def __exit__(self, *error: Any) -> None:
        with self._stack:
            if error[0] is None:
                flush()

    # What the engine tells.

    def recorded(self, graph: Any, trace: Any) -> None:
        calls = self._calls.of(trace.serial)
        self._bodies[graph.signature] = Body([line(site) for site in trace.sites], calls)

    def program_starts(self, trace: Any, program: Any, arrays: list) -> None:
        if trace.closed:  # a backward program: its results are what is asked for
            return
        leaves = list(trace.leaves)  # held, so that none is updated in place
        replay = Replay(
            tuple(trace.nodes),
            _Held(leaves),
            [_owner(leaf) for leaf in leaves],
            [line(site) for site in trace.sites],
            self._calls.of(trace.serial),
            self._bodies,
        )
        self._ends = updates(trace)
        self._runs.append(replay)
        self._by_serial[trace.serial] = replay

    def program_started(self, trace: Any, program: Any, run: Any, results: Any) -> None:
        forward = self._by_serial.get(trace.serial) if trace.closed else None
        if forward is not None:
            for i, reference in by_source(program.plan):
                owner = forward.owners[~reference]
                if owner is not None:
                    self._given.append((owner, results[i]))
        if self._ends:
            self._steps.append(RecordedStep(self._count, self._runs, self._given))
            self._count += 1
            self._runs, self._given, self._by_serial = [], [], {}
            self._calls.forget()
            self._ends = False


class _Held(list):
    """Tensors of which the arrays are asked for later."""

    def __getitem__(self, position: Any) -> Any:
        return _array(super().__getitem__(position))

    def __iter__(self) -> Any:
        return map(_array, super().__iter__())


def _array(tensor: Any) -> Any:
    value = tensor._value
    if value.__class__ in (int, float):
        return np.asarray(value, tensor._spec.dtype.np)
    return value


def _owner(leaf: Any) -> Any:
    weak = leaf._variable
    return None if weak is None else weak()
