"""Metrics: updates over several batches, weights, functions, configurations, users' own."""

from tests.golden.case import case, raised


def _batches(np, count=3, classes=4):
    rng = np.random.default_rng(0)
    for i in range(count):
        scores = rng.random((5 + i, classes)).astype("float32")
        yield rng.integers(0, classes, 5 + i), scores / scores.sum(-1, keepdims=True)


def _hot(np, labels, classes=4):
    return np.eye(classes, dtype="float32")[labels]


@case
def mean(tf, np):
    metric = tf.keras.metrics.Mean()
    seen = [metric.result()]
    for values in (1.0, [2.0, 4.0], np.array([[1, 2], [3, 5]]), tf.constant([[[1.0, 2.0]]])):
        metric.update_state(values)
        seen.append(metric.result())
    seen.append(metric([10.0, 20.0], sample_weight=[1.0, 0.5]))
    seen.append(metric(tf.constant([[1.0, 3.0], [5.0, 7.0]]), sample_weight=[1, 0]))
    seen.append(
        metric(tf.constant([[1.0, 3.0], [5.0, 7.0]]), sample_weight=[[1.0, 0.0], [0.5, 2.0]])
    )
    seen.append(metric(3.0, sample_weight=2.0))
    state = [v.numpy() for v in metric.variables]
    metric.reset_state()
    return [seen, state, metric.result(), metric.name, metric.dtype, len(metric.variables)]


@case
def total(tf, np):
    metric = tf.keras.metrics.Sum()
    seen = [
        metric([1.0, 2.0]),
        metric([[1, 2], [3, 4]]),
        metric(5.0),
        metric([2.0, 4.0], sample_weight=[1.0, 0.25]),
    ]
    metric.reset_state()
    return [seen, metric.result()]


@case
def formatted(tf, np):
    metric = tf.keras.metrics.SparseCategoricalAccuracy()
    metric.update_state(
        y_true=np.array([1, 0, 1], "int32"),
        y_pred=np.array([[0.2, 0.8], [0.6, 0.4], [0.7, 0.3]], "float32"),
    )
    return [
        "test accuracy: %f" % metric.result(),  # noqa: UP031 - as the tutorial prints it
        float(metric.result()),
        metric.result(),
    ]


_HOT = [
    "CategoricalAccuracy",
    "TopKCategoricalAccuracy",
    "MeanSquaredError",
    "RootMeanSquaredError",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredLogarithmicError",
    "CosineSimilarity",
    "LogCoshError",
    "Hinge",
    "SquaredHinge",
    "CategoricalHinge",
    "KLDivergence",
    "Poisson",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "BinaryAccuracy",
    "Accuracy",
]
_SPARSE = [
    "SparseCategoricalAccuracy",
    "SparseTopKCategoricalAccuracy",
    "SparseCategoricalCrossentropy",
]


@case(params=_HOT + _SPARSE)
def over_batches(tf, np, name):
    options = {"k": 2} if "TopK" in name else {}
    metric = getattr(tf.keras.metrics, name)(**options)
    seen = [metric.result()]
    for labels, y_pred in _batches(np):
        metric.update_state(labels if name in _SPARSE else _hot(np, labels), y_pred)
        seen.append(metric.result())
    state = [v.numpy() for v in metric.variables]
    metric.reset_state()
    config = {
        key: value
        for key, value in metric.get_config().items()
        if key not in ("axis", "from_sorted_ids")
    }
    return [seen, state, metric.result(), metric.name, config]


@case(params=_HOT + _SPARSE)
def with_weights(tf, np, name):
    metric = getattr(tf.keras.metrics, name)()
    rng = np.random.default_rng(1)
    for labels, y_pred in _batches(np):
        y_true = labels if name in _SPARSE else _hot(np, labels)
        metric.update_state(y_true, y_pred, sample_weight=rng.random(len(labels)))
        metric.update_state(
            y_true=y_true, y_pred=tf.constant(y_pred), sample_weight=rng.random((len(labels), 1))
        )
    return metric.result()


