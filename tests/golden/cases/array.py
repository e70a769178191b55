"""Making, shaping, indexing and rearranging tensors."""

from tests.golden.case import case, raised


def _with_gradient(tf, function, *arrays):
    tensors = [tf.constant(array) for array in arrays]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        results = function(*tensors)
        flat = results if isinstance(results, (list, tuple)) else [results]
        total = tf.add_n(
            [
                tf.reduce_sum(
                    tf.sin(y) * tf.cast(tf.reshape(tf.range(tf.size(y)), tf.shape(y)), y.dtype)
                )
                for y in flat
            ]
        )
    return results, tape.gradient(total, tensors)


def _x(np, *shape):
    return np.random.default_rng(3).normal(size=shape).astype("float32")


@case(
    params=[
        "float32",
        "float64",
        "int32",
        "int64",
        "uint8",
        "bool",
        "complex64",
        "bfloat16",
        "string",
    ]
)
def created(tf, np, dtype):
    results = [
        tf.zeros([2, 3], dtype),
        tf.zeros([], dtype),
        tf.zeros([0, 2], dtype),
        tf.zeros(3, dtype),
        tf.zeros((2,), dtype=dtype),
    ]
    if dtype != "string":
        results += [tf.ones([2, 3], dtype), tf.ones_like([1.5, 2.0], dtype), tf.eye(2, dtype=dtype)]
    return [*results, tf.zeros_like([[1, 2]], dtype)]


@case
def created_from_tensors(tf, np):
    shape = tf.constant([2, 3])
    return [
        tf.zeros(shape),
        tf.ones(tf.TensorShape([2, 1])),
        tf.zeros([tf.constant(2), 3]),
        tf.zeros(np.array([1, 2])),
        tf.fill([2, 2], 7),
        tf.fill([2], 1.5),
        tf.fill([], True),
        tf.fill(shape, "a"),
        tf.fill([2], tf.constant(3, tf.int64)),
        tf.zeros_like(tf.Variable([1, 2])),
        tf.ones_like(np.zeros([2])),
        tf.zeros_like(5),
        tf.zeros([70, 70]),
        tf.ones([70, 70], tf.int64),
        tf.fill([70, 70], 2.0),
        tf.eye(70),
    ]


@case
def creation_errors(tf, np):
    return [
        raised(tf.zeros, [-1]),
        raised(tf.fill, [2], [1, 2]),
        raised(tf.zeros, [2.5]),
        raised(tf.fill, [-2], 1),
    ]


@case
def eye(tf, np):
    return (
        tf.eye(3),
        tf.eye(2, 3),
        tf.eye(3, 2, dtype=tf.int32),
        tf.eye(2, batch_shape=[2, 1]),
        tf.eye(0),
    )


@case(
    params=[
        (5,),
        (0,),
        (2, 7),
        (3, 9, 2),
        (9, 3, -2),
        (0, 1, 0.25),
        (1.0, 2.0, 0.1),
        (5.0,),
        (0, -5, -1),
        (3, 3),
        (0.0, 1.0, 0.3),
        (2.5,),
        (0, 10, 3),
        (10, 0, -4),
        (1, 2, 0.5),
    ]
)
def numbers(tf, np, arguments):
    return (
        tf.range(*arguments),
        tf.range(*arguments, dtype=tf.float64),
        tf.range(*map(tf.constant, arguments)) if len({type(a) for a in arguments}) == 1 else None,
    )


@case
def more_numbers(tf, np):
    return [
        tf.range(3, dtype=tf.int64),
        tf.range(start=1, limit=4),
        tf.range(1, delta=2, limit=6),
        tf.range(tf.constant(4)),
        tf.range(np.int64(3)),
        tf.range(3.0, dtype=tf.float32),
        tf.range(tf.size([1, 2, 3])),
        tf.range(0, tf.constant(3, tf.int64)),
        raised(tf.range, 5, 0),
        raised(tf.range, 0, 5, 0),
        raised(tf.range, [1, 2]),
    ]


