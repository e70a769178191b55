import numpy as np
import pytest

import tapeflow as tf


def test_gradient_of_a_square_is_twice_the_value():
    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
    assert tape.gradient(y, x).numpy() == 6.0


def test_the_same_whether_the_loss_is_read_inside_the_tape_or_not():
    rng = np.random.default_rng(0)
    w = tf.Variable(rng.normal(size=(3, 2)).astype("float32"))
    x = tf.constant(rng.normal(size=(4, 3)).astype("float32"))
    gradients = []
    for read in (False, True):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.tanh(x @ w) ** 2)
            if read:
                loss.numpy()
        gradients.append(tape.gradient(loss, w).numpy())
    np.testing.assert_allclose(gradients[0], gradients[1], rtol=1e-6)


def test_values_read_at_several_places_inside_the_tape():
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        a = x * x
        a.numpy()
        b = a * x
        b.numpy()
        c = tf.reduce_sum(b + a)
    np.testing.assert_allclose(tape.gradient(c, x).numpy(), [3 * 1 + 2, 3 * 4 + 4])


def test_operations_after_a_read_inside_the_tape_are_swept_too():
    w = tf.Variable([[2.0]])
    for _ in range(4):
        with tf.GradientTape() as tape:
            y = w @ w
            y.numpy()
            z = tf.reduce_sum(y * 3.0)
        assert tape.gradient(z, w).numpy() == 12.0


def test_a_constant_is_watched_only_if_asked_for():
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        y = x * x
    assert tape.gradient(y, x) is None
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    assert tape.gradient(y, x).numpy() == 6.0


def test_variables_are_not_watched_if_told_so():
    x, y = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(y)
        z = x * y
    assert tape.gradient(z, [x, y])[0] is None


def test_an_untrainable_variable_has_no_gradient():
    x = tf.Variable(2.0, trainable=False)
    with tf.GradientTape() as tape:
        y = x * x
    assert tape.gradient(y, x) is None


