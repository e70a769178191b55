"""Keras layers and `keras.ops` on sparse and ragged tensors."""

from tests.golden.case import case
from tests.golden.composites import evaluated

S = "tf.sparse.from_dense(np.float32([[0, 2, 0], [1, 0, 3]]))"
I = "tf.sparse.from_dense(np.int64([[1, 2, 0], [3, 0, 1]]))"  # noqa: E741
D = "np.float32([[1, 2, 3], [4, 5, 6]])"
W = "np.arange(12, dtype='float32').reshape(3, 4)"
WORDS = "tf.SparseTensor([[0, 0], [1, 1]], ['a', 'z'], [2, 2])"
RAGGED_WORDS = "tf.ragged.constant([['a', 'z'], ['b']])"
RAGGED = "tf.ragged.constant([[1, 2], [3]])"
L = "tf.keras.layers"
K = "tf.keras.ops"
VOCABULARY = "vocabulary=['a', 'b']"


def _run(tf, np, text):
    return evaluated(text, tf=tf, np=np)


@case(params=[
    f"{L}.Dense(2, kernel_initializer='ones')({S})",
    f"{L}.Dense(2, kernel_initializer='ones', use_bias=False, activation='relu')({S})",
    f"{L}.EinsumDense('ab,bc->ac', 2, kernel_initializer='ones')({S})",
    f"{L}.Embedding(5, 2, embeddings_initializer='ones')({I})",
    f"{L}.Add()([{S}, {S}])",
    f"{L}.Add()([{S}, {D}])",
    f"{L}.Subtract()([{S}, {S}])",
    f"{L}.Multiply()([{S}, {S}])",
    f"{L}.Multiply()([{S}, {D}])",
    f"{L}.Average()([{S}, {S}])",
    f"{L}.Maximum()([{S}, {S}])",
    f"{L}.Minimum()([{S}, {S}])",
    f"{L}.Concatenate()([{S}, {S}])",
    f"{L}.Concatenate(axis=0)([{S}, {S}])",
    f"{L}.Concatenate()([{S}, {D}])",
    f"{L}.Dot(axes=1)([{S}, {D}])",
    f"{L}.Flatten()({S})",
    f"{L}.Reshape((3, 1))({S})",
    f"{L}.Permute((1,))({S})",
    f"{L}.Activation('relu')({S})",
    f"{L}.ReLU()({S})",
    f"{L}.Identity()({S})",
    f"{L}.Dropout(0.5)({S})",
    f"{L}.Lambda(lambda x: tf.sparse.to_dense(x))({S})",
])  # fmt: skip
def layers_on_sparse(tf, np, text):
    return _run(tf, np, text)


@case(params=[
    f"{K}.one_hot([0, 2], 3, sparse=True)",
    f"{K}.one_hot([[0, 2]], 3, axis=0, sparse=True)",
    f"{K}.multi_hot(np.int32([[0, 2], [1, 1]]), 3, sparse=True)",
    f"{K}.multi_hot(np.int32([0, 2]), 3, sparse=True)",
    f"tf.tanh({S})",
    f"tf.sigmoid({S})",
    f"{K}.matmul({S}, {W})",
    f"{K}.matmul({D}, {K}.transpose({S}))",
    f"{K}.matmul({S}, {K}.transpose({S}))",
    f"{K}.add({S}, {S})",
    f"{K}.add({S}, {D})",
    f"{K}.add({D}, {S})",
    f"{K}.add({S}, 1.0)",
    f"{K}.subtract({S}, {S})",
    f"{K}.subtract({D}, {S})",
    f"{K}.multiply({S}, {S})",
    f"{K}.multiply({S}, {D})",
    f"{K}.multiply({S}, 2.0)",
    f"{K}.divide({S}, 2.0)",
    f"{K}.maximum({S}, {S})",
    f"{K}.convert_to_tensor({S})",
    f"{K}.convert_to_tensor({S}, sparse=True)",
    f"{K}.convert_to_tensor({S}, sparse=False)",
    f"{K}.convert_to_tensor({S}, dtype='float64')",
    f"{K}.convert_to_tensor({S}, dtype='float64', sparse=False)",
    f"{K}.cast({S}, 'int32')",
    f"{K}.convert_to_numpy({S})",
    f"{K}.is_tensor({S})",
    f"{K}.shape({S})",
    f"{K}.transpose({S})",
    f"{K}.reshape({S}, (3, 2))",
    f"{K}.expand_dims({S}, 1)",
    f"{K}.squeeze({K}.expand_dims({S}, 1), 1)",
    f"{K}.concatenate([{S}, {S}], axis=0)",
    f"{K}.abs({S})",
    f"{K}.negative({S})",
    f"{K}.square({S})",
    f"{K}.relu({S})",
    f"{K}.tanh({S})",
    f"{K}.exp({S})",
    f"{K}.sum({S})",
    f"{K}.mean({S}, axis=1)",
    f"{K}.take({W}, tf.sparse.from_dense([[1, 0], [2, 1]]), axis=0)",
    f"{K}.bincount(np.int32([[1, 2], [0, 0]]), sparse=True)",
])  # fmt: skip
def ops_on_sparse(tf, np, text):
    return _run(tf, np, text)


