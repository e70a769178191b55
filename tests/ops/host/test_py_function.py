"""Python functions of values."""

import numpy as np
import pytest

import tapeflow as tf

_X = tf.constant([1.0, 2.0, 3.0])
_THREE = tf.TensorSpec([3], tf.float32)


def test_they_are_decorators_too():
    @tf.numpy_function(Tout=[tf.float32, tf.int32])
    def halves(x, n):
        return x / 2, n // 2

    @tf.py_function(Tout=tf.float32)
    def doubled(x):
        return x * 2.0

    half, count = halves(3.0, 5)
    assert (half.numpy(), count.numpy(), halves.__name__) == (1.5, 2, "halves")
    assert doubled(tf.constant(4.0)).numpy() == 8.0
    assert tf.function(lambda x: doubled(x) + 1.0)(tf.constant(4.0)).numpy() == 9.0


def test_one_may_run_programs_of_its_own_while_the_function_runs():
    """Its ops were once added to the program that was running, which so called itself."""
    twice = tf.function(lambda v: v * 2.0)

    def python(v):
        with tf.GradientTape() as tape:
            tape.watch(v)
            cube = tf.reduce_sum(v**3)
        return tape.gradient(cube, v) + twice(v) + tf.reduce_sum(v)

    function = tf.function(lambda x: tf.py_function(python, [x], _THREE) + 1.0)
    nested = tf.function(lambda x: tf.py_function(function, [x], _THREE) + 1.0)
    for _ in range(3):  # op by op, compiled, compiled before
        np.testing.assert_allclose(function(_X), 3 * _X.numpy() ** 2 + 2 * _X.numpy() + 7)
        np.testing.assert_allclose(nested(_X), function(_X) + 1)


def test_one_reads_variables_that_the_function_assigns_to_as_they_were_before():
    total = tf.Variable(1.0)

    @tf.function
    def step(x):
        scaled = tf.py_function(lambda v: v * total, [x], _THREE)
        total.assign_add(tf.reduce_sum(scaled))
        return scaled

    for before in (1.0, 7.0, 49.0):
        total.assign_add(0.0)  # pending when the function is called
        np.testing.assert_array_equal(step(_X), before * _X.numpy())
        assert total.numpy() == 7 * before


@pytest.mark.parametrize("wanted", [[], _THREE])
def test_one_whose_result_nobody_uses_is_called_before_the_function_returns(wanted):
    seen = []

    @tf.function
    def function(x):
        tf.py_function(lambda v: (seen.append(v.numpy().tolist()), v)[1:], [x], wanted)
        return x + 1.0

    for count in (1, 2, 3):
        function(_X)
        assert seen == [[1.0, 2.0, 3.0]] * count


def test_its_error_comes_as_it_is_and_leaves_variables_as_they_were():
    total = tf.Variable(1.0)

    @tf.function
    def function(x):
        total.assign_add(1.0)
        tf.py_function(lambda v: {}["mine"] if v[0] > 1 else v, [x], _THREE)
        total.assign_add(1.0)

    with pytest.raises(KeyError, match="mine"):
        function(_X + 1.0)
    assert total.numpy() == 2.0  # what came before it is done
    function(_X)
    assert total.numpy() == 4.0


def test_one_in_a_loss_of_fit_may_read_the_weights():
    model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])

    def loss(y_true, y_pred):
        spec = tf.TensorSpec([], tf.float32)
        weight = tf.py_function(lambda _: tf.reduce_sum(model.kernel_of()), [y_pred], spec)
        return tf.reduce_mean(y_pred - y_true) + 0.0 * weight

    model.kernel_of = lambda: model.layers[0].kernel
    model.compile("sgd", loss)
    before = model.layers[0].kernel.numpy()
    model.fit(np.ones((4, 1), "float32"), np.ones((4, 1), "float32"), verbose=0)
    np.testing.assert_allclose(model.layers[0].kernel, before - 0.01, rtol=1e-5)
