"""Functional models: the guides' models, graphs, names, configs, summaries, errors."""

from tests.golden.case import case, raised


def seeded_weights(np, layer, seed=1):
    rng = np.random.default_rng(seed)
    values = [rng.normal(size=w.shape).astype("float32") * 0.5 for w in layer.weights]
    named = zip(layer.weights, values, strict=True)
    layer.set_weights([abs(v) if w.path.endswith("variance") else v for w, v in named])


def told(tf, np, model, inputs, seed=1):
    """What a model computes and how it is made up."""
    seeded_weights(np, model, seed)
    with tf.GradientTape() as tape:
        outputs = model(inputs)
        flat = tf.nest.flatten(outputs)
        loss = tf.add_n([tf.reduce_sum(tf.cast(item, tf.float32) ** 2) for item in flat])
    gradients = tape.gradient(loss, model.trainable_variables)
    return {
        "outputs": outputs,
        "gradients": [None if g is None else tf.convert_to_tensor(g) for g in gradients],
        "predict": model.predict(inputs, verbose=0),
        "layers": [layer.name for layer in model.layers],
        "weights": [(w.path, tuple(w.shape)) for w in model.weights],
        "trainable": [w.path for w in model.trainable_weights],
        "input_shape": model.input_shape,
        "output_shape": model.output_shape,
        "name": model.name,
        "config": shape_of_config(model.get_config()),
    }


def shape_of_config(config):
    """What of a functional config both have word for word."""
    return {
        "name": config["name"],
        "layers": [
            (layer["class_name"], layer["name"], inbound(layer["inbound_nodes"]))
            for layer in config["layers"]
        ],
        "input_layers": config["input_layers"],
        "output_layers": config["output_layers"],
    }


def inbound(nodes):
    """The places of the tensors in the nodes' arguments."""
    found = []

    def visit(value):
        if isinstance(value, dict):
            if value.get("class_name") == "__keras_tensor__":
                found.append((value["config"]["keras_history"], list(value["config"]["shape"])))
            else:
                for item in value.values():
                    visit(item)
        elif isinstance(value, (list, tuple)):
            for item in value:
                visit(item)

    visit(nodes)
    return found


def text(model, **options):
    lines = []
    model.summary(print_fn=lambda line, *args, **kwargs: lines.append(line), **options)
    return "\n".join(lines)


