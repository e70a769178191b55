"""tf.data: which elements come, in which order, in which form."""

from tests.golden.case import case, raised


def _elements(dataset, limit=60):
    return list(dataset.take(limit).as_numpy_iterator())


def _seen(dataset):
    return _elements(dataset), dataset.cardinality(), str(dataset.element_spec)


def _slices(tf, np):
    return tf.data.Dataset.from_tensor_slices(
        {"b": np.arange(12, dtype="float32").reshape(6, 2), "a": [f"s{i}" for i in range(6)]}
    )


# Shuffles: one line each, as they are all the same to look at.
_SHUFFLES = {
    "plain": lambda ds: ds.shuffle(4),
    "seed": lambda ds: ds.shuffle(4, seed=42),
    "one": lambda ds: ds.shuffle(1),
    "whole": lambda ds: ds.shuffle(100),
    "unknown": lambda ds: ds.shuffle(-2, seed=3),
    "fixed": lambda ds: ds.shuffle(4, reshuffle_each_iteration=False),
    "repeat": lambda ds: ds.shuffle(4).repeat(3),
    "fixed_repeat": lambda ds: ds.shuffle(4, reshuffle_each_iteration=False).repeat(2),
    "repeat_before": lambda ds: ds.repeat(3).shuffle(7),
    "repeat_for_ever": lambda ds: ds.shuffle(30, seed=1).repeat(),
    "repeat_before_for_ever": lambda ds: ds.repeat().shuffle(30, seed=1),
    "batch": lambda ds: ds.shuffle(4).batch(3).repeat(2),
    "batch_first": lambda ds: ds.batch(3, drop_remainder=True).shuffle(2),
    "map": lambda ds: ds.map(lambda n: n + 1).shuffle(5).repeat(2),
    "map_after": lambda ds: ds.shuffle(5).map(lambda n: n + 1).repeat(2),
    "filter": lambda ds: ds.filter(lambda n: n % 2 == 0).shuffle(3),
    "take": lambda ds: ds.shuffle(4).take(5).repeat(2),
    "skip": lambda ds: ds.shuffle(4).skip(5),
    "shard": lambda ds: ds.shuffle(4, seed=2).shard(3, 1),
    "twice": lambda ds: ds.shuffle(4).shuffle(3),
    "prefetch": lambda ds: ds.shuffle(4).prefetch(2).repeat(2),
}


@case(params=list(_SHUFFLES))
def shuffled(tf, np, which):
    tf.random.set_seed(7)
    dataset = _SHUFFLES[which](tf.data.Dataset.range(11))
    return _seen(dataset), _elements(dataset)


@case
def shuffled_without_seed_has_all(tf, np):
    tf.random.set_seed(None)
    return sorted(int(n) for n in tf.data.Dataset.range(20).shuffle(5))


@case
def tutorial(tf, np):
    tf.random.set_seed(3)
    x = np.random.default_rng(0).normal(size=[23, 4, 3]).astype("float32")
    y = np.arange(23, dtype="int32")
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(10).batch(5).prefetch(-1)
    return [_seen(dataset) for _ in range(2)]


_CHAINS = {
    "slices": lambda tf, ds: ds,
    "batch": lambda tf, ds: ds.batch(4),
    "drop": lambda tf, ds: ds.batch(4, drop_remainder=True),
    "batch_twice": lambda tf, ds: ds.batch(2).batch(2),
    "unbatch": lambda tf, ds: ds.batch(4).unbatch(),
    "repeat": lambda tf, ds: ds.repeat(2).batch(5),
    "take": lambda tf, ds: ds.take(2),
    "take_all": lambda tf, ds: ds.take(-1),
    "skip": lambda tf, ds: ds.skip(4),
    "skip_all": lambda tf, ds: ds.skip(-1),
    "skip_more": lambda tf, ds: ds.skip(40),
    "shard": lambda tf, ds: ds.shard(4, 1),
    "prefetch": lambda tf, ds: ds.prefetch(3).batch(4),
    "map": lambda tf, ds: ds.map(lambda e: (e["b"] * 2, e["a"], [e["b"], e["b"]])),
    "map_scalar": lambda tf, ds: ds.map(lambda e: {"x": 1, "y": (2.5, True)}).batch(4),
    "map_batch": lambda tf, ds: ds.map(lambda e: tf.reduce_sum(e["b"])).batch(4),
    "batch_map": lambda tf, ds: ds.batch(4).map(lambda e: tf.reduce_sum(e["b"], axis=1)),
    "filter": lambda tf, ds: ds.filter(lambda e: e["b"][0] > 4),
    "concatenate": lambda tf, ds: ds.concatenate(ds.take(1)).batch(4),
    "zip": lambda tf, ds: tf.data.Dataset.zip((ds, {"n": tf.data.Dataset.range(4)})),
    "zip_three": lambda tf, ds: tf.data.Dataset.zip(ds, ds.skip(1), tf.data.Dataset.range(9)),
}  # fmt: skip


