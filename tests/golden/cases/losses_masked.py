"""Losses of overlaps, sequences and embeddings; masks, weights, dtypes and names of all losses."""

from tests.golden.case import case, raised


def _with_gradient(tf, function, y_pred):
    y_pred = tf.constant(y_pred)
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        loss = function(y_pred)
    return [loss, tape.gradient(loss, y_pred)]


def _images(np):
    rng = np.random.default_rng(2)
    return rng.integers(0, 2, (2, 3, 3, 1)).astype("float32"), rng.random((2, 3, 3, 1), "float32")


@case(params=[{}, {"axis": (1, 2, 3)}, {"axis": -1}, {"reduction": "none", "axis": [1, 2]}])
def dice(tf, np, options):
    y_true, y_pred = _images(np)
    loss = tf.keras.losses.Dice(**options)
    return [_with_gradient(tf, lambda y: loss(y_true, y), y_pred), loss.get_config()]


@case(params=[{}, {"alpha": 0.2, "beta": 0.9, "axis": (1, 2, 3)}, {"reduction": "sum", "axis": 1}])
def tversky(tf, np, options):
    y_true, y_pred = _images(np)
    loss = tf.keras.losses.Tversky(**options)
    return [_with_gradient(tf, lambda y: loss(y_true, y), y_pred), loss.get_config()]


@case(params=["dice", "tversky"])
def overlap_functions(tf, np, name):
    y_true, y_pred = _images(np)
    function = getattr(tf.keras.losses, name)
    return [function(y_true, y_pred), function(y_true.astype("int32"), y_pred, axis=(1, 2))]


@case(params=[{}, {"gamma": 2.0, "margin": 0.2}, {"remove_diagonal": False, "gamma": 10.0}])
def circle(tf, np, options):
    rng = np.random.default_rng(4)
    y_pred = rng.normal(size=(6, 4)).astype("float32")
    y_pred /= np.linalg.norm(y_pred, axis=1, keepdims=True)
    labels = np.array([0, 1, 0, 2, 1, 0])
    loss = tf.keras.losses.Circle(**options)
    alone = np.arange(6)[:, None]
    return [
        _with_gradient(tf, lambda y: loss(labels, y), y_pred),
        loss(labels, y_pred, sample_weight=np.arange(6, dtype="float32")),
        tf.keras.losses.circle(labels, y_pred, **options),
        loss(alone, y_pred) if not options.get("remove_diagonal", True) else None,
        loss.get_config(),
    ]


@case
def circle_of_references(tf, np):
    rng = np.random.default_rng(4)
    y_pred, references = (rng.normal(size=(n, 3)).astype("float32") / 3 for n in (4, 5))
    return tf.keras.losses.circle(
        np.array([0, 1, 0, 2]), y_pred, np.array([0, 1, 1, 2, 0]), references, False, 4.0
    )


@case(params=[0.5, 0.1, 0.9])
def generalized_cross_entropy(tf, np, q):
    rng = np.random.default_rng(4)
    y_pred = rng.random((4, 3)).astype("float32")
    y_pred /= y_pred.sum(-1, keepdims=True)
    labels = np.array([0, 2, 1, 1])
    loss = tf.keras.losses.CategoricalGeneralizedCrossEntropy(q)
    return [_with_gradient(tf, lambda y: loss(labels, y), y_pred), loss.get_config()]


@case(params=[0, 1, 1.5])
def generalized_cross_entropy_out_of_range(tf, np, q):
    return raised(tf.keras.losses.CategoricalGeneralizedCrossEntropy, q)


@case(params=[[[1, 2, 0], [3, 3, 1]], [[1, 0, 0], [0, 0, 0]], [[2, 2, 2], [1, 2, 3]]])
def ctc(tf, np, labels):
    logits = np.random.default_rng(6).normal(size=(2, 6, 4)).astype("float32")
    loss = tf.keras.losses.CTC()
    labels = np.array(labels)
    return [
        _with_gradient(tf, lambda y: loss(labels, y), logits),
        tf.keras.losses.ctc(labels, logits),
        loss.get_config(),
    ]


@case
def ctc_ranks(tf, np):
    ctc = tf.keras.losses.CTC()
    return [
        raised(ctc, np.ones(2, "int32"), np.ones((2, 3, 4), "float32")),
        raised(ctc, np.ones((2, 2), "int32"), np.ones((2, 3), "float32")),
    ]


def _masked(tf, np, mask):
    """What a masking layer makes of `[batch, time, features]`: values with a mask."""
    values = np.where(mask[..., None], 1 + np.arange(12).reshape(2, 3, 2) / 10, 0)
    return tf.keras.layers.Masking()(values.astype("float32"))


_MASKS = {"some": [[1, 1, 0], [1, 0, 0]], "all": [[1, 1, 1]] * 2, "none": [[0, 0, 0]] * 2}


@case(
    params=[
        (reduction, kind)
        for reduction in ("sum_over_batch_size", "sum", "none", "mean_with_sample_weight")
        for kind in _MASKS
    ]
)
def a_mask_counts(tf, np, param):
    reduction, kind = param
    y_pred = _masked(tf, np, np.array(_MASKS[kind], bool))
    y_true = np.ones((2, 3, 2), "float32")
    loss = tf.keras.losses.MeanSquaredError(reduction=reduction)
    weights = np.array([[1.0, 2.0, 3.0], [0.5, 0.0, 1.0]], "float32")
    return [
        loss(y_true, y_pred),
        loss(y_true, y_pred, sample_weight=weights),
        loss(y_true, y_pred, sample_weight=np.array([[2.0], [1.0]], "float32")),
    ]


@case(params=["float16", "bfloat16", "float64"], rtol=1e-2)
def of_a_dtype(tf, np, dtype):
    rng = np.random.default_rng(9)
    y_true, y_pred = rng.random((3, 4)), rng.random((3, 4))
    results = []
    for name in ("MeanSquaredError", "Huber", "KLDivergence", "CosineSimilarity", "Dice"):
        loss = getattr(tf.keras.losses, name)(dtype=dtype)
        value = loss(y_true, y_pred)
        results.append([value.dtype.name, tf.cast(value, "float32"), loss.dtype])
    half = tf.keras.losses.MeanSquaredError()(y_true, tf.constant(y_pred, dtype))
    return [results, half.dtype.name]


@case(
    params=[
        "dice", "Dice", "tversky", "Tversky", "ctc", "CTC", "circle", "Circle", "nothing", "bce",
        "BCE", "kld", "MAPE", "LogCosh", "log_cosh", "cosine_similarity", "huber",
    ]
)  # fmt: skip
def by_name(tf, np, name):
    found = raised(tf.keras.losses.get, name)
    if name == "nothing":
        return found
    return [getattr(found, "__name__", None), type(found).__name__ if name[0].isupper() else 0]


@case(
    params=[
        ("Tversky", {"alpha": 0.25, "axis": (1, 2)}),
        ("Circle", {"gamma": 10.0}),
        ("CTC", {}),
    ]
)
def written_and_read(tf, np, param):
    name, options = param
    loss = getattr(tf.keras.losses, name)(name="mine", **options)
    data = tf.keras.losses.serialize(loss)
    again = tf.keras.losses.deserialize(data)
    return [data, again.get_config(), type(again).__name__]
