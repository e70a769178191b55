"""Linear algebra: values and gradients."""

from tests.golden.case import case
from tests.golden.gradients import with_gradients


def _normal(np, *shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def _positive(np, *shape, seed=0):
    """Symmetric positive definite matrices."""
    a = np.random.default_rng(seed).normal(size=shape)
    return (a @ np.swapaxes(a, -1, -2) + shape[-1] * np.eye(shape[-1])).astype("float32")


MATMUL = [
    ((2, 3), (3, 4), {}),
    ((3, 2), (3, 4), {"transpose_a": True}),
    ((2, 3), (4, 3), {"transpose_b": True}),
    ((3, 2), (4, 3), {"transpose_a": True, "transpose_b": True}),
    ((5, 2, 3), (5, 3, 4), {}),
    ((5, 3, 2), (5, 4, 3), {"transpose_a": True, "transpose_b": True}),
    ((5, 2, 3), (3, 4), {}),
    ((5, 2, 3), (4, 3), {"transpose_b": True}),
    ((2, 3), (5, 3, 4), {}),
    ((2, 1, 2, 3), (4, 3, 2), {}),
    ((1, 1), (1, 1), {}),
    ((0, 3), (3, 2), {}),
    ((2, 0), (0, 3), {}),
    ((3, 2), (3, 4), {"adjoint_a": True}),
]


@case(params=MATMUL)
def matmul(tf, np, which):
    left, right, options = which
    return with_gradients(
        tf,
        np,
        lambda a, b: tf.matmul(a, b, **options),
        _normal(np, *left),
        _normal(np, *right, seed=1),
    )


@case(params=["float64", "float16", "bfloat16", "int32", "int64", "complex64"])
def matmul_dtype(tf, np, dtype):
    kind = tf.as_dtype(dtype).as_numpy_dtype
    a = tf.constant(np.arange(6).reshape(2, 3).astype(kind))
    return tf.matmul(a, a, transpose_b=True)


@case
def matmul_complex_adjoint(tf, np):
    a = np.array([[1 + 2j, 3], [0.5j, -1]], "complex64")
    return tf.matmul(a, a, adjoint_a=True), tf.matmul(a, a, transpose_b=True)


@case(
    params=[((2, 3), (4, 5)), ((3,), (3, 2)), ((2, 3), (3,)), ((2, 2, 3), (3, 3, 2)), ((3,), (3,))]
)
def matmul_wrong_shapes(tf, np, shapes):
    return tf.matmul(_normal(np, *shapes[0]), _normal(np, *shapes[1]))


@case
def matmul_two_dtypes(tf, np):
    return tf.matmul(tf.constant([[1.0]]), tf.constant([[1]]))


@case
def matmul_transpose_and_adjoint(tf, np):
    return tf.matmul([[1.0]], [[1.0]], transpose_a=True, adjoint_a=True)


@case(
    params=[
        ((2, 3), (3,), {}),
        ((3, 2), (3,), {"transpose_a": True}),
        ((4, 2, 3), (4, 3), {}),
        ((2, 3), (4, 3), {}),
    ]
)
def matvec(tf, np, which):
    left, right, options = which
    return with_gradients(
        tf,
        np,
        lambda a, b: tf.linalg.matvec(a, b, **options),
        _normal(np, *left),
        _normal(np, *right, seed=1),
    )


EINSUM = [
    ("ij,jk->ik", (2, 3), (3, 4)),
    ("ij,jk", (2, 3), (3, 4)),
    ("bij,bjk->bik", (5, 2, 3), (5, 3, 4)),
    ("bhqd,bhkd->bhqk", (2, 3, 4, 5), (2, 3, 6, 5)),
    ("i,j->ij", (3,), (4,)),
    ("i,i->", (3,), (3,)),
    ("...ij,jk->...ik", (2, 5, 2, 3), (3, 4)),
    ("ij,kj->ik", (2, 3), (4, 3)),
    ("abc,cde->abde", (2, 3, 4), (4, 5, 2)),
]


@case(params=EINSUM)
def einsum(tf, np, which):
    equation, left, right = which
    return with_gradients(
        tf,
        np,
        lambda a, b: tf.einsum(equation, a, b),
        _normal(np, *left),
        _normal(np, *right, seed=1),
    )


@case(params=["ii->i", "ii->", "ij->ji", "ij->i", "ij->", "ii"])
def einsum_of_one(tf, np, equation):
    return with_gradients(tf, np, lambda a: tf.einsum(equation, a), _normal(np, 3, 3))


@case
def einsum_of_three(tf, np):
    return with_gradients(
        tf,
        np,
        lambda a, b, c: tf.einsum("ij,jk,kl->il", a, b, c),
        _normal(np, 2, 3),
        _normal(np, 3, 4, seed=1),
        _normal(np, 4, 2, seed=2),
    )


@case(params=[("ij,jk->ik", ((2, 3), (4, 5))), ("ij->ik", ((2, 3),)), ("ij,jk->ik", ((2, 3),))])
def einsum_wrong(tf, np, which):
    equation, shapes = which
    return tf.einsum(equation, *[_normal(np, *shape) for shape in shapes])


@case(params=[1, 2, 0, ((1,), (0,)), ((0, 1), (0, 1)), ((-1,), (-3,)), (1, 0)])
def tensordot(tf, np, axes):
    a = _normal(np, 3, 3, 3)
    axes = (
        [list(a) if isinstance(a, tuple) else a for a in axes] if isinstance(axes, tuple) else axes
    )
    return with_gradients(
        tf, np, lambda a, b: tf.tensordot(a, b, axes), a, _normal(np, 3, 3, 3, seed=1)
    )


@case(params=[5, -1, ((0, 1), (0,)), ((0,), (0,))])
def tensordot_wrong(tf, np, axes):
    return tf.tensordot(_normal(np, 2, 3), _normal(np, 4, 5), axes)


NORMS = [
    ("euclidean", None),
    ("euclidean", 0),
    ("euclidean", -1),
    ("euclidean", (0, 1)),
    (1, None),
    (1, 1),
    (1, (0, 1)),
    (1, (1, 0)),
    (2, 1),
    (2, (-2, -1)),
    (3, 0),
    (2.5, None),
    ("fro", (1, 2)),
]


@case(params=NORMS)
def norm(tf, np, which):
    order, axis = which
    axis = list(axis) if isinstance(axis, tuple) else axis
    return [
        with_gradients(
            tf,
            np,
            lambda x, k=keepdims: tf.norm(x, ord=order, axis=axis, keepdims=k),
            _normal(np, 2, 3, 4),
        )
        for keepdims in (False, True)
    ]


@case(params=[None, 0, (0, 1)])
def norm_infinite(tf, np, axis):
    axis = list(axis) if isinstance(axis, tuple) else axis
    return with_gradients(tf, np, lambda x: tf.norm(x, ord=np.inf, axis=axis), _normal(np, 2, 3, 4))


@case
def norm_of_complex(tf, np):
    x = np.array([3 + 4j, 1j], "complex64")
    return tf.norm(x), tf.norm(x, ord=1)


@case(params=[("nuclear", None), (-1, None), (3, (0, 1)), (2, (0, 0)), (0, 0)])
def norm_wrong(tf, np, which):
    order, axis = which
    return tf.norm(
        _normal(np, 2, 3, 4), ord=order, axis=list(axis) if isinstance(axis, tuple) else axis
    )


@case(params=[None, 0, -1])
def normalize(tf, np, axis):
    return with_gradients(tf, np, lambda x: tf.linalg.normalize(x, axis=axis), _normal(np, 2, 3))


@case
def global_norm(tf, np):
    return tf.linalg.global_norm([tf.constant(_normal(np, 2, 3)), tf.constant(_normal(np, 4))])


DIAGONALS = [
    ((3,), {}),
    ((2, 3), {}),
    ((3,), {"k": 1}),
    ((3,), {"k": -2}),
    ((3,), {"num_rows": 4}),
    ((3,), {"num_cols": 5, "num_rows": 3}),
    ((3,), {"k": 1, "num_rows": 3, "num_cols": 6, "padding_value": 9.0}),
    ((3, 4), {"k": (-1, 1)}),
    ((2, 3, 4), {"k": (-1, 1), "align": "LEFT_RIGHT"}),
    ((2, 3), {"k": (0, 1), "align": "LEFT_LEFT"}),
    ((2, 3), {"k": (-1, 0), "align": "RIGHT_RIGHT"}),
    ((2, 2), {"k": (1, 2), "num_rows": 3, "num_cols": 4}),
]


@case(params=DIAGONALS)
def diag(tf, np, which):
    shape, options = which
    return with_gradients(tf, np, lambda d: tf.linalg.diag(d, **options), _normal(np, *shape))


PARTS = [
    ((3, 3), {}),
    ((2, 3, 4), {}),
    ((4, 3), {"k": -1}),
    ((3, 4), {"k": 2}),
    ((3, 4), {"k": (-1, 1)}),
    ((2, 4, 3), {"k": (-2, 1), "align": "LEFT_RIGHT"}),
    ((3, 4), {"k": (1, 3), "padding_value": 7.0}),
    ((3, 3), {"k": (-2, 0), "align": "LEFT_LEFT"}),
    ((3, 3), {"k": (-1, 2), "align": "RIGHT_RIGHT"}),
]


@case(params=PARTS)
def diag_part(tf, np, which):
    shape, options = which
    return with_gradients(tf, np, lambda a: tf.linalg.diag_part(a, **options), _normal(np, *shape))


@case(params=[5, -4])
def diag_part_wrong(tf, np, k):
    return tf.linalg.diag_part(_normal(np, 3, 4), k=k)


@case(
    params=[
        ((3, 3), (3,), {}),
        ((2, 3, 4), (2, 3), {}),
        ((3, 4), (3,), {"k": 1}),
        ((3, 4), (3, 3), {"k": (-1, 1)}),
        ((4, 3), (2, 2), {"k": (1, 2), "align": "LEFT_RIGHT"}),
    ]
)
def set_diag(tf, np, which):
    shape, diagonal, options = which
    return with_gradients(
        tf,
        np,
        lambda a, d: tf.linalg.set_diag(a, d, **options),
        _normal(np, *shape),
        _normal(np, *diagonal, seed=1),
    )


@case
def set_diag_wrong_shape(tf, np):
    return tf.linalg.set_diag(_normal(np, 3, 3), _normal(np, 2))


@case(params=[(0, 0), (1, 0), (-1, 0), (0, -1), (1, 2), (-1, -1)])
def band_part(tf, np, which):
    return with_gradients(
        tf, np, lambda a: tf.linalg.band_part(a, *which), _normal(np, 2, 3, 4)
    ), tf.linalg.band_part(np.arange(9).reshape(3, 3), *which)


@case(params=[(3, 3), (2, 3, 4), (0, 0)])
def trace(tf, np, shape):
    return with_gradients(tf, np, tf.linalg.trace, _normal(np, *shape))


@case
def parts_of_integers(tf, np):
    a = np.arange(9, dtype="int32").reshape(3, 3)
    return (
        tf.linalg.trace(a),
        tf.linalg.diag_part(a),
        tf.linalg.diag([1, 2]),
        tf.linalg.tensor_diag([1, 2]),
        tf.linalg.cross([1, 2, 3], [3, 2, 1]),
        tf.linalg.matrix_transpose(a),
    )


@case
def tensor_diag(tf, np):
    return (
        with_gradients(tf, np, tf.linalg.tensor_diag, _normal(np, 2, 3)),
        with_gradients(tf, np, tf.linalg.tensor_diag_part, _normal(np, 2, 3, 2, 3)),
    )


@case(params=[(3,), (2, 3, 2)])
def tensor_diag_part_wrong(tf, np, shape):
    return tf.linalg.tensor_diag_part(_normal(np, *shape))


@case
def transposes(tf, np):
    a = np.array([[1 + 2j, 3, 4j]], "complex64")
    return (
        tf.linalg.adjoint(a),
        tf.linalg.matrix_transpose(a),
        tf.linalg.matrix_transpose(a, conjugate=True),
        with_gradients(tf, np, tf.linalg.matrix_transpose, _normal(np, 2, 3, 4)),
    )


@case
def matrix_transpose_of_a_vector(tf, np):
    return tf.linalg.matrix_transpose(_normal(np, 3))


@case
def cross(tf, np):
    return with_gradients(tf, np, tf.linalg.cross, _normal(np, 2, 3), _normal(np, 2, 3, seed=1))


@case
def cross_wrong(tf, np):
    return tf.linalg.cross(_normal(np, 2, 4), _normal(np, 2, 4))


SQUARE = [(3, 3), (2, 4, 4), (1, 1)]


@case(
    params=[(name, shape) for name in ("det", "inv", "expm") for shape in SQUARE],
    rtol=1e-3,
    atol=1e-4,
)
def square(tf, np, which):
    name, shape = which
    return with_gradients(
        tf, np, getattr(tf.linalg, name), _normal(np, *shape) + 3 * np.eye(shape[-1], dtype="f")
    )


@case(params=["det", "inv", "expm", "slogdet", "cholesky", "eigh", "sqrtm"])
def square_wrong(tf, np, name):
    return getattr(tf.linalg, name)(_normal(np, 3, 4))


@case(rtol=1e-3, atol=1e-4)
def inv_adjoint(tf, np):
    a = _normal(np, 3, 3) + 3 * np.eye(3, dtype="f")
    return with_gradients(tf, np, lambda a: tf.linalg.inv(a, adjoint=True), a)


@case(params=SQUARE, rtol=1e-3, atol=1e-4)
def slogdet(tf, np, shape):
    return with_gradients(tf, np, tf.linalg.slogdet, _normal(np, *shape))


@case(params=SQUARE, rtol=1e-3, atol=1e-4)
def logdet(tf, np, shape):
    return with_gradients(tf, np, tf.linalg.logdet, _positive(np, *shape))


@case(params=[False, True], rtol=1e-3, atol=1e-4)
def solve(tf, np, adjoint):
    a = _normal(np, 2, 3, 3) + 3 * np.eye(3, dtype="f")
    return with_gradients(
        tf, np, lambda a, b: tf.linalg.solve(a, b, adjoint=adjoint), a, _normal(np, 2, 3, 2, seed=1)
    )


@case
def solve_wrong_rows(tf, np):
    return tf.linalg.solve(_normal(np, 3, 3), _normal(np, 2, 1))


@case
def solve_of_a_vector(tf, np):
    return tf.linalg.solve(_normal(np, 3, 3), _normal(np, 3))


@case(
    params=[(lower, adjoint) for lower in (True, False) for adjoint in (True, False)],
    rtol=1e-3,
    atol=1e-4,
)
def triangular_solve(tf, np, which):
    lower, adjoint = which
    a = _normal(np, 2, 3, 3) + 3 * np.eye(3, dtype="f")
    return with_gradients(
        tf,
        np,
        lambda a, b: tf.linalg.triangular_solve(a, b, lower=lower, adjoint=adjoint),
        a,
        _normal(np, 2, 3, 2, seed=1),
    )


@case(rtol=1e-4, atol=1e-4)
def lu(tf, np):
    a, b = _normal(np, 2, 4, 4), _normal(np, 2, 4, 1, seed=1)
    both, order = tf.linalg.lu(a)
    return (
        both,
        order,
        tf.linalg.lu_reconstruct(both, order),
        tf.linalg.lu_solve(both, order, b),
        tf.linalg.lu_matrix_inverse(both, order),
    )


@case(params=SQUARE, rtol=1e-3, atol=1e-4)
def cholesky(tf, np, shape):
    return with_gradients(tf, np, tf.linalg.cholesky, _positive(np, *shape))


@case(rtol=1e-4, atol=1e-4)
def cholesky_reads_the_lower_triangle(tf, np):
    a = _positive(np, 3, 3)
    return tf.linalg.cholesky(np.tril(a))


@case(rtol=1e-3, atol=1e-4)
def cholesky_solve(tf, np):
    factor = np.linalg.cholesky(_positive(np, 3, 3))
    return with_gradients(tf, np, tf.linalg.cholesky_solve, factor, _normal(np, 3, 2, seed=1))


@case(params=[(4, 3), (3, 3), (2, 5, 2)], rtol=1e-3, atol=1e-4)
def qr(tf, np, shape):
    return with_gradients(tf, np, tf.linalg.qr, _normal(np, *shape))


@case(rtol=1e-4, atol=1e-4)
def qr_full_matrices(tf, np):
    q, r = tf.linalg.qr(_normal(np, 4, 3), full_matrices=True)
    return q.shape, r.shape, tf.matmul(q, r)


@case(params=[(4, 3), (3, 4), (2, 3, 3)], rtol=1e-3, atol=1e-4)
def svd(tf, np, shape):
    a = _normal(np, *shape)
    s, u, v = tf.linalg.svd(a)
    return (
        s,
        u.shape,
        v.shape,
        tf.matmul(u, tf.matmul(tf.linalg.diag(s), v, adjoint_b=True)),
        [part.shape for part in tf.linalg.svd(a, full_matrices=True)],
        tf.linalg.svd(a, compute_uv=False),
    )


@case(params=[(4, 3), (3, 3)], rtol=1e-3, atol=1e-4)
def svd_gradients(tf, np, shape):
    def squares(a):
        s, u, v = tf.linalg.svd(a)
        return s, u * u, v * v

    def values(a):
        return tf.linalg.svd(a, compute_uv=False)

    a = _normal(np, *shape)
    return with_gradients(tf, np, squares, a), with_gradients(tf, np, values, a)


@case(params=SQUARE, rtol=1e-3, atol=1e-4)
def eigh(tf, np, shape):
    a = _normal(np, *shape)
    a = a + np.swapaxes(a, -1, -2)

    def squares(a):
        values, vectors = tf.linalg.eigh(a)
        return values, vectors * vectors

    return with_gradients(tf, np, squares, a), with_gradients(tf, np, tf.linalg.eigvalsh, a)


@case(rtol=1e-4, atol=1e-4)
def eigh_reads_the_lower_triangle(tf, np):
    return tf.linalg.eigvalsh(np.tril(_positive(np, 3, 3)))


@case(rtol=1e-3, atol=1e-4)
def eig(tf, np):
    a = np.array([[0.0, 1.0], [-2.0, 0.5]], "float32")
    values, vectors = tf.linalg.eig(a)
    again = tf.matmul(tf.cast(a, tf.complex64), vectors) - vectors * values[tf.newaxis]
    order = np.argsort(tf.linalg.eigvals(a).numpy().imag)
    return tf.linalg.eigvals(a).numpy()[order], tf.abs(again)


@case(params=[((5, 3), (5, 2)), ((2, 4, 4), (2, 4, 1)), ((3, 5), (3, 2))], rtol=1e-3, atol=1e-4)
def lstsq(tf, np, shapes):
    a, b = _normal(np, *shapes[0]), _normal(np, *shapes[1], seed=1)
    return (
        with_gradients(tf, np, lambda a, b: tf.linalg.lstsq(a, b, l2_regularizer=0.1), a, b),
        tf.linalg.lstsq(a, b, fast=False),
    )


@case(params=[(4, 3), (2, 3, 4), (3, 3)], rtol=1e-3, atol=1e-4)
def pinv(tf, np, shape):
    return with_gradients(tf, np, tf.linalg.pinv, _normal(np, *shape))


@case
def matrix_rank(tf, np):
    a = _normal(np, 4, 2) @ _normal(np, 2, 3, seed=1)
    return (
        tf.linalg.matrix_rank(a),
        tf.linalg.matrix_rank(np.stack([a, _normal(np, 4, 3)])),
        tf.linalg.matrix_rank(np.zeros((2, 2), "f")),
        tf.linalg.matrix_rank(np.eye(3, dtype="f"), tol=2.0),
    )


@case(rtol=1e-3, atol=1e-4)
def sqrtm(tf, np):
    return with_gradients(tf, np, tf.linalg.sqrtm, _positive(np, 3, 3)), tf.linalg.sqrtm(
        _positive(np, 2, 3, 3)
    )


@case(rtol=1e-3, atol=1e-4)
def logm(tf, np):
    return tf.linalg.logm(_positive(np, 2, 3, 3).astype("complex64"))


@case
def logm_of_real(tf, np):
    return tf.linalg.logm(_positive(np, 3, 3))
