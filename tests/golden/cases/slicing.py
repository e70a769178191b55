"""Indexing of tensors and variables."""

from tests.golden.case import case

_KEYS = [
    "0",
    "1",
    "-1",
    "2, 3",
    "-1, -1",
    "0, 0, 0",
    "...",
    "..., 0",
    "0, ...",
    "..., None",
    "None",
    ":, None",
    "None, ..., None",
    ":",
    ":, :",
    "1:",
    ":1",
    ":-1",
    "-1:",
    "1:2",
    "0:2",
    "0:3",
    "1:1",
    "2:1",
    "5:",
    ":100",
    "-100:",
    "::2",
    "1::2",
    "::-1",
    "::-2",
    "2:0:-1",
    "2::-1",
    ":0:-1",
    "0:3:2",
    "0:3:5",
    "1:3, 1:3",
    "1:3, ::2, ::-1",
    ":, 0",
    ":, -1",
    ":, 1:3",
    ":, ::-1",
    "..., 1:",
    "..., ::-1",
    "0, 1:3",
    "1:3, 0",
    "1:3, ..., 0",
    "..., 1, 2",
    "0, ..., 1",
    ":, 1, :",
    "()",
    "slice(None), 1",
    "slice(0, 2), slice(1, 3)",
    "tf.constant(1)",
    "tf.constant(-1)",
    "tf.constant(1, tf.int64), 2",
    ":, tf.constant(2)",
    "np.int64(1)",
    "np.int32(-2)",
    "tf.constant(1):",
    ":tf.constant(2)",
    "tf.constant(0):tf.constant(2)",
    "np.int64(0):2",
    "[0, 1]",
    "None, 0, None, 1:, None",
    "tf.newaxis, :2",
    "..., tf.newaxis, 0",
    "3:0:-1, ...",
    "1:-1, 1:-1, 1:-1",
    "-2:, -3:-1",
    "tf.Variable(1)",
    "0, 0",
    "-1:0:-1",
    "10:20",
    "-5:-10",
]


def _read(tf, np, tensor, key):
    return eval(f"x[{key}]", {"tf": tf, "np": np, "x": tensor})


@case(params=_KEYS)
def value(tf, np, key):
    return _read(tf, np, tf.reshape(tf.range(60), [3, 4, 5]), key)


@case(params=[key for key in _KEYS if "Variable" not in key])
def gradient(tf, np, key):
    x = tf.Variable(np.random.default_rng(0).normal(size=(3, 4, 5)).astype("float32"))
    with tf.GradientTape() as tape:
        y = tf.sin(_read(tf, np, x, key))
    return y, tape.gradient(y, x)


@case(
    params=[
        "3",
        "-4",
        "0, 4",
        "0, 0, 5",
        "0, 0, 0, 0",
        "1.0",
        "'a'",
        "::0",
        "..., ...",
        "tf.constant([0, 1])",
        "np.array([0, 1])",
        "tf.constant(3)",
        "tf.constant(1.0)",
        "True",
        "object()",
        ":, 7",
        "0.5:2",
        "1j",
        "tf.constant([True, False])",
        "tf.constant([True, False, True]), 0",
        "tf.constant(-4)",
    ]
)
def error(tf, np, key):
    return _read(tf, np, tf.reshape(tf.range(60), [3, 4, 5]), key)


@case
def scalars(tf, np):
    return (
        tf.constant(5)[...],
        tf.constant(5)[None],
        tf.constant(5)[tf.newaxis, ..., tf.newaxis],
        tf.constant(5)[()],
    )


@case(params=["0", ":", "None"])
def scalar_error(tf, np, key):
    return _read(tf, np, tf.constant(5), key)


@case
def empty(tf, np):
    x = tf.zeros([0, 3])
    return x[:], x[1:], x[::-1], x[:, 1], x[None], x[:, 1:2]


@case(params=["float16", "float64", "int64", "uint8", "bool", "complex64"])
def dtypes(tf, np, dtype):
    x = tf.cast(tf.reshape(tf.range(12), [3, 4]) % 3, dtype)
    return x[1], x[1:, ::2], x[::-1], x[..., None], x[2, 1:3]


@case
def strings(tf, np):
    x = tf.constant([["a", "b", "c"], ["d", "e", "f"]])
    return x[0], x[0, 1], x[:, 1:], x[::-1], x[..., None], x[-1, -1]


@case(
    params=[
        "x > 5",
        "x % 2 == 0",
        "x > 100",
        "x[:, 0] > 3",
        "x[0] > -1",
        "np.array(x) > 5",
        "x == x",
    ]
)
def mask(tf, np, condition):
    x = tf.reshape(tf.range(12), [3, 4])
    return (
        x[eval(condition, {"x": x, "np": np})]
        if "x[0]" not in condition
        else tf.transpose(x)[x[0] > 0]
    )


@case
def mask_gradient(tf, np):
    x = tf.Variable([[1.0, -2.0], [3.0, 4.0]])
    with tf.GradientTape() as tape:
        y = x[x > 0] ** 2
    return y, tape.gradient(y, x)


@case
def moving_window(tf, np):
    x = tf.reshape(tf.range(24), [12, 2])
    return (
        [x[i * 4 : (i + 1) * 4] for i in range(4)],
        [x[i] for i in range(3)],
        [x[-i] for i in range(1, 3)],
    )


@case
def variable(tf, np):
    v = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
    with tf.GradientTape() as tape:
        y = v[0] * v[:, 1]
    return v[0], v[1:], v[..., 0], v[0, 1], v[tf.constant(1)], v[v > 2], tape.gradient(y, v)


@case(
    params=[
        ([0, 1, 0], [2, 2, 5]),
        ([1, 1, 1], [-1, 1, -1]),
        ([0, 0, 0], [3, 4, 5]),
        ([2, 0, 0], [0, 4, 5]),
    ]
)
def slice_op(tf, np, block):
    x = tf.Variable(tf.reshape(tf.range(60.0), [3, 4, 5]))
    with tf.GradientTape() as tape:
        y = tf.slice(x, *block) ** 2
    return y, tape.gradient(y, x), tf.slice(x, tf.constant(block[0]), tf.constant(block[1]))


@case(
    params=[
        ([0, 0], [1, 1]),
        ([0, 0, 4], [1, 1, 2]),
        ([-1, 0, 0], [1, 1, 1]),
        ([0, 0, 0], [4, 1, 1]),
    ]
)
def slice_error(tf, np, block):
    return tf.slice(tf.zeros([3, 4, 5]), *block)


@case
def strided_slice(tf, np):
    x = tf.reshape(tf.range(60), [3, 4, 5])
    return [
        tf.strided_slice(x, [0, 1, 0], [3, 3, 5], [2, 1, 2]),
        tf.strided_slice(x, [1], [2]),
        tf.strided_slice(x, [-1, -1], [-4, -3], [-1, -1]),
        tf.strided_slice(x, [1, 1], [2, 2], shrink_axis_mask=1),
        tf.strided_slice(x, [1, 1], [2, 2], begin_mask=2, end_mask=2),
        tf.strided_slice(x, [0, 0, 0], [0, 0, 2], ellipsis_mask=1),
        tf.strided_slice(x, [0, 0], [0, 1], new_axis_mask=1),
    ]
