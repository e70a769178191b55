"""Lookup tables, and Python functions."""

from tests.golden.case import case, raised
from tests.golden.composites import evaluated, plain


@case
def static(tf, np):
    pairs = tf.lookup.KeyValueTensorInitializer(["a", "b"], tf.constant([1, 2], tf.int64))
    table = tf.lookup.StaticHashTable(pairs, -1)
    keys = tf.constant([["a", "x"], ["b", "a"]])
    return [
        table.lookup(keys), table[keys], table.size(), table.key_dtype, table.value_dtype,
        plain(table.lookup(tf.ragged.constant([["a"], ["z", "b"]]))),
        raised(table.lookup, tf.constant([1])),
        sorted(table.export()[0].numpy().tolist()),
    ]  # fmt: skip


@case
def from_integers(tf, np):
    pairs = tf.lookup.KeyValueTensorInitializer([5, 7], [1.5, 2.5])
    return tf.lookup.StaticHashTable(pairs, 0.0).lookup(tf.constant([7, 6]))


@case
def different_values(tf, np):
    return tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(["a", "a"], [1, 2]), -1)


@case
def vocabulary(tf, np):
    words = tf.lookup.KeyValueTensorInitializer(["a", "b"], tf.constant([0, 1], tf.int64))
    table = tf.lookup.StaticVocabularyTable(words, num_oov_buckets=3)
    return [
        table.lookup(tf.constant(["b", "x", "some", "others", ""])), table.size(),
        raised(tf.lookup.StaticVocabularyTable, words, 0),
    ]  # fmt: skip


@case
def from_a_file(tf, np):
    import os
    import tempfile

    index = tf.lookup.TextFileIndex
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "words")
        with open(path, "w") as file:
            file.write("one 1\ntwo 2\n")
        numbers = tf.lookup.TextFileInitializer(
            path, tf.string, index.WHOLE_LINE, tf.int64, index.LINE_NUMBER
        )
        columns = tf.lookup.TextFileInitializer(path, tf.string, 0, tf.int64, 1, delimiter=" ")
        return [
            tf.lookup.StaticHashTable(numbers, -1).lookup(tf.constant(["two 2", "two"])),
            tf.lookup.StaticHashTable(columns, -1).lookup(tf.constant(["two", "x"])),
        ]


@case
def mutable(tf, np):
    table = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, -1)
    table.insert(["a", "b"], [1, 2])
    table.insert(["b"], [5])
    before = table.lookup(tf.constant(["a", "b", "c"]))
    table.remove(tf.constant(["a"]))
    vectors = tf.lookup.experimental.MutableHashTable(tf.int64, tf.float32, [0.0, 0.0])
    vectors.insert(tf.constant([3], tf.int64), [[1.0, 2.0]])
    return [
        before, table.size(), table.lookup(tf.constant(["a"])),
        vectors.lookup(tf.constant([3, 4], tf.int64)),
    ]  # fmt: skip


FUNCTIONS = """
tf.py_function(lambda x: x + 1, [1], tf.int32)
tf.py_function(lambda x, y: [x * y, x], [2.0, 3.0], [tf.float32, tf.float32])
tf.py_function(lambda: None, [], [])
tf.numpy_function(lambda x: np.cumsum(x), [tf.constant([1.0, 2.0])], tf.float32)
tf.numpy_function(lambda x: (x + 1, x > 1), [tf.constant([1, 2])], [tf.int32, tf.bool])
tf.py_function(lambda x: x.numpy().decode() + "!", [tf.constant("a")], tf.string)
tf.py_function(lambda x: x, [1.5], tf.int32)
""".strip().split("\n")


@case(params=FUNCTIONS)
def python_functions(tf, np, text):
    return evaluated(text, tf=tf, np=np)


@case
def gradient_through_python(tf, np):
    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = tf.py_function(lambda v: v * v, [x], tf.float32)
    return tape.gradient(y, x)