def normal(np, *shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


@case
def mlp(tf, np):
    inputs = tf.keras.Input(shape=(6,))
    x = tf.keras.layers.Dense(5, activation="relu")(inputs)
    x = tf.keras.layers.Dense(4, activation="relu")(x)
    outputs = tf.keras.layers.Dense(3)(x)
    model = tf.keras.Model(inputs=inputs, outputs=outputs, name="mnist_model")
    return told(tf, np, model, normal(np, 2, 6)), text(model, line_length=80)


@case
def autoencoder_of_shared_layers(tf, np):
    layers = tf.keras.layers
    encoder_input = tf.keras.Input(shape=(8, 8, 1), name="img")
    x = layers.Conv2D(2, 3, activation="relu")(encoder_input)
    x = layers.MaxPooling2D(2)(x)
    encoder_output = layers.GlobalMaxPooling2D()(x)
    encoder = tf.keras.Model(encoder_input, encoder_output, name="encoder")
    decoder_input = tf.keras.Input(shape=(2,), name="encoded_img")
    x = layers.Reshape((1, 2, 1))(decoder_input)
    x = layers.ZeroPadding2D(1)(x) if hasattr(layers, "ZeroPadding2D") else x
    decoder_output = layers.Conv2D(1, (3, 2), activation="relu")(x)
    decoder = tf.keras.Model(decoder_input, decoder_output, name="decoder")
    autoencoder_input = tf.keras.Input(shape=(8, 8, 1), name="img")
    autoencoder = tf.keras.Model(
        autoencoder_input, decoder(encoder(autoencoder_input)), name="autoencoder"
    )
    images = normal(np, 2, 8, 8, 1)
    return (
        told(tf, np, autoencoder, images),
        encoder(images),
        text(autoencoder, line_length=90, expand_nested=True),
        [layer.name for layer in encoder.layers],
    )


@case
def ensemble(tf, np):
    def get_model():
        inputs = tf.keras.Input(shape=(5,))
        return tf.keras.Model(inputs, tf.keras.layers.Dense(1)(inputs))

    models = [get_model() for _ in range(3)]
    inputs = tf.keras.Input(shape=(5,))
    outputs = tf.keras.layers.average([model(inputs) for model in models])
    model = tf.keras.Model(inputs=inputs, outputs=outputs)
    return told(tf, np, model, normal(np, 2, 5)), text(model, line_length=110)


@case
def ticket_classifier(tf, np):
    layers = tf.keras.layers
    title_input = tf.keras.Input(shape=(None,), name="title")
    body_input = tf.keras.Input(shape=(None,), name="body")
    tags_input = tf.keras.Input(shape=(3,), name="tags")
    title = layers.LSTM(4)(layers.Embedding(10, 6)(title_input))
    body = layers.LSTM(2)(layers.Embedding(10, 6)(body_input))
    x = layers.concatenate([title, body, tags_input])
    priority = layers.Dense(1, name="priority")(x)
    department = layers.Dense(4, name="department")(x)
    model = tf.keras.Model(
        inputs=[title_input, body_input, tags_input],
        outputs={"priority": priority, "department": department},
    )
    rng = np.random.default_rng(0)
    data = {
        "title": rng.integers(0, 10, (3, 4)),
        "body": rng.integers(0, 10, (3, 5)),
        "tags": rng.integers(0, 2, (3, 3)).astype("float32"),
    }
    as_list = model([data["title"], data["body"], data["tags"]])
    return (
        told(tf, np, model, data),
        [tuple(item.shape) for item in as_list.values()],
        model.output_names,
        text(model, line_length=108, show_trainable=True),
    )


@case
def toy_resnet(tf, np):
    layers = tf.keras.layers
    inputs = tf.keras.Input(shape=(9, 9, 2), name="img")
    x = layers.Conv2D(3, 3, activation="relu")(inputs)
    block_1_output = layers.MaxPooling2D(2)(x)
    x = layers.Conv2D(3, 3, activation="relu", padding="same")(block_1_output)
    x = layers.Conv2D(3, 3, activation="relu", padding="same")(x)
    block_2_output = layers.add([x, block_1_output])
    x = layers.BatchNormalization()(block_2_output)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.5)(x)
    outputs = layers.Dense(2)(x)
    model = tf.keras.Model(inputs, outputs, name="toy_resnet")
    return told(tf, np, model, normal(np, 2, 9, 9, 2)), text(model, line_length=108)


@case
def shared_embedding(tf, np):
    shared = tf.keras.layers.Embedding(12, 4)
    first, second = tf.keras.Input((3,), dtype="int32"), tf.keras.Input((3,), dtype="int32")
    model = tf.keras.Model(inputs=[first, second], outputs=[shared(first), shared(second)])
    rng = np.random.default_rng(0)
    data = [rng.integers(0, 12, (2, 3)).astype("int32") for _ in range(2)]
    return told(tf, np, model, data), text(model, line_length=100)


@case
def feature_extraction(tf, np):
    inputs = tf.keras.Input((4,))
    x = tf.keras.layers.Dense(3, activation="tanh", name="first")(inputs)
    x = tf.keras.layers.Dense(2, name="second")(x)
    model = tf.keras.Model(inputs, x)
    seeded_weights(np, model)
    features = tf.keras.Model(inputs=model.input, outputs=[layer.output for layer in model.layers])
    top = tf.keras.Model(model.get_layer("first").output, model.output)
    data = normal(np, 2, 4)
    return {
        "features": features(data),
        "one": tf.keras.Model(model.inputs, model.get_layer(index=1).output)(data),
        "top": top(normal(np, 2, 3)),
        "top layers": [type(layer).__name__ for layer in top.layers],
        "top weights": [w.path for w in top.weights],
        "input": [model.layers[2].input.shape, model.layers[2].output.shape],
    }


