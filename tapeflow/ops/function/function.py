"""`tf.function`."""

from __future__ import annotations

import functools
import inspect
import threading
import weakref
from collections.abc import Callable, Sequence
from typing import Any

from tapeflow.engine import Spec, Tensor, TensorSpec, TypeSpec, Variable, convert_to_tensor, problem
from tapeflow.engine.errors import OperatorNotAllowedInGraphError
from tapeflow.engine.nest import flatten, pack_like
from tapeflow.engine.tensor_shape import TensorShape
from tapeflow.engine.trace import local
from tapeflow.ops.autograph import needs_rewriting, rewritten
from tapeflow.ops.config import functions_run_eagerly
from tapeflow.ops.function.arguments import LITERALS, Binder, Call, Unknown, VariableKey
from tapeflow.ops.function.concrete_function import ConcreteFunction
from tapeflow.ops.function.quietly import quietly
from tapeflow.ops.function.traced import Traced


def function(
    func: Callable | None = None,
    input_signature: Sequence | None = None,
    autograph: bool = True,
    jit_compile: bool | None = None,
    reduce_retracing: bool = False,
    experimental_implements: str | None = None,
    experimental_autograph_options: Any = None,
    experimental_attributes: Any = None,
    experimental_relax_shapes: bool | None = None,
    experimental_compile: bool | None = None,
    experimental_follow_type_hints: bool | None = None,
) -> Any:
    """Traces a Python function once for each kind of arguments, and runs what was traced.

    Tensors are told apart by shape and dtype, Python numbers and strings by their value, other
    objects by their identity. Python's own effects (printing, appending to a list) happen at
    tracing only; `tf.print`, summaries and assertions on values happen at each call, before it
    returns. A function in which an op must see values (strings, `tf.boolean_mask`), or that prints
    inside a loop, is run as Python at every call, and compiles itself as eager code does.

    Args:
      func: the function; without it a decorator is returned.
      input_signature: a `tf.TensorSpec` for each argument: the only kind that is taken.
      autograph: whether `if`, `while` and `for` on tensors are rewritten.
      jit_compile: accepted for compatibility: everything is compiled.
      reduce_retracing: whether tensors that differ in shape alone count as one kind.
      experimental_implements: accepted for compatibility, not used.
      experimental_autograph_options: accepted for compatibility, not used.
      experimental_attributes: accepted for compatibility, not used.
      experimental_relax_shapes: the old name of `reduce_retracing`.
      experimental_compile: the old name of `jit_compile`.
      experimental_follow_type_hints: accepted for compatibility, not used.

    Returns:
      A `Function`, or a decorator.

    Raises:
      ValueError: at a call, if the function makes variables at another call than its first.

    >>> import tapeflow as tf
    >>> @tf.function
    ... def square_sum(x):
    ...     print("tracing")
    ...     return tf.reduce_sum(x * x)
    >>> square_sum(tf.constant([1.0, 2.0])).numpy()
    tracing
    np.float32(5.0)
    >>> square_sum(tf.constant([3.0, 4.0])).numpy()
    np.float32(25.0)
    """
    if input_signature is not None:
        _check_signature(input_signature)

    def decorate(python_function: Callable) -> Function:
        return Function(
            python_function,
            input_signature,
            autograph,
            bool(experimental_relax_shapes or reduce_retracing),
        )

    return decorate if func is None else decorate(func)


