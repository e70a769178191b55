"""Looking into steps afterwards: what is found is what the step computed."""

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.engine import watch

RNG = np.random.default_rng(0)
INPUTS = RNG.normal(size=(12, 4)).astype("float32")
LABELS = RNG.normal(size=(12, 1)).astype("float32")
# Op by op and fused, sums are rounded in another order: a few of float32's 1.2e-7.
CLOSE = {"rtol": 2e-6, "atol": 1e-7}


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__(name="net")
        init = tf.keras.initializers.GlorotUniform(seed=1)
        self.dense1 = tf.keras.layers.Dense(3, activation="tanh", kernel_initializer=init)
        self.heads = [tf.keras.layers.Dense(1, kernel_initializer=init, name="head")]

    def call(self, inputs):
        return self.heads[0](self.dense1(inputs))


def train(steps, reads, model=None, seen=None):
    """Steps of training; `seen` gets what each step saw: kernel, hidden values, gradient."""
    model = model or Net()
    optimizer = tf.keras.optimizers.SGD(0.1, momentum=0.9)
    for i in range(steps):
        x, y = INPUTS[i : i + 4], LABELS[i : i + 4]
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
            if reads:
                float(loss)
        gradients = tape.gradient(loss, model.trainable_variables)
        if seen is not None:
            kernel, bias = (w.numpy() for w in model.dense1.weights)
            seen.append((kernel, np.tanh(x @ kernel + bias), gradients[0].numpy()))
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
    return model


def saw(reads):
    seen = []
    train(6, reads, seen=seen)
    return seen


@pytest.mark.parametrize("reads", [True, False])
def test_values_and_gradients_of_earlier_steps(reads):
    with tf.experimental.recorder(last=4) as r:
        train(6, reads)
    assert [step.number for step in r.steps] == [2, 3, 4, 5]
    for step, (kernel, hidden, gradient) in zip(r.steps, saw(reads)[2:], strict=True):
        np.testing.assert_allclose(step.value("dense1/kernel"), kernel, **CLOSE)
        np.testing.assert_allclose(step.value("dense1"), hidden, **CLOSE)
        np.testing.assert_allclose(step.gradient("dense1/kernel"), gradient, **CLOSE)


def test_what_is_recorded_is_trained_the_same():
    with tf.experimental.recorder(last=2):
        recorded = train(6, True)
    for left, right in zip(recorded.variables, train(6, True).variables, strict=True):
        np.testing.assert_array_equal(left.numpy(), right.numpy())


def test_layers_go_by_several_names():
    with tf.experimental.recorder() as r:
        train(1, False)
    (step,) = r.steps
    for name in ("net/dense1", "dense1", step.names[0]):
        assert step.value(name).shape == (4, 3)
    for name in ("heads/0", "head", "net/head"):
        assert step.value(name).shape == (4, 1)
    np.testing.assert_array_equal(step.value("net"), step.value("head"))
    assert step.gradient("net/head/bias").shape == (1,)
    assert repr(step).startswith("<RecordedStep 0: net/dense1, net/heads/0, net>")


def test_a_step_is_run_again_op_by_op():
    with tf.experimental.recorder() as r:
        train(2, False)
    ops = r.steps[-1].rerun()
    assert [op.op for op in ops][:3] == ["nn.dense", "nn.dense", "math.subtract"]
    assert {op.file for op in ops} == {__file__}
    assert ops[0].line == Net.call.__code__.co_firstlineno + 1
    assert ops[0].layer == "net/dense1"
    np.testing.assert_array_equal(ops[0].values[0], r.steps[-1].value("dense1"))


def test_steps_of_fit_and_of_functions():
    model = Net()
    model.compile(tf.keras.optimizers.SGD(0.1), "mse")
    model.fit(INPUTS, LABELS, batch_size=4, verbose=0)  # recorded without names
    with tf.experimental.recorder() as r:
        model.fit(INPUTS, LABELS, batch_size=4, epochs=2, shuffle=False, verbose=0)
    assert len(r.steps) == 6
    step = r.steps[1]
    expected = np.tanh(INPUTS[4:8] @ step.value("dense1/kernel") + step.value("dense1/bias"))
    np.testing.assert_allclose(step.value("dense1"), expected, **CLOSE)
    change = r.steps[2].value("dense1/kernel") - step.value("dense1/kernel")
    np.testing.assert_allclose(-0.1 * step.gradient("dense1/kernel"), change, **CLOSE)

    @tf.function
    def call(x):
        return model(x)

    weight = tf.Variable(2.0)
    with tf.experimental.recorder() as r:
        y = call(INPUTS[:2])
        weight.assign(tf.reduce_sum(y) * weight)
    np.testing.assert_allclose(r.steps[0].value("head"), y.numpy(), **CLOSE)


def test_a_loop_without_optimizer():
    w = tf.Variable([[1.0], [2.0], [3.0], [4.0]], name="w")
    with tf.experimental.recorder(last=1) as r:
        for _ in range(2):
            with tf.GradientTape() as tape:
                loss = tf.reduce_sum((INPUTS @ w) ** 2)
            w.assign_sub(0.001 * tape.gradient(loss, w))
    (step,) = r.steps
    expected = 2 * INPUTS.T @ INPUTS @ step.value("w")
    np.testing.assert_allclose(step.gradient("w"), expected, rtol=1e-5)


def test_names_that_are_not_there_or_not_one():
    class Twice(tf.keras.Model):
        def __init__(self):
            super().__init__(name="twice")
            self.left, self.right = Net(), Net()

        def call(self, inputs):
            return self.left(inputs) + self.right(inputs)

    with tf.experimental.recorder() as r:
        model = Twice()
        variable = tf.Variable(1.0, name="lone")
        model(INPUTS)
        variable.assign(tf.reduce_sum(model(INPUTS)))
    (step,) = r.steps
    assert step.value("left/dense1").shape == (12, 3)
    with pytest.raises(KeyError, match="2 layers are called 'dense1'"):
        step.value("dense1")
    with pytest.raises(KeyError, match="no values are called 'dense7'"):
        step.value("dense7")
    with pytest.raises(KeyError, match="no gradient by 'left/dense1/kernel'"):
        step.gradient("left/dense1/kernel")
    with pytest.raises(ValueError, match="last must be at least 1"):
        tf.experimental.recorder(last=0)


def test_nothing_is_left_behind_after_an_error():
    call = tf.keras.layers.Layer.__call__
    r = tf.experimental.recorder()

    def stopped():
        with r:
            assert tf.keras.layers.Layer.__call__ is not call
            train(2, True)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        stopped()
    assert tf.keras.layers.Layer.__call__ is call
    assert watch.watchers == ()
    assert len(r.steps) == 2
