"""Names that few programs use: special functions, few diagonals, morphology, rounding, ..."""

from tests.golden.case import case, raised

_BESSEL = ("j0", "j1", "y0", "y1", "k0", "k0e", "k1", "k1e")


@case(params=[f"bessel_{name}" for name in _BESSEL] + ["dawsn"], atol=2e-6)
def special(tf, np, name):
    function = getattr(tf.math.special, name)
    found = []
    for dtype in ("float32", "float64"):
        x = tf.constant([0.01, 0.3, 1.0, 2.5, 7.0, 24.9, 25.1, 60.0], dtype)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        found.append((y, tape.gradient(y, x)))
    # Not y1(0), of which TensorFlow says NaN.
    edges = {"bessel_j0": [0.0, -1.0], "bessel_j1": [0.0, -1.0], "bessel_y1": []}.get(name, [0.0])
    return found, function(tf.constant(edges)), function(tf.zeros([0, 2]))


@case(params=[(1, 3, 0), (5, 4, 0), (3, 3, 7)])
def sobol(tf, np, args):
    dim, count, skip = args
    return tf.math.sobol_sample(dim, count, skip), tf.math.sobol_sample(dim, count, skip, "float64")


@case(params=["compact", "sequence", "matrix"])
def tridiagonal(tf, np, form):
    rng = np.random.default_rng(0)
    above, main, below = rng.normal(size=(3, 2, 4))
    main += 3
    diagonals = {
        "compact": np.stack([above, main, below], 1),
        "sequence": [above, main, below],
        "matrix": sum(
            np.stack([np.diag(d[i], k)[:4, :4] for i in range(2)])
            for d, k in ((above[:, :-1], 1), (main, 0), (below[:, 1:], -1))
        ),
    }[form]
    rhs = tf.constant(rng.normal(size=(2, 4, 3)))
    matrix = [tf.constant(d) for d in diagonals] if form == "sequence" else tf.constant(diagonals)
    with tf.GradientTape() as tape:
        tape.watch(rhs)
        solved = tf.linalg.tridiagonal_solve(matrix, rhs, form)
        total = tf.reduce_sum(solved**2)
    return (
        tf.linalg.tridiagonal_matmul(matrix, rhs, form),
        solved,
        tape.gradient(total, rhs),
        tf.linalg.tridiagonal_solve(matrix, rhs[..., 0], form, partial_pivoting=False),
        tf.linalg.tridiagonal_solve(matrix, tf.transpose(rhs, [0, 2, 1]), form, transpose_rhs=True),
    )


@case
def symmetric_tridiagonal(tf, np):
    alpha, beta = tf.constant([1.0, 2.0, 0.5, 3.0]), tf.constant([0.5, -0.25, 1.0])
    values, vectors = tf.linalg.eigh_tridiagonal(alpha, beta, eigvals_only=False)
    return (
        tf.linalg.eigh_tridiagonal(alpha, beta),
        values,
        tf.abs(vectors),
        tf.linalg.eigh_tridiagonal(alpha, beta, select="i", select_range=(1, 2)),
        raised(tf.linalg.eigh_tridiagonal, alpha, beta, select="x"),
    )


@case(params=[(True, False), (True, True), (False, False), (False, True)])
def banded(tf, np, args):
    bands = tf.constant([[2.0, 3.0, 4.0], [1.0, 2.0, 3.0]])
    if not args[0]:
        bands = bands[::-1]
    return tf.linalg.banded_triangular_solve(
        bands, tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), lower=args[0], adjoint=args[1]
    )


@case(params=[("SAME", 1, 1), ("VALID", 2, 1), ("SAME", 1, 2)])
def morphology(tf, np, args):
    padding, stride, dilation = args
    rng = np.random.default_rng(0)
    x = tf.Variable(rng.normal(size=(2, 6, 5, 2)).astype("float32"))
    kernel = tf.Variable(rng.normal(size=(3, 2, 2)).astype("float32"))
    found = []
    for function in (tf.nn.dilation2d, tf.nn.erosion2d):
        with tf.GradientTape() as tape:
            y = function(
                x, kernel, [1, stride, stride, 1], padding, "NHWC", [1, dilation, dilation, 1]
            )
            total = tf.reduce_sum(y * y)
        found.append((y, tape.gradient(total, [x, kernel])))
    return found


@case(params=["SAME", "VALID"])
def convolution_derivatives(tf, np, padding):
    rng = np.random.default_rng(0)
    x = tf.constant(rng.normal(size=(2, 5, 6, 2)).astype("float32"))
    kernel = tf.constant(rng.normal(size=(3, 3, 2, 2)).astype("float32"))
    y = tf.nn.depthwise_conv2d(x, kernel, [1, 2, 2, 1], padding)
    transposed = tf.constant(rng.normal(size=(1, 4, 4, 2)).astype("float32"))
    size = 4 if padding == "SAME" else 8
    return (
        tf.nn.depthwise_conv2d_backprop_input(x.shape, kernel, y, [1, 2, 2, 1], padding),
        tf.nn.depthwise_conv2d_backprop_filter(x, kernel.shape, y, [1, 2, 2, 1], padding),
        tf.nn.atrous_conv2d_transpose(
            transposed,
            tf.constant(rng.normal(size=(3, 3, 3, 2)).astype("float32")),
            [1, size, size, 3],
            2,
            padding,
        ),
    )


