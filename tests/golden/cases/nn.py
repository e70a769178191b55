"""Activations, normalization, embedding and the other small ops of `tf.nn`."""

from tests.golden.case import case
from tests.golden.gradients import with_gradients

SMOOTH = [
    "elu",
    "selu",
    "gelu",
    "silu",
    "softplus",
    "softsign",
    "tanh",
    "sigmoid",
    "relu",
    "relu6",
    "leaky_relu",
    "crelu",
    "swish",
]
VALUES = [-100.0, -20.0, -3.0, -1.0, -0.5, 0.0, 1e-4, 0.5, 1.0, 3.0, 6.0, 7.0, 20.0, 100.0]


@case(params=SMOOTH)
def activation(tf, np, name):
    return with_gradients(tf, np, getattr(tf.nn, name), np.array([VALUES], "float32"))


@case(params=[(name, dtype) for name in SMOOTH for dtype in ("float64", "float16", "bfloat16")])
def activation_dtype(tf, np, which):
    name, dtype = which
    values = np.array([[-2.0, -1.0, 0.0, 0.5, 3.0]]).astype(tf.as_dtype(dtype).as_numpy_dtype)
    return getattr(tf.nn, name)(values)


@case(params=[name for name in SMOOTH if name != "crelu"])
def activation_of_a_scalar_and_of_nothing(tf, np, name):
    function = getattr(tf.nn, name)
    return function(1.5), function(np.zeros((0, 3), "float32"))


@case(params=["relu", "relu6"])
def activation_of_integers(tf, np, name):
    return getattr(tf.nn, name)(np.array([-2, 0, 3, 9], "int32"))


@case(params=["elu", "softplus", "sigmoid", "gelu"])
def activation_refuses_integers(tf, np, name):
    return getattr(tf.nn, name)(np.array([-2, 0, 3, 9], "int32"))


@case(params=[False, True])
def gelu(tf, np, approximate):
    values = np.array(VALUES, "float32")
    return with_gradients(tf, np, lambda x: tf.nn.gelu(x, approximate=approximate), values)


@case(params=[0.0, 0.1, 1.0, 2.0])
def leaky_relu(tf, np, alpha):
    values = np.array(VALUES, "float32")
    return with_gradients(tf, np, lambda x: tf.nn.leaky_relu(x, alpha=alpha), values)


@case(params=[0.5, 1.0, 2.0])
def silu(tf, np, beta):
    return with_gradients(tf, np, lambda x: tf.nn.silu(x, beta=beta), np.array(VALUES, "float32"))


@case(params=[-1, 0, 1])
def crelu(tf, np, axis):
    return tf.nn.crelu(np.array([[1.0, -2.0], [0.0, 3.0]], "float32"), axis=axis)


@case(params=["tanh", "sigmoid"])
def complex_activation(tf, np, name):
    values = np.array([0.5 + 1j, -1.0 - 0.25j], "complex64")
    return getattr(tf.nn, name)(values)


@case(
    params=[("softmax", axis) for axis in (None, 0, 1, -1, -3)]
    + [("log_softmax", axis) for axis in (None, 0, 1, -1, -3)]
)
def softmax(tf, np, which):
    name, axis = which
    logits = (np.random.default_rng(0).normal(size=(3, 4, 2)) * 5).astype("float32")
    return with_gradients(tf, np, lambda x: getattr(tf.nn, name)(x, axis=axis), logits)


@case(params=["softmax", "log_softmax"])
def softmax_edges(tf, np, name):
    function = getattr(tf.nn, name)
    large = np.array([[1000.0, 0.0], [-1000.0, -1000.0], [-np.inf, 0.0]], "float32")
    return function(large), function(np.zeros((0, 3), "float32")), function(np.ones((2, 1), "f"))


@case(params=["float16", "bfloat16", "float64"])
def softmax_dtype(tf, np, dtype):
    logits = np.array([[1.0, 2.0, 3.0]]).astype(tf.as_dtype(dtype).as_numpy_dtype)
    return tf.nn.softmax(logits), tf.nn.log_softmax(logits)


@case(params=[2, -3])
def softmax_no_such_axis(tf, np, axis):
    return tf.nn.softmax(np.ones((2, 2), "float32"), axis=axis)


@case
def softmax_of_a_scalar(tf, np):
    return tf.nn.softmax(1.0)


@case(params=[None, "NHWC", "NCHW", "N...C", "NC..."])
def bias_add(tf, np, data_format):
    rng = np.random.default_rng(1)
    value = rng.normal(size=(2, 3, 3, 3)).astype("float32")
    bias = rng.normal(size=3).astype("float32")
    return with_gradients(
        tf, np, lambda x, b: tf.nn.bias_add(x, b, data_format=data_format), value, bias
    )


@case
def bias_add_matrix(tf, np):
    value, bias = np.ones((2, 3), "float32"), np.arange(3, dtype="float32")
    return with_gradients(tf, np, tf.nn.bias_add, value, bias)


@case
def bias_add_wrong_size(tf, np):
    return tf.nn.bias_add(np.ones((2, 3), "float32"), np.ones(2, "float32"))


@case
def bias_add_wrong_rank(tf, np):
    return tf.nn.bias_add(np.ones((2, 3), "float32"), np.ones((3, 1), "float32"))


