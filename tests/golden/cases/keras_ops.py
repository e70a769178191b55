"""`tf.keras.ops`: values, dtypes and promotion of dtypes, several functions a run."""

from tests.golden.case import case, raised


def _data(np):
    rng = np.random.default_rng(11)
    return {
        "f": rng.normal(size=(3, 4)).astype("float32"),
        "p": rng.random((3, 4)).astype("float32") * 0.9 + 0.05,
        "g": rng.normal(size=(3, 4)).astype("float32"),
        "i": rng.integers(-5, 6, (3, 4)).astype("int32"),
        "j": rng.integers(1, 6, (3, 4)).astype("int32"),
        "b": rng.integers(0, 2, (3, 4)).astype("bool"),
        "v": rng.normal(size=5).astype("float32"),
        "n": np.array([[1.0, np.nan, 3.0], [np.inf, 2.0, -np.inf]], "float32"),
        "m": rng.normal(size=(2, 3, 3)).astype("float32"),
        "s": np.array([0, 2, 1, 1, 3], "int32"),
    }


def _plain(np, value):
    """Results with the names of their dtypes."""
    if isinstance(value, (list, tuple)):
        return [_plain(np, item) for item in value]
    if hasattr(value, "dtype"):
        return [np.asarray(value), str(getattr(value.dtype, "name", value.dtype))]
    return value


def _each(tf, np, names, *keys, **options):
    data = _data(np)
    function = [getattr(tf.keras.ops, name) for name in names.split()]
    return [_plain(np, f(*[data.get(k, k) for k in keys], **options)) for f in function]


@case(
    params=[
        "abs absolute angle arctan ceil conj cos deg2rad exp exp2",
        "expm1 fabs floor imag isfinite isinf isnan isneginf isposinf isreal",
        "logical_not negative rad2deg real sign signbit sin sinc tan trunc round square",
        "arcsinh cbrt cosh sinh tanh erf erfc i0 sigmoid softplus",
        "relu relu6 silu elu selu gelu celu leaky_relu hard_sigmoid hard_silu softsign",
        "hard_tanh log_sigmoid sparse_plus squareplus tanh_shrink soft_shrink hard_shrink swish",
        "softmax log_softmax glu sparse_sigmoid hard_swish",
    ]
)
def elementwise(tf, np, names):
    return _each(tf, np, names, "f")


@case(params=["arccos arcsin arctanh log log10 log1p log2 reciprocal rsqrt sqrt erfinv"])
def on_shares(tf, np, names):
    return _each(tf, np, names, "p")


@case(
    params=[
        "abs cos exp floor log1p sqrt mean var sign negative square sum prod max",
        "std median cumsum cumprod argmax any all isfinite logical_not",
    ]
)
def of_whole_numbers(tf, np, names):
    return _each(tf, np, names, "j")


@case(
    params=[
        "add subtract multiply divide true_divide maximum minimum arctan2 hypot logaddexp",
        "equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor",
        "floor_divide mod fmod fmax fmin power heaviside logaddexp2 divide_no_nan isclose",
    ]
)
def of_two(tf, np, names):
    ints = _each(tf, np, names, "i", "j")
    mixed = _each(tf, np, names, "p", "j")
    numbers = _each(tf, np, names, "j", 2)
    floats = _each(tf, np, names, 1.5, "j")
    return [ints, mixed, numbers, floats]


@case(params=["bitwise_and bitwise_or bitwise_xor left_shift right_shift gcd lcm"])
def of_bits(tf, np, names):
    return [_each(tf, np, names, "j", "j"), _each(tf, np, names, "j", 1)]


_DTYPES = ["bool", "uint8", "int8", "int32", "int64", "float16", "bfloat16", "float32", "float64"]


@case(params=_DTYPES[1:])
def promotion(tf, np, dtype):
    ops = tf.keras.ops
    first = ops.cast(np.array([1, 0]), dtype)
    found = {}
    for other in _DTYPES:
        second = ops.cast(np.array([1, 1]), other)
        found[other] = [ops.dtype(ops.add(first, second)), ops.dtype(ops.divide(first, second))]
    scalars = [ops.dtype(ops.add(first, 1)), ops.dtype(ops.multiply(2.5, first))]
    alone = [ops.dtype(f(first)) for f in (ops.sum, ops.mean, ops.exp, ops.prod, ops.argmax)]
    return [found, scalars, alone]


