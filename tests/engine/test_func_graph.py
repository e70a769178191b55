"""A Python function recorded once as the body of an op."""

import gc

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.engine import FuncGraph
from tapeflow.engine.errors import InaccessibleTensorError, OperatorNotAllowedInGraphError
from tapeflow.engine.spec import spec


def graph_of(function, *shapes):
    return FuncGraph(function, [spec(shape, tf.float32) for shape in shapes], "body")


def test_variables_are_read_and_assigned_at_each_call():
    v = tf.Variable(2.0)

    def body(x):
        v.assign_add(1.0)
        return {"product": x * v, "nothing": None}

    graph = graph_of(body, (2,))
    assert v.numpy() == 2.0
    np.testing.assert_array_equal(graph(tf.ones([2]))["product"], [3.0, 3.0])
    v.assign(10.0)
    result = graph(tf.ones([2]))
    assert result["nothing"] is None
    np.testing.assert_array_equal(result["product"], [11.0, 11.0])
    assert v.numpy() == 11.0


def test_a_failing_function_leaves_variables_as_they_were():
    v = tf.Variable(2.0)

    def body(x):
        v.assign(x)
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        graph_of(body, ())
    assert v.numpy() == 2.0
    assert (v + 1).numpy() == 3.0


def test_what_is_held_outside_is_an_operand_and_what_is_not_a_constant():
    held = tf.constant([1.0, 2.0])
    graph = graph_of(lambda x: x + held + tf.constant([5.0, 6.0]), (2,))
    assert [capture is held for capture in graph.captures] == [True]
    with tf.GradientTape() as tape:
        tape.watch(held)
        y = graph(tf.ones([2])) * 3.0
    np.testing.assert_array_equal(tape.gradient(y, held), [3.0, 3.0])


def test_gradients_flow_through_and_inside():
    x, w = tf.Variable([1.0, 2.0]), tf.Variable(3.0)

    def body(a):
        with tf.GradientTape() as inner:
            inner.watch(a)
            y = tf.reduce_sum(w * a**3)
        return inner.gradient(y, a)

    graph = graph_of(body, (2,))
    with tf.GradientTape() as tape:
        y = graph(x.value())
    np.testing.assert_allclose(y, [9.0, 36.0])
    by_x, by_w = tape.gradient(y, [x, w])
    np.testing.assert_allclose(by_x, [18.0, 36.0])
    np.testing.assert_allclose(by_w, 3.0 + 12.0)


def test_random_numbers_are_new_at_each_call_and_repeatable():
    inner = graph_of(lambda x: x + tf.random.uniform([]), ())
    outer = graph_of(lambda x: inner(x) + inner(x), ())
    draws = []
    for _ in range(2):
        tf.random.set_seed(1)
        draws.append([outer(tf.constant(0.0)).numpy() for _ in range(3)])
    assert len(set(draws[0])) == 3
    assert draws[0] == draws[1]


def test_a_value_is_refused_while_recording_and_a_tensor_afterwards():
    with pytest.raises(OperatorNotAllowedInGraphError, match=r"tf\.cond"):
        graph_of(lambda x: x if x > 0 else -x, ())
    leaked = []
    graph_of(lambda x: leaked.append(x + 1), ())
    with pytest.raises(InaccessibleTensorError, match="outside the function"):
        leaked[0] + 1


def test_init_scope_computes_at_once_and_only_once():
    values = []

    def body(x):
        with tf.init_scope():
            values.append(tf.reduce_sum(tf.ones([3])).numpy())
        return x + values[0]

    graph = graph_of(body, ())
    assert [graph(tf.constant(1.0)).numpy() for _ in range(2)] == [4.0, 4.0]
    assert values == [3.0]


def test_a_variable_made_inside_has_its_value_at_once():
    made = []

    def body(x):
        if not made:
            made.append(tf.Variable(lambda: tf.fill([2], 7.0)))
        return x * made[0]

    graph = graph_of(body, (2,))
    np.testing.assert_array_equal(made[0], [7.0, 7.0])
    np.testing.assert_array_equal(graph(tf.ones([2])), [7.0, 7.0])


def test_a_training_step_as_one_op_trains_like_the_eager_loop():
    def trained(wrap):
        tf.keras.utils.set_random_seed(3)
        model = tf.keras.Sequential([tf.keras.layers.Dense(4, "tanh"), tf.keras.layers.Dense(2)])
        optimizer = tf.keras.optimizers.Adam(0.1)

        def step(x):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(model(x) ** 2)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
            return loss

        x = tf.ones([3, 5])
        model(x)
        run = wrap(step)
        return [run(x).numpy() for _ in range(5)]

    eager = trained(lambda step: step)
    recorded = trained(lambda step: graph_of(step, (3, 5)))
    np.testing.assert_allclose(eager, recorded, rtol=1e-5)  # XLA fuses them differently
    assert eager[-1] < eager[0]


def test_recording_leaves_no_reference_cycle():
    v = tf.Variable(1.0)
    graph_of(lambda x: x * v, (2,))
    gc.collect()
    graph_of(lambda x: x * v, (2,))
    assert gc.collect() == 0


def test_a_body_with_an_unrolled_loop_is_known_as_one():
    def cells(x):
        for _ in range(70):
            x = tf.tanh(x)
        return x

    inner = graph_of(cells, (2,))
    assert inner.signature.unrolled
    assert graph_of(lambda x: inner(x), (2,)).signature.unrolled
    assert not graph_of(tf.tanh, (2,)).signature.unrolled
    x = tf.constant([0.5, -1.0])
    np.testing.assert_allclose(inner(x), cells(x), rtol=1e-6)
