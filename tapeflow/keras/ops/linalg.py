"""`tf.keras.ops.linalg`."""

from tapeflow.keras.ops.jvp import jvp as jvp
from tapeflow.keras.ops.matrices import cholesky as cholesky
from tapeflow.keras.ops.matrices import cholesky_inverse as cholesky_inverse
from tapeflow.keras.ops.matrices import det as det
from tapeflow.keras.ops.matrices import eig as eig
from tapeflow.keras.ops.matrices import eigh as eigh
from tapeflow.keras.ops.matrices import inv as inv
from tapeflow.keras.ops.matrices import lstsq as lstsq
from tapeflow.keras.ops.matrices import lu_factor as lu_factor
from tapeflow.keras.ops.matrices import matrix_rank as matrix_rank
from tapeflow.keras.ops.matrices import norm as norm
from tapeflow.keras.ops.matrices import pinv as pinv
from tapeflow.keras.ops.matrices import qr as qr
from tapeflow.keras.ops.matrices import solve as solve
from tapeflow.keras.ops.matrices import solve_triangular as solve_triangular
from tapeflow.keras.ops.matrices import svd as svd
