"""`Program`: a trace compiled as a whole, found again by its key."""

from __future__ import annotations

import itertools
import warnings
from itertools import starmap
from sys import getrefcount
from time import perf_counter
from typing import Any

import jax
import numpy as np

from tapeflow.engine import (
    compile_cache,
    compile_policy,
    inspection,
    silent_broadcast,
    watch,
    wide_types,
)
from tapeflow.engine import trace as trace_module
from tapeflow.engine.ahead import Ahead, start_expected
from tapeflow.engine.gradient import forget_plans
from tapeflow.engine.host_arrays import own_copy
from tapeflow.engine.in_chunks import in_chunks
from tapeflow.engine.lost_variables import explained
from tapeflow.engine.execute import Fused, Interpreted, OpByOp, interpret, needed
from tapeflow.engine.other_shapes import record_expected
from tapeflow.engine.repeats import RETURNS, allow, roll
from tapeflow.engine.rolled import NOTHING
from tapeflow.engine.settings import settings
from tapeflow.engine.spec import spec_of
from tapeflow.engine.tensor import Tensor
from tapeflow.engine.trace import Trace, live_outputs, local

MAX_PROGRAMS = 512
_programs: dict[tuple, Program] = {}
_uses = itertools.count()  # a clock that tells which was used last


class Saved:
    """What a trace that ran under a tape left for the backward pass.

    `values` are the numbers of the trace's values that were kept, `pullbacks` maps a node to
    `(operands, treedef, sources)`: a source is `("leaf", k)`, `("value", i)` or `("extra", j)`.
    """

    __slots__ = ("pullbacks", "specs", "values")

    def __init__(self, values: tuple[int, ...], pullbacks: dict, specs: list):
        self.values = values
        self.pullbacks = pullbacks
        self.specs = specs

    def is_like(self, other: Saved) -> bool:
        """Whether a plan for one fits the other."""
        return (
            self.values == other.values
            and self.specs == other.specs
            and self.pullbacks == other.pullbacks
        )


