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
