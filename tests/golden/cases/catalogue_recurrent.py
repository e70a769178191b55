"""Convolutional LSTMs, cells of the user's own, stacked cells, state, masks, layers per step."""

from tests.golden.case import case, raised
from tests.golden.layer_runs import (
    as_tuple,
    inputs_for,
    made,
    names_of,
    of,
    one,
    seeded,
    with_gradients,
)

BASE = {"filters": 2, "kernel_size": 2}
CONV_LSTM = [
    *of("ConvLSTM1D", (2, 3, 5, 2), BASE,
        {**BASE, "return_sequences": True, "return_state": True, "padding": "same"},
        {**BASE, "strides": 2, "go_backwards": True, "return_sequences": True}),
    *of("ConvLSTM2D", (1, 3, 4, 4, 2),
        {**BASE, "kernel_size": 3, "padding": "same", "return_sequences": True},
        {**BASE, "dilation_rate": 2, "use_bias": False, "activation": "relu"},
        {**BASE, "strides": (2, 1), "return_state": True, "unit_forget_bias": False,
         "recurrent_activation": "hard_sigmoid"}),
    *of("ConvLSTM3D", (1, 2, 3, 3, 3, 1), BASE),
]  # fmt: skip


def conv_lstm_runs():
    """Class, inputs' shape and options of each run."""
    return CONV_LSTM


@case(params=conv_lstm_runs(), rtol=2e-5, atol=3e-6)  # four convolutions in place of one
def conv_lstm(tf, np, param):
    return one(tf, np, *param)


def minimal_cell(tf):
    class MinimalCell(tf.keras.layers.Layer):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.units = units
            self.state_size = units

        def build(self, input_shape):
            self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel")
            self.recurrent_kernel = self.add_weight(
                shape=(self.units, self.units), name="recurrent_kernel"
            )

        def call(self, inputs, states):
            previous = states[0]
            h = tf.matmul(inputs, self.kernel)
            output = h + tf.matmul(previous, self.recurrent_kernel)
            return tf.tanh(output), [output]

    return MinimalCell


MASK = [[True, True, False, True], [False, True, True, False]]


@case(params=[{}, {"return_sequences": True}, {"return_state": True, "go_backwards": True},
              {"return_sequences": True, "unroll": True},
              {"return_sequences": True, "zero_output_for_mask": True}])  # fmt: skip
def own_cell(tf, np, options):
    layer = tf.keras.layers.RNN(minimal_cell(tf)(3), **options)
    x = inputs_for(tf, np, (2, 4, 2), np.random.default_rng(0))
    layer.build((2, 4, 2))
    seeded(np, layer)
    plainly = with_gradients(tf, np, layer, x)
    masked = with_gradients(tf, np, layer, x, mask=tf.constant(MASK))
    return plainly, masked, names_of(layer), as_tuple(layer.compute_output_shape((None, 4, 2)))


@case
def cells_with_several_states(tf, np):
    class Counting(tf.keras.layers.Layer):
        state_size = (2, 1)
        output_size = 3

        def get_initial_state(self, batch_size=None):
            return [tf.zeros((batch_size, 2)), tf.ones((batch_size, 1))]

        def call(self, inputs, states, training=False):
            total, count = states
            total = total + inputs if training else total - inputs
            return tf.concat([total, count], -1), [total, count + 1.0]

    layer = tf.keras.layers.RNN(Counting(), return_sequences=True, return_state=True)
    x = inputs_for(tf, np, (2, 3, 2), np.random.default_rng(0))
    return layer(x), layer(x, training=True), layer(x, mask=tf.constant(MASK)[:, :3])


@case
def stacked_own_cells(tf, np):
    cell = minimal_cell(tf)
    stacked = tf.keras.layers.StackedRNNCells([cell(3), tf.keras.layers.LSTMCell(2), cell(4)])
    layer = tf.keras.layers.RNN(stacked, return_sequences=True)
    x = inputs_for(tf, np, (2, 3, 2), np.random.default_rng(0))
    layer.build((2, 3, 2))
    seeded(np, layer)
    return with_gradients(tf, np, layer, x), names_of(layer)


