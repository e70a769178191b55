"""`Steps`: what JAX traced, as calls of NumPy one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax
import numpy as np
from jax.extend.core import ClosedJaxpr, Jaxpr, Literal

from tapeflow.engine.interpreter import (
    elementwise,
    indexing,
    padded,
    products,
    reductions,
    shapes,
)
from tapeflow.engine.interpreter.rules import RULES, Unsupported

# What is carried out in the place of the call, by the parameter that holds it.
_CALLS = {
    "checkpoint": "jaxpr", "closed_call": "call_jaxpr", "core_call": "call_jaxpr",
    "custom_jvp_call": "call_jaxpr", "custom_vjp_call": "call_jaxpr", "jit": "jaxpr",
    "pjit": "jaxpr", "remat": "jaxpr", "remat2": "jaxpr",
}  # fmt: skip


class _Step(NamedTuple):
    """`make` gives the function if parameters depend on sizes; `function` is it otherwise."""

    function: Callable | None
    make: Callable | None
    operands: tuple[int, ...]
    results: tuple[int, ...]
    several: bool
    dropped: tuple[int, ...]  # values that nobody reads afterwards


class Steps:
    """A traced function on NumPy arrays.

    Args:
      closed: what was traced.
      symbols: the names of sizes that aren't known yet; the call gives them.

    Raises:
      Unsupported: NumPy has no such operation.
    """

    def __init__(self, closed: ClosedJaxpr, symbols: Sequence[str] = ()):
        self._sizes = _Sizes(symbols)
        self._values: list[Any] = []  # constants at their places, None elsewhere
        self._steps: list[_Step] = []
        jaxpr = closed.jaxpr
        self._inputs = [self._place() for _ in jaxpr.invars]
        places = dict(zip(jaxpr.invars, self._inputs, strict=True))
        self._results = self._add(jaxpr, closed.consts, places)
        self._drop()
        found = tuple([variable.aval.shape for variable in jaxpr.outvars])
        self._shapes = self._sizes.resolver(found) or (lambda sizes: found)
        self._dtypes = [variable.aval.dtype for variable in jaxpr.outvars]

    def __call__(self, arrays: Sequence[Any], symbols: Sequence[int] = ()) -> list[Any]:
        """The results for arrays whose sizes are as traced, or as `symbols` say."""
        sizes = self._sizes.values(symbols)
        values = self._values.copy()
        for place, array in zip(self._inputs, arrays, strict=True):
            values[place] = array
        for function, make, operands, results, several, dropped in self._steps:
            if function is None:
                assert make is not None
                function = make(sizes)
            found = function(*[values[i] for i in operands])
            if several:
                for place, array in zip(results, found, strict=True):
                    values[place] = array
            else:
                values[results[0]] = found
            for place in dropped:
                values[place] = None
        return [values[place] for place in self._results]

    def results(self, symbols: Sequence[int]) -> list[tuple[tuple[int, ...], np.dtype]]:
        """The results' shapes and dtypes."""
        found = self._shapes(self._sizes.values(symbols))
        return list(zip(found, self._dtypes, strict=True))

    def _place(self, value: Any = None) -> int:
        self._values.append(value)
        return len(self._values) - 1

    def _add(self, jaxpr: Jaxpr, consts: Sequence[Any], places: dict) -> list[int]:
        """Adds what a jaxpr does, whose inputs are at `places`; tells where its results are."""
        for variable, const in zip(jaxpr.constvars, consts, strict=True):
            places[variable] = self._place(_constant(const, variable.aval))

        def place(atom: Any) -> int:
            if isinstance(atom, Literal):
                return self._place(_constant(atom.val, atom.aval))
            return places[atom]

        for equation in jaxpr.eqns:
            name, params = equation.primitive.name, equation.params
            operands = tuple([place(atom) for atom in equation.invars])
            if name in _CALLS:
                inner = params[_CALLS[name]]
                closed = isinstance(inner, ClosedJaxpr)
                body, held = (inner.jaxpr, inner.consts) if closed else (inner, ())
                found = self._add(body, held, dict(zip(body.invars, operands, strict=True)))
                places.update(zip(equation.outvars, found, strict=True))
                continue
            results = [self._place() for _ in equation.outvars]
            places.update(zip(equation.outvars, results, strict=True))
            function, make = self._function(name, params, equation)
            several = equation.primitive.multiple_results
            self._steps.append(_Step(function, make, operands, tuple(results), several, ()))
        return [place(atom) for atom in jaxpr.outvars]

    def _function(self, name: str, params: dict, equation: Any) -> tuple:
        """The function that carries out an equation, or how it is made when sizes are known."""
        if name == "dim_as_value":
            dtype = equation.outvars[0].aval.dtype
            size = self._sizes.resolver(params["dim"])
            return None, lambda sizes: lambda: np.array(size(sizes), dtype)
        if name in _LOOPS:
            return self._loop(name, params)
        rule = RULES.get(name)
        if rule is None:
            raise Unsupported(name)
        resolve = self._sizes.resolver(params)
        if resolve is None:
            return rule(**params), None
        return None, lambda sizes: rule(**resolve(sizes))

    def _loop(self, name: str, params: dict) -> tuple:
        symbols = self._sizes.symbols
        inner = {key: value for key, value in params.items() if isinstance(value, ClosedJaxpr)}
        steps: dict[str, Any] = {key: Steps(value, symbols) for key, value in inner.items()}
        if name == "cond":
            steps["branches"] = [Steps(branch, symbols) for branch in params["branches"]]
        rest = {key: value for key, value in params.items() if key in _LOOP_NUMBERS}
        if "ft_in" in params:  # so JAX 0.12 groups what a scan is given
            consts, carry, _ = params["ft_in"].unpack()
            rest |= {"num_consts": len(list(consts)), "num_carry": len(list(carry))}
        resolve = self._sizes.resolver(rest) or (lambda sizes: rest)
        return None, lambda sizes: _LOOPS[name](sizes.symbols, **steps, **resolve(sizes))

    def _drop(self) -> None:
        """Notes after which step each value isn't needed any more."""
        seen = {i for i, value in enumerate(self._values) if value is not None}
        seen.update(self._inputs, self._results)
        for position in range(len(self._steps) - 1, -1, -1):
            step = self._steps[position]
            last = tuple({*step.operands, *step.results} - seen)
            seen.update(last)
            self._steps[position] = step._replace(dropped=last)


