"""`Recipe`: what an op computes, and its derivative, carried out in NumPy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax
import numpy as np

from tapeflow.engine.interpreter.own_thread import on_own_thread
from tapeflow.engine.interpreter.pullback import InterpretedPullback, Sizes
from tapeflow.engine.interpreter.rules import Unsupported
from tapeflow.engine.interpreter.steps import Steps


class _Pull(NamedTuple):
    """Forward gives the results, and then `kept` arrays that backward needs besides cotangents."""

    forward: Steps
    backward: Steps
    kept: int


class Recipe:
    """A function of arrays, traced for operands of given shapes, of which some sizes are unknown.

    Args:
      call: maps arrays to a tuple of arrays.
      vjp: maps positions of operands and arrays to the results and a pullback.
      arguments: the operands' shapes and dtypes; sizes may be symbolic.
      symbols: the names of those.

    Raises:
      Unsupported: NumPy has no such operation, or a result is None.
    """

    def __init__(
        self,
        call: Callable,
        vjp: Callable,
        arguments: Sequence[jax.ShapeDtypeStruct],
        symbols: Sequence[str] = (),
    ):
        self._vjp, self._arguments, self._symbols = vjp, arguments, symbols
        with jax.enable_x64(True):
            traced, results = jax.make_jaxpr(call, return_shape=True)(*arguments)
        if None in results:
            raise Unsupported("results that nobody wants, which are None")
        self._forward = Steps(traced, symbols)
        self._pulls: dict[tuple[int, ...], _Pull | None] = {}

    def results(self, sizes: Sizes) -> list[tuple[tuple[int, ...], np.dtype]]:
        """The results' shapes and dtypes."""
        return self._forward.results(sizes)

    def forward(self, arrays: Sequence[Any], sizes: Sizes) -> tuple:
        """The results."""
        with np.errstate(all="ignore"):
            return tuple(self._forward(arrays, sizes))

    def vjp(self, wrt: tuple[int, ...], arrays: Sequence[Any], sizes: Sizes) -> tuple:
        """The results, and the pullback: see `signature.Signature.vjp`.

        Raises:
          Unsupported: NumPy has no such operation, or the derivative must know all sizes.
        """
        if wrt not in self._pulls:
            self._pulls[wrt] = self._pull(wrt)
        pull = self._pulls[wrt]
        if pull is None:
            raise Unsupported("the derivative")
        with np.errstate(all="ignore"):
            found = pull.forward(arrays, sizes)
        count = len(found) - pull.kept
        return tuple(found[:count]), InterpretedPullback(pull.backward, sizes, found[count:])

    def _pull(self, wrt: tuple[int, ...]) -> _Pull | None:
        try:
            return on_own_thread(self._traced, wrt)
        except Exception as error:
            # JAX has several errors for sizes that must be known.
            if self._symbols or isinstance(error, Unsupported):
                return None
            raise

    def _traced(self, wrt: tuple[int, ...]) -> _Pull:
        with jax.enable_x64(True):
            forward, (results, pullback) = jax.make_jaxpr(
                lambda *arrays: self._vjp(wrt, arrays), return_shape=True
            )(*self._arguments)
            floats = tuple([r for r in results if jax.numpy.issubdtype(r.dtype, np.inexact)])
            backward = jax.make_jaxpr(lambda pullback, cotangents: pullback(cotangents))(
                pullback, floats
            )
        kept = len(jax.tree_util.tree_leaves(pullback))
        return _Pull(Steps(forward, self._symbols), Steps(backward, self._symbols), kept)
