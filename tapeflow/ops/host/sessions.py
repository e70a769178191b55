"""TensorFlow 1's names for graphs: what is harmless does nothing, the rest says what to write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tapeflow.engine import Tensor, Variable, as_dtype, problem
from tapeflow.engine.dtypes import float32
from tapeflow.ops.host.graph_names import name_scope
from tapeflow.ops.initializers import glorot_uniform


def no_graphs(name: str, fix: str | None = None) -> NotImplementedError:
    """The error of all that needs a graph."""
    return NotImplementedError(
        problem(
            f"{name}: TensorFlow 1's graphs and sessions are not built",
            fix=fix
            or "write the TensorFlow 2 way: call functions on tensors, and use tf.GradientTape",
        )
    )


class Settings:
    """An object with whatever attributes are asked for: settings that mean nothing here."""

    def __init__(self, **settings: Any):
        for name, value in settings.items():
            setattr(self, name, value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self.__dict__[name] = Settings()
        return self.__dict__[name]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self.__dict__)})"


class ConfigProto(Settings):
    """A session's settings: accepted for compatibility, without effect."""


class GPUOptions(Settings):
    """A session's settings for GPUs: accepted for compatibility, without effect."""


class Session:
    """Can be made and closed, as scripts do to set options; it runs nothing.

    Args:
      target: accepted for compatibility, not used.
      graph: accepted for compatibility, not used.
      config: accepted for compatibility, without effect.
    """

    def __init__(self, target: str = "", graph: Any = None, config: Any = None):
        self.config = config

    def run(self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata=None):
        """Not built.

        Raises:
          NotImplementedError: always (a RuntimeError, as in TensorFlow).
        """
        raise no_graphs("tf.compat.v1.Session.run", "tensors have values: tensor.numpy()")

    @property
    def graph(self) -> Any:
        raise no_graphs("tf.compat.v1.Session.graph")

    def as_default(self) -> Session:
        """The session, for a `with` block."""
        return self

    def close(self) -> None:
        """Does nothing."""

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *exception: Any) -> None:
        return None


class InteractiveSession(Session):
    """The same."""


def placeholder(dtype: Any, shape: Any = None, name: str | None = None) -> Any:
    """Not built: functions take their tensors as arguments.

    Raises:
      NotImplementedError: always (a RuntimeError, as in TensorFlow).
    """
    raise no_graphs(
        "tf.compat.v1.placeholder", "make it an argument of a function, or tf.keras.Input"
    )


def gradients(
    ys: Any, xs: Any, grad_ys: Any = None, name: str = "gradients", *options: Any, **others: Any
) -> Any:
    """Not built: tapes give gradients.

    Raises:
      NotImplementedError: always (a RuntimeError, as in TensorFlow).
    """
    raise no_graphs("tf.gradients", "use tf.GradientTape: tape.gradient(ys, xs)")


def global_variables_initializer() -> None:
    """Does nothing: variables have their values from the start."""


def local_variables_initializer() -> None:
    """Does nothing: variables have their values from the start."""


def tables_initializer(name: str = "init_all_tables") -> None:
    """Does nothing: tables have their values from the start."""


def global_variables(scope: str | None = None) -> list:
    """An empty list: nothing collects variables."""
    return []


def trainable_variables(scope: str | None = None) -> list:
    """An empty list: nothing collects variables; models and modules know theirs."""
    return []


def reset_default_graph() -> None:
    """Does nothing: there is no graph."""


def get_default_graph() -> Any:
    """Not built.

    Raises:
      NotImplementedError: always.
    """
    raise no_graphs("tf.compat.v1.get_default_graph")


@contextmanager
def variable_scope(name_or_scope: Any, *options: Any, **others: Any) -> Iterator[str]:
    """A `with` block in which names of variables start with a scope's; nothing is reused.

    Args:
      name_or_scope: the scope's name.
      *options: accepted for compatibility; `reuse` has no effect.
      **others: the same.
    """
    with name_scope(str(name_or_scope)) as scope:
        yield scope


def get_variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool | None = None,
    *options: Any,
    **others: Any,
) -> Variable:
    """A new variable; unlike with graphs none is found again by its name.

    Args:
      name: its name.
      shape: its shape, unless the initializer is a tensor.
      dtype: float32 by default.
      initializer: a function of shape and dtype, or a tensor; Glorot's uniform by default.
      regularizer: not supported; only None.
      trainable: whether tapes watch it by themselves.
      *options: accepted for compatibility, not used.
      **others: the same.
    """
    if regularizer is not None:
        raise NotImplementedError("tf.compat.v1.get_variable: regularizer; add it to the loss")
    dtype = as_dtype(float32 if dtype is None else dtype)
    if initializer is None:
        initializer = glorot_uniform()
    if isinstance(initializer, type):
        initializer = initializer()
    if callable(initializer) and not isinstance(initializer, Tensor):
        made: Callable = initializer
        value = made(tuple(shape) if hasattr(shape, "__iter__") else (shape,), dtype=dtype)
    else:
        value = initializer
    return Variable(value, trainable=trainable, name=name, dtype=dtype)


def assign(ref: Variable, value: Any, validate_shape=None, use_locking=None, name=None) -> Variable:
    """`ref.assign(value)`."""
    return ref.assign(value)


def assign_add(ref: Variable, value: Any, use_locking=None, name=None) -> Variable:
    """`ref.assign_add(value)`."""
    return ref.assign_add(value)


def assign_sub(ref: Variable, value: Any, use_locking=None, name=None) -> Variable:
    """`ref.assign_sub(value)`."""
    return ref.assign_sub(value)