@case(params=[True, False])
def isotonic(tf, np, decreasing):
    x = tf.Variable(np.random.default_rng(0).normal(size=(2, 7)).astype("float32"))
    with tf.GradientTape() as tape:
        y, segments = tf.nn.isotonic_regression(x, decreasing)
        total = tf.reduce_sum(y**3)
    return y, segments, tape.gradient(total, x), tf.nn.isotonic_regression(x, axis=0)


@case(params=["SAME", "VALID"])
def space_to_batch_around_an_op(tf, np, padding):
    x = tf.constant(np.random.default_rng(0).normal(size=(1, 7, 6, 2)).astype("float32"))
    kernel = tf.ones([3, 3, 2, 1])

    def convolve(x, rank, padding):
        return tf.nn.conv2d(x, kernel, 1, padding)

    return (
        tf.nn.with_space_to_batch(x, [2, 3], padding, convolve, filter_shape=[3, 3]),
        tf.nn.with_space_to_batch(x, [1, 1], padding, convolve),
        tf.required_space_to_batch_paddings([7, 6], [2, 4]),
        tf.required_space_to_batch_paddings([7, 6], [2, 4], [[1, 1], [0, 3]]),
    )


@case
def labels_for_ctc(tf, np):
    labels = tf.constant([[3, 3, 1, 3, 0], [2, 2, 2, 1, 1]])
    return (
        tf.nn.ctc_unique_labels(labels),
        tf.nn.collapse_repeated(labels, tf.constant([5, 4])),
        tf.nn.compute_accidental_hits(
            tf.constant([[1, 2], [3, 4]], tf.int64), tf.constant([4, 1, 9], tf.int64), 2
        ),
    )


@case(params=[(1, 1), (3, 1), (8, 3)])
def beam_search(tf, np, args):
    logits = np.random.default_rng(0).normal(size=(6, 2, 4)).astype("float32") * 2
    decoded, scores = tf.nn.ctc_beam_search_decoder(logits, [6, 4], *args)
    return [(d.indices, d.values, d.dense_shape) for d in decoded], scores


@case(params=[0.0, 0.3])
def dropouts(tf, np, rate):
    x = tf.reshape(tf.range(1.0, 13.0), [3, 4])
    return (
        tf.nn.experimental.stateless_dropout(x, rate, seed=[1, 2], rng_alg="philox"),
        tf.nn.experimental.stateless_dropout(x, rate, seed=[3, 2], noise_shape=[3, 1]),
        tf.nn.experimental.general_dropout(
            x, rate, lambda shape, dtype: tf.reshape(tf.linspace(0.0, 1.0, 12), shape)
        ),
    )


@case(params=[(8, False), (4, True), (2, False)])
def fake_quantization(tf, np, args):
    bits, narrow = args
    x = tf.Variable(np.linspace(-1.5, 2.5, 12, dtype="float32").reshape(4, 3))
    low, high = tf.Variable([-1.0, 0.1, -2.0]), tf.Variable([1.0, 1.2, 2.0])
    q = tf.quantization
    found = []
    for function in (
        lambda: q.fake_quant_with_min_max_args(x, -1.0, 1.5, bits, narrow),
        lambda: q.fake_quant_with_min_max_vars(x, low[0], high[0], bits, narrow),
        lambda: q.fake_quant_with_min_max_vars_per_channel(x, low, high, bits, narrow),
    ):
        with tf.GradientTape() as tape:
            y = function()
            total = tf.reduce_sum(y * y)
        found.append((y, tape.gradient(total, [x, low, high])))
    return (
        found,
        q.fake_quant_with_min_max_args_gradient(x * 2, x, -1.0, 1.5, bits, narrow),
        q.fake_quant_with_min_max_vars_gradient(x * 2, x, -1.0, 1.5, bits, narrow),
        q.fake_quant_with_min_max_vars_per_channel_gradient(x * 2, x, low, high, bits, narrow),
    )


@case(params=[(True, False, None), (True, True, None), (False, True, None), (True, False, 1)])
def rounding_and_back(tf, np, args):
    signed, given, axis = args
    x = tf.Variable(np.linspace(-1.5, 2.5, 12, dtype="float32").reshape(4, 3))
    low, high = (-1.0, 2.0) if axis is None else ([-1.0, -2.0, -0.5], [2.0, 1.0, 0.5])
    low = 0.0 if not signed else low
    found = []
    for mode in ("HALF_TO_EVEN", "HALF_UP"):
        with tf.GradientTape() as tape:
            y = tf.quantization.quantize_and_dequantize_v2(
                x, low, high, signed, 4, given, mode, axis=axis
            )
            total = tf.reduce_sum(y * y)
        found.append((y, tape.gradient(total, x)))
    return found


@case
def bad_quantization(tf, np):
    q = tf.quantization
    return (
        raised(q.fake_quant_with_min_max_args, tf.ones([2]), 2.0, 1.0),
        raised(q.fake_quant_with_min_max_args, tf.ones([2]), num_bits=1),
        raised(q.fake_quant_with_min_max_vars_per_channel, tf.ones([2]), [0.0], [1.0]),
    )