@case(
    params=[
        "CategoricalAccuracy",
        "SparseCategoricalAccuracy",
        "SparseTopKCategoricalAccuracy",
        "TopKCategoricalAccuracy",
    ]
)
def of_sequences(tf, np, name):
    rng = np.random.default_rng(2)
    labels = rng.integers(0, 7, (2, 3))
    y_pred = rng.random((2, 3, 7)).astype("float32")
    y_true = labels if "Sparse" in name else _hot(np, labels, 7)
    metric = getattr(tf.keras.metrics, name)()
    return [
        metric(y_true, y_pred),
        metric(y_true, y_pred, sample_weight=[1.0, 0.5]),
        metric(y_true, y_pred, sample_weight=rng.random((2, 3))),
        [v.numpy() for v in metric.variables],
    ]


@case(params=["int32", "int64", "uint8", "float32", "float64"])
def label_dtypes(tf, np, dtype):
    labels = np.array([0, 3, 1, 2, 1]).astype(dtype)
    _, y_pred = next(iter(_batches(np)))
    metrics = tf.keras.metrics
    return [
        metrics.sparse_categorical_accuracy(labels, y_pred),
        metrics.sparse_categorical_accuracy(labels[:, None], y_pred),
        metrics.SparseCategoricalAccuracy()(labels.tolist(), y_pred),
        metrics.SparseCategoricalAccuracy()(tf.constant(labels), tf.constant(y_pred)),
        metrics.sparse_top_k_categorical_accuracy(labels, y_pred, k=2),
        metrics.Accuracy()(labels, labels[::-1]),
    ]


@case
def functions(tf, np):
    metrics = tf.keras.metrics
    labels, y_pred = next(iter(_batches(np)))
    hot = _hot(np, labels)
    return [
        metrics.categorical_accuracy(hot, y_pred),
        metrics.binary_accuracy(hot, y_pred),
        metrics.binary_accuracy(hot, y_pred, threshold=0.3),
        metrics.top_k_categorical_accuracy(hot, y_pred, k=2),
        metrics.sparse_top_k_categorical_accuracy(labels, y_pred, k=2),
        metrics.MSE(hot, y_pred),
        metrics.sparse_categorical_crossentropy(labels, y_pred),
        metrics.binary_accuracy(np.array([1.0, 0.0]), np.array([[0.9], [0.6]], "float32")),
    ]


@case
def ties_and_edges_of_top_k(tf, np):
    y_pred = np.array([[0.5, 0.5, 0.0], [0.1, 0.2, 0.7], [np.nan, 0.1, 0.2]], "float32")
    function = tf.keras.metrics.sparse_top_k_categorical_accuracy
    return [function(np.array([1, 0, 0]), y_pred, k=k) for k in (1, 2, 3, 10)]


@case
def sorted_class_numbers(tf, np):
    metric = tf.keras.metrics.SparseTopKCategoricalAccuracy(k=2, from_sorted_ids=True)
    return [metric([2, 1], [[1, 0, 3], [1, 2, 3]]), metric.get_config()]


@case(params=[0.2, 0.5, 0.9])
def threshold(tf, np, value):
    metric = tf.keras.metrics.BinaryAccuracy(threshold=value)
    return [
        metric([[1], [1], [0], [0]], [[0.98], [1], [0], [0.6]]),
        metric([1, 0], [0.4, 0.4], sample_weight=[2, 1]),
        metric.get_config(),
    ]


@case
def accuracy_of_columns(tf, np):
    metric = tf.keras.metrics.Accuracy()
    return [
        metric([[1], [2], [3], [4]], [[0], [2], [3], [4]]),
        metric([1, 2, 3], [[1], [0], [3]]),
        metric([[1], [2], [3], [4]], [[0], [2], [3], [4]], sample_weight=[1, 1, 0, 0]),
    ]


