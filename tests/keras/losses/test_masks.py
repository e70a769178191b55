"""Masks in losses, and the laws of losses over overlaps and sequences."""

import itertools
import pickle

import numpy as np
import pytest

import tapeflow as tf

losses = tf.keras.losses


def test_a_wholly_masked_loss_is_zero_and_so_is_its_gradient():
    layer = tf.keras.layers.Dense(1)
    masked = tf.keras.layers.Masking()(tf.zeros([2, 3, 4]))
    with tf.GradientTape() as tape:
        loss = losses.MeanSquaredError()(tf.ones([2, 3, 1]), layer(masked))
    assert float(loss) == 0.0
    np.testing.assert_array_equal(tape.gradient(loss, layer.kernel), np.zeros((4, 1)))


def test_a_mask_drops_what_weights_of_zero_drop_and_the_mean_is_over_the_rest():
    values = np.array([[[1.0], [2.0], [0.0]]], "float32")
    y_pred = tf.keras.layers.Masking()(values)
    loss = losses.MeanAbsoluteError()(np.zeros((1, 3, 1), "float32"), y_pred)
    assert float(loss) == 1.5


def test_ctc_is_the_sum_over_all_readings():
    logits = np.random.default_rng(0).normal(size=(1, 4, 3)).astype("float32")
    chances = np.exp(logits[0].astype("float64"))
    chances /= chances.sum(-1, keepdims=True)

    def read(path):
        kept = [c for i, c in enumerate(path) if i == 0 or c != path[i - 1]]
        return [c for c in kept if c != 0]

    for labels in ([1, 2], [1, 1], [2], []):
        total = sum(
            np.prod([chances[t, c] for t, c in enumerate(path)])
            for path in itertools.product(range(3), repeat=4)
            if read(path) == labels
        )
        padded = np.array([labels + [0] * (2 - len(labels))])
        # Eight float32 logarithms and sums; worst seen 3e-7.
        np.testing.assert_allclose(losses.ctc(padded, logits), [-np.log(total)], rtol=2e-6)


def test_labels_that_do_not_fit_into_the_steps_give_infinity():
    logits = tf.zeros([1, 2, 3])
    assert losses.ctc([[1, 1]], logits).numpy()[0] == np.inf  # needs a blank between
    assert np.isfinite(losses.ctc([[1, 2]], logits).numpy()[0])


def test_tversky_of_halves_is_dice():
    rng = np.random.default_rng(1)
    y_true, y_pred = rng.integers(0, 2, (3, 4)), rng.random((3, 4)).astype("float32")
    np.testing.assert_allclose(
        losses.tversky(y_true, y_pred), losses.dice(y_true, y_pred), rtol=1e-6
    )


def test_circle_leaves_out_examples_that_are_apart():
    apart = tf.constant([[1.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [-1.0, 0.0]])
    close = tf.constant([[1.0, 0.0], [1.0, 0.0], [0.6, 0.8], [0.6, 0.8]])
    assert float(losses.Circle()([0, 0, 1, 1], apart)) < 1e-5
    assert float(losses.Circle()([0, 0, 1, 1], close)) > 1.0


@pytest.mark.parametrize("loss", [losses.Dice(axis=1), losses.Circle(gamma=2.0), losses.CTC()])
def test_pickles(loss):
    again = pickle.loads(pickle.dumps(loss))
    assert again.get_config() == loss.get_config()
    assert type(again) is type(loss)
