"""FeatureSpace: columns of a table."""

from tests.golden.case import case, raised


def _data(np):
    return {
        "f": np.array([1.0, 2.0, 3.0, 4.5], "float32"),
        "s": np.array(["a", "b", "a", "c"]),
        "i": np.array([1, 2, 3, 2], "int32"),
        "d": np.array([0.1, 0.2, 0.7, 0.9], "float32"),
    }


def _space(tf, **options):
    FS = tf.keras.utils.FeatureSpace
    features = {
        "f": "float_normalized",
        "s": FS.string_categorical(max_tokens=5),
        "i": "integer_hashed",
        "d": FS.float_discretized(3),
    }
    return FS(features, crosses=[FS.cross(("s", "i"), 8)], hashing_dim=6, **options)


@case
def one_vector(tf, np):
    space = _space(tf)
    space.adapt(_data(np))
    found = [space({"f": 2.5, "s": "b", "i": 3, "d": 0.3}), space(_data(np))]
    return [*found, tuple(space.get_encoded_features().shape), list(space.get_inputs())]


@case
def a_dict_of_numbers(tf, np):
    FS = tf.keras.utils.FeatureSpace
    space = FS(
        {
            "s": FS.string_categorical(output_mode="int"),
            "i": FS.integer_categorical(output_mode="int", num_oov_indices=2),
            "h": FS.string_hashed(4, output_mode="int"),
            "r": FS.float_rescaled(2.0, 1.0),
            "p": FS.float(),
        },
        output_mode="dict",
        crosses=[FS.cross(("s", "i"), 8, output_mode="int")],
    )
    data = _data(np)
    data = {"s": data["s"], "i": data["i"], "h": data["s"], "r": data["f"], "p": data["d"]}
    space.adapt(data)
    return space(data)


@case
def inside_a_data_set_and_a_model(tf, np):
    data = _data(np)
    space = _space(tf)
    rows = tf.data.Dataset.from_tensor_slices(data)
    space.adapt(rows.batch(2))
    batches = [np.array(batch) for batch in rows.batch(2).map(space)]
    outputs = tf.keras.layers.Dense(2, kernel_initializer="ones")(space.get_encoded_features())
    model = tf.keras.Model(space.get_inputs(), outputs)
    columns = {key: tf.constant(value[:, None]) for key, value in data.items()}
    return [batches, model(columns)]


@case
def refusals(tf, np):
    FS = tf.keras.utils.FeatureSpace
    return [
        raised(FS, {}),
        raised(FS, {"a": "floating"}),
        raised(FS, {"a": "float"}, output_mode="list"),
        raised(FS, {"a": "float"}, crosses=[("a", "b")]),
        raised(FS({"a": "float_normalized"}), {"a": [1.0]}),
        raised(FS({"a": FS.integer_hashed(3, output_mode="int")}), {"a": [1]}),
        raised(FS.cross, ("a", "b"), 3, "float"),
        raised(FS({"a": "float"}), [1.0]),
        raised(FS({"a": "float"}).adapt, [1.0]),
    ]
