"""`Signature`: an op with fixed attributes and operand specs, which is all XLA needs to know."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import jax

from tapeflow.engine import interpreter
from tapeflow.engine.compile_policy import UNROLLED, USUAL, compile_lazily
from tapeflow.engine.dtypes import as_dtype, string
from tapeflow.engine.dispatch import StringOperand
from tapeflow.engine.errors import OpError, invalid, problem
from tapeflow.engine.spec import Spec, spec, spec_of

if TYPE_CHECKING:
    from tapeflow.engine.interpreter.recipe import Recipe
    from tapeflow.engine.op import Op


# How often a signature whose shapes don't vary is carried out in NumPy before it is compiled, and
# how often if its operands and results have so many elements, as an update of all weights does.
_USES, _LARGE_USES, _LARGE = 64, 1, 200_000


class Signature:
    """One op on operands of given shapes and dtypes.

    `call` maps arrays to a tuple of arrays. `out_specs` are those arrays' specs, `single` is
    whether the public function gives one tensor rather than several, and `weight` is the number of
    primitive operations, by which the cost of compiling is guessed, and `effort` how many elements
    those compute for each one of operands and results; `unrolled`, whether they are
    copies of a few; `steady`, whether results must not depend on how often it ran.
    """

    __slots__ = (
        "_compiled",
        "_fit",
        "_own_recipe",
        "_uses",
        "_vjps",
        "attrs",
        "call",
        "effort",
        "in_specs",
        "op",
        "out_specs",
        "single",
        "steady",
        "unrolled",
        "weight",
    )
    # Only a gradient's signature sweeps others; see `gradient`.
    swept: dict[int, tuple[int, ...]] = {}  # noqa: RUF012 - one empty dictionary for all, never written
    swept_by_gradient = False
    interpreted = False
    loops: tuple = ()
    passing = False
    parts: tuple[Signature, ...] = ()
    work: tuple[tuple, ...] = ()

    def __init__(self, op: Op, attrs: tuple, in_specs: tuple[Spec, ...]):
        self.op = op
        self.attrs = attrs
        self.in_specs = in_specs
        self.unrolled = self.steady = False
        self._reset()
        function = _bound(op, attrs)
        if any(spec.dtype is string for spec in in_specs):
            message = problem(
                f"tf.{op.name}: cannot compute with strings",
                given=", ".join(map(str, in_specs)),
                expected="numbers; strings stay on the host",
                fix="the functions of tf.strings take strings",
            )
            raise StringOperand(None, None, message)
        if op.results is not None:
            self.single = False
            self.out_specs, self.weight = op.results(in_specs, attrs)
        elif not self._fits():
            self._trace(function)
        self.call = (
            (lambda *arrays: (function(*arrays),))
            if self.single
            else lambda *arrays: tuple(function(*arrays))
        )
        if interpreter.state.varying and self._fit is None:
            self._fit = interpreter.family_of(op, attrs, in_specs).learn(self)

    def _reset(self) -> None:
        """Sets what is made when it is wanted."""
        self._compiled: Callable | None = None
        self._vjps: dict = {}
        self._fit: interpreter.Fit | None = None
        self._own_recipe: Recipe | None = None
        self._uses = 0
        self.effort = 10.0

    def _fits(self) -> bool:
        """Whether all about it is known from others of other shapes."""
        if interpreter.state.varying:
            family = interpreter.family_of(self.op, self.attrs, self.in_specs)
            self._fit = family.fit(self.in_specs)
        if self._fit is None:
            return False
        recipe, sizes, self.single, self.weight, self.effort = self._fit
        found = recipe.results(sizes)
        self.out_specs = tuple([spec(shape, as_dtype(dtype)) for shape, dtype in found])
        return True

    def _trace(self, function: Callable) -> None:
        """Finds out about the results."""
        arguments = [jax.ShapeDtypeStruct(spec.shape, spec.dtype.np) for spec in self.in_specs]
        with jax.enable_x64(True):
            try:
                jaxpr, shapes = jax.make_jaxpr(function, return_shape=True)(*arguments)
            except OpError:
                raise
            except (TypeError, ValueError, IndexError, ZeroDivisionError) as error:
                raise _explained(self.op, self.attrs, self.in_specs, error) from error
        self.single = not isinstance(shapes, (tuple, list))
        self.out_specs = tuple(spec_of(shape) for shape in ([shapes] if self.single else shapes))
        self.weight, computed = _count(jaxpr.jaxpr)
        self.effort = computed / max(self.elements, 1)

    @property
    def by_nodes(self) -> Callable | None:
        """Maps arrays of NumPy's and an executor to the results, if it is of nodes of its own."""
        return getattr(self.call, "by_nodes", None)

    @property
    def body(self) -> tuple[Signature, ...]:
        """The signatures of those nodes."""
        return getattr(self.call, "parts", ())

    @property
    def elements(self) -> int:
        """The number of elements of operands and results."""
        return sum([array.size for array in (*self.in_specs, *self.out_specs)])

    @property
    def compiled(self) -> Callable:
        """`call` as a program of its own."""
        if self._compiled is None:
            self._compiled = compile_lazily(self.call, options=UNROLLED if self.unrolled else USUAL)
        return self._compiled

    @property
    def step_specs(self) -> tuple[Spec, ...]:
        """What tells it from the same on other shapes."""
        return self.in_specs

    @property
    def small_programs(self) -> int:
        """How many programs running it by itself would have to compile first."""
        return self._compiled is None

    def differentiable_inputs(self) -> tuple[int, ...]:
        """Positions of the operands that a gradient can flow to."""
        if not self.op.differentiable:
            return ()
        return tuple(i for i, spec in enumerate(self.in_specs) if spec.dtype.is_differentiable)

    def differentiable_outputs(self) -> tuple[int, ...]:
        if not self.op.differentiable:
            return ()
        return tuple(i for i, spec in enumerate(self.out_specs) if spec.dtype.is_differentiable)

    def vjp(self, wrt: tuple[int, ...], arrays: Any) -> tuple[tuple, Any]:
        """The results, and the pullback: float results' cotangents -> those of operands `wrt`."""
        floats = self.differentiable_outputs()

        def primal(*varied: jax.Array):
            operands = list(arrays)
            for position, array in zip(wrt, varied, strict=True):
                operands[position] = array
            results = self.call(*operands)
            return tuple(results[i] for i in floats), results

        _, pullback, results = jax.vjp(primal, *[arrays[i] for i in wrt], has_aux=True)
        return results, pullback

    def compiled_vjp(self, wrt: tuple[int, ...]) -> Callable:
        """`vjp` as a program of its own."""
        found = self._vjps.get(wrt)
        if found is None:
            found = self._vjps[wrt] = compile_lazily(
                lambda *arrays: self.vjp(wrt, arrays), options=UNROLLED if self.unrolled else USUAL
            )
        return found

    def recipes(self) -> Iterator[tuple[Recipe, interpreter.Sizes]]:
        """Ways to carry it out in NumPy, the best first, with the sizes they must be told.

        There is none if it can't be, or if it came so often that it's worth a program of its own.
        """
        if self._fit is not None:
            yield self._fit.recipe, self._fit.sizes
        self._uses += 1
        most = _LARGE_USES if self.elements > _LARGE else _USES
        if self._compiled is not None or self._uses > most:
            return
        if self._own_recipe is None:
            from tapeflow.engine.interpreter.recipe import Recipe  # few programs need it

            arguments = [jax.ShapeDtypeStruct(s.shape, s.dtype.np) for s in self.in_specs]
            try:
                self._own_recipe = Recipe(self.call, self.vjp, arguments)
            except interpreter.Unsupported:
                self._uses = _USES
                return
        yield self._own_recipe, ()

    def forget_programs(self) -> None:
        """Compiles anew when it is run by itself the next time."""
        self._compiled = None
        self._vjps.clear()

    @property
    def kept_outputs(self) -> Sequence[int]:
        """The results that are handed over to a later backward pass, if it is costly."""
        return range(len(self.out_specs))

    def complete(self, cotangents: Sequence, zeros: Callable) -> tuple:
        """What a pullback is given for the float results' cotangents, where None is none."""
        specs = [self.out_specs[i] for i in self.differentiable_outputs()]
        return tuple([
            zeros(spec.shape, spec.dtype.np) if array is None else array
            for spec, array in zip(specs, cotangents, strict=True)
        ])  # fmt: skip

    def __repr__(self) -> str:
        return f"{self.op.name}{self.in_specs}"