@case
def linspace(tf, np):
    start, stop = tf.constant([0.0, 1.0]), tf.constant([1.0, 5.0])
    return [
        tf.linspace(0.0, 1.0, 5),
        tf.linspace(10.0, 12.0, 3),
        tf.linspace(-1.0, 1.0, 1),
        tf.linspace(0, 10, 5),
        tf.linspace(start, stop, 3),
        tf.linspace(start, stop, 3, axis=-1),
        tf.linspace(tf.constant(0.0), 2.0, 4),
        tf.linspace(5.0, -5.0, 11),
        tf.linspace(tf.constant(0.0, tf.float64), tf.constant(1.0, tf.float64), 7),
        raised(tf.linspace, 0.0, 1.0, 0),
    ]


@case
def shapes(tf, np):
    x = tf.zeros([2, 3, 4])
    return [
        tf.shape(x),
        tf.shape(x, out_type=tf.int64),
        tf.shape(5),
        tf.size(x),
        tf.size(x, tf.int64),
        tf.rank(x),
        tf.rank(5),
        tf.shape([[1, 2]]),
        tf.shape_n([x, tf.zeros([5])]),
        tf.shape(tf.Variable([1.0])),
        tf.shape(np.zeros([2, 2])),
        tf.shape("a"),
        tf.size(["a", "b"]),
        tf.broadcast_static_shape(tf.TensorShape([3, 1]), tf.TensorShape([2])),
        tf.broadcast_dynamic_shape([3, 1], [1, 4]),
        tf.broadcast_static_shape(tf.TensorShape([None, 1]), tf.TensorShape([5, 4])),
        tf.reshape(tf.range(6), [tf.shape(x)[0], -1]),
        raised(tf.broadcast_static_shape, tf.TensorShape([3]), tf.TensorShape([2])),
        x.shape[1] * 2,
    ]


@case(params=[[-1], [6, 4], [2, -1, 2], [4, 3, 2, 1], [24], (2, 12), [-1, 24]])
def reshape(tf, np, shape):
    return _with_gradient(tf, lambda x: tf.reshape(x, shape), _x(np, 2, 3, 4))


@case
def reshape_others(tf, np):
    r = tf.reshape
    return [
        r(5, []),
        r([5], []),
        r([], [0, 3]),
        r([], [-1]),
        r(tf.zeros([0, 3]), [-1, 3]),
        r([1, 2], tf.constant([2, 1])),
        r([1, 2], np.array([2, 1])),
        r(["a", "b"], [2, 1]),
        r([[1, 2], [3, 4]], tf.TensorShape([4])),
        r(np.arange(4), [2, 2]),
        r([1, 2, 3, 4], [tf.constant(2), -1]),
        raised(r, [1, 2, 3], [2]),
        raised(r, [1, 2, 3], [2, -1]),
        raised(r, [1, 2], [-1, -1]),
        raised(r, [1, 2], [2, -2]),
        raised(r, [1, 2], 2),
    ]


@case(params=[0, 1, -1, -2, 2])
def expand_dims(tf, np, axis):
    return _with_gradient(tf, lambda x: tf.expand_dims(x, axis), _x(np, 2, 3))


@case(params=[None, 0, [0], -1, [0, 2], [2, 0]])
def squeeze(tf, np, axis):
    return _with_gradient(tf, lambda x: tf.squeeze(x, axis), _x(np, 1, 3, 1))


@case
def axis_errors(tf, np):
    x = tf.zeros([2, 1, 3])
    return [
        raised(tf.expand_dims, x, 4),
        raised(tf.expand_dims, x, -5),
        raised(tf.squeeze, x, 0),
        raised(tf.squeeze, x, 3),
        tf.squeeze(5),
        tf.expand_dims(5, 0),
        tf.squeeze([["a"]]),
        tf.expand_dims("a", 0),
    ]


@case(params=[None, [0, 2, 1], [2, 0, 1], [1, 0, 2], [0, 1, 2]])
def transpose(tf, np, perm):
    return _with_gradient(tf, lambda x: tf.transpose(x, perm), _x(np, 2, 3, 4))


