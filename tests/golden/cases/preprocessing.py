"""Preprocessing layers: scaling, binning, hashing, looking up, tokenizing."""

from tests.golden.case import case

TOKENS = [["a", "c", "zz"], ["d", "", "b"]]
MODES = ["int", "one_hot", "multi_hot", "count"]


def _vocabulary(layer):
    """The tokens as Python's own strings and integers."""
    return [str(t) if isinstance(t, str) else int(t) for t in layer.get_vocabulary()]


def _rows(tf, layer, data):
    outputs = layer(tf.constant(data))
    return [outputs, str(outputs.dtype)]


@case(params=["last", "all", "two", "given", "inverted"])
def normalization(tf, np, which):
    x = np.random.default_rng(0).normal(3.0, 2.0, (6, 4, 3)).astype("float32")
    options = {
        "last": {},
        "all": {"axis": None},
        "two": {"axis": (1, -1)},
        "given": {"mean": [1.0, 2.0, 3.0], "variance": [4.0, 1.0, 0.25]},
        "inverted": {"invert": True},
    }[which]
    layer = tf.keras.layers.Normalization(**options)
    if which != "given":
        layer.adapt(x)
    outputs = layer(x[:2])
    return [outputs, [w.shape for w in layer.weights], layer.get_config()["axis"]]


@case(params=["one_hot", "multi_hot", "count"])
def category_encoding(tf, np, mode):
    layer = tf.keras.layers.CategoryEncoding(4, output_mode=mode)
    return [layer(np.array([[0, 1], [3, 3]])), layer(np.array([2, 0])), layer(np.array([[1], [2]]))]


@case
def category_encoding_counts_weights(tf, np):
    layer = tf.keras.layers.CategoryEncoding(4, output_mode="count")
    return layer(np.array([[0, 1], [3, 3]]), count_weights=np.array([[0.5, 1.0], [0.25, 2.0]]))


@case(params=[None, 5, (3, 9)])
def hashing(tf, np, salt):
    data = [["A"], ["Bb"], ["longer text of more than sixteen"], [""]]
    layers = tf.keras.layers
    return [
        layers.Hashing(7, salt=salt)(tf.constant(data)),
        layers.Hashing(7, salt=salt)(np.array([[1], [-5], [12345678901]])),
        layers.Hashing(5, mask_value="", salt=salt)(tf.constant(data)),
        layers.Hashing(3, output_mode="one_hot", salt=salt)(tf.constant(data)),
    ]


@case
def hashed_crossing(tf, np):
    layer = tf.keras.layers.HashedCrossing(5)
    features = (np.array(["A", "B", "A", "B", "A"]), np.array([101, 101, 101, 102, 102]))
    hot = tf.keras.layers.HashedCrossing(4, output_mode="one_hot")
    return [layer(features), hot(features)]


@case(params=MODES)
def discretization(tf, np, mode):
    layer = tf.keras.layers.Discretization([0.0, 1.0, 2.0], output_mode=mode)
    return layer(np.array([[-1.5, 1.0, 3.4, 0.5], [0.0, 3.0, 1.3, 0.0]], "float32"))


@case(params=[2, 5, 20])
def discretization_learns(tf, np, bins):
    data = np.random.default_rng(1).normal(size=(300, 2)).astype("float32")
    layer = tf.keras.layers.Discretization(num_bins=bins)
    layer.adapt(data)
    return [np.array(layer.bin_boundaries), layer(data[:5])]


@case(params=MODES)
def string_lookup(tf, np, mode):
    layer = tf.keras.layers.StringLookup(vocabulary=["a", "b", "c"], output_mode=mode)
    return [_rows(tf, layer, TOKENS), _vocabulary(layer), layer.vocabulary_size()]


@case(params=[0, 2, 3])
def string_lookup_shares_unknown(tf, np, count):
    layer = tf.keras.layers.StringLookup(
        vocabulary=["a", "b", "c"], num_oov_indices=count, mask_token=""
    )
    return layer(tf.constant([["a", "c"], ["", "b"]])) if not count else _rows(tf, layer, TOKENS)


@case
def string_lookup_learns(tf, np):
    layer = tf.keras.layers.StringLookup(max_tokens=5)
    layer.adapt(np.array([["d", "a", "a"], ["b", "b", "c"], ["e", "e", "f"]]))
    inverse = tf.keras.layers.StringLookup(vocabulary=_vocabulary(layer), invert=True)
    return [_vocabulary(layer), inverse(np.array([[1, 0], [3, 2]]))]


