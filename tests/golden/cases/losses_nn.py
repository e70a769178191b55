"""Cross entropies and other losses of `tf.nn`, and those of Keras on probabilities."""

from tests.golden.case import case
from tests.golden.gradients import with_gradients

SHAPES = [(4, 3), (1, 1), (2, 3, 5), (0, 3), (7,)]


@case(params=SHAPES)
def sparse_softmax(tf, np, shape):
    rng = np.random.default_rng(0)
    logits = (rng.normal(size=shape) * 3).astype("float32")
    labels = rng.integers(0, shape[-1], size=shape[:-1])
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits
    return with_gradients(tf, np, lambda x: loss(labels=labels, logits=x), logits)


@case(params=["int32", "int64"])
def sparse_softmax_label_dtype(tf, np, dtype):
    labels = tf.constant([0, 2, 1], dtype)
    logits = tf.constant([[1.0, 2.0, 3.0], [1000.0, 0.0, -1000.0], [0.0, 0.0, 0.0]])
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)


@case(params=["float16", "bfloat16", "float64"])
def sparse_softmax_dtype(tf, np, dtype):
    logits = np.array([[1.0, 2.0, 3.0], [10.0, 0.0, -10.0]]).astype(
        tf.as_dtype(dtype).as_numpy_dtype
    )
    return with_gradients(
        tf, np, lambda x: tf.nn.sparse_softmax_cross_entropy_with_logits([0, 2], x), logits
    )


@case
def sparse_softmax_of_one_hot_labels(tf, np):
    return tf.nn.sparse_softmax_cross_entropy_with_logits(np.eye(3, dtype="int32"), np.eye(3))


@case
def sparse_softmax_wrong_rows(tf, np):
    return tf.nn.sparse_softmax_cross_entropy_with_logits([0, 1], np.eye(3, dtype="float32"))


@case(params=[10, -1])
def sparse_softmax_label_out_of_range(tf, np, label):
    return tf.nn.sparse_softmax_cross_entropy_with_logits([label], np.zeros((1, 10), "float32"))


@case(params=SHAPES)
def softmax(tf, np, shape):
    rng = np.random.default_rng(1)
    logits = (rng.normal(size=shape) * 3).astype("float32")
    labels = rng.uniform(0.1, 1, size=shape).astype("float32")
    labels /= labels.sum(-1, keepdims=True)
    return with_gradients(tf, np, tf.nn.softmax_cross_entropy_with_logits, labels, logits)


@case(params=[0, 1, 2, -1])
def softmax_axis(tf, np, axis):
    rng = np.random.default_rng(2)
    logits, labels = rng.normal(size=(2, 2, 3, 4)).astype("float32")
    return tf.nn.softmax_cross_entropy_with_logits(labels, logits, axis=axis)


@case
def softmax_broadcasts(tf, np):
    labels = np.array([[0.25, 0.75]], "float32")
    return tf.nn.softmax_cross_entropy_with_logits(labels, np.ones((3, 2), "float32"))


@case
def softmax_wrong_shape(tf, np):
    return tf.nn.softmax_cross_entropy_with_logits(np.ones((3, 2), "f"), np.ones((3, 4), "f"))


@case(params=[*SHAPES, ()])
def sigmoid(tf, np, shape):
    rng = np.random.default_rng(3)
    logits = np.asarray(rng.normal(size=shape) * 30, "float32")
    labels = np.asarray(rng.uniform(size=shape), "float32")
    return with_gradients(tf, np, tf.nn.sigmoid_cross_entropy_with_logits, labels, logits)


@case
def sigmoid_wrong_shape(tf, np):
    return tf.nn.sigmoid_cross_entropy_with_logits(np.ones((3, 2), "f"), np.ones((3, 1), "f"))


@case
def sigmoid_at_zero(tf, np):
    return with_gradients(
        tf, np, tf.nn.sigmoid_cross_entropy_with_logits, [0.0, 1.0, 0.5], [0.0, 0.0, 0.0]
    )


