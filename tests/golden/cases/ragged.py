"""Ragged tensors: making, reading, indexing, joining, arithmetic and reductions."""

from tests.golden.case import case
from tests.golden.composites import evaluated, plain
from tests.golden.gradients import with_gradients

R = [[1, 2], [3], []]
DEEP = [[[1, 2], [3]], [], [[4, 5, 6]]]
MAKING = """
tf.ragged.constant([[1.5, 2], []])
tf.ragged.constant([["a"], ["bc", "d"]])
tf.ragged.constant([[[1, 2], [3, 4]], [[5, 6]]])
tf.ragged.constant([[[1, 2], [3, 4]], [[5, 6]]], ragged_rank=1)
tf.ragged.constant([[[1, 2], [3, 4]], [[5, 6]]], inner_shape=(2,))
tf.ragged.constant([[1], [2, 3]], dtype=tf.float64, row_splits_dtype=tf.int32)
tf.ragged.constant([1, 2])
tf.ragged.constant([[1], 2])
tf.ragged.constant([])
tf.ragged.constant([[], []])
tf.ragged.constant([[1, 2]], ragged_rank=3)
tf.RaggedTensor.from_row_splits([1, 2, 3], [0, 2, 2, 3])
tf.RaggedTensor.from_row_splits([1, 2, 3], [0, 2])
tf.RaggedTensor.from_row_splits([1, 2, 3], [0, 2, 1, 3])
tf.RaggedTensor.from_row_splits([1, 2, 3], [1, 3])
tf.RaggedTensor.from_value_rowids([1, 2, 3], [0, 2, 2])
tf.RaggedTensor.from_value_rowids([1, 2, 3], [0, 2, 2], nrows=5)
tf.RaggedTensor.from_value_rowids([1, 2, 3], [0, 2, 1])
tf.RaggedTensor.from_row_lengths([1, 2, 3], [1, 0, 2])
tf.RaggedTensor.from_row_lengths([1, 2, 3], [1, 1])
tf.RaggedTensor.from_row_lengths([1, 2, 3], [3, -1, 1])
tf.RaggedTensor.from_row_starts([1, 2, 3], [0, 0, 2])
tf.RaggedTensor.from_row_limits([1, 2, 3], [1, 1, 3])
tf.RaggedTensor.from_uniform_row_length([1, 2, 3, 4], 2)
tf.RaggedTensor.from_uniform_row_length([1, 2, 3], 2)
tf.RaggedTensor.from_nested_row_splits([1, 2, 3], [[0, 1, 2], [0, 2, 3]])
tf.RaggedTensor.from_nested_row_lengths([1, 2, 3], [[1, 1], [2, 1]])
tf.RaggedTensor.from_nested_value_rowids([1, 2, 3], [[0, 1], [0, 0, 1]])
tf.RaggedTensor.from_tensor([[1, 2, 0], [3, 0, 0]])
tf.RaggedTensor.from_tensor([[1, 2, 0], [3, 0, 0]], padding=0)
tf.RaggedTensor.from_tensor([[1, 2, 0], [3, 0, 0]], lengths=[1, 3])
tf.RaggedTensor.from_tensor(tf.ones([2, 3, 2]), ragged_rank=2)
tf.RaggedTensor.from_sparse(tf.sparse.from_dense([[1, 2, 0], [3, 0, 0]]))
tf.RaggedTensor.from_sparse(tf.sparse.from_dense([[1, 0, 2], [3, 0, 0]]))
tf.RaggedTensor([1], [0, 1])
tf.ragged.range([2, 3])
tf.ragged.range([0, 5], [3, 5], 2)
tf.ragged.range([1.5], [4.0])
tf.ragged.stack([[1, 2], [3]])
tf.ragged.stack_dynamic_partitions([1, 2, 3, 4], [1, 0, 3, 1], 4)
tf.ragged.row_splits_to_segment_ids([0, 2, 2, 3])
tf.ragged.segment_ids_to_row_splits([0, 0, 2, 3])
tf.ragged.boolean_mask([1, 2, 3], [True, False, True])
tf.ragged.boolean_mask([[1, 2, 3], [4, 5, 6]], [[True, False, True], [False, False, True]])
tf.ragged.boolean_mask(tf.ragged.constant([[1], [3]]), tf.ragged.constant([[False], [True]]))
""".strip().split("\n")
READING = """
r.shape, d.shape, r.dtype, r.ragged_rank, d.ragged_rank
r.values, r.flat_values, d.flat_values
r.row_splits, r.row_lengths(), r.value_rowids(), r.nrows(), r.row_starts(), r.row_limits()
d.nested_row_splits, d.nested_row_lengths(), d.nested_value_rowids()
d.row_lengths(axis=2)
r.bounding_shape(), d.bounding_shape(), d.bounding_shape(axis=1)
r.to_list(), d.to_list()
repr(r), repr(d), str(r)
repr(tf.ragged.constant([["a"], ["bc", "d"]]))
repr(tf.ragged.constant([[1.5, 2], []]))
repr(tf.ragged.constant([[], []]))
r.to_tensor(), d.to_tensor()
r.to_tensor(-1), r.to_tensor(shape=[2, 3]), r.to_tensor(shape=[None, 1])
tf.ragged.constant([["a"], ["b", "c"]]).to_tensor("?")
tf.ragged.constant([[[1, 2], [3, 4]], [[5, 6]]], ragged_rank=1).to_tensor()
r.to_sparse(), d.to_sparse()
r.with_values([7, 8, 9]), r.with_flat_values([7, 8, 9])
r.with_values([7, 8])
r.with_row_splits_dtype(tf.int32)
d.merge_dims(0, 1), d.merge_dims(1, 2), d.merge_dims(0, 2)
r.uniform_row_length
tf.convert_to_tensor(r)
bool(r)
tf.size(r), tf.rank(d)
tf.type_spec_from_value(r).is_compatible_with(r), tf.is_tensor(r)
repr(tf.type_spec_from_value(r)), repr(tf.RaggedTensorSpec([None, None], tf.int32))
[x for x in r]
""".strip().split("\n")
INDEXING = """
r[0], r[-1], r[1]
r[5]
r[:, :1], r[:, ::-1], r[:, -1:], r[::2], r[1:], r[:0]
r[:, 0]
r[..., tf.newaxis], r[tf.newaxis], r[:, tf.newaxis]
d[0], d[0, 0], d[2, 0, 1], d[:, :1], d[:, :, 1:], d[0, :, 0:1]
tf.gather(r, [1, 0, 1]), tf.gather(r, 1), tf.gather(d, [[2], [0]])
tf.gather(r, [5])
tf.gather([10, 20, 30, 40], r)
tf.gather(r, tf.ragged.constant([[0, 0], [0], []], tf.int32), batch_dims=1)
tf.concat([r, r], 0), tf.concat([r, r], 1), tf.concat([d, d], 1), tf.concat([d, d], 2)
tf.concat([r, [[1], [2], [3]]], 1)
tf.concat([r, r[:1]], 1)
tf.stack([r, r]), tf.stack([r, r], axis=1)
tf.expand_dims(r, 0), tf.expand_dims(r, 1), tf.expand_dims(r, 2), tf.expand_dims(r, -1)
tf.squeeze(tf.expand_dims(r, 2), 2), tf.squeeze(tf.expand_dims(r, 0), 0)
tf.tile(r, [1, 2]), tf.tile(r, [2, 1]), tf.reverse(r, [1]), tf.reverse(r, [0])
""".strip().split("\n")
ARITHMETIC = """
r + r, r * 2, 1 - r, -r, abs(r), r + tf.constant(1), r // 2, r % 2, r ** 2
r + [[1], [2], [3]]
r + [1]
r + tf.ragged.constant([[1], [2], [3]])
r + [[1, 2]]
r == r, r > 1, r != 2, (r > 1) & (r < 3), ~(r > 1)
tf.cast(r, tf.float32) / 2, tf.square(r), tf.nn.relu(r), tf.sqrt(tf.cast(r, tf.float64))
tf.ones_like(r), tf.zeros_like(d), tf.identity(r), tf.clip_by_value(r, 1, 2), tf.one_hot(r, 4)
tf.where(r > 1, r, r * 10), tf.where(r > 1), tf.where(r > 1, r, 0)
tf.add_n([r, r]), tf.maximum(r, 2), tf.math.divide_no_nan(tf.cast(r, tf.float32), 0.0)
tf.nn.softmax(tf.cast(r, tf.float32))
tf.ragged.map_flat_values(tf.square, r), tf.ragged.map_flat_values(tf.add, r, r)
tf.nn.embedding_lookup(tf.constant([[1.0], [2.0], [3.0], [4.0]]), r).flat_values
d + d, d * [[[2]], [[3]], [[4]]], d + [10]
""".strip().split("\n")