class _Known(tuple):
    """Values of sizes; `symbols` are those of the symbols."""

    symbols: Sequence[int] = ()


class _Sizes:
    """The sizes that depend on symbols."""

    def __init__(self, symbols: Sequence[str]):
        self.symbols = tuple(symbols)
        self._formulas: dict[str, int] = {}
        self._compute: Callable | None = None

    def values(self, symbols: Sequence[int]) -> _Known:
        if self._compute is None:
            formulas = "".join(f"{formula}, " for formula in self._formulas)
            source = f"lambda {', '.join(self.symbols)}: ({formulas})"
            self._compute = eval(source, dict(_FUNCTIONS))
        known = _Known(self._compute(*symbols))
        known.symbols = symbols
        return known

    def resolver(self, value: Any) -> Callable | None:
        """A function of `values` that gives `value` with numbers; None if it has them already."""
        if jax.export.is_symbolic_dim(value):
            formula = str(value).replace("^", "**")
            place = self._formulas.setdefault(formula, len(self._formulas))
            self._compute = None
            return lambda sizes: sizes[place]
        if isinstance(value, dict):
            found = {key: self.resolver(item) for key, item in value.items()}
            changed = {key: resolve for key, resolve in found.items() if resolve}
            if not changed:
                return None
            return lambda sizes: value | {key: get(sizes) for key, get in changed.items()}
        if isinstance(value, (tuple, list)) and type(value) in (tuple, list):
            items = [self.resolver(item) for item in value]
            if not any(items):
                return None
            pairs = list(zip(items, value, strict=True))
            return lambda sizes: tuple([get(sizes) if get else item for get, item in pairs])
        return None


_FUNCTIONS = {
    "__builtins__": {},
    "floordiv": lambda x, y: x // y,
    "max": max,
    "min": min,
    "mod": lambda x, y: x % y,
}


def _constant(value: Any, aval: Any) -> Any:
    if not isinstance(aval.dtype, np.dtype):
        raise Unsupported(f"constants of {aval.dtype}")
    return np.asarray(value, aval.dtype)


def _cond(symbols: Sequence[int], branches: Sequence[Steps], **_: Any) -> Callable:
    def cond(index: Any, *operands: Any) -> list:
        chosen = min(max(int(index), 0), len(branches) - 1)
        return branches[chosen](operands, symbols)

    return cond


def _while(
    symbols: Sequence[int],
    cond_jaxpr: Steps,
    body_jaxpr: Steps,
    cond_nconsts: int,
    body_nconsts: int,
    **_: Any,
) -> Callable:
    def loop(*operands: Any) -> list:
        of_cond, rest = operands[:cond_nconsts], operands[cond_nconsts:]
        of_body, carry = rest[:body_nconsts], list(rest[body_nconsts:])
        while (going_on := cond_jaxpr([*of_cond, *carry], symbols)[0]).any():
            new = body_jaxpr([*of_body, *carry], symbols)
            # Of a loop that was vectorized each part goes on by itself.
            carry = [_chosen(going_on, *pair) for pair in zip(new, carry, strict=True)]
        return carry

    return loop


def _chosen(which: Any, new: Any, old: Any) -> Any:
    if not which.ndim:
        return new
    return np.where(which.reshape(which.shape + (1,) * (new.ndim - which.ndim)), new, old)


def _scan(
    symbols: Sequence[int],
    jaxpr: Steps,
    length: int,
    reverse: bool,
    num_consts: int,
    num_carry: int,
    **_: Any,
) -> Callable:
    def loop(*operands: Any) -> list:
        consts, rest = operands[:num_consts], operands[num_consts:]
        carry, stacks = list(rest[:num_carry]), rest[num_carry:]
        turns: list[list] = []
        for turn in range(length - 1, -1, -1) if reverse else range(length):
            found = jaxpr([*consts, *carry, *[stack[turn] for stack in stacks]], symbols)
            carry = found[:num_carry]
            turns.append(found[num_carry:])
        if reverse:
            turns.reverse()
        if not turns:
            raise Unsupported("a scan of no steps")
        return [*carry, *[np.stack(column) for column in zip(*turns, strict=True)]]

    return loop


_LOOPS: dict[str, Callable] = {"cond": _cond, "scan": _scan, "while": _while}
_LOOP_NUMBERS = frozenset(
    {"body_nconsts", "cond_nconsts", "length", "num_carry", "num_consts", "reverse"}
)