@case(
    params=[
        "sum mean max min prod std var any all argmax argmin amax amin",
        "median ptp logsumexp",
    ]
)
def reductions(tf, np, names):
    return [
        _each(tf, np, names, "f"),
        _each(tf, np, names, "f", axis=0),
        _each(tf, np, names, "f", axis=-1, keepdims=True),
    ]


@case(params=["nansum nanmean nanmax nanmin nanvar nanstd nanprod", "nanargmax nanargmin"])
def without_nan(tf, np, names):
    return [_each(tf, np, names, "n", axis=0), _each(tf, np, names, "n", axis=1)]


@case(params=["linear", "lower", "nearest", "midpoint"])
def quantiles(tf, np, method):
    ops, data = tf.keras.ops, _data(np)
    return _plain(
        np,
        [
            ops.quantile(data["f"], 0.3, method=method),
            ops.quantile(data["f"], [0.1, 0.5], axis=1, method=method),
            ops.percentile(data["f"], 25.0, axis=0, keepdims=True, method=method),
        ],
    )


@case
def averages(tf, np):
    ops, d = tf.keras.ops, _data(np)
    return _plain(
        np,
        [
            ops.average(d["f"]),
            ops.average(d["f"], axis=0, weights=d["p"]),
            ops.count_nonzero(d["i"]),
            ops.count_nonzero(d["i"], axis=1),
            ops.cumsum(d["i"], axis=0),
            ops.cumprod(d["f"], axis=1, dtype="float32"),
            ops.max(d["f"], axis=0, initial=0.5),
            ops.corrcoef(d["f"]),
            ops.nan_to_num(d["n"], nan=1.0, posinf=9.0),
            ops.clip(d["f"], -0.5, 0.5),
            ops.clip(d["i"], 0, 3),
            ops.round(d["f"], 1),
            ops.allclose(d["f"], d["f"]),
        ],
    )


@case
def shapes(tf, np):
    ops, d = tf.keras.ops, _data(np)
    x = d["f"]
    return _plain(
        np,
        [
            ops.reshape(x, (2, -1)),
            ops.transpose(x),
            ops.expand_dims(x, (0, 3)),
            ops.squeeze(x[None]),
            ops.flip(x, 1),
            ops.fliplr(x),
            ops.roll(x, 2, axis=1),
            ops.moveaxis(d["m"], 0, -1),
            ops.swapaxes(d["m"], 0, 1),
            ops.tile(x, (1, 2)),
            ops.repeat(x, 2, axis=0),
            ops.rot90(x),
            ops.pad(x, ((1, 0), (0, 2)), constant_values=2.0),
            ops.pad(x, ((1, 1), (0, 0)), mode="reflect"),
            ops.broadcast_to(d["v"], (2, 5)),
        ],
    )


@case
def joins(tf, np):
    ops, d = tf.keras.ops, _data(np)
    return _plain(
        np,
        [
            ops.concatenate([d["f"], d["i"]], axis=1),
            ops.stack([d["f"], d["g"]], axis=1),
            ops.hstack([d["v"], d["v"]]),
            ops.vstack([d["f"], d["i"]]),
            ops.dstack([d["f"], d["g"]]),
            ops.append(d["v"], d["s"]),
            ops.split(d["f"], 2, axis=1),
            ops.split(d["v"], [1, 3]),
            ops.array_split(d["v"], 2),
            ops.unstack(d["f"]),
            ops.meshgrid(d["v"][:2], d["v"][:3]),
            ops.ravel(d["f"]),
            ops.hsplit(d["f"], 2),
        ],
    )


@case
def diagonals(tf, np):
    ops, d = tf.keras.ops, _data(np)
    return _plain(
        np,
        [
            ops.diag(d["v"], 1),
            ops.diag(d["m"][0]),
            ops.diagonal(d["m"], axis1=1, axis2=2),
            ops.trace(d["m"], axis1=1, axis2=2),
            ops.tril(d["m"]),
            ops.triu(d["m"], 1),
            ops.eye(3, 4, 1),
            ops.identity(2),
            ops.tri(3),
            ops.diagflat(d["v"]),
        ],
    )


@case
def creation(tf, np):
    ops = tf.keras.ops
    return _plain(
        np,
        [
            ops.zeros((2, 1)),
            ops.ones(3, "int32"),
            ops.full((2, 2), 7),
            ops.full_like(np.ones(2, "int32"), 5),
            ops.zeros_like(np.ones((1, 2), "float16")),
            ops.ones_like(np.ones(2), dtype="bool"),
            ops.arange(4),
            ops.arange(1.0, 2.0, 0.25),
            ops.arange(3, dtype="float16"),
            ops.linspace(0.0, 1.0, 5),
            ops.linspace(0, 10, 4, endpoint=False),
            ops.logspace(0.0, 2.0, 3),
            ops.array([[1, 2]], dtype="float32"),
            ops.hanning(5),
            ops.kaiser(4, 2.0),
            ops.bartlett(4),
        ],
    )


