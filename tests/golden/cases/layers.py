"""Layers: outputs, gradients, shapes, weights and errors, with the same weights on both sides."""

from tests.golden.case import case, raised


def seeded_weights(np, layer, seed=1):
    """Sets weights that both sides draw alike; variances are made positive."""
    rng = np.random.default_rng(seed)
    values = []
    for weight in layer.get_weights():
        values.append(rng.normal(size=weight.shape).astype(weight.dtype) * 0.5)
    names = [variable.name.split("/")[-1] for variable in layer.weights]
    values = [
        np.abs(value) + 0.1 if "variance" in name else value
        for name, value in zip(names, values, strict=True)
    ]
    layer.set_weights(values)


def run(tf, np, layer, shape, dtype="float32", **options):
    """Outputs, gradients by inputs and weights of a weighted sum, weights' shapes."""
    rng = np.random.default_rng(0)
    if dtype.startswith("float"):
        inputs = tf.constant(rng.normal(size=shape).astype(dtype))
    else:
        inputs = tf.constant(rng.integers(0, 5, size=shape).astype(dtype))
    layer.build(shape)
    seeded_weights(np, layer)
    with tf.GradientTape() as tape:
        tape.watch([inputs] if dtype.startswith("float") else [])
        outputs = layer(inputs, **options)
        cotangent = tf.constant(rng.normal(size=outputs.shape).astype("float32"))
        total = tf.reduce_sum(tf.cast(outputs, "float32") * cotangent)
    sources = list(layer.trainable_variables)
    if dtype.startswith("float"):
        sources.append(inputs)
    return {
        "outputs": outputs,
        "gradients": [tf.convert_to_tensor(g) for g in tape.gradient(total, sources)],
        "weights": [tuple(w.shape) for w in layer.weights],
        "trainable": len(layer.trainable_weights),
        "output_shape": tuple(layer.compute_output_shape((None, *shape[1:]))),
        "after": [w for w in layer.get_weights()],
    }


DENSE = [
    {"units": 3},
    {"units": 3, "activation": "relu"},
    {"units": 3, "activation": "softmax"},
    {"units": 3, "activation": "sigmoid", "use_bias": False},
    {"units": 1, "activation": "tanh"},
    {"units": 2, "activation": "gelu"},
    {"units": 2, "activation": "leaky_relu"},
]


@case(params=DENSE)
def dense(tf, np, p):
    return run(tf, np, tf.keras.layers.Dense(**p), (4, 5))


@case(params=[(1, 5), (0, 5), (2, 3, 5), (2, 1, 3, 5)])
def dense_on_shapes(tf, np, shape):
    return run(tf, np, tf.keras.layers.Dense(3, activation="relu"), shape)


@case(params=["float64", "float16", "int32", "uint8", "int64"])
def dense_casts_its_inputs(tf, np, dtype):
    layer = tf.keras.layers.Dense(3)
    layer.build((None, 2))
    seeded_weights(np, layer)
    return layer(np.array([[1, 2], [3, 4]], dtype))


@case
def dense_takes_tensorflow_functions(tf, np):
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(4, 3)).astype("float32")
    found = []
    for function in (tf.nn.relu, tf.nn.sigmoid, tf.tanh, lambda x: x * 2.0, tf.nn.softmax):
        layer = tf.keras.layers.Dense(2, activation=function)
        layer.build((None, 3))
        seeded_weights(np, layer)
        found.append(layer(inputs))
    return found


ACTIVATIONS = [
    "celu", "elu", "exponential", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu",
    "hard_swish", "hard_tanh", "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu",
    "relu6", "selu", "sigmoid", "silu", "soft_shrink", "softmax", "softplus", "softsign",
    "sparse_plus", "sparse_sigmoid", "squareplus", "swish", "tanh", "tanh_shrink",
]  # fmt: skip


@case(params=ACTIVATIONS)
def activation(tf, np, name):
    values = np.linspace(-7.3, 7.1, 24, dtype="float32").reshape(4, 6)
    inputs = tf.constant(values)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = tf.keras.activations.get(name)(inputs)
        total = tf.reduce_sum(outputs * tf.sin(outputs))
    return outputs, tape.gradient(total, inputs)


