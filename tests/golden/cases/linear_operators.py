"""`tf.linalg.LinearOperator`s: what they look like, products, systems, determinants, errors."""

from tests.golden.case import case, raised


def _square(np, seed=0, size=3, batch=()):
    rng = np.random.default_rng(seed)
    matrix = rng.normal(size=(*batch, size, size)).astype("float32")
    return matrix @ matrix.swapaxes(-1, -2) + 2 * np.eye(size, dtype="float32")


_MADE = {
    "full": lambda t, np: t.LinearOperatorFullMatrix(_square(np, batch=(2,))),
    "spd": lambda t, np: t.LinearOperatorFullMatrix(
        _square(np), is_self_adjoint=True, is_positive_definite=True
    ),
    "diag": lambda t, np: t.LinearOperatorDiag(np.array([[1.0, -2.0, 3.0]], "float32")),
    "identity": lambda t, np: t.LinearOperatorIdentity(3, batch_shape=[2]),
    "scaled": lambda t, np: t.LinearOperatorScaledIdentity(3, np.array([2.0, -0.5], "float32")),
    "triangular": lambda t, np: t.LinearOperatorLowerTriangular(_square(np, 1)),
    "composition": lambda t, np: t.LinearOperatorComposition(
        [
            t.LinearOperatorFullMatrix(_square(np)),
            t.LinearOperatorDiag(np.array([1.0, 2.0, 3.0], "float32")),
        ]
    ),
    "kronecker": lambda t, np: t.LinearOperatorKronecker(
        [
            t.LinearOperatorFullMatrix(_square(np, size=2)),
            t.LinearOperatorDiag(np.array([1.0, 2.0], "float32")),
        ]
    ),
    "blocks": lambda t, np: t.LinearOperatorBlockDiag(
        [t.LinearOperatorFullMatrix(_square(np, size=2)), t.LinearOperatorIdentity(1)]
    ),
    "triangle_of_blocks": lambda t, np: t.LinearOperatorBlockLowerTriangular(
        [
            [t.LinearOperatorFullMatrix(_square(np, size=2))],
            [t.LinearOperatorFullMatrix(np.ones((1, 2), "float32")), t.LinearOperatorIdentity(1)],
        ]
    ),
    "update": lambda t, np: t.LinearOperatorLowRankUpdate(
        t.LinearOperatorDiag(np.array([1.0, 2.0, 3.0], "float32"), is_positive_definite=True),
        _square(np, 2)[:, :2],
        np.array([1.0, 0.5], "float32"),
        is_diag_update_positive=True,
    ),
    "householder": lambda t, np: t.LinearOperatorHouseholder(np.array([1.0, 2.0, 0.5], "float32")),
    "permutation": lambda t, np: t.LinearOperatorPermutation(np.array([2, 0, 1], "int32")),
    "toeplitz": lambda t, np: t.LinearOperatorToeplitz(
        np.array([4.0, 1.0, 2.0], "float32"), np.array([4.0, -1.0, 0.5], "float32")
    ),
    "tridiagonal": lambda t, np: t.LinearOperatorTridiag(
        np.array([[1.0, 2.0, 0.0], [5.0, 6.0, 7.0], [0.0, 1.0, 2.0]], "float32")
    ),
    "circulant": lambda t, np: t.LinearOperatorCirculant(
        np.array([4.0, 1.0, 1.0], "float32"), "float32"
    ),
    "adjoint": lambda t, np: t.LinearOperatorFullMatrix(_square(np) + np.tri(3, dtype="float32")).H,
    "inversion": lambda t, np: t.LinearOperatorFullMatrix(_square(np)).inverse(),
}


@case(params=list(_MADE), rtol=1e-4, atol=1e-5)
def operator(tf, np, which):
    made = _MADE[which](tf.linalg, np)
    x = tf.constant(np.random.default_rng(5).normal(size=(made.shape[-1], 2)).astype("float32"))
    return (
        made.shape,
        made.dtype,
        made.to_dense(),
        made.matmul(x),
        made.matmul(x, adjoint=True),
        made.matvec(x[:, 0]),
        made.solve(x),
        made.solvevec(x[:, 1], adjoint=True),
        made.determinant(),
        made.log_abs_determinant(),
        made.trace(),
        made.diag_part(),
        made.adjoint().to_dense(),
        made.inverse().to_dense(),
        made.is_square,
        made.batch_shape,
        made.tensor_rank,
        made.shape_tensor(),
        made.add_to_tensor(tf.ones(made.shape)),
    )


@case(rtol=1e-4)
def decompositions(tf, np):
    made = _MADE["spd"](tf.linalg, np)
    rhs = tf.constant([1.0, 2.0, 3.0])
    return (
        made.cholesky().to_dense(),
        made.eigvals(),
        made.cond(),
        tf.linalg.experimental.conjugate_gradient(made, rhs, max_iter=10).x,
        (made @ made.inverse()).to_dense(),
        raised(made.assert_positive_definite),
        raised(_MADE["full"](tf.linalg, np).cholesky),
    )


@case(params=["matrix", "diag"])
def gradients(tf, np, which):
    entries = tf.Variable(_square(np) if which == "matrix" else [1.0, 2.0, 3.0])
    kind = tf.linalg.LinearOperatorFullMatrix if which == "matrix" else tf.linalg.LinearOperatorDiag
    with tf.GradientTape() as tape:
        made = kind(entries)
        total = tf.reduce_sum(made.solvevec([1.0, 2.0, 3.0])) + made.log_abs_determinant()
    return tape.gradient(total, entries), len(made.trainable_variables)


@case
def refusals(tf, np):
    t = tf.linalg
    wide = t.LinearOperatorFullMatrix(np.ones((2, 3), "float32"))
    return (
        raised(t.LinearOperatorFullMatrix, [1.0]),
        raised(wide.solve, np.ones((2, 1))),
        raised(wide.matmul, np.ones((2, 1), "float32")),
        raised(t.LinearOperatorZeros(2).solve, np.ones((2, 1), "float32")),
        raised(t.LinearOperatorIdentity, 2, is_self_adjoint=False),
        raised(wide.inverse),
    )