@case
def places(tf, np):
    ops, d = tf.keras.ops, _data(np)
    return _plain(
        np,
        [
            ops.sort(d["f"], axis=0),
            ops.argsort(d["f"]),
            ops.top_k(d["v"], 2),
            ops.in_top_k(d["s"][:3], d["f"], 2),
            ops.searchsorted(np.sort(d["v"]), d["f"][0]),
            ops.digitize(d["v"], np.array([-1.0, 0.0, 1.0], "float32")),
            ops.bincount(d["s"]),
            ops.bincount(d["s"], weights=d["v"], minlength=6),
            ops.nonzero(d["i"]),
            ops.where(d["b"]),
            ops.where(d["b"], d["f"], 0),
            ops.where(d["b"], 1, 2),
            ops.take(d["f"], d["s"][:3], axis=1),
            ops.take(d["f"], [-1, 0], axis=0),
            ops.take_along_axis(d["f"], d["s"][:3, None], axis=1),
            ops.isin(d["i"], [1, 2]),
            ops.diff(d["f"], axis=1),
            ops.trapezoid(d["f"], dx=0.5),
            ops.unravel_index(np.array([3, 7]), (3, 4)),
            ops.select([d["b"], d["i"] > 0], [d["f"], d["g"]], 9.0),
        ],
    )


@case
def scatters(tf, np):
    ops, d = tf.keras.ops, _data(np)
    indices = np.array([[0, 1], [2, 3], [0, 1]])
    values = np.array([1.0, 2.0, 4.0], "float32")
    return _plain(
        np,
        [
            ops.scatter(indices, values, (3, 4)),
            ops.scatter_update(d["f"], indices[:2], values[:2]),
            ops.slice(d["f"], (1, 0), (2, 3)),
            ops.slice_update(d["f"], (1, 1), np.zeros((2, 2), "float32")),
            ops.segment_sum(d["v"], d["s"], num_segments=5),
            ops.segment_max(d["v"], np.sort(d["s"]), sorted=True),
            ops.get_item(d["f"], (slice(None), 1)),
        ],
    )


@case
def products(tf, np):
    ops, d = tf.keras.ops, _data(np)
    return _plain(
        np,
        [
            ops.matmul(d["f"], d["g"].T),
            ops.matmul(d["i"], d["g"].T),
            ops.matmul(d["i"], d["j"].T),
            ops.dot(d["f"], d["g"].T),
            ops.inner(d["v"], d["v"]),
            ops.outer(d["v"], d["s"]),
            ops.vdot(d["f"], d["g"]),
            ops.kron(d["v"][:2], d["m"][0]),
            ops.cross(d["m"][0], d["m"][1]),
            ops.tensordot(d["f"], d["g"], axes=[[1], [1]]),
            ops.einsum("ij,kj->ik", d["f"], d["g"]),
            ops.correlate(d["v"], d["v"][:3], mode="same"),
            ops.vander(d["v"], 3),
            ops.cdist(d["f"], d["g"]),
        ],
    )


@case(rtol=1e-4)
def matrices(tf, np):
    ops, m = tf.keras.ops, _data(np)["m"]
    definite = m @ np.swapaxes(m, 1, 2) + np.eye(3, dtype="float32")
    b = np.ones((2, 3, 1), "float32")
    return _plain(
        np,
        [
            ops.cholesky(definite),
            ops.cholesky(definite, upper=True),
            ops.det(m),
            ops.inv(m),
            ops.solve(m, b),
            ops.solve_triangular(np.tril(m), b, lower=True),
            ops.eigh(definite)[0],
            ops.svd(m, compute_uv=False),
            ops.norm(m[0]),
            ops.norm(m, ord=1, axis=(1, 2)),
            ops.norm(m, axis=-1, keepdims=True),
            ops.slogdet(m),
            ops.logdet(definite),
            ops.lstsq(m[0], b[0]),
            ops.pinv(m),
            ops.matrix_rank(m),
            ops.cholesky_inverse(np.linalg.cholesky(definite[0])),
        ],
    )