@case
def activation_arguments(tf, np):
    x = tf.constant(np.linspace(-3, 9, 13, dtype="float32"))
    a = tf.keras.activations
    return [
        a.relu(x, negative_slope=0.1),
        a.relu(x, max_value=4.0),
        a.relu(x, threshold=2.0),
        a.relu(x, negative_slope=0.2, max_value=5.0, threshold=1.0),
        a.leaky_relu(x, negative_slope=0.4),
        a.elu(x, alpha=0.5),
        a.celu(x, alpha=0.5),
        a.gelu(x, approximate=True),
        a.threshold(x, 1.0, 7.0),
        a.squareplus(x, b=2),
        a.hard_shrink(x, threshold=1.0),
        a.softmax(x[None, :, None], axis=1),
    ]


@case
def activation_names(tf, np):
    a = tf.keras.activations
    functions = [a.relu, a.softmax, tf.nn.relu, a.linear, a.hard_silu]
    return [a.serialize(f) for f in functions] + [a.serialize(a.get(None)), a.get("relu") is a.relu]


@case(params=["foo", 3])
def unknown_activation(tf, np, name):
    return tf.keras.layers.Dense(2, activation=name)


ELEMENTWISE = [
    ("Activation", {"activation": "relu"}),
    ("ReLU", {}),
    ("ReLU", {"max_value": 1.0, "negative_slope": 0.1, "threshold": 0.2}),
    ("LeakyReLU", {}),
    ("LeakyReLU", {"negative_slope": 0.1}),
    ("ELU", {"alpha": 0.7}),
    ("PReLU", {}),
    ("PReLU", {"shared_axes": [1]}),
    ("Softmax", {}),
    ("Softmax", {"axis": 1}),
    ("Rescaling", {"scale": 0.5, "offset": -1.0}),
    ("Identity", {}),
    ("Flatten", {}),
    ("Reshape", {"target_shape": (6, 2)}),
    ("Reshape", {"target_shape": (-1,)}),
    ("Permute", {"dims": (2, 1)}),
    ("LayerNormalization", {}),
    ("LayerNormalization", {"axis": [1, 2], "epsilon": 1e-2}),
    ("LayerNormalization", {"center": False}),
    ("LayerNormalization", {"scale": False, "axis": 1}),
    ("BatchNormalization", {}),
    ("BatchNormalization", {"axis": 1, "momentum": 0.8}),
    ("BatchNormalization", {"center": False, "scale": False}),
    ("GlobalAveragePooling1D", {}),
    ("GlobalMaxPooling1D", {"keepdims": True}),
    ("MaxPooling1D", {}),
    ("AveragePooling1D", {"pool_size": 2, "padding": "same"}),
    ("Conv1D", {"filters": 2, "kernel_size": 2}),
    ("Conv1D", {"filters": 2, "kernel_size": 3, "padding": "causal", "dilation_rate": 2}),
    (
        "Conv1D",
        {"filters": 2, "kernel_size": 3, "padding": "same", "strides": 2, "activation": "relu"},
    ),
]


@case(params=ELEMENTWISE, rtol=2e-5, atol=1e-5)
def one_axis(tf, np, p):
    name, options = p
    return run(tf, np, getattr(tf.keras.layers, name)(**options), (3, 4, 3))


@case(
    params=[{}, {"axis": 1}, {"momentum": 0.5, "epsilon": 1e-2}, {"scale": False}],
    rtol=1e-4,
    atol=1e-5,
)
def batch_normalization_training(tf, np, p):
    return run(tf, np, tf.keras.layers.BatchNormalization(**p), (4, 5, 3), training=True)


@case
def batch_normalization_twice_and_frozen(tf, np):
    rng = np.random.default_rng(0)
    layer = tf.keras.layers.BatchNormalization(momentum=0.9)
    first = rng.normal(size=(6, 3)).astype("float32")
    second = rng.normal(size=(6, 3)).astype("float32") * 3
    found = [layer(first, training=True), layer(second, training=True), layer(first)]
    found += layer.get_weights()
    layer.trainable = False
    found += [layer(second, training=True), *layer.get_weights()]
    return [found, len(layer.trainable_weights), len(layer.non_trainable_weights)]


