"""Whole training loops from the same initial weights: the losses of every step and the weights."""

from tests.golden.case import case


def _train(tf, np, model, inputs, labels, optimizer, loss_of, steps=10, read=True):
    """The losses of the steps, and the weights after the last one."""
    model(inputs[:1])
    rng = np.random.default_rng(7)
    model.set_weights(
        [(rng.normal(size=w.shape) * 0.1).astype("float32") for w in model.get_weights()]
    )
    losses = []
    for step in range(steps):
        rows = slice(step * 8 % len(inputs), step * 8 % len(inputs) + 8)
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_of(labels[rows], model(inputs[rows], training=True)))
            if read:
                losses.append(float(loss.numpy()))
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return losses, model.get_weights(), model(inputs[:4])


def _pictures(np, channels=1):
    rng = np.random.default_rng(0)
    return rng.random((40, 8, 8, channels), np.float32), rng.integers(0, 10, 40).astype("int32")


def _mlp(tf):
    class MLP(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.flatten = tf.keras.layers.Flatten()
            self.dense1 = tf.keras.layers.Dense(units=16, activation=tf.nn.relu)
            self.dense2 = tf.keras.layers.Dense(units=10)

        def call(self, inputs):
            x = self.flatten(inputs)
            x = self.dense1(x)
            x = self.dense2(x)
            return tf.nn.softmax(x)

    return MLP()


OPTIMIZERS = {
    "sgd": lambda tf: tf.keras.optimizers.SGD(0.5),
    "momentum": lambda tf: tf.keras.optimizers.SGD(0.1, momentum=0.9),
    "nesterov": lambda tf: tf.keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "rmsprop": lambda tf: tf.keras.optimizers.RMSprop(0.01),
    "adam": lambda tf: tf.keras.optimizers.Adam(learning_rate=0.01),
}


@case(params=OPTIMIZERS, rtol=1e-3, atol=1e-5)
def the_tutorials_perceptron(tf, np, name):
    return _train(
        tf,
        np,
        _mlp(tf),
        *_pictures(np),
        OPTIMIZERS[name](tf),
        lambda y, p: tf.keras.losses.sparse_categorical_crossentropy(y_true=y, y_pred=p),
    )


@case(params=[True, False], rtol=1e-3, atol=1e-5)
def reading_the_loss_changes_nothing(tf, np, read):
    losses = tf.keras.losses.SparseCategoricalCrossentropy()
    optimizer = tf.keras.optimizers.Adam(0.01)
    return _train(tf, np, _mlp(tf), *_pictures(np), optimizer, losses, read=read)[1:]


@case(params=["ints", "from_logits", "one_hot"], rtol=1e-3, atol=1e-5)
def sequential(tf, np, labels):
    pictures, classes = _pictures(np)
    layers = [
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(12, "tanh"),
        tf.keras.layers.Dense(10),
    ]
    if labels == "from_logits":
        losses = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    elif labels == "ints":
        layers.append(tf.keras.layers.Softmax())
        losses = tf.keras.losses.SparseCategoricalCrossentropy()
    else:
        layers.append(tf.keras.layers.Activation("softmax"))
        losses = tf.keras.losses.CategoricalCrossentropy()
        classes = np.eye(10, dtype="float32")[classes]
    model = tf.keras.Sequential(layers)
    return _train(tf, np, model, pictures, classes, tf.keras.optimizers.Adam(0.01), losses)


@case(rtol=1e-3, atol=1e-5)
def convolutions(tf, np):
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Conv2D(4, 3, padding="same", activation="relu"),
            tf.keras.layers.MaxPool2D(2),
            tf.keras.layers.Conv2D(6, [3, 3], activation=tf.nn.relu),
            tf.keras.layers.AveragePooling2D(2),
            tf.keras.layers.Reshape([6]),
            tf.keras.layers.Dense(10, activation="softmax"),
        ]
    )
    losses = tf.keras.losses.SparseCategoricalCrossentropy()
    return _train(tf, np, model, *_pictures(np, 3), tf.keras.optimizers.Adam(0.01), losses)


