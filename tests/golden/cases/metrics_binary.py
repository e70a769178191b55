"""Metrics of right and wrong: counts, precision, areas, F scores, overlaps, correlations."""

from tests.golden.case import case, raised


def _pairs(np, shape=(8,), count=2):
    rng = np.random.default_rng(3)
    for _ in range(count):
        # Some predictions lie on thresholds, at 0 and at 1.
        scores = np.round(rng.random(shape), 1).astype("float32")
        yield rng.integers(0, 2, shape), scores


def _seen(tf, np, metric, pairs, weights=None):
    results = []
    for y_true, y_pred in pairs:
        metric.update_state(y_true, y_pred, sample_weight=weights)
        # Read at once: in Keras the result may change with the variable it came from.
        results.append(np.array(metric.result()))
    state = [v.numpy() for v in metric.variables]
    metric.reset_state()
    return [results, state, metric.result()]


_SHARES = ["Precision", "Recall"]
_AT = {
    "SensitivityAtSpecificity": "specificity",
    "SpecificityAtSensitivity": "sensitivity",
    "PrecisionAtRecall": "recall",
    "RecallAtPrecision": "precision",
}


_LIST = [0.2, 0.5, 0.9]


@case(
    params=[
        ("TruePositives", None),
        ("FalsePositives", _LIST),
        ("TrueNegatives", 0.3),
        ("FalseNegatives", _LIST),
        ("Precision", None),
        ("Precision", _LIST),
        ("Recall", _LIST),
    ]
)
def at_thresholds(tf, np, param):
    name, thresholds = param
    metric = getattr(tf.keras.metrics, name)(thresholds=thresholds)
    seen = _seen(tf, np, metric, _pairs(np))
    weighted = _seen(tf, np, metric, _pairs(np), np.linspace(0, 1, 8).astype("float32"))
    return [
        seen,
        weighted,
        metric.get_config(),
        [v.name.split(":")[0][-9:] for v in metric.variables],
    ]


@case(params=["TruePositives", "TrueNegatives", *_SHARES])
def evenly_spaced(tf, np, name):
    metric = getattr(tf.keras.metrics, name)(thresholds=[0.0, 0.25, 0.5, 0.75, 1.0])
    weights = np.array([[1.0], [0.0], [2.0], [0.5]], "float32")
    return [
        _seen(tf, np, metric, _pairs(np, (4, 3))),
        _seen(tf, np, metric, _pairs(np, (4, 3)), weights),
    ]


@case(
    params=[
        (n, o)
        for n in _SHARES
        for o in ({"top_k": 2}, {"class_id": 1}, {"top_k": 1, "class_id": 2})
    ]
)
def of_classes(tf, np, param):
    name, options = param
    metric = getattr(tf.keras.metrics, name)(**options)
    pairs = list(_pairs(np, (4, 3)))
    weights = np.array([1.0, 0.0, 2.0, 0.5], "float32")
    return [
        _seen(tf, np, metric, pairs),
        _seen(tf, np, metric, pairs, weights),
        metric.get_config(),
    ]


@case(params=_SHARES)
def ranks(tf, np, name):
    metric = getattr(tf.keras.metrics, name)()
    rows = np.array([0.1, 0.7, 0.6], "float32")
    return [
        metric(np.array([1, 1, 0]), rows[:, None]),
        metric(np.array([[1], [1], [0]]), rows),
        metric(np.array([True, False, True]), rows, sample_weight=2.0),
        metric(np.array([[[1, 0, 1]]]), rows[None, None]),
    ]


@case(
    params=[
        *[(name, 0.6, {}) for name in _AT],
        ("PrecisionAtRecall", 1.0, {}),
        ("SensitivityAtSpecificity", 0.3, {"num_thresholds": 1}),
    ]
)
def at_constraint(tf, np, param):
    name, value, options = param
    metric = getattr(tf.keras.metrics, name)(value, **options)
    weights = np.linspace(0, 1, 8).astype("float32")
    return [
        _seen(tf, np, metric, _pairs(np)),
        _seen(tf, np, metric, _pairs(np), weights),
        metric.get_config(),
    ]


@case(params=["PrecisionAtRecall", "SpecificityAtSensitivity"])
def at_constraint_of_a_class(tf, np, name):
    metric = getattr(tf.keras.metrics, name)(0.4, num_thresholds=10, class_id=1)
    return _seen(tf, np, metric, _pairs(np, (6, 3)))


@case(
    params=[
        (curve, summation)
        for curve in ("ROC", "PR", "PRGAIN")
        for summation in ("interpolation", "minoring", "majoring")
    ]
)
def auc(tf, np, param):
    curve, summation = param
    metric = tf.keras.metrics.AUC(curve=curve, summation_method=summation, num_thresholds=20)
    weights = np.linspace(0, 1, 8).astype("float32")
    return [
        _seen(tf, np, metric, _pairs(np)),
        _seen(tf, np, metric, _pairs(np), weights),
        metric.get_config(),
    ]


