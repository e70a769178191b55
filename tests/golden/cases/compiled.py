"""Eager loops that are compiled, functions that print and test conditions, recomputed gradients."""

from tests.golden.case import case, raised

_LOOPS = {
    "while": lambda tf, x, w: tf.while_loop(
        lambda i, y: i < 12, lambda i, y: (i + 1, tf.sin(y) * w + 0.1), (0, x)
    )[1],
    "while_limited": lambda tf, x, w: tf.while_loop(
        lambda y: tf.reduce_sum(y) < 1e9, lambda y: (y * w,), (x,), maximum_iterations=9
    )[0],
    "while_dict": lambda tf, x, w: tf.while_loop(
        lambda i, s: i < 7,
        lambda i, s: (i + 1, {"a": s["b"] * w, "b": s["a"] + 1.0}),
        (tf.constant(0), {"a": x, "b": x * 2.0}),
    )[1]["a"],
    "map": lambda tf, x, w: tf.map_fn(lambda row: tf.tanh(row) * w, x),
    "map_pair": lambda tf, x, w: tf.map_fn(
        lambda row: row[0] * w + row[1], (x, x * 2.0), fn_output_signature=tf.float32
    ),
    "scan": lambda tf, x, w: tf.scan(lambda so_far, row: so_far * w + row, x),
    "scan_back": lambda tf, x, w: tf.scan(
        lambda so_far, row: so_far * w + row, x, tf.zeros([2]), reverse=True
    ),
    "foldl": lambda tf, x, w: tf.foldl(lambda so_far, row: so_far * row + w, x),
    "foldr": lambda tf, x, w: tf.foldr(lambda so_far, row: so_far * row + w, x, tf.ones([2])),
    "vectorized": lambda tf, x, w: tf.vectorized_map(lambda row: tf.reduce_sum(row * w), x),
    "nested": lambda tf, x, w: tf.map_fn(
        lambda row: tf.while_loop(lambda y: tf.reduce_sum(y) < 9.0, lambda y: (y * y + w,), (row,))[
            0
        ],
        x,
    ),
}


@case(params=list(_LOOPS))
def loop_and_gradients(tf, np, which):
    rng = np.random.default_rng(0)
    x = tf.Variable(rng.uniform(0.5, 1.5, size=(6, 2)).astype("float32"))
    w = tf.Variable(1.1)
    with tf.GradientTape() as tape:
        y = _LOOPS[which](tf, x * 1.0, w)
        total = tf.reduce_sum(y * y)
    return y, tape.gradient(total, [x, w])


@case(params=[(0,), (1, 2), (6, 0), (6,), (6, 1)])
def loops_of_edge_shapes(tf, np, shape):
    x = tf.ones(shape, tf.float64)
    found = [
        tf.map_fn(lambda row: row * 2, x),
        tf.while_loop(lambda i, y: i < 6, lambda i, y: (i + 1, y + 1), (0, x)),
    ]
    return found + ([tf.scan(lambda a, b: a + b, x)] if shape[0] else [])


@case
def loops_that_python_runs(tf, np):
    seen = []

    def note(row):
        seen.append(row)
        return row * 2

    doubled = tf.map_fn(note, tf.range(7))
    grown = tf.while_loop(
        lambda i, y: i < 6, lambda i, y: (i + 1, tf.concat([y, [i]], 0)), (0, tf.constant([7]))
    )
    chosen = tf.map_fn(lambda row: row if row > 3 else -row, tf.range(7))
    array = tf.TensorArray(tf.float32, size=0, dynamic_size=True)
    _, array = tf.while_loop(
        lambda i, array: i < 6, lambda i, array: (i + 1, array.write(i, 1.5)), (0, array)
    )
    return doubled, len(seen), seen[3], grown, chosen, array.stack()


@case
def variables_assigned_in_loops(tf, np):
    total = tf.Variable(0.0)
    tf.map_fn(lambda row: total.assign_add(row), tf.ones([6]))
    tf.while_loop(lambda i: i < 6, lambda i: (total.assign_add(10.0) > 0 and i + 1,), (0,))
    return total


@case(params=["dtype", "shape", "structure", "condition"])
def loops_that_are_refused(tf, np, which):
    if which == "dtype":
        return raised(tf.map_fn, lambda row: tf.cast(row, tf.int32), tf.ones([6]), tf.float32)
    if which == "shape":
        return raised(
            tf.while_loop, lambda i: i < 6, lambda i: (tf.ones([2]) + tf.ones([3]),), (0,)
        )
    if which == "structure":
        return raised(tf.while_loop, lambda i: i < 6, lambda i: (i, i), (0,))
    return raised(tf.while_loop, 3, lambda i: (i,), (0,))


@case
def recomputed_gradients(tf, np):
    kernel = tf.Variable([[0.5, -1.0], [2.0, 0.25]])
    x = tf.Variable([[1.0, 2.0]])

    def block(x):
        return tf.tanh(tf.matmul(x, kernel)) * x

    found = []
    for wrap in (lambda f: f, tf.function):
        again = wrap(tf.recompute_grad(block))
        with tf.GradientTape() as tape:
            y = again(x)
        found.append((y, tape.gradient(y, [x, kernel])))
    return found


@case(params=[1.0, -1.0])
def conditions_in_a_function(tf, np, number):
    before = tf.Variable(0.0)

    @tf.function
    def step(x):
        before.assign_add(1.0)
        tf.debugging.assert_positive(x, message="positive")
        return tf.debugging.check_numerics(tf.math.log(x), "log")

    return raised(step, tf.constant(number)), before


@case(params=[1, 5])
def conditions_in_loops_and_branches(tf, np, number):
    @tf.function
    def body(n):
        total = tf.constant(0)
        for i in tf.range(6):
            tf.debugging.Assert(total < 8, [total])
            if n > 3:
                tf.debugging.assert_less(i, 10)
            total += n
        return total

    return raised(body, tf.constant(number))
