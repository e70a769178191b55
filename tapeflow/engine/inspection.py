"""`inspector`: who looks after whether programs' results are finite. Nobody by default.

With an inspector each program gives one result more, whether its results are finite, and keeps the
values it started from: nothing is updated in place, so that a step can be carried out again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine.execute import OpByOp
from tapeflow.engine.settings import settings

inspector: Any = None


def use(new: Any) -> None:
    """Sets the inspector, which has a method `after_flush`, or None; programs are made anew."""
    global inspector
    from tapeflow.engine import program  # which imports this module

    inspector = new
    settings.rolls = new is None
    program.forget_all()


def all_finite(arrays: Sequence[Any]) -> Any:
    """Whether there is no NaN and no infinity: a boolean scalar, to be computed or known."""
    floats = [a for a in arrays if jnp.issubdtype(a.dtype, jnp.inexact)]
    if any(isinstance(array, jax.core.Tracer) for array in floats):
        parts = [jnp.all(jnp.isfinite(array)) for array in floats]
        return jnp.all(jnp.stack(parts)) if parts else jnp.ones((), bool)
    return np.bool_(all(np.isfinite(np.asarray(array)).all() for array in floats))


def carried_out(signature: Any, arrays: Sequence[Any]) -> tuple:
    """The results of a node by itself."""
    with jax.enable_x64(True):
        if signature.swept_by_gradient:
            return signature.sweep(list(arrays), OpByOp, {})
        return OpByOp.call(signature, list(arrays))


def recomputed(plan: Any, name: tuple, known: dict) -> Any:
    """A value of a gradient's plan; `known` has those at hand, and gets what is computed."""
    with jax.enable_x64(True):
        return plan._value(name, known, OpByOp)


def pulled_back(
    signature: Any, wrt: tuple[int, ...], arrays: Sequence[Any], cotangents: dict[int, Any]
) -> tuple[tuple, tuple]:
    """A node's reverse sweep by itself.

    Args:
      signature: the node's.
      wrt: the operands whose cotangents are wanted.
      arrays: all operands.
      cotangents: of the results, by their numbers; those that are missing are zero.

    Returns:
      The cotangents of all results that have some, and those of the operands `wrt`.
    """
    filled = tuple(
        cotangents.get(i, np.zeros(signature.out_specs[i].shape, signature.out_specs[i].dtype.np))
        for i in signature.differentiable_outputs()
    )
    with jax.enable_x64(True):
        _, pullback = OpByOp.vjp(signature, wrt, list(arrays))
        return filled, OpByOp.pull(pullback, filled)
