"""`compile`, `fit`, `evaluate`: the same weights and data give Keras's histories and weights."""

import warnings

from tests.golden.case import case, raised


def _data(np, n=24, classes=None, outputs=1, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 4)).astype("float32")
    if classes:
        return x, rng.integers(0, classes, size=n)
    return x, rng.normal(size=(n, outputs)).astype("float32")


def _model(tf, np, units=3, activation=None, **options):
    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [
            tf.keras.Input((4,)),
            layers.Dense(5, "tanh", **options),
            layers.Dense(units, activation),
        ]
    )
    rng = np.random.default_rng(7)
    model.set_weights([rng.normal(size=w.shape).astype("float32") for w in model.get_weights()])
    return model


def _told(history, model):
    return [history.history, history.epoch, list(history.history), model.get_weights()]


_COMPILED = [
    ("sgd", "mse", ["mae"], 1),
    ("adam", "mean_squared_error", ["mse", "MeanAbsoluteError"], 1),
    ("RMSprop", "sparse_categorical_crossentropy", ["accuracy"], 3),
    ("sgd", "crossentropy", ["acc", "ce"], 3),
    ("adam", "binary_crossentropy", ["accuracy"], 1),
    ("sgd", "hinge", None, 1),
]


@case(params=_COMPILED, rtol=1e-4)
def fit_by_names(tf, np, compiled):
    optimizer, loss, metrics, units = compiled
    sparse = units == 3
    x, y = _data(np, classes=3 if sparse else (2 if "entropy" in loss or loss == "hinge" else None))
    model = _model(tf, np, units, "softmax" if sparse else "sigmoid" if "entropy" in loss else None)
    metrics = [m for m in metrics if m != "ce"] if metrics else metrics
    model.compile(optimizer, loss, metrics=metrics)
    history = model.fit(x, y, batch_size=5, epochs=3, shuffle=False, verbose=0)
    return _told(history, model)


@case(rtol=1e-4)
def fit_with_validation(tf, np):
    x, y = _data(np)
    model = _model(tf, np, 1)
    model.compile("adam", "mse", metrics=["mae"])
    history = model.fit(
        x, y, batch_size=4, epochs=3, shuffle=False, verbose=0, validation_split=0.25
    )
    again = model.fit(
        x, y, batch_size=4, epochs=5, initial_epoch=3, shuffle=False, verbose=0,
        validation_data=_data(np, 8, seed=1), validation_freq=2,
    )  # fmt: skip
    return _told(history, model), _told(again, model)


@case(rtol=1e-4)
def weights_of_samples_and_classes(tf, np):
    x, y = _data(np, classes=3)
    results = []
    for options in (
        {"sample_weight": np.linspace(0, 2, 24)},
        {"class_weight": {0: 1.0, 1: 3.0}},
    ):
        model = _model(tf, np, 3, "softmax")
        model.compile(
            "sgd", "sparse_categorical_crossentropy", metrics=["acc"], weighted_metrics=["acc"]
        )
        history = model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0, **options)
        results.append(_told(history, model))
    weights = np.linspace(0, 2, 24)
    results.append(model.evaluate(x, y, sample_weight=weights, verbose=0, return_dict=True))
    return results


@case(params=[1, 2], rtol=1e-4)
def hooks_and_their_logs(tf, np, steps_per_execution):
    seen = []

    class Spy(tf.keras.callbacks.Callback):
        pass

    def hook(name):
        def told(self, *args, logs=None):
            if len(args) > ("batch" in name or "epoch" in name):
                *args, logs = args
            seen.append([name, *args, sorted(logs or {})])

        return told

    for name in dir(tf.keras.callbacks.Callback):
        if name.startswith("on_") and name not in ("on_batch_begin", "on_batch_end"):
            setattr(Spy, name, hook(name))
    x, y = _data(np, 20)
    model = _model(tf, np, 1)
    model.compile("sgd", "mse", metrics=["mae"], steps_per_execution=steps_per_execution)
    model.fit(x, y, batch_size=5, epochs=2, verbose=0, callbacks=[Spy()], validation_data=(x, y))
    model.evaluate(x, y, batch_size=5, verbose=0, callbacks=[Spy()])
    return seen


@case(rtol=1e-4)
def one_batch_at_a_time(tf, np):
    x, y = _data(np, 8)
    model = _model(tf, np, 1)
    model.compile("sgd", "mse", metrics=["mae"])
    return [
        model.train_on_batch(x, y),
        model.train_on_batch(x, y, return_dict=True),
        model.test_on_batch(x, y),
        model.train_on_batch(x, y, sample_weight=np.linspace(0, 1, 8)),
        model.evaluate(x, y, verbose=0, return_dict=True),
        model.evaluate(x, y, verbose=0, batch_size=3),
        model.predict_on_batch(x),
    ]


