"""`tf.linalg.experimental.conjugate_gradient`."""

from __future__ import annotations

from typing import Any, NamedTuple

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.ops.array import expand_dims, zeros_like
from tapeflow.ops.control_flow import while_loop
from tapeflow.ops.linalg_operators.linear_operator import LinearOperator
from tapeflow.ops.math import conj, logical_and, reduce_any, reduce_sum, sqrt


class CGState(NamedTuple):
    """The step's number, the solution, the residual, the direction and `<residual, M residual>`."""

    i: Any
    x: Any
    r: Any
    p: Any
    gamma: Any


def conjugate_gradient(
    operator: LinearOperator,
    rhs: Any,
    preconditioner: LinearOperator | None = None,
    x: Any = None,
    tol: float = 1e-5,
    max_iter: int = 20,
    name: str = "conjugate_gradient",
) -> CGState:
    """Solves `A x = rhs` of a positive definite `A` (Hestenes, Stiefel 1952).

    Args:
      operator: `A`, self-adjoint and positive definite, `[..., size, size]`.
      rhs: `[..., size]`.
      preconditioner: an approximation of the inverse of `A`.
      x: where to start; 0 by default.
      tol: stops when the residual's norm is at most that of `rhs` times this.
      max_iter: stops after so many steps.
      name: accepted for compatibility, not used.

    Returns:
      A named tuple whose `x` is the solution.

    Raises:
      ValueError: `operator` is not said to be self-adjoint and positive definite.
    """
    if not (operator.is_self_adjoint and operator.is_positive_definite):
        raise ValueError("Expected a self-adjoint, positive definite operator.")
    rhs = convert_to_tensor(rhs)
    x = zeros_like(rhs) if x is None else convert_to_tensor(x)
    limit = tol * sqrt(_dot(rhs, rhs))
    r = rhs - operator.matvec(x)
    p = r if preconditioner is None else preconditioner.matvec(r)
    start = CGState(convert_to_tensor(0), x, r, p, _dot(r, p))

    def goes_on(i: Tensor, x: Tensor, r: Tensor, p: Tensor, gamma: Tensor) -> Tensor:
        return logical_and(i < max_iter, reduce_any(sqrt(_dot(r, r)) > limit))

    def step(i: Tensor, x: Tensor, r: Tensor, p: Tensor, gamma: Tensor) -> tuple:
        z = operator.matvec(p)
        alpha = expand_dims(gamma / _dot(p, z), -1)
        x, r = x + alpha * p, r - alpha * z
        q = r if preconditioner is None else preconditioner.matvec(r)
        following = _dot(r, q)
        return i + 1, x, r, q + expand_dims(following / gamma, -1) * p, following

    return CGState(*while_loop(goes_on, step, tuple(start)))


def _dot(one: Tensor, other: Tensor) -> Tensor:
    return reduce_sum((conj(one) if one.dtype.is_complex else one) * other, -1)
