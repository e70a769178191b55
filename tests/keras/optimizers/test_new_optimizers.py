"""Muon and schedule-free AdamW by their definitions; loss scales, pure steps, signatures."""

import inspect
import pickle

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.engine import trace
from tests.engine.counting import compiles

optimizers = tf.keras.optimizers
NEW = ["Adafactor", "Lamb", "Muon", "ScheduleFreeAdamW"]


def variables():
    return [tf.Variable([[1.0, -2.0], [0.5, 1.5]], name="kernel"), tf.Variable([0.5], name="bias")]


def gradients():
    return [tf.constant([[0.5, 0.25], [1.0, -1.0]]), tf.constant([-1.0])]


@pytest.mark.parametrize("make", [*NEW, "LossScaleOptimizer"])
def test_a_step_is_one_recorded_op(make, monkeypatch):
    kind, own = getattr(optimizers, make), variables()
    optimizer = kind(optimizers.Adam()) if make == "LossScaleOptimizer" else kind()
    optimizer.build(own)
    trace.flush()
    monkeypatch.setattr("tapeflow.keras.optimizers.optimizer.end_of_step", lambda: None)
    optimizer.apply_gradients(zip(gradients(), own, strict=True))
    assert len(trace.current().nodes) == 1
    trace.flush()


def test_schedule_free_steps_are_those_of_the_paper():
    # Keras with TensorFlow 3.15 takes z after its step where the paper takes it before.
    rng = np.random.default_rng(0)
    rate, beta_1, beta_2, epsilon = 0.1, 0.9, 0.999, 1e-8
    y = z = x = rng.normal(size=4)
    velocity = np.zeros(4)
    variable = tf.Variable(y.astype("float32"))
    optimizer = optimizers.ScheduleFreeAdamW(rate)
    for step in range(1, 21):
        gradient = rng.normal(size=4)
        optimizer.apply([tf.constant(gradient, "float32")], [variable])
        velocity = beta_2 * velocity + (1 - beta_2) * gradient**2
        z = z - rate * gradient / (np.sqrt(velocity / (1 - beta_2**step)) + epsilon)
        x = (1 - 1 / step) * x + z / step
        y = (1 - beta_1) * z + beta_1 * x
    # Twenty float32 steps, each with a division by beta_1; worst seen 1e-6.
    np.testing.assert_allclose(variable, y, rtol=1e-5, atol=1e-6)


def test_muon_s_steps_are_nearly_orthogonal():
    rng = np.random.default_rng(0)
    variable = tf.Variable(np.zeros((6, 3), "float32"))
    optimizer = optimizers.Muon(1.0, weight_decay=None, rms_rate=None)
    optimizer.apply([tf.constant(rng.normal(size=(6, 3)), "float32")], [variable])
    singular = np.linalg.svd(variable.numpy())[1]
    assert singular.min() > 0.6
    assert singular.max() < 1.3


def test_muon_s_step_is_what_its_methods_compute():
    """Their values were compared with Keras 3.15.1's, for stacked matrices too."""
    gradient = tf.constant(np.random.default_rng(0).normal(size=(3, 2)), "float32")
    variable = tf.Variable(tf.zeros([3, 2]))
    optimizer = optimizers.Muon(0.5, weight_decay=None, nesterov=False)
    optimizer.apply([gradient], [variable])
    step = optimizer.lr_adjust(optimizer.zeropower_via_newtonschulz5(gradient, 5))
    np.testing.assert_allclose(variable, -0.5 * step, rtol=1e-5)  # a dozen float32 roundings
    turned = optimizer.zeropower_via_newtonschulz5(optimizer.transpose_last_axis(gradient), 5)
    np.testing.assert_allclose(optimizer.lr_adjust(tf.transpose(turned)), step, rtol=1e-5)
    with pytest.raises(NotImplementedError, match="lr_adjust is not called"):
        type("Mine", (optimizers.Muon,), {"lr_adjust": lambda self, x: x})


def test_an_infinite_gradient_changes_nothing_but_the_scale():
    own = variables()
    optimizer = optimizers.LossScaleOptimizer(optimizers.Adam(0.1), initial_scale=8.0)
    optimizer.apply(gradients(), own)
    before = [v.numpy() for v in [*own, *optimizer.inner_optimizer.variables]]
    optimizer.apply([gradients()[0] * np.inf, gradients()[1]], own)
    after = [v.numpy() for v in [*own, *optimizer.inner_optimizer.variables]]
    for old, new in zip(before, after, strict=True):
        np.testing.assert_array_equal(old, new)
    assert float(optimizer.dynamic_scale) == 4.0


