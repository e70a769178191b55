"""Operators of few numbers: reflections, permutations, constant or few diagonals, circulants."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, TensorShape, as_dtype, convert_to_tensor, op
from tapeflow.ops.linalg_operators.linear_operator import LinearOperator
from tapeflow.ops.linalg.tridiagonal import compact, tridiagonal_matmul

_Hint = bool | None


class LinearOperatorHouseholder(LinearOperator):
    """The reflection `I - 2 v v^H` along a vector.

    Args:
      reflection_axis: `[..., size]`, of any length but 0.
      is_non_singular: only True or None.
      is_self_adjoint: only True or None.
      is_positive_definite: only False or None.
      is_square: only True or None.
      name: its name.
    """

    def __init__(
        self,
        reflection_axis: Any,
        is_non_singular: _Hint = None,
        is_self_adjoint: _Hint = None,
        is_positive_definite: _Hint = None,
        is_square: _Hint = None,
        name: str = "LinearOperatorHouseholder",
    ):
        if is_positive_definite:
            raise ValueError("A Householder operator is always non-positive definite.")
        if is_self_adjoint is False or is_non_singular is False or is_square is False:
            raise ValueError("A Householder operator is always self adjoint and non-singular.")
        self._axis = convert_to_tensor(reflection_axis)
        hints = (True, True, False, True)
        super().__init__(self._axis.dtype, None, *hints, name, {"reflection_axis": reflection_axis})

    @property
    def reflection_axis(self) -> Tensor:
        """The vector."""
        return self._axis

    def _shape(self) -> TensorShape:
        return TensorShape([*self._axis.shape, self._axis.shape[-1]])

    def _dense(self) -> Tensor:
        return _householder(self._axis)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return self._matmul(rhs, adjoint)

    def inverse(self, name: str = "inverse") -> LinearOperator:
        return self


class LinearOperatorPermutation(LinearOperator):
    """A permutation: row `i` of a product is row `perm[i]` of the other matrix.

    Args:
      perm: integers `[..., size]`.
      dtype: of the entries.
      is_non_singular: only True or None.
      is_self_adjoint: see `LinearOperator`.
      is_positive_definite: see there.
      is_square: only True or None.
      name: its name.
    """

    def __init__(
        self,
        perm: Any,
        dtype: Any = "float32",
        is_non_singular: _Hint = None,
        is_self_adjoint: _Hint = None,
        is_positive_definite: _Hint = None,
        is_square: _Hint = None,
        name: str = "LinearOperatorPermutation",
    ):
        if is_non_singular is False or is_square is False:
            raise ValueError("A Permutation operator is always square and non-singular.")
        self._perm = convert_to_tensor(perm)
        if not self._perm.dtype.is_integer:
            raise TypeError(f"Argument `perm` must be integers, found {self._perm.dtype.name}")
        hints = (True, is_self_adjoint, is_positive_definite, True)
        super().__init__(as_dtype(dtype), None, *hints, name, {"perm": perm})

    @property
    def perm(self) -> Tensor:
        """The rows' numbers."""
        return self._perm

    def _shape(self) -> TensorShape:
        return TensorShape([*self._perm.shape, self._perm.shape[-1]])

    def _dense(self) -> Tensor:
        return _permutation(self._perm, self.dtype)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return self._matmul(rhs, not adjoint)


class LinearOperatorToeplitz(LinearOperator):
    """A square matrix whose diagonals are constant.

    Args:
      col: the first column, `[..., size]`.
      row: the first row; its first entry is that of `col`.
      is_non_singular: see `LinearOperator`, like the following.
      is_self_adjoint: see there.
      is_positive_definite: see there.
      is_square: see there.
      name: its name.
    """

    def __init__(
        self,
        col: Any,
        row: Any,
        is_non_singular: _Hint = None,
        is_self_adjoint: _Hint = None,
        is_positive_definite: _Hint = None,
        is_square: _Hint = None,
        name: str = "LinearOperatorToeplitz",
    ):
        if is_square is False:
            raise ValueError("Only square Toeplitz operators currently supported.")
        self._col, self._row = convert_to_tensor(col), convert_to_tensor(row)
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, True)
        super().__init__(self._col.dtype, None, *hints, name, {"col": col, "row": row})

    @property
    def col(self) -> Tensor:
        """The first column."""
        return self._col

    @property
    def row(self) -> Tensor:
        """The first row."""
        return self._row

    def _shape(self) -> TensorShape:
        batch = np.broadcast_shapes(tuple(self._col.shape[:-1]), tuple(self._row.shape[:-1]))
        return TensorShape([*batch, self._col.shape[-1], self._row.shape[-1]])

    def _dense(self) -> Tensor:
        return _toeplitz(self._col, self._row)