@case
def custom_layer_with_config(tf, np):
    class CustomDense(tf.keras.layers.Layer):
        def __init__(self, units=32):
            super().__init__()
            self.units = units

        def build(self, input_shape):
            self.w = self.add_weight(
                shape=(input_shape[-1], self.units), initializer="random_normal", trainable=True
            )
            self.b = self.add_weight(
                shape=(self.units,), initializer="random_normal", trainable=True
            )

        def call(self, inputs):
            return tf.matmul(inputs, self.w) + self.b

        def get_config(self):
            return {"units": self.units}

    inputs = tf.keras.Input((4,))
    model = tf.keras.Model(inputs, CustomDense(3)(inputs))
    config = model.get_config()
    new = tf.keras.Model.from_config(config, custom_objects={"CustomDense": CustomDense})
    return told(tf, np, model, normal(np, 2, 4)), told(tf, np, new, normal(np, 2, 4))["outputs"]


@case
def functional_inside_subclass(tf, np):
    inputs = tf.keras.Input((5,))
    mlp = tf.keras.Model(inputs, tf.keras.layers.Dense(1, activation="sigmoid")(inputs))

    class Recurrent(tf.keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.projection = tf.keras.layers.Dense(5, activation="tanh")
            self.classifier = mlp

        def call(self, inputs):
            state = tf.zeros(shape=(inputs.shape[0], 5))
            for t in range(inputs.shape[1]):
                state = self.projection(inputs[:, t, :] + state)
            return self.classifier(state)

    layer = Recurrent()
    data = normal(np, 2, 3, 5)
    layer(data)
    seeded_weights(np, layer)
    return layer(data), [w.path for w in layer.weights]


@case
def subclass_of_a_functional_constructor(tf, np):
    class Classifier(tf.keras.Model):
        def __init__(self, units, **kwargs):
            inputs = tf.keras.Input((3,))
            hidden = tf.keras.layers.Dense(units, activation="relu")(inputs)
            super().__init__(inputs=inputs, outputs=tf.keras.layers.Dense(2)(hidden), **kwargs)
            self.units = units

        def doubled(self, x):
            return self(x) * 2

    model = Classifier(4, name="mine")
    seeded_weights(np, model)
    second = Classifier(3)
    data = normal(np, 2, 3)
    return {
        "outputs": model(data),
        "doubled": model.doubled(data),
        "names": [model.name, second.name],
        "layers": [layer.name for layer in model.layers],
        "is model": isinstance(model, tf.keras.Model),
        "shape": model.output_shape,
    }


@case
def variational_autoencoder(tf, np):
    layers = tf.keras.layers

    class Sampling(layers.Layer):
        def call(self, inputs):
            mean, log_var = inputs
            batch, dim = tf.shape(mean)[0], tf.shape(mean)[1]
            return mean + tf.exp(0.5 * log_var) * tf.zeros(shape=(batch, dim))

    inputs = tf.keras.Input((6,))
    x = layers.Dense(4, activation="relu")(inputs)
    mean, log_var = layers.Dense(2, name="z_mean")(x), layers.Dense(2, name="z_log_var")(x)
    encoder = tf.keras.Model(inputs, [mean, log_var, Sampling()([mean, log_var])], name="encoder")
    return told(tf, np, encoder, normal(np, 3, 6)), text(encoder, line_length=100)


@case
def shared_at_different_depths(tf, np):
    dense = tf.keras.layers.Dense(4, name="shared")
    inputs = tf.keras.Input((4,))
    x = dense(inputs)
    x = tf.keras.layers.ReLU()(x)
    y = dense(x)
    z = tf.keras.layers.Add()([inputs, y, x])
    model = tf.keras.Model(inputs, [z, dense(z)])
    return told(tf, np, model, normal(np, 2, 4)), text(model, line_length=100)


@case(params=["list", "dict", "nested", "single list", "tuple"])
def input_structures(tf, np, kind):
    a, b = tf.keras.Input((2,), name="a"), tf.keras.Input((3,), name="b")
    x, y = normal(np, 2, 2), normal(np, 2, 3, seed=1)
    structure, data = {
        "list": ([a, b], [x, y]),
        "dict": ({"a": a, "b": b}, {"a": x, "b": y}),
        "nested": ({"a": a, "more": [b]}, {"a": x, "more": [y]}),
        "single list": ([a], [x]),
        "tuple": ((a, b), (x, y)),
    }[kind]
    x = tf.keras.layers.Dense(2)(a)
    if kind != "single list":
        x = tf.keras.layers.Concatenate()([x, b])
    if kind == "nested":
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = tf.keras.Model(structure, {"out": x, "same": [x]})
            return told(tf, np, model, data)
    return told(tf, np, tf.keras.Model(structure, {"out": x, "same": [x]}), data)


@case
def inputs_by_name(tf, np):
    a, b = tf.keras.Input((2,), name="a"), tf.keras.Input((2,), name="b")
    model = tf.keras.Model([a, b], tf.keras.layers.Subtract()([a, b]))
    x, y = normal(np, 2, 2), normal(np, 2, 2, seed=1)
    return model({"b": y, "a": x}), model([x, y]), model((x, y))


@case
def ranks_and_dtypes_are_adjusted(tf, np):
    a, b = tf.keras.Input((3,)), tf.keras.Input((3, 1))
    model = tf.keras.Model([a, b], [a, b])
    x = np.arange(6).reshape(2, 3)
    return [
        model([x[..., None], x]),
        model([x.astype("float64"), x.astype("uint8")]),
        model([tf.constant(x), tf.constant(x[..., None], tf.float16)]),
    ]


@case
def optional_inputs(tf, np):
    class Maybe(tf.keras.layers.Layer):
        def call(self, x, y=None):
            return x if y is None else x + y

        def compute_output_shape(self, x_shape):
            return x_shape

    a, b = tf.keras.Input((2,), name="a"), tf.keras.Input((2,), name="b", optional=True)
    model = tf.keras.Model([a, b], Maybe()(a, b))
    x = normal(np, 2, 2)
    return model([x, x]), model([x, None]), raised(model, [None, x])


@case
def training_is_passed_to_layers(tf, np):
    class Tells(tf.keras.layers.Layer):
        def call(self, x, training=None):
            return x + (0.0 if training is None else 10.0 if training else -10.0)

    inputs = tf.keras.Input((1,))
    inner = tf.keras.Sequential([tf.keras.Input((1,)), Tells()])
    model = tf.keras.Model(inputs, [Tells()(inputs), inner(inputs)])
    x = np.zeros((1, 1), "float32")
    return model(x), model(x, training=True), model(x, training=False), model.predict(x, verbose=0)


@case
def masks_travel_through_a_graph(tf, np):
    layers = tf.keras.layers
    inputs = tf.keras.Input((None,))
    x = layers.Embedding(5, 3, mask_zero=True)(inputs)
    x = layers.LSTM(2, return_sequences=True)(x)
    x = layers.GRU(2)(x)
    model = tf.keras.Model(inputs, x)
    found = told(tf, np, model, np.array([[1, 2, 0, 0], [3, 0, 0, 0]]))
    del found["config"]  # Keras also writes how the mask is computed
    return found


@case
def frozen_layers(tf, np):
    layers = tf.keras.layers
    base_inputs = tf.keras.Input((3,))
    base = tf.keras.Model(
        base_inputs, layers.BatchNormalization()(layers.Dense(2)(base_inputs)), name="base"
    )
    base.trainable = False
    inputs = tf.keras.Input((3,))
    model = tf.keras.Model(inputs, layers.Dense(1)(base(inputs)))
    seeded_weights(np, model)
    x = normal(np, 4, 3)
    outputs = model(x, training=True)
    before = [len(model.trainable_weights), len(model.non_trainable_weights)]
    base.trainable = True
    after = [len(model.trainable_weights), len(model.non_trainable_weights)]
    base.layers[1].trainable = False
    return {
        "outputs": outputs,
        "counts": [before, after, len(model.trainable_weights)],
        "moving": [w for w in base.non_trainable_weights],
        "text": text(model, line_length=90, expand_nested=True, show_trainable=True),
        "flags": [layer.trainable for layer in model.layers],
    }


@case
def regularizers_and_layer_losses(tf, np):
    layers = tf.keras.layers

    class Penalty(layers.Layer):
        def call(self, x):
            self.add_loss(tf.reduce_sum(x) * 0.1)
            return x

    inputs = tf.keras.Input((3,))
    x = layers.Dense(2, kernel_regularizer="l2")(inputs)
    x = Penalty()(x)
    x = layers.Dense(2, activity_regularizer=tf.keras.regularizers.L1(0.5))(x)
    model = tf.keras.Model(inputs, x)
    seeded_weights(np, model)
    model(normal(np, 2, 3))
    return sorted(float(loss) for loss in model.losses)


@case
def operators(tf, np):
    x, y = tf.keras.Input((3,)), tf.keras.Input((3,))
    outputs = [
        x + y, x - 1, 2 * x, x / y, x // 2, x % 2, x**2, -x, abs(x), 1 - x, 2.0 / x,
        x @ np.eye(3).astype("float32"), x > y, x <= 0, (x > 0) & (y > 0), (x > 0) | (y > 0),
        x[:, 0], x[..., 1:], x[:, None], x[0], x[:, ::-1],
    ]  # fmt: skip
    model = tf.keras.Model([x, y], outputs)
    data = [normal(np, 2, 3), normal(np, 2, 3, seed=1)]
    return {
        "outputs": model(data),
        "shapes": [tuple(item.shape) for item in outputs],
        "dtypes": [str(getattr(item.dtype, "name", item.dtype)) for item in outputs],
        "names": [operation.name for operation in model.operations],
        "layers": [layer.name for layer in model.layers],
        "text": text(model, line_length=100),
        "config": shape_of_config(model.get_config()),
    }


@case
def json_round_trip(tf, np):
    layers = tf.keras.layers
    a, b = tf.keras.Input((4,), name="a"), tf.keras.Input((4,), name="b")
    dense = layers.Dense(3, name="dense")
    x = layers.Add()([dense(a), dense(b)])
    inner = tf.keras.Sequential([tf.keras.Input((3,)), layers.Dense(2)], name="inner")
    model = tf.keras.Model({"a": a, "b": b}, [inner(x) * 2.0 + 1.0, x[:, 0:2]], name="whole")
    new = tf.keras.models.model_from_json(model.to_json())
    seeded_weights(np, model)
    new.set_weights(model.get_weights())
    data = {"a": normal(np, 2, 4), "b": normal(np, 2, 4, seed=1)}
    return model(data), new(data), shape_of_config(new.get_config())


@case
def cloned_models(tf, np):
    layers = tf.keras.layers
    inputs = tf.keras.Input((4,), name="in")
    inner = tf.keras.Sequential([layers.Dense(3, name="deep")], name="inner")
    model = tf.keras.Model(inputs, layers.Dense(2, name="top")(inner(inputs)), name="whole")
    seeded_weights(np, model)
    seen = []

    def clone_function(layer):
        seen.append(layer.name)
        return layer.__class__.from_config(layer.get_config())

    def call_function(layer, *args, **kwargs):
        seen.append("call " + layer.name)
        return layer(*args, **kwargs)

    clone = tf.keras.models.clone_model(model)
    recursive = tf.keras.models.clone_model(
        model, clone_function=clone_function, call_function=call_function, recursive=True
    )
    other = tf.keras.Input((4,), name="other")
    on_input = tf.keras.models.clone_model(model, input_tensors=other)
    data = normal(np, 2, 4)
    clone.set_weights(model.get_weights())
    recursive.set_weights(model.get_weights())
    return {
        "outputs": [model(data), clone(data), recursive(data)],
        "seen": seen,
        "names": [[layer.name for layer in m.layers] for m in (clone, recursive, on_input)],
        "shares": clone.layers[2] is model.layers[2],
        "sequential": [layer.name for layer in tf.keras.models.clone_model(inner).layers],
        "config": shape_of_config(clone.get_config()),
    }


@case
def sequential_as_a_graph(tf, np):
    layers = tf.keras.layers
    model = tf.keras.Sequential([tf.keras.Input((4,)), layers.Dense(3), layers.ReLU()])
    before = [len(model.layers), model.output_shape, model.built]
    model.add(layers.Dense(2))
    seeded_weights(np, model)
    data = normal(np, 2, 4)
    middle = tf.keras.Model(model.inputs, model.layers[1].output)
    inputs = tf.keras.Input((4,))
    outer = tf.keras.Model(inputs, model(inputs))
    results = [model(data), middle(data), outer(data)]
    model.pop()
    return {
        "results": results,
        "before": before,
        "after": [len(model.layers), model.output_shape, len(model.weights)],
        "popped": model(data),
        "input": [model.input_shape, tuple(model.input.shape)],
        "text": text(outer, line_length=90, expand_nested=True),
        "config": [layer["class_name"] for layer in model.get_config()["layers"]],
    }


@case
def sequential_of_models(tf, np):
    layers = tf.keras.layers
    inputs = tf.keras.Input((4,))
    first = tf.keras.Model(inputs, layers.Dense(3)(inputs), name="first")
    second = tf.keras.Sequential([layers.Dense(2), layers.ReLU()], name="second")
    model = tf.keras.Sequential([first, second])
    return {
        "built": [model.built, len(model.weights)],
        "told": seeded_weights(np, model),
        "outputs": model(normal(np, 2, 4)),
        "text": text(model, line_length=90, expand_nested=True),
        "paths": [w.path for w in model.weights],
        "shapes": [model.input_shape, model.output_shape],
    }


@case
def sequential_after_its_first_call(tf, np):
    model = tf.keras.Sequential([tf.keras.layers.Dense(3), tf.keras.layers.Dense(2)])
    before = [raised(lambda: model.input_shape), raised(lambda: model.layers[0].output)]
    seeded_weights(np, model)
    model(normal(np, 5, 4))
    seeded_weights(np, model)
    feature = tf.keras.Model(model.inputs, model.layers[0].output)
    return {
        "before": before,
        "shapes": [model.input_shape, model.output_shape],
        "feature": feature(normal(np, 3, 4)),
        "text": text(model, line_length=80),
    }


@case
def output_specs(tf, np):
    layers = tf.keras.layers
    inputs = tf.keras.Input((8, 8, 3))
    model = tf.keras.Model(
        inputs, [layers.Conv2D(2, 3)(inputs), layers.GlobalAveragePooling2D()(inputs)]
    )
    free = tf.keras.Input((None, None, 3))
    conv = tf.keras.Model(free, layers.MaxPool2D()(layers.Conv2D(2, 3)(free)))
    spec = model.compute_output_spec(tf.keras.KerasTensor((5, 8, 8, 3)))
    return {
        "shape": model.compute_output_shape((2, 8, 8, 3)),
        "spec": [tuple(item.shape) for item in spec],
        "free": [conv.output_shape, conv.compute_output_shape((None, 11, 9, 3))],
        "called": tuple(conv(tf.keras.Input((11, 9, 3))).shape),
        "values": conv(normal(np, 1, 6, 7, 3)).shape,
    }


@case
def keras_tensors(tf, np):
    x = tf.keras.Input((3, None), name="x", dtype="int32")
    fixed = tf.keras.Input(batch_shape=(2, 3))
    sized = tf.keras.Input((3,), batch_size=4)
    y = tf.keras.layers.Identity()(x)
    return {
        "shape": [tuple(x.shape), x.shape[1], len(x.shape), x.ndim, tuple(sized.shape)],
        "dtype": x.dtype == "int32",
        "text": [repr(x), repr(fixed)],
        "names": [x.name, fixed.name, sized.name],
        "is": [tf.keras.utils.is_keras_tensor(x), tf.keras.utils.is_keras_tensor(1)]
        if hasattr(tf.keras.utils, "is_keras_tensor")
        else [True, False],
        "same": [x == x, x == y, len({x, y})],
        "history": [y._keras_history[0].name, *y._keras_history[1:]],
    }


def _x(tf):
    return tf.keras.Input((3,), name="x")


ERRORS = {
    "as bool": lambda tf, np: bool(_x(tf)),
    "if": lambda tf, np: 1 if _x(tf) > 0 else 2,
    "iterated": lambda tf, np: list(_x(tf)),
    "array": lambda tf, np: np.asarray(_x(tf)),
    "float": lambda tf, np: float(_x(tf)),
    "int": lambda tf, np: int(_x(tf)),
    "len": lambda tf, np: len(_x(tf)),
    "numpy": lambda tf, np: _x(tf).numpy(),
    "not an output": lambda tf, np: tf.keras.Model(_x(tf), 3),
    "not an input": lambda tf, np: tf.keras.Model(np.ones(3), _x(tf)),
    "not connected": lambda tf, np: tf.keras.Model(_x(tf), tf.keras.layers.ReLU()(_x(tf))),
    "one name twice": lambda tf, np: tf.keras.Model(
        x := _x(tf), tf.keras.layers.ReLU(name="a")(tf.keras.layers.ReLU(name="a")(x))
    ),
    "no shape": lambda tf, np: tf.keras.Input(),
    "never called": lambda tf, np: tf.keras.layers.Dense(1).output,
    "never called input": lambda tf, np: tf.keras.layers.Dense(1).input,
    "wrong size": lambda tf, np: tf.keras.Model(x := _x(tf), x)(np.ones((2, 4))),
    "wrong rank": lambda tf, np: tf.keras.Model(x := _x(tf), x)(np.ones((2, 3, 4))),
    "wrong layer size": lambda tf, np: _called_twice(tf),
    "two inputs to a dense": lambda tf, np: tf.keras.layers.Dense(1)([_x(tf), _x(tf)]),
    "one input to concatenate": lambda tf, np: tf.keras.layers.Concatenate()(_x(tf)),
    "rank of conv": lambda tf, np: tf.keras.layers.Conv2D(1, 2)(_x(tf)),
    "no such layer": lambda tf, np: tf.keras.Model(x := _x(tf), x).get_layer("nope"),
    "no such index": lambda tf, np: tf.keras.Model(x := _x(tf), x).get_layer(index=7),
    "missing input": lambda tf, np: _two(tf)({"a": np.ones((1, 2))}),
    "too many inputs": lambda tf, np: _two(tf)([np.ones((1, 2))] * 3),
    "layers set": lambda tf, np: setattr(tf.keras.Model(x := _x(tf), x), "layers", []),
    "clone calls of sequential": lambda tf, np: tf.keras.models.clone_model(
        tf.keras.Sequential([tf.keras.layers.Dense(1)]), call_function=lambda layer: layer
    ),
    "add two inputs": lambda tf, np: tf.keras.Sequential(
        [tf.keras.Input((1,)), tf.keras.Input((1,))]
    ),
    "build another shape": lambda tf, np: tf.keras.Sequential(
        [tf.keras.Input((1,)), tf.keras.layers.Dense(1)]
    ).build((None, 4)),
    "empty sequential": lambda tf, np: tf.keras.Sequential().build((1, 2)),
    "bool in call": lambda tf, np: _branching(tf)(_x(tf)),
}


def _two(tf):
    a, b = tf.keras.Input((2,), name="a"), tf.keras.Input((2,), name="b")
    return tf.keras.Model({"a": a, "b": b}, tf.keras.layers.Add()([a, b]))


def _called_twice(tf):
    dense = tf.keras.layers.Dense(1)
    dense(_x(tf))
    return dense(tf.keras.Input((4,)))


def _branching(tf):
    class Branching(tf.keras.layers.Layer):
        def call(self, x):
            return x if float(tf.reduce_sum(x)) > 0 else -x

    return Branching()


@case(params=list(ERRORS))
def error(tf, np, name):
    return ERRORS[name](tf, np)