class Program:
    """One XLA program: leaves' arrays in, live outputs out."""

    __slots__ = (
        "ahead", "called_with", "columns", "donated", "inspected", "jitted", "last_used", "live",
        "needed", "nodes", "numbers", "pack_dtypes", "policy", "rolling", "runs", "save", "saved",
        "structure",
    )  # fmt: skip

    def __init__(
        self,
        trace: Trace,
        live: tuple,
        save: Any,
        numbers: tuple,
        pack_dtypes: tuple,
        structure: tuple,
    ):
        self.nodes = tuple(trace.nodes)
        self.save = save
        self.numbers = numbers
        self.pack_dtypes = pack_dtypes
        self.donated, self.live = _donatable(trace, live)
        self.inspected = inspection.inspector is not None
        if self.inspected:
            self.donated = ()
        self.columns = silent_broadcast.new_columns(self.nodes, live)
        self.jitted: Any = None
        # The arguments' classes it was called with, as far as they matter: see `_first_call`.
        self.called_with: set[tuple] = set()
        # What follows, by how this program was run; and what it has in common with others.
        self.ahead: dict[str, Ahead] = {}
        self.structure = structure
        self.runs = 0
        self.last_used = next(_uses)
        self.saved: dict[str, Saved] = {}
        weights = {~k for k, leaf in enumerate(trace.leaves) if leaf._variable is not None}
        self.rolling = roll(self.nodes, live, weights, trace.variable_outputs)
        if save is None:
            self.rolling = self.rolling._replace(nodes=in_chunks(self.rolling.nodes, self.live))
        nodes = self.rolling.nodes
        self.needed = None if save is not None else needed(nodes, self.live)
        chosen = range(len(nodes)) if self.needed is None else sorted(self.needed)
        self.policy = compile_policy.Policy(
            tuple([nodes[i] for i in chosen if nodes[i][0] is not NOTHING]),
            bool(trace.variable_outputs),
            _family(trace),
            weights,
            bool(self.rolling.passing),
        )

    def traced(self, *arrays: jax.Array) -> tuple:
        """The function that is compiled."""
        values, pullbacks = interpret(self.rolling.nodes, self._leaves(arrays), Fused, self.save)
        return self._results("fused", self._leaves(arrays), values, pullbacks)

    def run_op_by_op(self, arrays: list) -> tuple:
        leaves = self._leaves(arrays)
        values, pullbacks = interpret(self.rolling.nodes, leaves, OpByOp, self.save, self.needed)
        return self._results("op by op", leaves, values, pullbacks)

    def run_interpreted(self, arrays: list) -> tuple[str, list]:
        """How it was run, which also tells apart what was kept in other ways, and the results."""
        leaves = Interpreted.hosted(self._leaves(arrays))
        nodes = self.rolling.nodes
        values, pullbacks = interpret(nodes, leaves, Interpreted, self.save, self.needed)
        results = list(self._live(values))
        finite = [inspection.all_finite(results)] if self.inspected else []
        if self.save is None:
            return "interpreted", Interpreted.own([*results, *finite])
        saved, kept = _save(nodes, self.save, leaves, values, pullbacks)
        mode = next((m for m, other in self.saved.items() if saved.is_like(other)), None)
        if mode is None:
            mode = f"interpreted {len(self.saved)}"
            self.saved[mode] = saved
        return mode, Interpreted.own([*results, *kept, *finite])

    def _leaves(self, arrays: Any) -> list:
        """The leaves in order: numbers are taken out of the packs that follow the arrays."""
        numbers = dict(self.numbers)
        count = len(arrays) - len(self.pack_dtypes)
        rest = iter(arrays[:count])
        packs = {dtype: arrays[count + i] for i, dtype in enumerate(self.pack_dtypes)}
        positions = dict.fromkeys(self.pack_dtypes, 0)
        leaves = []
        for leaf in range(count + len(numbers)):
            dtype = numbers.get(leaf)
            if dtype is None:
                leaves.append(next(rest))
            else:
                leaves.append(packs[dtype][positions[dtype]])
                positions[dtype] += 1
        return leaves

    def _results(self, mode: str, leaves: list, values: list, pullbacks: dict) -> tuple:
        live = self._live(values)
        finite = (inspection.all_finite(live),) if self.inspected else ()
        if self.save is None:
            return (*live, *finite)
        saved, kept = _save(self.rolling.nodes, self.save, leaves, values, pullbacks)
        self.saved.setdefault(mode, saved)
        return (*live, *kept, *finite)

    def _live(self, values: list) -> tuple:
        return tuple(values[i] for i in self.live)

    def execute(self, arrays: list, results: list) -> str:
        """Runs, by whichever way costs less, and adds to `results`. Returns how it was run."""
        self.runs += 1
        untried = self.jitted is None or settings.interprets
        if untried and self.policy.interprets(self.runs):
            mode, found = self.run_interpreted(arrays)
            results.extend(found)
            return mode
        if settings.op_by_op or (self.jitted is None and not self.policy.whole(self.runs)):
            results.extend(self.run_op_by_op(arrays))
            return "op by op"
        kinds = tuple(map(type, arrays)) if self.donated else ()
        if self.policy.returns(self.runs):
            self.jitted = None
            self.called_with.clear()
        if kinds not in self.called_with:
            self._first_call(arrays, results)
            self.called_with.add(kinds)
        else:
            # One call into C: an interrupt comes before it or after `results` has everything.
            results.extend(*starmap(self.jitted, (arrays,)))
        return "fused"

    def _compile(self) -> Any:
        return compile_policy.compile_lazily(self.traced, self.donated, self.policy.options())

    def _first_call(self, arrays: list, results: list) -> None:
        # This call is partly Python, as JAX's first with arguments of other classes always is: an
        # interrupt in it must not lose a variable.
        for position in self.donated:
            array = arrays[position]
            arrays[position] = (
                own_copy(array, array.dtype)
                if array.__class__ is np.ndarray
                else jax.device_put(np.asarray(array), may_alias=False)
            )
        with warnings.catch_warnings():
            # Here too, for those who make errors of warnings.
            for message in ("Some donated buffers were not usable", compile_cache.NOT_WRITTEN):
                warnings.filterwarnings("ignore", message)
            jitted, found = compile_policy.first_call(self._compile, arrays, self.jitted)
            results.extend(found)
        if self.policy.updates:
            _wait_for(results)
        self.jitted = jitted


def _wait_for(results: list) -> None:
    """Returns when they are there; leaves none if the device failed.

    Want of memory is told while a program runs, and mostly at its first run. Variables can have
    their old values back then.
    """
    try:
        jax.block_until_ready(results)
    except Exception:
        results.clear()
        raise


