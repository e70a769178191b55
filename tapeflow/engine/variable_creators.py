"""`tf.variable_creator_scope`: functions that are asked when a variable is made."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tapeflow.engine.trace import local


class CreatedInScopes(type):
    """Makes variables by way of the scopes around, if there are any."""

    @property
    def __signature__(cls) -> inspect.Signature:
        """That of `__init__`: this class's `__call__` takes anything."""
        signature = inspect.signature(cls.__init__)
        return signature.replace(parameters=list(signature.parameters.values())[1:])

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        creators = local.creators
        if not creators:
            return super().__call__(*args, **kwargs)
        named = _named(cls, args, kwargs)
        if "initial_value" not in named:  # it is made otherwise
            return super().__call__(*args, **kwargs)
        made: Callable = super().__call__
        for creator in creators:  # the innermost is asked first
            made = _asking(creator, made)
        return made(**named)


@contextmanager
def variable_creator_scope(variable_creator: Callable) -> Iterator[None]:
    """A `with` block in which a function makes the variables.

    Args:
      variable_creator: `variable_creator(next_creator, **kwargs)` gives a variable; `kwargs` are
        those of `tf.Variable`, and `next_creator(**kwargs)` makes one.

    >>> import tapeflow as tf
    >>> def fixed(next_creator, **kwargs):
    ...     return next_creator(**{**kwargs, "trainable": False})
    >>> with tf.variable_creator_scope(fixed):
    ...     v = tf.Variable(1.0)
    >>> v.trainable
    False
    """
    before = local.creators
    local.creators = (*before, variable_creator)
    try:
        yield
    finally:
        local.creators = before


def _asking(creator: Callable, following: Callable) -> Callable:
    return lambda **kwargs: creator(following, **kwargs)


def _named(cls: type, args: tuple, kwargs: dict) -> dict[str, Any]:
    signature = inspect.signature(cls.__init__)
    bound = signature.bind(None, *args, **kwargs)
    bound.apply_defaults()
    named = dict(list(bound.arguments.items())[1:])
    for name, parameter in signature.parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            named.update(named.pop(name, {}))
        elif parameter.kind is parameter.VAR_POSITIONAL:
            named.pop(name, None)
    return named
