"""`fit` and its kin where users trip: hooks' logs, random state, structures, and bad input."""

import warnings

from tests.golden.case import case, describe_error, raised
from tests.golden.cases.fit import _batches, _data, _model, _two_headed


def _spy(tf, seen):
    class Spy(tf.keras.callbacks.Callback):
        pass

    def hook(name):
        def told(self, *args, logs=None):
            if len(args) > ("batch" in name or "epoch" in name):
                *args, logs = args
            seen.append([name, *args, list(logs or {})])

        return told

    for name in dir(tf.keras.callbacks.Callback):
        if name.startswith("on_") and name not in ("on_batch_begin", "on_batch_end"):
            setattr(Spy, name, hook(name))
    return Spy()


# Not what Keras does besides at the end of data of unknown length: it begins a batch that does not
# come, and counts batches by steps_per_execution.
@case(params=[(1, 3), (1, 2), (2, 2), (3, 3)])
def hooks_of_a_generator(tf, np, how):
    per_execution, steps = how
    warnings.simplefilter("ignore")
    seen = []
    model = _model(tf, np, 1)
    model.compile("sgd", "mse", metrics=["mae"], steps_per_execution=per_execution)
    spy = _spy(tf, seen)
    model.fit(
        _batches(np, 7), epochs=2, steps_per_epoch=steps, verbose=0, callbacks=[spy],
        validation_data=_data(np, 6 * per_execution), validation_batch_size=2,
    )  # fmt: skip
    return seen, spy.params


@case(params=[1, 2])
def hooks_of_predictions(tf, np, per_execution):
    seen = []
    model = _model(tf, np, 1)
    model.compile("sgd", "mse", steps_per_execution=per_execution)
    spy = _spy(tf, seen)
    model.predict(_data(np, 14)[0], batch_size=4, verbose=0, callbacks=[spy])
    return seen, spy.params


@case(params=["dict", "list"])
def hooks_of_several_outputs(tf, np, form):
    kind = dict if form == "dict" else list
    pack = (lambda a, b: {"a": a, "b": b}) if kind is dict else (lambda a, b: [a, b])
    x, y = _data(np, 8)
    _, labels = _data(np, 8, classes=3)
    seen = []
    model = _two_headed(tf, np, kind)
    model.compile(
        "sgd",
        loss=pack("mse", "sparse_categorical_crossentropy"),
        metrics=pack(["mae"], ["acc", "sparse_top_k_categorical_accuracy"]),
        weighted_metrics=pack(["mse"], []),
    )
    spy = _spy(tf, seen)
    y = pack(y, labels)
    model.fit(x, y, batch_size=4, verbose=0, callbacks=[spy], validation_data=(x, y))
    return seen, list(model.evaluate(x, y, verbose=0, return_dict=True))


@case
def hooks_of_functional_outputs_by_name(tf, np):
    layers = tf.keras.layers
    inputs = tf.keras.Input((4,), name="features")
    outputs = [layers.Dense(1, name="first")(inputs), layers.Dense(1, name="second")(inputs)]
    model = tf.keras.Model(inputs, outputs)
    model.compile("sgd", loss={"first": "mse", "second": "mae"}, metrics={"second": ["mse", "mse"]})
    x, y = _data(np, 8)
    seen = []
    model.fit(
        {"features": x}, {"second": y, "first": y}, batch_size=4, verbose=0,
        callbacks=[_spy(tf, seen)],
    )  # fmt: skip
    return seen


@case
def names_of_metrics(tf, np):
    metrics, losses = tf.keras.metrics, tf.keras.losses
    x, y = _data(np, 8, classes=2)

    def closeness(y_true, y_pred):
        return tf.abs(tf.cast(y_true, "float32") - y_pred)

    found = []
    for given in (
        [closeness, "mse", metrics.MeanSquaredError(), metrics.MeanSquaredError(name="again")],
        [losses.MAE, losses.MeanAbsoluteError(), lambda y_true, y_pred: y_pred],
        ["accuracy", "acc", "binary_accuracy", metrics.BinaryAccuracy()],
        [metrics.AUC(), metrics.Precision(), metrics.Recall(), "mae"],
    ):
        model = _model(tf, np, 1, "sigmoid")
        model.compile("sgd", "binary_crossentropy", metrics=given, weighted_metrics=["mse"])
        found.append(raised(model.fit, x, y, verbose=0))
        found[-1] = list(getattr(found[-1], "history", found[-1]))
    return found


