"""Branches, loops, functions of rows: outside of functions, inside, and differentiated."""

from tests.golden.case import case, raised

BOTH = ["eager", "function"]


def _run(tf, how, body, *arguments):
    """`body` called as it is, or as a function without autograph."""
    return (body if how == "eager" else tf.function(body, autograph=False))(*arguments)


def _gradient(tf, how, body, *arguments):
    """The result, and the derivative by float arguments of the results' sum of sines."""
    arguments = [tf.constant(a) for a in arguments]
    floats = [a for a in arguments if a.dtype.is_floating]
    with tf.GradientTape() as tape:
        tape.watch(floats)
        result = _run(tf, how, body, *arguments)
        target = tf.add_n(
            [tf.reduce_sum(tf.sin(r)) for r in tf.nest.flatten(result) if r.dtype.is_floating]
        )
    return result, tape.gradient(target, floats)


@case(params=BOTH)
def cond_of_both_kinds(tf, np, how):
    def body(x, y):
        return tf.cond(x > y, lambda: x * y, lambda: tf.sin(x) + 1.0)

    return _gradient(tf, how, body, 2.0, 1.0), _gradient(tf, how, body, 1.0, 2.0)


@case(params=BOTH)
def cond_of_structures(tf, np, how):
    def body(p):
        return tf.cond(p, lambda: {"a": 1.0, "b": (p, 2)}, lambda: {"a": 3.0, "b": (p, 4)})

    return [_run(tf, how, body, tf.constant(p)) for p in (True, False)]


@case(params=BOTH)
def cond_with_variables(tf, np, how):
    v, w = tf.Variable(1.0), tf.Variable(10.0)

    def body(p):
        def yes():
            v.assign_add(w)
            return v * 2.0

        def no():
            w.assign(v + 1.0)
            return w + 0.0

        return tf.cond(p, yes, no)

    results = [_run(tf, how, body, tf.constant(p)) for p in (True, False, True)]
    return results, v, w


@case(params=BOTH)
def cond_of_one_result_in_a_list(tf, np, how):
    return _run(tf, how, lambda p: tf.cond(p, lambda: [1], lambda: [2]), tf.constant(True))


@case(params=BOTH)
def cond_refusals(tf, np, how):
    return [
        raised(_run, tf, how, lambda p: tf.cond(p, 1, lambda: 2), tf.constant(True)),
        raised(_run, tf, how, lambda p: tf.cond(p, lambda: 1, None), tf.constant(True)),
    ]


@case
def cond_of_other_results_in_a_function(tf, np):
    p = tf.constant(True)
    return raised(_run, tf, "function", lambda p: tf.cond(p, lambda: 1, lambda: 2.0), p)


@case(params=BOTH)
def nested_cond(tf, np, how):
    def body(x):
        return tf.cond(
            x > 0.0,
            lambda: tf.cond(x > 1.0, lambda: x * x, lambda: x + 1.0),
            lambda: tf.exp(x),
        )

    return [_gradient(tf, how, body, x) for x in (2.0, 0.5, -1.0)]


@case(params=BOTH)
def switch_case(tf, np, how):
    def body(i, x):
        return tf.switch_case(i, [lambda: x, lambda: x * 2.0, lambda: tf.sin(x)])

    def mapped(i, x):
        return tf.switch_case(i, {1: lambda: x, 0: lambda: 2.0 * x}, default=lambda: -x)

    both = [_gradient(tf, how, body, i, 0.5) for i in (0, 1, 2, 5, -1)]
    return both, [_run(tf, how, mapped, tf.constant(i), tf.constant(0.5)) for i in (3, 1, 0)]


@case(params=BOTH)
def case_of_pairs(tf, np, how):
    def body(x):
        pairs = [(x < 1.0, lambda: x * 2.0), (x < 2.0, lambda: x * 3.0)]
        return tf.case(pairs, default=lambda: x * 4.0)

    return [_gradient(tf, how, body, x) for x in (0.5, 1.5, 2.5)]


@case(params=BOTH)
def while_loop_sums(tf, np, how):
    def body(n, x):
        return tf.while_loop(
            lambda i, total: i < n, lambda i, total: [i + 1, total * 1.5 + x], [0, x]
        )

    return [_gradient(tf, how, body, n, 0.3) for n in (0, 1, 5)]


