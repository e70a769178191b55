"""Pooling: values and gradients, with ties, over windows that overlap and that don't."""

from tests.golden.case import case
from tests.golden.gradients import with_gradients


def _inputs(np, shape, ties):
    rng = np.random.default_rng(0)
    if ties:
        return rng.integers(0, 3, size=shape).astype("float32")
    return rng.normal(size=shape).astype("float32")


# window, strides, padding
WINDOWS = [
    (2, 2, "VALID"),
    (2, 2, "SAME"),
    (3, 3, "VALID"),
    (3, 2, "SAME"),
    (3, 2, "VALID"),
    (3, 1, "SAME"),
    (2, 1, "VALID"),
    (2, 3, "VALID"),
    (1, 1, "SAME"),
    (1, 2, "SAME"),
    ([2, 3], [2, 3], "VALID"),
    ([3, 1], [1, 2], "SAME"),
    ([1, 3, 3, 1], [1, 2, 2, 1], "SAME"),
]


@case(params=WINDOWS)
def max_pool2d(tf, np, which):
    ksize, strides, padding = which
    return [
        with_gradients(
            tf, np, lambda x: tf.nn.max_pool2d(x, ksize, strides, padding), _inputs(np, shape, ties)
        )
        for shape in ((2, 7, 6, 3), (1, 6, 6, 1))
        for ties in (False, True)
    ]


@case(params=WINDOWS)
def avg_pool2d(tf, np, which):
    ksize, strides, padding = which
    return [
        with_gradients(
            tf,
            np,
            lambda x: tf.nn.avg_pool2d(x, ksize, strides, padding),
            _inputs(np, shape, False),
        )
        for shape in ((2, 7, 6, 3), (1, 6, 6, 1))
    ]


@case(params=[(2, 2, "VALID"), (3, 1, "SAME"), (3, 2, "SAME"), (2, 3, "VALID")])
def pool1d(tf, np, which):
    inputs = _inputs(np, (2, 7, 3), True)
    return [
        with_gradients(tf, np, lambda x, f=function: f(x, *which), inputs)
        for function in (tf.nn.max_pool1d, tf.nn.avg_pool1d)
    ]


@case(params=[(2, 2, "VALID"), (3, 2, "SAME"), (2, 1, "VALID")])
def pool3d(tf, np, which):
    inputs = _inputs(np, (2, 5, 4, 4, 2), False)
    return [
        with_gradients(tf, np, lambda x, f=function: f(x, *which), inputs)
        for function in (tf.nn.max_pool3d, tf.nn.avg_pool3d)
    ]


@case(params=[(2, 7, 3), (2, 7, 6, 3), (1, 4, 4, 4, 2)])
def pool_of_any_rank(tf, np, shape):
    inputs = _inputs(np, shape, False)
    rank = len(shape) - 2
    return (
        tf.nn.max_pool(inputs, 2, 2, "SAME"),
        tf.nn.avg_pool(inputs, 2, 2, "SAME"),
        tf.nn.pool(inputs, [2] * rank, "MAX"),
        tf.nn.pool(inputs, [2] * rank, "AVG", strides=[1] * rank, padding="SAME"),
    )


@case(params=["float16", "bfloat16", "float64"])
def pool_dtype(tf, np, dtype):
    kind = tf.as_dtype(dtype).as_numpy_dtype
    inputs = tf.constant(np.arange(16).reshape(1, 4, 4, 1).astype(kind))
    return tf.nn.max_pool2d(inputs, 3, 1, "SAME"), tf.nn.avg_pool2d(inputs, 3, 1, "SAME")


@case
def max_pool_of_negative_numbers(tf, np):
    inputs = -1 - np.arange(9, dtype="float32").reshape(1, 3, 3, 1)
    return with_gradients(tf, np, lambda x: tf.nn.max_pool2d(x, 3, 2, "SAME"), inputs)


@case
def max_pool_explicit_padding(tf, np):
    inputs = _inputs(np, (1, 5, 5, 2), False)
    padding = [[0, 0], [1, 1], [0, 1], [0, 0]]
    return with_gradients(tf, np, lambda x: tf.nn.max_pool2d(x, 2, 2, padding), inputs)


@case(params=["max_pool2d", "avg_pool2d"])
def pool_of_nothing(tf, np, name):
    return getattr(tf.nn, name)(np.zeros((0, 4, 4, 2), "float32"), 2, 2, "VALID")


@case(params=["max_pool2d", "avg_pool2d"])
def pool_window_too_large(tf, np, name):
    return getattr(tf.nn, name)(np.zeros((1, 2, 2, 2), "float32"), 3, 1, "VALID")


@case(params=["max_pool2d", "avg_pool2d"])
def pool_wrong_rank(tf, np, name):
    return getattr(tf.nn, name)(np.zeros((2, 2, 2), "float32"), 2, 1, "VALID")


@case
def pool_unknown_padding(tf, np):
    return tf.nn.max_pool2d(np.zeros((1, 2, 2, 2), "float32"), 2, 1, "FULL")


@case(params=[(2, 2, "VALID"), (3, 2, "SAME"), (2, 1, "VALID")])
def max_pool_with_argmax(tf, np, which):
    size, stride, padding = which
    inputs = _inputs(np, (2, 5, 6, 3), False)
    options = [1, size, size, 1], [1, stride, stride, 1], padding
    return (
        tf.nn.max_pool_with_argmax(inputs, *options),
        tf.nn.max_pool_with_argmax(inputs, *options, include_batch_in_index=True),
        with_gradients(tf, np, lambda x: tf.nn.max_pool_with_argmax(x, *options)[0], inputs),
    )


@case(params=[2, 3])
def depth(tf, np, block):
    inputs = _inputs(np, (2, 6, 6, 18 if block == 3 else 4), False)
    return (
        with_gradients(tf, np, lambda x: tf.nn.space_to_depth(x, block), inputs),
        with_gradients(tf, np, lambda x: tf.nn.depth_to_space(x, block), inputs),
    )


@case(params=["space_to_depth", "depth_to_space"])
def depth_wrong(tf, np, name):
    return getattr(tf.nn, name)(_inputs(np, (2, 5, 5, 3), False), 2)


@case(params=[{}, {"depth_radius": 1, "bias": 2.0, "alpha": 0.5, "beta": 0.75}])
def local_response_normalization(tf, np, options):
    return with_gradients(
        tf,
        np,
        lambda x: tf.nn.local_response_normalization(x, **options),
        _inputs(np, (2, 3, 3, 7), False),
    )
