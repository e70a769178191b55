"""`scan_steps`: one recording for all steps, one program for all calls."""

import numpy as np

import tapeflow as tf
from tapeflow.ops.function.scan_steps import scan_steps
from tests.engine.counting import compiles


def _sums(factor):
    return lambda inputs, states: ([states[0] + factor * inputs[0]], [states[0] + inputs[0]])


def test_a_new_call_of_the_same_function_compiles_nothing():
    x, zero = tf.ones([2, 3, 4]), tf.zeros([2, 4])

    def run():
        outputs, states = scan_steps(_sums(2.0), [x], [zero])
        return outputs[0].numpy(), states[0].numpy()

    outputs, states = run()
    run()
    with compiles() as compiled:
        run()
    assert not compiled
    np.testing.assert_array_equal(outputs[0, :, 0], [2.0, 3.0, 4.0])
    np.testing.assert_array_equal(states, np.full([2, 4], 3.0))


def test_variables_assigned_in_a_step_are_carried_on():
    seen = tf.Variable(0.0)

    def step(inputs, states):
        seen.assign_add(tf.reduce_sum(inputs[0]))
        return [inputs[0] * seen], []

    outputs, _ = scan_steps(step, [tf.ones([1, 3, 2])], [])
    np.testing.assert_array_equal(outputs[0].numpy()[0, :, 0], [2.0, 4.0, 6.0])
    assert seen.numpy() == 6.0


def test_random_numbers_differ_from_step_to_step():
    def step(inputs, states):
        return [inputs[0] + tf.random.uniform([2])], []

    (outputs,), _ = scan_steps(step, [tf.zeros([1, 3, 2])], [])
    assert len(np.unique(outputs.numpy())) == 6


def test_a_function_that_reads_values_is_left_to_python():
    def step(inputs, states):
        return [inputs[0] if float(tf.reduce_sum(inputs[0])) > 0 else -inputs[0]], []

    assert scan_steps(step, [tf.ones([1, 3, 2])], []) is None


def test_a_cell_that_reads_values_still_computes():
    class Cell(tf.keras.layers.Layer):
        state_size = 2

        def call(self, inputs, states):
            large = bool(tf.reduce_sum(inputs) > 2.0)
            return inputs * (10.0 if large else 1.0), [states[0] + inputs]

    x = tf.constant([[[1.0, 1.0], [2.0, 2.0]]])
    outputs = tf.keras.layers.RNN(Cell(), return_sequences=True)(x)
    np.testing.assert_array_equal(outputs, [[[1.0, 1.0], [20.0, 20.0]]])
