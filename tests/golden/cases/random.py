"""Random numbers: streams, seeds and states. Most must be equal to the last bit."""

from tests.golden.case import case

FLOATS = ["float16", "bfloat16", "float32", "float64"]
SHAPES = [(), (0,), (1,), (3,), (5, 0), (2, 3), (7, 1, 5), (1001,)]
# To the bit; the others allow for the C library's float64 logarithm and sine.
EXACT = {"rtol": 0.0, "atol": 0.0}
DOUBLE = {"rtol": 1e-14, "atol": 1e-15}


def _draw_all(tf, seed=None, shape=(9,)):
    return [
        tf.random.uniform(shape, seed=seed),
        tf.random.normal(shape, seed=seed),
        tf.random.truncated_normal(shape, seed=seed),
        tf.random.uniform(shape, maxval=17, dtype=tf.int32, seed=seed),
        tf.random.uniform(shape, -5, 10**12, dtype=tf.int64, seed=seed),
    ]


@case(params=[0, 1, 42, -3, 2**31 + 5, 2**40], **EXACT)
def global_seeds(tf, np, seed):
    tf.random.set_seed(seed)
    return _draw_all(tf) + _draw_all(tf)


@case(params=SHAPES, **EXACT)
def shapes(tf, np, shape):
    return _draw_all(tf, shape=shape)


@case(params=[0, 1, 7, 2**33], **EXACT)
def op_seeds_go_on(tf, np, seed):
    tf.random.set_seed(3)
    first = [_draw_all(tf, seed) for _ in range(3)]
    tf.random.set_seed(3)
    return [*first, _draw_all(tf, seed)]


@case(**EXACT)
def op_seeds_of_other_sizes_share_a_stream(tf, np):
    tf.random.set_seed(1)
    return [tf.random.normal([n], seed=5) for n in (3, 1, 100, 3)] + [
        tf.random.normal([3], seed=5, dtype=tf.float64)
    ]


@case(params=FLOATS, **DOUBLE)
def float_dtypes(tf, np, dtype):
    dtype = tf.as_dtype(dtype)
    return [
        tf.random.uniform([101], dtype=dtype),
        tf.random.uniform([101], -2, 3, dtype=dtype),
        tf.random.normal([101], dtype=dtype),
        tf.random.normal([101], 0.1, 0.7, dtype=dtype),
        tf.random.truncated_normal([1001], dtype=dtype),
        tf.random.truncated_normal([101], 1.0, 3.0, dtype=dtype),
    ]


@case(**EXACT)
def scaling_rounds_twice(tf, np):
    return [
        tf.random.normal([5000], 0.3, 1.7),
        tf.random.normal([5000], stddev=0.3),
        tf.random.normal([5000], mean=0.3),
        tf.random.uniform([5000], -0.7, 0.3),
        tf.random.uniform([5000], maxval=0.3),
        tf.random.truncated_normal([5000], -1.0, 0.05),
    ]


@case(**EXACT)
def scaling_by_tensors(tf, np):
    mean, stddev = tf.constant([0.0, 1.0, 2.0]), tf.constant([[0.1], [10.0]])
    return [
        tf.random.normal([2, 3], mean, stddev),
        tf.random.uniform([2, 3], mean, 5.0),
        tf.random.uniform([2, 3], 0.0, tf.constant([1.0, 2.0, 3.0])),
        tf.random.truncated_normal([2, 3], mean, stddev),
    ]


@case(rtol=1e-6)
def gradients_reach_the_parameters(tf, np):
    mean, stddev = tf.Variable([0.0, 1.0]), tf.Variable(2.0)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.random.normal([4, 2], mean, stddev) ** 2)
    return [loss, tape.gradient(loss, [mean, stddev])]


@case(**EXACT)
def inside_a_tape(tf, np):
    with tf.GradientTape():
        return [*_draw_all(tf), tf.random.shuffle(tf.range(10))]


@case(**EXACT)
def shapes_given_as(tf, np):
    return [
        tf.random.normal(tf.constant([2, 3])),
        tf.random.normal(tf.TensorShape([2, 3])),
        tf.random.normal(np.array([2, 3])),
        tf.random.normal([tf.constant(2), 3]),
        tf.random.normal((2, 3)),
    ]


@case(**EXACT)
def many_numbers(tf, np):
    return [tf.random.normal([300_000])[::997], tf.random.truncated_normal([300_000])[::997]]


@case(**EXACT)
def integers(tf, np):
    return [
        tf.random.uniform([50], 5, 7, dtype=tf.int32),
        tf.random.uniform([50], -(2**31), 2**31 - 1, dtype=tf.int32),
        tf.random.uniform([50], 0, 2**62, dtype=tf.int64),
        tf.random.uniform([50], tf.constant(3), tf.constant(9), dtype=tf.int32),
        tf.random.uniform([], maxval=100, dtype=tf.int32),
    ]


