"""TensorFlow 1's names: what is harmless works, the rest says what to do."""

import pytest

import tapeflow as tf

v1 = tf.compat.v1


def test_options_for_memory_growth_do_nothing():
    config = v1.ConfigProto(allow_soft_placement=True)
    config.gpu_options.allow_growth = True
    session = v1.InteractiveSession(config=config)
    session.close()


def test_sessions_run_nothing():
    with v1.Session() as session, pytest.raises(NotImplementedError, match="numpy"):
        session.run(tf.constant(1))


def test_placeholders_are_refused_with_tensorflows_type():
    with pytest.raises(RuntimeError, match="argument"):
        v1.placeholder(tf.float32, [None, 2])


def test_variables_are_made():
    with v1.variable_scope("layer"):
        variable = v1.get_variable("w", [2, 3], initializer=v1.zeros_initializer())
    v1.global_variables_initializer()
    v1.assign(variable, tf.ones([2, 3]))
    assert variable.numpy().sum() == 6


def test_other_names_are_tensorflow_2s():
    assert v1.float32 is tf.float32
    assert v1.reduce_sum is tf.reduce_sum
    assert v1.nn.relu is tf.nn.relu
    assert not hasattr(v1, "no_such_name")


def test_python_functions_inside_tf_function():
    @tf.function
    def f(x):
        spec = tf.TensorSpec([2], tf.float32)
        return tf.numpy_function(lambda a: a[::-1].copy(), [x], spec) * 2

    assert f(tf.constant([1.0, 2.0])).numpy().tolist() == [4.0, 2.0]
