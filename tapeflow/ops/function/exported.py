"""A recorded function as StableHLO, which runs without the Python that recorded it.

Sizes that are not known are symbols in the artifact. The function was recorded for a few sizes;
where an attribute of an op (a shape, a count) differs between the recordings, it is a sum of
multiples of the sizes, and becomes that expression of the symbols.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax
import jax.export
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import FuncGraph, Spec, TensorSpec, op, problem
from tapeflow.engine.func_graph import Body
from tapeflow.engine.op import Op
from tapeflow.engine.signature import _bound

_PLATFORMS = ("cpu", "cuda", "tpu")
# Constants of so many numbers may differ in any of them.
_FEW = 16


def export(graph_at: Callable[[dict[int, int]], FuncGraph], inputs: Sequence[TensorSpec]) -> bytes:
    """The function as serialized StableHLO, for arrays of the inputs, captures and feeds.

    Args:
      graph_at: records it for sizes of the axes that are not known: `{axis: size}`.
      inputs: the specs of its inputs; sizes that are None may differ from call to call, and are
        the same for all inputs with None on that axis.

    Raises:
      ValueError: the function is another one for other sizes.
    """
    function, arguments = with_symbols(graph_at, inputs)
    with jax.enable_x64(True):
        return bytes(_exported(function, arguments).serialize(vjp_order=1))


def with_symbols(
    graph_at: Callable[[dict[int, int]], FuncGraph], inputs: Sequence[TensorSpec]
) -> tuple[Callable, list[jax.ShapeDtypeStruct]]:
    """A function of arrays, and what it takes, with symbols for sizes that are not known.

    The arguments, and what is raised, are those of `export`.
    """
    axes = sorted({i for s in inputs for i, size in enumerate(s.shape) if size is None})
    base = {axis: 2 + i for i, axis in enumerate(axes)}
    graph = graph_at(base)
    scope = jax.export.SymbolicScope()
    names = {axis: "batch" if axis == 0 else f"size_{axis}" for axis in axes}
    with jax.enable_x64(True):
        symbols = {axis: jax.export.symbolic_shape(names[axis], scope=scope)[0] for axis in axes}
        varied = [graph_at(base | {axis: base[axis] + 1}) for axis in axes]
        sizes = _Sizes(base, axes, symbols)

        def function(*arrays: jax.Array) -> tuple:
            # Here, where the symbols have a meaning.
            return sizes.body(graph.silent, [other.silent for other in varied])(*arrays)

        arguments = [
            jax.ShapeDtypeStruct(
                tuple(symbols[i] if n is None else n for i, n in enumerate(s.shape)), s.dtype.np
            )
            for s in inputs
        ]
        arguments += [
            jax.ShapeDtypeStruct(s.shape, s.dtype.np)
            for s in (*graph.capture_specs, *graph.feed_specs)
        ]
    return function, arguments


def _exported(function: Callable, arguments: list) -> Any:
    """For all platforms; for this one alone where an op is known to one platform only."""
    jitted = jax.jit(function)
    try:
        return jax.export.export(jitted, platforms=_PLATFORMS)(*arguments)
    except (NotImplementedError, ValueError):
        return jax.export.export(jitted)(*arguments)


class Exported:
    """A function read back.

    Args:
      content: what `export` gave.
    """

    def __init__(self, content: bytes):
        try:
            self._exported = jax.export.deserialize(bytearray(content))
        except Exception as error:  # whatever the reader of a damaged file stumbles over
            raise ValueError(
                problem("this is no exported function, or a damaged one", f"{error!r:.200}")
            ) from error

    def __call__(self, operands: Sequence[Any]) -> tuple:
        """Records a call on tensors: inputs, captures, feeds."""
        return _call(tuple(operands), self._exported.call)


@op("saved_model.function", free=("operands",), costly=True)
def _call(operands: Sequence[jax.Array], function: Any) -> tuple:
    return tuple(function(*operands))


class _Sizes:
    """Replaces what depends on sizes by expressions of their symbols."""

    def __init__(self, base: dict[int, int], axes: list[int], symbols: dict[int, Any]):
        self._base, self._axes, self._symbols = base, axes, symbols

    def body(self, body: Body, varied: list[Body]) -> Body:
        """A body that is right for all sizes, from recordings of some."""
        if any(
            [refs for _, refs in other.nodes] != [refs for _, refs in body.nodes]
            for other in varied
        ):
            raise self._depends("the function does other things for other sizes")
        nodes = [
            (self._signature(signature, [other.nodes[i][0] for other in varied]), references)
            for i, (signature, references) in enumerate(body.nodes)
        ]
        constants = [
            self._constant(constant, [other.constants[i] for other in varied])
            for i, constant in enumerate(body.constants)
        ]
        return dataclasses.replace(body, nodes=tuple(nodes), constants=constants)

    def _signature(self, signature: Any, varied: list) -> Any:
        if signature.swept_by_gradient:
            raise self._depends("a gradient is taken inside the function")
        if dataclasses.is_dataclass(signature.call):  # a body, or a loop or choice of bodies
            return _Node(signature, self._value(signature.call, [other.call for other in varied]))
        if not isinstance(signature.op, Op):
            return signature
        if any(other.op is not signature.op for other in varied):
            raise self._depends("the function does other things for other sizes")
        attrs = self._value(signature.attrs, [other.attrs for other in varied])
        function = _bound(signature.op, attrs)
        single = signature.single
        return _Node(
            signature, lambda *arrays: (function(*arrays),) if single else tuple(function(*arrays))
        )

    def _value(self, value: Any, varied: list) -> Any:
        if any(type(other) is not type(value) for other in varied):
            raise self._depends("the function does other things for other sizes")
        if isinstance(value, Body):
            return self.body(value, varied)
        if dataclasses.is_dataclass(value):
            return self._fields(value, varied)
        if isinstance(value, tuple):
            if any(len(other) != len(value) for other in varied):
                raise self._depends(f"an attribute has another length: {value}, {varied}")
            items = [self._value(item, [o[i] for o in varied]) for i, item in enumerate(value)]
            return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
        if all(other is value or other == value for other in varied):
            return value
        if isinstance(value, Spec):
            return _Sized(self._value(value.shape, [o.shape for o in varied]), value.dtype)
        if not isinstance(value, int):
            raise self._depends(f"an attribute depends on sizes: {value!r}, {varied!r}")
        # value = rest + sum of factor * size, and each recording has one size more by one.
        result = value
        for axis, other in zip(self._axes, varied, strict=True):
            result = result + (other - value) * (self._symbols[axis] - self._base[axis])
        return result

    def _fields(self, value: Any, varied: list) -> Any:
        """A dataclass with other fields."""
        names = [field.name for field in dataclasses.fields(value)]
        found = {n: self._value(getattr(value, n), [getattr(o, n) for o in varied]) for n in names}
        return dataclasses.replace(value, **found)

    def _constant(self, constant: Any, varied: list) -> Any:
        """A constant whose shape or value depends on sizes: filled, counting, or of few numbers."""
        if constant is None or all(_equal(constant, other) for other in varied):
            return constant
        arrays = [np.asarray(array) for array in (constant, *varied)]
        first, *others = arrays
        shape = self._value(first.shape, [other.shape for other in others])
        if shape == first.shape and first.size <= _FEW and first.dtype.kind in "iuf":
            values = [
                self._value(int(value), [int(other.ravel()[i]) for other in others])
                for i, value in enumerate(first.ravel())
            ]
            return jnp.asarray(
                jnp.stack([jnp.asarray(value) for value in values]).reshape(shape), first.dtype
            )
        step = np.ptp(first[:2]) if first.ndim == 1 else 0
        if all(_equal(_counting(array, step), array) for array in arrays):
            start = first.ravel()[0]
            if not step:
                return jnp.broadcast_to(start, shape)
            return jnp.asarray(start + step * jnp.arange(shape[0]), first.dtype)
        raise self._depends("a constant array of the function depends on sizes")

    def _depends(self, what: str) -> ValueError:
        return ValueError(
            problem(
                f"cannot export a function for sizes that are not known: {what}",
                expected="the same ops for every size",
                fix="give all sizes in the input signature, or take them from tf.shape(x)",
            )
        )


class _Sized(NamedTuple):
    """A `Spec` of symbols."""

    shape: tuple
    dtype: Any


class _Node:
    """A signature with another way to be carried out."""

    swept: dict = {}  # noqa: RUF012 - never written
    swept_by_gradient = False
    loops: tuple = ()

    def __init__(self, signature: Any, call: Callable):
        self.op = signature.op
        self.call = call


def _equal(one: Any, other: Any) -> bool:
    return np.shape(one) == np.shape(other) and np.array_equal(np.asarray(one), np.asarray(other))


def _counting(array: np.ndarray, step: Any) -> np.ndarray:
    """What the array is if it is filled with its first number, or counts on from it."""
    numbers = array.ravel()[0] + step * np.arange(array.size)
    return numbers.astype(array.dtype).reshape(array.shape)
