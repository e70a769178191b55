"""Sparse tensors, sets, and embeddings of sparse ids."""

from tests.golden.case import case
from tests.golden.composites import evaluated, plain
from tests.golden.gradients import with_gradients

EXPRESSIONS = """
tf.sparse.from_dense([1, 0, 2])
tf.sparse.from_dense([["", "a"]])
tf.sparse.eye(2, 3)
tf.SparseTensor([[0, 5]], [1, 2], [1, 2])
tf.SparseTensor([[0, 1]], [1], [2])
tf.sparse.to_dense(s), tf.sparse.to_dense(s, default_value=-1)
tf.sparse.to_dense(tf.sparse.from_dense([[True, False]]))
tf.sparse.to_dense(tf.sparse.from_dense([["", "a"]]))
tf.sparse.to_dense(tf.sparse.from_dense([["", "a"]]), "x")
tf.sparse.to_dense(tf.SparseTensor([[0, 1], [0, 0]], [1, 2], [1, 2]))
tf.sparse.to_dense(tf.SparseTensor([[0, 1], [0, 0]], [1, 2], [1, 2]), validate_indices=False)
tf.sparse.to_dense(tf.SparseTensor([[0, 0], [0, 0]], [1, 2], [1, 2]))
tf.sparse.to_dense(tf.SparseTensor([[0, 5]], [1], [1, 2]))
repr(s), str(s), s.shape, s.dtype
repr(tf.type_spec_from_value(s)), tf.is_tensor(s)
tf.convert_to_tensor(s)
s * 2, s * tf.constant([[2, 3, 4]]), s / 2, tf.abs(s), tf.cast(s, tf.float32)
s + 1
tf.sparse.add(s, s), tf.sparse.add(s, tf.ones([2, 3], tf.int32))
tf.sparse.add(s, tf.sparse.from_dense([[-1, 0, 0], [0, 0, 0]]), threshold=1)
tf.sparse.concat(0, [s, s]), tf.sparse.concat(1, [s, s])
tf.sparse.concat(0, [s, tf.sparse.from_dense([[1]])])
tf.sparse.concat(0, [s, tf.sparse.from_dense([[1]])], expand_nonconcat_dims=True)
tf.sparse.expand_dims(s, 0), tf.sparse.expand_dims(s, -1), tf.sparse.expand_dims(s)
tf.sparse.fill_empty_rows(tf.SparseTensor([[1, 0]], [5], [3, 2]), 9)
tf.sparse.map_values(tf.add, s, 1)
tf.sparse.maximum(s, o), tf.sparse.minimum(s, o)
tf.sparse.reduce_max(s), tf.sparse.reduce_max(s, axis=1), tf.sparse.reduce_max(s * -1, axis=0)
tf.sparse.reduce_sum(s), tf.sparse.reduce_sum(s, axis=0), tf.sparse.reduce_sum(s, axis=[0, 1])
tf.sparse.reduce_sum(s, axis=[0], keepdims=True)
tf.sparse.reduce_sum(s, 1, output_is_sparse=True)
tf.sparse.reduce_sum(s, 5)
tf.sparse.reduce_sum(tf.SparseTensor(np.zeros([0, 2], np.int64), np.zeros(0), [2, 3]), 1)
tf.sparse.reorder(tf.SparseTensor([[1, 0], [0, 1]], [1, 2], [2, 2]))
tf.sparse.reset_shape(s), tf.sparse.reset_shape(s, [3, 4])
tf.sparse.reshape(s, [3, 2]), tf.sparse.reshape(s, [-1])
tf.sparse.retain(s, [True, False, True])
tf.sparse.slice(s, [0, 1], [2, 2]), tf.sparse.slice(s, [0, 1], [9, 9])
tf.sparse.softmax(f)
tf.sparse.split(s, 3, 1), tf.sparse.split(s, 2, 1)
tf.sparse.to_indicator(s, 5)
tf.sparse.transpose(s), tf.sparse.transpose(s, [0, 1])
tf.sparse.sparse_dense_matmul(f, tf.ones([2, 2]))
tf.sparse.sparse_dense_matmul(f, tf.ones([2, 2]), adjoint_a=True)
tf.sparse.sparse_dense_matmul(f, tf.ones([2, 3]), adjoint_b=True)
tf.sparse.sparse_dense_matmul(tf.ones([2, 2]), f)
tf.sparse.segment_sum([[1.0, 2], [3, 4], [5, 6]], [0, 2], [0, 0])
tf.sparse.segment_mean([[1.0, 2], [3, 4], [5, 6]], [0, 2, 1], [0, 0, 1])
tf.sparse.segment_sqrt_n([[1.0, 2], [3, 4], [5, 6]], [0, 2, 1], [0, 0, 2], num_segments=4)
tf.sparse.bincount(s), tf.sparse.bincount([1, 2, 1])
tf.sparse.bincount([[1, 2, 1], [0, 0, 1]], axis=-1)
tf.sparse.bincount([[1, 2, 1], [0, 0, 1]], axis=-1, maxlength=2, binary_output=True)
tf.sets.union([[1, 2]], [[2, 3]]), tf.sets.intersection([[1, 2]], [[2, 3]])
tf.sets.difference([[1, 2]], [[2, 3]]), tf.sets.difference([[1, 2]], [[2, 3]], aminusb=False)
tf.sets.size(tf.sets.union([[1, 2], [5, 5]], [[2, 3], [5, 5]]))
tf.sets.union([["a"]], [["b"]])
tf.nn.embedding_lookup_sparse(e, s, None)
tf.nn.embedding_lookup_sparse(e, s, f, combiner="sum")
tf.nn.embedding_lookup_sparse(e, s, f, combiner="sqrtn")
tf.nn.safe_embedding_lookup_sparse(e, tf.SparseTensor([[0, 0], [2, 0], [2, 1]], [1, 2, -1], [3, 2]))
tf.nn.safe_embedding_lookup_sparse(e, tf.SparseTensor([[0, 0]], [1], [2, 2]), default_id=3)
""".strip().split("\n")


@case(params=EXPRESSIONS)
def expression(tf, np, text):
    s = tf.sparse.from_dense([[1, 0, 2], [0, 3, 0]])
    return evaluated(
        text, tf=tf, np=np, s=s, f=tf.cast(s, tf.float32),
        o=tf.sparse.from_dense([[0, 1, 5], [0, 0, 0]]),
        e=tf.constant([[1.0], [2.0], [4.0], [8.0]]),
    )  # fmt: skip


@case
def gradients(tf, np):
    places = np.array([[0, 0], [0, 2], [1, 1]], np.int64)

    def function(values, dense):
        s = tf.SparseTensor(places, values, [2, 3])
        return (
            tf.sparse.to_dense(s),
            tf.sparse.sparse_dense_matmul(s, dense),
            tf.sparse.reduce_sum(s, 1),
        )

    rng = np.random.default_rng(0)
    values, dense = rng.normal(size=3), rng.normal(size=(3, 2))
    return with_gradients(tf, np, function, values, dense)


@case
def gradient_of_an_embedding(tf, np):
    ids = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [0, 2, 2], [2, 2])
    table = tf.Variable([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(tf.nn.embedding_lookup_sparse(table, ids, None)))
    return plain(tf.convert_to_tensor(tape.gradient(loss, table)))