@case(params=[(10,), (5, 2), (1,), (0,), (2, 3, 4), (100,)], **EXACT)
def shuffle(tf, np, shape):
    values = tf.constant(np.arange(int(np.prod(shape))).reshape(shape))
    tf.random.set_seed(3)
    return [tf.random.shuffle(values), tf.random.shuffle(values), tf.random.shuffle(values, seed=4),
            tf.random.shuffle(values, seed=4)]  # fmt: skip


@case(params=["float32", "string", "bool"], **EXACT)
def shuffle_dtypes(tf, np, dtype):
    values = {"float32": [0.5, 1.5, 2.5], "string": ["a", "b", "c"], "bool": [True, False, False]}
    return tf.random.shuffle(tf.constant(values[dtype]))


@case(**EXACT)
def shuffle_a_scalar(tf, np):
    return tf.random.shuffle(tf.constant(3))


@case(params=["int32", "int64", None], **EXACT)
def categorical(tf, np, dtype):
    logits = [[0.0, 1.0, 2.0], [2.0, 1.0, 0.0], [1.0, 1.0, 1.0]]
    draws = [tf.random.categorical(logits, 7, dtype) for _ in range(2)]
    return draws + [tf.random.categorical(logits, 6, dtype, seed=4) for _ in range(2)]


@case(**EXACT)
def categorical_of_many_classes(tf, np):
    logits = np.random.default_rng(0).normal(size=(1, 1000)).astype("float32") * 3
    return [tf.random.categorical(logits, 50), tf.random.categorical(logits.astype("float64"), 1)]


@case(**EXACT)
def categorical_of_impossible_classes(tf, np):
    return tf.random.categorical([[-np.inf, 0.0, -np.inf, 1.0]], 30)


SEEDS = [[1, 2], [-5, 7], [2**31 - 1, 0], [0, 0], [123, -456]]


@case(params=SEEDS, **EXACT)
def stateless(tf, np, seed):
    return [
        tf.random.stateless_uniform([7], seed),
        tf.random.stateless_uniform([7], seed, -3.0, 0.1),
        tf.random.stateless_uniform([7], seed, -3, 1000, dtype=tf.int32),
        tf.random.stateless_uniform([7], seed, 0, 10**15, dtype=tf.int64),
        tf.random.stateless_uniform([5], seed, None, None, dtype=tf.int32),
        tf.random.stateless_uniform([5], seed, None, None, dtype=tf.int64),
        tf.random.stateless_uniform([5], seed, None, None, dtype=tf.uint32),
        tf.random.stateless_uniform([5], seed, None, None, dtype=tf.uint64),
        tf.random.stateless_normal([71], seed, 1.0, 3.0),
        tf.random.stateless_truncated_normal([1007], seed, stddev=0.05),
        tf.random.stateless_categorical([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]], 5, seed),
        tf.random.stateless_normal([], seed),
    ]


@case(params=SEEDS, **EXACT)
def stateless_seeds_as_tensors(tf, np, seed):
    wide = tf.constant(seed, tf.int64)
    return [
        tf.random.stateless_uniform([4], wide),
        tf.random.stateless_normal([4], tf.constant(seed) + 0),
        tf.random.stateless_truncated_normal([4], tf.Variable(seed)),
        tf.random.split(seed, 3),
        tf.random.split(wide),
        tf.random.fold_in(seed, 3),
        tf.random.fold_in(wide, tf.constant(3, tf.int64)),
        tf.random.experimental.stateless_split(seed, 2),
        tf.random.experimental.stateless_fold_in(seed, 1),
        tf.random.experimental.stateless_shuffle(tf.range(37), seed),
    ]


@case(params=FLOATS, **DOUBLE)
def stateless_dtypes(tf, np, dtype):
    dtype = tf.as_dtype(dtype)
    return [
        tf.random.stateless_uniform([33], [1, 2], dtype=dtype),
        tf.random.stateless_normal([33], [1, 2], dtype=dtype),
        tf.random.stateless_truncated_normal([333], [1, 2], dtype=dtype),
    ]