class LinearOperatorTridiag(LinearOperator):
    """A tridiagonal matrix.

    Args:
      diagonals: see `tf.linalg.tridiagonal_matmul`.
      diagonals_format: see there.
      is_non_singular: see `LinearOperator`, like the following.
      is_self_adjoint: see there.
      is_positive_definite: see there.
      is_square: see there.
      name: its name.
    """

    def __init__(
        self,
        diagonals: Any,
        diagonals_format: str = "compact",
        is_non_singular: _Hint = None,
        is_self_adjoint: _Hint = None,
        is_positive_definite: _Hint = None,
        is_square: _Hint = None,
        name: str = "LinearOperatorTridiag",
    ):
        self._format = diagonals_format
        self._given = diagonals
        self._compact = compact(diagonals, diagonals_format)
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, True)
        super().__init__(self._compact.dtype, None, *hints, name, {"diagonals": diagonals})

    @property
    def diagonals(self) -> Any:
        return self._given

    @property
    def diagonals_format(self) -> str:
        return self._format

    def _shape(self) -> TensorShape:
        *batch, _, size = self._compact.shape.as_list()
        return TensorShape([*batch, size, size])

    def _dense(self) -> Tensor:
        size = self._compact.shape[-1]
        eye = convert_to_tensor(np.eye(size, dtype=self.dtype.np))
        return tridiagonal_matmul(self._compact, eye)

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        return super()._matmul(x, adjoint) if adjoint else tridiagonal_matmul(self._compact, x)


class _Circulant(LinearOperator):
    """`F^H D F`: diagonal after a Fourier transform over `_axes` axes."""

    _axes = 1

    def __init__(
        self,
        spectrum: Any,
        input_output_dtype: Any = "complex64",
        is_non_singular: _Hint = None,
        is_self_adjoint: _Hint = None,
        is_positive_definite: _Hint = None,
        is_square: _Hint = True,
        name: str | None = None,
    ):
        if is_square is False:
            raise ValueError("A [[nested] block] circulant operator is always square.")
        self._spectrum = convert_to_tensor(spectrum)
        if len(self._spectrum.shape) < self._axes:
            raise ValueError(f"Argument `spectrum` must have at least {self._axes} dimensions.")
        if not self._spectrum.dtype.is_complex:
            is_self_adjoint = True  # a real spectrum
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, True)
        parameters = {"spectrum": spectrum, "input_output_dtype": input_output_dtype}
        super().__init__(as_dtype(input_output_dtype), None, *hints, name, parameters)

    @property
    def spectrum(self) -> Tensor:
        """The diagonal."""
        return self._spectrum

    @property
    def block_depth(self) -> int:
        """Over how many axes the transform goes."""
        return self._axes

    @property
    def block_shape(self) -> TensorShape:
        return self._spectrum.shape[-self._axes :]

    def convolution_kernel(self, name: str = "convolution_kernel") -> Tensor:
        """What a product convolves with."""
        return _kernel(self._spectrum, self._axes, self.dtype)

    def _shape(self) -> TensorShape:
        size = int(np.prod(self._spectrum.shape.as_list()[-self._axes :]))
        return TensorShape([*self._spectrum.shape[: -self._axes], size, size])

    def _dense(self) -> Tensor:
        size = self._shape()[-1]
        return self._matmul(convert_to_tensor(np.eye(size, dtype=self.dtype.np)), False)

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        return _circulant(x, self._spectrum, self._axes, bool(adjoint), False)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return _circulant(rhs, self._spectrum, self._axes, bool(adjoint), True)


