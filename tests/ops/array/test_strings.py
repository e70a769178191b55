"""Ops that only move elements take strings."""

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.errors import InvalidArgumentError

WORDS = np.array([["a", "b", "c"], ["d", "e", "f"]])


@pytest.mark.parametrize(
    ("move", "expected"),
    [
        (lambda x: tf.reshape(x, [3, 2]), WORDS.reshape(3, 2)),
        (tf.transpose, WORDS.T),
        (lambda x: tf.concat([x, x[:1]], 0), np.concatenate([WORDS, WORDS[:1]])),
        (lambda x: tf.stack([x[0], x[1]], 1), WORDS.T),
        (lambda x: tf.gather(x, [2, 0], axis=1), WORDS[:, [2, 0]]),
        (lambda x: tf.tile(x, [1, 2]), np.tile(WORDS, [1, 2])),
        (
            lambda x: tf.where([True, False, True], x, "-"),
            np.where([True, False, True], WORDS, "-"),
        ),
        (lambda x: tf.boolean_mask(x, [False, True]), WORDS[[False, True]]),
        (lambda x: tf.split(x, 3, axis=1)[1], WORDS[:, 1:2]),
        (lambda x: tf.unstack(x)[1], WORDS[1]),
        (lambda x: x[1, ::-1], WORDS[1, ::-1]),
    ],
)
def test_moved_as_numpy_moves_them(move, expected):
    result = move(tf.constant(WORDS))
    assert result.dtype == tf.string
    np.testing.assert_array_equal(result.numpy().astype(str), expected)


def test_arithmetic_still_refuses_them():
    with pytest.raises(InvalidArgumentError, match="strings"):
        tf.exp(tf.constant("a"))
