"""Keras 2's functions of `tf.keras.backend`, many a run."""

from tests.golden.case import case, raised


def _data(tf, np):
    rng = np.random.default_rng(21)
    return (
        tf.constant(rng.normal(size=(3, 4)).astype("float32")),
        tf.constant(rng.random((3, 4)).astype("float32") + 0.1),
    )


@case
def elementwise(tf, np):
    K = tf.keras.backend
    x, y = _data(tf, np)
    names = "abs cos exp round sign sin sqrt square elu hard_sigmoid sigmoid softmax softplus"
    one = [getattr(K, name)(x) for name in f"{names} softsign tanh relu".split()]
    names = "equal greater greater_equal less less_equal maximum minimum not_equal"
    two = [getattr(K, name)(x, y) for name in names.split()]
    more = [K.log(y), K.pow(y, 2.0), K.clip(x, -0.5, 0.5), K.relu(x, 0.1, 1.0, 0.2)]
    return [one, two, more, K.l2_normalize(x, axis=1)]


@case
def reductions(tf, np):
    K = tf.keras.backend
    x, _ = _data(tf, np)
    names = ["max", "mean", "min", "prod", "std", "sum", "var"]
    found = [[getattr(K, n)(x), getattr(K, n)(x, axis=1, keepdims=True)] for n in names]
    return [
        found,
        K.all(x > 0, axis=0),
        K.any(x > 0, axis=0),
        K.argmax(x),
        K.argmin(x, axis=0),
        K.cumsum(x, axis=1),
        K.cumprod(x),
    ]


@case
def arrays(tf, np):
    K = tf.keras.backend
    x, y = _data(tf, np)
    z = tf.reshape(x, (1, 3, 4))
    return [
        K.arange(3),
        K.constant([1, 2], shape=(2,)),
        K.eye(2),
        K.zeros_like(x),
        K.ones_like(x),
        K.batch_flatten(z),
        K.concatenate([x, y]),
        K.expand_dims(x),
        K.flatten(x),
        K.gather(x, [0, 2]),
        K.one_hot(tf.constant([1, 0]), 3),
        K.permute_dimensions(z, (0, 2, 1)),
        K.repeat(x, 2),
        K.repeat_elements(x, 2, 1),
        K.reshape(x, (2, 6)),
        K.reverse(x, 1),
        K.squeeze(z, 0),
        K.stack([x, y]),
        K.tile(x, (1, 2)),
        K.transpose(x),
        K.temporal_padding(z, (1, 2)),
        K.spatial_2d_padding(z[..., None]),
        [K.int_shape(x), K.ndim(x), K.dtype(x), K.count_params(x), K.is_sparse(x)],
        K.cast(x, "int32"),
        K.switch(x > 0, x, y),
    ]


@case
def products(tf, np):
    K = tf.keras.backend
    x, y = _data(tf, np)
    a, b = tf.reshape(x, (1, 3, 4)), tf.reshape(y, (1, 4, 3))
    return [
        K.dot(x, tf.transpose(y)),
        K.dot(a, tf.transpose(y)),
        K.batch_dot(a, b),
        K.batch_dot(x, y),
        K.batch_dot(x, y, axes=1),
        K.batch_dot(a, tf.reshape(y, (1, 3, 4)), axes=2),
        raised(K.batch_dot, x, y, 0),
        raised(K.batch_dot, x, y[0]),
    ]


@case
def variables(tf, np):
    K = tf.keras.backend
    v = K.variable([1.0, 2.0])
    K.set_value(v, [3.0, 4.0])
    K.update_add(v, tf.constant([1.0, 1.0]))
    K.update_sub(v, tf.constant([0.5, 0.5]))
    added = K.get_value(v)
    K.batch_set_value([(v, [0.0, 2.0])])
    return [added, K.batch_get_value([v]), K.eval(v), K.get_value(3), K.zeros((2,)), K.ones((1, 2))]


@case
def networks(tf, np):
    K = tf.keras.backend
    rng = np.random.default_rng(22)
    picture = tf.constant(rng.normal(size=(1, 5, 5, 2)).astype("float32"))
    kernel = tf.constant(rng.normal(size=(3, 3, 2, 3)).astype("float32"))
    x, y = _data(tf, np)
    share = y / tf.reduce_sum(y, -1, keepdims=True)
    hot = tf.one_hot([0, 2, 1], 4)
    return [
        K.conv2d(picture, kernel, padding="same"),
        K.conv1d(picture[0], kernel[0], padding="causal", dilation_rate=2),
        K.conv2d_transpose(
            picture, tf.transpose(kernel, (0, 1, 3, 2)), (1, 10, 10, 3), (2, 2), "same"
        ),
        K.depthwise_conv2d(picture, kernel),
        K.pool2d(picture, (2, 2)),
        K.pool2d(picture, (2, 2), (2, 2), "same", pool_mode="avg"),
        K.bias_add(picture, tf.constant([1.0, 2.0])),
        K.binary_crossentropy(hot, share),
        K.categorical_crossentropy(hot, share),
        K.sparse_categorical_crossentropy(tf.constant([0, 2, 1]), x, from_logits=True),
        K.in_top_k(x, tf.constant([0, 1, 2]), 2),
        K.ctc_batch_cost(
            tf.constant([[0, 1]]), tf.nn.softmax(picture[:, 0] @ kernel[0, 0]), [[5]], [[2]]
        ),
        raised(K.pool2d, picture, (2, 2), pool_mode="sum"),
    ]


@case
def dtypes(tf, np):
    K = tf.keras.backend
    pairs = [("int32", "float16"), ("int8", "uint8"), ("int64", float), (int, float), ("bool", int)]
    return [
        [K.result_type(*pair) for pair in pairs],
        [K.standardize_dtype(d) for d in (None, "float16", tf.int32, np.dtype("int8"))],
        raised(K.standardize_dtype, "nothing"),
        [K.is_float_dtype("bfloat16"), K.is_int_dtype("uint8"), K.is_int_dtype("float32")],
        K.backend(),
    ]