@case(
    params=[
        {"thresholds": [0.3, 0.9, 0.1]},
        {"thresholds": [0.25, 0.5, 0.75]},
        {"from_logits": True},
        {"multi_label": True},
        {"multi_label": True, "num_labels": 3, "curve": "PR", "thresholds": [0.2, 0.6]},
        {"multi_label": True, "label_weights": [0.5, 0.0, 2.0]},
        {"label_weights": [0.5, 0.0, 2.0]},
    ]
)
def auc_options(tf, np, options):
    metric = tf.keras.metrics.AUC(**{"num_thresholds": 10, **options})
    pairs = list(_pairs(np, (5, 3)))
    weights = np.array([1.0, 0.0, 2.0, 0.5, 1.0], "float32")
    metric.update_state(*pairs[0])
    config = {
        k: v for k, v in metric.get_config().items() if k not in ("thresholds", "label_weights")
    }
    metric.reset_state()
    return [_seen(tf, np, metric, pairs), _seen(tf, np, metric, pairs, weights), config]


@case(params=[(None, None), (None, 0.5), ("micro", None), ("macro", 0.5), ("weighted", None)])
def f_scores(tf, np, param):
    average, threshold = param
    metrics = tf.keras.metrics
    pairs = [(y_true, y_pred) for y_true, y_pred in _pairs(np, (5, 3))]
    results = []
    for metric in (
        metrics.F1Score(average=average, threshold=threshold),
        metrics.FBetaScore(average=average, beta=0.5, threshold=threshold),
    ):
        metric.update_state(pairs[0][0], np.zeros((5, 3), "float32"))
        seen = _seen(tf, np, metric, pairs)
        weighted = _seen(tf, np, metric, pairs, np.array([1.0, 0.0, 2.0, 0.5, 1.0], "float32"))
        results.append([seen, weighted, metric.get_config()])
    return results


@case(
    params=[
        ("IoU", {"num_classes": 3, "target_class_ids": [0, 2]}),
        ("IoU", {"num_classes": 3, "target_class_ids": [1], "ignore_class": 0, "dtype": "float32"}),
        ("MeanIoU", {"num_classes": 3}),
        ("MeanIoU", {"num_classes": 3, "ignore_class": 2}),
        ("MeanIoU", {"num_classes": 3, "dtype": "float32", "sparse_y_pred": False}),
        ("MeanIoU", {"num_classes": 2}),
    ]
)
def overlaps(tf, np, param):
    name, options = param
    metric = getattr(tf.keras.metrics, name)(**options)
    rng = np.random.default_rng(5)
    shape = (4, 5, 3) if options.get("sparse_y_pred") is False else (4, 5)
    seen = []
    for weights in (None, rng.integers(0, 3, (4, 5)), None):
        y_pred = rng.random(shape) * 3 if len(shape) == 3 else rng.integers(0, 3, shape)
        metric.update_state(rng.integers(0, 3, (4, 5)), y_pred, sample_weight=weights)
        seen.append(metric.result())
    state = metric.total_cm.numpy()
    metric.reset_state()
    return [seen, state, metric.result(), metric.get_config(), metric.dtype]


@case(params=[{}, {"target_class_ids": [1], "threshold": 0.3}, {"dtype": "float32"}])
def binary_overlap(tf, np, options):
    metric = tf.keras.metrics.BinaryIoU(**options)
    weights = np.array([1, 2, 0, 1, 1, 1, 3, 1])
    return [
        _seen(tf, np, metric, _pairs(np)),
        _seen(tf, np, metric, _pairs(np), weights),
        metric.get_config(),
    ]


@case(params=[{}, {"axis": 1}, {"sparse_y_pred": True}])
def one_hot_overlap(tf, np, options):
    rng = np.random.default_rng(5)
    shape = (4, 3, 2) if options.get("axis") == 1 else (4, 2, 3)
    y_true, y_pred = rng.random(shape), rng.random(shape)
    if options.get("sparse_y_pred"):
        y_pred = rng.integers(0, 3, (4, 2))
    axis = options.get("axis", -1)
    one = tf.keras.metrics.OneHotIoU(num_classes=3, target_class_ids=[0, 2], **options)
    mean = tf.keras.metrics.OneHotMeanIoU(num_classes=3, **options)
    one.update_state(y_true, y_pred)
    mean.update_state(y_true, y_pred)
    # With axis=1 Keras adds up the classes' ratios along an axis they don't have.
    results = [] if axis == 1 else [one.result(), mean.result()]
    return [results, one.total_cm, mean.total_cm, one.get_config(), mean.get_config()]


@case(params=["PearsonCorrelation", "ConcordanceCorrelation"])
def correlations(tf, np, name):
    rng = np.random.default_rng(7)
    pairs = [(rng.normal(size=(4, 6)).astype("float32"), rng.normal(size=(4, 6)).astype("float32"))]
    pairs.append((pairs[0][0], pairs[0][0] * 2 + 1))
    metric = getattr(tf.keras.metrics, name)()
    across = getattr(tf.keras.metrics, name)(axis=0)
    seen = _seen(tf, np, metric, pairs)
    weighted = _seen(tf, np, metric, pairs, np.array([1.0, 0.0, 2.0, 0.5], "float32"))
    return [seen, weighted, across(*pairs[0]), metric.get_config(), across.get_config()]


