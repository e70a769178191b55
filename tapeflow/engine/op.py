"""`op`: makes a recorded operation of one pure JAX function."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import jax
import numpy as np

from tapeflow.engine.convert import CONVERTERS, as_operand, convert, same_dtype
from tapeflow.engine.dispatch import NotDense, StringOperand, handled
from tapeflow.engine.dtypes import DType, as_dtype
from tapeflow.engine.signature import Signature
from tapeflow.engine.symbolic import Symbolic, call_symbolically
from tapeflow.engine.tensor import Tensor
from tapeflow.engine.tensor_shape import TensorShape
from tapeflow.engine.trace import record, record_signature, unseen

# Attributes of these classes are hashable and need no look; everything else goes through `static`.
PLAIN = frozenset({int, bool, type(None), str, float, types.FunctionType})
# Tuples of whole numbers, by identity: a layer's strides are the same object at every call.
_ints: dict[int, tuple[int, ...]] = {}
_MOST_INTS = 1024
_DTYPE_NAMES = frozenset({"dtype", "out_type", "output_type"})


class Op:
    """What `op` made: the pure function, and what the engine must know about it."""

    __slots__ = (
        "costly",
        "differentiable",
        "families",
        "function",
        "name",
        "results",
        "samplewise",
        "signature",
        "signatures",
        "static_names",
        "suspicious",
        "tensor_names",
    )

    def __init__(
        self,
        name: str,
        function: Callable,
        costly: bool,
        differentiable: bool,
        results: Callable | None = None,
        samplewise: bool = False,
    ):
        self.name = name
        self.samplewise = samplewise
        self.results = results
        self.function = function
        self.costly = costly
        self.differentiable = differentiable
        self.signatures: dict[tuple, Signature] = {}
        self.families: dict[tuple, Any] = {}  # see `interpreter.family`
        self.suspicious: dict[tuple, Signature] = {}  # see `silent_broadcast`
        self.signature = inspect.signature(function)
        kinds = {name: _kind(parameter) for name, parameter in self.signature.parameters.items()}
        self.tensor_names = [name for name, kind in kinds.items() if kind]
        self.static_names = [name for name, kind in kinds.items() if not kind]

    def __repr__(self) -> str:
        return f"Op({self.name!r})"


def op(
    name: str,
    *,
    free: Sequence[str] = (),
    costly: bool = False,
    differentiable: bool = True,
    check: Callable | None = None,
    results: Callable | None = None,
    samplewise: bool = False,
) -> Callable[[Callable], Callable]:
    """Makes a public, recorded function of a pure JAX function.

    Which parameters are tensors is told by annotations: `jax.Array` is a tensor, `jax.Array | None`
    one that may be missing, `Sequence[jax.Array]` a list of them. All others are static attributes:
    hashable after lists became tuples, and a tensor given for one is read. The public function has
    the same parameters in the same order, and `name=None` at the end as TensorFlow's have.

    Args:
      name: the op's name in messages.
      free: tensor parameters with a dtype of their own; all others must share one.
      costly: its results are kept for the backward pass rather than computed again.
      differentiable: whether gradients flow through it at all.
      check: called with the tensors and attributes by name before recording, to refuse values that
        are known on the host; it raises, or returns nothing.
      results: maps the operands' specs and the attributes to the results' specs and to about how
        many primitive operations there are, where tracing the function would take long. For an op
        that gives a tuple.
      samplewise: whether it gives one result, of which each entry of the first axis depends on that
        entry of the first operand alone, and on all of the others.
    """

    def decorate(function: Callable) -> Callable:
        made = Op(name, function, costly, differentiable, results, samplewise)
        return _public_function(made, frozenset(free), check)

    return decorate


def _public_function(made: Op, free: frozenset[str], check: Callable | None) -> Callable:
    """A function that, when it is first called, becomes the one written for the op's parameters.

    Writing all of them at import would take a tenth of it.
    """
    function = made.function
    scope: dict[str, Any] = {"__name__": __name__}
    public = types.FunctionType(_first_call.__code__, scope, function.__name__)

    def become() -> Callable:
        scope["public"] = public
        written = _written(made, free, check, scope)
        public.__code__ = written.__code__
        public.__defaults__ = written.__defaults__
        public.__kwdefaults__ = written.__kwdefaults__
        return public

    scope["become"] = become
    signature = made.signature
    if "name" not in signature.parameters:
        name = inspect.Parameter("name", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None)
        keyword_only = [p for p in signature.parameters.values() if p.kind is p.KEYWORD_ONLY]
        others = [p for p in signature.parameters.values() if p.kind is not p.KEYWORD_ONLY]
        if keyword_only:
            name = name.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        signature = signature.replace(parameters=[*others, *keyword_only, name])
    public.__signature__ = signature  # type: ignore[attr-defined]
    public.__doc__ = function.__doc__
    public.__module__ = function.__module__
    public.__qualname__ = function.__qualname__
    public.op = made  # type: ignore[attr-defined]
    return public


def _first_call(*args, **kwargs):
    # `become` is a global of each public function's own.
    return become()(*args, **kwargs)  # noqa: F821  # pyright: ignore[reportUndefinedVariable]


def _written(
    made: Op, free: frozenset[str], check: Callable | None, scope: dict
) -> types.FunctionType:
    """The function that converts the operands and records the call: no loop over parameters."""
    parameters = made.signature.parameters
    kinds = {name: _kind(parameter) for name, parameter in parameters.items()}
    tensors = [name for name, kind in kinds.items() if kind]
    statics = [name for name, kind in kinds.items() if not kind]
    grouped = [name for name in tensors if kinds[name] == "one" and name not in free]
    simple = all(kinds[name] == "one" for name in tensors)

    lines = []
    if len(grouped) == 1 and simple:
        (only,) = grouped
        lines.append(f" if {only}.__class__ is not Tensor: {only} = to_tensor({only})")
    elif grouped:
        same = " and ".join(f"{name}.__class__ is Tensor" for name in grouped)
        same += "".join(
            f" and {name}._spec.dtype is {grouped[0]}._spec.dtype" for name in grouped[1:]
        )
        names = ", ".join(grouped)
        lines.append(f" if not ({same}): {names}, = same_dtype(op_name, ({names},))")
    for name in tensors:
        if kinds[name] == "one" and name not in grouped:
            lines.append(f" if {name}.__class__ is not Tensor: {name} = to_tensor({name})")
        elif kinds[name] == "optional":
            hint = f", None, {grouped[0]}.dtype" if grouped and name not in free else ""
            lines.append(
                f" if {name} is not None and {name}.__class__ is not Tensor:"
                f" {name} = to_tensor({name}{hint})"
            )
        elif kinds[name] == "list":
            lines.append(f" {name} = tensor_list(op_name, {name}, {name in free})")
    for name in statics:
        lines.append(f" if {name}.__class__ not in PLAIN: {name} = static({name!r}, {name})")
        if name in _DTYPE_NAMES:
            lines.append(f" elif {name}.__class__ is str: {name} = as_dtype({name})")
    if check is not None:
        lines.append(f" check({', '.join(f'{name}={name}' for name in parameters)})")
    attributes = "".join(f"{name}, " for name in statics)
    if simple:
        lines.extend(_recording(tensors, attributes))
    else:
        if "list" not in kinds.values():
            lines.extend(_all_or_none(kinds, tensors, attributes))
        lines.append(f" inputs, layout = flatten(({''.join(f'{name}, ' for name in tensors)}))")
        lines.append(f" return record(op, inputs, ({attributes}layout,))")

    scope |= {
        "NotDense": NotDense, "PLAIN": PLAIN, "StringOperand": StringOperand,
        "Symbolic": Symbolic, "Tensor": Tensor, "as_dtype": as_dtype,
        "call_symbolically": call_symbolically, "check": check, "flatten": _flatten,
        "handled": handled, "known": made.signatures.get, "op": made, "op_name": made.name,
        "record": record, "record_signature": record_signature, "same_dtype": same_dtype,
        "static": static, "tensor_list": _tensor_list, "to_tensor": as_operand, "unseen": unseen,
    }  # fmt: skip
    header = []
    for name, parameter in parameters.items():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in header:
            header.append("*")
        if parameter.default is parameter.empty:
            header.append(name)
        else:
            scope[f"default_{name}"] = parameter.default
            header.append(f"{name}=default_{name}")
    if "name" not in parameters:
        header.append("name=None")
    public_name = made.function.__name__
    everything = "".join(f"{name}, " for name in parameters)
    lines = [f" {line}" for line in lines]
    lines.insert(0, " try:")
    lines.append(" except (NotDense, StringOperand) as error:")
    lines.append(f"  return handled(error, op_name, ({everything}))")
    by_name = ", ".join(f"{name!r}: {name}" for name in parameters)
    lines.append(f" except Symbolic: return call_symbolically(public, (), {{{by_name}}})")
    source = f"def {public_name}({', '.join(header)}):\n" + "\n".join(lines)
    code = compile(source, f"<op {made.name}>", "exec")
    exec(code, scope)
    return scope[public_name]


def _recording(operands: list[str], attributes: str) -> list[str]:
    """Lines that do what `record` does, without its loop over the operands."""
    specs = "".join(f"{name}._spec, " for name in operands)
    inputs = "".join(f"{name}, " for name in operands)
    return [
        f" _key = (({attributes}), {specs})",
        f" return record_signature(known(_key) or unseen(op, _key, ({inputs})), ({inputs}))",
    ]


def _all_or_none(kinds: dict, tensors: list[str], attributes: str) -> Iterator[str]:
    """The same if all optional operands are there, or none."""
    needed = [name for name in tensors if kinds[name] == "one"]
    for given, test in ((tensors, "is not None"), (needed, "is None")):
        condition = " and ".join(f"{name} {test}" for name in tensors if name not in needed)
        layout = "".join("-1, " if name in given else "None, " for name in tensors)
        yield f" if {condition}:"
        yield from [f" {line}" for line in _recording(given, f"{attributes}({layout}), ")]


def _kind(parameter: inspect.Parameter) -> str:
    annotation = str(parameter.annotation)
    if "jax.Array" not in annotation:
        return ""
    if "Sequence" in annotation or "list" in annotation:
        return "list"
    return "optional" if "None" in annotation else "one"


def _tensor_list(op_name: str, values: Any, free: bool) -> tuple[Tensor, ...]:
    if values.__class__ is Tensor or values.__class__ in CONVERTERS:
        values = (values,)
    if free:
        return tuple([as_operand(value) for value in values])
    return same_dtype(op_name, tuple(values))


def _flatten(operands: tuple) -> tuple[tuple[Tensor, ...], tuple]:
    """Operands side by side, and each parameter's count: None, -1 for one, or a list's length."""
    inputs: list[Tensor] = []
    layout: list[int | None] = []
    for operand in operands:
        if operand is None:
            layout.append(None)
        elif operand.__class__ is tuple:
            inputs.extend(operand)
            layout.append(len(operand))
        else:
            inputs.append(operand)
            layout.append(-1)
    return tuple(inputs), tuple(layout)


def static(name: str, value: Any) -> Any:
    """An attribute as a hashable value: lists as tuples, tensors and NumPy numbers as Python's."""
    kind = value.__class__
    if kind is tuple:
        if _ints.get(id(value)) is value:
            return value
        if all([item.__class__ is int for item in value]):
            if len(_ints) >= _MOST_INTS:
                _ints.clear()
            _ints[id(value)] = value
            return value
    elif kind is DType:
        return value
    if kind in PLAIN:
        return as_dtype(value) if name in _DTYPE_NAMES and isinstance(value, str) else value
    if name in _DTYPE_NAMES:
        return as_dtype(value)
    if isinstance(value, (list, tuple, TensorShape)):
        return tuple(static("", item) for item in value)
    if value.__class__ in CONVERTERS:
        value = convert(value, None)
    if isinstance(value, (Tensor, np.ndarray, np.generic, jax.Array)):
        return _nested(np.asarray(value.numpy() if isinstance(value, Tensor) else value).tolist())
    if isinstance(value, (dict, set)):
        raise TypeError(f"{name} must be a number, string or list, not {type(value).__name__}")
    return value


def _nested(value: Any) -> Any:
    return tuple(_nested(item) for item in value) if isinstance(value, list) else value