def test_scales_that_change_compile_nothing():
    own = variables()
    optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(0.1), 8.0, dynamic_growth_steps=2)
    for _ in range(2):
        optimizer.apply(gradients(), own)
    with compiles() as compiled:
        for _ in range(5):
            optimizer.apply(gradients(), own)
    assert not compiled
    assert float(optimizer.dynamic_scale) == 64.0


def test_keras_2_loops_unscale_gradients_themselves():
    variable = tf.Variable(1.0)
    optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(0.25), initial_scale=1024.0)
    for _ in range(2):
        with tf.GradientTape() as tape:
            scaled = optimizer.get_scaled_loss(variable * variable)
        unscaled = optimizer.get_unscaled_gradients(tape.gradient(scaled, [variable]))
        assert float(unscaled[0]) == 2 * float(variable)
        optimizer.apply_gradients(zip(unscaled, [variable], strict=True))
    assert float(variable) == 0.25


@pytest.mark.parametrize("make", ["SGD", "Adam", "Adafactor"])
def test_a_pure_step_is_a_step_and_leaves_the_variables(make):
    own = variables()
    optimizer = getattr(optimizers, make)(0.1)
    optimizer.build(own)
    state = [tf.constant(v.numpy()) for v in optimizer.variables]
    trained = [tf.constant(v.numpy()) for v in own]
    for _ in range(2):
        trained, state = optimizer.stateless_apply(state, gradients(), trained)
    assert int(optimizer.iterations) == 0
    for _ in range(2):
        optimizer.apply(gradients(), own)
    for pure, variable in zip([*trained, *state], [*own, *optimizer.variables], strict=True):
        np.testing.assert_allclose(pure, variable, rtol=1e-6)


def test_pure_steps_need_a_value_for_every_variable():
    optimizer = optimizers.SGD()
    with pytest.raises(ValueError, match="must be built"):
        optimizer.stateless_apply([], [], [])
    optimizer.build(variables())
    with pytest.raises(ValueError, match="1:1"):
        optimizer.stateless_apply([], [], [])


def test_variables_that_turn_up_later_get_an_optimizer():
    first, later = variables()
    both = optimizers.MultiOptimizer(
        optimizers.OptimizerMap(optimizers.SGD(1.0), {"bias.*": optimizers.SGD(0.5)})
    )
    both.apply([gradients()[0]], [first])
    both.apply([gradients()[1]], [later])
    np.testing.assert_allclose(later, [1.0])


def test_signatures_spell_out_what_all_optimizers_take():
    names = list(inspect.signature(optimizers.Adam).parameters)
    assert names[:7] == [
        "learning_rate", "beta_1", "beta_2", "epsilon", "amsgrad", "weight_decay", "clipnorm",
    ]  # fmt: skip
    optimizer = optimizers.Adam(0.1, 0.9, 0.999, 1e-7, False, 0.25, None, 0.5)
    assert (optimizer.weight_decay, optimizer.clipvalue) == (0.25, 0.5)

    class Mine(optimizers.Adam):
        def __init__(self, rate=0.1):
            super().__init__(rate)

    assert list(inspect.signature(Mine).parameters) == ["rate"]


def test_keras_2_s_optimizers_are_there():
    optimizer = optimizers.legacy.Adam(lr=0.5, decay=0.1)
    assert float(optimizer.lr) == 0.5
    assert isinstance(optimizer, optimizers.legacy.Optimizer)


@pytest.mark.parametrize("make", NEW)
def test_pickles(make):
    own = variables()
    optimizer = getattr(optimizers, make)(0.1)
    optimizer.apply(gradients(), own)
    again = pickle.loads(pickle.dumps(optimizer))
    assert again.get_config() == optimizer.get_config()
    for old, new in zip(optimizer.variables, again.variables, strict=True):
        np.testing.assert_array_equal(old, new)


def test_fit_sees_the_loss_scale_grow():
    """The step was recorded with the first scale as a constant; gradients shrank as it grew."""
    x, y = np.linspace(-1, 1, 8).reshape(4, 2), np.ones((4, 1))
    found = []
    for optimizer in (
        tf.keras.optimizers.SGD(0.1),
        tf.keras.optimizers.LossScaleOptimizer(tf.keras.optimizers.SGD(0.1), 8.0, 1),
    ):
        model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
        model.set_weights([np.ones((2, 1)), np.zeros(1)])
        model.compile(optimizer, "mse")
        model.fit(x, y, epochs=4, batch_size=4, verbose=0)
        found.append(model.get_weights())
    assert float(optimizer.dynamic_scale) == 128.0
    # Scales are powers of two, which round nothing.
    np.testing.assert_array_equal(found[0][0], found[1][0])