PICTURES = [
    ("Conv2D", {"filters": 3, "kernel_size": 3}),
    ("Conv2D", {"filters": 3, "kernel_size": [5, 5], "padding": "same", "activation": "relu"}),
    ("Conv2D", {"filters": 2, "kernel_size": (2, 3), "strides": 2, "padding": "same"}),
    ("Conv2D", {"filters": 4, "kernel_size": 3, "groups": 2}),
    ("Conv2D", {"filters": 2, "kernel_size": 3, "dilation_rate": 2, "use_bias": False}),
    ("Conv2D", {"filters": 2, "kernel_size": 1, "activation": "softmax"}),
    ("MaxPooling2D", {}),
    ("MaxPooling2D", {"pool_size": (2, 3), "strides": 1, "padding": "same"}),
    ("MaxPool2D", {"pool_size": [3, 3], "strides": 2}),
    ("AveragePooling2D", {"pool_size": 2}),
    ("AveragePooling2D", {"pool_size": 3, "strides": 2, "padding": "same"}),
    ("GlobalAveragePooling2D", {}),
    ("GlobalMaxPooling2D", {}),
    ("GlobalAveragePooling2D", {"keepdims": True}),
    ("Flatten", {}),
    ("Flatten", {"data_format": "channels_first"}),
    ("BatchNormalization", {}),
]


@case(params=PICTURES, rtol=2e-5, atol=2e-5)
def pictures(tf, np, p):
    name, options = p
    return run(tf, np, getattr(tf.keras.layers, name)(**options), (2, 8, 7, 4))


VOLUMES = [
    ("Conv3D", {"filters": 2, "kernel_size": 2}),
    ("MaxPooling3D", {}),
    ("AveragePooling3D", {"pool_size": 2}),
    ("GlobalAveragePooling3D", {}),
    ("GlobalMaxPooling3D", {}),
]


@case(params=VOLUMES, rtol=2e-5, atol=2e-5)
def volumes(tf, np, p):
    name, options = p
    return run(tf, np, getattr(tf.keras.layers, name)(**options), (2, 4, 5, 4, 3))


@case(params=["int32", "int64", "uint8"])
def embedding(tf, np, dtype):
    return run(tf, np, tf.keras.layers.Embedding(7, 4), (3, 5), dtype)


@case
def embedding_of_floats(tf, np):
    layer = tf.keras.layers.Embedding(7, 4)
    layer.build((None, 2))
    seeded_weights(np, layer)
    return layer(tf.constant([[1.0, 2.0]]))


@case
def embedding_masks_zero(tf, np):
    layer = tf.keras.layers.Embedding(7, 4, mask_zero=True)
    ids = tf.constant([[1, 2, 0], [3, 0, 0]])
    return layer.compute_mask(ids)


@case(params=[0.0, 0.5, 1.0])
def dropout_out_of_training(tf, np, rate):
    return run(tf, np, tf.keras.layers.Dropout(rate), (3, 4))


@case
def dropout_keeps_the_mean(tf, np):
    outputs = tf.keras.layers.Dropout(0.25)(tf.ones([200, 200]), training=True).numpy()
    return sorted(set(np.round(outputs.ravel(), 4).tolist())), abs(outputs.mean() - 1) < 0.02


@case
def dropout_shares_noise(tf, np):
    layer = tf.keras.layers.Dropout(0.5, noise_shape=(None, 1, 8), seed=3)
    outputs = layer(tf.ones([5, 4, 8]), training=True).numpy()
    return bool((outputs == outputs[:, :1]).all()), outputs.shape


@case(params=["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"])
def merging(tf, np, name):
    rng = np.random.default_rng(0)
    inputs = [tf.constant(rng.normal(size=(3, 4)).astype("float32")) for _ in range(2)]
    layer = getattr(tf.keras.layers, name)()
    function = getattr(tf.keras.layers, name.lower() if name != "Concatenate" else "concatenate")
    shape = layer.compute_output_shape([(None, 4), (None, 4)])
    return layer(inputs), function(inputs), tuple(shape)


@case
def merging_three(tf, np):
    rng = np.random.default_rng(0)
    inputs = [tf.constant(rng.normal(size=(3, 4)).astype("float32")) for _ in range(3)]
    layers = tf.keras.layers
    kinds = (layers.Add, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum)
    return [kind()(inputs) for kind in kinds] + [layers.Concatenate(axis=0)(inputs)]


@case(params=[1, (2, 1), (1, 1)])
def dot(tf, np, axes):
    rng = np.random.default_rng(0)
    first = tf.constant(rng.normal(size=(3, 4, 4)).astype("float32"))
    second = tf.constant(rng.normal(size=(3, 4, 5)).astype("float32"))
    return [
        tf.keras.layers.Dot(axes=axes)([first, second]),
        tf.keras.layers.Dot(axes=axes, normalize=True)([first, second]),
        tf.keras.layers.Dot(axes=1)([first[:, 0], first[:, 1]]),
    ]