def _names(tf, np):
    return {
        "tf": tf, "np": np, "r": tf.ragged.constant(R), "d": tf.ragged.constant(DEEP),
    }  # fmt: skip


@case(params=MAKING)
def making(tf, np, text):
    return evaluated(text, tf=tf, np=np)


@case(params=READING)
def reading(tf, np, text):
    return evaluated(text, **_names(tf, np))


@case(params=INDEXING)
def indexing(tf, np, text):
    return evaluated(text, **_names(tf, np))


@case(params=ARITHMETIC)
def arithmetic(tf, np, text):
    return evaluated(text, **_names(tf, np))


@case(params=["sum", "prod", "max", "min", "mean", "variance", "std"])
def reductions(tf, np, name):
    function = getattr(tf.math, f"reduce_{name}")
    names = _names(tf, np)
    results = []
    for ragged in (tf.cast(names["r"], tf.float32), tf.cast(names["d"], tf.float32)):
        for axis in (None, 0, 1, -1, [0, 1]):
            if name in ("variance", "std") and axis != 1 and axis is not None:
                continue
            results.append(plain(function(ragged, axis)))
        if name not in ("mean", "variance", "std"):
            results.append(plain(function(ragged, 1, keepdims=True)))
    return results


@case
def logical_reductions(tf, np):
    big = tf.ragged.constant(R) > 1
    return [tf.reduce_any(big, 1), tf.reduce_all(big, 1), tf.reduce_any(big)]


@case
def gradients(tf, np):
    def function(values):
        ragged = tf.RaggedTensor.from_row_splits(values, [0, 2, 2, 3])
        joined = tf.concat([ragged * values[0], ragged[:, :1]], 1)
        return joined.to_tensor(1.0), tf.reduce_sum(joined, 1), tf.reduce_max(ragged, 0)

    return with_gradients(tf, np, function, np.array([1.5, -2.0, 0.5], np.float32))
