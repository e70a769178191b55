"""`ConcreteFunction`: a `tf.function` for one kind of arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tapeflow.engine import (
    FuncGraph,
    Spec,
    Tensor,
    TensorSpec,
    Variable,
    convert_to_tensor,
    invalid,
)
from tapeflow.engine.nest import flatten, map_structure, pack_like
from tapeflow.ops.function.arguments import Call
from tapeflow.ops.function.traced import Traced

if TYPE_CHECKING:
    from tapeflow.ops.function.function import Function


class ConcreteFunction:
    """One signature of a function. Made by `Function.get_concrete_function`.

    It is called with the tensors alone, by position or name; other arguments are what they were.
    """

    def __init__(self, function: Function, args: tuple, kwargs: dict):
        self._function = function
        self._names = list(function._bind.names)
        self._args = tuple(_described(arg, name) for arg, name in self._named(args))
        self._kwargs = {name: _described(value, name) for name, value in kwargs.items()}

    def _named(self, args: tuple) -> list[tuple[Any, str]]:
        names = [*self._names, *[f"arg_{i}" for i in range(len(self._names), len(args))]]
        return list(zip(args, names, strict=False))

    @property
    def structured_input_signature(self) -> tuple[tuple, dict]:
        """The arguments, with a `tf.TensorSpec` for each tensor."""
        return self._args, self._kwargs

    @property
    def name(self) -> bytes:
        return f"__inference_{self._function.name}".encode()

    @property
    def inputs(self) -> list[TensorSpec]:
        """The specs of the tensors it takes."""
        return [leaf for leaf in flatten(self.structured_input_signature) if _is_spec(leaf)]

    @property
    def structured_outputs(self) -> Any:
        """The specs of what it returns, in its structure."""
        known = [_specs_of_results(self._traced_at(size)) for size in self._sizes()]
        return known[0] if len(known) == 1 else map_structure(_joined, *known)

    @property
    def outputs(self) -> list[TensorSpec]:
        return [leaf for leaf in flatten(self.structured_outputs) if leaf is not None]

    @property
    def output_shapes(self) -> Any:
        return _mapped(lambda leaf: leaf.shape, self.structured_outputs)

    @property
    def output_dtypes(self) -> Any:
        return _mapped(lambda leaf: leaf.dtype, self.structured_outputs)

    @property
    def graph(self) -> FuncGraph | None:
        """What was recorded; None if it runs as Python."""
        return self._traced_at(self._sizes()[0]).graph

    @property
    def captured_inputs(self) -> list:
        """The tensors and variables of outside that it reads."""
        graph = self.graph
        return [] if graph is None else list(graph.captures)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables it reads or assigns to."""
        graph = self.graph
        every = [] if graph is None else [*graph.captures, *graph.updated]
        found = {id(v): v for v in every if isinstance(v, Variable)}
        return tuple(found.values())

    @property
    def trainable_variables(self) -> tuple[Variable, ...]:
        return tuple(v for v in self.variables if v.trainable)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        call = self._call(args, kwargs)
        return self._function.traced(call, counted=False)(call.operands)

    def _call(self, args: tuple, kwargs: dict) -> Call:
        """The call of the whole function: what is not given is what it was."""
        tensors = self.inputs
        if not kwargs and len(args) == len(tensors) and len(args) != len(self._args):
            packed = iter(args)
            filled = [
                next(packed) if _is_spec(leaf) else leaf
                for leaf in flatten(self.structured_input_signature)
            ]
            args, kwargs = pack_like(self.structured_input_signature, filled)
        else:
            args, kwargs = self._completed(args, kwargs)
        checked = [self._checked(a, w) for a, w in zip(args, self._args, strict=True)]
        return Call(
            tuple(checked), {n: self._checked(v, self._kwargs[n]) for n, v in kwargs.items()}
        )

    def _completed(self, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
        values = list(args)
        remaining = dict(kwargs)
        for wanted, name in self._named(self._args)[len(args) :]:
            if name in remaining:
                values.append(remaining.pop(name))
            elif any(_is_spec(leaf) for leaf in flatten(wanted)):
                raise self._unfit(f"missing a required argument: '{name}'", args, kwargs)
            else:
                values.append(wanted)
        if len(values) > len(self._args):
            raise self._unfit("too many positional arguments", args, kwargs)
        unknown = [name for name in remaining if name not in self._kwargs]
        if unknown:
            text = f"got an unexpected keyword argument '{unknown[0]}'"
            raise self._unfit(text, args, kwargs)
        return tuple(values), self._kwargs | remaining

    def _unfit(self, why: str, args: tuple, kwargs: dict) -> TypeError:
        return TypeError(
            f"Binding inputs to tf.function failed due to `{why}`. Received args: {args} and "
            f"kwargs: {kwargs} for signature: {self.structured_input_signature}."
        )

    def _checked(self, value: Any, wanted: Any) -> Any:
        leaves, specs = flatten(value), flatten(wanted)
        if len(leaves) != len(specs):
            raise self._unfit(f"Can not cast {value} to {wanted}", (value,), {})
        return pack_like(value, [self._leaf(v, s) for v, s in zip(leaves, specs, strict=True)])

    def _leaf(self, value: Any, wanted: Any) -> Any:
        if not _is_spec(wanted):
            if value is not wanted and value != wanted:
                raise self._unfit(f"Can not cast {value} to Literal[{wanted}]", (value,), {})
            return value
        tensor = (
            value
            if value.__class__ is Tensor or _is_spec(value)
            else convert_to_tensor(value, wanted.dtype)
        )
        if tensor.dtype is not wanted.dtype:
            raise invalid(
                f"cannot compute {self._function.name} as input '{wanted.name}' was expected to be "
                f"a {wanted.dtype.name} tensor but is a {tensor.dtype.name} tensor"
            )
        return tensor

    def _sizes(self) -> tuple[int, ...]:
        """Sizes to try for those that are not known."""
        known = all(leaf.shape.is_fully_defined() for leaf in self.inputs)
        return (0,) if known else (2, 3)

    def _traced_at(self, size: int) -> Traced:
        def sized(leaf: Any) -> Any:
            if not _is_spec(leaf) or leaf.shape.is_fully_defined():
                return leaf
            if leaf.shape.rank is None:
                return TensorSpec([size], leaf.dtype)
            return TensorSpec([size if n is None else n for n in leaf.shape], leaf.dtype)

        arguments = _mapped(sized, self.structured_input_signature)
        return self._function.traced(Call(*arguments), counted=False)

    def __repr__(self) -> str:
        given = ", ".join(f"{name}: {value}" for value, name in self._named(self._args))
        return f"<ConcreteFunction {self._function.name}({given}) at 0x{id(self):X}>"


def _is_spec(leaf: Any) -> bool:
    return isinstance(leaf, TensorSpec)


def _mapped(function: Any, structure: Any) -> Any:
    return pack_like(
        structure, [leaf if leaf is None else function(leaf) for leaf in flatten(structure)]
    )


def _described(argument: Any, name: str) -> Any:
    """An argument with specs for its tensors."""
    (rebuild,), specs = _taken(argument)
    names = [name] if len(specs) == 1 else [f"{name}_{i}" for i in range(len(specs))]
    return rebuild([_named_spec(s, n) for s, n in zip(specs, names, strict=True)])


def _taken(argument: Any) -> tuple[tuple, list]:
    call = Call((argument,), {})
    return (lambda operands: call.rebuild(operands)[0][0],), call.specs


def _named_spec(described: Any, name: str) -> TensorSpec:
    if isinstance(described, Spec):
        return TensorSpec(described.shape, described.dtype, name)
    return TensorSpec(described.spec.shape, described.spec.dtype, described.spec.name or name)


def _specs_of_results(traced: Traced) -> Any:
    graph = traced.graph
    if graph is None:
        raise NotImplementedError("outputs of a function that runs as Python are not known")
    return graph.pack([TensorSpec(s.shape, s.dtype) for s in graph.out_specs])


def _joined(one: TensorSpec | None, other: TensorSpec | None) -> TensorSpec | None:
    if one is None or other is None:
        return None
    return TensorSpec(one.shape.most_specific_compatible_shape(other.shape), one.dtype)
