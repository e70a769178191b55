"""`tf.*` functions on KerasTensors: each gives in a model what it gives of tensors."""

import numpy as np

import tapeflow as tf

# Of x, float [batch, 3, 4], and i, int [batch, 3] in [0, 3).
FUNCTIONS = {
    "abs": lambda x, i: tf.abs(x),
    "add": lambda x, i: tf.add(x, 1.0),
    "add_n": lambda x, i: tf.add_n([x, x]),
    "argmax": lambda x, i: tf.argmax(x, -1),
    "argsort": lambda x, i: tf.argsort(x, -1),
    "batch reshape": lambda x, i: tf.reshape(x, (tf.shape(x)[0], -1)),
    "boolean comparison": lambda x, i: tf.logical_and(x > 0, tf.less(x, 1.0)),
    "broadcast_to": lambda x, i: tf.broadcast_to(x[:, :1], tf.shape(x)),
    "cast": lambda x, i: tf.cast(i, tf.float32),
    "ceil": lambda x, i: tf.math.ceil(x),
    "clip_by_value": lambda x, i: tf.clip_by_value(x, -0.5, 0.5),
    "concat": lambda x, i: tf.concat([x, tf.ones_like(x)], axis=-1),
    "concat of shapes": lambda x, i: tf.reshape(x, tf.concat([tf.shape(x)[:-1], [2, 2]], 0)),
    "constant operand": lambda x, i: tf.constant([1.0, 2.0, 3.0, 4.0]) * x,
    "cumsum": lambda x, i: tf.cumsum(x, 1),
    "divide": lambda x, i: tf.divide(x, 2),
    "einsum": lambda x, i: tf.einsum("bij,bkj->bik", x, x),
    "equal": lambda x, i: tf.equal(i, 1),
    "expand_dims": lambda x, i: tf.expand_dims(x, 1),
    "eye": lambda x, i: tf.eye(tf.shape(x)[1]) + x[0, 0, 0],
    "fill": lambda x, i: tf.fill([tf.shape(x)[0], 2], 7.0) + x[:, 0, :2],
    "gather": lambda x, i: tf.gather(x, i, batch_dims=1),
    "gather of a table": lambda x, i: tf.gather(tf.constant([1.0, 2.0, 3.0]), i),
    "global norm": lambda x, i: tf.norm(x, axis=-1),
    "image flip": lambda x, i: tf.reverse(x, [1]),
    "l2_normalize": lambda x, i: tf.nn.l2_normalize(x, -1),
    "linalg.diag_part": lambda x, i: tf.linalg.diag_part(x),
    "log_softmax": lambda x, i: tf.nn.log_softmax(x),
    "math.log1p": lambda x, i: tf.math.log1p(tf.abs(x)),
    "matmul": lambda x, i: tf.matmul(x, x, transpose_b=True),
    "max of two": lambda x, i: tf.maximum(x, 0.0),
    "moments": lambda x, i: tf.nn.moments(x, [1])[1],
    "new axis": lambda x, i: x[:, tf.newaxis, ..., 1:],
    "one_hot": lambda x, i: tf.one_hot(i, 3),
    "ones like shape": lambda x, i: tf.ones(tf.shape(x)),
    "pad": lambda x, i: tf.pad(x, [[0, 0], [1, 1], [0, 2]]),
    "pow": lambda x, i: tf.pow(x, 2),
    "range of a size": lambda x, i: tf.range(tf.shape(x)[1]) + i,
    "rank": lambda x, i: tf.rank(x) + i,
    "reduce_max": lambda x, i: tf.reduce_max(x, axis=[1, 2]),
    "reduce_mean": lambda x, i: tf.reduce_mean(x, 1, keepdims=True),
    "repeat": lambda x, i: tf.repeat(x, 2, axis=1),
    "reshape": lambda x, i: tf.reshape(x, [-1, 2, 6]),
    "roll": lambda x, i: tf.roll(x, 1, 1),
    "sequence_mask": lambda x, i: tf.sequence_mask(i, 4),
    "shape": lambda x, i: tf.shape(x)[1:] + i[0, :2],
    "sigmoid": lambda x, i: tf.sigmoid(x) * tf.nn.tanh(x),
    "size": lambda x, i: tf.size(x) + i,
    "slice": lambda x, i: tf.slice(x, [0, 1, 0], [-1, 2, 4]),
    "softmax": lambda x, i: tf.nn.softmax(x, axis=1),
    "sort": lambda x, i: tf.sort(x, -1),
    "sparse cross entropy": lambda x, i: tf.nn.sparse_softmax_cross_entropy_with_logits(i, x),
    "split": lambda x, i: tf.split(x, 2, axis=-1)[1],
    "split by sizes": lambda x, i: tf.split(x, [1, 3], axis=-1)[1],
    "sqrt": lambda x, i: tf.sqrt(tf.square(x) + 1e-6),
    "squeeze": lambda x, i: tf.squeeze(x[:, :1], 1),
    "stack": lambda x, i: tf.stack([x, x], axis=1),
    "stack of sizes": lambda x, i: tf.reshape(x, tf.stack([tf.shape(x)[0], 4, 3])),
    "stop_gradient": lambda x, i: tf.stop_gradient(x),
    "strided slice": lambda x, i: tf.strided_slice(x, [0, 0], [2, 2], [1, 1]),
    "product of sizes": lambda x, i: tf.reshape(x, [-1, tf.reduce_prod(tf.shape(x)[1:])]),
    "subtract": lambda x, i: tf.subtract(x, 1.0),
    "tensordot": lambda x, i: tf.tensordot(x, tf.ones([4, 2]), 1),
    "tile": lambda x, i: tf.tile(x, [1, 2, 1]),
    "tile by a size": lambda x, i: tf.tile(tf.constant([[1.0]]), [tf.shape(x)[0], 2]),
    "top_k": lambda x, i: tf.math.top_k(x, 2)[0],
    "transpose": lambda x, i: tf.transpose(x, [0, 2, 1]),
    "unstack": lambda x, i: tf.unstack(x, axis=1)[2],
    "where": lambda x, i: tf.where(x > 0, x, tf.zeros_like(x)),
    "zeros of sizes": lambda x, i: tf.zeros((tf.shape(x)[0], 3)) + x[:, :, 0],
    "activation": lambda x, i: tf.keras.activations.gelu(x),
    "loss": lambda x, i: tf.keras.losses.mean_squared_error(x, x * 2),
    "variable": lambda x, i: x * tf.Variable(2.0),
    "array": lambda x, i: np.ones((3, 4), "float32") + x,
    "dense bias": lambda x, i: tf.nn.bias_add(x, [1.0, 2.0, 3.0, 4.0]),
    "conv1d": lambda x, i: tf.nn.conv1d(x, tf.ones([2, 4, 5]), 1, "VALID"),
    "max_pool1d": lambda x, i: tf.nn.max_pool1d(x, 2, 1, "SAME"),
    "dropout": lambda x, i: tf.nn.dropout(x, 0.0),
    "embedding_lookup": lambda x, i: tf.nn.embedding_lookup(tf.eye(3), i),
    "identity": lambda x, i: tf.identity(x),
    "ensure_shape": lambda x, i: tf.ensure_shape(x, [None, 3, 4]),
    "get_shape": lambda x, i: x * x.get_shape().as_list()[1] + x.shape.rank,
    "random normal": lambda x, i: tf.random.normal(tf.shape(x)) * 0.0 + x,
    "random uniform": lambda x, i: tf.random.uniform((tf.shape(x)[0], 1, 1)) * 0.0 + x,
}  # fmt: skip


def data():
    rng = np.random.default_rng(0)
    return rng.normal(size=(2, 3, 4)).astype("float32"), rng.integers(0, 3, (2, 3), "int32")


def test_functions_give_in_a_model_what_they_give_of_tensors():
    x, i = tf.keras.Input((3, 4)), tf.keras.Input((3,), dtype="int32")
    failures = {}
    made = {}
    for name, function in FUNCTIONS.items():
        try:
            made[name] = function(x, i)
        except Exception as error:
            failures[name] = f"{type(error).__name__}: {error}"
    assert not failures, "\n".join(f"{name}: {text}" for name, text in failures.items())
    model = tf.keras.Model([x, i], made)
    arrays = data()
    got = model(list(arrays))
    wanted = {name: f(*map(tf.constant, arrays)) for name, f in FUNCTIONS.items()}
    for name, output in wanted.items():
        np.testing.assert_allclose(got[name], output, rtol=1e-5, atol=1e-6, err_msg=name)
        shape = zip(made[name].shape, output.shape, strict=True)
        assert all(size in (None, real) for size, real in shape), name
        assert made[name].dtype is output.dtype, name