def run(trace: Trace) -> None:
    """Runs a trace and closes it. On failure variables get their previous values back."""
    live = live_outputs(trace.outputs)
    save = None
    for reference in trace.tapes:
        tape = reference()
        if tape is not None:
            save = tape.wants(trace, save)
    if not live and save is None:
        _finish(trace, (), [], None, "")
        return
    arrays, packs, numbers = _arguments(trace)
    key = _key(trace, live, save, numbers)
    program = _programs.get(key)
    passing = () if program is None else program.rolling.passing
    if passing and program.runs == RETURNS and allow(program.nodes, passing):
        program = None
    with_gradient, structure = False, ()
    if program is None:
        structure = _structure(trace, live, save, numbers)
        with_gradient = save is not None and record_expected(trace, structure)
        if with_gradient:
            live = live_outputs(trace.outputs)
            key = _key(trace, live, save, numbers)
            program = _programs.get(key)
    if program is None:
        program = Program(trace, live, save, numbers, tuple(packs), structure)
        _programs[key] = program
        if len(_programs) > MAX_PROGRAMS:
            _forget_one()
    program.last_used = next(_uses)
    arrays.extend([np.array(values, dtype.np) for dtype, values in packs.items()])
    for watcher in watch.watchers:
        watcher.program_starts(trace, program, arrays)
    if program.donated:
        _protect(trace, program, arrays, numbers)
    results: list = []
    mode = "fused"
    began = perf_counter() if watch.watchers else 0.0
    try:
        narrow = wide_types.begin()
        try:
            mode = program.execute(arrays, results)
            for watcher in watch.watchers:
                watcher.program_started(trace, program, watch.Run(began, arrays, mode), results)
        finally:
            wide_types.end(narrow)
        _finish(trace, program.live, results, program, mode)
        if with_gradient:
            trace.nodes.pop()  # no tape has seen it
        elif program.ahead and save is not None and len(local.tapes) == 1:
            start_expected(trace)
    except BaseException as error:
        if results:  # interrupted after the program ran: nothing of it is lost
            _finish(trace, program.live, results, program, mode)
        elif isinstance(error, Exception):
            sites = list(trace.sites)
            _fail(trace, error)
            trace.error = explained(error, sites)
            raise trace.error from error
        raise


trace_module.run_program = run


def forget_all() -> None:
    """Makes all programs anew: what they are to do besides has changed."""
    _programs.clear()
    forget_plans()


def _forget_one() -> None:
    """Drops the program that was not used for longest."""
    oldest = min(list(_programs.items()), key=lambda item: item[1].last_used)
    _programs.pop(oldest[0], None)


def _key(trace: Trace, live: tuple, save: Any, numbers: tuple) -> tuple:
    return (tuple(trace.nodes), live, save, numbers, tuple(trace.variable_outputs))


def _structure(trace: Trace, live: tuple, save: Any, numbers: tuple) -> tuple:
    """A trace's key without attributes and shapes."""
    nodes = tuple([(signature.op, references) for signature, references in trace.nodes])
    return (nodes, live, save, numbers, tuple(trace.variable_outputs))


def _family(trace: Trace) -> tuple:
    """What a trace has in common with the same step on other shapes: ops and variables."""
    names = tuple([signature.op.name for signature, _ in trace.nodes])
    variables = [(leaf._spec, _Same(leaf._variable)) for leaf in trace.leaves if leaf._variable]
    return (names, *variables)


class _Same:
    """A key that equals that of the same object, which stays what it is as long as the key is."""

    __slots__ = ("_object",)

    def __init__(self, held: Any):
        self._object = held

    def __hash__(self) -> int:
        return id(self._object)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other._object is self._object


def _arguments(trace: Trace) -> tuple[list, dict, tuple]:
    """The leaves' arrays; the Python numbers among them, by dtype; and which leaves those are."""
    leaves = trace.leaves
    arrays = [leaf._value for leaf in leaves]
    packs: dict = {}
    numbers: list = []
    for position in [i for i, value in enumerate(arrays) if value.__class__ in _ON_HOST]:
        leaf, value = leaves[position], arrays[position]
        if value.__class__ is not np.ndarray:
            dtype = leaf._spec.dtype
            packs.setdefault(dtype, []).append(value)
            numbers.append((position, dtype))
        elif leaf._variable is not None:
            # It will be used again: what XLA has to copy into place is copied once.
            with jax.enable_x64(True):
                arrays[position] = leaf._value = jax.device_put(value, may_alias=False)
    for position, _ in reversed(numbers):
        del arrays[position]
    return arrays, packs, tuple(numbers)


_ON_HOST = frozenset({np.ndarray, float, int})


def _finish(trace: Trace, live: tuple, results: list, program: Program | None, mode: str) -> None:
    outputs = trace.outputs
    if outputs:
        for i, array in zip(live, results, strict=False):
            output = outputs[i]
            output._value = array
            output._trace = None
        if program is not None:
            for i in program.columns:
                silent_broadcast.remember_column(outputs[i])
    if program is not None and program.save is not None:
        trace.program = (program, mode)
        specs = program.saved[mode].specs
        kept = results[len(live) : len(live) + len(specs)]
        trace.saved = [Tensor(array, spec) for array, spec in zip(kept, specs, strict=True)]
    trace.closed = True
    trace.rollback.clear()
    outputs.clear()
    trace.sites.clear()
    if trace.saved is None:
        trace.nodes.clear()
        trace.leaves.clear()
        trace.leaf_refs.clear()