def _two_headed(tf, np, form):
    class TwoHeads(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.a = tf.keras.layers.Dense(1)
            self.b = tf.keras.layers.Dense(3, "softmax")

        def call(self, inputs):
            a, b = self.a(inputs), self.b(inputs)
            return {"a": a, "b": b} if form is dict else form((a, b))

    model = TwoHeads()
    model(np.zeros((1, 4), "float32"))
    rng = np.random.default_rng(7)
    model.set_weights([rng.normal(size=w.shape).astype("float32") for w in model.get_weights()])
    return model


@case(params=["dict", "list", "tuple"], rtol=1e-4)
def several_outputs(tf, np, form):
    kind = {"dict": dict, "list": list, "tuple": tuple}[form]
    x, y = _data(np)
    _, labels = _data(np, classes=3)
    model = _two_headed(tf, np, kind)
    pack = (lambda a, b: {"a": a, "b": b}) if kind is dict else (lambda a, b: kind((a, b)))
    model.compile(
        "sgd",
        loss=pack("mse", "sparse_categorical_crossentropy"),
        loss_weights=pack(0.5, 2.0),
        metrics=pack(["mae"], ["accuracy"]),
    )
    history = model.fit(x, pack(y, labels), batch_size=8, epochs=2, shuffle=False, verbose=0)
    weighted = model.fit(
        x, pack(y, labels), batch_size=8, shuffle=False, verbose=0,
        sample_weight=pack(np.linspace(0, 1, 24), np.linspace(2, 0, 24)),
    )  # fmt: skip
    return [
        _told(history, model),
        _told(weighted, model),
        model.evaluate(x, pack(y, labels), verbose=0),
        model.evaluate(x, pack(y, labels), verbose=0, return_dict=True),
    ]


@case(params=[None, "mse"], rtol=1e-4)
def one_loss_for_some_outputs(tf, np, second):
    warnings.simplefilter("ignore")  # both say that a head gets no gradient
    x, y = _data(np)
    model = _two_headed(tf, np, list)
    model.compile("sgd", loss=["mse", second])
    labels = [y, np.zeros((24, 3), "float32")]
    history = model.fit(x, labels, batch_size=8, shuffle=False, verbose=0)
    return _told(history, model)


@case(rtol=1e-4)
def regularization_and_added_losses(tf, np):
    class Penalized(tf.keras.layers.Layer):
        def call(self, inputs):
            self.add_loss(0.1 * tf.reduce_sum(inputs**2))
            return inputs

    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [
            tf.keras.Input((4,)),
            layers.Dense(3, kernel_regularizer="l2", activity_regularizer="l1"),
            Penalized(),
            layers.Dense(1),
        ]
    )
    rng = np.random.default_rng(7)
    model.set_weights([rng.normal(size=w.shape).astype("float32") for w in model.get_weights()])
    model.compile("sgd", "mse")
    x, y = _data(np)
    history = model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0)
    return [_told(history, model), model.evaluate(x, y, verbose=0)]


@case(rtol=1e-4)
def a_step_of_ones_own(tf, np):
    class Custom(tf.keras.Sequential):
        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compute_loss(y=y, y_pred=y_pred)
            gradients = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))  # noqa: B905
            for metric in self.metrics:
                if metric.name == "loss":
                    metric.update_state(loss)
                else:
                    metric.update_state(y, y_pred)
            return {m.name: m.result() for m in self.metrics}

        def test_step(self, data):
            x, y = data
            y_pred = self(x, training=False)
            loss = self.compute_loss(y=y, y_pred=y_pred)
            for metric in self.metrics:
                if metric.name != "loss":
                    metric.update_state(y, y_pred)
                else:
                    metric.update_state(loss)
            return {m.name: m.result() for m in self.metrics}

    model = Custom([tf.keras.Input((4,)), tf.keras.layers.Dense(1)])
    rng = np.random.default_rng(7)
    model.set_weights([rng.normal(size=w.shape).astype("float32") for w in model.get_weights()])
    model.compile("adam", "mse", metrics=["mae"])
    x, y = _data(np)
    history = model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0)
    return [_told(history, model), model.evaluate(x, y, verbose=0)]


@case(rtol=1e-4)
def a_step_with_metrics_of_ones_own(tf, np):
    class Custom(tf.keras.Sequential):
        def __init__(self, layers):
            super().__init__(layers)
            self.seen = tf.keras.metrics.Mean(name="my_loss")
            self.error = tf.keras.metrics.MeanAbsoluteError(name="error")

        @property
        def metrics(self):
            return [self.seen, self.error]

        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = tf.reduce_mean((y - y_pred) ** 2)
            gradients = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply(gradients, self.trainable_variables)
            self.seen.update_state(loss)
            self.error.update_state(y, y_pred)
            return {"my_loss": self.seen.result(), "error": self.error.result()}

    model = Custom([tf.keras.Input((4,)), tf.keras.layers.Dense(1)])
    rng = np.random.default_rng(7)
    model.set_weights([rng.normal(size=w.shape).astype("float32") for w in model.get_weights()])
    model.compile("sgd")
    x, y = _data(np)
    history = model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0)
    return _told(history, model)


