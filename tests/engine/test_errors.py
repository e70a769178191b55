"""Messages for arguments that are no functions: the type TensorFlow raises, and the name."""

import pytest

import tapeflow as tf

_X = tf.constant([1.0, 2.0])
_ROWS = tf.data.Dataset.range(3)
_ONE = lambda: 1  # noqa: E731 - a branch for many

REFUSED = {
    "tf.py_function: `func`": (ValueError, lambda f: tf.py_function(f, [_X], tf.float32)),
    "tf.numpy_function: `func`": (TypeError, lambda f: tf.numpy_function(f, [_X], tf.float32)),
    "tf.map_fn: `fn`": (TypeError, lambda f: tf.map_fn(f, _X)),
    "tf.vectorized_map: `fn`": (TypeError, lambda f: tf.vectorized_map(f, _X)),
    "tf.scan: `fn`": (TypeError, lambda f: tf.scan(f, _X)),
    "tf.foldl: `fn`": (TypeError, lambda f: tf.foldl(f, _X)),
    "tf.while_loop: `cond`": (TypeError, lambda f: tf.while_loop(f, lambda i: i, [_X])),
    "tf.while_loop: `body`": (TypeError, lambda f: tf.while_loop(lambda i: False, f, [_X])),
    "tf.cond: `true_fn`": (TypeError, lambda f: tf.cond(tf.constant(True), f, _ONE)),
    "tf.cond: `false_fn`": (TypeError, lambda f: tf.cond(tf.constant(True), _ONE, f)),
    "tf.case: `default`": (TypeError, lambda f: tf.case([(tf.constant(True), _ONE)], f)),
    "tf.switch_case: `default`": (TypeError, lambda f: tf.switch_case(0, [_ONE], f)),
    "tf.custom_gradient: `f`": (TypeError, tf.custom_gradient),
    "tf.recompute_grad: `f`": (TypeError, tf.recompute_grad),
    "tf.grad_pass_through: `f`": (TypeError, tf.grad_pass_through),
    "tf.test.compute_gradient: `f`": (TypeError, lambda f: tf.test.compute_gradient(f, [_X])),
    "Dataset.map: `func`": (ValueError, lambda f: _ROWS.map(f)),
    "Dataset.filter: `func`": (ValueError, lambda f: _ROWS.filter(f)),
    "Dataset.apply: `transformation_func`": (TypeError, lambda f: _ROWS.apply(f)),
    "keras.ops.map: `f`": (TypeError, lambda f: tf.keras.ops.map(f, _X)),
    "keras.ops.switch: `branches`": (TypeError, lambda f: tf.keras.ops.switch(0, [f], _X)),
    "keras.ops.fori_loop: `body_fun`": (
        TypeError,
        lambda f: tf.keras.ops.fori_loop(0, 2, f, _X),
    ),
    "keras.ops.vectorize: `pyfunc`": (ValueError, tf.keras.ops.vectorize),
    "keras.layers.Lambda: `function`": (TypeError, tf.keras.layers.Lambda),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_function_is_refused_by_its_name(name):
    kind, call = REFUSED[name]
    with pytest.raises(kind, match=name + " must be callable"):
        call(3)


def test_one_is_refused_inside_a_function_too():
    with pytest.raises(ValueError, match=r"tf\.py_function: `func` must be callable"):
        tf.function(lambda x: tf.py_function(3, [x], tf.float32))(_X)


def test_a_custom_gradient_function_must_give_a_pair():
    with pytest.raises(TypeError, match="must return its result and a function"):
        tf.custom_gradient(lambda x: x)(_X)
