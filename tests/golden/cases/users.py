"""What scripts of users met: small programs in the style of the examples that people start from."""

from tests.golden.case import case, raised


def _linear(tf, np):
    model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
    model.set_weights([np.array([[0.1], [-0.2]], "float32"), np.zeros(1, "float32")])
    model.compile("sgd", "mse")
    return model


@case(params=[True, "batch"], rtol=1e-4)
def fit_shuffles_with_the_seed(tf, np, shuffle):
    x = np.random.default_rng(0).normal(size=(23, 2)).astype("float32")
    model = _linear(tf, np)
    tf.keras.utils.set_random_seed(11)
    one = model.fit(x, x[:, 0] ** 2, batch_size=4, epochs=3, shuffle=shuffle, verbose=0)
    two = model.fit(x, x[:, 0] ** 2, validation_split=0.3, shuffle=shuffle, verbose=0)
    return one.history, two.history, model.get_weights(), tf.random.uniform([2])


@case(rtol=1e-4)
def fit_shuffles_a_sequence_with_the_seed(tf, np):
    class Batches(tf.keras.utils.Sequence):
        def __len__(self):
            return 6

        def __getitem__(self, index):
            x = np.random.default_rng(index).normal(size=(4, 2)).astype("float32")
            return x, x[:, :1] * 3

    model = _linear(tf, np)
    tf.keras.utils.set_random_seed(11)
    return model.fit(Batches(), epochs=3, verbose=0).history, model.get_weights()


@case(params=[(4,), (4, 1), (2, 2), (2, 2, 1)])
def top_k_of_a_column(tf, np, shape):
    scores = np.random.default_rng(0).normal(size=(*shape[: 2 if len(shape) == 3 else 1], 5))
    scores = scores if shape != (2, 2) else scores.reshape(2, 1, 5).repeat(2, 1)
    labels = np.arange(4).reshape(shape)
    metric = tf.keras.metrics.SparseTopKCategoricalAccuracy(2)
    metric.update_state(labels, scores.astype("float32"))
    function = tf.keras.metrics.sparse_top_k_categorical_accuracy
    return metric.result(), function(labels, scores.astype("float32"), k=2)


@case
def lambda_tells_its_shape_for_several_inputs(tf, np):
    layers = tf.keras.layers
    a, b = tf.keras.Input((3,)), tf.keras.Input((3,))
    distance = layers.Lambda(lambda v: tf.abs(v[0] - v[1])[:, :1], output_shape=(1,))([a, b])
    both = layers.Lambda(lambda v: (v[0], v[1]), output_shape=((3,), (3,)))([a, b])
    named = layers.Lambda(lambda v: v["p"] + 1, output_shape=(3,))({"p": a, "q": b})
    model = tf.keras.Model([a, b], [distance, *both, named])
    given = [np.ones((2, 3), "float32"), np.zeros((2, 3), "float32")]
    return [t.shape for t in (distance, *both, named)], model(given)


@case
def a_layer_that_prints_is_part_of_a_model(tf, np):
    class Told(tf.keras.layers.Layer):
        def call(self, inputs):
            tf.print("never", inputs[:, 0] if inputs.shape[0] else "", summarize=1)
            tf.debugging.assert_less(inputs, 9.0)
            return inputs * 2

    inputs = tf.keras.Input((3,))
    return tf.keras.Model(inputs, Told()(inputs))(np.ones((2, 3), "float32"))


@case(params=["SimpleRNN", "GRU", "ConvLSTM1D", "RandomCrop", "MultiHeadAttention"])
def layers_draw_the_same_seeds(tf, np, name):
    layers = tf.keras.layers
    tf.keras.utils.set_random_seed(5)
    given = {"ConvLSTM1D": (2, 2), "RandomCrop": (2, 2), "MultiHeadAttention": (2, 3)}
    layer = getattr(layers, name)(*given.get(name, (3,)))
    following = layers.Dense(3)
    shape = {"ConvLSTM1D": (1, 3, 4, 2), "RandomCrop": (1, 3, 3, 1)}.get(name, (1, 2, 3))
    inputs = np.ones(shape, "float32")
    layer(inputs, inputs) if name == "MultiHeadAttention" else layer(inputs)
    following(np.ones((1, 3), "float32"))
    return [w for w in layer.get_weights() if w.dtype == np.float32], following.get_weights()


@case
def random_numbers_without_a_seed(tf, np):
    random = tf.keras.random
    tf.keras.utils.set_random_seed(5)
    numbers = [random.uniform((2,)), random.normal((2, 2)), random.randint((3,), 0, 9)]
    tf.random.set_seed(1)
    numbers.append(random.uniform((2,)))
    function = tf.function(lambda: random.uniform((2,)))
    numbers += [function(), function(), tf.random.uniform([2])]
    tf.keras.utils.set_random_seed(5)
    return [*numbers, random.uniform((2,))]


@case(rtol=1e-4)
def a_train_step_draws_without_a_seed(tf, np):
    class Noisy(tf.keras.Model):
        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                noise = tf.keras.random.normal(tf.shape(x))
                loss = tf.reduce_mean((self(x + noise) - y) ** 2)
            weights = self.trainable_variables
            self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
            return {"loss": loss}

    x = np.random.default_rng(0).normal(size=(12, 2)).astype("float32")
    inputs = tf.keras.Input((2,))
    tf.keras.utils.set_random_seed(5)
    model = Noisy(inputs, tf.keras.layers.Dense(1)(inputs))
    model.compile("sgd")
    model.fit(x, x[:, :1], batch_size=4, epochs=2, verbose=0)
    return model.get_weights()


