"""Losses as functions and classes: values, gradients, ranks, dtypes, reductions, refusals."""

from tests.golden.case import case, raised

_REGRESSION = [
    "mean_squared_error",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error",
    "huber",
    "log_cosh",
    "cosine_similarity",
    "poisson",
    "hinge",
    "squared_hinge",
    "categorical_hinge",
    "kl_divergence",
    "binary_crossentropy",
    "categorical_crossentropy",
    "binary_focal_crossentropy",
    "categorical_focal_crossentropy",
]
_CLASSES = [
    "MeanSquaredError",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredLogarithmicError",
    "Huber",
    "LogCosh",
    "CosineSimilarity",
    "Poisson",
    "Hinge",
    "SquaredHinge",
    "CategoricalHinge",
    "KLDivergence",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalFocalCrossentropy",
]


def _function(tf, name):
    """By `get`: some of tf.keras's own functions are missing from its contents page."""
    return tf.keras.losses.get(name)


def _distributions(np, shape, seed=0):
    """Labels and predictions that every loss can take: rows of probabilities."""
    rng = np.random.default_rng(seed)
    y_true = np.eye(shape[-1], dtype="float32")[rng.integers(0, shape[-1], shape[:-1])]
    scores = np.exp(rng.normal(size=shape) * 2)
    return y_true, (scores / scores.sum(-1, keepdims=True)).astype("float32")


def _with_gradient(tf, function, y_true, y_pred, *arguments, **options):
    y_pred = tf.constant(y_pred)
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        loss = function(y_true, y_pred, *arguments, **options)
    return [loss, tape.gradient(loss, y_pred)]


@case(params=[(name, shape) for name in _REGRESSION for shape in ((2, 3, 5),)], rtol=2e-5)
def function_and_gradient(tf, np, param):
    name, shape = param
    return _with_gradient(tf, _function(tf, name), *_distributions(np, shape))


@case(params=_REGRESSION)
def function_of_arrays_and_lists(tf, np, name):
    y_true, y_pred = _distributions(np, (3, 2), 1)
    function = _function(tf, name)
    return [
        function(y_true.astype("int32"), y_pred),
        function(y_true=y_true, y_pred=y_pred),
        function(y_true.tolist(), y_pred.tolist()),
        function(tf.constant(y_true, tf.float64), tf.constant(y_pred, tf.float64)),
    ]


@case(
    params=["mean_squared_error", "mean_absolute_error", "hinge", "binary_crossentropy", "poisson"]
)
def function_of_an_empty_batch(tf, np, name):
    return _function(tf, name)(tf.zeros([0, 3]), tf.zeros([0, 3]))


@case(
    params=["mean_squared_error", "mean_absolute_error", "huber", "log_cosh", "cosine_similarity"]
)
def ranks_that_differ(tf, np, name):
    function = _function(tf, name)
    y = np.array([1.0, 2.0, 4.0], "float32")
    return [
        function(y, (y + 0.5)[:, None]),
        function(y[:, None], y + 0.5),
        function(y[None, :, None], (y + 0.5)[None]),
    ]


@case(params=["float16", "bfloat16", "float64"])
def half_and_double(tf, np, dtype):
    y_true, y_pred = _distributions(np, (3, 4), 2)
    losses = tf.keras.losses
    y_pred = tf.cast(y_pred, dtype)
    return [
        losses.MSE(y_true, y_pred),
        losses.sparse_categorical_crossentropy(y_true.argmax(-1), y_pred),
        losses.MeanSquaredError()(y_true, y_pred),
        losses.MeanSquaredError(dtype="float64")(y_true, y_pred),
    ]


@case(params=[1.0, 0.3, 4.0])
def huber_delta(tf, np, delta):
    y_true, y_pred = (
        np.zeros((2, 4), "float32"),
        np.array([[0.1, -0.5, 2.0, 5.0], [0.3, 1.0, -4.0, 0]], "float32"),
    )
    return [
        *_with_gradient(tf, tf.keras.losses.huber, y_true, y_pred, delta),
        tf.keras.losses.Huber(delta)(y_true, y_pred),
    ]


@case
def cosine_along_another_axis(tf, np):
    y_true, y_pred = _distributions(np, (3, 4), 3)
    zero = np.zeros((1, 4), "float32")
    return [
        tf.keras.losses.cosine_similarity(y_true, y_pred, axis=0),
        tf.keras.losses.CosineSimilarity(axis=0)(y_true, y_pred),
        tf.keras.losses.cosine_similarity(y_true[:1], zero),
    ]


@case
def hinge_labels(tf, np):
    y_pred = np.array([[0.5, -0.5, 2.0]], "float32")
    return [
        tf.keras.losses.hinge([[1, 0, 1]], y_pred),
        tf.keras.losses.hinge([[1, -1, 1]], y_pred),
        tf.keras.losses.squared_hinge([[-1.0, -1.0, 1.0]], y_pred),
    ]


