"""`tf.feature_column`: names, parents, what is parsed, and what is refused."""

from tests.golden.case import case, raised


def _columns(c):
    number = c.numeric_column("a", shape=2, default_value=1.5)
    words = c.categorical_column_with_vocabulary_list("v", ["x", "y"], num_oov_buckets=2)
    hashed = c.categorical_column_with_hash_bucket("w", 10)
    identity = c.categorical_column_with_identity("i", 5, default_value=0)
    return {
        "number": number,
        "buckets": c.bucketized_column(c.numeric_column("b"), [1.0, 2.0]),
        "words": words,
        "hashed": hashed,
        "identity": identity,
        "crossed": c.crossed_column(["w", "q", words], 12),
        "weighted": c.weighted_categorical_column(words, "weight"),
        "indicator": c.indicator_column(hashed),
        "embedding": c.embedding_column(identity, 4),
        "sequence": c.sequence_categorical_column_with_identity("s", 5),
        "sequence_number": c.sequence_numeric_column("t"),
    }


def _told(how):
    shape = getattr(how, "shape", None)
    default = getattr(how, "default_value", None)
    return type(how).__name__, how.dtype, shape, default


_NAMES = ("number", "buckets", "words", "hashed", "identity", "crossed", "weighted")


@case(params=(*_NAMES, "indicator", "embedding", "sequence", "sequence_number"))
def column(tf, np, which):
    made = _columns(tf.feature_column)[which]
    return (
        type(made).__name__,
        made.name,
        getattr(made, "num_buckets", None),
        [p if isinstance(p, str) else p.name for p in made.parents],
        {key: _told(how) for key, how in made.parse_example_spec.items()},
        # TensorFlow makes an initializer for each embedding.
        which == "embedding" or made == _columns(tf.feature_column)[which],
    )


@case
def specs_of_all(tf, np):
    columns = _columns(tf.feature_column).values()
    spec = tf.feature_column.make_parse_example_spec(
        [column for column in columns if column.name != "w"]
    )
    return {key: _told(how) for key, how in spec.items()}


@case
def refusals(tf, np):
    c = tf.feature_column
    number = c.numeric_column("a")
    return (
        raised(c.numeric_column, "a", shape=[0]),
        raised(c.numeric_column, "a", dtype=tf.string),
        raised(c.numeric_column, "a", normalizer_fn=3),
        raised(c.bucketized_column, number, [2.0, 1.0]),
        raised(c.categorical_column_with_hash_bucket, "w", 0),
        raised(c.categorical_column_with_identity, "w", 3, default_value=4),
        raised(c.categorical_column_with_vocabulary_list, "w", ["a", "a"]),
        raised(
            c.categorical_column_with_vocabulary_list,
            "w",
            ["a"],
            default_value=0,
            num_oov_buckets=1,
        ),
        raised(c.crossed_column, ["a"], 5),
        raised(c.embedding_column, c.categorical_column_with_identity("w", 3), 0),
        raised(c.make_parse_example_spec, [number, c.categorical_column_with_hash_bucket("a", 3)]),
        raised(c.make_parse_example_spec, ["a"]),
    )