class Function:
    """A Python function, traced for each kind of arguments. Made by `tf.function`.

    Args:
      python_function: the function.
      input_signature: see `tf.function`.
      autograph: see `tf.function`.
      reduce_retracing: see `tf.function`.
      name: by default the function's own.
    """

    def __init__(
        self,
        python_function: Callable,
        input_signature: Sequence | None = None,
        autograph: bool = True,
        reduce_retracing: bool = False,
        name: str | None = None,
    ):
        if not callable(python_function):
            raise TypeError(f"{python_function!r} is not a callable object")
        self._python_function = python_function
        self._input_signature = None if input_signature is None else tuple(input_signature)
        self._autograph = autograph
        self._reduce_retracing = reduce_retracing
        self._name = name or getattr(python_function, "__name__", "function")
        self._bind = Binder(python_function)
        self._converted: Callable | None = None
        self._called_with: dict[tuple, tuple[tuple, dict]] = {}  # described, no tensors in them
        self._by_specs: dict[tuple, Traced] = {}  # of calls with tensors alone
        self._traces: dict[tuple, Traced] = {}
        self._kinds = _Kinds(reduce_retracing)
        self._called = False
        self._lock = threading.RLock()
        self._bound: dict[int, tuple[weakref.ref, Function]] = {}
        functools.update_wrapper(self, python_function, updated=())
        self.__dict__.pop("__wrapped__", None)
        self.__wrapped__ = python_function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not kwargs:
            specs = tuple([arg._spec if arg.__class__ is Tensor else None for arg in args])
            traced = self._by_specs.get(specs)
            if traced is not None and not functions_run_eagerly():
                return traced(args)
        if functions_run_eagerly():
            return self._python_function(*args, **kwargs)
        return self._call(args, kwargs)

    def _call(self, args: tuple, kwargs: dict) -> Any:
        args_, kwargs_ = self._canonical(args, kwargs)
        call = Call(args_, kwargs_)
        traced = self.traced(call)
        if call.key not in self._called_with and _is_plain(call.key):
            described = ConcreteFunction(self, args_, kwargs_).structured_input_signature
            self._called_with[call.key] = described
        if not kwargs and len(call.operands) == len(args):
            specs = tuple([arg._spec if arg.__class__ is Tensor else None for arg in args])
            if None not in specs and call.key == specs:
                self._by_specs[specs] = traced
        return traced(call.operands)

    def _canonical(self, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
        if self._input_signature is None:
            return self._bind(args, kwargs)
        wanted = self._input_signature
        self._bind.check_count(len(wanted))
        bound, keywords = self._bind(args, kwargs)
        given = [*bound, *keywords.values()]
        return tuple(
            [_cast(v, w, args, kwargs, wanted) for v, w in zip(given, wanted, strict=False)]
        ), {}

    def traced(self, call: Call, counted: bool = True) -> Traced:
        """What serves a call; traced now, if it is the first of its kind."""
        found = self._traces.get(call.key)
        if found is None:
            with self._lock:
                found = self._traces.get(call.key) or self._trace(call, counted)
        return found

    def _trace(self, call: Call, counted: bool) -> Traced:
        python_function, rebuild = self._python_function, call.rebuild

        def as_python(*operands: Any) -> Any:
            args, kwargs = rebuild(operands)
            return python_function(*args, **kwargs)

        new = counted and self._kinds.add(call.key, bool(self._input_signature))
        traced = Traced.unrecorded(as_python) if call.eager else self._record(call, as_python, new)
        self._traces[call.key] = traced
        self._called = True
        return traced

    def _record(self, call: Call, as_python: Callable, new: bool) -> Traced:
        if self._converted is None and self._autograph and needs_rewriting(self._plain()):
            self._converted = self._rewritten()
        if self._converted is None:
            try:
                return self._recorded(call, as_python, as_python, new)
            except OperatorNotAllowedInGraphError:
                # A function that it calls may have control flow.
                if not self._autograph or not inspect.isfunction(self._plain()):
                    raise
                self._converted = self._rewritten()
        converted, rebuild = self._converted, call.rebuild

        def function(*operands: Any) -> Any:
            args, kwargs = rebuild(operands)
            return converted(*args, **kwargs)

        return self._recorded(call, function, as_python, new)

    def _recorded(self, call: Call, function: Callable, as_python: Callable, new: bool) -> Traced:
        made: list[Variable] = []
        on_variable = _refuse_variable if self._called else made.append
        with _watching_variables(on_variable), quietly(not new):
            traced = Traced(function, as_python, call.specs, self._name)
        if made:  # TensorFlow traces again: what was made on the first call is there now
            self._called = True
            self._kinds.count += 1
            with _watching_variables(_refuse_variable):
                traced = Traced(function, as_python, call.specs, self._name)
        return traced

    def _plain(self) -> Callable:
        function = self._python_function
        return function.function if isinstance(function, _WeakMethod) else function

    def _rewritten(self) -> Callable:
        converted = rewritten(self._plain())
        if isinstance(self._python_function, _WeakMethod):
            return _WeakMethod(converted, self._python_function.reference)
        return converted

    def get_concrete_function(self, *args: Any, **kwargs: Any) -> ConcreteFunction:
        """The function for one kind of arguments.

        Args:
          *args: arguments, or a `tf.TensorSpec` in place of a tensor.
          **kwargs: the same by name.
        """
        if self._input_signature is not None and not args and not kwargs:
            args = self._input_signature
        args, kwargs = self._bind(args, kwargs)
        call = Call(args, kwargs)
        if any(isinstance(described, Unknown) for described in call.specs):
            self._kinds.add(call.key, True)  # traced when sizes are known
        else:
            self.traced(call)
        return ConcreteFunction(self, args, kwargs)

    def concrete_functions(self) -> list[ConcreteFunction]:
        """One for each kind of arguments called so far, but those with objects among them."""
        return [ConcreteFunction(self, args, kwargs) for args, kwargs in self._called_with.values()]

    def experimental_get_tracing_count(self) -> int:
        """How often the function was traced."""
        return self._kinds.count

    def experimental_get_compiler_ir(self, *args: Any, **kwargs: Any) -> Any:
        """Not built.

        Raises:
          NotImplementedError: always.
        """
        raise NotImplementedError(problem("tf.function: experimental_get_compiler_ir is not built"))

    def pretty_printed_concrete_signatures(self, verbose: bool = True) -> str:
        """The kinds of arguments traced so far, as text."""
        return "\n\n".join(f"{self._name}{key}" for key in self._traces)

    @property
    def python_function(self) -> Callable:
        return self._python_function

    @property
    def input_signature(self) -> tuple | None:
        return self._input_signature

    @property
    def name(self) -> str:
        return self._name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        """The method of an object: each object has traces of its own."""
        if instance is None:
            return self
        found = self._bound.get(id(instance))
        if found is not None and found[0]() is instance:
            return found[1]
        return self._bind_to(instance)

    def _bind_to(self, instance: Any) -> Function:
        identity, bound = id(instance), self._bound
        # Weakly: an object would otherwise never be let go.
        reference = weakref.ref(instance, lambda _: bound.pop(identity, None))
        method = Function(
            _WeakMethod(self._python_function, reference),
            self._input_signature,
            self._autograph,
            self._reduce_retracing,
            self._name,
        )
        bound[identity] = (reference, method)
        return method

    def __deepcopy__(self, memo: dict) -> Function:
        return Function(
            self._python_function,
            self._input_signature,
            self._autograph,
            self._reduce_retracing,
            self._name,
        )

    def __repr__(self) -> str:
        return f"<tensorflow.python.eager.polymorphic_function.Function {self._name}>"


class _WeakMethod:
    """A method of an object that it does not keep alive."""

    def __init__(self, function: Callable, reference: weakref.ref):
        self.function = function
        self.reference = reference
        functools.update_wrapper(self, function, updated=())
        self.__signature__ = Binder(functools.partial(function, None)).signature

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(self.reference(), *args, **kwargs)


class _Kinds:
    """Counts traces as TensorFlow would, for which an unknown size is one kind."""

    def __init__(self, reduce_retracing: bool):
        self._reduce_retracing = reduce_retracing
        self._seen: dict[tuple, list] = {}
        self.count = 0

    def add(self, key: tuple, one_kind: bool) -> bool:
        """Notes a trace. Returns whether TensorFlow would trace as well."""
        if one_kind:
            self.count, before = 1, self.count
            return before == 0
        shapes = [TensorShape(part.shape) for part in key if isinstance(part, Spec)]
        kind = tuple([_public(part, self._reduce_retracing) for part in key])
        known = self._seen.get(kind)
        if known is None:
            self._seen[kind] = shapes
        else:
            joined = [
                a.most_specific_compatible_shape(b) for a, b in zip(known, shapes, strict=True)
            ]
            if [str(shape) for shape in joined] == [str(shape) for shape in known]:
                return False
            self._seen[kind] = joined
        self.count += 1
        return True


def _is_plain(key: tuple) -> bool:
    """Whether a call's arguments were tensors, numbers and strings alone."""
    return all(isinstance(part, (Spec, tuple, *LITERALS)) for part in key)


def _public(part: Any, any_shape: bool) -> Any:
    if isinstance(part, VariableKey):
        return part.spec
    return part.dtype if any_shape and isinstance(part, Spec) else part


class _watching_variables:
    """Tells `told` of each variable made inside."""

    def __init__(self, told: Callable):
        self._told = told

    def __enter__(self) -> None:
        self._before, local.on_variable = local.on_variable, self._told

    def __exit__(self, *exception: Any) -> None:
        local.on_variable = self._before


def _refuse_variable(variable: Variable) -> None:
    raise ValueError(
        problem(
            "tf.function only supports singleton tf.Variables created on the first call. Make sure "
            "the tf.Variable is only created once or created outside tf.function.",
            fix="make it once: `if self.v is None: self.v = tf.Variable(...)`",
        )
    )


def _check_signature(input_signature: Any) -> None:
    if not isinstance(input_signature, (list, tuple)):
        raise TypeError(
            "input_signature must be either a tuple or a list, got "
            f"{type(input_signature).__name__}"
        )
    wrong = [leaf for leaf in flatten(list(input_signature)) if not isinstance(leaf, TypeSpec)]
    if wrong:
        raise TypeError(
            problem(
                "input_signature must be a possibly nested sequence of TensorSpec objects",
                given=f"{wrong}",
                fix="tf.TensorSpec(shape, dtype) for each tensor",
            )
        )


def _cast(value: Any, wanted: Any, args: tuple, kwargs: dict, signature: tuple) -> Any:
    """An argument as the signature says it."""
    if isinstance(wanted, TensorSpec):
        return _cast_tensor(value, wanted, args, kwargs, signature)
    specs, values = flatten(wanted), flatten(value)
    if len(specs) != len(values):
        raise _unfit(value, wanted, args, kwargs, signature)
    cast = [
        _cast_tensor(item, spec, args, kwargs, signature) if isinstance(spec, TensorSpec) else item
        for item, spec in zip(values, specs, strict=True)
    ]
    return pack_like(value, cast)


def _cast_tensor(value: Any, wanted: TensorSpec, args: tuple, kwargs: dict, signature: tuple):
    if isinstance(value, TensorSpec):
        return value
    try:
        tensor = convert_to_tensor(value, None if value.__class__ is Tensor else wanted.dtype)
    except (TypeError, ValueError):
        raise _unfit(value, wanted, args, kwargs, signature) from None
    if tensor.dtype is not wanted.dtype or not wanted.shape.is_compatible_with(tensor.shape):
        given = TensorSpec(tensor.shape, tensor.dtype)
        raise _unfit(given, wanted, args, kwargs, signature)
    return tensor


def _unfit(value: Any, wanted: Any, args: tuple, kwargs: dict, signature: tuple) -> TypeError:
    return TypeError(
        f"Binding inputs to tf.function failed due to `Can not cast {value} to {wanted}`. "
        f"Received args: {args} and kwargs: {kwargs} for signature: {signature}."
    )
