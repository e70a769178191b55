"""Models: custom layers, subclassing, Sequential, names, tracking, predict."""

from tests.golden.case import case, raised


def seeded_weights(np, layer, seed=1):
    rng = np.random.default_rng(seed)
    layer.set_weights([rng.normal(size=w.shape).astype(w.dtype) * 0.5 for w in layer.get_weights()])


def linear_layer(tf):
    class LinearLayer(tf.keras.layers.Layer):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.units = units

        def build(self, input_shape):
            self.w = self.add_weight(
                name="w", shape=[input_shape[-1], self.units], initializer="zeros"
            )
            self.b = self.add_weight(name="b", shape=[self.units], initializer="ones")

        def call(self, inputs):
            return tf.matmul(inputs, self.w) + self.b

    return LinearLayer


def mlp(tf):
    class MLP(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.flatten = tf.keras.layers.Flatten()
            self.dense1 = tf.keras.layers.Dense(units=4, activation=tf.nn.relu)
            self.dense2 = tf.keras.layers.Dense(units=3)

        def call(self, inputs):
            x = self.flatten(inputs)
            x = self.dense1(x)
            x = self.dense2(x)
            return tf.nn.softmax(x)

    return MLP


@case
def custom_layer(tf, np):
    layer = linear_layer(tf)(2)
    outputs = layer(tf.ones([3, 4]))
    return (
        outputs,
        [w.path for w in layer.weights],
        layer.name,
        [tuple(w.shape) for w in layer.weights],
    )


@case
def subclassed_model(tf, np):
    model = mlp(tf)()
    images = np.random.default_rng(0).normal(size=(5, 2, 3, 1)).astype("float32")
    before = len(model.variables)
    model(images)
    seeded_weights(np, model)
    with tf.GradientTape() as tape:
        outputs = model(images)
        loss = tf.reduce_sum(outputs * outputs)
    gradients = tape.gradient(loss, model.trainable_variables)
    return {
        "before": before,
        "outputs": outputs,
        "gradients": gradients,
        "paths": [v.path for v in model.variables],
        "layers": [layer.name for layer in model.layers],
        "count": model.count_params(),
        "predict": model.predict(images, verbose=0),
        "predict_on_batch": model.predict_on_batch(images),
        "built": model.built,
    }


@case
def sequential(tf, np):
    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [tf.keras.Input((6, 6, 1)), layers.Conv2D(2, 3, activation="relu"), layers.MaxPool2D(),
         layers.Flatten(), layers.Dropout(0.5), layers.Dense(3, activation="softmax")]
    )  # fmt: skip
    seeded_weights(np, model)
    images = np.random.default_rng(0).normal(size=(7, 6, 6, 1)).astype("float32")
    return {
        "outputs": model(images),
        "predict": model.predict(images, batch_size=3, verbose=0),
        "paths": [w.path for w in model.weights],
        "names": [layer.name for layer in model.layers],
        "input_shape": model.input_shape,
        "output_shape": model.output_shape,
        "count": model.count_params(),
    }


@case
def sequential_built_by_its_first_call(tf, np):
    model = tf.keras.Sequential([tf.keras.layers.Dense(4), tf.keras.layers.Dense(2)])
    before = model.built, len(model.weights)
    outputs = model(np.ones((3, 5)))
    return before, model.built, outputs.shape, [w.path for w in model.weights]


@case
def sequential_add_and_pop(tf, np):
    model = tf.keras.Sequential(name="stack")
    model.add(tf.keras.Input((5,)))
    model.add(tf.keras.layers.Dense(4))
    model.add(tf.keras.layers.Dense(2))
    shapes = [tuple(w.shape) for w in model.weights]
    model.pop()
    return shapes, [tuple(w.shape) for w in model.weights], model(np.ones((2, 5))).shape, model.name


@case
def first_layer_with_input_shape(tf, np):
    model = tf.keras.Sequential(
        [tf.keras.layers.Dense(4, input_shape=(3,)), tf.keras.layers.Dense(2)]
    )
    return [tuple(w.shape) for w in model.weights], model.built


@case
def nested_sequential(tf, np):
    inner = tf.keras.Sequential([tf.keras.layers.Dense(3, name="a")], name="inner")
    outer = tf.keras.Sequential([inner, tf.keras.layers.Dense(2, name="b")], name="outer")
    outer(np.ones((2, 4)))
    return [w.path for w in outer.weights], [layer.name for layer in outer.layers]


