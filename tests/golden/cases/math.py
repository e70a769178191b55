"""tf.math: elementwise functions, reductions, segments, sorting, clipping."""

from tests.golden.case import case, raised

_DOMAINS = {
    "any": [-2.5, -1.0, -0.3, 0.0, 0.4, 1.0, 3.7],
    "positive": [0.01, 0.3, 1.0, 2.5, 40.0],
    "unit": [-0.9, -0.2, 0.0, 0.3, 0.95],
    "open": [0.05, 0.3, 0.5, 0.8, 0.99],
    "unit_nonzero": [-0.9, -0.2, 0.3, 2.5],
    "above": [1.1, 2.0, 15.0],
    "wide": [-90.0, -20.0, -1.0, 0.0, 2.0, 20.0, 90.0],
}
_UNARY = [
    ("abs", "any"),
    ("negative", "any"),
    ("sign", "any"),
    ("square", "any"),
    ("exp", "any"),
    ("expm1", "any"),
    ("sin", "any"),
    ("cos", "any"),
    ("tan", "any"),
    ("atan", "any"),
    ("sinh", "any"),
    ("cosh", "any"),
    ("tanh", "wide"),
    ("asinh", "any"),
    ("asin", "unit"),
    ("acos", "unit"),
    ("atanh", "unit"),
    ("acosh", "above"),
    ("log", "positive"),
    ("log1p", "positive"),
    ("sqrt", "positive"),
    ("rsqrt", "positive"),
    ("reciprocal", "positive"),
    ("sigmoid", "wide"),
    ("softplus", "wide"),
    ("softsign", "any"),
    ("log_sigmoid", "wide"),
    ("erf", "any"),
    ("erfc", "any"),
    ("erfinv", "unit"),
    ("lgamma", "positive"),
    ("digamma", "positive"),
    ("bessel_i0", "any"),
    ("bessel_i0e", "any"),
    ("bessel_i1", "unit_nonzero"),
    ("bessel_i1e", "any"),
    ("ndtri", "open"),
    ("erfcinv", "open"),
    ("reciprocal_no_nan", "any"),
]


@case(params=_UNARY, rtol=2e-5, atol=2e-6)
def unary(tf, np, which):
    name, domain = which
    x = tf.constant(_DOMAINS[domain])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = getattr(tf.math, name)(x)
    return y, tape.gradient(y, x)


@case(params=_UNARY, rtol=1e-8, atol=1e-9)
def unary_float64(tf, np, which):
    name, domain = which
    if name in ("lgamma", "digamma", "ndtri", "erfcinv", "erfinv"):
        return None
    return getattr(tf.math, name)(tf.constant(_DOMAINS[domain], tf.float64))


@case(params=["floor", "ceil", "rint", "round"])
def rounding(tf, np, name):
    x = tf.constant([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.49, -0.1])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = getattr(tf.math, name)(x)
    return y, tape.gradient(y, x)


@case
def rounding_of_integers(tf, np):
    return (
        tf.round(tf.constant([1, -2])),
        raised(tf.floor, tf.constant([1])),
        raised(tf.math.ceil, tf.constant([1])),
    )


@case(
    params=[
        "sqrt",
        "log",
        "rsqrt",
        "exp",
        "log1p",
        "abs",
        "square",
        "sigmoid",
        "tanh",
        "asin",
    ]
)
def special_points(tf, np, name):
    x = tf.constant([0.0, -1.0, float("inf"), -float("inf"), float("nan")])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = getattr(tf.math, name)(x)
    gradient = tape.gradient(y, x)
    return y, gradient[:2]


@case(
    params=[
        "exp",
        "log",
        "sqrt",
        "sin",
        "sigmoid",
        "erf",
        "lgamma",
        "is_nan",
        "rsqrt",
        "floor",
    ]
)
def floats_only(tf, np, name):
    return getattr(tf.math, name)(tf.constant([1, 2]))


@case(params=["int8", "int32", "int64", "uint8", "float16", "bfloat16", "complex64", "complex128"])
def arithmetic_dtypes(tf, np, dtype):
    x, y = tf.cast([7, 2, 5], dtype), tf.cast([2, 3, 5], dtype)
    return [
        getattr(tf, name)(x, y)
        for name in ("add", "subtract", "multiply", "divide", "truediv", "equal", "not_equal")
    ]


