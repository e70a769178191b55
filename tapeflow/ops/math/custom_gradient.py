"""`tf.custom_gradient`: a function that brings its own derivative."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from tapeflow.engine import (
    GradientTape,
    Tensor,
    Variable,
    check_callable,
    constant,
    convert_to_tensor,
    op,
    problem,
    recording,
)
from tapeflow.engine.custom import Custom
from tapeflow.engine.nest import flatten, pack_like
from tapeflow.engine.trace import current, local, recording_tapes
from tapeflow.ops.math.recorded_custom_gradient import record_custom_gradient

import jax


@op("identity")
def _identity(x: jax.Array) -> jax.Array:
    return x


def custom_gradient(f: Callable | None = None) -> Callable:
    """Makes a function whose derivative is what the function itself says.

    Args:
      f: takes tensors and gives `(result, grad)`. `grad` takes the derivative by each result and
        gives that by each argument. If `f` reads trainable variables, `grad` must also take
        `variables=None`, a list of them, and give a second list: the derivatives by these.

    Returns:
      A function of the same arguments that gives the result alone.

    Raises:
      TypeError: `f` is not callable, gives no such pair, or reads variables that `grad` knows
        nothing of.
      ValueError: `grad` gives another number of derivatives than there are arguments.

    >>> import tapeflow as tf
    >>> @tf.custom_gradient
    ... def halved(x):
    ...     return x, lambda upstream: upstream / 2
    >>> x = tf.Variable(3.0)
    >>> with tf.GradientTape() as tape:
    ...     y = halved(x)
    >>> tape.gradient(y, x).numpy()
    np.float32(0.5)
    """
    if f is None:
        return custom_gradient
    check_callable(f, "tf.custom_gradient", "f")

    @functools.wraps(f)
    def decorated(*args, **kwargs):
        if recording():
            return _recorded(f, args, kwargs)
        if not recording_tapes():
            result, _ = _pair(f(*args, **kwargs))
            return pack_like(result, [convert_to_tensor(item) for item in flatten(result)])
        return _call(f, args, kwargs)

    return decorated


def _pair(given: Any) -> tuple[Any, Callable]:
    """What `f` gave, if that is a result and a function."""
    if not isinstance(given, (tuple, list)) or len(given) != 2 or not callable(given[1]):
        raise TypeError(
            problem(
                "tf.custom_gradient: `f` must return its result and a function",
                given=repr(given),
                expected="(result, grad), grad from derivatives by results to those by arguments",
            )
        )
    return given[0], given[1]


def _call(f: Callable, args: tuple, kwargs: dict) -> Any:
    """Runs `f` unseen by the tapes, and notes on each what went in and what came out."""
    arguments = flatten(list(args))
    sources = [item for item in arguments if _flows(item)]
    references, tapes, watcher = local.tapes, recording_tapes(), GradientTape()
    for tape in tapes:
        tape._close_span()
    local.tapes = (watcher._reference,)
    try:
        watcher.enter_trace(current())
        result, grad = _pair(f(*args, **kwargs))
        outputs = [_identity(item) for item in flatten(result)]
        watcher._close_span()
        variables = [
            v
            for v in _read_variables(watcher)
            if not any(v is a for a in [*arguments, *kwargs.values()])
        ]
    finally:
        local.tapes = references
        trace = current()
        for tape in tapes:
            tape.enter_trace(trace)
    derivative = _derivative(grad, arguments, variables)
    inputs = [convert_to_tensor(item) for item in [*sources, *variables]]
    floats = [i for i, output in enumerate(outputs) if output.dtype.is_differentiable]
    for tape in tapes:
        tape.note_custom(
            Custom(inputs, [outputs[i] for i in floats], _of_floats(derivative, outputs, floats))
        )
    return pack_like(result, outputs)


def _recorded(f: Callable, args: tuple, kwargs: dict) -> Any:
    """The call inside a function that is being recorded."""
    arguments = flatten(list(args))
    places = [i for i, item in enumerate(arguments) if _flows(item)]

    def of_tensors(*tensors: Tensor) -> tuple:
        given = list(arguments)
        for place, tensor in zip(places, tensors, strict=True):
            given[place] = tensor
        return _pair(f(*pack_like(list(args), given), **kwargs))

    def derivative_of(grad: Callable, result: Any, variables: list[Variable]) -> Callable:
        outputs = [convert_to_tensor(item) for item in flatten(result)]
        floats = [i for i, output in enumerate(outputs) if output.dtype.is_differentiable]
        return _of_floats(_derivative(grad, arguments, variables), outputs, floats)

    inputs = [convert_to_tensor(arguments[place]) for place in places]
    name = getattr(f, "__name__", "custom_gradient")
    return record_custom_gradient(name, of_tensors, inputs, derivative_of, arguments)


def _flows(item: Any) -> bool:
    return isinstance(item, (Tensor, Variable)) or hasattr(item, "_tensor")


def _read_variables(watcher: GradientTape) -> list[Variable]:
    """The trainable variables that the nodes the watcher saw refer to."""
    found: dict[int, Variable] = {}
    for trace, start, stop in watcher._spans:
        nodes = trace.program[0].nodes if trace.closed else trace.nodes
        for _, references in nodes[start:stop]:
            for reference in references:
                if reference >= 0 and trace.closed:
                    continue
                tensor = trace.outputs[reference] if reference >= 0 else trace.leaves[~reference]
                weak = tensor._variable
                variable = None if weak is None else weak()
                if variable is not None and variable.trainable:
                    found[id(variable)] = variable
    return list(found.values())


def _derivative(grad: Callable, arguments: list, variables: list[Variable]) -> Callable:
    if variables and not _takes_variables(grad):
        raise TypeError(
            "If using @custom_gradient with a function that uses variables, then grad_fn "
            "must accept a "
            f"'variables' keyword argument. It reads {[variable.name for variable in variables]}"
        )

    def derivative(upstream: list[Tensor]) -> list:
        if variables:
            by_inputs, by_variables = grad(*upstream, variables=variables)
        else:
            by_inputs, by_variables = grad(*upstream), []
        by_inputs = (
            flatten(by_inputs) if isinstance(by_inputs, (list, tuple, dict)) else [by_inputs]
        )
        by_variables = list(by_variables or [])
        if len(by_inputs) != len(arguments):
            raise ValueError(
                f"custom_gradient function expected to return {len(arguments)} gradients, "
                "but returned "
                f"{len(by_inputs)} instead"
            )
        if len(by_variables) != len(variables):
            raise ValueError(
                "Must return gradient for each variable from @custom_gradient grad_fn."
            )
        kept = [g for g, argument in zip(by_inputs, arguments, strict=True) if _flows(argument)]
        return [g if g is None else convert_to_tensor(g) for g in [*kept, *by_variables]]

    return derivative


def _takes_variables(grad: Callable) -> bool:
    specification = inspect.getfullargspec(grad)
    return (
        "variables" in specification.args + specification.kwonlyargs
        or specification.varkw is not None
    )


def _of_floats(derivative: Callable, outputs: list[Tensor], floats: list[int]) -> Callable:
    """`derivative` as the tape calls it: with the float results' derivatives alone."""
    if len(floats) == len(outputs):
        return derivative
    specs = [output._spec for output in outputs]

    def filled(upstream: list[Tensor]) -> list:
        given = dict(zip(floats, upstream, strict=True))
        zeros = [constant(0.0, shape=s.shape) for s in specs]
        return derivative([given.get(i, zeros[i]) for i in range(len(specs))])

    return filled


def grad_pass_through(f: Callable) -> Callable:
    """`f` with the derivative of the identity.

    >>> import tapeflow as tf
    >>> x = tf.Variable(2.6)
    >>> with tf.GradientTape() as tape:
    ...     y = tf.grad_pass_through(tf.round)(x)
    >>> tape.gradient(y, x).numpy()
    np.float32(1.0)
    """
    check_callable(f, "tf.grad_pass_through", "f")

    @custom_gradient
    def passing(*args, **kwargs):
        def grad(*upstream, variables=None):
            return upstream[0] if variables is None else (upstream[0], [None] * len(variables))

        return f(*args, **kwargs), grad

    return passing