@case
def bias_add_wrong_format(tf, np):
    return tf.nn.bias_add(np.ones((2, 3), "float32"), np.ones(3, "float32"), data_format="CHWN")


@case(
    params=[
        ((0,), False),
        ((0, 1), True),
        ((2,), False),
        ((-1,), True),
        ((0, 1, 2), False),
        (1, False),
    ]
)
def moments(tf, np, which):
    axes, keepdims = which
    x = (np.random.default_rng(2).normal(size=(3, 4, 5)) * 3 + 7).astype("float32")
    axes = list(axes) if isinstance(axes, tuple) else axes
    return with_gradients(tf, np, lambda x: tf.nn.moments(x, axes, keepdims=keepdims), x)


@case(params=["float16", "float64"])
def moments_dtype(tf, np, dtype):
    return tf.nn.moments(np.array([[1.0, 2.0], [5.0, 7.0]], dtype), [0])


@case
def weighted_moments(tf, np):
    rng = np.random.default_rng(3)
    x, weights = rng.normal(size=(3, 4)), rng.uniform(size=(3, 4))
    return with_gradients(
        tf, np, lambda x, w: tf.nn.weighted_moments(x, [0], w), x.astype("f"), weights.astype("f")
    )


@case(params=[False, True])
def sufficient_statistics(tf, np, keepdims):
    x = np.arange(6, dtype="float32").reshape(2, 3)
    return (
        tf.nn.sufficient_statistics(x, [0], keepdims=keepdims),
        tf.nn.sufficient_statistics(x, [0, 1], shift=2.0),
        tf.nn.normalize_moments(2.0, np.float32(6.0), np.float32(20.0), None),
        tf.nn.normalize_moments(2.0, np.float32(6.0), np.float32(20.0), 1.0),
    )


@case(params=[None, 0, 1, -1, (0, 1)])
def l2_normalize(tf, np, axis):
    axis = list(axis) if isinstance(axis, tuple) else axis
    x = np.random.default_rng(4).normal(size=(3, 4)).astype("float32")
    x[:, 0] *= 1e-8
    return with_gradients(tf, np, lambda x: tf.nn.l2_normalize(x, axis=axis), x)


@case
def l2_normalize_zeros(tf, np):
    return with_gradients(tf, np, lambda x: tf.nn.l2_normalize(x, 1), np.zeros((2, 3), "float32"))


@case(params=["none", "offset", "scale", "both"])
def batch_normalization(tf, np, which):
    rng = np.random.default_rng(5)
    x = rng.normal(size=(4, 3, 2)).astype("float32")
    mean, offset, scale = rng.normal(size=(3, 2)).astype("float32")
    variance = rng.uniform(0.5, 2, size=2).astype("float32")

    def normalize(x, mean, variance, offset, scale):
        return tf.nn.batch_normalization(
            x,
            mean,
            variance,
            offset if which in ("offset", "both") else None,
            scale if which in ("scale", "both") else None,
            0.001,
        )

    return with_gradients(tf, np, normalize, x, mean, variance, offset, scale)


@case(params=[(), (3,), (2, 2), (0,)])
def embedding_lookup(tf, np, shape):
    table = np.random.default_rng(6).normal(size=(5, 2)).astype("float32")
    ids = np.random.default_rng(7).integers(0, 5, size=shape)
    return tf.nn.embedding_lookup(table, ids)


@case
def embedding_lookup_gradient(tf, np):
    table = np.random.default_rng(6).normal(size=(5, 2)).astype("float32")
    ids = np.array([[0, 3], [3, 3]])

    def rows(table):
        return tf.nn.embedding_lookup(table, ids)

    result, (gradient,) = with_gradients(tf, np, rows, table)
    return result, tf.convert_to_tensor(gradient)


@case(params=["int32", "int64"])
def embedding_lookup_max_norm(tf, np, dtype):
    table = np.array([[3.0, 4.0], [0.1, 0.1], [0.0, 0.0]], "float32")
    return tf.nn.embedding_lookup(table, np.array([0, 1, 2], dtype), max_norm=1.0)


@case(params=[5, -1])
def embedding_lookup_out_of_range(tf, np, row):
    return tf.nn.embedding_lookup(np.ones((5, 2), "float32"), [0, row])


@case
def dropout_of_nothing(tf, np):
    return tf.nn.dropout(np.ones((2, 3), "float32"), 0.0)


@case
def dropout_scales(tf, np):
    kept = tf.nn.dropout(np.ones((50, 60), "float32"), 0.75).numpy()
    return sorted({float(value) for value in kept.ravel()}), bool(0.2 < (kept > 0).mean() < 0.3)


@case
def dropout_noise_shape(tf, np):
    kept = tf.nn.dropout(np.ones((50, 6), "float32"), 0.5, noise_shape=[50, 1]).numpy()
    return bool((kept == kept[:, :1]).all())


@case(params=[1.0, -0.1, 1.5])
def dropout_rate_out_of_range(tf, np, rate):
    return tf.nn.dropout(np.ones(3, "float32"), rate)


@case
def dropout_refuses_integers(tf, np):
    return tf.nn.dropout(np.ones(3, "int32"), 0.5)
