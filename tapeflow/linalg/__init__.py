"""`tf.linalg`: linear algebra."""

from tapeflow.ops.array import eye as eye
from tapeflow.ops.linalg import adjoint as adjoint
from tapeflow.ops.linalg import band_part as band_part
from tapeflow.ops.linalg import cholesky as cholesky
from tapeflow.ops.linalg import cholesky_solve as cholesky_solve
from tapeflow.ops.linalg import cross as cross
from tapeflow.ops.linalg import det as det
from tapeflow.ops.linalg import diag as diag
from tapeflow.ops.linalg import diag_part as diag_part
from tapeflow.ops.linalg import eig as eig
from tapeflow.ops.linalg import eigh as eigh
from tapeflow.ops.linalg import eigvals as eigvals
from tapeflow.ops.linalg import eigvalsh as eigvalsh
from tapeflow.ops.linalg import einsum as einsum
from tapeflow.ops.linalg import expm as expm
from tapeflow.ops.linalg import inv as inv
from tapeflow.ops.linalg import logdet as logdet
from tapeflow.ops.linalg import logm as logm
from tapeflow.ops.linalg import lstsq as lstsq
from tapeflow.ops.linalg import lu as lu
from tapeflow.ops.linalg import lu_matrix_inverse as lu_matrix_inverse
from tapeflow.ops.linalg import lu_reconstruct as lu_reconstruct
from tapeflow.ops.linalg import lu_solve as lu_solve
from tapeflow.ops.linalg import matmul as matmul
from tapeflow.ops.linalg import matrix_rank as matrix_rank
from tapeflow.ops.linalg import matrix_transpose as matrix_transpose
from tapeflow.ops.linalg import matvec as matvec
from tapeflow.ops.linalg import norm as norm
from tapeflow.ops.linalg import normalize as normalize
from tapeflow.ops.linalg import pinv as pinv
from tapeflow.ops.linalg import qr as qr
from tapeflow.ops.linalg import set_diag as set_diag
from tapeflow.ops.linalg import slogdet as slogdet
from tapeflow.ops.linalg import solve as solve
from tapeflow.ops.linalg import sqrtm as sqrtm
from tapeflow.ops.linalg import svd as svd
from tapeflow.ops.linalg import tensor_diag as tensor_diag
from tapeflow.ops.linalg import tensor_diag_part as tensor_diag_part
from tapeflow.ops.linalg import tensordot as tensordot
from tapeflow.ops.linalg import trace as trace
from tapeflow.ops.linalg import triangular_solve as triangular_solve
from tapeflow.ops.math import global_norm as global_norm
from tapeflow.ops.nn import l2_normalize as l2_normalize

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

# Imported when first asked for.
_LATER = {
    "banded_triangular_solve": "tapeflow.ops.linalg.tridiagonal",
    "eigh_tridiagonal": "tapeflow.ops.linalg.tridiagonal",
    "tridiagonal_matmul": "tapeflow.ops.linalg.tridiagonal",
    "tridiagonal_solve": "tapeflow.ops.linalg.tridiagonal",
    "LinearOperator": "tapeflow.ops.linalg_operators",
    "LinearOperatorFullMatrix": "tapeflow.ops.linalg_operators",
    "LinearOperatorLowerTriangular": "tapeflow.ops.linalg_operators",
    "LinearOperatorDiag": "tapeflow.ops.linalg_operators",
    "LinearOperatorIdentity": "tapeflow.ops.linalg_operators",
    "LinearOperatorScaledIdentity": "tapeflow.ops.linalg_operators",
    "LinearOperatorZeros": "tapeflow.ops.linalg_operators",
    "LinearOperatorAdjoint": "tapeflow.ops.linalg_operators",
    "LinearOperatorBlockDiag": "tapeflow.ops.linalg_operators",
    "LinearOperatorBlockLowerTriangular": "tapeflow.ops.linalg_operators",
    "LinearOperatorComposition": "tapeflow.ops.linalg_operators",
    "LinearOperatorInversion": "tapeflow.ops.linalg_operators",
    "LinearOperatorKronecker": "tapeflow.ops.linalg_operators",
    "LinearOperatorLowRankUpdate": "tapeflow.ops.linalg_operators",
    "LinearOperatorCirculant": "tapeflow.ops.linalg_operators",
    "LinearOperatorCirculant2D": "tapeflow.ops.linalg_operators",
    "LinearOperatorCirculant3D": "tapeflow.ops.linalg_operators",
    "LinearOperatorHouseholder": "tapeflow.ops.linalg_operators",
    "LinearOperatorPermutation": "tapeflow.ops.linalg_operators",
    "LinearOperatorToeplitz": "tapeflow.ops.linalg_operators",
    "LinearOperatorTridiag": "tapeflow.ops.linalg_operators",
}

