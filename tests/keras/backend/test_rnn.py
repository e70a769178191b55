"""`K.rnn`, `K.ctc_decode` and what else Keras 2's backend had for sequences."""

import numpy as np
import pytest

import tapeflow as tf

K = tf.keras.backend


def _step(x, states):
    new = states[0] * 0.5 + x
    return new * 2, [new]


@pytest.mark.parametrize("backwards", [False, True])
def test_rnn_is_the_loop(backwards):
    x = np.random.default_rng(0).normal(size=(2, 4, 3)).astype("float32")
    last, outputs, (state,) = K.rnn(_step, x, [tf.zeros([2, 3])], go_backwards=backwards)
    expected, rows = np.zeros([2, 3], "float32"), []
    for t in range(3, -1, -1) if backwards else range(4):
        expected = expected * 0.5 + x[:, t]
        rows.append(expected * 2)
    np.testing.assert_allclose(outputs, np.stack(rows, 1), rtol=1e-6)
    np.testing.assert_allclose(last, rows[-1], rtol=1e-6)
    np.testing.assert_allclose(state, expected, rtol=1e-6)


def test_rnn_keeps_states_where_the_mask_is_false():
    x = np.ones([1, 3, 1], "float32")
    mask = np.array([[True, False, True]])
    _, outputs, _ = K.rnn(_step, x, [tf.zeros([1, 1])], mask=mask)
    assert outputs.numpy().ravel().tolist() == [2, 2, 3]
    outputs = K.rnn(_step, x, [tf.zeros([1, 1])], mask=mask, zero_output_for_mask=True)[1]
    assert outputs.numpy().ravel().tolist() == [2, 0, 3]
    assert K.rnn(_step, x, [tf.zeros([1, 1])], return_all_outputs=False)[1].shape == (1, 1, 1)


def test_rnn_hands_constants_over():
    def step(x, states):
        return x + states[1], [states[0]]

    outputs = K.rnn(step, np.zeros([1, 2, 1], "float32"), [tf.zeros([1, 1])], constants=[5.0])[1]
    assert outputs.numpy().ravel().tolist() == [5, 5]


def test_labels_and_decoding():
    sparse = K.ctc_label_dense_to_sparse([[1, 2, 3], [4, 5, 6]], [2, 1])
    assert K.to_dense(sparse).numpy().tolist() == [[1, 2, 0], [4, 0, 0]]
    probabilities = np.eye(3, dtype="float32")[[[0, 0, 2, 1]]]
    for greedy in (True, False):
        (labels,), _ = K.ctc_decode(probabilities, [4], greedy=greedy)
        assert labels.numpy().tolist() == [[0, 1, -1, -1]]


def test_volumes_are_repeated():
    x = np.arange(4.0).reshape(1, 1, 2, 2, 1)
    found = K.resize_volumes(x, 2, 1, 2, "channels_last")
    np.testing.assert_array_equal(found, x.repeat(2, 1).repeat(2, 3))
    with pytest.raises(ValueError, match="data_format"):
        K.resize_volumes(x, 1, 1, 1, "last")


def test_gradients_of_a_graph_are_refused():
    with pytest.raises(RuntimeError, match="GradientTape"):
        K.gradients(tf.constant(1.0), [])