@case(params=["RNN", "LSTM", "ConvLSTM1D"])
def state_between_batches(tf, np, kind):
    layers = tf.keras.layers
    shape = (2, 3, 4, 2) if kind == "ConvLSTM1D" else (2, 3, 2)
    if kind == "RNN":
        layer = layers.RNN(minimal_cell(tf)(3), stateful=True)
    elif kind == "LSTM":
        layer = layers.LSTM(3, stateful=True)
    else:
        layer = layers.ConvLSTM1D(2, 2, stateful=True)
    layer.build(shape)
    seeded(np, layer)
    x = inputs_for(tf, np, shape, np.random.default_rng(0))
    found = [layer(x), layer(x), [tf.convert_to_tensor(state) for state in layer.states]]
    layer.reset_state()
    weights = [tuple(w.shape) for w in layer.weights]
    return [*found, layer(x), weights, raised(layer, x[:1])]


@case(params=["LSTM", "GRU"])
def bidirectional_masks_and_states(tf, np, kind):
    layers = tf.keras.layers
    inner = getattr(layers, kind)(2, return_sequences=True, return_state=True)
    layer = layers.Bidirectional(inner)
    layer.build((2, 4, 3))
    seeded(np, layer)
    x = inputs_for(tf, np, (2, 4, 3), np.random.default_rng(0))
    outputs = layer(x, mask=tf.constant(MASK))
    config = layer.get_config()
    again = layers.Bidirectional.from_config(config).get_config()
    return outputs, layer(x, initial_state=list(outputs[1:])), again == config, names_of(layer)


@case
def batch_statistics_step_by_step(tf, np):
    layer = tf.keras.layers.TimeDistributed(tf.keras.layers.BatchNormalization(momentum=0.5))
    layer.build((3, 4, 2))
    seeded(np, layer)
    x = inputs_for(tf, np, (3, 4, 2), np.random.default_rng(0))
    return layer(x, training=True), layer.get_weights(), layer(x)


@case
def own_layers_step_by_step(tf, np):
    class Centered(tf.keras.layers.Layer):
        def call(self, inputs, mask=None):
            outputs = inputs - tf.reduce_mean(inputs, axis=0, keepdims=True)
            return outputs if mask is None else outputs * tf.cast(mask, "float32")[:, None]

    layer = tf.keras.layers.TimeDistributed(Centered())
    x = inputs_for(tf, np, (2, 4, 3), np.random.default_rng(0))
    return layer(x), layer(x, mask=tf.constant(MASK))


@case
def masks_travel_on(tf, np):
    layers = tf.keras.layers
    x = np.array([[[1.0, 2.0], [0.0, 0.0], [3.0, 0.0]], [[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]]])
    masked = layers.Masking()(x)
    found = [masked]
    for name, options in [
        ("LSTM", {"units": 2}),
        ("RNN", {"cell": ("layer", "GRUCell", {"units": 2}), "return_sequences": True}),
        ("Bidirectional", {"layer": ("layer", "GRU", {"units": 2, "return_sequences": True})}),
        ("TimeDistributed", {"layer": ("layer", "Dense", {"units": 2})}),
        ("GlobalAveragePooling1D", {}),
    ]:
        layer = made(tf, name, options)
        layer.build((2, 3, 2))
        seeded(np, layer)
        found.append(layer(masked))
    through = layers.Dense(2)
    through.build((2, 3, 2))
    seeded(np, through)
    last = layers.LSTM(2)
    last.build((2, 3, 2))
    seeded(np, last)
    return [*found, last(layers.Dropout(0.5)(layers.Activation("tanh")(through(masked))))]


@case
def spectral_normalization_in_training(tf, np):
    layer = tf.keras.layers.SpectralNormalization(tf.keras.layers.Dense(3), power_iterations=2)
    layer.build((2, 4))
    seeded(np, layer)
    x = inputs_for(tf, np, (2, 4), np.random.default_rng(0))
    first = layer(x, training=True)
    return first, layer.get_weights(), with_gradients(tf, np, layer, x), names_of(layer)
