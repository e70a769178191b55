"""Linear operators: matrices known by what they do to others."""

from tapeflow.ops.linalg_operators.combined_operators import (
    LinearOperatorAdjoint as LinearOperatorAdjoint,
)
from tapeflow.ops.linalg_operators.combined_operators import (
    LinearOperatorBlockDiag as LinearOperatorBlockDiag,
)
from tapeflow.ops.linalg_operators.combined_operators import (
    LinearOperatorBlockLowerTriangular as LinearOperatorBlockLowerTriangular,
)
from tapeflow.ops.linalg_operators.combined_operators import (
    LinearOperatorComposition as LinearOperatorComposition,
)
from tapeflow.ops.linalg_operators.combined_operators import (
    LinearOperatorInversion as LinearOperatorInversion,
)
from tapeflow.ops.linalg_operators.combined_operators import (
    LinearOperatorKronecker as LinearOperatorKronecker,
)
from tapeflow.ops.linalg_operators.combined_operators import (
    LinearOperatorLowRankUpdate as LinearOperatorLowRankUpdate,
)
from tapeflow.ops.linalg_operators.dense_operators import (
    LinearOperatorFullMatrix as LinearOperatorFullMatrix,
)
from tapeflow.ops.linalg_operators.dense_operators import (
    LinearOperatorLowerTriangular as LinearOperatorLowerTriangular,
)
from tapeflow.ops.linalg_operators.diagonal_operators import (
    LinearOperatorDiag as LinearOperatorDiag,
)
from tapeflow.ops.linalg_operators.diagonal_operators import (
    LinearOperatorIdentity as LinearOperatorIdentity,
)
from tapeflow.ops.linalg_operators.diagonal_operators import (
    LinearOperatorScaledIdentity as LinearOperatorScaledIdentity,
)
from tapeflow.ops.linalg_operators.diagonal_operators import (
    LinearOperatorZeros as LinearOperatorZeros,
)
from tapeflow.ops.linalg_operators.linear_operator import LinearOperator as LinearOperator
from tapeflow.ops.linalg_operators.structured_operators import (
    LinearOperatorCirculant as LinearOperatorCirculant,
)
from tapeflow.ops.linalg_operators.structured_operators import (
    LinearOperatorCirculant2D as LinearOperatorCirculant2D,
)
from tapeflow.ops.linalg_operators.structured_operators import (
    LinearOperatorCirculant3D as LinearOperatorCirculant3D,
)
from tapeflow.ops.linalg_operators.structured_operators import (
    LinearOperatorHouseholder as LinearOperatorHouseholder,
)
from tapeflow.ops.linalg_operators.structured_operators import (
    LinearOperatorPermutation as LinearOperatorPermutation,
)
from tapeflow.ops.linalg_operators.structured_operators import (
    LinearOperatorToeplitz as LinearOperatorToeplitz,
)
from tapeflow.ops.linalg_operators.structured_operators import (
    LinearOperatorTridiag as LinearOperatorTridiag,
)
from tapeflow.ops.linalg_operators.conjugate_gradient import (
    conjugate_gradient as conjugate_gradient,
)
