"""The laws of what is drawn: moments, bounds, frequencies."""

import numpy as np
import pytest

import tapeflow as tf

COUNT = 200_000


@pytest.fixture(autouse=True)
def _seed():
    tf.random.set_seed(7)


def _near(values, mean, variance):
    values = np.asarray(values, np.float64)
    assert abs(values.mean() - mean) < 5 * (variance / values.size) ** 0.5
    assert abs(values.var() - variance) < 0.05 * variance


def test_normal():
    _near(tf.random.normal([COUNT], 2.0, 3.0), 2.0, 9.0)


def test_truncated_normal_stays_within_two_deviations():
    drawn = tf.random.truncated_normal([COUNT]).numpy()
    assert np.abs(drawn).max() < 2
    _near(drawn, 0.0, 0.7737)  # 1 - 4 phi(2) / (2 Phi(2) - 1)


@pytest.mark.parametrize(("alpha", "beta"), [(0.5, 1.0), (1.0, 2.0), (5.0, 0.5)])
def test_gamma(alpha, beta):
    _near(tf.random.gamma([COUNT], alpha, beta), alpha / beta, alpha / beta**2)


def test_gamma_has_a_gradient():
    alpha, beta = tf.Variable(2.0), tf.Variable(4.0)
    with tf.GradientTape() as tape:
        mean = tf.reduce_mean(tf.random.gamma([20_000], alpha, beta))
    by_alpha, by_beta = tape.gradient(mean, [alpha, beta])
    assert abs(float(by_alpha) - 0.25) < 0.02
    assert abs(float(by_beta) + 0.125) < 0.01


@pytest.mark.parametrize("lam", [0.3, 4.0, 80.0])
def test_poisson(lam):
    _near(tf.random.poisson([COUNT], lam), lam, lam)


@pytest.mark.parametrize(("trials", "chance"), [(10.0, 0.3), (1000.0, 0.5), (1.0, 0.9)])
def test_binomial(trials, chance):
    drawn = tf.random.stateless_binomial([50_000], [1, 2], trials, chance)
    _near(drawn, trials * chance, trials * chance * (1 - chance))


def test_cut_normal():
    drawn = tf.random.stateless_parameterized_truncated_normal([COUNT], [1, 2], 1.0, 2.0, 0.0, 1.5)
    assert drawn.numpy().min() >= 0
    assert drawn.numpy().max() <= 1.5


def test_categorical_follows_the_softmax():
    logits = np.log([[0.1, 0.2, 0.7], [0.5, 0.25, 0.25]]).astype("float32")
    drawn = tf.random.categorical(logits, 50_000).numpy()
    for row, expected in zip(drawn, np.exp(logits), strict=True):
        np.testing.assert_allclose(np.bincount(row, minlength=3) / row.size, expected, atol=0.01)


def test_shuffle_is_fair():
    first = [int(tf.random.shuffle(tf.range(4))[0]) for _ in range(400)]
    assert np.bincount(first, minlength=4).min() > 60  # 100 expected


@pytest.mark.parametrize("size", [2, 3, 17, 5000])
def test_shuffle_is_a_permutation(size):
    np.testing.assert_array_equal(np.sort(tf.random.shuffle(tf.range(size))), np.arange(size))


def test_shuffle_passes_gradients_back_in_order():
    x = tf.Variable([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        y = tf.random.shuffle(x) * tf.constant([1.0, 10.0, 100.0])
    moved = tape.gradient(y, x).numpy()
    assert sorted(moved) == [1.0, 10.0, 100.0]


def test_generators_of_one_seed_agree_and_splits_do_not():
    first, second = (tf.random.Generator.from_seed(3) for _ in range(2))
    np.testing.assert_array_equal(first.normal([9]), second.normal([9]))
    one, two = first.split(2)
    assert not np.array_equal(one.normal([9]), two.normal([9]))


def test_a_generator_may_use_a_variable_of_yours():
    state = tf.Variable([1, 0, 0], dtype=tf.int64)
    generator = tf.random.Generator(state=state, alg="philox")
    generator.normal([3])
    assert state.numpy().tolist() == [769, 0, 0]


def test_counts_refuse_parameters_that_do_not_broadcast():
    with pytest.raises(tf.errors.InvalidArgumentError, match="does not broadcast"):
        tf.random.stateless_gamma([3], [1, 2], [1.0, 2.0])


def test_threefry_is_refused_by_name():
    with pytest.raises(NotImplementedError, match="philox"):
        tf.random.Generator.from_seed(1, alg="threefry")
