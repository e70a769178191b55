"""`Module`: finds the variables and modules that are its attributes."""

from __future__ import annotations

import functools
import keyword
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tapeflow.engine import Variable
from tapeflow.engine.nest import flatten
from tapeflow.engine.structure import changed
from tapeflow.ops.host import name_scope


class Module:
    """A named container of variables and of other modules.

    A subclass makes variables and modules as attributes (or in lists, tuples and dictionaries that
    are attributes); `variables`, `trainable_variables` and `submodules` find them, in the order of
    the attributes' names. Keras layers count as modules.

    Args:
      name: a Python identifier; by default the class's name in snake case.

    Raises:
      ValueError: `name` is no identifier.

    >>> import tapeflow as tf
    >>> class Scale(tf.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.factor = tf.Variable(3.0)
    ...     def __call__(self, inputs):
    ...         return inputs * self.factor
    >>> scale = Scale()
    >>> scale.name, len(scale.trainable_variables), float(scale(2.0))
    ('scale', 1, 6.0)
    """

    _TF_MODULE_IGNORED_PROPERTIES = frozenset()

    def __init__(self, name: str | None = None):
        if name is None:
            name = _snake_case(type(self).__name__)
        if not (isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name)):
            raise ValueError(
                f"{name!r} is not a valid module name. Must be a valid Python identifier"
            )
        self._name = name

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        if isinstance(value, Variable):
            changed()  # a checkpoint may be waiting for it

    @property
    def name(self) -> str:
        """The module's name, without a scope."""
        return self._name

    @property
    def name_scope(self) -> name_scope:
        """A `with` block in which variables' names start with the module's."""
        return name_scope(f"{self._name}/")

    @property
    def variables(self) -> tuple[Variable, ...]:
        """All variables of this module and its submodules, each once."""
        return tuple(_unique(_variables(self, "variables")))

    @property
    def trainable_variables(self) -> tuple[Variable, ...]:
        """Those that gradient tapes watch by themselves."""
        return tuple(_unique(_variables(self, "trainable_variables")))

    @property
    def non_trainable_variables(self) -> tuple[Variable, ...]:
        """The others."""
        return tuple(_unique(_variables(self, "non_trainable_variables")))

    @property
    def submodules(self) -> tuple[Any, ...]:
        """All modules among the attributes, and among theirs."""
        return tuple(
            _unique(item for item in _walk(self, {id(self)}) if not isinstance(item, Variable))
        )

    @classmethod
    def with_name_scope(cls, method: Callable) -> Callable:
        """Decorates a method so that it runs in the module's `name_scope`."""

        @functools.wraps(method)
        def scoped(self, *args, **kwargs):
            with self.name_scope:
                return method(self, *args, **kwargs)

        return scoped


def _walk(owner: Any, seen: set[int]) -> Iterator[Any]:
    """The variables and modules among an object's attributes, and, after them, among theirs."""
    inner = []
    ignored = getattr(owner, "_TF_MODULE_IGNORED_PROPERTIES", ())
    for key in sorted(vars(owner)):
        if key in ignored:
            continue
        for leaf in flatten(vars(owner)[key]):
            if id(leaf) in seen:
                continue
            if isinstance(leaf, Module):
                seen.add(id(leaf))
                inner.append(leaf)
                yield leaf
            elif isinstance(leaf, Variable) or _is_layer(leaf):
                seen.add(id(leaf))
                yield leaf
    for module in inner:
        yield from _walk(module, seen)


def _is_layer(leaf: Any) -> bool:
    # Keras stands above this package: a layer is told by what it has.
    return hasattr(type(leaf), "trainable_variables") and hasattr(type(leaf), "call")


def _variables(module: Module, which: str) -> Iterator[Variable]:
    for item in _walk(module, {id(module)}):
        if not isinstance(item, Variable):
            if not isinstance(item, Module):
                yield from getattr(item, which)
        elif which == "variables" or item.trainable == (which == "trainable_variables"):
            yield item


def _unique(items: Iterator | Sequence) -> Iterator:
    seen: set[int] = set()
    for item in items:
        if id(item) not in seen:
            seen.add(id(item))
            yield item


def _snake_case(name: str) -> str:
    return re.sub(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))", r"_\1", name).lower()