class LinearOperatorCirculant(_Circulant):
    """A circulant matrix: each row is the one above, moved by one.

    Args:
      spectrum: the Fourier transform of the first column, `[..., size]`.
      input_output_dtype: of the matrices it is multiplied with; a real one for a spectrum whose
        inverse transform is real.
      is_non_singular: see `LinearOperator`, like the following.
      is_self_adjoint: see there.
      is_positive_definite: see there.
      is_square: see there.
      name: its name.
    """

    def __init__(
        self,
        spectrum: Any,
        input_output_dtype: Any = "complex64",
        is_non_singular: _Hint = None,
        is_self_adjoint: _Hint = None,
        is_positive_definite: _Hint = None,
        is_square: _Hint = True,
        name: str = "LinearOperatorCirculant",
    ):
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, is_square)
        super().__init__(spectrum, input_output_dtype, *hints, name)


class LinearOperatorCirculant2D(_Circulant):
    """A circulant of circulants; `spectrum` is `[..., height, width]`."""

    _axes = 2

    def __init__(
        self,
        spectrum: Any,
        input_output_dtype: Any = "complex64",
        is_non_singular: _Hint = None,
        is_self_adjoint: _Hint = None,
        is_positive_definite: _Hint = None,
        is_square: _Hint = True,
        name: str = "LinearOperatorCirculant2D",
    ):
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, is_square)
        super().__init__(spectrum, input_output_dtype, *hints, name)


class LinearOperatorCirculant3D(_Circulant):
    """A circulant of circulants of circulants; `spectrum` has three last axes."""

    _axes = 3

    def __init__(
        self,
        spectrum: Any,
        input_output_dtype: Any = "complex64",
        is_non_singular: _Hint = None,
        is_self_adjoint: _Hint = None,
        is_positive_definite: _Hint = None,
        is_square: _Hint = True,
        name: str = "LinearOperatorCirculant3D",
    ):
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, is_square)
        super().__init__(spectrum, input_output_dtype, *hints, name)


@op("linalg.LinearOperatorHouseholder")
def _householder(axis: jax.Array) -> jax.Array:
    unit = axis / jnp.linalg.norm(axis, axis=-1, keepdims=True)
    return jnp.eye(axis.shape[-1], dtype=axis.dtype) - 2 * unit[..., None] * jnp.conj(
        unit[..., None, :]
    )


@op("linalg.LinearOperatorPermutation", differentiable=False)
def _permutation(perm: jax.Array, dtype=None) -> jax.Array:
    return (perm[..., None] == jnp.arange(perm.shape[-1], dtype=perm.dtype)).astype(dtype.np)


@op("linalg.LinearOperatorToeplitz")
def _toeplitz(col: jax.Array, row: jax.Array) -> jax.Array:
    rows, columns = col.shape[-1], row.shape[-1]
    offsets = np.arange(rows)[:, None] - np.arange(columns)
    below = col[..., np.maximum(offsets, 0)]
    return jnp.where(offsets >= 0, below, row[..., np.maximum(-offsets, 0)])


@op("linalg.LinearOperatorCirculant", free=("spectrum",))
def _circulant(
    x: jax.Array, spectrum: jax.Array, axes=1, adjoint=False, inverse=False
) -> jax.Array:
    sizes = spectrum.shape[-axes:]
    wide = jnp.complex128 if x.dtype in (jnp.float64, jnp.complex128) else jnp.complex64
    columns = x.swapaxes(-1, -2).astype(wide)
    columns = columns.reshape(*columns.shape[:-1], *sizes)
    over = tuple(range(-axes, 0))
    factors = jnp.conj(spectrum) if adjoint else spectrum
    factors = jnp.expand_dims(factors.astype(wide), -axes - 1)
    factors = 1 / factors if inverse else factors
    found = jnp.fft.ifftn(jnp.fft.fftn(columns, axes=over) * factors, axes=over)
    found = found.reshape(*found.shape[:-axes], -1).swapaxes(-1, -2)
    found = found if jnp.issubdtype(x.dtype, jnp.complexfloating) else found.real
    return found.astype(x.dtype)


@op("linalg.LinearOperatorCirculant")
def _kernel(spectrum: jax.Array, axes=1, dtype=None) -> jax.Array:
    found = jnp.fft.ifftn(spectrum, axes=tuple(range(-axes, 0)))
    return (found if dtype.is_complex else found.real).astype(dtype.np)