# Crossentropies.


@case(params=[False, True], rtol=2e-5)
def sparse_crossentropy(tf, np, from_logits):
    y_true, y_pred = _distributions(np, (5, 4), 4)
    labels = y_true.argmax(-1)
    function = tf.keras.losses.sparse_categorical_crossentropy
    return [
        _with_gradient(tf, function, labels, y_pred, from_logits=from_logits),
        function(labels.astype("int32")[:, None], y_pred, from_logits),
        function(labels.astype("float32"), y_pred, from_logits),
        function(labels.astype("uint8"), y_pred, from_logits),
        function(tf.constant(labels), y_pred, from_logits),
    ]


@case(params=[False, True], rtol=2e-5)
def sparse_crossentropy_of_pixels(tf, np, from_logits):
    y_true, y_pred = _distributions(np, (2, 3, 3, 4), 5)
    labels = y_true.argmax(-1).astype("int32")
    function = tf.keras.losses.sparse_categorical_crossentropy
    return [
        _with_gradient(tf, function, labels, y_pred, from_logits=from_logits),
        tf.keras.losses.SparseCategoricalCrossentropy(from_logits)(labels, y_pred),
    ]


@case(params=[0, 255, -1])
def sparse_crossentropy_with_an_ignored_class(tf, np, ignored):
    _, y_pred = _distributions(np, (4, 3), 6)
    labels = np.array([ignored, 1, 2, ignored], "int32")
    made = tf.keras.losses.SparseCategoricalCrossentropy
    return [
        tf.keras.losses.sparse_categorical_crossentropy(labels, y_pred, ignore_class=ignored),
        made(ignore_class=ignored)(labels, y_pred),
        made(ignore_class=ignored, reduction="none")(labels, y_pred),
        made(ignore_class=ignored, reduction="sum")(
            labels, y_pred, sample_weight=[1.0, 2.0, 3.0, 4.0]
        ),
        made(ignore_class=ignored)(labels, y_pred, sample_weight=[1.0, 2.0, 3.0, 4.0]),
    ]


@case
def probabilities_at_the_ends(tf, np):
    y_pred = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1e-9, 1e-3, 1 - 1e-3]], "float32")
    labels = np.array([0, 0, 1], "int32")
    hot = np.eye(3, dtype="float32")[labels]
    return [
        _with_gradient(tf, tf.keras.losses.sparse_categorical_crossentropy, labels, y_pred),
        _with_gradient(tf, tf.keras.losses.categorical_crossentropy, hot, y_pred),
        _with_gradient(tf, tf.keras.losses.binary_crossentropy, hot, y_pred),
    ]


@case(params=[100.0, 1000.0])
def logits_at_the_ends(tf, np, size):
    logits = np.array([[size, 0.0, -size], [-size, size, 0.0]], "float32")
    labels = np.array([2, 1], "int32")
    hot = np.eye(3, dtype="float32")[labels]
    return [
        _with_gradient(
            tf, tf.keras.losses.sparse_categorical_crossentropy, labels, logits, from_logits=True
        ),
        _with_gradient(tf, tf.keras.losses.categorical_crossentropy, hot, logits, from_logits=True),
        _with_gradient(tf, tf.keras.losses.binary_crossentropy, hot, logits, from_logits=True),
    ]


@case(rtol=2e-5)
def crossentropy_after_a_softmax(tf, np):
    """As the tutorial has it: away from the ends, through probabilities or logits is the same."""
    rng = np.random.default_rng(7)
    logits = tf.constant(rng.normal(size=(6, 4)).astype("float32"))
    labels = rng.integers(0, 4, 6).astype("int32")
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(logits)
        probabilities = tf.nn.softmax(logits)
        sparse = tf.keras.losses.sparse_categorical_crossentropy(
            y_true=labels, y_pred=probabilities
        )
        mean = tf.reduce_mean(sparse)
        dense = tf.keras.losses.categorical_crossentropy(
            y_true=tf.one_hot(labels, depth=tf.shape(probabilities)[-1]), y_pred=probabilities
        )
    return [sparse, mean, dense, tape.gradient(mean, logits), tape.gradient(dense, logits)]


