"""GradientTape: what it records, what it gives back, what it refuses."""

from tests.golden.case import case, raised


def _values(np, *shapes):
    rng = np.random.default_rng(0)
    return [rng.normal(size=shape).astype("float32") for shape in shapes]


@case
def a_scalar(tf, np):
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    return tape.gradient(y, x)


@case(params=["list", "tuple", "dict", "nested"])
def structures_of_sources(tf, np, kind):
    x, y = tf.Variable(2.0), tf.Variable([1.0, 2.0])
    sources = {
        "list": [x, y],
        "tuple": (x, y),
        "dict": {"b": x, "a": y},
        "nested": [x, {"y": (y, x)}],
    }[kind]
    with tf.GradientTape() as tape:
        z = x * x + tf.reduce_sum(y * x)
    return tape.gradient(z, sources)


@case
def a_target_that_is_no_scalar_is_summed(tf, np):
    x = tf.Variable([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        y = x * [1.0, 10.0, 100.0]
    return tape.gradient(y, x)


@case
def several_targets_are_summed(tf, np):
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        a, b = x * x, {"b": 3.0 * x}
    return tape.gradient([a, b], x)


@case
def a_target_that_is_a_source(tf, np):
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * 2.0
    return [
        tape.gradient(x, x),
        tape.gradient(y, y),
        tape.gradient([x, y], x),
        tape.gradient(y, [y, x]),
    ]


@case
def output_gradients(tf, np):
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
        z = x * 3.0
    return [
        tape.gradient(y, x, output_gradients=tf.constant([10.0, 100.0])),
        tape.gradient(
            [y, z], x, output_gradients=[tf.constant([1.0, 2.0]), tf.constant([3.0, 4.0])]
        ),
    ]


@case
def persistent_tapes_answer_more_than_once(tf, np):
    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
        z = y * y
    return [tape.gradient(z, x), tape.gradient(y, x), tape.gradient(z, y)]


@case
def a_second_gradient_is_refused(tf, np):
    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
    return [tape.gradient(y, x), raised(tape.gradient, y, x)]


@case
def a_gradient_inside_the_block(tf, np):
    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
        g = tape.gradient(y, x)
        z = x * x * x
    return [g, z, raised(tape.gradient, z, x)]


@case
def unwatched_sources_give_none(tf, np):
    x, frozen = tf.constant(2.0), tf.Variable(3.0, trainable=False)
    v = tf.Variable(4.0)
    with tf.GradientTape() as tape:
        y = x * frozen * v
    return tape.gradient(y, [x, frozen, v])


@case
def a_variable_can_be_watched_by_hand(tf, np):
    v, w = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(v)
        y = v * w
    return tape.gradient(y, [v, w])


@case
def a_frozen_variable_can_be_watched(tf, np):
    v = tf.Variable(2.0, trainable=False)
    with tf.GradientTape() as tape:
        tape.watch(v)
        y = v * v
    return tape.gradient(y, v)


@case
def watch_comes_before_use(tf, np):
    x = tf.constant(2.0)
    with tf.GradientTape() as tape:
        y = x * x
        tape.watch(x)
        z = y + 3.0 * x
    return tape.gradient(z, x)


@case
def watch_takes_structures(tf, np):
    x, y = tf.constant(2.0), tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch({"x": x, "rest": [y]})
        z = x * y
    return tape.gradient(z, [x, y])


@case
def watch_refuses_numbers(tf, np):
    with tf.GradientTape() as tape:
        return [raised(tape.watch, 1.0), raised(tape.watch, np.ones(2))]


@case
def watched_variables_are_listed(tf, np):
    v, w, u = tf.Variable(1.0), tf.Variable(2.0), tf.Variable(3.0, trainable=False)
    with tf.GradientTape() as tape:
        v * w * u
    return [variable.numpy() for variable in tape.watched_variables()]


@case(params=["none", "zero"])
def unconnected_gradients(tf, np, how):
    x, other = tf.Variable([1.0, 2.0]), tf.Variable([[3.0]])
    with tf.GradientTape() as tape:
        y = x * x
    return tape.gradient(y, [x, other], unconnected_gradients=how)


@case
def unconnected_gradients_by_enumeration(tf, np):
    x, other = tf.Variable([1.0, 2.0]), tf.constant([3], tf.int32)
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
    return [
        tape.gradient(y, other, unconnected_gradients=tf.UnconnectedGradients.ZERO),
        tape.gradient(y, other, unconnected_gradients=tf.UnconnectedGradients.NONE),
        raised(tape.gradient, y, x, unconnected_gradients="nothing"),
    ]


@case
def integers_have_no_gradient(tf, np):
    x = tf.constant(3)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    return tape.gradient(y, x)


@case
def a_path_through_integers_is_cut(tf, np):
    x = tf.Variable(3.7)
    with tf.GradientTape() as tape:
        y = tf.cast(tf.cast(x, tf.int32), tf.float32) * 2.0
    return tape.gradient(y, x)


@case(params=["float16", "float64", "bfloat16"])
def gradients_have_the_dtype_of_the_source(tf, np, dtype):
    x = tf.Variable([1.0, 2.0], dtype=dtype)
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.cast(x, tf.float32) * 3.0)
    return tape.gradient(y, x)


@case
def stop_recording(tf, np):
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = x * x
        with tape.stop_recording():
            z = y * 10.0
        w = y + z
    return tape.gradient(w, x)


@case
def stop_recording_allows_a_gradient_on_the_way(tf, np):
    x = tf.Variable(2.0)
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
        with tape.stop_recording():
            g = tape.gradient(y, x)
        z = y * g
    return [g, tape.gradient(z, x)]


@case
def stop_recording_outside_is_refused(tf, np):
    tape = tf.GradientTape()

    def use():
        with tape.stop_recording():
            pass

    return raised(use)


@case
def reset_forgets(tf, np):
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = x * x
        tape.reset()
        z = x * 3.0
    return [tape.gradient([y, z], x), len(tape.watched_variables())]


@case
def reset_then_used_again(tf, np):
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        x * x
        tape.reset()
        z = x * 3.0 + x
    return tape.gradient(z, x)


@case
def re_entering_goes_on(tf, np):
    x = tf.Variable(2.0)
    tape = tf.GradientTape()
    with tape:
        y = x * x
    unseen = y * 100.0
    with tape:
        z = y * 3.0 + unseen
    return tape.gradient(z, x)


@case
def entering_twice_is_refused(tf, np):
    tape = tf.GradientTape()

    def enter():
        with tape, tape:
            pass

    return raised(enter)


@case
def second_derivatives(tf, np):
    x = tf.Variable(2.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = x * x * x
        first = inner.gradient(y, x)
    return [first, outer.gradient(first, x)]


@case
def third_derivatives_of_a_vector(tf, np):
    x = tf.constant([0.5, 1.0, 2.0])
    with tf.GradientTape() as t3:
        t3.watch(x)
        with tf.GradientTape() as t2:
            t2.watch(x)
            with tf.GradientTape() as t1:
                t1.watch(x)
                y = tf.exp(2.0 * x) + x**4
            first = t1.gradient(y, x)
        second = t2.gradient(first, x)
    return [first, second, t3.gradient(second, x)]


@case
def a_gradient_inside_a_loss(tf, np):
    """A gradient penalty, as of WGAN-GP."""
    (a, b) = _values(np, (4, 3), (3, 1))
    kernel, x = tf.Variable(b), tf.constant(a)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.tanh(tf.matmul(x, kernel))
        slope = inner.gradient(y, x)
        penalty = tf.reduce_mean((tf.sqrt(tf.reduce_sum(slope**2, axis=1)) - 1.0) ** 2)
        loss = tf.reduce_mean(y) + 10.0 * penalty
    return [loss, outer.gradient(loss, kernel)]


@case
def a_value_read_on_the_way(tf, np):
    (a, b) = _values(np, (4, 3), (3, 2))
    kernel = tf.Variable(b)
    with tf.GradientTape() as tape:
        hidden = tf.nn.relu(tf.matmul(a, kernel))
        seen = hidden.numpy()
        loss = tf.reduce_mean(hidden * hidden)
        loss.numpy()
        more = loss * 2.0
    return [seen, tape.gradient(more, kernel)]


@case
def control_flow_by_values(tf, np):
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = x
        while y < 100.0:
            y = y * x if y > 10.0 else y * y
    return [y, tape.gradient(y, x)]


@case
def two_tapes_at_once(tf, np):
    x, y = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape() as first, tf.GradientTape() as second:
        a = x * x
        b = y * y
        c = a * b
    return [first.gradient(a, x), second.gradient(c, [x, y])]


@case
def assignments_cut_the_path(tf, np):
    x, v = tf.Variable(2.0), tf.Variable(5.0)
    with tf.GradientTape() as tape:
        before = v * x
        v.assign(x * x)
        after = v * x
        y = before + after
    return [y, tape.gradient(y, [x, v])]


@case
def assignments_after_the_block_change_nothing(tf, np):
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = x * x
    x.assign(100.0)
    return tape.gradient(y, x)


@case
def assign_add_inside(tf, np):
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = x * 3.0
        x.assign_add(1.0)
        z = x * x
    return [z, tape.gradient(y + z, x)]


@case
def a_jacobian(tf, np):
    (a,) = _values(np, (2, 3))
    x = tf.Variable(a)
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(x * x, axis=0) * 2.0
    return tape.jacobian(y, x)


@case
def jacobians_by_several_sources(tf, np):
    (a, b) = _values(np, (2, 3), (3, 2))
    x, w, other = tf.Variable(a), tf.Variable(b), tf.Variable(1.0)
    with tf.GradientTape() as tape:
        y = tf.matmul(x, w)
    return tape.jacobian(y, {"x": x, "w": w, "other": other})


@case
def a_jacobian_of_a_scalar(tf, np):
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(x**3)
    return tape.jacobian(y, x)


@case
def jacobians_of_what_is_not_connected(tf, np):
    x, other = tf.Variable([1.0, 2.0]), tf.Variable([3.0])
    with tf.GradientTape(persistent=True) as tape:
        y = x * 2.0
    return [
        tape.jacobian(y, other),
        tape.jacobian(y, other, unconnected_gradients="zero"),
    ]


@case
def a_hessian(tf, np):
    x = tf.Variable([1.0, 2.0, 3.0])
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = tf.reduce_sum(x**3) + x[0] * x[1]
        g = inner.gradient(y, x)
    return outer.jacobian(g, x)


@case
def a_batch_jacobian(tf, np):
    (a, b) = _values(np, (4, 3), (3, 2))
    x = tf.constant(a)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.tanh(tf.matmul(x, b))
    return tape.batch_jacobian(y, x)


@case
def batch_jacobians_refuse_other_batches(tf, np):
    x = tf.constant([[1.0], [2.0]])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.reduce_sum(x, axis=0)
    return raised(tape.batch_jacobian, y, x)


@case
def stop_gradient(tf, np):
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = x * tf.stop_gradient(x * x)
    return [y, tape.gradient(y, x)]


@case
def custom_gradient(tf, np):
    @tf.custom_gradient
    def clipped(x):
        def grad(upstream):
            return tf.clip_by_value(upstream, -0.5, 0.5)

        return tf.identity(x), grad

    v = tf.Variable([2.0, -3.0])
    with tf.GradientTape() as tape:
        y = clipped(v * v) * [10.0, 0.1]
    return [y, tape.gradient(y, v)]


@case
def custom_gradient_of_several(tf, np):
    @tf.custom_gradient
    def both(x, y):
        def grad(up1, up2):
            return up1 * 2.0, up2 * 3.0

        return (x + 1.0, y + 2.0), grad

    a, b = tf.Variable(1.0), tf.Variable(2.0)
    with tf.GradientTape() as tape:
        p, q = both(a, b)
        z = p * 5.0 + q * 7.0
    return [z, tape.gradient(z, [a, b])]


@case
def custom_gradient_for_stability(tf, np):
    @tf.custom_gradient
    def log1pexp(x):
        e = tf.exp(x)

        def grad(upstream):
            return upstream * (1 - 1 / (1 + e))

        return tf.math.log(1 + e), grad

    x = tf.constant(100.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = log1pexp(x)
    return [y, tape.gradient(y, x)]


@case
def a_target_that_is_a_variable(tf, np):
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        v * 2.0
    return tape.gradient(v, v)


@case
def a_target_outside_the_tape(tf, np):
    v = tf.Variable(2.0)
    y = v * v
    with tf.GradientTape() as tape:
        z = v * 1.0
    return [tape.gradient(y, v), z]


@case
def wrong_arguments(tf, np):
    x = tf.Variable(2.0)
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
    return [raised(tape.gradient, y, "x"), raised(tape.gradient, y, x, [1.0, 2.0, 3.0])]


@case
def gradients_through_indexing(tf, np):
    x = tf.Variable(np.arange(12, dtype="float32").reshape(3, 4))
    with tf.GradientTape() as tape:
        y = (
            tf.reduce_sum(x[1:, ::-2] ** 2)
            + x[0, 1] * x[-1, -1]
            + tf.reduce_sum(x[..., tf.newaxis, 2])
        )
    return tape.gradient(y, x)


@case
def gradients_through_a_loop_over_rows(tf, np):
    x = tf.Variable(np.arange(6, dtype="float32").reshape(3, 2))
    with tf.GradientTape() as tape:
        total = 0.0
        for number, row in enumerate(x):
            total += tf.reduce_sum(row * row) * number
    return [total, tape.gradient(total, x)]


@case
def nan_and_infinity(tf, np):
    x = tf.Variable([0.0, -1.0, 4.0])
    with tf.GradientTape(persistent=True) as tape:
        y = tf.sqrt(x)
        z = 1.0 / x
        w = tf.math.log(x)
    return [tape.gradient(y, x), tape.gradient(z, x), tape.gradient(w, x)]