@case(params=[1, 1234, -1, 2**63 - 1, 2**70], **EXACT)
def generator(tf, np, seed):
    generator = tf.random.Generator.from_seed(seed)
    drawn = [
        generator.normal([5], 2.0, 3.0),
        generator.state,
        generator.uniform([5], -1.0, 1.0),
        generator.uniform([5], maxval=9, dtype=tf.int32),
        generator.uniform([5], minval=None, maxval=None, dtype=tf.int64),
        generator.truncated_normal([55]),
        generator.uniform_full_int([3]),
        generator.state,
        generator.make_seeds(3),
        generator.skip(5),
        generator.key,
        generator.normal([]),
        generator.state,
    ]
    first, second = generator.split(2)
    drawn += [first.normal([3]), second.state, generator.state]
    copied = tf.random.Generator(copy_from=generator)
    return [*drawn, copied.normal([3]), generator.normal([3])]


@case(**EXACT)
def generator_states(tf, np):
    generator = tf.random.Generator.from_state([1, 2, 3], "philox")
    drawn = [generator.uniform([3])]
    generator.reset_from_seed(-7)
    drawn.append(generator.state)
    generator.reset([4, 5, 6])
    drawn.append(generator.uniform([3]))
    generator.reset_from_key_counter(9, [4, 5])
    drawn += [generator.state, generator.normal([3]), generator.algorithm]
    other = tf.random.Generator.from_key_counter(3, [1, 2], "philox")
    return [*drawn, other.state, other.uniform([2])]


@case(**EXACT)
def generator_counter_carries(tf, np):
    generator = tf.random.Generator.from_state([-1, -1, 5], "philox")
    return [generator.uniform([9]), generator.state, generator.normal([4])]


@case(params=[1, [1, 2], 2**40 + 5, -9], **EXACT)
def create_rng_state(tf, np, seed):
    return tf.random.create_rng_state(seed, "philox")


@case(**EXACT)
def set_global_generator(tf, np):
    tf.random.set_global_generator(tf.random.Generator.from_seed(7))
    return [tf.random.get_global_generator().normal([3]), tf.random.get_global_generator().state]


@case
def shapes_and_dtypes_of_counts(tf, np):
    draws = [
        tf.random.gamma([4], [0.5, 1.5]),
        tf.random.gamma([2, 3], [0.5, 1.5], [[1.0], [2.0], [3.0]]),
        tf.random.gamma([], 2.0, dtype=tf.float64),
        tf.random.poisson([7, 3], [1.2, 5.0]),
        tf.random.poisson([2], 3.0, dtype=tf.int32),
        tf.random.stateless_gamma([3, 2], [1, 2], [0.5, 1.5]),
        tf.random.stateless_poisson([3, 2], [1, 2], [0.5, 1.5]),
        tf.random.stateless_binomial([3, 2], [1, 2], [10.0, 5.0], [0.5, 0.1]),
        tf.random.stateless_parameterized_truncated_normal(
            [3, 2], [1, 2], [0.0, 1.0], 2.0, -1.0, 3.0
        ),
    ]
    return [(draw.shape, draw.dtype) for draw in draws]


@case(**EXACT)
def counts_without_chance(tf, np):
    return [
        tf.random.poisson([3], 0.0),
        tf.random.stateless_binomial([3], [1, 2], 10.0, 1.0),
        tf.random.stateless_binomial([3], [1, 2], 10.0, 0.0),
    ]


ERRORS = {
    "low above high": lambda tf: tf.random.uniform([2], 5, 3, dtype=tf.int32),
    "low is high": lambda tf: tf.random.uniform([2], 3, 3, dtype=tf.int32),
    "no high": lambda tf: tf.random.uniform([2], dtype=tf.int32),
    "scalar shape": lambda tf: tf.random.uniform(3),
    "negative size": lambda tf: tf.random.uniform([-1]),
    "uint8": lambda tf: tf.random.uniform([2], maxval=3, dtype=tf.uint8),
    "normal of ints": lambda tf: tf.random.normal([2], dtype=tf.int32),
    "truncated normal of ints": lambda tf: tf.random.truncated_normal([2], dtype=tf.int32),
    "logits of one axis": lambda tf: tf.random.categorical([1.0, 2.0], 3),
    "seed of one": lambda tf: tf.random.stateless_uniform([2], [1]),
    "seed of floats": lambda tf: tf.random.stateless_uniform([2], [1.0, 2.0]),
    "stateless low above high": lambda tf: tf.random.stateless_uniform([2], [1, 2], 5, 3, tf.int32),
    "bounded unsigned": lambda tf: tf.random.stateless_uniform(
        [2], [1, 2], maxval=3, dtype=tf.uint32
    ),
    "bounds of one axis": lambda tf: tf.random.uniform([2], [1, 2], 5, dtype=tf.int32),
    "state of two": lambda tf: tf.random.Generator(state=[1, 2], alg=1),
    "unknown algorithm": lambda tf: tf.random.Generator.from_seed(1, alg="foo"),
}


@case(params=list(ERRORS))
def errors(tf, np, which):
    return ERRORS[which](tf)
