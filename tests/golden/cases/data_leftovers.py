"""Crossed columns, sequence examples, reducers, tables of data sets, numbers of few bits."""

from tests.golden.case import case, raised


@case(params=["sparse", "ragged"])
def crossed(tf, np, which):
    words = tf.ragged.constant([["a", "b"], [], ["c"]])
    numbers = tf.constant([[1, 2], [3, 4], [5, 6]], tf.int64)
    if which == "sparse":
        words = words.to_sparse()
    module = getattr(tf, which)
    found = [
        module.cross([words, numbers]),
        module.cross_hashed([words, numbers], num_buckets=100),
        module.cross_hashed([words, numbers, words], num_buckets=7, hash_key=12345),
        module.cross([numbers, words]),
    ]
    if which == "sparse":
        found.append(tf.sparse.cross([words, numbers], separator="-"))
        return [(f.indices, f.values, f.dense_shape) for f in found]
    return [(f.values, f.row_splits) for f in found]


def _serialized(tf):
    feature = tf.train.Feature
    made = []
    for steps in (2, 0, 3):
        lists = {
            "x": tf.train.FeatureList(
                feature=[
                    feature(float_list=tf.train.FloatList(value=[i, i + 0.5])) for i in range(steps)
                ]
            ),
            "words": tf.train.FeatureList(
                feature=[
                    feature(bytes_list=tf.train.BytesList(value=[b"w"] * i)) for i in range(steps)
                ]
            ),
        }
        context = {"n": feature(int64_list=tf.train.Int64List(value=[steps]))}
        made.append(
            tf.train.SequenceExample(
                context=tf.train.Features(feature=context),
                feature_lists=tf.train.FeatureLists(feature_list=lists),
            ).SerializeToString()
        )
    return made


@case
def sequence_examples(tf, np):
    context, sequences, lengths = tf.io.parse_sequence_example(
        _serialized(tf),
        {"n": tf.io.FixedLenFeature([], tf.int64)},
        {
            "x": tf.io.FixedLenSequenceFeature([2], tf.float32),
            "words": tf.io.VarLenFeature(tf.string),
        },
    )
    words = sequences["words"]
    return (
        context["n"],
        sequences["x"],
        lengths["x"],
        (words.indices, words.values, words.dense_shape),
        raised(tf.io.parse_sequence_example, _serialized(tf)),
    )


@case
def reducers(tf, np):
    experimental = tf.data.experimental
    mean = experimental.Reducer(
        lambda key: (tf.constant(0.0), tf.cast(key, tf.float32)),
        lambda state, element: (state[0] + element, state[1] + 1.0),
        lambda total, count: total / count,
    )
    dataset = tf.data.Dataset.from_tensor_slices(tf.range(7.0))
    found = dataset.apply(experimental.group_by_reducer(lambda x: tf.cast(x, tf.int64) % 3, mean))
    return list(found), str(found.element_spec)


@case
def tables(tf, np):
    experimental = tf.data.experimental
    pairs = tf.data.Dataset.from_tensor_slices((["a", "b", "c"], tf.constant([5, 6, 7], tf.int64)))
    table = experimental.table_from_dataset(pairs, default_value=-1)
    words = tf.data.Dataset.from_tensor_slices(["x", "y"])
    index = experimental.index_table_from_dataset(words, num_oov_buckets=2)
    keys = tf.constant(["a", "c", "y"])
    return (
        table.lookup(keys),
        index.lookup(keys),
        experimental.index_table_from_dataset(words, vocab_size=1).lookup(keys),
        raised(experimental.table_from_dataset, pairs, num_oov_buckets=-1),
        raised(experimental.table_from_dataset, pairs, vocab_size=0),
    )


@case
def filled_up(tf, np):
    dataset = tf.data.Dataset.from_tensor_slices({"a": [1, 2]})
    return list(dataset.apply(tf.data.experimental.pad_to_cardinality(4)))


@case(params=["float8_e4m3fn", "float8_e5m2"])
def few_bits(tf, np, name):
    dtype = getattr(tf.dtypes.experimental, name)
    x = tf.cast([0.1, -1.7, 300.0, 0.0], dtype)
    return (
        tf.cast(x, tf.float32),
        dtype.name,
        dtype.size,
        float(dtype.max),
        dtype.is_floating,
        dtype.as_datatype_enum,
        tf.as_dtype(name) == dtype,
    )


@case
def sampled_product(tf, np):
    rng = np.random.default_rng(0)
    left, right = (rng.normal(size=s).astype("float32") for s in ((3, 4), (4, 2)))
    return tf.sparse.sampled_addmm(
        tf.constant([[0, 1], [2, 0]]), tf.constant([1.0, 2.0]), [3, 2], left, right, 0.5, 2.0
    )