@case
def layers_in_lists_and_dicts(tf, np):
    class Blocks(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.first = tf.keras.layers.Dense(2, name="first")
            self.blocks = [tf.keras.layers.Dense(2, name=f"block_{i}") for i in range(2)]
            self.heads = {
                "b": tf.keras.layers.Dense(1, name="head_b"),
                "a": [tf.keras.layers.Dense(1, name="head_a")],
            }
            self.blocks.append(tf.keras.layers.Dense(2, name="later"))

        def call(self, x):
            x = self.first(x)
            for block in self.blocks:
                x = block(x)
            return self.heads["b"](x) + self.heads["a"][0](x)

    model = Blocks()
    model(np.ones((1, 2)))
    return [w.path for w in model.weights]


@case
def a_layer_shared_by_two_attributes(tf, np):
    class Shared(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.a = tf.keras.layers.Dense(2)
            self.b = self.a

        def call(self, x):
            return self.b(self.a(x))

    model = Shared()
    model(np.ones((1, 2)))
    return len(model.weights), len(model.layers)


@case
def freezing(tf, np):
    model = tf.keras.Sequential(
        [
            tf.keras.Input((3,)),
            tf.keras.layers.Dense(2),
            tf.keras.layers.BatchNormalization(),
            tf.keras.layers.Dense(1),
        ]
    )
    counts = [(len(model.trainable_weights), len(model.non_trainable_weights))]
    model.layers[0].trainable = False
    counts.append((len(model.trainable_weights), len(model.non_trainable_weights)))
    model.trainable = False
    counts.append((len(model.trainable_weights), len(model.non_trainable_weights)))
    counts.append(model.layers[2].trainable)
    model.trainable = True
    counts.append((len(model.trainable_weights), len(model.non_trainable_weights)))
    return counts


@case(params=[None, True, False])
def training_reaches_inner_layers(tf, np, training):
    seen = []

    class Probe(tf.keras.layers.Layer):
        def call(self, x, training=None):
            seen.append(training)
            return x

    class Outer(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.probe = Probe()

        def call(self, x):
            return self.probe(x)

    class Explicit(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.probe = Probe()

        def call(self, x, training=False):
            return self.probe(x, training=not training)

    found = []
    for model in (Outer(), Explicit(), tf.keras.Sequential([Probe()])):
        model(np.ones((1, 1)), training=training)
        seen.clear()  # Keras calls it symbolically before the first time
        model(np.ones((1, 1)), training=training)
        found.append(list(seen))
    return found


@case
def add_loss_lasts_one_call(tf, np):
    class Sparse(tf.keras.layers.Layer):
        def call(self, x):
            self.add_loss(tf.reduce_sum(x))
            return x

    model = tf.keras.Sequential(
        [Sparse(), tf.keras.layers.Dense(1, kernel_regularizer="l2", kernel_initializer="ones")]
    )
    model(np.ones((2, 3)))
    model(2 * np.ones((2, 3)))
    return [float(loss) for loss in model.losses]


@case
def several_inputs(tf, np):
    class Sum(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = tf.keras.layers.Dense(1, kernel_initializer="ones")

        def call(self, inputs):
            first, second = inputs
            return self.dense(first) + self.dense(second)

    model = Sum()
    x = np.arange(6, dtype="float32").reshape(3, 2)
    return model([x, 2 * x]), model.predict([x, 2 * x], batch_size=2, verbose=0)


@case
def several_outputs(tf, np):
    class Two(tf.keras.Model):
        def call(self, x):
            return {"double": x * 2, "half": [x / 2, x]}

    x = np.arange(6, dtype="float32").reshape(3, 2)
    return Two().predict(x, batch_size=2, verbose=0)


@case
def weights_in_and_out(tf, np):
    model = mlp(tf)()
    model(np.ones((1, 2, 3)))
    values = [np.full(w.shape, i, w.dtype) for i, w in enumerate(model.get_weights())]
    model.set_weights(values)
    return model.get_weights()


@case(params=["before", "after"])
def get_layer(tf, np, when):
    model = mlp(tf)()
    if when == "after":
        model(np.ones((1, 2)))
    return [
        model.get_layer("dense").name,
        model.get_layer(index=0).name,
        raised(model.get_layer, "foo"),
        raised(model.get_layer, index=9),
        raised(model.get_layer),
    ]


BAD = {
    "add a function": lambda tf, np: tf.keras.Sequential().add(lambda x: x),
    "two equal names": lambda tf, np: tf.keras.Sequential(
        [tf.keras.layers.Dense(1, name="a"), tf.keras.layers.Dense(1, name="a")]
    ),
    "no call method": lambda tf, np: tf.keras.Model()(np.ones((1, 1))),
    "forgotten super": lambda tf, np: forgetful(tf)()(np.ones((1, 1))),
    "count before build": lambda tf, np: mlp(tf)().count_params(),
}


def forgetful(tf):
    class Forgetful(tf.keras.layers.Layer):
        def __init__(self):
            self.units = 3

        def call(self, x):
            return x

    return Forgetful


@case(params=list(BAD))
def refuses(tf, np, name):
    return raised(BAD[name], tf, np)


@case
def add_weight_spellings(tf, np):
    class Old(tf.keras.layers.Layer):
        def build(self, input_shape):
            self.a = self.add_weight(shape=(2,), initializer="ones", trainable=False)
            self.b = self.add_weight((2, 3), "zeros", name="b")
            self.c = self.add_weight(
                name="c", shape=(), initializer=tf.keras.initializers.Constant(2.0)
            )
            self.d = self.add_weight(
                shape=(1,), dtype="int32", initializer="zeros", trainable=False, name="d"
            )

        def call(self, x):
            return x

    layer = Old(name="old")
    layer(np.ones((1, 1)))
    return [(tuple(w.shape), w.trainable, tf.as_dtype(w.dtype)) for w in layer.weights], len(
        layer.trainable_weights
    )


@case
def config_of_a_users_layer(tf, np):
    class Scaled(tf.keras.layers.Layer):
        def __init__(self, factor, offset=1.0, **kwargs):
            super().__init__(**kwargs)
            self.factor = factor * 2

        def call(self, x):
            return x * self.factor

    made = Scaled(3.0, name="scaled")
    config = made.get_config()
    again = Scaled.from_config(config)
    return config["factor"], config["name"], again.factor, again.name


@case
def config_of_a_users_dense(tf, np):
    class Head(tf.keras.layers.Dense):
        def __init__(self, units, scale=2.0, **kwargs):
            super().__init__(units, **kwargs)
            self.scale = scale

        def get_config(self):
            return {**super().get_config(), "scale": self.scale}

    made = Head(3, scale=4.0, activation="relu")
    again = Head.from_config(made.get_config())
    return (
        again.units,
        again.scale,
        made.get_config()["activation"],
        again.get_config() == made.get_config(),
    )


@case
def sequential_config(tf, np):
    model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2, activation="relu")])
    again = tf.keras.Sequential.from_config(model.get_config())
    return (
        [tuple(w.shape) for w in again.weights],
        again.get_config() == model.get_config(),
        model.get_config()["layers"][0],
    )


@case
def mask_reaches_the_next_layer(tf, np):
    seen = []

    class Probe(tf.keras.layers.Layer):
        supports_masking = True

        def __init__(self):
            super().__init__()
            self.supports_masking = True

        def call(self, x, mask=None):
            seen.append(mask)
            return x

    ids = np.array([[1, 2, 0], [3, 0, 0]])
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Embedding(5, 2, mask_zero=True),
            tf.keras.layers.Dense(2),
            Probe(),
            tf.keras.layers.GlobalAveragePooling1D(),
        ]
    )
    model(ids)
    seeded_weights(np, model)
    return model(ids), seen[-1]


UTILS = [
    lambda tf, np: tf.keras.utils.to_categorical([0, 2, 1]),
    lambda tf, np: tf.keras.utils.to_categorical([[0], [2]], 4),
    lambda tf, np: tf.keras.utils.to_categorical([[0, 1], [2, 3]], num_classes=5),
    lambda tf, np: tf.keras.utils.normalize(np.array([[3.0, 4.0], [0.0, 0.0]])),
    lambda tf, np: tf.keras.utils.normalize(np.array([[3.0, 4.0], [1.0, 1.0]]), order=1),
    lambda tf, np: [
        tf.keras.backend.floatx(),
        tf.keras.backend.epsilon(),
        tf.keras.backend.image_data_format(),
    ],
]


@case
def utils(tf, np):
    return [f(tf, np) for f in UTILS]


@case
def names_after_clear_session(tf, np):
    names = [tf.keras.layers.Dense(1).name, tf.keras.layers.Dense(1).name]
    tf.keras.backend.clear_session()
    return [*names, tf.keras.layers.Dense(1).name, tf.keras.Sequential().name, mlp(tf)().name]