@case(
    params=[(logits, smoothing) for logits in (False, True) for smoothing in (0.0, 0.1, 0.5)],
    rtol=2e-5,
)
def label_smoothing(tf, np, param):
    from_logits, smoothing = param
    y_true, y_pred = _distributions(np, (4, 3), 8)
    options = {"from_logits": from_logits, "label_smoothing": smoothing}
    losses = tf.keras.losses
    return [
        _with_gradient(tf, losses.categorical_crossentropy, y_true, y_pred, **options),
        _with_gradient(tf, losses.binary_crossentropy, y_true, y_pred, **options),
        losses.CategoricalCrossentropy(**options)(y_true, y_pred),
        losses.BinaryCrossentropy(**options)(y_true, y_pred),
        losses.BinaryFocalCrossentropy(**options)(y_true, y_pred),
        losses.CategoricalFocalCrossentropy(**options)(y_true, y_pred),
    ]


@case
def crossentropies_along_other_axes(tf, np):
    y_true, y_pred = _distributions(np, (3, 4), 9)
    return [
        tf.keras.losses.categorical_crossentropy(y_true.T, y_pred.T, axis=0),
        tf.keras.losses.binary_crossentropy(y_true, y_pred, axis=0),
        tf.keras.losses.binary_crossentropy(y_true, y_pred, axis=[0, 1]),
    ]


@case
def predictions_that_are_no_distribution(tf, np):
    y_pred = np.array([[2.0, 1.0], [0.5, 0.25]], "float32")
    return [
        tf.keras.losses.categorical_crossentropy([[1, 0], [0, 1]], y_pred),
        tf.keras.losses.sparse_categorical_crossentropy(np.array([0, 1]), y_pred),
    ]


@case(
    params=[
        {"apply_class_balancing": True},
        {"alpha": 0.7, "gamma": 1.0, "apply_class_balancing": True},
        {"gamma": 0.0},
    ],
    rtol=2e-5,
)
def focal_options(tf, np, options):
    y_true, y_pred = _distributions(np, (4, 3), 10)
    return _with_gradient(tf, tf.keras.losses.binary_focal_crossentropy, y_true, y_pred, **options)


@case(params=[{"alpha": 0.7, "gamma": 1.0}, {"alpha": [0.1, 0.2, 0.7]}], rtol=2e-5)
def categorical_focal_options(tf, np, options):
    y_true, y_pred = _distributions(np, (4, 3), 11)
    return _with_gradient(
        tf, tf.keras.losses.categorical_focal_crossentropy, y_true, y_pred, **options
    )


# Classes.

_REDUCTIONS = ["sum_over_batch_size", "sum", "none", None, "mean", "mean_with_sample_weight"]


@case(params=_CLASSES, rtol=2e-5)
def class_and_gradient(tf, np, name):
    loss = getattr(tf.keras.losses, name)()
    y_true, y_pred = _distributions(np, (4, 3), 12)
    return [
        _with_gradient(tf, loss, y_true, y_pred),
        loss(y_true.astype("int64"), y_pred),
        loss.name,
    ]


@case(params=_REDUCTIONS)
def weights(tf, np, reduction):
    loss = tf.keras.losses.MeanSquaredError(reduction=reduction)
    y_true, y_pred = _distributions(np, (2, 3, 4), 13)
    column = np.array([[1.0], [3.0]], "float32")
    return [
        loss(y_true, y_pred, sample_weight=weight)
        for weight in (
            2.0,
            column,
            np.ones((2, 3)) * column,
            np.zeros((2, 3), "float32"),
            np.array([1, 0])[:, None],
        )
    ]


@case(params=_REDUCTIONS)
def weights_of_rows(tf, np, reduction):
    loss = tf.keras.losses.MeanAbsoluteError(reduction=reduction)
    y_true, y_pred = _distributions(np, (3, 4), 14)
    row = np.array([1.0, 0.0, 2.0])
    return [
        loss(y_true, y_pred, weight)
        for weight in (row, row[:, None], row.tolist(), tf.constant(row))
    ]


@case(params=_CLASSES)
def class_of_columns(tf, np, name):
    """Labels `[batch]`, predictions `[batch, 1]`."""
    loss = getattr(tf.keras.losses, name)()
    y_true = np.array([1.0, 0.0, 1.0], "float32")
    y_pred = np.array([[0.75], [0.25], [0.5]], "float32")
    if "Categorical" in name and "Hinge" not in name:
        return name
    return [loss(y_true, y_pred), loss(y_true[:, None], y_pred[:, 0])]


@case
def class_of_double_arrays(tf, np):
    rng = np.random.default_rng(15)
    loss = tf.keras.losses.MeanSquaredError()
    return [
        loss(rng.normal(size=(3, 2)), rng.normal(size=(3, 2))),
        loss(tf.constant(rng.normal(size=(3, 2))), tf.constant(rng.normal(size=(3, 2)))),
        loss([1, 2, 3], [1.5, 2.5, 5.0]),
    ]


@case
def class_of_an_empty_batch(tf, np):
    return [
        tf.keras.losses.MeanSquaredError()(tf.zeros([0, 3]), tf.zeros([0, 3])),
        tf.keras.losses.MeanSquaredError(reduction="sum")(tf.zeros([0, 3]), tf.zeros([0, 3])),
    ]


