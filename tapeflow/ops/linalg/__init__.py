"""Linear algebra: products, decompositions, solvers and the parts of matrices."""

from tapeflow.ops.linalg.einsum import einsum as einsum
from tapeflow.ops.linalg.einsum import tensordot as tensordot
from tapeflow.ops.linalg.matmul import matmul as matmul
from tapeflow.ops.linalg.matmul import matvec as matvec