@case
def repeat_vector(tf, np):
    return run(tf, np, tf.keras.layers.RepeatVector(3), (2, 4))


@case
def lambda_layer(tf, np):
    layer = tf.keras.layers.Lambda(lambda x, factor: x * factor, arguments={"factor": 3.0})
    return layer(tf.constant([1.0, 2.0]))


BAD_CALLS = {
    "dense on another size": lambda tf, np: _built(tf.keras.layers.Dense(2), (None, 3))(
        np.ones((2, 4))
    ),
    "dense on a vector": lambda tf, np: tf.keras.layers.Dense(2)(np.ones(3)),
    "conv on three axes": lambda tf, np: tf.keras.layers.Conv2D(2, 3)(np.ones((2, 4, 4))),
    "conv on other channels": lambda tf, np: _built(tf.keras.layers.Conv2D(2, 3), (None, 5, 5, 3))(
        np.ones((2, 5, 5, 4))
    ),
    "pooling on three axes": lambda tf, np: tf.keras.layers.MaxPool2D()(np.ones((2, 4, 4))),
    "negative units": lambda tf, np: tf.keras.layers.Dense(-1),
    "unknown option": lambda tf, np: tf.keras.layers.Dense(2, foo=1),
    "unknown initializer": lambda tf, np: tf.keras.layers.Dense(2, kernel_initializer="foo"),
    "unknown regularizer": lambda tf, np: tf.keras.layers.Dense(2, kernel_regularizer="foo"),
    "unknown constraint": lambda tf, np: tf.keras.layers.Dense(2, kernel_constraint="foo"),
    "no filters": lambda tf, np: tf.keras.layers.Conv2D(0, 3),
    "unknown padding": lambda tf, np: tf.keras.layers.Conv2D(2, 3, padding="foo"),
    "causal in 2d": lambda tf, np: tf.keras.layers.Conv2D(2, 3, padding="causal"),
    "stride and dilation": lambda tf, np: tf.keras.layers.Conv2D(2, 3, strides=2, dilation_rate=2),
    "groups": lambda tf, np: tf.keras.layers.Conv2D(3, 3, groups=2),
    "dropout rate": lambda tf, np: tf.keras.layers.Dropout(1.5),
    "relu slope": lambda tf, np: tf.keras.layers.ReLU(negative_slope=-1),
    "reshape": lambda tf, np: tf.keras.layers.Reshape((5,))(np.ones((2, 4))),
    "permute": lambda tf, np: tf.keras.layers.Permute((0, 1)),
    "add one": lambda tf, np: tf.keras.layers.Add()(tf.ones([2])),
    "add shapes": lambda tf, np: tf.keras.layers.Add()([tf.ones([2, 3]), tf.ones([2, 4])]),
    "concatenate shapes": lambda tf, np: tf.keras.layers.Concatenate(axis=1)(
        [tf.ones([2, 3, 1]), tf.ones([2, 4, 2])]
    ),
    "count before build": lambda tf, np: tf.keras.layers.Dense(2).count_params(),
    "set too few weights": lambda tf, np: _built(tf.keras.layers.Dense(2), (None, 3)).set_weights(
        [np.ones((3, 2))]
    ),
    "set other shapes": lambda tf, np: _built(tf.keras.layers.Dense(2), (None, 3)).set_weights(
        [np.ones((2, 2)), np.ones(2)]
    ),
    "dense without features": lambda tf, np: tf.keras.layers.Dense(2).build((None, None)),
    "two strings": lambda tf, np: tf.keras.layers.Dense(2)(np.array([["a", "b"]])),
}


def _built(layer, shape):
    layer.build(shape)
    return layer


@case(params=list(BAD_CALLS))
def refuses(tf, np, name):
    return raised(BAD_CALLS[name], tf, np)


@case(params=["L1", "L2", "L1L2"])
def regularizer(tf, np, name):
    made = getattr(tf.keras.regularizers, name)(0.3)
    x = tf.constant(np.random.default_rng(0).normal(size=(4, 3)).astype("float32"))
    with tf.GradientTape() as tape:
        tape.watch(x)
        penalty = made(x)
    return penalty, tape.gradient(penalty, x), made.get_config()