@case(params=[
    f"{L}.CategoryEncoding(4, 'one_hot', sparse=True)([0, 3])",
    f"{L}.CategoryEncoding(4, 'multi_hot', sparse=True)([[0, 3], [1, 1]])",
    f"{L}.CategoryEncoding(4, 'count', sparse=True)([[0, 3], [1, 1]])",
    f"{L}.CategoryEncoding(4, 'multi_hot')({I})",
    f"{L}.StringLookup({VOCABULARY}, output_mode='multi_hot', sparse=True)([['a', 'z']])",
    f"{L}.StringLookup({VOCABULARY}, output_mode='count', sparse=True)([['a', 'a']])",
    f"{L}.StringLookup({VOCABULARY}, output_mode='one_hot', sparse=True)(['a', 'z'])",
    f"{L}.StringLookup({VOCABULARY})({WORDS})",
    f"{L}.StringLookup({VOCABULARY}, output_mode='multi_hot')({WORDS})",
    f"{L}.StringLookup({VOCABULARY}, output_mode='multi_hot', sparse=True)({WORDS})",
    f"{L}.IntegerLookup(vocabulary=[1, 2], output_mode='multi_hot', sparse=True)([[1, 7]])",
    f"{L}.TextVectorization({VOCABULARY}, output_mode='multi_hot', sparse=True)(['a b', 'a'])",
    f"{L}.TextVectorization({VOCABULARY}, output_mode='count', sparse=True)(['a a', 'z'])",
    f"{L}.Hashing(5)({WORDS})",
    f"{L}.Hashing(5, output_mode='one_hot', sparse=True)(['a', 'z'])",
    f"{L}.Hashing(5, output_mode='multi_hot', sparse=True)([['a', 'z']])",
    f"{L}.Discretization([0., 1.], output_mode='one_hot', sparse=True)(np.float32([-1, 2]))",
    f"{L}.Discretization([0., 1.], output_mode='multi_hot', sparse=True)(np.float32([[-1, 2]]))",
    f"{L}.Discretization([0., 1.])({S})",
    f"{L}.Dense(2, kernel_initializer='ones')"
    f"({L}.CategoryEncoding(4, 'count', sparse=True)([[0, 3], [1, 1]]))",
    f"{L}.Dense(2, kernel_initializer='ones')"
    f"({L}.StringLookup({VOCABULARY}, output_mode='multi_hot', sparse=True)([['a', 'z']]))",
])  # fmt: skip
def preprocessing_sparse(tf, np, text):
    return _run(tf, np, text)