@case(params=list(_CHAINS))
def chained(tf, np, which):
    return _seen(_CHAINS[which](tf, _slices(tf, np)))


@case
def sources(tf, np):
    Dataset = tf.data.Dataset
    return [
        _seen(Dataset.from_tensors((np.float32([1, 2]), "x"))),
        _seen(Dataset.from_tensors([1, 2])),
        _seen(Dataset.from_tensor_slices([[1, 2], [3, 4]])),
        _seen(Dataset.from_tensor_slices(([1, 2], (np.float64([3, 4]), [True, False])))),
        _seen(Dataset.from_tensor_slices(np.zeros([0, 3], "int16"))),
        _seen(Dataset.from_tensor_slices(tf.constant([["a"], ["b"]]))),
        _seen(Dataset.range(5)),
        _seen(Dataset.range(5, 1, -2)),
        _seen(Dataset.range(3, output_type=tf.float32)),
        _seen(Dataset.range(5, 1)),
        _seen(Dataset.counter(3, 4, tf.int32).take(3)),
        Dataset.counter().cardinality(),
        Dataset.range(3).repeat().batch(2).cardinality(),
        Dataset.range(3).filter(lambda n: n > 1).batch(2).cardinality(),
        Dataset.range(0).repeat().cardinality(),
        _elements(Dataset.range(0).repeat()),
    ]


_REFUSALS = {
    "lengths": lambda tf, np: tf.data.Dataset.from_tensor_slices(([1, 2], [1, 2, 3])),
    "scalar": lambda tf, np: tf.data.Dataset.from_tensor_slices(3),
    "empty": lambda tf, np: tf.data.Dataset.from_tensor_slices(()),
    "step": lambda tf, np: tf.data.Dataset.range(1, 2, 0),
    "range": lambda tf, np: tf.data.Dataset.range(),
    "batch_size": lambda tf, np: tf.data.Dataset.range(3).batch(0),
    "buffer": lambda tf, np: tf.data.Dataset.range(3).shuffle(0),
    "shard": lambda tf, np: tf.data.Dataset.range(3).shard(2, 2),
    "zip": lambda tf, np: tf.data.Dataset.zip((tf.data.Dataset.range(3), 3)),
    "zip_nothing": lambda tf, np: tf.data.Dataset.zip(),
    "apply": lambda tf, np: tf.data.Dataset.range(3).apply(lambda ds: 3),
    "len_endless": lambda tf, np: len(tf.data.Dataset.range(3).repeat()),
    "len_unknown": lambda tf, np: len(tf.data.Dataset.range(3).filter(lambda n: n > 1)),
    "uneven": lambda tf, np: _elements(
        tf.data.Dataset.range(4).map(lambda n: tf.range(n)).batch(2)
    ),
    "truth": lambda tf, np: _elements(tf.data.Dataset.range(4).filter(lambda n: n)),
    "get_next": lambda tf, np: iter(tf.data.Dataset.range(0)).get_next(),
}


@case(params=list(_REFUSALS))
def refused(tf, np, which):
    return raised(_REFUSALS[which], tf, np)


_LENGTHS = [[0], [1, 2, 3, 4], [5, 6, 7], [7, 8, 9, 10, 11], [13, 14, 15, 16, 19, 20], [21, 22]]