@case(params=["rows", "columns"])
def orthogonal_regularizer(tf, np, mode):
    made = tf.keras.regularizers.OrthogonalRegularizer(0.3, mode)
    x = tf.constant(np.random.default_rng(0).normal(size=(4, 3)).astype("float32"))
    return made(x), made.get_config()


@case
def regularizer_names(tf, np):
    x = tf.constant([[1.0, -2.0]])
    get = tf.keras.regularizers.get
    return [get(name)(x) for name in ("l1", "l2", "L2", "L1L2")] + [get(None)]


CONSTRAINTS = [
    ("MaxNorm", {}),
    ("MaxNorm", {"max_value": 0.5, "axis": [0, 1]}),
    ("NonNeg", {}),
    ("UnitNorm", {}),
    ("UnitNorm", {"axis": 1}),
    ("MinMaxNorm", {"min_value": 0.5, "max_value": 0.8, "rate": 0.6}),
]


@case(params=CONSTRAINTS)
def constraint(tf, np, p):
    name, options = p
    made = getattr(tf.keras.constraints, name)(**options)
    x = tf.constant(np.random.default_rng(0).normal(size=(4, 3)).astype("float32"))
    return made(x), made.get_config()


@case
def losses_of_regularizers(tf, np):
    layer = tf.keras.layers.Dense(
        2,
        kernel_regularizer="l2",
        bias_regularizer=tf.keras.regularizers.L1(0.1),
        activity_regularizer="l2",
    )
    layer.build((None, 3))
    seeded_weights(np, layer)
    layer(np.ones((4, 3), "float32"))
    layer(np.ones((4, 3), "float32") * 2)
    return [float(loss) for loss in layer.losses]


CONFIGS = [
    ("Dense", {"units": 3, "activation": "relu", "kernel_regularizer": "l2", "name": "head"}),
    ("Conv2D", {"filters": 3, "kernel_size": 3, "padding": "same"}),
    ("Conv1D", {"filters": 3, "kernel_size": 3, "strides": 2}),
    ("MaxPooling2D", {}),
    ("AveragePooling1D", {"pool_size": 3}),
    ("GlobalAveragePooling2D", {}),
    ("Flatten", {}),
    ("Reshape", {"target_shape": [2, 3]}),
    ("Permute", {"dims": (2, 1)}),
    ("RepeatVector", {"n": 3}),
    ("Dropout", {"rate": 0.5}),
    ("BatchNormalization", {"momentum": 0.9, "trainable": False}),
    ("LayerNormalization", {}),
    ("Embedding", {"input_dim": 3, "output_dim": 2}),
    ("Activation", {"activation": "tanh"}),
    ("ReLU", {"max_value": 6.0}),
    ("LeakyReLU", {}),
    ("ELU", {}),
    ("PReLU", {}),
    ("Softmax", {}),
    ("Add", {}),
    ("Concatenate", {"axis": 1}),
    ("Dot", {"axes": 1}),
    ("Rescaling", {"scale": 2.0}),
    ("Identity", {}),
    ("InputLayer", {"shape": (3,)}),
]


@case(params=CONFIGS)
def config(tf, np, p):
    name, options = p
    kind = getattr(tf.keras.layers, name)
    made = kind(**options).get_config()
    again = kind.from_config(made).get_config()
    # The initializers' own configs have cases of their own.
    plain = {k: v for k, v in made.items() if "initializer" not in k}
    return _sorted(plain), again == made


def _sorted(config):
    return (
        {key: _sorted(config[key]) for key in sorted(config)}
        if isinstance(config, dict)
        else config
    )


@case
def automatic_names(tf, np):
    class MyOwnLayer(tf.keras.layers.Layer):
        pass

    layers = tf.keras.layers
    kinds = [
        layers.Dense,
        layers.Dense,
        layers.Conv2D,
        layers.ReLU,
        layers.PReLU,
        MyOwnLayer,
        layers.LSTM,
    ]
    kinds += [layers.LSTMCell, layers.GlobalAveragePooling2D, layers.Conv1D]
    options = {"Dense": (1,), "Conv2D": (1, 1), "Conv1D": (1, 1), "LSTM": (1,), "LSTMCell": (1,)}
    return [kind(*options.get(kind.__name__, ())).name for kind in kinds]
