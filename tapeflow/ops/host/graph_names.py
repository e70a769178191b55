"""What orders or names a graph's nodes, and means nothing where ops run in order."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tapeflow.engine import problem

_SCOPE = re.compile(r"^[A-Za-z0-9_.\\/>-][A-Za-z0-9_.\\/>-]*$")


class _Local(threading.local):
    scope = ""


_local = _Local()


class name_scope:
    """A `with` block that gives a name's full path, as `outer/inner/`.

    Args:
      name: letters, digits and `_.-/`.

    Raises:
      ValueError: `name` is not a string, or has other characters.

    >>> import tapeflow as tf
    >>> with tf.name_scope("model"), tf.name_scope("block") as path:
    ...     print(path)
    model/block/
    """

    def __init__(self, name: str):
        if not isinstance(name, str):
            raise ValueError(
                problem("tf.name_scope: name for name_scope must be a string", repr(name))
            )
        if name and not _SCOPE.match(name):
            raise ValueError(
                problem(
                    f"tf.name_scope: '{name}' is not a valid scope name",
                    expected="letters, digits, _.-/",
                )
            )
        self._name = name
        self._outer: list[str] = []

    @property
    def name(self) -> str:
        """The name given."""
        return self._name

    def __enter__(self) -> str:
        self._outer.append(_local.scope)
        if not self._name:
            _local.scope = ""
        elif self._name.endswith("/"):
            _local.scope = self._name
        else:
            _local.scope = f"{_local.scope}{self._name}/"
        return _local.scope

    def __exit__(self, *exception: Any) -> None:
        _local.scope = self._outer.pop()


def current_name_scope() -> str:
    """The path of the `name_scope` blocks around, with a slash at its end; empty outside."""
    return _local.scope


def get_current_name_scope() -> str:
    """The path of the `name_scope` blocks around, without the last slash.

    >>> import tapeflow as tf
    >>> with tf.name_scope("a"), tf.name_scope("b"):
    ...     tf.get_current_name_scope()
    'a/b'
    """
    return _local.scope.rstrip("/")


@contextmanager
def control_dependencies(control_inputs: Any) -> Iterator[None]:
    """A `with` block that changes nothing: ops run in the order in which they are called.

    Args:
      control_inputs: ops or tensors; accepted for compatibility.
    """
    if callable(control_inputs):
        control_inputs()
    yield


def no_op(name=None) -> None:
    """Does nothing.

    Args:
      name: accepted for compatibility, not used.
    """


def group(*inputs: Any, **kwargs: Any) -> None:
    """Does nothing: what is given has been carried out already.

    Args:
      *inputs: ops or tensors.
      **kwargs: `name`, accepted for compatibility.

    Raises:
      ValueError: another keyword.
    """
    kwargs.pop("name", None)
    if kwargs:
        raise ValueError(problem("tf.group: Unknown keyword arguments", ", ".join(kwargs)))


def executing_eagerly() -> bool:
    """True: ops give tensors with values, everywhere.

    >>> import tapeflow as tf
    >>> tf.executing_eagerly()
    True
    """
    return True
