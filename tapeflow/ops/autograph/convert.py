"""Rewriting a Python function so that its control flow can be recorded.

The rewriting itself is done by the library malt, which is TensorFlow's AutoGraph without
TensorFlow; it is imported at the first function that needs it. What the rewritten code calls is in
`operators` and `builtin_functions`.
"""

from __future__ import annotations

import ast
import dis
import enum
import functools
import inspect
import sys
import textwrap
import traceback
import types
from collections.abc import Callable
from typing import Any

from tapeflow.engine.site import ORIGINS
from tapeflow.ops.autograph import builtin_functions, operators

_STATEMENTS = (
    ast.If, ast.IfExp, ast.While, ast.For, ast.BoolOp, ast.Assert, ast.Not
)  # fmt: skip
_MARK = "autograph_info__"  # malt's own: a function that is left as it is
_LEFT_ALONE = frozenset({"tapeflow", "tensorflow", "keras", "jax", "numpy", "malt", "pytest"})


def needs_rewriting(function: Callable) -> bool:
    """Whether a function's source has control flow, or calls a builtin that tensors refuse."""
    code = getattr(_plain(function), "__code__", None)
    if code is None or hasattr(function, _MARK) or not _may_branch(code):
        return False
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(code)))
    except (OSError, SyntaxError, TypeError):
        return False
    return any(
        isinstance(node, _STATEMENTS)
        or (isinstance(node, ast.Name) and node.id in builtin_functions.NAMES)
        for node in ast.walk(tree)
    )


def _may_branch(code: types.CodeType) -> bool:
    """A quick look: without a jump and without such a name there is nothing to rewrite."""
    if not builtin_functions.NAMES.isdisjoint(code.co_names) or _has_jumps(code):
        return True
    return any(_may_branch(inner) for inner in code.co_consts if isinstance(inner, types.CodeType))


def _has_jumps(code: types.CodeType) -> bool:
    return any("JUMP" in i.opname or i.opname == "FOR_ITER" for i in dis.get_instructions(code))


def _plain(function: Callable) -> Any:
    while isinstance(function, functools.partial):
        function = function.func
    return getattr(function, "__func__", function)


def rewritten(function: Callable) -> Callable:
    """A function that does the same, whose control flow on tensors can be recorded."""

    @functools.wraps(function, updated=())
    def converted(*args: Any, **kwargs: Any) -> Any:
        return converted_call(function, args, kwargs)

    return converted


def converted_call(
    function: Any,
    args: tuple,
    kwargs: dict | None,
    caller_fn_scope: Any = None,
    options: Any = None,
) -> Any:
    """Calls a function from rewritten code: rewritten too, if it is the user's."""
    kwargs = kwargs or {}
    if isinstance(function, functools.partial):
        return converted_call(function.func, (*function.args, *args), function.keywords | kwargs)
    if caller_fn_scope is not None and function in (super, locals, globals, eval):
        return _transpiler().api.converted_call(function, args, kwargs or None, caller_fn_scope)
    replacement = builtin_functions.replacement(function)
    if replacement is not None:
        return replacement(*args, **kwargs)
    target, first = _target(function)
    if target is None:
        return function(*args, **kwargs)
    made = _converted(target)
    if made is None:
        return function(*args, **kwargs)
    try:
        return made(*first, *args, **kwargs)
    except Exception as error:
        _note_lines(error, made)
        raise


def _target(function: Any) -> tuple[Any, tuple]:
    """The user's plain function behind a callable, and what comes before its arguments."""
    if hasattr(function, _MARK) or inspect.isclass(function):
        return None, ()
    first: tuple = ()
    if inspect.ismethod(function):
        first, function = (function.__self__,), function.__func__
    elif not inspect.isfunction(function):
        call = getattr(type(function), "__call__", None)  # noqa: B004 - the function is wanted
        if not inspect.isfunction(call):
            return None, ()
        first, function = (function,), call
    root = (getattr(function, "__module__", None) or "").partition(".")[0]
    if root in _LEFT_ALONE or (root in sys.stdlib_module_names and root != "__main__"):
        return None, ()
    code = function.__code__
    if hasattr(function, _MARK) or code.co_flags & (
        inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
    ):
        return None, ()
    return function, first


def _converted(function: Any) -> Callable | None:
    """The rewritten function, or None if its source can't be had or not be rewritten."""
    transpiler = _transpiler()
    try:
        made, _, source_map = transpiler.transform(function, transpiler.program)
    except Exception:  # whatever is strange about it: it is called as it is
        return None
    made.ag_source_map = source_map
    for location, origin in source_map.items():
        ORIGINS[location.filename, location.lineno] = (origin.loc.filename, origin.loc.lineno)
    return made