@case
def transpose_others(tf, np):
    t = tf.transpose
    return [
        t(5),
        t([1, 2]),
        t([[1, 2]], perm=tf.constant([1, 0])),
        t([["a", "b"]]),
        t(tf.constant([[1 + 1j, 2]]), conjugate=True),
        t(np.zeros([2, 3]), (1, 0)),
        raised(t, [[1]], [0]),
        raised(t, [[1]], [0, 0]),
        raised(t, [[1]], [0, 2]),
    ]


@case(params=[0, 1, -1, 2])
def concat(tf, np, axis):
    return _with_gradient(
        tf, lambda x, y: tf.concat([x, y, x], axis), _x(np, 2, 3, 4), _x(np, 2, 3, 4)
    )


@case
def concat_others(tf, np):
    c = tf.concat
    v = tf.Variable([[1.0, 2.0]])
    return [
        c([[1], [2, 3]], 0),
        c([v, [[3.0, 4.0]]], axis=0),
        c([v], 1),
        c(values=[v, v], axis=-1),
        c([["a"], ["b", "c"]], 0),
        c([tf.zeros([0, 2]), v], 0),
        c([np.ones([1, 2], "float32"), v], 0),
        c((v, v), 0),
        c([[1, 2], tf.constant([3])], tf.constant(0)),
        raised(c, [v, tf.ones([1, 3])], 0),
        raised(c, [v, tf.ones([2])], 0),
        raised(c, [v, v], 2),
        raised(c, [1, 2], 0),
        raised(c, [v, tf.constant([[1, 2]])], 0),
    ]


@case(params=[0, 1, -1, 2])
def stack(tf, np, axis):
    return _with_gradient(tf, lambda x, y: tf.stack([x, y], axis), _x(np, 2, 3), _x(np, 2, 3))


@case
def stack_others(tf, np):
    s = tf.stack
    return [
        s([1, 2, 3]),
        s([tf.constant(1), 2]),
        s([[1, 2], [3, 4]], axis=1),
        s(["a", "b"]),
        s([tf.Variable(1.0), 2.0]),
        s(tf.constant([[1, 2], [3, 4]])),
        s(tf.constant([[1, 2], [3, 4]]), axis=1),
        s((tf.zeros([2]), tf.ones([2]))),
        s([np.zeros(2), np.ones(2)]),
        s([tf.constant("a"), "b"]),
        raised(s, [tf.zeros([2]), tf.zeros([3])]),
        raised(s, [tf.zeros([2])], 2),
        raised(s, [tf.constant(1), tf.constant(1.0)]),
        raised(s, []),
    ]


@case(params=[(2, 0), (3, 1), ([1, 3], 0), ([1, -1], 1), ([2, 0, 1], 1), (4, -2), (1, 1)])
def split(tf, np, how):
    return _with_gradient(
        tf,
        lambda x: tf.split(x, how[0], axis=how[1]),
        _x(np, 4, 3),
    )


@case
def split_others(tf, np):
    s = tf.split
    return [
        s([1, 2, 3, 4], num_or_size_splits=2),
        s(["a", "b"], 2),
        s([1, 2, 3], tf.constant([1, 2])),
        raised(s, [1, 2, 3], 2),
        raised(s, [1, 2, 3], [1, 1]),
        raised(s, [1, 2, 3], 3, 1),
        tf.unstack([[1, 2], [3, 4]]),
        tf.unstack([[1, 2], [3, 4]], axis=1),
        tf.unstack(["a", "b"]),
        tf.unstack([1, 2], num=2),
        raised(tf.unstack, [1, 2], 3),
        raised(tf.unstack, [1, 2], None, 2),
        tf.unstack(tf.zeros([2, 0])),
    ]


@case(params=[0, 1, -1])
def unstack(tf, np, axis):
    return _with_gradient(tf, lambda x: tf.unstack(x, axis=axis), _x(np, 2, 3))