@case(params=["int8", "int32", "int64", "uint8", "float16", "float64"])
def real_dtypes(tf, np, dtype):
    x, y = tf.cast([7, 2, 5], dtype), tf.cast([2, 3, 5], dtype)
    names = (
        "floordiv",
        "floormod",
        "maximum",
        "minimum",
        "less",
        "greater",
        "less_equal",
        "greater_equal",
        "squared_difference",
    )
    return [
        getattr(tf.math, name)(x, y)
        for name in names
        if dtype not in ("int8", "uint8") or name != "squared_difference"
    ]


_BINARY = [
    "add",
    "subtract",
    "multiply",
    "divide",
    "truediv",
    "floormod",
    "mod",
    "pow",
    "maximum",
    "minimum",
    "squared_difference",
    "divide_no_nan",
    "multiply_no_nan",
    "xlogy",
    "xlog1py",
    "xdivy",
    "atan2",
]


@case(params=_BINARY)
def binary(tf, np, name):
    x, y = tf.constant([[0.5], [2.0], [0.0], [3.0]]), tf.constant([0.5, 2.0, 1.5])
    with tf.GradientTape() as tape:
        tape.watch([x, y])
        z = getattr(tf.math, name)(x, y)
    return z, tape.gradient(z, [x, y])


@case
def ties_and_zeros(tf, np):
    x, y = tf.constant([1.0, 2.0, 0.0, 3.0]), tf.constant([1.0, 0.0, 0.0, 4.0])
    results = []
    for name in ("maximum", "minimum", "divide_no_nan", "multiply_no_nan", "xlogy", "xdivy"):
        with tf.GradientTape() as tape:
            tape.watch([x, y])
            z = getattr(tf.math, name)(x, y)
        results.append((z, tape.gradient(z, [x, y])))
    return results


@case(params=["maximum", "minimum", "less", "floordiv", "floormod", "logical_and", "add"])
def binary_error(tf, np, name):
    function = getattr(tf.math, name)
    return [
        raised(function, tf.constant([1.0, 2.0]), tf.constant([1, 2])),
        raised(function, tf.ones([2, 3]), tf.ones([2, 4])),
        raised(function, tf.constant(True), tf.constant(1.0)),
    ]


@case
def truncated_division(tf, np):
    x, y = tf.constant([7, -7, 7, -7]), tf.constant([3, 3, -3, -3])
    z, w = tf.cast(x, tf.float32) + 0.5, tf.cast(y, tf.float32)
    return [
        f(a, b)
        for f in (tf.truncatediv, tf.truncatemod, tf.math.floordiv, tf.math.floormod)
        for a, b in ((x, y), (z, w))
    ]


@case
def logic(tf, np):
    x, y = tf.constant([True, True, False, False]), tf.constant([True, False, True, False])
    return [
        tf.logical_and(x, y),
        tf.logical_or(x, y),
        tf.math.logical_xor(x, y),
        tf.logical_not(x),
        tf.math.logical_and(x, True),
        raised(tf.logical_and, tf.constant([1]), tf.constant([1])),
    ]


@case
def bits(tf, np):
    x, y = tf.constant([6, -7, 12]), tf.constant([3, 2, 1])
    b = tf.bitwise
    return [
        b.bitwise_and(x, y),
        b.bitwise_or(x, y),
        b.bitwise_xor(x, y),
        b.invert(x),
        b.left_shift(x, y),
        b.right_shift(x, y),
        b.right_shift(tf.constant([200], tf.uint8), tf.constant([2], tf.uint8)),
        raised(b.bitwise_and, 1.0, 2.0),
    ]


@case
def predicates(tf, np):
    x = tf.constant([1.0, float("nan"), float("inf"), -float("inf")])
    m = tf.math
    return [
        m.is_nan(x),
        m.is_inf(x),
        m.is_finite(x),
        m.is_non_decreasing([1, 1, 2]),
        m.is_non_decreasing([2, 1]),
        m.is_strictly_increasing([1, 1, 2]),
        m.is_strictly_increasing([1, 2]),
        m.is_strictly_increasing([1]),
    ]


_REDUCTIONS = [
    "reduce_sum",
    "reduce_mean",
    "reduce_prod",
    "reduce_max",
    "reduce_min",
    "reduce_logsumexp",
    "reduce_std",
    "reduce_variance",
    "reduce_euclidean_norm",
]


