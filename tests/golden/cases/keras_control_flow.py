"""`tf.keras.ops`: branches and loops."""

from tests.golden.case import case, raised


@case
def branches(tf, np):
    ops = tf.keras.ops
    x = tf.constant([1.0, 2.0])
    functions = [lambda a: a + 1.0, lambda a: a * 10.0, lambda a: -a]
    return [
        ops.cond(tf.constant(True), lambda: x, lambda: -x),
        ops.cond(tf.constant(False), lambda: x, lambda: -x),
        [ops.switch(tf.constant(i), functions, x) for i in (0, 2, 5, -3)],
    ]


@case
def loops(tf, np):
    ops = tf.keras.ops
    found = ops.while_loop(
        lambda i, x: i < 4, lambda i, x: (i + 1, x * 2.0), (tf.constant(0), tf.constant(1.5))
    )
    return [
        list(found),
        ops.while_loop(lambda i: i < 10, lambda i: i + 3, tf.constant(0)),
        list(
            ops.while_loop(
                lambda i: i < 100, lambda i: (i + 1,), (tf.constant(0),), maximum_iterations=7
            )
        ),
        ops.fori_loop(0, 5, lambda i, x: x + tf.cast(i, "float32"), tf.constant(1.0)),
    ]


@case
def mapped(tf, np):
    ops = tf.keras.ops
    x = tf.constant(np.arange(6.0, dtype="float32").reshape(3, 2))
    return [
        ops.map(lambda row: ops.sum(row), x),
        ops.map(lambda row: ops.cast(row, "int32"), x),
        ops.vectorized_map(lambda row: row * row[0], x),
    ]


@case(params=[False, True])
def scans(tf, np, reverse):
    ops = tf.keras.ops
    x = tf.constant(np.arange(8.0, dtype="float32").reshape(4, 2))

    def step(carry, row):
        return carry * 0.5 + row, carry + row

    last, values = ops.scan(step, tf.zeros(2), x, reverse=reverse)
    counted = ops.scan(lambda c, _: (c + 1, c), tf.constant(3), length=3)
    return [last, values, list(counted)]


@case(params=[1, 2, 3, 4, 5, 8])
def associative(tf, np, count):
    ops = tf.keras.ops
    x = tf.constant(np.arange(1.0, count + 1, dtype="float32"))
    y = tf.constant(np.ones((2, count), "float32"))
    return [
        ops.associative_scan(lambda a, b: a + b, x),
        ops.associative_scan(lambda a, b: a * b, x, reverse=True),
        ops.associative_scan(lambda a, b: a + b, y, axis=1),
    ]


@case
def refusals(tf, np):
    ops = tf.keras.ops
    x = tf.zeros(3)
    return [
        raised(ops.scan, 3, x, x),
        raised(ops.scan, lambda c, y: (c, y), x),
        raised(ops.scan, lambda c, y: (c, y), x, x, unroll=-1),
        raised(ops.associative_scan, 3, x),
    ]