@case(params=[[1, 2], [3, 1], [2, 2], [0, 1], [1, 1]])
def tile(tf, np, multiples):
    return _with_gradient(tf, lambda x: tf.tile(x, multiples), _x(np, 2, 3))


@case(
    params=[
        (2, None),
        (2, 0),
        ([1, 2], 0),
        ([0, 1, 2], 1),
        (3, -1),
        ([2], 0),
        ([1, 0, 2, 1, 0, 3], None),
    ]
)
def repeat(tf, np, how):
    return _with_gradient(tf, lambda x: tf.repeat(x, how[0], axis=how[1]), _x(np, 2, 3))


@case(params=[[0], [1], [0, 1], [-1], []])
def reverse(tf, np, axis):
    return _with_gradient(tf, lambda x: tf.reverse(x, axis), _x(np, 2, 3))


@case(params=[(1, 0), (-1, 1), (5, 1), ([1, 2], [0, 1]), ([1, 1], [1, 1]), (2, -1)])
def roll(tf, np, how):
    return _with_gradient(tf, lambda x: tf.roll(x, shift=how[0], axis=how[1]), _x(np, 2, 3))


@case
def repeating_others(tf, np):
    return [
        tf.tile(["a", "b"], [2]),
        tf.repeat(["a", "b"], 2),
        tf.repeat(5, 3),
        tf.reverse(["a", "b"], [0]),
        tf.roll([1, 2, 3], 1, 0),
        raised(tf.tile, [1], [1, 2]),
        raised(tf.reverse, [1], [1]),
        raised(tf.reverse, [1], [0, 0]),
        raised(tf.roll, [1], 1, 1),
        raised(tf.repeat, [1, 2], [1, 2, 3]),
        tf.meshgrid([1, 2], [3, 4, 5]),
        tf.meshgrid([1, 2], [3, 4, 5], indexing="ij"),
        tf.meshgrid([1], [2, 3], [4, 5]),
        tf.meshgrid([1.0, 2.0]),
        raised(tf.meshgrid, [1], [2], indexing="a"),
        tf.tile(tf.constant([[1, 2]]), tf.constant([2, 1])),
    ]


@case(params=["CONSTANT", "REFLECT", "SYMMETRIC", "symmetric"])
def pad(tf, np, mode):
    return _with_gradient(tf, lambda x: tf.pad(x, [[1, 2], [0, 1]], mode), _x(np, 3, 3))


@case
def pad_others(tf, np):
    p = tf.pad
    return [
        p([1, 2], [[1, 1]], constant_values=9),
        p([1.0], tf.constant([[0, 2]]), constant_values=0.5),
        p(5, tf.zeros([0, 2], tf.int32)),
        p([True], [[1, 0]]),
        p([1, 2, 3], [[2, 2]], "REFLECT"),
        p([1, 2, 3], [[3, 3]], "SYMMETRIC"),
        raised(p, [1, 2], [[2, 0]], "REFLECT"),
        raised(p, [1, 2], [[1, 1]], "WRAP"),
        raised(p, [1, 2], [[1, 1], [1, 1]]),
        raised(p, [1, 2], [[-1, 1]]),
        p(tf.constant([1, 2], tf.int64), [[1, 0]]),
    ]


@case(
    params=[
        ([2, 0, 2], None, 0),
        ([[0, 1], [1, 1]], 1, 0),
        (1, 0, 0),
        ([0, 3], -1, 0),
        ([[0], [2], [1]], None, 1),
        ([[0, 1], [2, 0], [1, 1]], 2, 1),
        ([], 0, 0),
        ([[0], [1], [2]], 1, 1),
        ([[3, 0], [1, 1], [0, 2]], -1, 1),
    ]
)
def gather(tf, np, how):
    indices, axis, batch_dims = how
    indices = tf.constant(indices, tf.int32)
    return _with_gradient(
        tf, lambda x: tf.gather(x, indices, axis=axis, batch_dims=batch_dims), _x(np, 3, 3, 4)
    )


