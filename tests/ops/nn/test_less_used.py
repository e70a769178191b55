"""Functions that TensorFlow's CPU build can't answer for, or that draw numbers of their own."""

import numpy as np
import pytest

import tapeflow as tf


@pytest.mark.parametrize("name", ["fftn", "ifftn", "rfftn", "irfftn"])
def test_transforms_over_any_axes_are_numpys(name):
    x = np.random.default_rng(0).normal(size=(3, 4, 5)).astype("complex64")
    x = x.real if name == "rfftn" else x
    found = getattr(tf.signal, f"{name}d")(x, fft_length=[4, 6], axes=[0, 2])
    expected = getattr(np.fft, name)(x, [4, 6], [0, 2])
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)
    with pytest.raises(tf.errors.InvalidArgumentError, match="dtype"):
        getattr(tf.signal, f"{name}d")(np.ones(3, "int32"))


def test_the_largest_and_smallest_entries():
    x = tf.constant([[1.0, 5.0, 2.0], [7.0, -1.0, 0.0]])
    values, places = tf.math.approx_max_k(x, 2)
    assert values.numpy().tolist() == [[5.0, 2.0], [7.0, 0.0]]
    assert places.numpy().tolist() == [[1, 2], [0, 2]]
    values, places = tf.nn.approx_min_k(x, 1, reduction_dimension=0)
    assert values.numpy().tolist() == [[1.0, -1.0, 0.0]]


@pytest.mark.parametrize("pseudo", [False, True])
@pytest.mark.parametrize("overlapping", [False, True])
def test_fractional_pools_take_windows_between_their_edges(pseudo, overlapping):
    x = np.random.default_rng(0).normal(size=(1, 10, 7, 2)).astype("float32")
    for function, reduce in (
        (tf.nn.fractional_max_pool, np.max),
        (tf.nn.fractional_avg_pool, np.mean),
    ):
        found, rows, columns = function(x, [1.0, 1.44, 1.73, 1.0], pseudo, overlapping, seed=3)
        assert found.shape == (1, 6, 4, 2)
        assert set(np.diff(rows)) <= {1, 2}
        assert (rows[0].numpy(), rows[-1].numpy()) == (0, 10)
        r, c = rows.numpy()[2:4], columns.numpy()[1:3]
        window = x[0, r[0] : r[1] + overlapping, c[0] : c[1] + overlapping]
        np.testing.assert_allclose(found[0, 2, 1], reduce(window, (0, 1)), rtol=1e-5)


def test_candidates_are_drawn_by_their_counts():
    true = np.array([[1, 2]], np.int64)
    drawn, expected, _ = tf.nn.fixed_unigram_candidate_sampler(
        true, 2, 400, False, 4, unigrams=[0.0, 1.0, 3.0, 0.0], seed=1
    )
    counts = np.bincount(drawn, minlength=4)
    assert counts[[0, 3]].tolist() == [0, 0]
    assert abs(counts[2] - 300) < 45  # five standard deviations
    np.testing.assert_allclose(expected, [[100.0, 300.0]], rtol=1e-5)
    drawn, *_ = tf.random.learned_unigram_candidate_sampler(true, 2, 4, True, 4, seed=1)
    assert sorted(drawn.numpy()) == [0, 1, 2, 3]
