"""The written-out backward passes against autodiff of the same steps, in float64."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import tapeflow as tf
from tapeflow.ops import nn
from tapeflow.ops.nn.lstm import _standard
from tapeflow.ops.nn.lstm_parts import lstm_parts, parts_for

KINDS = {
    "lstm": (nn.lstm, nn.lstm_cell, 4, 2),
    "gru": (nn.gru, nn.gru_cell, 3, 1),
    "simple_rnn": (nn.simple_rnn, nn.simple_rnn_cell, 1, 1),
}
BATCH, TIME, FEATURES, UNITS = 3, 5, 4, 6


def _other_tanh(x):
    """The same function, but not the one whose gradient is written out."""
    return jnp.tanh(x)


def _operands(kind, length=TIME):
    *_, gates, states = KINDS[kind]
    rng = np.random.default_rng(0)
    bias = (2, gates * UNITS) if kind == "gru" else (gates * UNITS,)
    shapes = [(BATCH, length, FEATURES), *[(BATCH, UNITS)] * states]
    shapes += [(FEATURES, gates * UNITS), (UNITS, gates * UNITS), bias]
    return [tf.constant(rng.normal(size=shape) * 0.5) for shape in shapes]


def _gradients(function, operands):
    with tf.GradientTape() as tape:
        tape.watch(operands)
        results = function(*operands)
        results = list(results) if isinstance(results, tuple) else [results]
    cotangents = [tf.constant(np.cos(np.arange(r.numpy().size)).reshape(r.shape)) for r in results]
    return results, tape.gradient(results, operands, output_gradients=cotangents)


def _assert_same(left, right):
    for mine, other in zip(left[0] + left[1], right[0] + right[1], strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-12)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_own_gradient_is_that_of_autodiff(kind, masked, reverse):
    function = KINDS[kind][0]
    mask = np.random.default_rng(1).random((BATCH, TIME)) < 0.6 if masked else None
    factor = np.random.default_rng(2).random((BATCH, UNITS))
    options = {"mask": mask, "recurrent_factor": factor, "reverse": reverse}
    own = _gradients(lambda *o: function(*o, **options), _operands(kind))
    options["activation"] = _other_tanh
    _assert_same(own, _gradients(lambda *o: function(*o, **options), _operands(kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_cell_is_a_sequence_of_one_step(kind):
    function, cell, *_ = KINDS[kind]
    operands = _operands(kind, 1)
    whole = _gradients(lambda *o: function(*o)[1:], operands)
    step = _gradients(lambda x, *o: cell(x[:, 0], *o), operands)
    _assert_same(whole, step)


@pytest.mark.parametrize("kind", KINDS)
def test_a_cell_with_other_activations_is_differentiated_too(kind):
    cell = KINDS[kind][1]
    operands = _operands(kind, 1)
    own = _gradients(lambda x, *o: cell(x[:, 0], *o), operands)
    _assert_same(own, _gradients(lambda x, *o: cell(x[:, 0], *o, activation=_other_tanh), operands))


@pytest.mark.parametrize("kind", KINDS)
def test_bias_may_be_missing(kind):
    function, *_ = KINDS[kind]
    *operands, bias = _operands(kind)
    with_zeros = _gradients(lambda *o: function(*o, bias=np.zeros(bias.shape)), operands)
    _assert_same(with_zeros, _gradients(lambda *o: function(*o), operands))


def test_gru_with_the_reset_before_the_product():
    operands = _operands("gru")[:-1]
    x, h, kernel, recurrent = (o.numpy() for o in operands)
    for t in range(TIME):
        z, r = (
            1 / (1 + np.exp(-(x[:, t] @ kernel + h @ recurrent)[:, i * UNITS : (i + 1) * UNITS]))
            for i in range(2)
        )
        candidate = x[:, t] @ kernel[:, 2 * UNITS :] + (r * h) @ recurrent[:, 2 * UNITS :]
        h = z * h + (1 - z) * np.tanh(candidate)
    np.testing.assert_allclose(nn.gru(*operands, reset_after=False)[1], h, atol=1e-12)


def test_shapes_that_do_not_fit_are_told():
    operands = _operands("lstm")
    operands[1] = tf.constant(np.zeros((BATCH, UNITS + 1)))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"state \(3, 7\)"):
        nn.lstm(*operands)


def test_second_derivatives_of_the_own_gradient():
    operands = [o.numpy() for o in _operands("lstm")[1:]]

    def twice(function, x):
        def total(x):
            return jnp.sum(function(x, *operands)[0])

        with jax.enable_x64(True):
            return jax.grad(lambda x: jnp.sum(jax.grad(total)(x) ** 2))(x)

    x = _operands("lstm")[0].numpy()
    plain = lambda *o: nn.lstm.op.function(*o, activation=_other_tanh)  # noqa: E731 - one line
    np.testing.assert_allclose(twice(nn.lstm.op.function, x), twice(plain, x), atol=1e-12)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("biased", [False, True])
def test_an_lstm_in_parts_gives_what_the_whole_batch_gives(reverse, biased):
    rng = np.random.default_rng(0)
    shapes = [(8, TIME, FEATURES), (8, UNITS), (8, UNITS), (FEATURES, 4 * UNITS)]
    shapes += [(UNITS, 4 * UNITS), *[(4 * UNITS,)] * biased]
    operands = [jnp.asarray(rng.normal(size=shape), jnp.float32) for shape in shapes]

    def total(run):
        def weighted(*operands):
            results = run(*operands, *[None] * (not biased))
            return sum([jnp.sum(jnp.sin(r) * (1 + i)) for i, r in enumerate(results)]), results

        wrt = tuple(range(len(operands)))
        return jax.value_and_grad(weighted, wrt, has_aux=True)(*operands)

    found = total(lambda *operands: lstm_parts(4, reverse, *operands))
    expected = total(lambda *operands: _standard(reverse, *operands, None, None))
    for one, other in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-5, atol=2e-5)


def test_which_lstm_is_taken_in_parts():
    assert parts_for(32, 256) == 4
    assert {parts_for(8, 256), parts_for(32, 128), parts_for(128, 256), parts_for(34, 256)} == {1}
