"""`GradientTape`: remembers what was computed, so that it can be differentiated."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from tapeflow.engine import watch
from tapeflow.engine.custom import Custom, jacobian, ones_like, sweep
from tapeflow.engine.gradient import Span, known_gradients, record_gradient
from tapeflow.engine.nest import flatten, map_structure, pack_like
from tapeflow.engine.tensor import Tensor
from tapeflow.engine.trace import Trace, current, flush, live_outputs, local, recording_tapes
from tapeflow.engine.variable import Variable

_log = logging.getLogger("tapeflow")
_trains = attrgetter("trainable")
_reference_of = attrgetter("_variable")


class UnconnectedGradients:
    """What `gradient` gives for a source that no path connects with the target."""

    NONE = "none"
    ZERO = "zero"


class GradientTape:
    """Records operations for automatic differentiation.

    Trainable variables are watched by themselves, other tensors by `watch`.

    Args:
      persistent: whether `gradient` may be called more than once.
      watch_accessed_variables: whether trainable variables are watched when they are read.

    >>> import tapeflow as tf
    >>> x = tf.Variable(3.0)
    >>> with tf.GradientTape() as tape:
    ...     y = x * x
    >>> print(tape.gradient(y, x))
    tf.Tensor(6.0, shape=(), dtype=float32)
    """

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True):
        self._persistent = persistent
        self._watch_accessed_variables = watch_accessed_variables
        self._spans: list[Span] = []
        self._watched: dict[int, Any] = {}
        # id(variable) -> values it had while this tape recorded, before an assignment.
        self._earlier: dict[int, list[Tensor]] = {}
        self._customs: list[Custom] = []
        self._used_variables: list[Any] = []
        # id(tensor) -> the trace and the node it was watched from, if that was not the first one.
        self._late: dict[int, tuple[Trace, int]] = {}
        self._recording = False
        self._used = False
        self._open: tuple[Trace, int] | None = None
        self._reference = weakref.ref(self)

    def __enter__(self) -> GradientTape:
        if self._recording:
            raise ValueError(
                "Tape is still recording, This can happen if you try to re-enter "
                "an already-active tape."
            )
        self._start()
        return self

    def __exit__(self, kind: Any, value: Any, traceback: Any) -> None:
        if self._recording:
            self._stop()

    def _start(self) -> None:
        trace = local.trace
        outer = recording_tapes() if local.tapes else ()
        # The outermost tape begins a step: what the last left pending is its own program. What
        # nobody wants (of a call that only built a model) must not become part of the step's.
        if (
            not outer
            and trace is not None
            and trace.nodes
            and (trace.rollback or not live_outputs(trace.outputs))
        ):
            flush()
        self._recording = True
        trace = current()
        local.tapes = (*[tape._reference for tape in outer], self._reference)
        self.enter_trace(trace)

    def _stop(self) -> None:
        alone = local.tapes == (self._reference,)
        local.tapes = (
            ()
            if alone
            else tuple([tape._reference for tape in recording_tapes() if tape is not self])
        )
        self._recording = False
        self._close_span()

    def enter_trace(self, trace: Trace) -> None:
        """Starts a span in a trace that was just opened. Called by `trace.current`."""
        self._close_span()
        self._open = (trace, len(trace.nodes))
        if self._reference not in trace.tapes:
            trace.tapes.append(self._reference)

    def _close_span(self) -> None:
        if self._open is not None:
            trace, start = self._open
            stop = len(trace.nodes)
            if stop > start:
                self._spans.append(Span(trace, start, stop))
            self._open = None

    def _current_spans(self) -> list[Span]:
        if self._open is not None:
            trace, start = self._open
            if len(trace.nodes) > start:
                return [*self._spans, Span(trace, start, len(trace.nodes))]
        return self._spans

    def wants(self, trace: Trace, save: tuple[int, int] | None) -> tuple[int, int] | None:
        """The range of nodes for which a trace about to run must keep what a gradient needs."""
        for span in self._current_spans():
            if span.trace is trace:
                save = (
                    (span.start, span.stop)
                    if save is None
                    else (min(save[0], span.start), max(save[1], span.stop))
                )
        return save

    def note_assign(self, variable: Variable, previous: Tensor) -> None:
        self._earlier.setdefault(id(variable), []).append(previous)

    def note_custom(self, custom: Custom) -> None:
        self._customs.append(custom)

    def watch(self, tensor: Any) -> None:
        """Makes derivatives by a tensor (or each tensor of a structure) available."""
        for item in flatten(tensor):
            if not isinstance(item, (Tensor, Variable)) and not hasattr(item, "_tensor"):
                raise ValueError(
                    f"Passed in object {item!r} of type {type(item).__name__}, "
                    "not tf.Tensor or tf.Variable"
                )
            if not item.dtype.is_differentiable:
                _log.warning(
                    "The dtype of the watched tensor must be floating (e.g. tf.float32), got %s",
                    item.dtype.name,
                )
            self._watched[id(item)] = item
            if self._open is not None and len(self._open[0].nodes) > self._open[1]:
                self._late[id(item)] = (self._open[0], len(self._open[0].nodes))

    def watched_variables(self) -> tuple[Variable, ...]:
        """The variables watched so far, in the order of their first use."""
        found: dict[int, Variable] = {}
        for trace, start, stop in self._current_spans():
            for _, references in trace.nodes[start:stop]:
                for reference in references:
                    tensor = trace.leaves[~reference] if reference < 0 else None
                    if tensor is None and not trace.closed:
                        tensor = trace.outputs[reference]
                    variable = _variable_of(tensor)
                    if variable is not None and self._watches(variable):
                        found.setdefault(id(variable), variable)
        for reference in self._used_variables:
            variable = None if reference is None else reference()
            if variable is not None and self._watches(variable):
                found.setdefault(id(variable), variable)
        for item in self._watched.values():
            if isinstance(item, Variable):
                found.setdefault(id(item), item)
        return tuple(found.values())

    def _watches(self, variable: Variable) -> bool:
        return (self._watch_accessed_variables and variable.trainable) or id(
            variable
        ) in self._watched

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        """Suspends recording in a `with` block."""
        if not self._recording:
            raise RuntimeError("Tape is not recording")
        self._stop()
        try:
            yield
        finally:
            self._start()

    def reset(self) -> None:
        """Forgets what was recorded, and the watched tensors with it."""
        self._spans = []
        self._watched = {}
        self._late = {}
        self._earlier = {}
        self._customs = []
        if self._open is not None:
            self._open = (self._open[0], len(self._open[0].nodes))

    def gradient(
        self,
        target: Any,
        sources: Any,
        output_gradients: Any = None,
        unconnected_gradients: str = UnconnectedGradients.NONE,
    ) -> Any:
        """The derivative of the sum of `target` by each of `sources`.

        Args:
          target: a tensor, or a structure of tensors, to differentiate.
          sources: a tensor or variable, or a structure of them.
          output_gradients: what to multiply the derivative of each target with; ones by default.
          unconnected_gradients: "none" or "zero": what to give where no path leads.

        Returns:
          A structure like `sources`, of tensors of the sources' shapes.

        Raises:
          RuntimeError: the tape is not persistent and was used already.
        """
        if unconnected_gradients not in ("none", "zero"):
            raise ValueError(f"Unknown value for unconnected_gradients: {unconnected_gradients!r}")
        results = self._gradient(target, sources, output_gradients, unconnected_gradients)
        for watcher in watch.watchers:
            watcher.differentiated(self, target, sources, results)
        return results

    def _gradient(
        self, target: Any, sources: Any, output_gradients: Any, unconnected_gradients: str
    ) -> Any:
        spans = self._use()
        flat_sources = sources if sources.__class__ is list else flatten(sources)
        if output_gradients is None:
            results = self._of_step(spans, target, flat_sources)
            if results is not None:
                self._release()
                return results if flat_sources is sources else pack_like(sources, results)
        if flat_sources is sources and not _is_flat(sources):
            flat_sources = flatten(sources)
        given = None if output_gradients is None else flatten(output_gradients)
        targets, starts = [], []
        for i, item in enumerate([target] if target.__class__ is Tensor else flatten(target)):
            tensor = item if item.__class__ is Tensor else getattr(item, "_tensor", None)
            if tensor is None:
                raise TypeError(f"target must be a tensor, not {type(item).__name__}")
            if not tensor._spec.dtype.is_differentiable:
                _log.warning(
                    "The dtype of the target tensor must be floating (e.g. tf.float32) "
                    "when calling GradientTape.gradient, got %s",
                    tensor.dtype.name,
                )
                continue
            targets.append(tensor)
            if given is not None:
                starts.append(given[i])
        results = self._derive(
            spans, targets, starts if given is not None else None, flat_sources, "gradient"
        )
        self._release()
        if flat_sources is sources and unconnected_gradients == "none":
            return results
        return self._packed(sources, flat_sources, results, unconnected_gradients)

    def _of_step(self, spans: list[Span], target: Any, sources: list) -> list[Tensor] | None:
        """The gradients of a training loop's step, if that is what this is."""
        if (
            len(spans) != 1
            or target.__class__ is not Tensor
            or not self._watch_accessed_variables
            or self._earlier
            or self._customs
            or self._late
            or local.tapes
        ):
            return None
        try:
            trained = all(map(_trains, sources))
        except AttributeError:  # of a tensor
            return None
        return known_gradients(spans[0], target, sources) if trained else None

    def jacobian(
        self,
        target: Tensor,
        sources: Any,
        unconnected_gradients: str = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Any:
        """All derivatives of `target`'s elements: per source, shape `target.shape + source.shape`.

        `parallel_iterations` and `experimental_use_pfor` are accepted: it is always vectorized.
        """
        spans = self._use()
        flat_sources = flatten(sources)
        results = self._derive(spans, [target], None, flat_sources, "jacobian")
        self._release()
        shapes = [(*target.shape, *source.shape) for source in flat_sources]
        return self._packed(sources, flat_sources, results, unconnected_gradients, shapes)

    def batch_jacobian(
        self,
        target: Tensor,
        source: Tensor,
        unconnected_gradients: str = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Any:
        """Jacobians by row: `[batch, ...]` by `[batch, ...]` gives `[batch, target..., source...]`.

        Row i of `target` must depend on row i of `source` alone.

        Raises:
          ValueError: the first axes differ.
        """
        if not target.shape.rank or not source.shape.rank or target.shape[0] != source.shape[0]:
            raise ValueError(
                "Need first dimension of target shape and source shape to match, "
                f"got {target.shape} and {source.shape}"
            )
        spans = self._use()
        results = self._derive(spans, [target], None, [source], "batch_jacobian")
        self._release()
        shape = (*target.shape, *source.shape[1:])
        return self._packed(source, [source], results, unconnected_gradients, [shape])

    def _use(self) -> list[Span]:
        if self._used:
            raise RuntimeError(
                "A non-persistent GradientTape can only be used to compute one set of gradients "
                "(or jacobians); make it with tf.GradientTape(persistent=True) to use it again"
            )
        if self._recording and not self._persistent:
            self._stop()
        return self._current_spans()

    def _release(self) -> None:
        if not self._persistent:
            self._used = True
            used: list[Any] = []
            for span in self._spans:
                used.extend(map(_reference_of, span.trace.leaves))
            self._used_variables = used
            self._spans = []
            self._earlier = {}
            self._customs = []

    def _source_tensors(self, source: Any, spans: list[Span]) -> list[Tensor]:
        """The tensors by which a source went into the computation; none if it is not watched."""
        if source.__class__ is Tensor:
            if not source._spec.dtype.is_differentiable:
                return []
            if source._serial or id(source) in self._watched or source._variable is not None:
                return [source]
            return []
        tensor = getattr(source, "_tensor", None)
        if tensor is None:
            raise TypeError(f"sources must be tensors or variables, not {type(source).__name__}")
        if not self._watches(source) or not tensor._spec.dtype.is_differentiable:
            return []
        tensors = [tensor, *self._earlier.get(id(source), ())] if self._earlier else [tensor]
        for span in spans:
            if span.trace.locate(tensor) is not None:
                return tensors
        # Assigned since: what the tape saw is an older value.
        for span in spans:
            for old in (*span.trace.leaves, *span.trace.outputs):
                if old._variable is source._self_reference:
                    tensors.append(old)
        return list({id(t): t for t in tensors}.values())

    def _derive(
        self,
        spans: list[Span],
        targets: list[Tensor],
        starts: list | None,
        sources: list,
        mode: str,
    ) -> list[Tensor | None]:
        if not targets:
            return [None] * len(sources)
        groups = [self._source_tensors(source, spans) for source in sources]
        replay = any(tape is not self for tape in recording_tapes())
        if starts is not None:
            starts = [
                _matching(start, target) for start, target in zip(starts, targets, strict=True)
            ]
        if not self._customs:
            return record_gradient(
                spans, targets, starts, groups, mode, replay, self._late_sources(groups)
            )
        if mode != "gradient":
            (target,) = targets
            return jacobian(spans, self._customs, target, groups, mode == "batch_jacobian", replay)
        return sweep(spans, self._customs, targets, starts, groups, replay)

    def _late_sources(self, groups: list) -> list[tuple[Tensor, Trace, int]]:
        if not self._late:
            return []
        return [(t, *self._late[id(t)]) for group in groups for t in group if id(t) in self._late]

    def _packed(
        self,
        structure: Any,
        sources: list,
        results: list,
        unconnected: str,
        shapes: list | None = None,
    ) -> Any:
        if unconnected == "zero":
            from tapeflow.engine.convert import constant

            results = [
                constant(0, source.dtype, shapes[i] if shapes else source.shape)
                if result is None
                else result
                for i, (source, result) in enumerate(zip(sources, results, strict=True))
            ]
        return pack_like(structure, results)


def _is_flat(sources: list) -> bool:
    """Whether a list is of tensors and variables, its own flat form."""
    return all([source.__class__ is Tensor or hasattr(source, "_tensor") for source in sources])


def _variable_of(tensor: Tensor | None) -> Variable | None:
    reference = None if tensor is None else tensor._variable
    return None if reference is None else reference()


def _matching(start: Any, target: Tensor) -> Tensor:
    from tapeflow.engine.convert import convert_to_tensor

    if start is None:
        return ones_like(target)
    tensor = convert_to_tensor(start, None, target.dtype)
    if tensor._spec is not target._spec:
        if tensor.dtype is target.dtype and tensor._spec.size == 1:
            return convert_to_tensor(tensor.numpy().reshape(()) + 0 * target.numpy())
        raise ValueError(
            f"output_gradients must have the target's shape and dtype {target._spec}, "
            f"got {tensor._spec}"
        )
    return tensor


__all__ = ["GradientTape", "UnconnectedGradients", "map_structure"]