@case
def gather_others(tf, np):
    g = tf.gather
    return [
        g([10, 20, 30], 1),
        g(["a", "b", "c"], [2, 0]),
        g(tf.Variable([1.0, 2.0]), [1, 1]),
        g(np.arange(6).reshape(2, 3), [2, 0], axis=1),
        g([1, 2], tf.constant([1], tf.int64)),
        g([[1, 2], [3, 4]], indices=[[0, 1]]),
        raised(g, [1, 2], [2]),
        raised(g, [1, 2], [-1]),
        raised(g, [1, 2], [0], axis=1),
        raised(g, [1, 2], [0.5]),
        g([1, 2], np.array([0, 1])),
    ]


@case(
    params=[
        ([[0, 1], [2, 0]], 0),
        ([[1]], 0),
        ([[[0, 0, 0]], [[2, 2, 3]]], 0),
        ([[0], [2], [1]], 1),
        ([[[0, 1]], [[2, 3]], [[1, 1]]], 1),
    ]
)
def gather_nd(tf, np, how):
    indices = tf.constant(how[0], tf.int32)
    return _with_gradient(
        tf, lambda x: tf.gather_nd(x, indices, batch_dims=how[1]), _x(np, 3, 3, 4)
    )


@case
def gather_nd_others(tf, np):
    g = tf.gather_nd
    return [
        g([["a", "b"], ["c", "d"]], [[0, 1]]),
        g([1, 2], [[1]]),
        raised(g, [1, 2], [[2]]),
        raised(g, [1, 2], [[-1]]),
        raised(g, [1, 2], [[0, 0]]),
    ]


@case
def where(tf, np):
    x, y = tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([10.0, 20.0])
    condition = tf.constant([[True, False], [False, True]])
    with tf.GradientTape() as tape:
        tape.watch([x, y])
        z = tf.where(condition, x * x, y)
    w = tf.where
    return [
        z,
        tape.gradient(z, [x, y]),
        w(condition),
        w([0, 3, 0, 5]),
        raised(w, tf.constant(True)),
        w([False, False]),
        w(condition, 1, 0),
        w(True, [1, 2], [3, 4]),
        w([True, False], x, -x),
        w(condition[:, :1], "a", "b"),
        w([True, False], ["a", "b"], ["c", "d"]),
        w(x > 2, x, 0.0),
        w(x > 2, 0.0, x),
        w(x > 2, x, tf.zeros_like(x)),
        raised(w, condition, x),
        raised(w, condition, x, tf.constant([1])),
        raised(w, condition, tf.ones([3]), tf.ones([3])),
        raised(w, tf.constant([1.0]), 1.0, 2.0),
    ]


@case
def boolean_mask(tf, np):
    b = tf.boolean_mask
    x = tf.reshape(tf.range(12), [3, 4])
    return [
        b(x, [True, False, True]),
        b(x, x > 5),
        b(x, [True, False, True, True], axis=1),
        b(x, [[True] * 4] * 3),
        b([1, 2], [False, False]),
        b(["a", "b"], [True, False]),
        b(tf.reshape(x, [2, 2, 3]), [[True, False], [False, True]]),
        b(x, np.array([True, True, False])),
        raised(b, x, True),
        raised(b, x, [True, False]),
    ]


@case
def one_hot(tf, np):
    o = tf.one_hot
    return [
        o([0, 2, -1, 5], 3),
        o([[0, 1], [2, 0]], 3),
        o([[0, 1], [2, 0]], 3, axis=0),
        o([[0, 1], [2, 0]], 3, axis=1),
        o(1, 3),
        o([0, 1], 2, dtype=tf.int32),
        o([0, 1], 2, on_value=5.0, off_value=-1.0),
        o([0, 1], 2, on_value=5, off_value=-1),
        o([0], 2, on_value=True, off_value=False),
        o(tf.constant([1, 0], tf.int64), depth=tf.constant(2)),
        o(np.array([1, 0], "uint8"), 2),
        o([0, 1], 2, on_value=0.9),
        o([0, 1], 0),
        raised(o, [0.5], 2),
        raised(o, [0], -1),
        raised(o, [0], 2, axis=3),
        raised(o, [0], 2, 1.0, 0, None, tf.int32),
    ]