def _fail(trace: Trace, error: BaseException) -> None:
    for reference, previous in trace.rollback.values():
        variable = reference()
        if variable is not None and variable._tensor._trace is trace:
            variable._tensor = previous
    trace.closed = True
    trace.error = error
    trace.ahead = None
    trace.rollback.clear()
    trace.outputs.clear()


def _donatable(trace: Trace, live: tuple) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What is overwritten by what.

    Returns:
      Argument positions of variables' old values that a new value of the same spec replaces, and
      `live` in the order of results. JAX gives a donated buffer to the first result of its spec
      that has none. So new values come first, in the order of the old ones: if a variable's buffer
      went to another's result, XLA would have to copy both.
    """
    new: dict[int, Any] = {i: trace.outputs[i]._spec for i in trace.variable_outputs if i in live}
    numbers = [i for i, leaf in enumerate(trace.leaves) if leaf._value.__class__ in (int, float)]
    pairs, alone = [], []
    for variable, previous in trace.rollback.values():
        leaf = trace.leaf_refs.get(id(previous))
        if leaf is None or previous._value.__class__ in (int, float):
            continue
        position = ~leaf - sum(n < ~leaf for n in numbers)
        tensor = getattr(variable(), "_tensor", None)
        i = tensor._index if tensor is not None and tensor._serial == trace.serial else None
        if new.get(i) is previous._spec:
            pairs.append((position, i))
            del new[i]
        else:
            alone.append((position, previous._spec))
    for position, wanted in alone:
        i = next((i for i, spec in new.items() if spec is wanted), None)
        if i is not None:
            pairs.append((position, i))
            del new[i]
    pairs.sort()
    first = [i for _, i in pairs]
    return tuple([p for p, _ in pairs]), (*first, *[i for i in live if i not in set(first)])


def _protect(trace: Trace, program: Program, arrays: list, numbers: tuple) -> None:
    """Copies arrays that the program would overwrite and that somebody else still holds."""
    leaves = trace.leaves
    if numbers:
        skipped = {position for position, _ in numbers}
        leaves = [leaf for position, leaf in enumerate(leaves) if position not in skipped]
    replaced = {id(previous) for _, previous in trace.rollback.values()}
    most_tensor, most_array = _ALONE
    most_tensor += bool(numbers)
    for position in program.donated:
        leaf = leaves[position]
        array = arrays[position]
        if (
            array.__class__ is np.ndarray  # host values are shared, not copied
            or getrefcount(leaf) > most_tensor
            or getrefcount(array) > most_array
            or id(leaf) not in replaced
        ):
            arrays[position] = own_copy(np.asarray(array), array.dtype)


def _references_of_a_lone_variable() -> tuple[int, int]:
    """How often a variable's old tensor and its array are referred to, if by the engine alone.

    Counted on objects held like `_protect` finds them: the tensor by the trace's leaves and its
    rollback, the array by the tensor and the list of arguments.
    """

    class Holder:
        __slots__ = ("_value",)

    holder = Holder()
    holder._value = object()
    leaves, rollback, arrays = [holder], (None, holder), [holder._value]
    del holder
    leaf = leaves[0]
    array = arrays[0]
    assert rollback[1] is leaf
    return getrefcount(leaf), getrefcount(array)


_ALONE = _references_of_a_lone_variable()


def _save(
    nodes: tuple, save: tuple[int, int], leaves: list, values: list, pullbacks: dict
) -> tuple[Saved, list]:
    """Chooses what the backward program gets: results of costly ops, and what their pullbacks hold.

    A pullback's array that is a leaf or a kept value is only referred to. One that is a cheap op's
    result is referred to as well, and computed again from what is kept.
    """
    names = {id(array): ("value", i) for i, array in enumerate(values)}
    names |= {id(array): ("leaf", k) for k, array in enumerate(leaves)}
    kept_values: list[int] = []
    output = 0
    for position, (signature, _) in enumerate(nodes):
        count = len(signature.out_specs)
        if signature.op.costly and save[0] <= position < save[1]:
            kept = [output + i for i in signature.kept_outputs]
            kept_values.extend(kept)
            for i in set(range(output, output + count)).difference(kept):
                names.pop(id(values[i]), None)  # of a loop, whose pullback holds them
        output += count
    extras: list = []
    described = {}
    for position, (wrt, pullback) in pullbacks.items():
        if not (nodes[position][0].op.costly and save[0] <= position < save[1]):
            continue
        held, structure = jax.tree_util.tree_flatten(pullback)
        sources = []
        for array in held:
            name = names.get(id(array))
            if name is None:
                name = names[id(array)] = ("extra", len(extras))
                extras.append(array)
            sources.append(name)
        described[position] = (wrt, structure, tuple(sources))
    kept = [values[i] for i in kept_values] + extras
    return Saved(tuple(kept_values), described, [spec_of(array) for array in kept]), kept