@case
def root_mean_square(tf, np):
    metric = tf.keras.metrics.RootMeanSquaredError()
    return [
        metric([[0, 1], [0, 0]], [[1, 1], [0, 0]]),
        metric([1.0, 2.0], [[1.0], [4.0]]),
        metric([[0, 1], [0, 0]], [[1.0, 1.0], [0.0, 0.0]], sample_weight=[1, 0]),
    ]


@case
def crossentropy_options(tf, np):
    metrics = tf.keras.metrics
    labels, y_pred = next(iter(_batches(np)))
    hot = _hot(np, labels)
    return [
        metrics.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)(hot, y_pred),
        metrics.BinaryCrossentropy(from_logits=True, label_smoothing=0.1)(hot, y_pred),
        metrics.SparseCategoricalCrossentropy(from_logits=True)(labels, y_pred),
        metrics.SparseCategoricalCrossentropy(ignore_class=int(labels[0]))(labels, y_pred),
    ]


@case
def mean_of_a_function(tf, np):
    metric = tf.keras.metrics.MeanMetricWrapper(
        lambda y_true, y_pred, factor: factor * tf.abs(y_true - y_pred), factor=2.0
    )
    return [metric(tf.constant([1.0, 5.0]), tf.constant([2.0, 2.0])), metric.name]


@case
def metric_of_a_user(tf, np):
    class Right(tf.keras.metrics.Metric):
        def __init__(self):
            super().__init__()
            self.total = self.add_weight(name="total", dtype=tf.int32, initializer="zeros")
            self.count = self.add_weight(name="count", dtype=tf.int32, initializer="zeros")

        def update_state(self, y_true, y_pred, sample_weight=None):
            values = tf.cast(
                tf.equal(y_true, tf.argmax(y_pred, axis=-1, output_type=tf.int32)), tf.int32
            )
            self.total.assign_add(tf.shape(y_true)[0])
            self.count.assign_add(tf.reduce_sum(values))

        def result(self):
            return tf.cast(self.count, tf.float32) / tf.cast(self.total, tf.float32)

    metric = Right()
    labels, y_pred = next(iter(_batches(np)))
    labels = tf.constant(labels.astype("int32"))
    metric.update_state(labels, y_pred)
    first = metric(labels, y_pred)
    metric.reset_state()
    return [
        first,
        metric.name,
        [v.numpy() for v in metric.variables],
        metric(labels[:2], y_pred[:2]),
    ]


@case
def metric_of_metrics(tf, np):
    class Both(tf.keras.metrics.Metric):
        def __init__(self, **options):
            super().__init__(**options)
            self.first = tf.keras.metrics.Mean()
            self.second = tf.keras.metrics.Sum()

        def update_state(self, values):
            self.first.update_state(values)
            self.second.update_state(values)

        def result(self):
            return [self.first.result(), self.second.result()]

    metric = Both(name="both")
    seen = metric([1.0, 3.0])
    metric.reset_state()
    return [seen, metric.result(), len(metric.variables), metric.name]


@case(params=["float16", "float64"])
def other_precisions(tf, np, dtype):
    metric = tf.keras.metrics.Mean(dtype=dtype)
    return [metric([1.0, 2.5]), metric.dtype]


@case(
    params=[
        "mse",
        "MAE",
        "accuracy_",
        "sparse_categorical_accuracy",
        "CategoricalAccuracy",
        "Mean",
        "bce",
    ]
)
def by_name(tf, np, name):
    return tf.keras.metrics.get(name).name


@case
def saved_and_read(tf, np):
    metrics = tf.keras.metrics
    return [
        metrics.serialize(metrics.BinaryAccuracy(threshold=0.25)),
        metrics.deserialize(metrics.serialize(metrics.TopKCategoricalAccuracy(3))).get_config(),
        metrics.get(None),
        raised(metrics.get, "no such metric"),
        raised(metrics.get, 3),
    ]


@case
def refusals(tf, np):
    metrics = tf.keras.metrics
    return [
        raised(lambda: metrics.Metric().update_state(1)),
        raised(lambda: metrics.Metric().result()),
    ]