def _note_lines(error: Exception, made: Any) -> None:
    """Tells the lines of the user's source, of which the traceback shows the rewritten form."""
    places = {}
    for location, origin in made.ag_source_map.items():
        places[location.filename, location.lineno] = origin
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        origin = places.get((frame.filename, frame.lineno))
        if origin is not None:
            line = origin.source_code_line.strip()
            place = f'File "{origin.loc.filename}", line {origin.loc.lineno}'
            note = f"in user code: {place}, in {origin.function_name}\n    {line}"
            if note not in getattr(error, "__notes__", ()):
                error.add_note(note)
            return


@functools.cache
def _transpiler() -> Any:
    from malt.core import converter
    from malt.impl import api

    class Transpiler(api.PyToPy):
        """malt's, with this package's operators."""

        def get_extra_locals(self) -> dict:
            if self._extra_locals is None:
                names = types.ModuleType("ag__")
                super().get_extra_locals()
                names.__dict__.update(self._extra_locals["ag__"].__dict__)
                for name in operators.__all__:
                    setattr(names, name, getattr(operators, name))
                names.converted_call = converted_call
                self._extra_locals = {"ag__": names}
            return self._extra_locals

    made = Transpiler()
    made.api = api
    made.program = converter.ProgramContext(
        options=converter.ConversionOptions(
            recursive=True,
            user_requested=True,
            optional_features=converter.Feature.ASSERT_STATEMENTS,
        )
    )
    return made


class Feature(enum.Enum):
    """Optional parts of the rewriting, accepted for compatibility: what works is always on."""

    ALL = "ALL"
    AUTO_CONTROL_DEPS = "AUTO_CONTROL_DEPS"
    ASSERT_STATEMENTS = "ASSERT_STATEMENTS"
    BUILTIN_FUNCTIONS = "BUILTIN_FUNCTIONS"
    EQUALITY_OPERATORS = "EQUALITY_OPERATORS"
    LISTS = "LISTS"
    NAME_SCOPES = "NAME_SCOPES"

    @classmethod
    def all(cls) -> tuple[Feature, ...]:
        """All of them."""
        return tuple(cls)

    @classmethod
    def all_but(cls, exclude: Any) -> tuple[Feature, ...]:
        """All but one or some, and but `ALL`."""
        left_out = exclude if isinstance(exclude, (list, tuple, set)) else (exclude,)
        return tuple(each for each in cls if each not in left_out and each is not cls.ALL)


def do_not_convert(func: Callable | None = None) -> Callable:
    """Marks a function whose control flow is left to Python.

    Args:
      func: the function; without it a decorator is returned.

    >>> import tapeflow as tf
    >>> @tf.autograph.experimental.do_not_convert
    ... def first(items):
    ...     return items[0] if items else None
    >>> first([1, 2])
    1
    """
    if func is None:
        return do_not_convert

    @functools.wraps(func)
    def left_alone(*args: Any, **kwargs: Any) -> Any:
        return func(*args, **kwargs)

    setattr(left_alone, _MARK, None)
    return left_alone


def set_loop_options(
    parallel_iterations: Any = None,
    swap_memory: Any = None,
    maximum_iterations: Any = None,
    shape_invariants: Any = None,
) -> None:
    """Says something about the loop in which it stands, as its first statement.

    Args:
      parallel_iterations: accepted for compatibility, not used.
      swap_memory: accepted for compatibility, not used.
      maximum_iterations: accepted for compatibility, not used.
      shape_invariants: accepted for compatibility: a loop whose shapes change runs as Python.
    """


def to_graph(
    entity: Callable, recursive: bool = True, experimental_optional_features: Any = None
) -> Callable:
    """A function whose control flow on tensors can be recorded.

    Args:
      entity: a function.
      recursive: accepted for compatibility: functions that it calls are rewritten too.
      experimental_optional_features: accepted for compatibility, not used.
    """
    return rewritten(getattr(entity, "python_function", entity))


def to_code(
    entity: Callable, recursive: bool = True, experimental_optional_features: Any = None
) -> str:
    """The source of a rewritten function.

    Args:
      entity: a function.
      recursive: accepted for compatibility, not used.
      experimental_optional_features: accepted for compatibility, not used.

    Raises:
      ValueError: the function's source can't be had.
    """
    made = _converted(_plain(getattr(entity, "python_function", entity)))
    if made is None:
        raise ValueError(f"tf.autograph.to_code: the source of {entity!r} can't be rewritten")
    return textwrap.dedent(inspect.getsource(made))