@case(rtol=2e-3, atol=1e-4)
def batch_normalization(tf, np):
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(12),
            tf.keras.layers.BatchNormalization(),
            tf.keras.layers.ReLU(),
            tf.keras.layers.Dense(1),
        ]
    )
    pictures, labels = _pictures(np)
    targets = (labels[:, None] / 10.0).astype("float32")
    # Weights of any sign are no variance: keep the moving ones as they were made.
    model(pictures[:1])
    optimizer, found = tf.keras.optimizers.SGD(0.05), []
    rng = np.random.default_rng(7)
    for layer in (model.layers[1], model.layers[4]):
        layer.set_weights(
            [(rng.normal(size=w.shape) * 0.1).astype("float32") for w in layer.get_weights()]
        )
    for step in range(8):
        rows = slice(step * 5, step * 5 + 5)
        with tf.GradientTape() as tape:
            loss = tf.keras.losses.MeanSquaredError()(
                targets[rows], model(pictures[rows], training=True)
            )
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
        found.append(loss)
    return found, model.get_weights(), model(pictures[:3]), model(pictures[:3], training=False)


@case(rtol=1e-3, atol=1e-5)
def a_recurrent_loop(tf, np):
    class RNN(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.cell = tf.keras.layers.LSTMCell(units=9)
            self.dense = tf.keras.layers.Dense(units=7)

        def call(self, inputs):
            inputs = tf.one_hot(inputs, depth=7)
            state = self.cell.get_initial_state(batch_size=inputs.shape[0])
            for t in range(6):
                output, state = self.cell(inputs[:, t, :], state)
            return tf.nn.softmax(self.dense(output))

    rng = np.random.default_rng(0)
    texts, following = rng.integers(0, 7, (40, 6)), rng.integers(0, 7, 40)
    losses = tf.keras.losses.SparseCategoricalCrossentropy()
    return _train(tf, np, RNN(), texts, following, tf.keras.optimizers.Adam(0.01), losses)


@case(rtol=1e-3, atol=1e-5)
def embeddings_and_an_lstm(tf, np):
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Embedding(7, 5),
            tf.keras.layers.LSTM(6),
            tf.keras.layers.Dense(1, "sigmoid"),
        ]
    )
    rng = np.random.default_rng(0)
    texts, sides = rng.integers(0, 7, (40, 6)), rng.integers(0, 2, (40, 1)).astype("float32")
    return _train(
        tf,
        np,
        model,
        texts,
        sides,
        tf.keras.optimizers.SGD(0.5, momentum=0.9),  # Adam differs: docs/differences.md
        tf.keras.losses.BinaryCrossentropy(),
    )


@case(rtol=1e-3, atol=1e-5)
def a_schedule_and_a_rate_set_by_hand(tf, np):
    schedule = tf.keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=2, decay_rate=0.5)
    by_schedule = _train(
        tf, np, _mlp(tf), *_pictures(np), tf.keras.optimizers.SGD(schedule),
        tf.keras.losses.SparseCategoricalCrossentropy(),
    )  # fmt: skip
    v, optimizer, seen = tf.Variable([1.0, -2.0]), tf.keras.optimizers.SGD(0.1), []
    for step in range(4):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(v * v)
        optimizer.apply_gradients([(tape.gradient(loss, v), v)])
        optimizer.learning_rate = 0.1 / (step + 2)
        seen.append(v.numpy())
    return by_schedule, seen, optimizer.iterations, optimizer.learning_rate


@case
def the_tutorials_line(tf, np):
    """The loop of the tutorial's linear model; with a rate at which it does not diverge."""
    x = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    y = tf.constant([[10.0], [20.0]])

    class Linear(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = tf.keras.layers.Dense(
                units=1,
                activation=None,
                kernel_initializer=tf.zeros_initializer(),
                bias_initializer=tf.zeros_initializer(),
            )

        def call(self, input):
            return self.dense(input)

    model, optimizer = Linear(), tf.keras.optimizers.SGD(learning_rate=0.01)
    for _ in range(100):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model(x) - y))
        grads = tape.gradient(loss, model.variables)
        optimizer.apply_gradients(grads_and_vars=zip(grads, model.variables, strict=True))
    return [variable.numpy() for variable in model.variables], loss


@case
def the_tutorials_metric(tf, np):
    metric = tf.keras.metrics.SparseCategoricalAccuracy()
    rng = np.random.default_rng(0)
    seen = []
    for _ in range(3):
        predictions = rng.random((20, 10)).astype("float32")
        metric.update_state(y_true=rng.integers(0, 10, 20), y_pred=predictions)
        seen.append(float(metric.result()))
    return seen, metric.result()


@case
def predicted(tf, np):
    model = tf.keras.Sequential([tf.keras.layers.Dense(3, kernel_initializer="ones")])
    inputs = np.arange(140, dtype="float32").reshape(70, 2)
    return [
        model.predict(inputs, verbose=0),
        model.predict(inputs[:1], verbose=0),
        model.predict(inputs, batch_size=9, verbose=0),
        model(inputs[:2]),
    ]