@case(params=BOTH)
def while_loop_of_many_turns(tf, np, how):
    def body(n, x):
        return tf.while_loop(lambda i, y: i < n, lambda i, y: (i + 1, tf.sin(y) + x * 0.5), (0, x))[
            1
        ]

    return _gradient(tf, how, body, 150, np.float32([0.1, 0.7]))


@case(params=BOTH)
def while_loop_with_maximum_iterations(tf, np, how):
    def body(x):
        return tf.while_loop(
            lambda y: tf.reduce_sum(y) < 100.0, lambda y: [y * 2.0 + x], [x], maximum_iterations=4
        )

    return [_gradient(tf, how, body, np.float32(x)) for x in ([1.0, 2.0], [40.0, 40.0])]


@case(params=BOTH)
def while_loop_with_variables(tf, np, how):
    v, w = tf.Variable(1.0), tf.Variable(2.0)

    def body(n):
        def turn(i):
            v.assign_add(w)
            w.assign(w * v)
            return [i + 1]

        return tf.while_loop(lambda i: i < n, turn, [0])

    return [_run(tf, how, body, tf.constant(n)) for n in (2, 0, 1)], v, w


@case(params=BOTH)
def while_loop_tests_a_variable(tf, np, how):
    v = tf.Variable(1.0)

    def body(n):
        def turn(i):
            v.assign(v * 2.0)
            return [i + 1]

        return tf.while_loop(lambda i: v < n, turn, [0])

    return _run(tf, how, body, tf.constant(50.0)), v


@case(params=BOTH)
def while_loop_with_structures(tf, np, how):
    def body(x):
        return tf.while_loop(
            lambda i, pair: i < 3,
            lambda i, pair: (i + 1, {"a": pair["b"], "b": (pair["a"][0] + 1.0, x)}),
            (0, {"a": (x, x * 2.0), "b": (x, x)}),
        )

    return _gradient(tf, how, body, 2.0)


@case(params=BOTH)
def while_loop_refusals(tf, np, how):
    x = tf.constant(1.0)
    return [
        raised(_run, tf, how, lambda x: tf.while_loop(1, lambda x: [x], [x]), x),
        raised(_run, tf, how, lambda x: tf.while_loop(lambda x: x < 3.0, 1, [x]), x),
        raised(_run, tf, how, lambda x: tf.while_loop(lambda x: x < 3.0, lambda x: [x, x], [x]), x),
    ]


@case
def while_loop_of_other_shapes_in_a_function(tf, np):
    def grows(x):
        return tf.while_loop(
            lambda x: tf.reduce_sum(x) < 10.0, lambda x: [tf.concat([x, x], 0)], [x]
        )

    def declared(x):
        return tf.while_loop(
            lambda x: tf.reduce_sum(x) < 10.0,
            lambda x: [tf.concat([x, x], 0)],
            [x],
            shape_invariants=[tf.TensorShape([None])],
        )

    x = tf.constant([1.0, 2.0])
    return raised(_run, tf, "function", grows, x), _run(tf, "function", declared, x)


@case(params=BOTH)
def gradient_inside_a_loop(tf, np, how):
    def body(x):
        def turn(i, y):
            with tf.GradientTape() as tape:
                tape.watch(y)
                z = tf.reduce_sum(y**3)
            return i + 1, y - 0.1 * tape.gradient(z, y)

        return tf.while_loop(lambda i, y: i < 3, turn, (0, x))[1]

    return _gradient(tf, how, body, np.float32([0.5, 1.0]))


