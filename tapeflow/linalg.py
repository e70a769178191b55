"""`tf.linalg`: linear algebra."""

from tapeflow.ops.linalg import einsum as einsum
from tapeflow.ops.linalg import matmul as matmul
from tapeflow.ops.linalg import matvec as matvec
from tapeflow.ops.linalg import tensordot as tensordot
