"""Learning rate schedules."""

import pytest

import tapeflow as tf
from tests.engine.counting import compiles

schedules = tf.keras.optimizers.schedules


@pytest.mark.parametrize("steps", [3, 7, 41, 47, 55, 61, 82, 83, 97, 110, 123])
def test_a_staircase_takes_its_step_in_time(steps):
    """In float32, n * (1 / n) is below 1 for n = 41 and others: XLA must divide."""
    schedule = schedules.ExponentialDecay(1.0, steps, 0.5, staircase=True)
    assert [float(schedule(steps * i - 1)) for i in (1, 2)] == [1.0, 0.5]
    assert [float(schedule(steps * i)) for i in (1, 2, 3)] == [0.5, 0.25, 0.125]


def test_a_changing_step_never_compiles_again():
    schedule = schedules.CosineDecay(0.1, 10)
    for step in range(3):
        float(schedule(step))
    with compiles() as compiled:
        for step in range(3, 20):
            float(schedule(step))
        float(schedules.CosineDecay(0.2, 50, alpha=0.5)(3))
    assert not compiled


def test_a_schedule_s_numbers_may_be_changed():
    schedule = schedules.ExponentialDecay(1.0, 10, 0.5)
    assert float(schedule(10)) == 0.5
    schedule.decay_rate = 0.25
    assert float(schedule(10)) == 0.25


def test_the_end_of_a_polynomial_is_exact():
    schedule = schedules.PolynomialDecay(0.1, 7, end_learning_rate=0.0, power=2.5)
    assert [float(schedule(step)) for step in (7, 8, 1000)] == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("made", [
    schedules.ExponentialDecay(0.1, 3, 0.5, staircase=True),
    schedules.InverseTimeDecay(0.1, 3, 0.5),
    schedules.PiecewiseConstantDecay([1, 5], [0.5, 0.25, 0.125]),
    schedules.PolynomialDecay(0.1, 3, cycle=True),
    schedules.CosineDecay(0.1, 3, warmup_target=0.5, warmup_steps=2),
    schedules.CosineDecayRestarts(0.1, 3, t_mul=1.5),
])  # fmt: skip
def test_configurations_give_the_same_schedule(made):
    again = schedules.deserialize(schedules.serialize(made))
    assert type(again) is type(made)
    assert again.get_config() == made.get_config()
    assert float(again(4)) == float(made(4))


def test_a_users_schedule_needs_a_configuration_of_its_own():
    class Mine(schedules.LearningRateSchedule):
        def __call__(self, step):
            return 0.1

    with pytest.raises(NotImplementedError, match="get_config"):
        Mine().get_config()
    v = tf.Variable(1.0)
    tf.keras.optimizers.SGD(Mine()).apply_gradients([(tf.constant(1.0), v)])
    assert abs(v.numpy() - 0.9) < 1e-6


def test_an_unknown_schedule_is_refused():
    with pytest.raises(ValueError, match="custom_objects"):
        schedules.deserialize({"class_name": "Mine", "config": {}})