@case
def sparse_class(tf, np):
    y_true, y_pred = _distributions(np, (4, 3), 16)
    labels = y_true.argmax(-1).astype("int32")
    loss = tf.keras.losses.SparseCategoricalCrossentropy()
    return [
        _with_gradient(tf, loss, labels, y_pred),
        loss(labels[:, None], y_pred),
        loss(y_true=labels, y_pred=y_pred, sample_weight=np.arange(4.0)),
        tf.keras.losses.SparseCategoricalCrossentropy(True, reduction="none")(labels, y_pred),
    ]


@case
def losses_of_a_user(tf, np):
    class Cubed(tf.keras.losses.Loss):
        def __init__(self, factor=2.0, **options):
            super().__init__(**options)
            self.factor = factor

        def call(self, y_true, y_pred):
            return self.factor * tf.reduce_mean(tf.abs(y_true - y_pred) ** 3, axis=-1)

    loss = Cubed()
    y_true, y_pred = np.array([[1, 2], [3, 4]]), np.array([[1.5, 2.0], [2.0, 6.0]])
    return [
        _with_gradient(tf, loss, y_true, y_pred.astype("float32")),
        loss(y_true, y_pred, sample_weight=[1.0, 0.5]),
        Cubed(reduction="sum")(y_true, y_pred),
        loss.name,
        loss.reduction,
        loss.get_config(),
    ]


@case(params=[*_CLASSES, "SparseCategoricalCrossentropy"])
def configuration(tf, np, name):
    kind = getattr(tf.keras.losses, name)
    config = kind(reduction="sum", name="mine").get_config()
    again = kind.from_config(config)
    # Keras forgets Huber's delta and two axes; here they are kept.
    kept = {key: value for key, value in config.items() if key not in ("delta", "axis")}
    return [kept, again.name, again.reduction, kind().name, kind().dtype]


@case(
    params=[
        "mse",
        "MSE",
        "mae",
        "MAPE",
        "msle",
        "kld",
        "bce",
        "mean_squared_error",
        "huber",
        "log_cosh",
        "sparse_categorical_crossentropy",
        "hinge",
    ]
)
def by_name(tf, np, name):
    y_true, y_pred = _distributions(np, (3, 2), 17)
    function = tf.keras.losses.get(name)
    return [function.__name__, function(y_true.argmax(-1) if "sparse" in name else y_true, y_pred)]


@case
def by_class_name_and_configuration(tf, np):
    losses = tf.keras.losses
    return [
        losses.get("CategoricalCrossentropy").name,
        losses.get({"class_name": "Huber", "config": {"delta": 2.0}}).name,
        losses.serialize(losses.BinaryCrossentropy(label_smoothing=0.5)),
        losses.deserialize(losses.serialize(losses.BinaryCrossentropy(True))).get_config(),
        losses.serialize(losses.MSE),
        losses.get(None),
    ]


@case(
    params=[
        "MSE",
        "mse",
        "MAE",
        "MAPE",
        "MSLE",
        "KLD",
        "kld",
        "logcosh",
        "kullback_leibler_divergence",
    ]
)
def other_names(tf, np, name):
    y_true, y_pred = _distributions(np, (3, 2), 18)
    return getattr(tf.keras.losses, name)(y_true, y_pred)


@case
def refusals(tf, np):
    losses = tf.keras.losses
    y_pred = tf.constant([[0.5, 0.5], [0.25, 0.75]])
    return [
        raised(losses.get, "no such loss"),
        raised(losses.get, 3),
        raised(lambda: losses.MeanSquaredError(reduction="median")),
        raised(lambda: losses.Loss()(1.0, 2.0)),
        raised(losses.sparse_categorical_crossentropy, tf.constant([0, 1, 1]), y_pred),
        raised(losses.sparse_categorical_crossentropy, tf.constant([[0, 1], [1, 0]]), y_pred),
        raised(losses.sparse_categorical_crossentropy, np.array([0, 2]), y_pred),
        raised(losses.sparse_categorical_crossentropy, np.array([0, -1]), y_pred),
        raised(losses.categorical_crossentropy, tf.constant([0.0, 1.0]), y_pred),
        raised(losses.categorical_crossentropy, tf.constant([[0.0, 1.0, 0.0]]), y_pred),
        raised(losses.binary_crossentropy, tf.constant([0.0, 1.0]), y_pred),
        raised(losses.MSE, tf.zeros([2, 3]), tf.zeros([2, 4])),
        raised(lambda: losses.MeanSquaredError()(tf.zeros([2, 3]), tf.zeros([2, 4]))),
    ]