if TYPE_CHECKING:
    from tapeflow.linalg import experimental as experimental
    from tapeflow.ops.linalg.tridiagonal import banded_triangular_solve as banded_triangular_solve
    from tapeflow.ops.linalg.tridiagonal import eigh_tridiagonal as eigh_tridiagonal
    from tapeflow.ops.linalg.tridiagonal import tridiagonal_matmul as tridiagonal_matmul
    from tapeflow.ops.linalg.tridiagonal import tridiagonal_solve as tridiagonal_solve
    from tapeflow.ops.linalg_operators import LinearOperator as LinearOperator
    from tapeflow.ops.linalg_operators import LinearOperatorFullMatrix as LinearOperatorFullMatrix
    from tapeflow.ops.linalg_operators import (
        LinearOperatorLowerTriangular as LinearOperatorLowerTriangular,
    )
    from tapeflow.ops.linalg_operators import LinearOperatorDiag as LinearOperatorDiag
    from tapeflow.ops.linalg_operators import LinearOperatorIdentity as LinearOperatorIdentity
    from tapeflow.ops.linalg_operators import (
        LinearOperatorScaledIdentity as LinearOperatorScaledIdentity,
    )
    from tapeflow.ops.linalg_operators import LinearOperatorZeros as LinearOperatorZeros
    from tapeflow.ops.linalg_operators import LinearOperatorAdjoint as LinearOperatorAdjoint
    from tapeflow.ops.linalg_operators import LinearOperatorBlockDiag as LinearOperatorBlockDiag
    from tapeflow.ops.linalg_operators import (
        LinearOperatorBlockLowerTriangular as LinearOperatorBlockLowerTriangular,
    )
    from tapeflow.ops.linalg_operators import LinearOperatorComposition as LinearOperatorComposition
    from tapeflow.ops.linalg_operators import LinearOperatorInversion as LinearOperatorInversion
    from tapeflow.ops.linalg_operators import LinearOperatorKronecker as LinearOperatorKronecker
    from tapeflow.ops.linalg_operators import (
        LinearOperatorLowRankUpdate as LinearOperatorLowRankUpdate,
    )
    from tapeflow.ops.linalg_operators import LinearOperatorCirculant as LinearOperatorCirculant
    from tapeflow.ops.linalg_operators import LinearOperatorCirculant2D as LinearOperatorCirculant2D
    from tapeflow.ops.linalg_operators import LinearOperatorCirculant3D as LinearOperatorCirculant3D
    from tapeflow.ops.linalg_operators import LinearOperatorHouseholder as LinearOperatorHouseholder
    from tapeflow.ops.linalg_operators import LinearOperatorPermutation as LinearOperatorPermutation
    from tapeflow.ops.linalg_operators import LinearOperatorToeplitz as LinearOperatorToeplitz
    from tapeflow.ops.linalg_operators import LinearOperatorTridiag as LinearOperatorTridiag


def __getattr__(name: str):
    if name == "experimental":
        return _import_module(f"{__name__}.experimental")
    if name in _LATER:
        return getattr(_import_module(_LATER[name]), name)
    raise AttributeError(f"module 'tapeflow.linalg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER, "experimental"})