def test_nested_tapes_give_second_derivatives():
    x = tf.Variable(2.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = x * x * x
        first = inner.gradient(y, x)
    assert first.numpy() == 12.0
    assert outer.gradient(first, x).numpy() == 12.0


def test_nested_tapes_with_a_read_in_between():
    x = tf.Variable(2.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = x * x * x
            y.numpy()
        first = inner.gradient(y, x)
        first.numpy()
    assert outer.gradient(first, x).numpy() == 12.0


def test_third_derivatives():
    x = tf.Variable(2.0)
    with tf.GradientTape() as a:
        with tf.GradientTape() as b:
            with tf.GradientTape() as c:
                y = x**4
            first = c.gradient(y, x)
        second = b.gradient(first, x)
    assert a.gradient(second, x).numpy() == 48.0


def test_gradient_penalty_reaches_the_weights():
    w = tf.Variable([[1.0], [2.0]])
    x = tf.constant([[3.0, 4.0]])
    with tf.GradientTape() as tape:
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.reduce_sum((x @ w) ** 2)
        by_input = inner.gradient(y, x)
        penalty = tf.reduce_sum(by_input**2)
    # d/dw of 4 (x.w)^2 |w|^2, by hand: 8 (x.w) |w|^2 x + 8 (x.w)^2 w with x.w = 11, |w|^2 = 5.
    np.testing.assert_allclose(
        tape.gradient(penalty, w).numpy(),
        [[8 * 11 * 5 * 3 + 8 * 121], [8 * 11 * 5 * 4 + 16 * 121]],
        rtol=1e-6,
    )


def test_a_tape_that_is_not_persistent_gives_one_gradient():
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = x * x
    tape.gradient(y, x)
    with pytest.raises(RuntimeError, match="persistent=True"):
        tape.gradient(y, x)


def test_a_persistent_tape_gives_many():
    x = tf.Variable(2.0)
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
        z = y * x
    assert [tape.gradient(t, x).numpy() for t in (y, z, y)] == [4.0, 12.0, 4.0]
    assert tape.gradient(z, y).numpy() == 2.0


def test_stop_recording_leaves_a_gap():
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = x * x
        with tape.stop_recording():
            z = y * x
        u = y + z
    assert tape.gradient(u, x).numpy() == 4.0


def test_reset_forgets():
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = x * x
        tape.reset()
        z = y * x
    assert tape.gradient(z, x).numpy() == 4.0


def test_reading_a_variable_after_an_assignment_counts_as_the_variable():
    v = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        a = v * v
        v.assign_add(1.0)
        b = v * v
        c = a + b
    assert tape.gradient(c, v).numpy() == 2 * 3 + 2 * 4


def test_unconnected_gradients():
    x, y = tf.Variable([1.0, 2.0]), tf.Variable(1.0)
    with tf.GradientTape(persistent=True) as tape:
        z = y * 2.0
    assert tape.gradient(z, x) is None
    zero = tape.gradient(z, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    np.testing.assert_array_equal(zero.numpy(), [0.0, 0.0])


def test_output_gradients_weight_the_targets():
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = x * x
    np.testing.assert_allclose(
        tape.gradient(y, x, output_gradients=tf.constant([3.0, 0.5])).numpy(), [6.0, 2.0]
    )


def test_several_targets_add_up_and_structures_are_kept():
    x, y = tf.Variable(2.0), tf.Variable(5.0)
    with tf.GradientTape() as tape:
        a, b = x * y, x * x
    gradients = tape.gradient([a, b], {"x": x, "pair": (x, y)})
    assert gradients["x"].numpy() == 9.0
    assert [g.numpy() for g in gradients["pair"]] == [9.0, 2.0]


def test_gradient_by_an_intermediate_value():
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = x * x
        z = y * y
    assert tape.gradient(z, y).numpy() == 8.0


def test_integers_have_no_gradient():
    v = tf.Variable(2)
    with tf.GradientTape() as tape:
        y = v * v
    assert tape.gradient(y, v) is None


def test_jacobian():
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = tf.stack([x[0] * x[1], x[0] ** 2])
    np.testing.assert_allclose(tape.jacobian(y, x).numpy(), [[2.0, 1.0], [2.0, 0.0]])


def test_batch_jacobian_has_a_block_for_each_row():
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    np.testing.assert_allclose(
        tape.batch_jacobian(y, x).numpy(), [[[2, 0], [0, 4]], [[6, 0], [0, 8]]]
    )


def test_batch_jacobian_refuses_different_batches():
    x = tf.constant([[1.0], [2.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(x, 0)
    with pytest.raises(ValueError, match="first dimension"):
        tape.batch_jacobian(y, x)


def test_watched_variables_in_the_order_of_use():
    a, b, c = tf.Variable(1.0), tf.Variable(2.0), tf.Variable(3.0, trainable=False)
    with tf.GradientTape() as tape:
        b * a * c
    assert [v is w for v, w in zip(tape.watched_variables(), (b, a), strict=True)] == [True, True]


def test_reentering_a_recording_tape_is_refused():
    with tf.GradientTape() as tape, pytest.raises(ValueError, match="still recording"):
        tape.__enter__()


def test_custom_gradient_is_used():
    @tf.custom_gradient
    def clipped(x):
        def grad(upstream):
            return upstream * 100.0

        return x * 2.0, grad

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = clipped(x * x) * 5.0
    assert tape.gradient(y, x).numpy() == 5.0 * 100.0 * 6.0


def test_jacobians_through_a_custom_gradient():
    @tf.custom_gradient
    def tripled(x):
        return x * x, lambda upstream: upstream * 3.0  # not the derivative, so that it shows

    x = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
    with tf.GradientTape(persistent=True) as tape:
        y = tf.matmul(tripled(x), [[1.0, 0.0, 2.0], [0.0, 1.0, 5.0]])
    slopes = 3 * np.array([[1, 0], [0, 1], [2, 5]], np.float32)
    np.testing.assert_array_equal(tape.batch_jacobian(y, x), [slopes, slopes])
    expected = np.zeros((2, 3, 2, 2), np.float32)
    expected[0, :, 0], expected[1, :, 1] = slopes, slopes
    np.testing.assert_array_equal(tape.jacobian(y, x), expected)
    assert tape.jacobian(y, tf.Variable(1.0)) is None


def test_stop_gradient_cuts():
    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = tf.stop_gradient(x * x) * x
    assert tape.gradient(y, x).numpy() == 9.0


def test_a_gradient_started_ahead_is_right_when_the_loop_changes():
    x = tf.Variable([[1.0, 2.0]])
    y = tf.Variable([[3.0], [4.0]])
    for step in range(8):
        with tf.GradientTape() as tape:
            z = x @ y
            z.numpy()
        source = x if step % 3 else y
        expected = y.numpy().T if step % 3 else x.numpy().T
        np.testing.assert_allclose(tape.gradient(z, source).numpy(), expected)


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda tape, y, v, w: tape.gradient(y, [v, w]), [11.0, 4.0]),
        (lambda tape, y, v, w: tape.gradient(y, [w, v]), [4.0, 11.0]),
        (lambda tape, y, v, w: tape.gradient(y, [v]), [11.0]),
        (lambda tape, y, v, w: [tape.gradient(y, v)], [11.0]),
        (lambda tape, y, v, w: tape.gradient([y, y], [v, w]), [22.0, 8.0]),
        (lambda tape, y, v, w: tape.gradient(y, [v, w], tf.constant(2.0)), [22.0, 8.0]),
        (lambda tape, y, v, w: tape.gradient(y, [v, w, tf.Variable(0.0)])[:2], [11.0, 4.0]),
    ],
)
def test_a_gradient_started_ahead_is_given_to_nobody_who_asks_for_another(ask, expected):
    def square(value):
        v, w = tf.Variable(value), tf.Variable(3.0)
        with tf.GradientTape() as tape:
            y = v * v * w - v
            y.numpy()
        return tape, y, v, w

    for value in (1.0, 2.0, 3.0):
        tape, y, v, w = square(value)
        assert [float(g) for g in tape.gradient(y, [v, w])] == [6 * value - 1, value * value]
    assert [float(g) for g in ask(*square(2.0))] == expected


def test_a_variable_that_is_no_longer_trained_has_no_gradient_started_ahead():
    v, w = tf.Variable(2.0), tf.Variable(3.0)
    for _ in range(3):
        with tf.GradientTape() as tape:
            y = v * w
            y.numpy()
        assert [float(g) for g in tape.gradient(y, [v, w])] == [3.0, 2.0]
    w._trainable = False
    with tf.GradientTape() as tape:
        y = v * w
        y.numpy()
    assert tape.gradient(y, [v, w])[1] is None


def test_complex_derivatives_are_conjugated_as_tensorflows_are():
    z = tf.Variable(1 + 2j)
    with tf.GradientTape() as tape:
        w = z * z
    assert tape.gradient(w, z).numpy() == 2 - 4j
