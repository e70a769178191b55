"""Ragged and sparse tensors in tf.data, and tf.map_fn over ragged rows."""

from tests.golden.case import case
from tests.golden.composites import evaluated, plain

ROWS = [[1, 2], [3], [], [4, 5, 6]]

MAPS = """
tf.map_fn(tf.math.square, r)
tf.map_fn(tf.reduce_sum, r, fn_output_signature=tf.int32)
tf.map_fn(lambda x: x[0] + x[1], (r, [1, 2, 3, 4]), fn_output_signature=rows)
tf.map_fn(lambda x: tf.range(x), tf.constant([1, 3]), fn_output_signature=rows)
"""


@case(params=MAPS.strip().splitlines())
def mapped(tf, np, text):
    rows = tf.RaggedTensorSpec([None], tf.int32, 0)
    return evaluated(text, tf=tf, np=np, r=tf.ragged.constant(ROWS), rows=rows)


def _ragged(tf):
    return tf.data.Dataset.from_tensor_slices((tf.ragged.constant(ROWS), [0, 1, 2, 3]))


def _sparse(tf):
    return tf.data.Dataset.from_tensor_slices(
        tf.SparseTensor([[0, 1], [2, 0], [2, 3]], [5.0, 6.0, 7.0], [3, 4])
    )


def _counting(tf):
    return tf.data.Dataset.range(1, 5).map(lambda n: tf.range(n))


def _examples(tf):
    def example(values):
        integers = tf.train.Feature(int64_list=tf.train.Int64List(value=values))
        text = tf.train.Feature(bytes_list=tf.train.BytesList(value=[b"t%d" % len(values)]))
        features = tf.train.Features(feature={"v": integers, "t": text})
        return tf.train.Example(features=features).SerializeToString()

    return tf.data.Dataset.from_tensor_slices([example(list(range(n))) for n in range(4)])


def _parsed(tf):
    wanted = {"v": tf.io.VarLenFeature(tf.int64), "t": tf.io.FixedLenFeature([], tf.string)}
    return wanted


SETS = {
    "ragged": lambda tf: _ragged(tf),
    "ragged_batch_of_ragged": lambda tf: _ragged(tf).batch(3),
    "ragged_unbatched": lambda tf: _ragged(tf).batch(3, drop_remainder=True).unbatch(),
    "ragged_dense": lambda tf: _ragged(tf).batch(4).map(lambda x, y: x.to_tensor()),
    "sparse": lambda tf: _sparse(tf),
    "sparse_batched": lambda tf: _sparse(tf).batch(2),
    "sparse_unbatched": lambda tf: _sparse(tf).batch(2).unbatch(),
    "ragged_batch": lambda tf: _counting(tf).ragged_batch(3),
    "ragged_batch_dropping": lambda tf: _counting(tf).apply(
        tf.data.experimental.dense_to_ragged_batch(3, drop_remainder=True)
    ),
    "ragged_batch_of_32": lambda tf: _counting(tf).ragged_batch(3, row_splits_dtype=tf.int32),
    "sparse_batch": lambda tf: _counting(tf).sparse_batch(3, [5]),
    "sparse_batch_open": lambda tf: _counting(tf).apply(
        tf.data.experimental.dense_to_sparse_batch(2, [None])
    ),
    "words": lambda tf: (
        tf.data.Dataset.from_tensor_slices(["a b", "c", "d e f"])
        .map(tf.strings.split)
        .ragged_batch(2)
    ),
    "parsed_one_by_one": lambda tf: (
        _examples(tf).map(lambda e: tf.io.parse_single_example(e, _parsed(tf))).batch(3)
    ),
    "parsed_together": lambda tf: (
        _examples(tf).batch(3).map(lambda e: tf.io.parse_example(e, _parsed(tf)))
    ),
}


@case(params=list(SETS))
def elements(tf, np, name):
    dataset = SETS[name](tf)
    return [plain(element) for element in dataset], dataset.cardinality()


@case
def one_sparse_element(tf, np):
    (element,) = tf.data.Dataset.from_tensors(tf.SparseTensor([[0, 1]], [2.0], [2, 2]))
    return plain(element)


@case
def restored_iterator(tf, np):
    import tempfile

    numbers = iter(tf.data.Dataset.range(20).shuffle(5, seed=3, reshuffle_each_iteration=False))
    checkpoint = tf.train.Checkpoint(iterator=numbers)
    first = [next(numbers) for _ in range(4)]
    path = checkpoint.save(tempfile.mkdtemp() + "/ckpt")
    second = [next(numbers) for _ in range(6)]
    checkpoint.restore(path)
    return first, second, [next(numbers) for _ in range(6)], len(list(numbers))