@case
def string_lookup_weighs(tf, np):
    given = tf.keras.layers.StringLookup(
        output_mode="tf_idf", vocabulary=["a", "b"], idf_weights=[0.25, 0.75]
    )
    learned = tf.keras.layers.StringLookup(output_mode="tf_idf")
    learned.adapt(np.array([["a", "b", "a"], ["b", "c", "b"], ["d", "d", "d"]]))
    data = tf.constant([["a", "a", "x"], ["b", "d", "c"]])
    return [given(data), _vocabulary(learned), learned(data)]


@case(params=MODES)
def integer_lookup(tf, np, mode):
    layer = tf.keras.layers.IntegerLookup(vocabulary=[12, 36, 42], output_mode=mode)
    return [layer(np.array([[12, 42, 7], [36, -1, 12]])), _vocabulary(layer)]


@case(params=["floormod", "farmhash"])
def integer_lookup_shares_unknown(tf, np, method):
    layer = tf.keras.layers.IntegerLookup(
        vocabulary=[12, 36], num_oov_indices=3, mask_token=0, oov_method=method
    )
    return layer(np.array([[12, 7, 8, 9], [0, 36, 100, 5]]))


@case
def integer_lookup_learns(tf, np):
    layer = tf.keras.layers.IntegerLookup()
    layer.adapt(np.array([[3, 3], [5, 9], [9, 9]]))
    return [_vocabulary(layer), layer(np.array([[9, 3], [5, 1]]))]


def _plain(outputs):
    """Ragged tensors as lists."""
    return outputs.to_list() if hasattr(outputs, "to_list") else outputs


TEXTS = ["The cat, the dog!", "a Cat", "", "dogs and the (small) cats"]


@case(params=[*MODES, "tf_idf"])
def text_vectorization(tf, np, mode):
    layer = tf.keras.layers.TextVectorization(output_mode=mode)
    layer.adapt(np.array(TEXTS))
    outputs = [layer(tf.constant(TEXTS)), layer(tf.constant([["the"], ["x"]]))]
    return [_vocabulary(layer), *map(_plain, outputs)]


@case(params=["cut", "characters", "pairs", "one width", "plain", "unsplit"])
def text_vectorization_options(tf, np, which):
    options = {
        "cut": {"output_sequence_length": 3},
        "characters": {"split": "character", "max_tokens": 6},
        "pairs": {"ngrams": 2},
        "one width": {"ngrams": (2,), "output_mode": "count"},
        "plain": {"standardize": None},
        "unsplit": {"split": None, "standardize": "lower"},
    }[which]
    layer = tf.keras.layers.TextVectorization(**options)
    layer.adapt(np.array(TEXTS))
    return [_vocabulary(layer), _plain(layer(tf.constant(TEXTS)))]


@case(
    params=[
        ("StringLookup", {"max_tokens": 1}),
        ("StringLookup", {"num_oov_indices": -1}),
        ("StringLookup", {"output_mode": "bad"}),
        ("StringLookup", {"invert": True, "output_mode": "count"}),
        ("StringLookup", {"vocabulary": ["a", "a"]}),
        ("StringLookup", {"vocabulary": ["a", "[UNK]"]}),
        ("StringLookup", {"vocabulary": ["a", "[UNK]"], "invert": True}),
        ("StringLookup", {"vocabulary": ["a", "m"], "mask_token": "m"}),
        ("StringLookup", {"vocabulary": ["a", "b"], "max_tokens": 2}),
        ("StringLookup", {"pad_to_max_tokens": True}),
        ("IntegerLookup", {"salt": 3}),
        ("TextVectorization", {"standardize": "upper"}),
        ("TextVectorization", {"output_mode": "count", "output_sequence_length": 3}),
        ("CategoryEncoding", {}),
        ("CategoryEncoding", {"num_tokens": 0}),
        ("Hashing", {"num_bins": 0}),
        ("Discretization", {}),
        ("Normalization", {"mean": 1.0}),
    ]
)
def refused(tf, np, what):
    name, options = what
    return type(getattr(tf.keras.layers, name)(**options)).__name__


@case
def unknown_without_a_place(tf, np):
    return tf.keras.layers.StringLookup(vocabulary=["a"], num_oov_indices=0)(tf.constant(["b"]))
