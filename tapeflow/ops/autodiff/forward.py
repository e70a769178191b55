"""`tf.autodiff.ForwardAccumulator`: derivatives in the direction of tangents."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import GradientTape, Tensor, UnconnectedGradients, convert_to_tensor
from tapeflow.engine.nest import flatten, map_structure


class ForwardAccumulator:
    """Records what is computed of primals, and gives Jacobian-vector products.

    A reverse sweep is linear in its cotangents; its own derivative by them, applied to the
    tangents, is the product. So it costs about two reverse sweeps.

    Args:
      primals: a tensor or variable, or a structure of them.
      tangents: for each the direction, of its shape and dtype.

    Raises:
      ValueError: the structures, shapes or dtypes differ.

    >>> import tapeflow as tf
    >>> x = tf.constant([2.0, 3.0])
    >>> with tf.autodiff.ForwardAccumulator(x, tf.constant([1.0, 0.0])) as accumulator:
    ...     y = x * x
    >>> accumulator.jvp(y).numpy()
    array([4., 0.], dtype=float32)
    """

    def __init__(self, primals: Any, tangents: Any):
        self._primals, given = flatten(primals), flatten(tangents)
        if len(self._primals) != len(given):
            raise ValueError(f"{len(self._primals)} primals, but {len(given)} tangents")
        self._tangents = []
        for primal, tangent in zip(self._primals, given, strict=True):
            tangent = convert_to_tensor(tangent, primal.dtype)
            if tangent.shape != primal.shape:
                raise ValueError(
                    f"Expected shape of {primal.shape} for the tangent, got {tangent.shape}"
                )
            self._tangents.append(tangent)
        self._tape: GradientTape | None = None

    def __enter__(self) -> ForwardAccumulator:
        if self._tape is not None:
            raise ValueError("Accumulator is already recording, or has recorded; make a new one")
        self._tape = GradientTape(persistent=True)
        self._tape.__enter__()
        for primal in self._primals:
            self._tape.watch(primal)
        return self

    def __exit__(self, *exception: Any) -> None:
        assert self._tape is not None
        self._tape.__exit__(*exception)

    def jvp(self, primals: Any, unconnected_gradients: Any = UnconnectedGradients.NONE) -> Any:
        """The derivatives of computed tensors in the direction of the tangents.

        Args:
          primals: a tensor that was computed, or a structure of them.
          unconnected_gradients: None or zeros for tensors that don't depend on the watched ones.
        """
        if self._tape is None:
            raise ValueError("Called jvp() without an active accumulator: use a with block")
        zeros = unconnected_gradients == UnconnectedGradients.ZERO
        return map_structure(lambda target: self._directional(target, zeros), primals)

    def _directional(self, target: Any, zeros: bool) -> Tensor | None:
        for primal, tangent in zip(self._primals, self._tangents, strict=True):
            if target is primal:
                return tangent
        target = convert_to_tensor(target)
        nothing = convert_to_tensor(np.zeros(tuple(target.shape), target.dtype.np))
        with GradientTape() as outer:
            outer.watch(nothing)
            swept = self._tape.gradient(target, self._primals, output_gradients=nothing)
        reached = [(s, t) for s, t in zip(swept, self._tangents, strict=True) if s is not None]
        found = None
        if reached:
            parts, directions = zip(*reached, strict=True)
            found = outer.gradient(list(parts), nothing, output_gradients=list(directions))
        return nothing if found is None and zeros else found