def _rows(tf, limit=5):
    return tf.data.Dataset.range(1, limit).map(lambda n: tf.fill([n], n))


def _lengths(tf):
    return tf.data.Dataset.from_generator(lambda: _LENGTHS, tf.int64, output_shapes=[None])


def _buckets(tf, **options):
    return _lengths(tf).bucket_by_sequence_length(
        lambda row: tf.shape(row)[0], [3, 5], [2, 2, 2], **options
    )


def _windows(tf, *arguments, **options):
    size = arguments[0]
    return (
        tf.data.Dataset.range(7)
        .window(*arguments, **options)
        .flat_map(lambda window: window.batch(size))
    )


def _turns(tf, *arguments):
    numbers = tf.data.Dataset.range(5)
    make = lambda n: tf.data.Dataset.range(n * 10, n * 10 + n)  # noqa: E731 - short
    return numbers.interleave(make, *arguments)


_TRANSFORMED = {
    "window": lambda tf, ds: _windows(tf, 3),
    "window_shift": lambda tf, ds: _windows(tf, 3, 1),
    "window_stride": lambda tf, ds: _windows(tf, 3, 1, 2, True),
    "window_skips": lambda tf, ds: _windows(tf, 2, 4),
    "padded": lambda tf, ds: _lengths(tf).padded_batch(2),
    "padded_shape": lambda tf, ds: _lengths(tf).padded_batch(4, padded_shapes=[7]),
    "padded_value": lambda tf, ds: _lengths(tf).padded_batch(
        2, 7, tf.constant(-1, tf.int64), drop_remainder=True
    ),
    "padded_structure": lambda tf, ds: tf.data.Dataset.from_generator(
        lambda: [{"a": ["x"] * n, "b": [[n, n]] * n} for n in (1, 3, 2)],
        output_signature={
            "a": tf.TensorSpec([None], tf.string), "b": tf.TensorSpec([None, 2], tf.int16)
        },
    ).padded_batch(2, padding_values={"a": "-", "b": None}),
    "scan": lambda tf, ds: ds.scan(tf.constant(0, tf.int64), lambda s, n: (s + n, s * n)),
    "take_while": lambda tf, ds: ds.take_while(lambda n: n < 3),
    "unique": lambda tf, ds: tf.data.Dataset.from_tensor_slices([1, 37, 2, 37, 2, 1]).unique(),
    "unique_strings": lambda tf, ds: tf.data.Dataset.from_tensor_slices(["a", "b", "a"]).unique(),
    "enumerate": lambda tf, ds: ds.map(lambda n: n * n).enumerate(5),
    "flat_map": lambda tf, ds: ds.flat_map(lambda n: tf.data.Dataset.range(n)),
    "flat_map_pairs": lambda tf, ds: tf.data.Dataset.zip((ds, ds)).flat_map(
        lambda a, b: tf.data.Dataset.from_tensors((a, b)).repeat(2)
    ),
    "turns_1_1": lambda tf, ds: _turns(tf, 1, 1),
    "turns_2_1": lambda tf, ds: _turns(tf, 2, 1),
    "turns_2_2": lambda tf, ds: _turns(tf, 2, 2),
    "turns_3_2_parallel": lambda tf, ds: _turns(tf, 3, 2, 2),
    "turns_10_3": lambda tf, ds: _turns(tf, 10, 3),
    "group": lambda tf, ds: ds.group_by_window(
        lambda n: n % 2, lambda key, window: window.batch(3), window_size=3
    ),
    "group_sizes": lambda tf, ds: ds.repeat(2).group_by_window(
        lambda n: n % 3, lambda key, window: window.batch(2), window_size_func=lambda key: key + 1
    ),
    "buckets": lambda tf, ds: _buckets(tf),
    "buckets_dropped": lambda tf, ds: _buckets(tf, drop_remainder=True),
    "buckets_bound": lambda tf, ds: _lengths(tf).take(4).bucket_by_sequence_length(
        lambda row: tf.shape(row)[0], [3, 6], [2, 2, 2], pad_to_bucket_boundary=True
    ),
    "rebatch": lambda tf, ds: ds.batch(2).rebatch(4),
    "rebatch_turns": lambda tf, ds: ds.batch(4).rebatch([2, 1, 1]),
    "choose": lambda tf, ds: tf.data.Dataset.choose_from_datasets(
        [ds.take(2), ds.skip(4)], tf.data.Dataset.range(2).repeat(4)
    ),
    "choose_all": lambda tf, ds: tf.data.Dataset.choose_from_datasets(
        [ds.take(2), ds.skip(4)], tf.data.Dataset.range(2).repeat(8), stop_on_empty_dataset=False
    ),
    "sample": lambda tf, ds: tf.data.Dataset.sample_from_datasets([ds, ds.map(lambda n: -n), ds]),
    "sample_weights": lambda tf, ds: tf.data.Dataset.sample_from_datasets(
        [ds, ds.map(lambda n: -n)], [0.2, 0.8], seed=5
    ),
    "sample_stop": lambda tf, ds: tf.data.Dataset.sample_from_datasets(
        [ds, ds.map(lambda n: -n)], [0.2, 0.8], seed=5, stop_on_empty_dataset=True
    ),
    "sample_zero": lambda tf, ds: tf.data.Dataset.sample_from_datasets(
        [ds, ds.map(lambda n: -n), ds], [0.5, 0.0, 0.5], seed=5
    ),
    "sample_dataset": lambda tf, ds: tf.data.Dataset.sample_from_datasets(
        [ds, ds.map(lambda n: -n)], tf.data.Dataset.from_tensors([0.2, 0.8]).repeat(), seed=5
    ),
    "random": lambda tf, ds: tf.data.Dataset.random(seed=4).take(5),
    "random_anew": lambda tf, ds: tf.data.Dataset.random(4, True).take(3).repeat(2),
    "cache_shuffled": lambda tf, ds: ds.shuffle(5, seed=1).cache().repeat(2),
    "cache_mapped": lambda tf, ds: ds.map(lambda n: n * 2).cache().shuffle(4, seed=1).repeat(2),
    "generator": lambda tf, ds: tf.data.Dataset.from_generator(
        lambda a: ((n, {"x": [n, 1.5]}) for n in range(a)),
        args=[3],
        output_signature=(tf.TensorSpec([], "int32"), {"x": tf.TensorSpec([None])}),
    ),
    "generator_types": lambda tf, ds: tf.data.Dataset.from_generator(
        lambda: iter([(1, "a"), (2, "b")]), (tf.float32, tf.string), ([], [])
    ),
}  # fmt: skip