@case(params=_REDUCTIONS)
def reduction(tf, np, name):
    x = tf.constant(np.random.default_rng(0).normal(size=(2, 3, 4)).astype("float32"))
    function = getattr(tf.math, name)
    results = []
    for axis in (None, 0, -1, [0, 2], [], (1,), tf.constant([0, 1]), np.array(1)):
        for keepdims in (False, True):
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = function(x, axis=axis, keepdims=keepdims)
            results.append((y, tape.gradient(y, x)))
    return results


@case(
    params=[
        name
        for name in _REDUCTIONS
        if name not in ("reduce_logsumexp", "reduce_std", "reduce_variance")
    ]
)
def integer_reduction(tf, np, name):
    x = tf.constant([[1, 2, -7], [4, 4, 6]])
    return [getattr(tf.math, name)(x, axis) for axis in (None, 0, 1)]


@case(params=[name for name in _REDUCTIONS if name not in ("reduce_std", "reduce_variance")])
def reduction_of_nothing(tf, np, name):
    return getattr(tf.math, name)(tf.zeros([0, 3]), 0), getattr(tf.math, name)(tf.zeros([0]))


@case(params=_REDUCTIONS)
def reduction_error(tf, np, name):
    function = getattr(tf.math, name)
    return [
        raised(function, tf.ones([2, 3]), 2),
        raised(function, tf.ones([2, 3]), -3),
        raised(function, tf.constant([True])),
    ]


@case(params=["reduce_std", "reduce_variance"])
def no_deviation_of_integers(tf, np, name):
    return getattr(tf.math, name)(tf.constant([1, 2]))


@case
def ties_share_evenly(tf, np):
    x = tf.constant([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]])
    results = []
    for function in (tf.reduce_max, tf.reduce_min):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x, 1)
        results.append(tape.gradient(y, x))
    return results


