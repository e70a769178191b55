"""What rewritten code calls where the user's had a statement: Python's, or an op if it must be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tapeflow.engine import FuncGraph, Tensor, Variable, convert_to_tensor, is_known, recording
from tapeflow.engine.errors import HostValueNeededError
from tapeflow.engine.nest import flatten
from tapeflow.ops.array import zeros
from tapeflow.ops.autograph.rows import Counting, Rows
from tapeflow.ops.control_flow.cond import cond, record_branches
from tapeflow.ops.control_flow.record_loop import record_scan, record_while
from tapeflow.ops.control_flow.state import State, needs_python
from tapeflow.ops.control_flow.while_loop import recorded_body
from tapeflow.ops.debugging import Assert
from tapeflow.ops.math import logical_and, logical_not, logical_or

__all__ = ["and_", "assert_stmt", "for_stmt", "if_exp", "if_stmt", "not_", "or_", "while_stmt"]


def _abstract(value: Any) -> bool:
    """Whether only a program will know the value."""
    return isinstance(value, (Tensor, Variable)) and recording() and not is_known(value)


def if_exp(test: Any, if_true: Callable, if_false: Callable, expr_repr: str) -> Any:
    """`if_true() if test else if_false()`."""
    if _abstract(test):
        return cond(test, if_true, if_false)
    return if_true() if test else if_false()


def and_(a: Callable, b: Callable) -> Any:
    """`a() and b()`."""
    first = a()
    return logical_and(first, b()) if _abstract(first) else first and b()


def or_(a: Callable, b: Callable) -> Any:
    """`a() or b()`."""
    first = a()
    return logical_or(first, b()) if _abstract(first) else first or b()


def not_(a: Any) -> Any:
    """`not a`."""
    return logical_not(a) if _abstract(a) else not a


def assert_stmt(test: Any, message: Callable) -> None:
    """`assert test, message()`."""
    if _abstract(test):
        Assert(test, [message()])
        return
    assert test, message()


def if_stmt(
    test: Any,
    body: Callable,
    orelse: Callable,
    get_state: Callable,
    set_state: Callable,
    symbol_names: Sequence[str],
    nouts: int,
) -> None:
    """`if test: body() else: orelse()`; the first `nouts` of the names are read afterwards."""
    if not _abstract(test):
        if test:
            body()
        else:
            orelse()
        return
    start = get_state()
    kinds: dict[int, Any] = {}  # dtypes that numbers must take
    for _ in range(2):
        ends: list[tuple] = []

        def branch(statements: Callable, ends: list = ends) -> Callable:
            def run() -> list:
                set_state(start)
                statements()
                ends.append(_defined(get_state()[:nouts], symbol_names, len(ends)))
                return _typed(ends[-1], kinds)

            return run

        try:
            found = record_branches(convert_to_tensor(test), [branch(orelse), branch(body)], "if")
        except HostValueNeededError:
            raise
        except (TypeError, ValueError):
            if len(ends) < 2:  # the user's own, in a branch
                raise
            if kinds or not _take_kinds(kinds, *ends):
                raise _explained(ends, symbol_names) from None
            continue
        break
    set_state((*_same_objects(found, ends, symbol_names), *start[nouts:]))


def _defined(values: Sequence, names: Sequence[str], branch: int) -> tuple:
    for value, name in zip(values, names, strict=False):
        kind = type(value).__name__
        if kind in ("Undefined", "UndefinedReturnValue"):
            where = "else" if branch == 0 else "main"
            if name.startswith("retval_") or kind == "UndefinedReturnValue":
                raise ValueError(f"the {where} branch must also have a return statement.")
            raise ValueError(f"'{name}' must also be initialized in the {where} branch")
    return tuple(values)


def _typed(values: Sequence, kinds: dict[int, Any]) -> list:
    return [
        convert_to_tensor(value, kinds[i]) if i in kinds and _is_number(value) else value
        for i, value in enumerate(values)
    ]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _take_kinds(kinds: dict[int, Any], one: tuple, other: tuple) -> bool:
    """Notes where one branch gives a number and the other a tensor of another dtype."""
    for i, (a, b) in enumerate(zip(one, other, strict=True)):
        for number, tensor in ((a, b), (b, a)):
            if _is_number(number) and isinstance(tensor, (Tensor, Variable)):
                kinds[i] = tensor.dtype
    return bool(kinds)


def _explained(ends: list[tuple], names: Sequence[str]) -> Exception:
    for name, other, main in zip(names, *ends, strict=False):
        if (main is None) != (other is None):
            branch = "main" if main is None else "else"
            return ValueError(f"'{name}' is None at the end of the {branch} branch.")
        try:
            dtypes = [convert_to_tensor(value).dtype.name for value in (main, other)]
        except (TypeError, ValueError):
            dtypes = [type(value).__name__ for value in (main, other)]
        if dtypes[0] != dtypes[1]:
            return TypeError(
                f"'{name}' has dtype {dtypes[0]} in the main branch, but dtype {dtypes[1]} in the "
                "else branch"
            )
    return TypeError("the branches of an `if` on a tensor give different structures")


def _same_objects(found: Sequence, ends: list[tuple], names: Sequence[str]) -> list:
    """What is no tensor must be the same after both branches."""
    for name, other, main in zip(names, *ends, strict=False):
        leaves = [flatten(main), flatten(other)]
        for a, b in zip(*leaves, strict=True):
            if _is_object(a) and not (a is b or a == b):
                raise TypeError(
                    f"'{name}' is {a!r} in the main branch, but {b!r} in the else branch: only "
                    "tensors can depend on a tensor"
                )
    return list(found)


def _is_object(leaf: Any) -> bool:
    return not State([leaf]).tensors


def while_stmt(
    test: Callable,
    body: Callable,
    get_state: Callable,
    set_state: Callable,
    symbol_names: Sequence[str],
    opts: dict,
) -> None:
    """`while test(): body()`."""
    goes_on = test()
    if not _abstract(goes_on):
        while goes_on:
            body()
            goes_on = test()
        return
    loop = _Loop(get_state, set_state, symbol_names)
    limit = opts.get("maximum_iterations")
    loop.run_while(test, body, None if limit is None else int(limit))


def for_stmt(
    iterated: Any,
    extra_test: Callable | None,
    body: Callable,
    get_state: Callable,
    set_state: Callable,
    symbol_names: Sequence[str],
    opts: dict,
) -> None:
    """`for x in iterated: body(x)`, as long as `extra_test()` is true."""
    if recording() and hasattr(iterated, "element_spec"):
        raise needs_python("a loop over a data set")
    rows = iterated
    if isinstance(iterated, (Tensor, Variable)) and recording():
        rows = Rows([convert_to_tensor(iterated)])
    loop = _Loop(get_state, set_state, symbol_names)
    if isinstance(rows, Counting):
        loop.run_counting(rows, extra_test, body)
    elif isinstance(rows, Rows):
        loop.run_rows(rows, extra_test, body)
    else:
        for row in iterated:
            if extra_test is not None and not extra_test():
                break
            body(row)


class _Blank:
    """A name that has no value before the loop."""

    def __init__(self, undefined: Any):
        self.undefined = undefined

    def started_like(self, other: Any, specs: Sequence) -> Tensor:
        if not isinstance(other, Tensor) or len(specs) != 1:
            raise needs_python("a name that first gets a value in a loop")
        return zeros(specs[0].shape, specs[0].dtype)


class _Loop:
    """A loop whose state are names of the rewritten function."""

    def __init__(self, get_state: Callable, set_state: Callable, names: Sequence[str]):
        self._get = get_state
        self._set = set_state
        self._names = names

    def _start(self) -> State:
        return State([_blank(value) for value in self._get()])

    def _enter(self, values: Sequence) -> None:
        self._set(tuple([v.undefined if isinstance(v, _Blank) else v for v in values]))

    def _leave(self, before: Sequence) -> list:
        """The state after a turn."""
        values = [_blank(value) for value in self._get()]
        for one, other in zip(before, values, strict=True):
            leaves = flatten(one), flatten(other)
            if len(leaves[0]) != len(leaves[1]):
                raise needs_python("a structure that changes in a loop")
            for a, b in zip(*leaves, strict=True):
                kept = isinstance(b, _Blank) or _is_object(b)
                if kept and not (isinstance(a, _Blank) or a is b or a == b):
                    raise needs_python("a Python object that changes in a loop")
        return values

    def _body(self, body: Callable, count: int) -> Callable:
        def following(*inputs: Any) -> list:
            values = inputs[count]
            self._enter(values)
            body(*inputs[:count])
            return self._leave(values)

        return following

    def _recorded(self, body: Callable, before: Sequence) -> tuple[State, FuncGraph]:
        following = self._body(body, len(before))
        state, graph, _ = recorded_body(following, self._start(), "loop", True, before, self._names)
        return state, graph

    def run_while(self, test: Callable, body: Callable, limit: int | None) -> None:
        held = self._get()
        state, graph = self._recorded(body, ())

        def goes_on(*inputs: Tensor) -> Tensor:
            self._enter(state.rebuild(inputs))
            return convert_to_tensor(test())

        tested = FuncGraph(goes_on, state.specs(), "loop")
        self._end(state, record_while("while", tested, graph, state.tensors, limit), held)

    def run_counting(self, counting: Counting, extra: Callable | None, body: Callable) -> None:
        """A loop over `tf.range` of numbers that only the program knows."""
        number = [counting.start]
        inner = _Loop(
            lambda: (number[0], *self._get()),
            lambda values: (number.__setitem__(0, values[0]), self._set(tuple(values[1:]))),
            ("the number", *self._names),
        )

        def test() -> Any:
            more = counting.more(number[0])
            return more if extra is None else logical_and(more, extra())

        def turn() -> None:
            body(number[0])
            number[0] = number[0] + counting.step

        inner.run_while(test, turn, None)

    def run_rows(self, rows: Rows, extra: Callable | None, body: Callable) -> None:
        """A loop over the rows of tensors, whose number is known."""
        if not rows.count:
            return
        if extra is not None:
            counting = Counting.of(0, rows.count, 1)
            self.run_counting(counting, extra, lambda i: body(rows.at(i)))
            return
        held = self._get()
        specs = [convert_to_tensor(0)._spec, *rows.specs()]
        state, graph = self._recorded(lambda number, *row: body(rows.make(row)), specs)
        self._end(state, record_scan("for", graph, rows.count, state.tensors, rows.tensors), held)

    def _end(self, state: State, results: Sequence[Tensor], held: Sequence) -> None:
        values = state.rebuild(results)
        self._set(tuple([_unblank(v) for v in values]))
        del held


def _blank(value: Any) -> Any:
    return _Blank(value) if type(value).__name__.startswith("Undefined") else value


def _unblank(value: Any) -> Any:
    return value.undefined if isinstance(value, _Blank) else value
