"""Recurrent layers and cells: outputs, states, gradients, masks; same weights on both sides."""

from tests.golden.case import case, raised


def seeded_weights(np, layer, seed=1):
    rng = np.random.default_rng(seed)
    layer.set_weights([rng.normal(size=w.shape).astype(w.dtype) * 0.4 for w in layer.get_weights()])


def run(tf, np, layer, shape=(3, 5, 4), **options):
    rng = np.random.default_rng(0)
    inputs = tf.constant(rng.normal(size=shape).astype("float32"))
    layer.build(shape)
    seeded_weights(np, layer)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        results = layer(inputs, **options)
        results = list(results) if isinstance(results, (tuple, list)) else [results]
        total = 0.0
        for result in tf.nest.flatten(results):
            cotangent = tf.constant(rng.normal(size=result.shape).astype("float32"))
            total += tf.reduce_sum(result * cotangent)
    return results, tape.gradient(total, [inputs, *layer.trainable_variables])


KINDS = ["LSTM", "GRU", "SimpleRNN"]
OPTIONS = [
    {},
    {"return_sequences": True},
    {"return_state": True},
    {"return_sequences": True, "return_state": True, "go_backwards": True},
    {"use_bias": False, "return_sequences": True},
    {"activation": "relu"},
    {"activation": None},
]


@case(params=[(kind, options) for kind in KINDS for options in OPTIONS], rtol=2e-5, atol=2e-5)
def layers(tf, np, p):
    kind, options = p
    return run(tf, np, getattr(tf.keras.layers, kind)(3, **options))


MORE = [
    ("LSTM", {"recurrent_activation": "hard_sigmoid", "return_state": True}),
    ("LSTM", {"activation": "sigmoid", "recurrent_activation": "tanh", "return_sequences": True}),
    ("GRU", {"reset_after": False, "return_sequences": True}),
    ("GRU", {"reset_after": False, "use_bias": False}),
    ("GRU", {"recurrent_activation": "hard_sigmoid"}),
    ("GRU", {"activation": "relu", "reset_after": True}),
]


@case(params=MORE, rtol=2e-5, atol=2e-5)
def variants(tf, np, p):
    kind, options = p
    return run(tf, np, getattr(tf.keras.layers, kind)(3, **options))


@case(params=["LSTM", "GRU"], rtol=2e-5, atol=2e-5)
def a_function_of_the_users(tf, np, kind):
    return run(tf, np, getattr(tf.keras.layers, kind)(3, activation=lambda x: tf.sin(x)))


MASK = [[1, 1, 0, 0, 0], [1, 1, 1, 1, 1], [0, 1, 0, 1, 0]]


@case(
    params=[
        (kind, options)
        for kind in KINDS
        for options in (
            {},
            {"return_sequences": True},
            {"go_backwards": True, "return_state": True},
        )
    ],
    rtol=2e-5,
    atol=2e-5,
)
def masked(tf, np, p):
    kind, options = p
    return run(
        tf, np, getattr(tf.keras.layers, kind)(3, **options), mask=tf.constant(np.array(MASK, bool))
    )


@case(params=KINDS, rtol=2e-5, atol=2e-5)
def initial_state(tf, np, kind):
    rng = np.random.default_rng(5)
    count = 2 if kind == "LSTM" else 1
    states = [tf.constant(rng.normal(size=(3, 3)).astype("float32")) for _ in range(count)]
    return run(tf, np, getattr(tf.keras.layers, kind)(3, return_state=True), initial_state=states)


@case(params=KINDS)
def stateful(tf, np, kind):
    layer = getattr(tf.keras.layers, kind)(3, stateful=True)
    x = np.random.default_rng(0).normal(size=(2, 4, 3)).astype("float32")
    layer.build((2, 4, 3))
    rng = np.random.default_rng(1)
    for weight in layer.trainable_weights:
        weight.assign(rng.normal(size=weight.shape).astype("float32") * 0.4)
    found = [layer(x), layer(x)]
    layer.reset_states() if hasattr(layer, "reset_states") else layer.reset_state()
    return [*found, layer(x)]