@case(params=list(_TRANSFORMED))
def transformed(tf, np, which):
    dataset = _TRANSFORMED[which](tf, tf.data.Dataset.range(8))
    # The spec of what a function of values gives is known from its first element only.
    return None if dataset is None else (_elements(dataset), dataset.cardinality())


@case
def reduced(tf, np):
    numbers = tf.data.Dataset.range(5)
    pairs = tf.data.Dataset.zip((numbers, numbers))
    return [
        numbers.reduce(np.int64(0), lambda total, n: total + n),
        numbers.reduce((np.int64(0), 0.5), lambda state, n: (state[0] + n, state[1] + 1.0)),
        pairs.reduce({"dot": np.int64(1)}, lambda state, pair: {"dot": state["dot"] + pair[0]}),
        tf.data.Dataset.from_tensors((1, "x")).get_single_element(),
        raised(numbers.get_single_element),
        raised(numbers.take(0).get_single_element),
        raised(numbers.reduce, np.int64(0), lambda total, n: tf.cast(n, tf.int32)),
    ]


def _generator_refusal(tf, make, signature=None):
    signature = tf.TensorSpec([], tf.int32) if signature is None else signature
    return raised(
        lambda: _elements(tf.data.Dataset.from_generator(make, output_signature=signature))
    )