@case(rtol=1e-5)
def the_random_state_after_everything(tf, np):
    class Noisy(tf.keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.seeds = tf.keras.random.SeedGenerator(5)

        def call(self, inputs):
            return inputs + tf.keras.random.normal((4,), seed=self.seeds)

    noisy = Noisy()
    model = tf.keras.Sequential([tf.keras.Input((4,)), noisy, tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = _data(np, 10)
    states = []

    def look():
        states.append(np.array(noisy.seeds.state))

    look()
    model.predict(x, batch_size=4, verbose=0)
    look()
    model.predict(x, batch_size=10, verbose=0)
    look()
    model.evaluate(x, y, batch_size=3, verbose=0)
    look()
    model.fit(x, y, batch_size=5, epochs=2, verbose=0)
    look()
    model.predict_on_batch(x)
    look()
    model.train_on_batch(x, y)
    look()
    model(x)
    look()
    model(x, training=True)
    look()
    return states


def _two(tf, np, loss, **options):
    """A functional model of two named outputs, compiled and trained for a batch."""
    layers = tf.keras.layers
    inputs = tf.keras.Input((4,))
    outputs = [layers.Dense(1, name="a")(inputs), layers.Dense(1, name="b")(inputs)]
    model = tf.keras.Model(inputs, outputs)
    x, y = _data(np, 4)
    model.compile("sgd", loss, **options)
    return list(model.fit(x, [y, y], verbose=0).history)


_STRUCTURES = {
    "one loss for two": ("mse", {}),
    "a list": (["mse", "mae"], {}),
    "a dictionary": ({"a": "mse", "b": "mae"}, {}),
    "a part of the outputs": ({"a": "mse"}, {}),
    "too few losses": (["mse"], {}),
    "too many losses": (["mse", "mse", "mse"], {}),
    "an unknown output": ({"a": "mse", "c": "mse"}, {}),
    "nested too deep": ([["mse"], "mse"], {}),
    "no losses": ([None, None], {}),
    "weights": (["mse", "mse"], {"loss_weights": [1.0, 2.0]}),
    "weights by name": ({"a": "mse", "b": "mse"}, {"loss_weights": {"a": 1.0, "b": 2.0}}),
    "too few weights": (["mse", "mse"], {"loss_weights": [1.0]}),
    "weights of another form": (["mse", "mse"], {"loss_weights": {"a": 1.0, "b": 2.0}}),
    "unknown weights": ({"a": "mse", "b": "mse"}, {"loss_weights": {"a": 1.0, "c": 2.0}}),
    "text as weights": (["mse", "mse"], {"loss_weights": ["a", "b"]}),
    "a number as weights": (["mse", "mse"], {"loss_weights": 2.0}),
    "metrics as a list of lists": ("mse", {"metrics": [["mae"], ["mse"]]}),
    "metrics as a flat list": ("mse", {"metrics": ["mae", "mse"]}),
    "metrics by name": ("mse", {"metrics": {"a": "mae", "b": ["mse", "mae"]}}),
    "metrics for some": ("mse", {"metrics": {"a": ["mae"]}}),
    "too few metrics": ("mse", {"metrics": [["mae"]]}),
    "too many metrics": ("mse", {"metrics": [["mae"], ["mae"], ["mae"]]}),
    "unknown metrics": ("mse", {"metrics": {"c": ["mae"]}}),
    "metrics that are numbers": ("mse", {"metrics": [[1], [2]]}),
    "a loss that is a number": (3, {}),
    "a loss that is text": (["mse", "nothing"], {}),
}


@case(params=list(_STRUCTURES))
def losses_and_metrics_of_two_outputs(tf, np, what):
    loss, options = _STRUCTURES[what]
    warnings.simplefilter("ignore")
    return _two(tf, np, loss, **options)


def _classifier(tf, np, loss, metrics=None):
    model = _model(tf, np, 3, "softmax")
    model.compile("sgd", loss, metrics=metrics)
    return model


_BAD = {
    "class numbers for one-hot": lambda tf, np, m: _classifier(
        tf, np, "categorical_crossentropy"
    ).fit(*_data(np, 8, classes=3), verbose=0),
    "one-hot for class numbers": lambda tf, np, m: _classifier(
        tf, np, "sparse_categorical_crossentropy"
    ).fit(_data(np, 8)[0], np.eye(3, dtype="float32")[np.arange(8) % 3], verbose=0),
    "labels of another length": lambda tf, np, m: m.fit(
        np.ones((8, 4)), np.ones((8, 2)), verbose=0
    ),
    "labels of another rank": lambda tf, np, m: m.fit(
        np.ones((8, 4)), np.ones((8, 1, 3)), verbose=0
    ),
    "two outputs' labels for one": lambda tf, np, m: m.fit(
        np.ones((8, 4)), [np.ones(8), np.ones(8)], verbose=0
    ),
    "no labels": lambda tf, np, m: m.fit(np.ones((8, 4)), verbose=0),
    "labels that are None": lambda tf, np, m: m.fit(np.ones((8, 4)), None, verbose=0),
    "text labels": lambda tf, np, m: m.fit(np.ones((2, 4)), np.array(["a", "b"]), verbose=0),
    "text inputs": lambda tf, np, m: m.fit(np.array([["a"] * 4] * 2), np.ones(2), verbose=0),
    "a number": lambda tf, np, m: m.fit(3, 4, verbose=0),
    "other features": lambda tf, np, m: m.fit(np.ones((8, 5)), np.ones(8), verbose=0),
    "other features in predict": lambda tf, np, m: m.predict(np.ones((8, 5)), verbose=0),
    "no batch axis": lambda tf, np, m: m.predict(np.ones(4), verbose=0),
    "weights of another length": lambda tf, np, m: m.fit(
        np.ones((8, 4)), np.ones(8), sample_weight=np.ones(7), verbose=0
    ),
    "class weights of two outputs": lambda tf, np, m: m.fit(
        np.ones((8, 4)), [np.ones(8), np.ones(8)], class_weight={0: 1.0}, verbose=0
    ),
    "validation data of one": lambda tf, np, m: m.fit(
        np.ones((8, 4)), np.ones(8), validation_data=np.ones((8, 4)), verbose=0
    ),
    "validation data of four": lambda tf, np, m: m.fit(
        np.ones((8, 4)), np.ones(8), validation_data=(np.ones((8, 4)),) * 4, verbose=0
    ),
    "validation data of other lengths": lambda tf, np, m: m.fit(
        np.ones((8, 4)), np.ones(8), validation_data=(np.ones((4, 4)), np.ones(3)), verbose=0
    ),
    "a data set that fails": lambda tf, np, m: m.fit(
        tf.data.Dataset.from_tensor_slices((np.ones((8, 4), "float32"), np.arange(8)))
        .map(lambda x, y: (x, tf.debugging.check_numerics(1.0 / tf.cast(y - 3, "float32"), "at")))
        .batch(2),
        verbose=0,
    ),
    "a data set of bare tensors": lambda tf, np, m: m.fit(
        tf.data.Dataset.from_tensor_slices(np.ones((8, 4), "float32")).batch(2), verbose=0
    ),
    "a data set that is not batched": lambda tf, np, m: m.fit(
        tf.data.Dataset.from_tensor_slices((np.ones((8, 4), "float32"), np.ones(8))), verbose=0
    ),
    "a data set with labels besides": lambda tf, np, m: m.fit(
        tf.data.Dataset.from_tensor_slices((np.ones((8, 4)), np.ones(8))).batch(2), np.ones(8)
    ),
    "a data set with weights besides": lambda tf, np, m: m.fit(
        tf.data.Dataset.from_tensor_slices((np.ones((8, 4)), np.ones(8))).batch(2),
        sample_weight=np.ones(8),
    ),
    "a split of a data set": lambda tf, np, m: m.fit(
        tf.data.Dataset.from_tensor_slices((np.ones((8, 4)), np.ones(8))).batch(2),
        validation_split=0.5,
    ),
    "a split above one": lambda tf, np, m: m.fit(
        np.ones((8, 4)), np.ones(8), validation_split=1.5, verbose=0
    ),
    "a metric that does not fit": lambda tf, np, m: _classifier(
        tf, np, "sparse_categorical_crossentropy", [tf.keras.metrics.CategoricalAccuracy()]
    ).fit(*_data(np, 8, classes=3), verbose=0),
    "a loss of the wrong kind": lambda tf, np, m: m.compile("sgd", 3)
    or m.fit(np.ones((8, 4)), np.ones(8), verbose=0),
    "no epochs": lambda tf, np, m: m.fit(np.ones((8, 4)), np.ones(8), epochs=0, verbose=0),
    "evaluate before compiling": lambda tf, np, m: tf.keras.Sequential(
        [tf.keras.layers.Dense(1)]
    ).evaluate(np.ones((2, 4)), np.ones(2)),
    "train_on_batch before compiling": lambda tf, np, m: tf.keras.Sequential(
        [tf.keras.layers.Dense(1)]
    ).train_on_batch(np.ones((2, 4)), np.ones(2)),
    "train_on_batch of other lengths": lambda tf, np, m: m.train_on_batch(
        np.ones((8, 4)), np.ones(7)
    ),
    "both weights on a batch": lambda tf, np, m: m.train_on_batch(
        np.ones((8, 4)), np.ones(8), sample_weight=np.ones(8), class_weight={0: 1.0}
    ),
    "a callback that fails": lambda tf, np, m: m.fit(
        np.ones((8, 4)), np.ones(8), verbose=0,
        callbacks=[tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: logs["no"])],
    ),
    "a misspelled argument": lambda tf, np, m: m.fit(
        np.ones((8, 4)), np.ones(8), epoch=2, verbose=0
    ),
    "a misspelled argument of compile": lambda tf, np, m: m.compile("sgd", "mse", metric=["mae"]),
}  # fmt: skip


@case(params=list(_BAD))
def bad_input(tf, np, what):
    """The exception, and that the model still trains and keeps its weights afterwards."""
    warnings.simplefilter("ignore")
    model = _model(tf, np, 1)
    model.compile("sgd", "mse")
    try:
        result = _BAD[what](tf, np, model)
        found = type(result).__name__
    except Exception as error:
        found = describe_error(error)
    model.compile("sgd", "mse")
    model.fit(*_data(np, 8), verbose=0)
    return found, bool(np.isfinite(model.get_weights()[0]).all())


@case
def a_loss_that_becomes_nan(tf, np):
    x, y = _data(np, 12)
    x[5] = np.nan
    model = _model(tf, np, 1)
    model.compile("sgd", "mse")
    first = model.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0)
    model = _model(tf, np, 1)
    model.compile("sgd", "mse")
    stop = tf.keras.callbacks.TerminateOnNaN()
    second = model.fit(x, y, batch_size=12, epochs=3, verbose=0, callbacks=[stop])
    return first.history, second.history, second.epoch


@case
def a_data_set_that_ends_early(tf, np):
    warnings.simplefilter("ignore")
    x, y = _data(np, 8)
    model = _model(tf, np, 1)
    model.compile("sgd", "mse")
    found = []
    for options in (
        {"steps_per_epoch": 3, "epochs": 2},
        {"steps_per_epoch": 2, "epochs": 3},
        {"epochs": 2, "validation_data": (x, y), "validation_steps": 9},
    ):
        batches = tf.data.Dataset.from_tensor_slices((x, y)).batch(2).take(4)
        history = model.fit(batches, verbose=0, **options)
        found.append([history.epoch, sorted(history.history), history.params])
    found.append(raised(model.evaluate, batches, steps=9, verbose=0, return_dict=True).keys())
    return [*found[:-1], sorted(found[-1])]
