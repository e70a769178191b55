"""What a beginner does wrong, and which exception TensorFlow raises for it."""

from tests.golden.case import case, raised


@case
def shapes_that_do_not_fit(tf, np):
    a, b = tf.ones([2, 3]), tf.ones([4, 5])
    return [
        raised(tf.matmul, a, b),
        raised(lambda: a @ b),
        raised(lambda: a + b),
        raised(tf.concat, [a, b], 0),
        raised(tf.stack, [a, b]),
        raised(tf.reshape, a, [4, 4]),
        raised(tf.reshape, a, [-1, 4]),
        raised(tf.matmul, tf.ones([3]), a),
        raised(tf.transpose, a, [0, 0]),
        raised(tf.squeeze, a, 0),
        raised(tf.broadcast_to, a, [2, 2]),
        raised(tf.tensordot, a, b, 1),
        raised(tf.einsum, "ij,jk->ik", a, b),
        raised(tf.split, a, 2, axis=1),
    ]


@case
def dtypes_that_do_not_fit(tf, np):
    i, f, d = tf.constant([1]), tf.constant([1.0]), tf.constant([1.0], tf.float64)
    return [
        raised(lambda: i + f),
        raised(lambda: f + d),
        raised(lambda: f * i),
        raised(tf.matmul, [[1]], [[1.0]]),
        raised(tf.add, i, 1.5),
        raised(tf.concat, [i, f], 0),
        raised(tf.sqrt, i),
        raised(tf.exp, i),
        raised(tf.reduce_mean, i),
        raised(tf.nn.softmax, i),
        raised(lambda: i == f),
        raised(lambda: i < f),
        raised(lambda: tf.constant([True]) + tf.constant([True])),
        raised(lambda: f + "text"),
        raised(lambda: f + None),
        raised(lambda: -tf.constant([True])),
        raised(tf.cast, f, "nothing"),
    ]


@case
def axes_that_are_not_there(tf, np):
    x = tf.ones([2, 3])
    return [
        raised(tf.reduce_sum, x, axis=2),
        raised(tf.reduce_sum, x, axis=-3),
        raised(tf.concat, [x, x], axis=2),
        raised(tf.expand_dims, x, 4),
        raised(tf.argmax, x, axis=2),
        raised(tf.nn.softmax, x, axis=2),
        raised(tf.stack, [x, x], axis=4),
        raised(tf.unstack, x, axis=2),
    ]


@case
def indices_that_are_not_there(tf, np):
    x = tf.constant([1.0, 2.0, 3.0])
    return [
        raised(lambda: x[3]),
        raised(lambda: x[-4]),
        raised(lambda: x[0, 0]),
        raised(lambda: x[1.5]),
        raised(lambda: x["a"]),
        raised(tf.gather, x, [3]),
        raised(tf.gather, x, -1),
        raised(tf.gather_nd, x, [[5]]),
        x[2:100],
        x[5:],
    ]


@case
def tensors_cannot_be_assigned_to(tf, np):
    x = tf.constant([1.0])

    def assign():
        x[0] = 2.0

    return raised(assign)


@case(params=["ints", "one_hot"])
def labels_of_the_wrong_shape(tf, np, kind):
    p = tf.constant(np.full((4, 3), 1 / 3, "float32"))
    if kind == "ints":
        return [
            raised(tf.nn.sparse_softmax_cross_entropy_with_logits, labels=[0, 1, 2], logits=p),
            raised(
                tf.nn.sparse_softmax_cross_entropy_with_logits,
                labels=[[0], [1], [2], [0]],
                logits=p,
            ),
            raised(tf.nn.sparse_softmax_cross_entropy_with_logits, [0, 1, 2, 0], p),
        ]
    return [
        raised(tf.nn.softmax_cross_entropy_with_logits, labels=tf.ones([4, 2]), logits=p),
        raised(tf.keras.losses.categorical_crossentropy, tf.ones([4, 2]), p),
        raised(tf.keras.losses.MSE, tf.ones([3, 3]), p),
    ]