class _NamedOp:
    """Stands where an op stands in a signature."""

    __slots__ = ("costly", "name")
    differentiable, samplewise = True, False

    def __init__(self, name: str, costly: bool):
        self.name = name
        self.costly = costly


class CallSignature(Signature):
    """A pure function of arrays as a node of a trace, whose specs are known.

    Args:
      name: names it in messages.
      call: maps arrays to a tuple of arrays.
      in_specs: of the operands.
      out_specs: of the results.
      weight: the number of primitive operations, about.
      costly: whether a later backward pass is given its results rather than computing them again.
      unrolled: whether its operations are copies of a few.
    """

    __slots__ = ()

    def __init__(
        self,
        name: str,
        call: Callable,
        in_specs: Sequence[Spec],
        out_specs: Sequence[Spec],
        weight: int,
        costly: bool = True,
        unrolled: bool = False,
    ):
        self.op = _NamedOp(name, costly)
        self.attrs = ()
        self.in_specs = tuple(in_specs)
        self.out_specs = tuple(out_specs)
        self.single = False
        self.weight = weight
        self.unrolled = unrolled
        self.steady = False
        self.call = call
        self._reset()


def _bound(op: Op, attrs: tuple) -> Callable:
    """The op's pure function on flat operands, with its attributes filled in."""
    statics = dict(zip(op.static_names, attrs, strict=False))
    tensor_names = op.tensor_names
    if len(attrs) == len(op.static_names):

        def simple(*arrays):
            return op.function(**dict(zip(tensor_names, arrays, strict=True)), **statics)

        return simple
    layout = attrs[-1]

    def structured(*arrays):
        remaining = iter(arrays)
        operands = {}
        for name, count in zip(tensor_names, layout, strict=True):
            if count is None:
                operands[name] = None
            elif count == -1:
                operands[name] = next(remaining)
            else:
                operands[name] = [next(remaining) for _ in range(count)]
        return op.function(**operands, **statics)

    return structured


