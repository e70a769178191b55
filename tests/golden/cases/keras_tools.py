"""keras.random, keras.tree, keras.config and dtype policies."""

from tests.golden.case import case, raised


@case(params=["normal", "uniform", "truncated_normal"])
def numbers(tf, np, name):
    function = getattr(tf.keras.random, name)
    seeds = tf.keras.random.SeedGenerator(7)
    return [
        function((2, 3), seed=3),
        function((4,), 1.0, 2.5, seed=3),
        function((3,), dtype="float16", seed=1),
        function((3,), seed=seeds),
        function((3,), seed=seeds),
    ]


@case
def whole_numbers_and_shuffles(tf, np):
    random = tf.keras.random
    return [
        random.randint((5,), 2, 9, seed=4),
        random.randint((5,), 0, 100, dtype="int8", seed=4),
        random.shuffle(np.arange(6), seed=5),
        random.shuffle(np.arange(6).reshape(2, 3), axis=1, seed=5),
    ]


@case
def of_the_right_shape_and_range(tf, np):
    random = tf.keras.random
    drawn = [
        random.categorical(np.log([[0.5, 0.5, 1e-30]]), 20, seed=1),
        random.gamma((50,), 2.0, seed=1),
        random.beta((50,), 2.0, 3.0, seed=1),
        random.binomial((50,), 10.0, 0.5, seed=1),
        random.dropout(np.ones((40, 50), "float32"), 0.25, seed=1),
    ]
    found = [[tuple(x.shape), x.dtype.name] for x in drawn]
    a, b = np.array(drawn[2]), np.array(drawn[4])
    inside = [bool(np.max(drawn[0]) < 2), bool(np.min(drawn[1]) > 0), bool((a > 0).all())]
    return [found, inside, bool((a < 1).all()), bool(abs(b.mean() - 1) < 0.1)]


@case
def seeds(tf, np):
    generator = tf.keras.random.SeedGenerator(7, name="seeds")
    drawn = [np.array(generator.next()) for _ in range(3)]
    return [drawn, generator.get_config()]


@case
def random_refusals(tf, np):
    random = tf.keras.random
    return [
        raised(random.uniform, (2,), dtype="int32"),
        raised(random.randint, (2,), 0, 3, dtype="float32"),
        raised(random.normal, (2,), seed="three"),
        raised(random.categorical, np.ones(3, "float32"), 2),
        raised(random.SeedGenerator, 1.5),
    ]


@case
def trees(tf, np):
    tree = tf.keras.tree
    data = {"b": [1, (2, 3)], "a": {"x": 4}}
    seen = []
    return [
        tree.flatten(data),
        tree.flatten(5),
        [[list(path), leaf] for path, leaf in tree.flatten_with_path(data)],
        tree.map_structure(lambda x: x * 2, data),
        tree.map_structure(lambda x, y: x + y, [1, 2], [3, 4]),
        tree.map_structure_up_to([1, 2], lambda x: len(x), [[1, 2, 3], [4]]),
        tree.pack_sequence_as({"a": 0, "b": [0, 0]}, [1, 2, 3]),
        tree.lists_to_tuples([1, [2, (3, [4])]]),
        tree.map_shape_structure(lambda shape: len(shape), {"a": (None, 3), "b": [(1, 2)]}),
        tree.traverse(lambda x: tuple(x) if isinstance(x, list) else None, [1, [2]], False),
        tree.traverse(lambda x: seen.append(1) if isinstance(x, int) else None, data) is not None,
        [tree.is_nested(x) for x in ([], 3, (1,), {}, "text")],
        len(seen),
    ]


@case
def tree_refusals(tf, np):
    tree = tf.keras.tree
    return [
        raised(tree.assert_same_structure, [1, 2], [1]),
        raised(tree.assert_same_structure, [1], {"a": 1}),
        raised(tree.assert_same_paths, [1, 2], [1]),
        tree.assert_same_paths([1, (2,)], (3, [4])),
        raised(tree.pack_sequence_as, [0, 0], [1]),
        raised(tree.pack_sequence_as, [0, 0], 1),
        raised(tree.map_structure, 3, [1]),
    ]


@case
def settings(tf, np):
    config = tf.keras.config
    before = [config.floatx(), config.epsilon(), config.image_data_format(), config.backend()]
    config.disable_interactive_logging()
    off = config.is_interactive_logging_enabled()
    config.enable_interactive_logging()
    return [before, off, config.is_interactive_logging_enabled(), config.is_nnx_enabled()]


@case
def policies(tf, np):
    policies = tf.keras.dtype_policies
    named = [policies.DTypePolicy(n) for n in ("mixed_float16", "mixed_bfloat16", "float64")]
    data = policies.serialize(named[0])
    return [
        [[p.name, p.compute_dtype, p.variable_dtype] for p in named],
        data["config"],
        policies.deserialize(data) == named[0],
        policies.get("float16") == policies.get("float16"),
        tf.keras.mixed_precision.Policy is policies.DTypePolicy,
        raised(policies.DTypePolicy, "mixed_float32"),
        raised(policies.DTypePolicy, 3),
    ]


@case
def policy_maps(tf, np):
    policies = tf.keras.dtype_policies
    chosen = policies.DTypePolicyMap("float32", {"head/.*": policies.DTypePolicy("bfloat16")})
    chosen["exact"] = "mixed_float16"
    found = [chosen[path].name for path in ("head/dense", "exact", "other")]
    outcomes = [
        raised(chosen.__setitem__, "exact", "float16"),
        raised(chosen.__setitem__, "x", "nothing"),
        raised(policies.DTypePolicyMap, chosen),
        raised(policies.DTypePolicyMap, "float32", [1]),
    ]
    chosen["head/d.*"] = "float64"
    return [found, outcomes, raised(lambda: chosen["head/dense"]), chosen.name, len(chosen)]
