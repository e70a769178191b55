"""Calls of ops on stand-ins for tensors: `tf.nn.relu(tf.keras.Input((3,)))`.

A stand-in has a shape and no value, and never enters a trace. Where an op is about to convert one
to a tensor, `Symbolic` is raised; the op, which catches it, hands the whole call to whoever knows
the stand-ins. A `try` that nothing is raised in costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Symbolic(Exception):
    """A stand-in for a tensor came where a tensor is needed."""

    def __str__(self) -> str:
        return (
            f"{self.args[0]!r} stands for a tensor of a functional model that is being built, and "
            "has no value. This function can't be recorded as a part of a model\n"
            "  fix:      call it in tf.keras.layers.Lambda, or in the call method of a layer of "
            "your own"
        )


class _Hook:
    """`call(function, args, kwargs)` records a symbolic call; set by the package above."""

    call: Callable[[Callable, tuple, dict], Any]


hook = _Hook()


def call_symbolically(function: Callable, args: tuple, kwargs: dict[str, Any]) -> Any:
    """What a call of a public function on stand-ins gives: stand-ins for its results."""
    return hook.call(function, args, kwargs)