def _explained(op: Op, attrs: tuple, in_specs: tuple[Spec, ...], error: Exception) -> Exception:
    """What a user is told when the function refuses the operands without words of its own."""
    message = str(error)
    if "\n  given:" in message:
        return error
    operands = ", ".join(map(str, in_specs)) or "no operands"
    statics = ", ".join(
        f"{n}={v!r}" for n, v in zip(op.static_names, attrs, strict=False) if v is not None
    )
    return invalid(
        f"tf.{op.name}: cannot compute",
        given=operands + (f"; {statics}" if statics else ""),
        expected=message.splitlines()[0] if message else type(error).__name__,
    )


def _count(jaxpr: Any) -> tuple[int, int]:
    """The number of operations, and of the elements they compute."""
    operations = elements = 0
    for equation in jaxpr.eqns:
        inner = [p for p in equation.params.values() if hasattr(p, "eqns") or hasattr(p, "jaxpr")]
        found = [_count(getattr(p, "jaxpr", p)) for p in inner]
        turns = equation.params.get("length", 1)
        operations += 1 + sum([count for count, _ in found])
        elements += turns * sum([count for _, count in found])
        if not inner:
            elements += sum([math.prod(result.aval.shape) for result in equation.outvars])
        if equation.primitive.name == "conv_general_dilated":
            kernel, result = equation.invars[1].aval.shape, equation.outvars[0].aval.shape
            elements += math.prod(result) * math.prod(kernel) // max(kernel) ** 2
    return operations, elements