@case
def products_with_zeros(tf, np):
    x = tf.constant([[1.0, 0.0, 3.0], [0.0, 0.0, 2.0], [2.0, 3.0, 4.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_prod(x, 1)
    return y, tape.gradient(y, x)


@case
def logsumexp_of_extremes(tf, np):
    inf = float("inf")
    return [
        tf.reduce_logsumexp(x)
        for x in ([1000.0, 1000.0], [-1000.0, -1000.0], [-inf, -inf], [inf, 0.0], [-inf, 0.0])
    ]


@case(params=["reduce_all", "reduce_any"])
def reduction_of_booleans(tf, np, name):
    x = tf.constant([[True, False, True], [True, True, True]])
    function = getattr(tf, name)
    return [
        function(x),
        function(x, 0),
        function(x, 1, keepdims=True),
        function(tf.zeros([0], tf.bool)),
        raised(function, tf.constant([1])),
    ]


@case
def counting(tf, np):
    x = tf.constant([[0, 1, 2], [0, 0, 5]])
    m = tf.math
    return [
        m.count_nonzero(x),
        m.count_nonzero(x, 0),
        m.count_nonzero(x, 1, keepdims=True, dtype=tf.int32),
        m.count_nonzero(tf.constant([0.0, 1.5])),
        m.count_nonzero(tf.constant([True, False])),
        m.zero_fraction(x),
        m.zero_fraction(tf.constant([0.0, 1.0])),
        tf.nn.zero_fraction(x),
    ]


@case(
    params=[
        {},
        {"minlength": 8},
        {"maxlength": 3},
        {"minlength": 5, "maxlength": 5},
        {"dtype": "float32"},
        {"weights": [1.0, 2.0, 3.0, 4.0, 5.0]},
        {"weights": [1, 2, 3, 4, 5]},
        {"binary_output": True},
    ]
)
def bincount(tf, np, options):
    options = dict(options)
    if "dtype" in options:
        options["dtype"] = tf.as_dtype(options["dtype"])
    if "weights" in options:
        options["weights"] = tf.constant(options["weights"])
    return tf.math.bincount(tf.constant([1, 1, 3, 0, 6]), **options)


@case
def bincount_of_rows(tf, np):
    x = tf.constant([[1, 1, 3], [0, 2, 2]])
    return (
        tf.math.bincount(x),
        tf.math.bincount(x, axis=-1),
        tf.math.bincount(x, axis=-1, binary_output=True),
    )


@case
def confusion_matrix(tf, np):
    labels, predictions = [0, 1, 2, 2, 1], [0, 2, 2, 1, 1]
    c = tf.math.confusion_matrix
    return [
        c(labels, predictions),
        c(labels, predictions, num_classes=4),
        c(labels, predictions, weights=[1, 2, 3, 4, 5]),
        c(labels, predictions, dtype=tf.float32),
        c(tf.constant(labels)[:, None], tf.constant(predictions, tf.int64)),
        raised(c, [0, 5], [0, 1], num_classes=3),
        raised(c, [0, 1, 2], [0, 1]),
    ]


@case(params=["argmax", "argmin"])
def positions(tf, np, name):
    x = tf.constant([[3.0, 1.0, 3.0], [0.0, 5.0, 5.0]])
    f = getattr(tf.math, name)
    return [
        f(x),
        f(x, 0),
        f(x, 1),
        f(x, axis=-1, output_type=tf.int32),
        f([1, 5, 2]),
        f(tf.constant(x), tf.constant(1)),
        raised(f, x, 2),
        raised(f, tf.zeros([2, 0]), 1),
    ]


@case(params=["ASCENDING", "DESCENDING"])
def sorting(tf, np, direction):
    x = tf.constant([[3.0, 1.0, 2.0, 1.0], [0.0, 5.0, -5.0, 5.0]])
    i = tf.constant([3, -1, 2, 3, -1])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.sort(x, direction=direction) * [1.0, 2.0, 3.0, 4.0]
    return [
        y,
        tf.sort(x, axis=0, direction=direction),
        tf.sort(i, direction=direction),
        tf.argsort(i, direction=direction, stable=True),
        tf.argsort(x[0], direction=direction, stable=True),
        tf.argsort(x, axis=0, direction=direction),
        tf.reduce_sum(tape.gradient(y, x)),
    ]


@case
def sorting_error(tf, np):
    return raised(tf.sort, [1, 2], direction="UP")


@case
def top_k(tf, np):
    x = tf.Variable([[1.0, 5.0, 3.0, 5.0], [4.0, 2.0, 2.0, 0.0]])
    with tf.GradientTape() as tape:
        values, indices = tf.math.top_k(x, 2)
        y = values * [1.0, 2.0]
    top = tf.nn.top_k([1, 9, 3])
    return [
        values,
        indices,
        tape.gradient(y, x),
        top.values,
        top.indices,
        tf.math.top_k([3, 1, 2], k=3, sorted=True),
        raised(tf.math.top_k, [1, 2], 3),
        raised(tf.math.top_k, 1, 1),
    ]


@case
def in_top_k(tf, np):
    predictions = tf.constant(
        [[0.1, 0.5, 0.4], [0.3, 0.3, 0.3], [0.9, float("inf"), 0.0], [0.2, 0.5, 0.3]]
    )
    return [tf.math.in_top_k(tf.constant([2, 0, 1, 5]), predictions, k) for k in (1, 2, 3)]


@case(params=["cumsum", "cumprod", "cumulative_logsumexp"])
def cumulative(tf, np, name):
    x = tf.constant(np.random.default_rng(1).uniform(0.5, 2, size=(3, 4)).astype("float32"))
    results = []
    for options in (
        {},
        {"axis": 1},
        {"axis": -1, "reverse": True},
        {"exclusive": True},
        {"exclusive": True, "reverse": True},
    ):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = getattr(tf.math, name)(x, **options)
        gradient = (
            None
            if name == "cumulative_logsumexp" and "exclusive" in options
            else tape.gradient(y, x)
        )
        results.append((y, gradient))
    return results


@case
def cumulative_of_others(tf, np):
    return (
        tf.cumsum([1, 2, 3]),
        tf.math.cumprod([1, 2, 3], exclusive=True),
        tf.cumsum([1, 2, 3], reverse=True),
        raised(tf.cumsum, [1, 2], 1),
    )


@case(params=["sum", "mean", "prod", "max", "min"])
def segments(tf, np, name):
    data = tf.constant([[1.0, 2.0], [3.0, -4.0], [5.0, 0.0], [3.0, 8.0]])
    with tf.GradientTape() as tape:
        tape.watch(data)
        y = getattr(tf.math, f"segment_{name}")(data, tf.constant([0, 0, 2, 2]))
    return (
        y,
        None if name == "prod" else tape.gradient(y, data),
        getattr(tf.math, f"segment_{name}")([1, 5, 2], [0, 0, 1]),
    )


@case(params=["sum", "mean", "sqrt_n", "prod", "max", "min"])
def unsorted_segments(tf, np, name):
    data = tf.constant([[1.0, 2.0], [3.0, -4.0], [5.0, 0.0], [3.0, 8.0]])
    f = getattr(tf.math, f"unsorted_segment_{name}")
    with tf.GradientTape() as tape:
        tape.watch(data)
        y = f(data, tf.constant([2, 0, 2, 0]), 4)
        z = tf.where(tf.abs(y) < 1e30, y, 0.0)
    return (
        y,
        tape.gradient(z, data),
        f(data, tf.constant([1, -1, 0, 1], tf.int64), 2),
        f(data, tf.constant([[0, 1], [1, 0], [0, 0], [1, 1]]), 2),
    )


@case
def segment_errors(tf, np):
    return raised(tf.math.segment_sum, [1.0, 2.0], [1, 0]), raised(
        tf.math.segment_sum, [1.0, 2.0], [0]
    )


@case
def sums(tf, np):
    a, b = tf.Variable([1.0, 2.0]), tf.constant([3.0, 4.0])
    with tf.GradientTape() as tape:
        y = tf.add_n([a, b, a])
    return [
        y,
        tape.gradient(y, a),
        tf.add_n([1, 2]),
        tf.math.accumulate_n([a, b]),
        tf.math.scalar_mul(3.0, b),
        tf.math.polyval([2.0, 0.0, 1.0], b),
        tf.math.polyval([b, b], 2.0),
        tf.add_n([b]),
        raised(tf.add_n, []),
        raised(tf.add_n, [b, tf.ones([3])]),
        raised(tf.add_n, [b, tf.constant([1, 2])]),
    ]


@case
def clip_by_value(tf, np):
    x = tf.constant([-2.0, -1.0, 0.5, 1.0, 3.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.clip_by_value(x, -1.0, 1.0)
    c = tf.clip_by_value
    return [
        y,
        tape.gradient(y, x),
        c([1, 5, 9], 2, 7),
        c(x, clip_value_min=0, clip_value_max=2),
        c(x, -x, x * x),
        c(tf.ones([2, 3]) * 5, [0.0, 1.0, 2.0], 3.0),
        raised(c, x, [1.0, 2.0], 3.0),
    ]


@case
def clip_by_norm(tf, np):
    x = tf.constant([[3.0, 4.0], [0.3, 0.4], [0.0, 0.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.clip_by_norm(x, 1.0)
    return y, tape.gradient(y, x), tf.clip_by_norm(x, 1.0, axes=[1]), tf.clip_by_norm(x, 10.0)


@case
def clip_by_global_norm(tf, np):
    a, b = tf.constant([3.0, 0.0]), tf.constant([[4.0]])
    c = tf.clip_by_global_norm
    return [
        c([a, b], 1.0),
        c([a, None, b], 100.0),
        c([a], 2.0, use_norm=tf.constant(10.0)),
        tf.linalg.global_norm([a, b]),
        raised(c, a, 1.0),
        c([a, b * float("inf")], 1.0),
    ]


@case
def complex_numbers(tf, np):
    z = tf.constant([1 + 2j, -3.5 - 1j, 0j], tf.complex64)
    m = tf.math
    return [
        m.real(z),
        m.imag(z),
        m.conj(z),
        m.angle(z),
        tf.abs(z),
        tf.complex([1.0, 2.0], [3.0, 4.0]),
        tf.sign(z),
        m.real([1.0]),
        m.imag([1.0]),
        m.conj([1.0]),
        m.angle([-1.0, 1.0]),
        tf.square(z),
        tf.exp(z),
        tf.sqrt(z),
        tf.reduce_sum(z),
        tf.reduce_mean(z),
        m.reduce_variance(z),
        m.reduce_std(z),
        tf.cast(z, tf.complex128),
        tf.complex(tf.constant(1.0, tf.float64), tf.constant(2.0, tf.float64)),
    ]


@case
def cast(tf, np):
    x = tf.Variable([-1.7, 0.0, 2.5])
    with tf.GradientTape() as tape:
        y = tf.cast(tf.cast(x, tf.float64) ** 2, tf.float32)
    c = tf.cast
    return [
        y,
        tape.gradient(y, x),
        c(x, tf.int32),
        c(x, "int64"),
        c(x, tf.bool),
        c([True, False], tf.float32),
        c(3, tf.float32),
        c(2.7, tf.int32),
        c(np.array([1, 2]), tf.float32),
        c(np.array([1.9, -1.9]), tf.int32),
        c([300, -1], tf.uint8),
        c(x, tf.complex64),
        c(tf.constant([1 + 2j]), tf.float64),
        c(x, tf.float16),
        c(x, tf.bfloat16),
        c(x, float),
        c(x, np.int16),
        c(tf.constant([1, 2]), tf.int32),
        c([], tf.int32),
        raised(c, "a", tf.float32),
        c(np.uint8(200), tf.float32) / 255,
    ]


@case
def saturate_cast(tf, np):
    s = tf.saturate_cast
    return (
        s([-5.0, 300.0, 7.6], tf.uint8),
        s([-70000, 70000, 5], tf.int16),
        s([1e10, -1e10], tf.int32),
        s([1, -1], tf.uint32),
        s([1e30], tf.float16),
    )


@case
def bitcast(tf, np):
    return (
        tf.bitcast(1.0, tf.int32),
        tf.bitcast([1, 2], tf.float32),
        tf.bitcast(tf.constant([1, 2], tf.int64), tf.int32),
    )


@case(rtol=2e-5, atol=2e-6)
def incomplete_functions(tf, np):
    a, x = tf.constant([0.5, 1.0, 3.0]), tf.constant([0.2, 1.5, 4.0])
    m = tf.math
    return [
        m.igamma(a, x),
        m.igammac(a, x),
        m.betainc(a, a + 1, x / 5),
        m.polygamma([1.0, 2.0, 3.0], x),
        m.zeta(a + 1.5, x),
        m.lbeta([[1.0, 2.0], [0.5, 3.0]]),
        m.nextafter(1.0, 2.0),
    ]


@case
def l2_normalize(tf, np):
    x = tf.Variable([[3.0, 4.0], [0.0, 0.0]])
    with tf.GradientTape() as tape:
        y = tf.math.l2_normalize(x, axis=1)
    return y, tape.gradient(y, x), tf.math.l2_normalize([3.0, 4.0]), tf.nn.l2_normalize(x, 0)


@case
def histograms(tf, np):
    x = tf.constant([-1.0, 0.0, 1.5, 2.0, 5.0, 15.0])
    return tf.histogram_fixed_width(x, [0.0, 5.0], nbins=5), tf.histogram_fixed_width_bins(
        x, [0.0, 5.0], nbins=5
    )


@case
def custom_gradients(tf, np):
    @tf.custom_gradient
    def log1pexp(x):
        e = tf.exp(x)

        def grad(upstream):
            return upstream * (1 - 1 / (1 + e))

        return tf.math.log(1 + e), grad

    @tf.custom_gradient
    def two(x, y):
        def grad(first, second):
            return first * 10.0 + second, second * y

        return (x * y, x + y), grad

    x, y = tf.Variable([1.0, 100.0]), tf.constant([2.0, 3.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(y)
        first = log1pexp(x * 2)
        a, b = two(x, y)
        both = a * 3 + b
    return (
        first,
        tape.gradient(first, x),
        a,
        b,
        tape.gradient(both, [x, y]),
        tape.gradient(a, [x, y]),
        log1pexp(tf.constant(0.0)),
    )


@case
def custom_gradient_with_variables(tf, np):
    v = tf.Variable(3.0)

    @tf.custom_gradient
    def scaled(x):
        def grad(upstream, variables=None):
            return upstream * 100.0, [upstream * 7.0 for _ in variables]

        return x * v, grad

    @tf.custom_gradient
    def careless(x):
        return x * v, lambda upstream: upstream

    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = scaled(x) * 2
    with tf.GradientTape():
        refused = raised(careless, x)
    return y, tape.gradient(y, [x, v]), refused


@case
def custom_gradient_twice(tf, np):
    @tf.custom_gradient
    def cubed(x):
        return x**3, lambda upstream: upstream * 3 * x**2

    x = tf.Variable(2.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = cubed(x)
        first = inner.gradient(y, x)
    return y, first, outer.gradient(first, x)


@case
def other_gradients(tf, np):
    x = tf.Variable([1.6, -2.4])
    with tf.GradientTape(persistent=True) as tape:
        passed = tf.grad_pass_through(tf.round)(x) * 2
        stopped = x * tf.stop_gradient(x)
        again = tf.recompute_grad(tf.square)(x)
        same = tf.identity(x)
    return [tape.gradient(y, x) for y in (passed, stopped, again, same)], passed