@case
def generators_refused(tf, np):
    def breaks():
        yield 1
        raise ValueError("boom")

    def divides():
        yield 1 // 0

    two = (tf.TensorSpec([], tf.int32), tf.TensorSpec([], tf.int32))
    Dataset = tf.data.Dataset
    return [
        _generator_refusal(tf, breaks),
        _generator_refusal(tf, divides),
        _generator_refusal(tf, lambda: ["a"]),
        _generator_refusal(tf, lambda: [[1, 2]]),
        _generator_refusal(tf, lambda: [(1, 2, 3)], two),
        _generator_refusal(tf, lambda: [[1, 2]], two),
        _elements(Dataset.from_generator(breaks, output_types=tf.int32).take(1)),
        raised(Dataset.from_generator, [1], output_types=tf.int32),
        raised(Dataset.from_generator, breaks),
        raised(Dataset.from_generator, breaks, tf.int32, output_signature=two),
    ]


_MORE_REFUSALS = {
    "padded_smaller": lambda tf, ds: _elements(_rows(tf).padded_batch(2, padded_shapes=[2])),
    "padded_value": lambda tf, ds: ds.padded_batch(2, [], padding_values=1.5),
    "window": lambda tf, ds: ds.window(0),
    "cycle": lambda tf, ds: ds.interleave(lambda n: ds, cycle_length=0),
    "block": lambda tf, ds: ds.interleave(lambda n: ds, block_length=0),
    "concatenate": lambda tf, ds: ds.concatenate(tf.data.Dataset.from_tensors(1.5)),
    "concatenate_structure": lambda tf, ds: ds.concatenate(tf.data.Dataset.from_tensors((1, 2))),
    "choose": lambda tf, ds: _elements(tf.data.Dataset.choose_from_datasets([ds], ds)),
    "choose_nothing": lambda tf, ds: tf.data.Dataset.choose_from_datasets([], ds),
    "sample_weights": lambda tf, ds: tf.data.Dataset.sample_from_datasets([ds, ds], [0.5]),
    "buckets": lambda tf, ds: ds.bucket_by_sequence_length(lambda n: n, [1, 2], [1]),
    "unique": lambda tf, ds: tf.data.Dataset.zip((ds, ds)).unique(),
    "group": lambda tf, ds: ds.group_by_window(lambda n: n, lambda key, window: window),
    "option": lambda tf, ds: setattr(tf.data.Options(), "nothing", 3),
    "files": lambda tf, ds: tf.data.Dataset.list_files("/nowhere/*.xyz"),
    "no_file": lambda tf, ds: _elements(tf.data.TextLineDataset("/nowhere/x")),
    "float": lambda tf, ds: ds.take(2.0),
}


@case(params=list(_MORE_REFUSALS))
def refused_too(tf, np, which):
    return raised(_MORE_REFUSALS[which], tf, tf.data.Dataset.range(5))


@case
def nested_specs(tf, np):
    Dataset = tf.data.Dataset
    windows = Dataset.from_tensor_slices({"a": [1, 2, 3], "b": [1.0, 2.0, 3.0]}).window(2)
    counts = [Dataset.range(7).window(3, 1, 2, drop).cardinality() for drop in (False, True)]
    return [
        str(windows.element_spec),
        str(Dataset.from_tensors([1, 2]).concatenate(Dataset.from_tensors([1, 2, 3])).element_spec),
        str(Dataset.from_tensors((1, None)).element_spec),
        [{key: _elements(part) for key, part in window.items()} for window in windows],
        counts,
        [Dataset.range(10).batch(n, drop_remainder=True).unbatch().cardinality() for n in (2, 3)],
        Dataset.range(10).batch(3).unbatch().cardinality(),
        str(_buckets(tf).element_spec),
        Dataset.range(3).options().deterministic,
    ]


@case
def iterators(tf, np):
    dataset = tf.data.Dataset.range(3)
    iterator = iter(dataset)
    results = [next(iterator), iterator.get_next(), str(iterator.element_spec)]
    results.append(iterator.get_next_as_optional().get_value())
    results.append(iterator.get_next_as_optional().has_value())
    results.append(next(iterator, "end"))
    results.append([(i, x) for i, (x, y) in enumerate(tf.data.Dataset.zip((dataset, dataset)))])
    return [*results, len(dataset), len(dataset.batch(2)), bool(dataset)]