@case(params=["pearson_correlation", "concordance_correlation"])
def correlation_functions(tf, np, name):
    rng = np.random.default_rng(7)
    y_true, y_pred = rng.normal(size=(2, 5)), rng.normal(size=(2, 5)).astype("float32")
    function = getattr(tf.keras.metrics, name)
    y = tf.constant(y_pred)
    with tf.GradientTape() as tape:
        tape.watch(y)
        values = function(y_true.astype("float32"), y)
    return [values, tape.gradient(values, y), function(np.arange(5), [0.5, 1.0, 1.5, 1.0, 3.0])]


@case(
    params=[
        (None, 0),
        ("uniform_average", 0),
        ("uniform_average", 2),
        ("variance_weighted_average", 0),
    ]
)
def r2_score(tf, np, param):
    aggregation, regressors = param
    metric = tf.keras.metrics.R2Score(class_aggregation=aggregation, num_regressors=regressors)
    rng = np.random.default_rng(8)
    y_true = rng.normal(size=(5, 2)).astype("float32")
    pairs = [(y_true, y_true + rng.normal(size=(5, 2)).astype("float32") / 3) for _ in range(2)]
    for pair in pairs:
        metric.update_state(*pair)
    first = metric.result()
    metric.reset_state()
    weights = np.array([1.0, 0.0, 2.0, 0.5, 1.0], "float32")
    metric.update_state(*pairs[0], sample_weight=weights)
    return [first, metric.result(), [v.numpy() for v in metric.variables], metric.get_config()]


@case
def stateless(tf, np):
    metric = tf.keras.metrics.Precision()
    metric.update_state([1, 0], [0.9, 0.8])
    state = [tf.constant([3.0]), tf.constant([1.0])]
    updated = metric.stateless_update_state(state, [1, 1], [0.9, 0.2])
    return [
        updated,
        metric.stateless_result(updated),
        metric.stateless_reset_state(),
        metric.result(),
        raised(metric.stateless_result, state[:1]),
    ]


_WRONG = [
    ("Precision", {"thresholds": 2.0}),
    ("Recall", {"thresholds": [0.1, None]}),
    ("AUC", {"num_thresholds": 1}),
    ("AUC", {"curve": "LINE"}),
    ("AUC", {"summation_method": "nothing"}),
    ("AUC", {"num_labels": 2}),
    ("SensitivityAtSpecificity", {"specificity": 1.5}),
    ("PrecisionAtRecall", {"recall": -1}),
    ("RecallAtPrecision", {"precision": 0.5, "num_thresholds": 0}),
    ("F1Score", {"average": "median"}),
    ("F1Score", {"threshold": 2.0}),
    ("FBetaScore", {"beta": 1}),
    ("FBetaScore", {"beta": -1.0}),
    ("IoU", {"num_classes": 2, "target_class_ids": [2]}),
    ("R2Score", {"class_aggregation": "sum"}),
    ("R2Score", {"num_regressors": -1}),
]


@case(params=_WRONG)
def wrong_arguments(tf, np, param):
    name, options = param
    return raised(lambda: getattr(tf.keras.metrics, name)(**options))


@case(params=["F1Score", "R2Score"])
def wrong_rank(tf, np, name):
    metric = getattr(tf.keras.metrics, name)()
    return raised(metric.update_state, np.ones(3, "float32"), np.ones(3, "float32"))


@case(
    params=[
        "auc", "precision", "Recall", "true_positives", "mean_io_u", "f1_score", "f_beta_score",
        "r2_score", "pearson_correlation", "accuracy", "nothing", "sum", "log_cosh_error",
    ]
)  # fmt: skip
def by_name(tf, np, name):
    if name == "mean_io_u":
        return raised(tf.keras.metrics.get, name).names[0]
    found = raised(tf.keras.metrics.get, name)
    return found if name == "nothing" else [type(found).__name__, found.name]


@case(
    params=[
        ("AUC", {"num_thresholds": 7, "curve": "PR"}),
        ("Precision", {"thresholds": [0.1, 0.2], "class_id": 1}),
        ("RecallAtPrecision", {"precision": 0.5}),
        ("FBetaScore", {"beta": 2.0}),
        ("OneHotIoU", {"num_classes": 3, "target_class_ids": [0]}),
        ("R2Score", {"num_regressors": 1}),
    ]
)
def written_and_read(tf, np, param):
    name, options = param
    metric = getattr(tf.keras.metrics, name)(name="mine", **options)
    data = tf.keras.metrics.serialize(metric)
    again = tf.keras.metrics.deserialize(data)
    return [data, again.get_config(), type(again).__name__]