@case
def sequence_mask(tf, np):
    s = tf.sequence_mask
    return (
        s([1, 3, 2]),
        s([1, 3], 5),
        s([[1], [2]], maxlen=2, dtype=tf.float32),
        s(2, 3),
        s([0, 0]),
        s(tf.constant([2], tf.int64), tf.constant(3)),
    )


@case
def searchsorted(tf, np):
    s = tf.searchsorted
    return (
        s([1, 3, 3, 5], [0, 3, 4, 9]),
        s([1, 3, 3, 5], [3], side="right"),
        s([[1.0, 2.0], [3.0, 4.0]], [[1.5], [3.5]]),
        s([1, 2], [1], out_type=tf.int64),
        raised(s, [1], [1], side="up"),
    )


_PLACES = [
    ([[0], [2]], [[1.0, 5.0, 3.0], [4.0, 0.0, 6.0]]),
    ([[0, 1], [2, 2], [0, 1]], [7.0, 8.0, 9.0]),
    ([[[1]], [[1]]], [[[1.0, 2.0, 3.0]], [[4.0, 5.0, 6.0]]]),
]


@case(params=["add", "sub", "max", "min", "update"])
def scatter_into(tf, np, name):
    function = getattr(tf, f"tensor_scatter_nd_{name}")
    places = _PLACES[:1] if name == "update" else _PLACES
    return [
        _with_gradient(
            tf,
            lambda x, u, indices=indices: function(x, tf.constant(indices), u),
            _x(np, 3, 3),
            np.array(updates, "float32"),
        )
        for indices, updates in places
    ]


@case
def scatter_nd(tf, np):
    results = [
        _with_gradient(
            tf,
            lambda u, indices=indices: tf.scatter_nd(tf.constant(indices), u, [3, 3]),
            np.array(updates, "float32"),
        )
        for indices, updates in _PLACES
    ]
    s, t = tf.scatter_nd, tf.tensor_scatter_nd_update
    return [
        *results,
        s([[4], [3], [1], [7]], [9, 10, 11, 12], [8]),
        s(tf.constant([[1]], tf.int64), [5], tf.constant([3], tf.int64)),
        t([1, 2, 3], [[1]], [9]),
        t(["a", "b"], [[1]], ["c"]),
        raised(s, [[5]], [1], [3]),
        raised(s, [[-1]], [1], [3]),
        raised(t, [1, 2], [[2]], [9]),
        raised(s, [[0]], [1, 2], [3]),
    ]


@case
def unique(tf, np):
    u, c = tf.unique([5, 3, 5, 1, 3]), tf.unique_with_counts(["b", "a", "b"])
    return (
        u.y,
        u.idx,
        c.y,
        c.idx,
        c.count,
        tf.unique([1.5, 1.5], out_idx=tf.int64).idx,
        raised(tf.unique, [[1]]),
        tf.unique(tf.zeros([0])).y,
        tuple(tf.unique([2, 1, 2])),
    )