@case(rtol=1e-4)
def a_layer_that_picks_by_values_is_part_of_a_model(tf, np):
    class Positive(tf.keras.layers.Layer):
        def build(self, input_shape):
            self.scale = self.add_weight(shape=(), initializer="ones", trainable=False)

        def call(self, inputs, targets):
            picked = tf.boolean_mask(inputs, inputs > 0)
            self.scale.assign(self.scale * 2.0)
            self.add_loss(tf.reduce_sum((picked - tf.boolean_mask(targets, inputs > 0)) ** 2))
            return inputs

    inputs, targets = tf.keras.Input((3,)), tf.keras.Input((3,))
    hidden = tf.keras.layers.Dense(3, kernel_initializer="ones")(inputs)
    layer = Positive()
    outputs = layer(hidden, targets)
    model = tf.keras.Model([inputs, targets], outputs)
    before = float(layer.scale.numpy())
    model.compile("sgd")
    x = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
    history = model.fit([x, x], batch_size=4, epochs=2, shuffle=False, verbose=0)
    return outputs.shape, before, history.history, model.get_weights()


@case(rtol=1e-4)
def ctc_of_version_1(tf, np):
    nn = tf.compat.v1.nn
    logits = tf.constant(np.random.default_rng(0).normal(size=(6, 2, 4)).astype("float32") * 3)
    labels = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [1, 2, 0], [2, 2])
    lengths = tf.constant([6, 5])
    with tf.GradientTape() as tape:
        tape.watch(logits)
        loss = nn.ctc_loss(labels=labels, inputs=logits, sequence_length=lengths)
    batches_first = tf.transpose(logits, [1, 0, 2])
    again = nn.ctc_loss(labels, batches_first, lengths, time_major=False)
    repeated = tf.one_hot([[0, 0], [3, 0], [0, 1], [3, 3], [0, 1], [1, 0]], 4) * 9.0
    merged, scores = nn.ctc_beam_search_decoder(repeated, [6, 6], 10, 2)
    plain, _ = nn.ctc_beam_search_decoder(repeated, [6, 6], 10, merge_repeated=False)
    told = [[p.values, p.indices, p.dense_shape] for p in (merged[0], plain[0])]
    return loss, tape.gradient(loss, logits), again, told, scores[:, 0], nn.relu([-1.0])


@case(params=[{}, {"steps_per_epoch": 2, "validation_steps": 1}, {"validation_freq": 2}])
def fit_passes_over_shuffled_data(tf, np, options):
    class Seen(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.seen = []

        def train_step(self, data):
            self.seen.append(data.numpy().tolist())
            return {"loss": 0.0}

        def test_step(self, data):
            self.seen.append(["validation", data.numpy().tolist()])
            return {"loss": 0.0}

    numbers = tf.data.Dataset.range(12).shuffle(12, seed=1)
    train, validation = numbers.take(8).batch(4), numbers.skip(8).batch(2)
    model = Seen()
    model.compile(run_eagerly=True)
    model.fit(train, validation_data=validation, epochs=3, verbose=0, **options)
    model.evaluate(validation, verbose=0)
    return model.seen, list(numbers.take(3).as_numpy_iterator())


@case(params=["Concatenate", "Add", "Multiply", "Maximum", "Average", "Subtract"])
def merged_dtypes(tf, np, name):
    layers = tf.keras.layers
    counts, floats = np.array([[1, 2, 0]]), np.array([[0.5, -1.0, 2.0]], "float32")
    lookup = layers.StringLookup(vocabulary=["a", "b"], output_mode="multi_hot")
    text, numbers = tf.keras.Input((1,), dtype="string"), tf.keras.Input((3,))
    merged = getattr(layers, name)()([lookup(text), numbers])
    model = tf.keras.Model([text, numbers], merged)
    layer = getattr(layers, name)()
    given = [tf.constant(counts), tf.constant(floats)], [tf.constant([True]), tf.constant([2])]
    return [layer(pair) for pair in given], merged.shape, model([np.array([["b"]]), floats])


@case
def inputs_that_do_not_fit(tf, np):
    layers = tf.keras.layers
    three, four, free = (tf.keras.Input((n, 2), name=f"in{n}") for n in (3, 4, None))
    named = tf.keras.Model({"in3": three}, layers.Flatten()(three))
    return [
        raised(lambda: layers.concatenate([three, four])),
        layers.concatenate([three, four], axis=1).shape,
        layers.concatenate([three, free]).shape,
        raised(lambda: named({"b": np.ones((1, 3, 2))})),
        named({"b": np.ones((1, 3, 2)), "in3": np.ones((1, 3, 2))}),
    ]


@case(params=["constant", "zeros", "zeros_like", "list", "product", "another"])
def assigning_what_is_known_in_functions(tf, np, kind):
    variable, other = tf.Variable([1.0, 1.0]), tf.Variable([5.0, 6.0])
    values = {
        "constant": lambda: tf.constant([2.0, 0.0]),
        "zeros": lambda: tf.zeros([2]),
        "zeros_like": lambda: tf.zeros_like(variable),
        "list": lambda: [3.0, 0.0],
        "product": lambda: variable * 0.0,
        "another": lambda: other,
    }

    def reset():
        variable.assign(values[kind]())
        return 0

    def add(then_reset):
        variable.assign_add([1.0, 1.0])
        return tf.cond(then_reset, reset, lambda: 0)

    def loop():
        for _ in tf.range(3):
            variable.assign_add([1.0, 1.0])
            variable.assign(values[kind]())
        return 0

    seen = []
    yes, no = tf.constant(True), tf.constant(False)
    whole, part, turns = tf.function(reset), tf.function(add), tf.function(loop)
    for run in (whole, lambda: part(yes), lambda: part(no), lambda: part(yes), turns, whole):
        variable.assign([1.0, 1.0])
        run()
        seen.append(variable.numpy().copy())
        other.assign_add([1.0, 1.0])
    return seen