def _batches(np, count, size=4):
    for i in range(count):
        yield _data(np, size, seed=i)


@case(rtol=1e-4)
def generators(tf, np):
    warnings.simplefilter("ignore")
    model = _model(tf, np, 1)
    model.compile("sgd", "mse")
    history = model.fit(_batches(np, 6), steps_per_epoch=3, epochs=2, verbose=0)
    short = model.fit(_batches(np, 3), steps_per_epoch=3, epochs=1, verbose=0)
    return [
        _told(history, model),
        _told(short, model),
        model.evaluate(_batches(np, 3), steps=3, verbose=0),
    ]


@case(rtol=1e-4)
def stopping_and_slowing(tf, np):
    callbacks = tf.keras.callbacks
    x, y = _data(np)
    model = _model(tf, np, 1)
    model.compile(tf.keras.optimizers.SGD(0.2), "mse", metrics=["mae"])
    slow = callbacks.ReduceLROnPlateau("loss", factor=0.5, patience=1, min_delta=0.05)
    stop = callbacks.EarlyStopping("loss", patience=3, min_delta=0.05, restore_best_weights=True)
    first = model.fit(
        x, y, batch_size=8, epochs=12, shuffle=False, verbose=0, callbacks=[slow, stop]
    )
    rate = callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.5)
    second = model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0, callbacks=[rate])
    return [_told(first, model), _told(second, model), stop.best_epoch, stop.stopped_epoch]


@case(rtol=1e-4)
def averages_of_weights(tf, np):
    x, y = _data(np)
    model = _model(tf, np, 1)
    model.compile(tf.keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.9), "mse")
    history = model.fit(
        x, y, batch_size=8, epochs=2, shuffle=False, verbose=0, validation_data=(x, y),
        callbacks=[tf.keras.callbacks.SwapEMAWeights()],
    )  # fmt: skip
    return _told(history, model)


def _unfit(tf, np):
    model = _model(tf, np, 1)
    model.compile("sgd")
    return model


_REFUSED = {
    "not compiled": lambda tf, np, m: tf.keras.Sequential().fit(np.ones((2, 4)), np.ones(2)),
    "lengths": lambda tf, np, m: m.fit(np.ones((4, 4)), np.ones(3), verbose=0),
    "unknown loss": lambda tf, np, m: m.compile("sgd", "no_loss")
    or m.fit(np.ones((4, 4)), np.ones(4), verbose=0),
    "unknown metric": lambda tf, np, m: m.compile("sgd", "mse", metrics=["no_metric"])
    or m.fit(np.ones((4, 4)), np.ones(4), verbose=0),
    "unknown optimizer": lambda tf, np, m: m.compile("no_optimizer"),
    "metrics no list": lambda tf, np, m: m.compile("sgd", "mse", metrics="mae"),
    "split of a generator": lambda tf, np, m: m.fit(_batches(np, 2), validation_split=0.5),
    "split of one": lambda tf, np, m: m.fit(np.ones((1, 4)), np.ones(1), validation_split=0.5),
    "y with a generator": lambda tf, np, m: m.fit(_batches(np, 2), np.ones(3)),
    "lists": lambda tf, np, m: m.fit([1.0, 2.0], [1.0, 2.0], verbose=0),
    "both weights": lambda tf, np, m: m.fit(
        np.ones((4, 4)), np.ones(4), class_weight={0: 1}, sample_weight=np.ones(4), verbose=0
    ),
    "no loss": lambda tf, np, m: _unfit(tf, np).fit(np.ones((4, 4)), np.ones(4), verbose=0),
    "frequency": lambda tf, np, m: m.fit(
        np.ones((4, 4)), np.ones(4), validation_data=(np.ones((4, 4)), np.ones(4)),
        validation_freq="x", verbose=0,
    ),
    "empty generator": lambda tf, np, m: m.fit((i for i in ()), verbose=0),
    "generator of arrays": lambda tf, np, m: m.fit(
        (np.ones((2, 4)) for _ in range(3)), verbose=0
    ),
    "unknown argument": lambda tf, np, m: m.evaluate(np.ones((4, 4)), np.ones(4), nothing=1),
}  # fmt: skip


@case(params=list(_REFUSED))
def refusals(tf, np, what):
    warnings.simplefilter("ignore")
    model = _model(tf, np, 1)
    model.compile("sgd", "mse")
    refused = raised(_REFUSED[what], tf, np, model)
    return refused if type(refused).__name__ == "Raised" else None