@case(params=BOTH)
def second_derivative_of_a_loop(tf, np, how):
    def power(x):
        return tf.while_loop(lambda i, y: i < 4, lambda i, y: (i + 1, y * x), (0, tf.ones_like(x)))[
            1
        ]

    def body(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = power(x)
        return tape.gradient(y, x)

    return _gradient(tf, how, body, np.float32([1.5, -2.0]))


@case(params=BOTH)
def map_fn(tf, np, how):
    x = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")
    several = lambda row: (tf.reduce_sum(row), {"max": tf.reduce_max(row), "row": row * 2.0})  # noqa: E731
    signature = (tf.float32, {"max": tf.float32, "row": tf.TensorSpec([3])})
    return [
        _gradient(tf, how, lambda x: tf.map_fn(lambda row: tf.sin(row) * row[0], x), x),
        _gradient(tf, how, lambda x: tf.map_fn(several, x, fn_output_signature=signature), x),
        _gradient(tf, how, lambda x: tf.map_fn(lambda p: p[0] * p[1][0], (x, x), tf.float32), x),
        _run(tf, how, lambda: tf.map_fn(lambda n: n * n, tf.range(4))),
        _run(tf, how, lambda: tf.map_fn(lambda n: 1.0, tf.range(3), tf.float32)),
    ]


@case(params=BOTH)
def map_fn_refusals(tf, np, how):
    x = tf.ones([2, 3])
    return [
        raised(_run, tf, how, lambda x: tf.map_fn(lambda r: (r, r), x), x),
        raised(_run, tf, how, lambda x: tf.map_fn(lambda r: r, x[0, 0]), x),
    ]


@case(params=BOTH)
def scan(tf, np, how):
    x = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")

    def pair(a, row):
        return a[0] + row, a[1] * tf.cos(row)

    return [
        _gradient(tf, how, lambda x: tf.scan(lambda a, row: tf.sin(a) + row, x), x),
        _gradient(tf, how, lambda x: tf.scan(lambda a, row: a * 0.5 + row, x, tf.zeros([3])), x),
        _gradient(tf, how, lambda x: tf.scan(lambda a, row: a * row, x, reverse=True), x),
        _gradient(
            tf, how, lambda x: tf.scan(pair, x, (tf.zeros([3]), tf.ones([3])), reverse=True), x
        ),
        _run(tf, how, lambda: tf.scan(lambda a, n: a * n, tf.range(1, 6))),
    ]


@case(params=BOTH)
def folds(tf, np, how):
    x = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")
    return [
        _gradient(tf, how, lambda x: tf.foldl(lambda a, row: tf.sin(a) + row, x), x),
        _gradient(tf, how, lambda x: tf.foldr(lambda a, row: tf.sin(a) * row, x), x),
        _gradient(tf, how, lambda x: tf.foldl(lambda a, row: a * row, x, tf.ones([3])), x),
        _gradient(tf, how, lambda x: tf.foldr(lambda a, r: a + r[0] * r[1], (x, x), tf.ones(3)), x),
    ]


@case(params=BOTH)
def vectorized_map(tf, np, how):
    x = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")
    w = tf.constant(np.random.default_rng(1).normal(size=(3, 2)).astype("float32"))

    def body(x):
        return tf.vectorized_map(lambda row: (tf.linalg.matvec(w, row, True), row[0] * 2.0), x)

    def paired(x):
        return tf.vectorized_map(lambda p: tf.tensordot(p[0], p[1], 1), (x, x * 2.0))

    return _gradient(tf, how, body, x), _gradient(tf, how, paired, x)


@case(params=BOTH)
def tensor_array_in_a_loop(tf, np, how):
    def body(x):
        array = tf.TensorArray(tf.float32, size=4)
        _, _, array = tf.while_loop(
            lambda i, y, array: i < 4,
            lambda i, y, array: (i + 1, tf.sin(y), array.write(i, y * 2.0)),
            (0, x, array),
        )
        return array.stack(), array.read(2), array.gather([0, 3])

    return _gradient(tf, how, body, np.float32([0.5, 1.0]))


@case(params=BOTH)
def tensor_array_methods(tf, np, how):
    def body(x):
        array = tf.TensorArray(tf.float32, size=0, dynamic_size=True, clear_after_read=False)
        array = array.unstack(x)
        array = array.write(2, x[0] * 3.0)
        parts = tf.TensorArray(tf.float32, size=2, infer_shape=False).split(x[0], [1, 2])
        scattered = tf.TensorArray(tf.float32, size=3).scatter([2, 0, 1], tf.stack([x[0]] * 3))
        return (
            array.stack(),
            array.concat(),
            array.size(),
            parts.read(1),
            scattered.stack(),
            array.read(0),
        )

    return _gradient(tf, how, body, np.float32([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))


@case
def tensor_array_refusals(tf, np):
    array = tf.TensorArray(tf.float32, size=2)
    return [
        raised(array.write, 0, tf.constant(1)),
        raised(array.write, -1, 1.0),
        raised(array.read, 5),
    ]