@case
def partitions(tf, np):
    x = tf.Variable([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    with tf.GradientTape() as tape:
        parts = tf.dynamic_partition(x, [1, 0, 1], 3)
        y = tf.reduce_sum(parts[1] ** 2)
    return [
        parts,
        tape.gradient(y, x),
        tf.dynamic_stitch([[0, 2], [1, 3]], [[10, 30], [20, 40]]),
        tf.dynamic_stitch([0, [1, 2]], [[1.0, 2.0], [[3.0, 4.0], [5.0, 6.0]]]),
        raised(tf.dynamic_partition, [1, 2], [0, 2], 2),
        raised(tf.dynamic_partition, [1, 2], [0], 2),
        tf.unravel_index([2, 5], [2, 3]),
        tf.unravel_index(4, [2, 3]),
        tf.math.invert_permutation([2, 0, 1]),
        tf.reverse_sequence([[1, 2, 3], [4, 5, 6]], [2, 3], seq_axis=1, batch_axis=0),
        tf.reverse_sequence(tf.reshape(tf.range(12), [3, 2, 2]), [1, 3], seq_axis=0, batch_axis=1),
    ]


@case
def blocks(tf, np):
    x = tf.reshape(tf.range(16), [1, 4, 4, 1])
    y = tf.space_to_batch(x, [2, 2], [[0, 0], [0, 0]])
    return (
        y,
        tf.batch_to_space(y, [2, 2], [[0, 0], [0, 0]]),
        tf.space_to_batch(x, [2, 3], [[0, 0], [1, 1]]),
        tf.batch_to_space(y, [2, 2], [[1, 0], [0, 2]]),
    )


@case
def broadcasting(tf, np):
    results = _with_gradient(tf, lambda x: tf.broadcast_to(x, [2, 3, 4]), _x(np, 3, 1))
    b = tf.broadcast_to
    return [
        results,
        b(5, [2]),
        b([1, 2], tf.constant([3, 2])),
        b("a", [2]),
        b([1], [0]),
        raised(b, [1, 2], [3]),
        raised(b, [[1, 2]], [2]),
    ]


@case
def identities(tf, np):
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = tf.ensure_shape(tf.identity(x), [None]) * 2
    return [
        y,
        tape.gradient(y, x),
        tf.identity("a"),
        tf.identity(5),
        tf.identity_n([1, 2.0]),
        raised(tf.ensure_shape, x, [3]),
        raised(tf.ensure_shape, x, [2, 1]),
        tf.is_tensor(x),
        tf.is_tensor(x + 1),
        tf.is_tensor([1]),
        tf.get_static_value(tf.constant([1, 2])),
        tf.guarantee_const(3),
    ]


@case
def nests(tf, np):
    n = tf.nest
    return [
        n.flatten({"b": [1, (2, 3)], "a": 4}),
        n.flatten(5),
        n.flatten([]),
        n.flatten([None, "ab"]),
        n.map_structure(lambda x: x * 2, {"a": [1, 2], "b": (3,)}),
        n.map_structure(lambda x, y: x + y, [1, (2,)], [10, (20,)]),
        n.pack_sequence_as({"a": 0, "b": [0, 0]}, [1, 2, 3]),
        n.is_nested([1]),
        n.is_nested((1,)),
        n.is_nested({}),
        n.is_nested("a"),
        n.is_nested(np.zeros(2)),
        raised(n.assert_same_structure, [1], [1, 2]),
        raised(n.assert_same_structure, [1], (1,)),
        n.assert_same_structure([1], (1,), check_types=False),
        raised(n.pack_sequence_as, [1, 2], [1]),
        raised(n.map_structure, lambda x, y: x, [1], [1, 2]),
        raised(n.map_structure, 5, [1]),
    ]


@case
def rows_of_variables(tf, np):
    def variable():
        return tf.Variable([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])

    rows = tf.IndexedSlices(tf.constant([[10.0, 1.0], [2.0, 3.0]]), tf.constant([2, 0]))
    results = []
    for name in ("add", "sub", "max", "min", "update", "mul", "div"):
        v = variable()
        getattr(v, f"scatter_{name}")(rows)
        results.append(v)
    for name in ("add", "sub", "max", "min", "update"):
        v = variable()
        getattr(v, f"scatter_nd_{name}")([[0], [2]], [[10.0, 1.0], [2.0, 3.0]])
        results.append(v)
    v = variable()
    return [
        *results,
        v.gather_nd([[1, 0]]),
        v.sparse_read([2, 0]),
        tf.convert_to_tensor(
            tf.IndexedSlices(rows.values, rows.indices, dense_shape=tf.constant([3, 2]))
        ),
        raised(v.scatter_add, [1.0]),
    ]
