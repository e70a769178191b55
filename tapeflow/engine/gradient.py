"""The reverse sweep over recorded nodes, as one node of its own.

A gradient is planned once for a given structure of nodes, targets and sources, and found again by
it. The plan is a signature like an op's: recorded, compiled with what is around it, differentiated.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from tapeflow.engine import ahead
from tapeflow.engine.compile_policy import compile_lazily
from tapeflow.engine.execute import Fused
from tapeflow.engine.repeats import Rolling, loops_of, roll, values_of
from tapeflow.engine.rolled import Rolled
from tapeflow.engine.rolled_pullback import RolledPullback
from tapeflow.engine.signature import Signature
from tapeflow.engine.spec import Spec, spec
from tapeflow.engine.tensor import Tensor
from tapeflow.engine.trace import Trace, live_outputs, record_signature

MAX_PLANS = 512
_plans: OrderedDict[tuple, Plan] = OrderedDict()
# The same by less: of steps whose trace is open, for `known_gradients`.
_steps: OrderedDict[tuple, Plan] = OrderedDict()
_tensor_of = attrgetter("_tensor")


class Span(NamedTuple):
    """The nodes `start` to `stop` of a trace."""

    trace: Trace
    start: int
    stop: int


class _Step(NamedTuple):
    """One node to be swept. Values are named as `_Region` does."""

    trace: int
    position: int
    signature: Any
    operands: tuple
    wrt: tuple[int, ...]
    results: tuple  # of float type


class _GradientOp:
    """Stands where an op stands in a signature."""

    name = "gradient"
    costly = True
    differentiable = True
    samplewise = False


def record_gradient(
    spans: Sequence[Span],
    targets: Sequence[Tensor],
    cotangents: Sequence[Tensor] | None,
    sources: Sequence[Sequence[Tensor]],
    mode: str = "gradient",
    replay: bool = False,
    late: Sequence[tuple[Tensor, Trace, int]] = (),
) -> list[Tensor | None]:
    """Records the derivative of `targets` by each of `sources`.

    Args:
      spans: the nodes to go through, oldest first; only the last may be in the open trace.
      targets: float tensors.
      cotangents: what to start from, shaped like the targets; ones if None.
      sources: for each derivative the tensors it is taken by, whose derivatives are added.
      mode: "gradient", "jacobian" or "batch_jacobian".
      replay: compute from leaves alone, so that the result can be differentiated again.
      late: sources that count only from some node of some trace on.

    Returns:
      A tensor for each source, None where no path leads from it to a target.
    """
    region = _Region(spans)
    name = region.name
    target_names = tuple([name(target) for target in targets])
    source_names = tuple([tuple([name(tensor) for tensor in group]) for group in sources])
    since = {name(tensor): (region.number(trace), position) for tensor, trace, position in late}
    key = (
        region.key(),
        target_names,
        source_names,
        cotangents is None,
        mode,
        replay,
        tuple(since.items()),
    )
    plan = _plans.get(key)
    if plan is None:
        specs = tuple(target._spec for target in targets)
        plan = _plans[key] = Plan(
            region, target_names, specs, source_names, cotangents is None, mode, replay, since
        )
        if len(_plans) > MAX_PLANS:
            _plans.popitem(last=False)
    if not plan.connected:
        return [None] * len(sources)
    gradients: list[Tensor | None] = [None] * len(sources)
    if plan.simple and len(region.spans) == 1 and region.traces[0].closed:
        results = ahead.gradients(plan, region.spans[0])
        for position, result in zip(plan.connected, results, strict=True):
            gradients[position] = result
        return gradients
    inputs: list[Tensor] = []
    for trace in region.traces:
        if trace.closed:
            inputs.extend(trace.leaves)
            if not plan.replay:
                inputs.extend(trace.saved)
    if cotangents is not None:
        inputs.extend(cotangents)
    results = record_signature(plan, inputs, plan.open_references)
    for position, result in zip(plan.connected, results, strict=True):
        gradients[position] = result
    if plan.simple and not inputs and not late and None not in gradients:
        _remember(plan, region, target_names, source_names)
    return gradients


def known_gradients(span: Span, target: Tensor, variables: list) -> list[Tensor] | None:
    """What `record_gradient` gives for a training step that is like an earlier one, in less time.

    Args:
      span: all that the tape saw.
      target: a tensor.
      variables: which the tape watches, and which have the values that it saw.

    Returns:
      None where there was no such step, or the sources aren't all variables.
    """
    trace, start, stop = span
    if target._serial != trace.serial:
        return None
    try:
        references = tuple(map(trace.leaf_refs.get, map(id, map(_tensor_of, variables))))
    except AttributeError:
        return None
    if trace.closed:
        return ahead.taken(span, target._index, references)
    plan = _steps.get(_step_key(trace, start, stop, target._index, references))
    return None if plan is None else list(record_signature(plan, (), plan.open_references))


def _step_key(trace: Trace, start: int, stop: int, target: int, references: tuple) -> tuple:
    # Of leaves alone: what a tape was told of, and what is no value of the trace, is None.
    nodes = tuple(trace.nodes if stop == len(trace.nodes) else trace.nodes[:stop])
    return (nodes, start, stop, tuple(trace.variable_outputs), target, references)


def _remember(plan: Plan, region: _Region, targets: tuple, sources: tuple) -> None:
    """Lets `known_gradients` find the plan of one target by variables, one trace being open."""
    references = tuple([group[0][1] for group in sources if len(group) == 1])
    if len(region.spans) != 1 or len(targets) != 1 or len(references) != len(sources):
        return
    trace, start, stop = region.spans[0]
    if all([reference < 0 for reference in references]):
        _steps[_step_key(trace, start, stop, targets[0][1], references)] = plan
        if len(_steps) > MAX_PLANS:
            _steps.popitem(last=False)


def forget_plans() -> None:
    """Plans all gradients anew."""
    _plans.clear()
    _steps.clear()


class _Region:
    """The values of the spans' traces under common names: `(number of the trace, reference)`."""

    __slots__ = ("aliases", "rolled", "spans", "traces")

    def __init__(self, spans: Sequence[Span]):
        self.spans = spans
        self.aliases: dict[tuple[int, int], tuple[int, int]] = {}
        if len(spans) == 1:
            self.traces = [spans[0].trace]
        else:
            self.traces = list({span.trace.serial: span.trace for span in spans}.values())
            self._link()

    def _link(self) -> None:
        """A leaf that an earlier trace computed, or that it has too, goes by its first name."""
        first: dict[int, tuple[int, int]] = {}
        serials: dict[int, int] = {}
        for t, trace in enumerate(self.traces):
            for k, leaf in enumerate(trace.leaves):
                origin = serials.get(leaf._serial)
                if origin is not None:
                    self.aliases[t, ~k] = (origin, leaf._index)
                elif id(leaf) in first:
                    self.aliases[t, ~k] = first[id(leaf)]
                else:
                    first[id(leaf)] = (t, ~k)
            serials[trace.serial] = t

    def roll(self) -> bool:
        """Finds each trace's nodes and loops as `rolled`; tells whether there are loops."""
        self.rolled = [_rolled(trace, self.positions(trace)) for trace in self.traces]
        return any(rolling.loops for rolling in self.rolled)

    def canonical(self, trace: int, reference: int) -> tuple[int, int]:
        return self.aliases.get((trace, reference), (trace, reference))

    def name(self, tensor: Tensor) -> tuple[int, int] | None:
        for t, trace in enumerate(self.traces):
            if tensor._serial == trace.serial:
                return (t, tensor._index)
            reference = trace.leaf_refs.get(id(tensor))
            if reference is not None:
                return self.canonical(t, reference)
        return None

    def number(self, trace: Trace) -> int:
        return next((t for t, other in enumerate(self.traces) if other is trace), 0)

    def positions(self, trace: Trace) -> set[int]:
        """The nodes of a trace that are in one of the spans."""
        return {
            p for span in self.spans if span.trace is trace for p in range(span.start, span.stop)
        }

    def cuts(self, sources: Sequence[Sequence[tuple]], since: dict) -> bool:
        """Whether a span, or the way from a source, begins or ends inside of a loop."""
        named = {name for group in sources for name in group}
        for t, trace in enumerate(self.traces):
            positions = self.positions(trace)
            for run in self.rolled[t].loops:
                inside = range(run.start, run.stop)
                if len(positions.intersection(inside)) not in (0, len(inside)):
                    return True
                if any((t, value) in named for value in values_of(self.rolled[t].nodes, run)):
                    return True
                if any((t, p) in since.values() for p in inside[1:]):
                    return True
        return False

    def open_loops(self) -> tuple:
        """The loops of the trace that is still open."""
        pairs = zip(self.traces, self.rolled, strict=True)
        return tuple([loop for trace, found in pairs if not trace.closed for loop in found.loops])

    def key(self) -> tuple:
        parts: list = []
        for trace, start, stop in self.spans:
            parts.append(trace.program if trace.closed else tuple(trace.nodes[:stop]))
            parts.append((start, stop, *trace.variable_outputs))
        if self.aliases:
            parts.append(tuple(sorted(self.aliases.items())))
        return tuple(parts)