@case(params=["LSTMCell", "GRUCell", "SimpleRNNCell"], rtol=2e-5, atol=2e-5)
def cells(tf, np, kind):
    rng = np.random.default_rng(0)
    cell = getattr(tf.keras.layers, kind)(3)
    inputs = tf.constant(rng.normal(size=(2, 6, 4)).astype("float32"))
    cell.build((2, 4))
    seeded_weights(np, cell)
    outputs = []
    with tf.GradientTape() as tape:
        state = cell.get_initial_state(batch_size=2)
        for step in range(6):
            output, state = cell(inputs[:, step], state)
            outputs.append(output)
        total = tf.reduce_sum(tf.stack(outputs) ** 2)
    return outputs, state, tape.gradient(total, cell.trainable_variables)


@case(rtol=2e-5, atol=2e-5)
def rnn_of_one_cell(tf, np):
    layers = tf.keras.layers
    return run(tf, np, layers.RNN(layers.LSTMCell(3), return_sequences=True, return_state=True))


@case(rtol=2e-5, atol=2e-5)
def rnn_of_two_cells(tf, np):
    layers = tf.keras.layers
    return run(tf, np, layers.RNN([layers.GRUCell(3), layers.SimpleRNNCell(2)], return_state=False))


@case(rtol=2e-5, atol=2e-5)
def rnn_with_a_mask(tf, np):
    layers = tf.keras.layers
    layer = layers.RNN(layers.GRUCell(3), return_sequences=True)
    return run(tf, np, layer, mask=tf.constant(np.array(MASK, bool)))


@case
def rnn_of_a_users_cell(tf, np):
    class Counting(tf.keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.state_size = 2

        def call(self, inputs, states):
            return inputs + states[0], [states[0] + 1]

    return tf.keras.layers.RNN(Counting(), return_sequences=True)(tf.ones([2, 4, 2]))


@case(params=KINDS)
def names_and_shapes(tf, np, kind):
    layer = getattr(tf.keras.layers, kind)(3, return_sequences=True, return_state=True)
    shape = layer.compute_output_shape((None, 5, 4))
    layer(np.ones((2, 5, 4)))
    return (
        [w.path for w in layer.weights],
        [tuple(w.shape) for w in layer.weights],
        [tuple(s) for s in shape],
    )


@case(params=["LSTM", "GRU", "SimpleRNN", "LSTMCell", "GRUCell", "SimpleRNNCell"])
def config(tf, np, kind):
    made = getattr(tf.keras.layers, kind)(3)
    config = made.get_config()
    again = type(made).from_config(config).get_config()
    plain = {k: config[k] for k in sorted(config) if "initializer" not in k and k != "dtype"}
    return plain, again == config


@case
def forget_bias_is_one(tf, np):
    layer = tf.keras.layers.LSTM(2)
    layer.build((None, 3, 4))
    return layer.get_weights()[2]


@case
def embedding_masks_the_lstm(tf, np):
    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [layers.Embedding(6, 3, mask_zero=True), layers.LSTM(2), layers.Dense(1)]
    )
    ids = np.array([[1, 2, 0, 0], [3, 4, 5, 1]])
    model(ids)
    seeded_weights(np, model)
    return model(ids), model.predict(ids, verbose=0)


@case(params=[0.0, 0.5])
def dropout_out_of_training(tf, np, rate):
    return run(tf, np, tf.keras.layers.LSTM(3, dropout=rate, recurrent_dropout=rate))


@case
def dropout_changes_training(tf, np):
    layer = tf.keras.layers.GRU(8, dropout=0.5, recurrent_dropout=0.5)
    x = np.ones((4, 5, 6), "float32")
    return bool(np.allclose(layer(x, training=True), layer(x))), layer(x, training=True).shape


BAD = {
    "rank": lambda tf, np: tf.keras.layers.LSTM(3)(np.ones((2, 5))),
    "units": lambda tf, np: tf.keras.layers.LSTM(0),
    "no cell": lambda tf, np: tf.keras.layers.RNN(3),
    "features": lambda tf, np: _built(tf.keras.layers.GRU(3), (2, 4, 5))(
        np.ones((2, 4, 6), "float32")
    ),
}


def _built(layer, shape):
    layer.build(shape)
    return layer


@case(params=list(BAD))
def refuses(tf, np, name):
    return raised(BAD[name], tf, np)