@case(params=[
    f"{L}.StringLookup({VOCABULARY})({RAGGED_WORDS})",
    f"{L}.StringLookup({VOCABULARY}, output_mode='multi_hot')({RAGGED_WORDS})",
    f"{L}.IntegerLookup(vocabulary=[1, 2])({RAGGED})",
    f"{L}.TextVectorization(vocabulary=['a', 'b'], ragged=True)(['a b', 'z'])",
    f"{L}.TextVectorization(vocabulary=['a', 'b'], ragged=True)([['a b'], ['z']])",
    f"{L}.TextVectorization(vocabulary=['a', 'b'], ragged=True, split='character')(['ab', 'z'])",
    f"{L}.TextVectorization(vocabulary=['a', 'b'], ragged=True, output_mode='count')(['ab', 'z'])",
    f"{L}.TextVectorization(vocabulary=['a', 'b'], split=None)({RAGGED_WORDS})",
    f"{L}.Hashing(5)({RAGGED_WORDS})",
    f"{L}.Hashing(5)({RAGGED})",
    f"{L}.Embedding(5, 2, embeddings_initializer='ones')({RAGGED})",
    f"{L}.Embedding(5, 2, embeddings_initializer='ones', mask_zero=True)({RAGGED})",
    f"{L}.Discretization([0., 2.])({RAGGED})",
    f"{L}.Dense(2)(tf.ragged.constant([[[1.0, 2.0]], [[3.0, 4.0]]], ragged_rank=1))",
    f"{L}.Add()([{RAGGED}, {RAGGED}])",
    f"{L}.Concatenate()([{RAGGED}, {RAGGED}])",
    f"{K}.convert_to_tensor({RAGGED})",
    f"{K}.convert_to_tensor({RAGGED}, ragged=True)",
    f"{K}.convert_to_tensor({RAGGED}, ragged=False)",
    f"{K}.add({RAGGED}, {RAGGED})",
    f"{K}.sum({RAGGED})",
    f"{K}.shape({RAGGED})",
])  # fmt: skip
def ragged(tf, np, text):
    return _run(tf, np, text)


@case
def sparse_dense_gradient(tf, np):
    layer = tf.keras.layers.Dense(2, kernel_initializer="ones")
    x = tf.sparse.from_dense(np.float32([[0, 2, 0], [1, 0, 3]]))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(layer(x)))
    return tape.gradient(loss, layer.trainable_weights)


@case(params=[
    "(lambda i: (tuple(i.shape), i.sparse))(tf.keras.Input((3,), sparse=True))",
    "tf.keras.Input((3,), sparse=True, ragged=True)",
    "(lambda i: (tuple(i.shape), i.ragged))(tf.keras.Input((None,), ragged=True))",
    f"{L}.InputLayer((3,), sparse=True).get_config()['sparse']",
    f"{L}.Dense(2)(tf.keras.Input((3,), sparse=True)).sparse",
])  # fmt: skip
def inputs(tf, np, text):
    return _run(tf, np, text)


@case
def sparse_model(tf, np):
    inputs = tf.keras.Input((3,), sparse=True)
    outputs = tf.keras.layers.Dense(2, kernel_initializer="ones")(inputs)
    model = tf.keras.Model(inputs, outputs)
    x = tf.sparse.from_dense(np.float32([[0, 2, 0], [1, 0, 3]]))
    return model(x), model.predict(x, verbose=0)


@case
def sparse_fit(tf, np):
    model = tf.keras.Sequential(
        [tf.keras.Input((3,), sparse=True), tf.keras.layers.Dense(1, kernel_initializer="ones")]
    )
    model.compile("sgd", "mse")
    x = tf.sparse.from_dense(np.float32([[0, 2, 0], [1, 0, 3]]))
    history = model.fit(x, np.float32([[1], [2]]), epochs=2, batch_size=1, shuffle=False, verbose=0)
    return history.history["loss"], model.get_weights()


@case
def ragged_model(tf, np):
    inputs = tf.keras.Input((None,), dtype="int32", ragged=True)
    outputs = tf.keras.layers.Embedding(5, 2, embeddings_initializer="ones")(inputs)
    rows = tf.keras.Model(inputs, outputs)(tf.ragged.constant([[1, 2], [3]]))
    return rows.flat_values, list(rows.nested_row_splits)
