"""TensorFlow's exception types, and the one place that formats a message."""

from __future__ import annotations

from collections.abc import Sequence

from tapeflow.engine.site import line_of


class OpError(Exception):
    """The base of the errors ops raise; `node_def` and `op` are TensorFlow's, often None here."""

    error_code = 2

    def __init__(self, node_def=None, op=None, message: str = "", *args):
        super().__init__(node_def, op, message, *args)
        self.node_def = node_def
        self.op = op
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class CancelledError(OpError):
    error_code = 1


class UnknownError(OpError):
    error_code = 2


class InvalidArgumentError(OpError):
    error_code = 3


class DeadlineExceededError(OpError):
    error_code = 4


class NotFoundError(OpError):
    error_code = 5


class AlreadyExistsError(OpError):
    error_code = 6


class PermissionDeniedError(OpError):
    error_code = 7


class ResourceExhaustedError(OpError):
    error_code = 8


class FailedPreconditionError(OpError):
    error_code = 9


class AbortedError(OpError):
    error_code = 10


class OutOfRangeError(OpError):
    error_code = 11


class UnimplementedError(OpError):
    error_code = 12


class InternalError(OpError):
    error_code = 13


class UnavailableError(OpError):
    error_code = 14


class DataLossError(OpError):
    error_code = 15


class UnauthenticatedError(OpError):
    error_code = 16


class BroadcastWarning(UserWarning):
    """Two operands broadcast where they were most likely meant to be taken value by value."""


class RecompileWarning(UserWarning):
    """A step is compiled again and again, each time for other shapes."""


class DoctorWarning(UserWarning):
    """A mistake in a training that the doctor found: `tapeflow run --doctor`."""


def problem(
    what: str, given: object = None, expected: object = None, fix: str | None = None
) -> str:
    """An error message: what went wrong, then what was given, what was expected and what to do."""
    lines = [what]
    for label, text in (("given", given), ("expected", expected), ("fix", fix)):
        if text is not None:
            lines.append(f"  {label + ':':<9} {text}")
    return "\n".join(lines)


def invalid(what: str, given: object = None, expected: object = None, fix: str | None = None):
    """An `InvalidArgumentError` with `problem`'s message."""
    return InvalidArgumentError(None, None, problem(what, given, expected, fix))


def check_callable(
    function: object, name: str, argument: str, kind: type[Exception] = TypeError
) -> None:
    """Refuses an argument that should be a function, but can't be called.

    Args:
      function: the argument.
      name: whose argument it is, as `"tf.map_fn"`.
      argument: what it is called there.
      kind: the error's type.
    """
    if not callable(function):
        given = f"{argument}={function!r} ({type(function).__name__})"
        raise kind(problem(f"{name}: `{argument}` must be callable", given=given))


class InvalidArgumentInGraphError(InvalidArgumentError, ValueError):
    """Operands that do not fit, in a function that is being traced: a ValueError in TensorFlow."""


class OperatorNotAllowedInGraphError(TypeError):
    """A value was asked for where a function is being recorded and has none."""


class HostValueNeededError(OperatorNotAllowedInGraphError):
    """An op that works on the host needs a value: the function can only run as Python."""


class NoNumpyInGraphError(OperatorNotAllowedInGraphError, AttributeError):
    """`numpy()` of a tensor of a function that is being recorded."""


class NoArrayInGraphError(OperatorNotAllowedInGraphError, NotImplementedError):
    """NumPy was given a tensor of a function that is being recorded."""


class InaccessibleTensorError(ValueError, TypeError):
    """A tensor of a function's body was used after the function was recorded."""


def unknown_value(spec: object, leaked: bool, reader: str = "") -> Exception:
    """What is raised when the value of a tensor of a function's body is asked for.

    Args:
      spec: the tensor's.
      leaked: whether the function has been recorded.
      reader: "op" if an op asks, else the tensor's method that the user called.
    """
    if leaked:
        return InaccessibleTensorError(
            problem(
                "a tensor is used outside the function that made it",
                given=f"a tensor {spec}, made while a function was being traced",
                fix="return it from the function, or keep it in a tf.Variable",
            )
        )
    kind = _BY_READER.get(reader, OperatorNotAllowedInGraphError)
    return kind(
        problem(
            "this tensor's value is not known while a function is being traced",
            given=f"a tensor {spec}",
            fix="compute with tensors (tf.cond, tf.where, tf.print), or read the value outside "
            "the function; tf.py_function calls Python with values",
        )
    )


_BY_READER = {
    "op": HostValueNeededError,
    "numpy": NoNumpyInGraphError,
    "__array__": NoArrayInGraphError,
}
_BY_STATUS = {
    "RESOURCE_EXHAUSTED": ResourceExhaustedError,
    "INVALID_ARGUMENT": InvalidArgumentError,
    "NOT_FOUND": NotFoundError,
    "UNIMPLEMENTED": UnimplementedError,
    "INTERNAL": InternalError,
    "FAILED_PRECONDITION": FailedPreconditionError,
    "CANCELLED": CancelledError,
    "UNAVAILABLE": UnavailableError,
    "DATA_LOSS": DataLossError,
}


def runtime_error(error: Exception, sites: list, lost: Sequence[str] = ()) -> Exception:
    """What XLA reported while a program ran, as TensorFlow's type, with the lines it came from.

    Args:
      error: of JAX; another one is given back.
      sites: the lines that recorded the program's ops.
      lost: the names of variables that have no value any more; see `lost_variables`.
    """
    kind, message = _kind_of(error)
    if kind is None:
        return error
    lines: list[str] = []
    for site in sites:
        file, number = line_of(site)
        if f"{file}:{number}" not in lines:
            lines.append(f"{file}:{number}")
    where = ", ".join(lines[-5:])
    fix = None
    if kind is ResourceExhaustedError:
        fix = "smaller batches or shapes"
        fix += "" if lost else "; variables keep the values they had"
    if lost:
        more = f" and {len(lost) - 10} more variables" if len(lost) > 10 else ""
        message += f"\n  lost:     the values of {', '.join(map(repr, lost[:10]))}{more}"
        restore = "load a checkpoint (tf.train.Checkpoint.restore, model.load_weights), or assign"
        fix = f"{restore}; then {fix}" if fix else restore
    given = f"operations recorded at {where}" if where else None
    return kind(None, None, problem(message, given=given, fix=fix))


def _kind_of(error: Exception) -> tuple[type[OpError] | None, str]:
    """TensorFlow's type for an error of JAX, and its words; None if it is another's."""
    text = str(error)
    if "Array has been deleted" in text or "buffer has been deleted or donated" in text:
        return DataLossError, "a value was lost when a program failed that was to replace it"
    status, _, message = text.partition(": ")
    jax_raised = type(error).__name__ in ("JaxRuntimeError", "XlaRuntimeError")
    if not jax_raised and status not in _BY_STATUS:
        return None, text
    kind = _BY_STATUS.get(status, UnknownError)
    # Each program that was to read a failed one's result says so in front.
    message = message.replace("Error dispatching computation: ", "") or text
    if kind is InternalError and message.startswith("Out of memory"):
        kind = ResourceExhaustedError
    return kind, message