def _rolled(trace: Trace, positions: Collection[int]) -> Rolling:
    """A trace's nodes with its loops as one node each."""
    if trace.closed:
        return trace.program[0].rolling
    weights = {~k for k, leaf in enumerate(trace.leaves) if leaf._variable is not None}
    nodes = trace.nodes[: max(positions, default=-1) + 1]
    return roll(nodes, live_outputs(trace.outputs), weights, trace.variable_outputs)


class Plan:
    """How to compute a gradient: which nodes to sweep, from which values.

    It has a signature's attributes, and `connected`, the positions of the sources it gives results
    for; `open_references`, the values of the open trace it needs; `swept`, the nodes of the open
    trace whose pullbacks it uses, with the operands it needs cotangents of. Its operands are the
    open references, then leaves and saved values of each closed trace, then starting cotangents.
    """

    op = _GradientOp()
    kept_outputs = Signature.kept_outputs
    complete = Signature.complete
    single = False
    swept_by_gradient = True

    def __init__(
        self,
        region: _Region,
        targets: tuple,
        target_specs: tuple[Spec, ...],
        source_names: tuple,
        ones: bool,
        mode: str,
        replay: bool,
        since: dict,
    ):
        sources = tuple(tuple(n for n in group if n is not None) for group in source_names)
        self.targets = targets
        self._target_specs = target_specs
        self._ones = ones
        self._mode = mode
        self._specs: dict[tuple[int, int], Spec] = {}
        self._origins: dict[tuple[int, int], tuple] = {}
        self._weights: set[tuple[int, int]] = set()
        self._pullbacks: dict[tuple[int, int], tuple] = {}
        self._steps = self._read(region, [trace.nodes for trace in region.traces])
        self._prune(targets, sources, since)
        reached = set(targets) | {
            n for step in self._steps for n in (step.operands[i] for i in step.wrt)
        }
        self.sources = tuple(tuple(n for n in group if n in reached) for group in sources)
        self.connected = tuple(i for i, group in enumerate(self.sources) if group)
        self.loops: tuple = ()  # of the open trace
        looping = bool(self.connected) and region.roll()
        self.passing = bool(self.connected) and any(found.passing for found in region.rolled)
        # What begins or ends inside of a loop is computed anew, node by node.
        self.replay = replay or (looping and region.cuts(sources, since))
        if looping and not self.replay:
            self._steps = self._read(region, [rolling.nodes for rolling in region.rolled])
            self._prune(targets, sources, since)
            self.loops = region.open_loops()
        self.simple = ones and mode == "gradient" and not self.replay
        self.swept: dict[int, tuple[int, ...]] = {}
        self.interpreted = False  # whether it pulls what NumPy left
        self._open_trace = -1
        self._choose_inputs(region, self.replay)
        self.in_specs = tuple(self._specs[name] for name in self._input_names) + (
            () if ones else target_specs
        )
        self.out_specs = tuple(self._out_spec(self.sources[i][0]) for i in self.connected)
        self.weight = sum(3 * step.signature.weight for step in self._steps)
        self.unrolled = any(step.signature.unrolled for step in self._steps)
        self.steady = any(step.signature.steady for step in self._steps)
        self.ahead: ahead.Ahead | None = None
        self._compiled: Any = None
        self._vjps: dict = {}

    @property
    def step_specs(self) -> tuple:
        return self.in_specs

    @property
    def parts(self) -> tuple:
        """The signatures of the nodes it sweeps."""
        return tuple(step.signature for step in self._steps)

    @property
    def work(self) -> tuple:
        """The same with the weights they read: what tells a stack of layers from a loop."""
        return tuple(
            (step.signature, tuple(name for name in step.operands if name in self._weights))
            for step in self._steps
        )

    @property
    def small_programs(self) -> int:
        return sum(2 for signature in set(self.parts) if not signature._vjps)

    def _read(self, region: _Region, nodes: Sequence[Sequence[tuple]]) -> list[_Step]:
        """Notes each trace's nodes as their results' origins; gives those in a span as steps."""
        self._origins.clear()
        return [
            step for t, of_trace in enumerate(nodes) for step in self._steps_of(region, t, of_trace)
        ]

    def _steps_of(self, region: _Region, t: int, nodes: Sequence[tuple]) -> list[_Step]:
        trace, steps = region.traces[t], []
        for k, leaf in enumerate(trace.leaves):
            self._specs.setdefault(region.canonical(t, ~k), leaf._spec)
            if leaf._variable is not None:
                self._weights.add(region.canonical(t, ~k))
        positions = region.positions(trace)
        blocked = set(trace.variable_outputs)
        output = 0
        for position, (signature, references) in enumerate(nodes[: max(positions, default=-1) + 1]):
            operands = tuple(region.canonical(t, r) for r in references)
            for i, result_spec in enumerate(signature.out_specs):
                self._specs[t, output + i] = result_spec
                self._origins[t, output + i] = (t, position, signature, operands, output)
            floats = signature.differentiable_outputs()
            wrt = signature.differentiable_inputs()
            if position in positions and floats and wrt:
                # A variable's new value starts afresh: no gradient flows back through `assign`.
                results = tuple(None if output + i in blocked else (t, output + i) for i in floats)
                steps.append(_Step(t, position, signature, operands, wrt, results))
            output += len(signature.out_specs)
        return steps

    def _prune(self, targets: tuple, sources: tuple, since: dict) -> None:
        """Keeps the steps on a path from a source to a target, and only their active operands."""
        active = {name for group in sources for name in group}
        forward = []
        for step in self._steps:
            place = (step.trace, step.position)
            wrt = tuple(
                i
                for i in step.wrt
                if step.operands[i] in active and place >= since.get(step.operands[i], place)
            )
            if wrt:
                active.update(name for name in step.results if name is not None)
                forward.append(step._replace(wrt=wrt))
        wanted = set(targets)
        kept = []
        for step in reversed(forward):
            if any(name in wanted for name in step.results):
                wanted.update(step.operands[i] for i in step.wrt)
                kept.append(step)
        self._steps = kept[::-1]

    def _choose_inputs(self, region: _Region, replay: bool) -> None:
        open_names: dict[tuple, None] = {}
        closed_names: list = []
        for t, trace in enumerate(region.traces):
            if not trace.closed:  # every value is at hand
                self._open_trace = t
                # By an earlier gradient; the nodes' pullbacks are not to be had.
                others = [loop for loop in loops_of(trace.nodes) if loop not in self.loops]
                rolled = {p for loop in others for p in range(loop.start, loop.stop)}
                for step in self._steps:
                    open_names |= dict.fromkeys(name for name in step.operands if name[0] == t)
                    if step.trace == t and step.position not in rolled:
                        self.swept[step.position] = step.wrt
                continue
            closed_names.extend(region.canonical(t, ~k) for k in range(len(trace.leaves)))
            if replay:
                continue
            program, mode = trace.program
            self.interpreted |= mode.startswith("interpreted")
            saved = program.saved[mode]
            closed_names.extend((t, value) for value in saved.values)
            for j, tensor in enumerate(trace.saved[len(saved.values) :]):
                name = (t, ("extra", j))
                self._specs[name] = tensor._spec
                closed_names.append(name)
            for position, (wrt, structure, origins) in saved.pullbacks.items():
                held = tuple(
                    region.canonical(t, ~i)
                    if kind == "leaf"
                    else (t, i)
                    if kind == "value"
                    else (t, (kind, i))
                    for kind, i in origins
                )
                self._pullbacks[t, position] = (wrt, structure, held)
        self.open_references = tuple(reference for _, reference in open_names)
        self._input_names = [*open_names, *closed_names]

    def _out_spec(self, source: tuple) -> Spec:
        result = self._specs[source]
        if self._mode == "gradient":
            return result
        (target,) = self._target_specs
        if self._mode == "jacobian":
            return spec(target.shape + result.shape, result.dtype)
        return spec(target.shape + result.shape[1:], result.dtype)

    def differentiable_inputs(self) -> tuple[int, ...]:
        return tuple(i for i, s in enumerate(self.in_specs) if s.dtype.is_differentiable)

    def differentiable_outputs(self) -> tuple[int, ...]:
        return tuple(range(len(self.out_specs)))

    def call(self, *arrays: Any) -> tuple:
        return self.sweep(arrays, Fused, {})

    def vjp(self, wrt: tuple[int, ...], arrays: Any) -> tuple[tuple, Any]:
        def primal(*varied: Any) -> tuple:
            operands = list(arrays)
            for position, array in zip(wrt, varied, strict=True):
                operands[position] = array
            return self.call(*operands)

        return jax.vjp(primal, *[arrays[i] for i in wrt])

    def recipes(self) -> Iterator:
        """None as a whole: the nodes it sweeps have their own."""
        return iter(())

    def compiled_vjp(self, wrt: tuple[int, ...]) -> Any:
        found = self._vjps.get(wrt)
        if found is None:
            found = self._vjps[wrt] = compile_lazily(lambda *arrays: self.vjp(wrt, arrays))
        return found

    def forget_programs(self) -> None:
        """Compiles anew when it is run by itself the next time."""
        self._compiled = None
        self._vjps.clear()

    def sweep(self, arrays: Sequence, executor: Any, shared: dict) -> tuple:
        """The gradients, as arrays.

        Args:
          arrays: one for each of `inputs`, then the starting cotangents unless they are ones.
          executor: see `execute`.
          shared: pullbacks of the open trace's nodes, made in the forward pass.
        """
        known = dict(zip(self._input_names, arrays, strict=False))
        pullbacks = [self._pullback(step, known, executor, shared) for step in self._steps]
        if self._mode == "gradient":
            starts = (
                [executor.xp.ones(s.shape, s.dtype.np) for s in self._target_specs]
                if self._ones
                else list(arrays[len(self._input_names) :])
            )
            return tuple(self._backward(starts, pullbacks, executor))
        (target,) = self._target_specs
        batch = target.shape[:1] if self._mode == "batch_jacobian" else ()
        rows = target.shape[len(batch) :]
        xp = executor.xp
        basis = xp.eye(spec(rows, target.dtype).size, dtype=target.dtype.np).reshape(-1, *rows)
        starts = xp.broadcast_to(basis[:, None], (len(basis), *batch, *rows)) if batch else basis
        stacked = executor.each(
            lambda start, executor: self._backward([start], pullbacks, executor), starts
        )
        results = []
        for array, result in zip(stacked, self.out_specs, strict=True):
            if batch:
                array = array.swapaxes(0, 1)
            results.append(array.reshape(result.shape))
        return tuple(results)

    def _backward(self, starts: Sequence, pullbacks: list, executor: Any) -> list:
        cotangents: dict = {}

        def accumulate(name: tuple, array: Any) -> None:
            cotangents[name] = (
                executor.add(cotangents[name], array) if name in cotangents else array
            )

        # TensorFlow's derivative by a complex number is the conjugate of JAX's.
        for name, start in zip(self.targets, starts, strict=True):
            accumulate(name, _conjugate(start))
        for step, (wrt, pullback) in zip(reversed(self._steps), reversed(pullbacks), strict=True):
            found = [cotangents.get(name) for name in step.results]
            if all(array is None for array in found):
                continue
            gradients = executor.pull(pullback, step.signature.complete(found, executor.xp.zeros))
            for i, array in zip(wrt, gradients, strict=True):
                if i in step.wrt and array is not None:
                    accumulate(step.operands[i], array)
        results = []
        for i in self.connected:
            parts = [cotangents[name] for name in self.sources[i] if name in cotangents]
            source = self._specs[self.sources[i][0]]
            total = parts[0] if parts else executor.xp.zeros(source.shape, source.dtype.np)
            for part in parts[1:]:
                total = executor.add(total, part)
            results.append(_conjugate(total))
        return results

    def _pullback(self, step: _Step, known: dict, executor: Any, shared: dict) -> tuple:
        place = (step.trace, step.position)
        if step.trace == self._open_trace and step.position in self.swept.keys() & shared.keys():
            return _only(step.wrt, *shared[step.position])
        if place in self._pullbacks:
            wrt, structure, held = self._pullbacks[place]
            arrays = [self._value(name, known, executor) for name in held]
            return _only(step.wrt, wrt, jax.tree_util.tree_unflatten(structure, arrays))
        operands = [self._value(name, known, executor) for name in step.operands]
        return step.wrt, executor.vjp(step.signature, step.wrt, operands)[1]

    def _value(self, name: tuple, known: dict, executor: Any) -> Any:
        """A value that is known, or computed again from what is known, without recursion."""
        pending = [name]
        while pending:
            top = pending[-1]
            if top in known:
                pending.pop()
                continue
            trace, position, signature, operands, output = self._origins[top]
            loop = signature.__class__ is Rolled and self._pullbacks.get((trace, position))
            used = loop[2] if loop else operands  # a loop's pullback holds its results
            missing = [operand for operand in used if operand not in known]
            if missing:
                pending.extend(missing)
                continue
            arrays = [known[operand] for operand in used]
            if loop:
                results = executor.results(jax.tree_util.tree_unflatten(loop[1], arrays))
            else:
                results = executor.call(signature, arrays)
            for i, array in enumerate(results):
                known[trace, output + i] = array
        return known[name]


def _only(asked: tuple[int, ...], wrt: tuple[int, ...], pullback: Any) -> tuple:
    """A pullback that need not compute what is not asked for, where it can be told so."""
    if isinstance(pullback, RolledPullback):
        return asked, pullback.only(asked)
    return wrt, pullback


def _conjugate(array: Any) -> Any:
    return jnp.conj(array) if jnp.iscomplexobj(array) else array