@case
def a_label_of_ten_for_ten_classes(tf, np):
    p = tf.constant(np.full((2, 10), 0.1, "float32"))
    return [
        raised(tf.nn.sparse_softmax_cross_entropy_with_logits, labels=[1, 10], logits=p),
        raised(tf.nn.sparse_softmax_cross_entropy_with_logits, labels=[-1, 1], logits=p),
        raised(tf.keras.losses.sparse_categorical_crossentropy, np.array([1, 10]), p),
    ]


@case
def an_empty_batch(tf, np):
    x = tf.zeros([0, 3])
    layer = tf.keras.layers.Dense(2, kernel_initializer="ones")
    return [
        layer(x),
        tf.reduce_mean(x),
        tf.reduce_sum(x),
        tf.reduce_max(x),
        tf.nn.softmax(x),
        tf.matmul(x, tf.ones([3, 2])),
    ]


@case
def nan_goes_through(tf, np):
    x = tf.constant([float("nan"), 1.0, float("inf")])
    return [
        x + 1.0,
        tf.nn.relu(x),
        tf.reduce_sum(x),
        tf.reduce_max(x),
        tf.nn.softmax(x),
        tf.sigmoid(x),
    ]


@case
def a_model_used_before_it_knows_its_inputs(tf, np):
    model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
    found = [model.built, raised(lambda: model.weights), raised(model.count_params)]
    return [*found, model.trainable_variables if found[1] == [] else None]


@case
def other_inputs_than_a_layer_was_built_for(tf, np):
    dense, conv = tf.keras.layers.Dense(2), tf.keras.layers.Conv2D(2, 3)
    dense(tf.ones([1, 3]))
    conv(tf.ones([1, 5, 5, 3]))
    return [
        raised(dense, tf.ones([1, 4])),
        raised(dense, tf.constant(1.0)),
        raised(conv, tf.ones([1, 5, 5, 2])),
        raised(conv, tf.ones([5, 5, 3])),
        raised(tf.keras.layers.LSTM(2), tf.ones([1, 3])),
        raised(tf.keras.layers.Conv2D(2, 7), tf.ones([1, 5, 5, 3])),
    ]


@case
def wrong_arguments_of_layers(tf, np):
    layers = tf.keras.layers
    return [
        raised(layers.Dense, -1),
        raised(layers.Dense, 2, activation="nothing"),
        raised(layers.Dense, 2, kernel_initializer="nothing"),
        raised(layers.Dense, 2, unit=3),
        raised(layers.Dropout, 1.5),
        raised(layers.Conv2D, 2, 3, padding="nothing"),
        raised(layers.Conv2D, 0, 3),
        raised(layers.Dense),
        raised(tf.keras.losses.get, "nothing"),
        raised(tf.keras.optimizers.get, "nothing"),
        raised(tf.keras.metrics.get, "nothing"),
        raised(tf.keras.Sequential, [1]),
    ]


@case
def gradients_that_cannot_be_applied(tf, np):
    v, w = tf.Variable([1.0, 2.0]), tf.Variable([[3.0]])
    optimizer = tf.keras.optimizers.SGD(0.1)
    g = tf.constant([1.0, 1.0])
    found = [
        raised(optimizer.apply_gradients, [(None, v)]),
        raised(optimizer.apply_gradients, []),
        raised(optimizer.apply_gradients, [(tf.ones([3]), v)]),
        raised(optimizer.apply_gradients, [(g, v), (None, w)]),
    ]
    return [type(item) if hasattr(item, "numpy") else item for item in found[:3]], v, w


@case
def a_subclass_that_forgets_super(tf, np):
    class Model(tf.keras.Model):
        def __init__(self):
            self.dense = tf.keras.layers.Dense(1)

    class NoCall(tf.keras.Model):
        pass

    return [raised(lambda: Model()(tf.ones([1, 1]))), raised(NoCall(), tf.ones([1, 1]))]


@case
def loops_and_conditions_on_arrays(tf, np):
    x = tf.constant([1.0, 2.0])

    def condition():
        if x > 1.0:
            return 1

    return [
        raised(condition),
        raised(lambda: x and x),
        raised(lambda: 1 in x),
        bool(tf.constant([True])),
    ]