@case
def layers(tf, np):
    ops = tf.keras.ops
    rng = np.random.default_rng(12)
    x = rng.normal(size=(2, 5, 5, 3)).astype("float32")
    kernel = rng.normal(size=(3, 3, 3, 4)).astype("float32")
    return _plain(
        np,
        [
            ops.conv(x, kernel, 1, "same"),
            ops.conv(x, kernel, 2, "valid"),
            ops.depthwise_conv(x, kernel[..., :2], 1, "valid"),
            ops.separable_conv(x, kernel[..., :1], kernel[:1, :1], 1, "same"),
            ops.conv_transpose(x, kernel.transpose(0, 1, 3, 2), 2, "same"),
            ops.conv_transpose(x, kernel.transpose(0, 1, 3, 2), 2, "valid"),
            ops.max_pool(x, 2),
            ops.average_pool(x, 2, 1, "same"),
            ops.moments(x, (0, 1), keepdims=True),
            ops.batch_normalization(x, x.mean((0, 1, 2)), x.var((0, 1, 2)), 3, np.ones(3, "f")),
            ops.layer_normalization(x),
            ops.rms_normalization(x, np.ones(3, "float32") * 2),
            ops.normalize(x, axis=1),
        ],
    )


@case
def attention(tf, np):
    ops = tf.keras.ops
    rng = np.random.default_rng(13)
    query, key, value = (rng.normal(size=(2, n, 4, 3)).astype("float32") for n in (3, 5, 5))
    mask = rng.integers(0, 2, (2, 4, 3, 5)).astype("bool")
    mask[..., 0] = True
    return _plain(
        np,
        [
            ops.dot_product_attention(query, key, value),
            ops.dot_product_attention(query, key, value, mask=mask, scale=0.3),
            ops.dot_product_attention(key, key, value, is_causal=True),
            ops.dot_product_attention(query, key[:, :, :2], value[:, :, :2]),
        ],
    )


@case
def labels(tf, np):
    ops, d = tf.keras.ops, _data(np)
    shares = d["p"] / d["p"].sum(-1, keepdims=True)
    one_hot = np.eye(4, dtype="float32")[d["s"][:3]]
    return _plain(
        np,
        [
            ops.one_hot(d["s"], 4),
            ops.one_hot(d["s"], 4, axis=0, dtype="int32"),
            ops.multi_hot(d["s"][None], 5),
            ops.binary_crossentropy(one_hot, d["p"]),
            ops.categorical_crossentropy(one_hot, shares),
            ops.categorical_crossentropy(one_hot, d["f"], from_logits=True),
            ops.sparse_categorical_crossentropy(d["s"][:3], d["f"], from_logits=True),
            ops.ctc_loss(d["s"][None, :2] + 1, np.ones((1, 4, 4), "float32"), [2], [4]),
            ops.psnr(d["f"], d["g"], 2.0),
            ops.threshold(d["f"], 0.2, -1.0),
        ],
    )


@case
def conversions(tf, np):
    ops = tf.keras.ops
    x = ops.convert_to_tensor([[1, 2, 3]])
    return [
        ops.shape(x),
        ops.ndim(x),
        ops.dtype(x),
        int(ops.size(x)),
        ops.is_tensor(x),
        ops.convert_to_numpy(x),
        _plain(np, ops.cast(x, "float16")),
        _plain(np, ops.convert_to_tensor(np.arange(2.0), "float32")),
        _plain(np, ops.saturate_cast(np.array([300.0, -5.0], "float32"), "uint8")),
        _plain(np, ops.unique(np.array([3, 1, 3, 2]), return_counts=True)),
    ]


@case
def gradients(tf, np):
    ops, d = tf.keras.ops, _data(np)
    x = tf.constant(d["f"])
    results = []
    for function in (
        lambda x: ops.sum(ops.square(ops.tanh(x)) * ops.sigmoid(x)),
        lambda x: ops.sum(ops.softmax(ops.matmul(x, ops.transpose(x)))[0] * d["v"][:3]),
        lambda x: ops.mean(ops.var(x, axis=1) + ops.logsumexp(x, axis=1)),
        lambda x: ops.sum(ops.stop_gradient(x) * x),
        lambda x: ops.sum(ops.concatenate([x, x * 2], axis=0) ** 2),
    ):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = function(x)
        results.append(tape.gradient(loss, x))
    return results


@case
def refusals(tf, np):
    ops = tf.keras.ops
    return [
        raised(ops.where, [True], [1]),
        raised(ops.qr, np.eye(2, dtype="float32"), mode="other"),
    ]