@case(params=[2.0, 0.5])
def weighted(tf, np, weight):
    rng = np.random.default_rng(4)
    logits = (rng.normal(size=(4, 3)) * 10).astype("float32")
    labels = rng.uniform(size=(4, 3)).astype("float32")
    return with_gradients(
        tf,
        np,
        lambda y, x: tf.nn.weighted_cross_entropy_with_logits(y, x, tf.constant(weight)),
        labels,
        logits,
    )


@case(params=[False, True])
def log_poisson(tf, np, full):
    targets = np.array([0.0, 0.5, 1.0, 1.5, 7.0], "float32")
    rates = np.array([0.1, -2.0, 0.5, 1.0, 2.0], "float32")
    return with_gradients(
        tf, np, lambda x: tf.nn.log_poisson_loss(targets, x, compute_full_loss=full), rates
    )


@case
def average_loss(tf, np):
    losses = np.array([1.0, 2.0, 6.0], "float32")
    return (
        tf.nn.compute_average_loss(losses),
        tf.nn.compute_average_loss(losses, global_batch_size=6),
        tf.nn.compute_average_loss(losses, sample_weight=[1.0, 0.0, 2.0]),
        tf.nn.compute_average_loss(np.ones((3, 2), "f"), sample_weight=[1.0, 0.0, 2.0]),
        tf.nn.compute_average_loss(tf.constant([1.0, 2.0], tf.float64)),
        tf.nn.scale_regularization_loss(tf.constant([1.0, 2.0])),
    )


@case
def average_loss_of_a_scalar(tf, np):
    return tf.nn.compute_average_loss(1.0)


@case
def l2(tf, np):
    values = np.random.default_rng(5).normal(size=(3, 4)).astype("float32")
    return with_gradients(tf, np, tf.nn.l2_loss, values), tf.nn.l2_loss(np.zeros((0,), "float32"))


PROBABILITIES = [
    [0.7, 0.2, 0.1],
    [0.05, 0.9, 0.05],
    [0.0, 1.0, 0.0],
    [1e-9, 0.3, 0.7],
    [2.0, 1.0, 3.0],
]


@case(params=[False, True])
def keras_sparse_categorical(tf, np, from_logits):
    loss = tf.keras.losses.sparse_categorical_crossentropy
    return with_gradients(
        tf,
        np,
        lambda p: loss(np.array([0, 1, 2, 0, 1]), p, from_logits=from_logits),
        np.array(PROBABILITIES, "float32"),
    )


@case(params=[False, True])
def keras_sparse_categorical_ignores(tf, np, from_logits):
    loss = tf.keras.losses.sparse_categorical_crossentropy
    return with_gradients(
        tf,
        np,
        lambda p: loss(np.array([0, -1, 2, -1, 1]), p, from_logits=from_logits, ignore_class=-1),
        np.array(PROBABILITIES, "float32"),
    )


@case(params=[False, True])
def keras_categorical(tf, np, from_logits):
    targets = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0], [0.2, 0.3, 0.5]], "float32")
    loss = tf.keras.losses.categorical_crossentropy
    return with_gradients(
        tf,
        np,
        lambda p: loss(targets, p, from_logits=from_logits),
        np.array(PROBABILITIES, "float32"),
    )


@case(params=[0.0, 0.1])
def keras_categorical_smoothing(tf, np, smoothing):
    targets = np.array([[1, 0, 0], [0, 1, 0]], "float32")
    loss = tf.keras.losses.categorical_crossentropy
    return loss(targets, np.array(PROBABILITIES[:2], "f"), label_smoothing=smoothing)


@case(params=[False, True])
def keras_binary(tf, np, from_logits):
    targets = np.array([[1.0, 0.0, 1.0, 0.0, 0.5, 1.0]], "float32")
    outputs = np.array([[0.9, 0.2, 0.0, 1.0, 0.5, 1.0]], "float32")
    loss = tf.keras.losses.binary_crossentropy
    return with_gradients(tf, np, lambda p: loss(targets, p, from_logits=from_logits), outputs)


@case(params=[0.0, 0.2])
def keras_binary_smoothing(tf, np, smoothing):
    targets, outputs = np.array([[1.0, 0.0]], "f"), np.array([[0.9, 0.2]], "f")
    return tf.keras.losses.binary_crossentropy(targets, outputs, label_smoothing=smoothing)
