"""What scripts of users met: small programs in the style of the examples that people start from."""

from tests.golden.case import case


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
