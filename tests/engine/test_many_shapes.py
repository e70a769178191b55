"""A step that meets ever other shapes and that NumPy would take long for: compiled quickly."""

import warnings

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.engine import compile_policy, many_shapes, program
from tapeflow.engine.settings import settings
from tests.engine.counting import compiles


@pytest.fixture
def step(monkeypatch):
    monkeypatch.setattr(compile_policy, "_WORTHWHILE", 0)
    monkeypatch.setattr(compile_policy, "_MOST_ELEMENTS", -1)
    monkeypatch.setattr(compile_policy, "_families", {})
    monkeypatch.setattr(program, "_programs", {})
    monkeypatch.setattr(compile_policy, "_RETURNS", 3)
    weights = tf.Variable([0.5, -1.0])

    @tf.function
    def step(x):
        weights.assign_add(0.1 * tf.reduce_mean(tf.tanh(x) * weights, 0))
        return tf.reduce_sum(weights)

    step(tf.ones([1, 2])).numpy()  # the first call is of another kind: the weights are made
    compile_policy._families.clear()
    return step


def expected(sizes):
    weights = np.array([0.5, -1.0], np.float32)
    for size in sizes:
        weights = weights + np.float32(0.1) * np.tanh(np.float32(size)) * weights
    return weights.sum()


def test_values_do_not_depend_on_how_well_it_is_compiled(step):
    sizes = [1, 2, 3, 4, 5, 6, 6, 6, 6, 5]
    results = [step(tf.fill([n, 2], float(n))) for n in sizes[1:]]
    np.testing.assert_allclose(results[-1], expected(sizes), rtol=1e-5)


def test_what_comes_back_is_compiled_once_more(step):
    for n in (2, 3, 4):
        step(tf.ones([n, 2])).numpy()
    x = tf.ones([5, 2]) + 0.0
    x.numpy()
    with compiles() as programs:
        for _ in range(6):
            step(x).numpy()
    assert len(programs) == 2


def test_the_eighth_set_of_shapes_is_told_once(step):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for n in range(2, 1 + many_shapes.TELLING):
            step(tf.ones([n, 2])).numpy()
    with pytest.warns(tf.errors.RecompileWarning, match=r"given: +shapes \(9, 2\)\n") as caught:
        step(tf.ones([9, 2])).numpy()
    assert caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for n in (10, 11, 12):
            step(tf.ones([n, 2])).numpy()


def test_another_model_of_the_same_shapes_is_compiled_like_the_first(monkeypatch):
    monkeypatch.setattr(compile_policy, "_families", {})
    specs = [tf.zeros(shape)._spec for shape in ((2,), (3,), (4,), (5,))]

    class Node:
        weight, work, unrolled, steady, passing = 1000, (), False, False, False
        body, parts, effort, elements, interpreted = (), (), 1.0, 10**9, False

        def __init__(self, spec):
            self.step_specs = (spec,)

    def passing(spec):
        policy = compile_policy.Policy(((Node(spec), ()),), True, ("step",))
        assert not policy.interprets(1)
        return policy.options()

    usual = [passing(spec) for spec in [specs[0]] * 9 + specs[1:2] + [specs[0]]]
    assert all(options is compile_policy.USUAL for options in usual)
    assert passing(specs[2]) is compile_policy.PASSING
    monkeypatch.setattr(settings, "deterministic", True)
    assert passing(specs[2]) is compile_policy.USUAL
