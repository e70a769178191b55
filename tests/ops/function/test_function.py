"""What TensorFlow's answers do not show of `tf.function`."""

import gc
import weakref

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.engine.errors import InaccessibleTensorError


def test_one_kind_of_unknown_sizes_prints_once(capsys):
    @tf.function(input_signature=[tf.TensorSpec([None])])
    def double(x):
        print("tracing")  # noqa: T201 - what is tested
        return 2.0 * x

    for size in (1, 2, 3):
        np.testing.assert_array_equal(double(tf.ones([size])), [2.0] * size)
    assert capsys.readouterr().out == "tracing\n"


def test_a_concrete_function_of_unknown_sizes_says_what_is_unknown():
    @tf.function
    def body(x):
        return tf.reduce_sum(x, -1), tf.transpose(x)

    concrete = body.get_concrete_function(tf.TensorSpec([None, 3], name="images"))
    assert [spec.name for spec in concrete.inputs] == ["images"]
    assert [shape.as_list() for shape in concrete.output_shapes] == [[None], [3, None]]
    assert body.experimental_get_tracing_count() == 1


def test_what_needs_a_value_is_run_as_python(capsys):
    @tf.function
    def shout(x):
        tf.strings.as_string(x)
        print("python")  # noqa: T201 - what is tested
        return x + 1

    assert [int(shout(tf.constant(n))) for n in (1, 2)] == [2, 3]
    assert capsys.readouterr().out == "python\n" * 2


def test_a_tensor_that_leaks_is_refused():
    leaked = []

    @tf.function
    def body(x):
        leaked.append(x + 1)
        return x

    body(tf.constant(1))
    with pytest.raises(InaccessibleTensorError, match="return it"):
        leaked[0] + 1


def test_objects_and_their_traces_are_let_go():
    class Model:
        def __init__(self):
            self.v = tf.Variable(tf.ones([2]))

        @tf.function
        def call(self, x):
            return self.v * x

    model = Model()
    model.call(tf.ones([2])).numpy()
    assert model.call is model.call
    gone = weakref.ref(model), weakref.ref(model.v)
    gc.collect()
    gc.disable()
    try:
        del model
        assert [reference() for reference in gone] == [None, None]
    finally:
        gc.enable()


def test_a_failed_trace_leaves_variables_and_the_function_usable():
    v = tf.Variable(1.0)

    @tf.function
    def body(x, fail):
        v.assign_add(x)
        if fail:
            raise RuntimeError("stop")
        return v + 0.0

    with pytest.raises(RuntimeError, match="stop"):
        body(tf.constant(1.0), True)
    assert v.numpy() == 1.0
    assert body(tf.constant(1.0), False).numpy() == 2.0


def test_a_variable_can_start_from_random_numbers_made_inside():
    made = []

    @tf.function
    def body(x):
        if not made:
            made.append(tf.Variable(tf.random.uniform([3]) + 1.0))
        return x * made[0]

    body(tf.ones([]))
    assert 1.0 <= made[0].numpy().min() <= made[0].numpy().max() < 2.0
    np.testing.assert_array_equal(body(tf.ones([])), made[0])
