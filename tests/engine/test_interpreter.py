"""A step that meets ever other shapes: carried out in NumPy, without compiling."""

import warnings

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

import tapeflow as tf
from tapeflow.engine import compile_policy, interpreter, program
from tapeflow.engine.interpreter.recipe import Recipe
from tapeflow.engine.settings import settings
from tests.engine.counting import compiles


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(program, "_programs", {})


def network():
    tf.keras.utils.set_random_seed(3)
    return tf.keras.Sequential([
        tf.keras.layers.Embedding(20, 8),
        tf.keras.layers.GRU(8, return_sequences=True),
        tf.keras.layers.Dense(8, activation="gelu"),
        tf.keras.layers.LayerNormalization(),
        tf.keras.layers.Dense(20),
    ])  # fmt: skip


def trained(sizes, model, step=None, optimizer=None):
    optimizer = optimizer or tf.keras.optimizers.Adam(0.01)
    crossentropy = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    numbers = np.random.default_rng(0)
    losses = []

    def step_on(words):
        with tf.GradientTape() as tape:
            loss = crossentropy(words[:, 1:], model(words[:, :-1], training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss

    step = step_on if step is None else step(step_on)
    for n in sizes:
        words = tf.constant(numbers.integers(0, 20, (4, n)))
        losses.append(float(step(words)))
    return np.array(losses)


SIZES = (10, 11, 12, 9, 14, 5, 3, 13, 16, 10, 17)


@pytest.mark.parametrize("step", [None, tf.function])
def test_training_gives_what_compiled_programs_give(step, monkeypatch):
    losses = trained(SIZES, network(), step)
    monkeypatch.setattr(settings, "deterministic", True)
    np.testing.assert_allclose(losses, trained(SIZES, network(), step), rtol=2e-5)


def test_ever_other_shapes_compile_nothing():
    model, optimizer = network(), tf.keras.optimizers.Adam(0.01)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trained((10, 11, 12, 13), model, optimizer=optimizer)
        with compiles() as programs:
            trained(range(14, 40), model, optimizer=optimizer)
    assert len(programs) <= 2  # erf, which NumPy does not have, for more elements


def test_what_comes_back_is_compiled(monkeypatch):
    monkeypatch.setattr(compile_policy, "_INTERPRETED_RUNS", 3)

    def value(n):
        return float(tf.reduce_sum(tf.tanh(tf.ones([n, 3])) * 2.0))

    for n in (10, 11, 12):
        value(n)
    with compiles() as programs:
        found = [value(13) for _ in range(6)]
    assert len(programs) == 1
    np.testing.assert_allclose(found, 13 * 3 * 2 * np.tanh(1.0), rtol=1e-6)


def test_the_loss_read_inside_the_tape_and_one_read_after_it():
    w = tf.Variable(np.linspace(-1, 1, 8, dtype="float32").reshape(4, 2))

    def slope(n, inside):
        x = tf.reshape(tf.range(4.0 * n), [n, 4]) / (4.0 * n)
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.tanh(x @ w) ** 2)
            if inside:
                loss.numpy()
        return tape.gradient(loss, w).numpy()

    for n in range(9, 16):
        inside, after = slope(n, True), slope(n, False)
        np.testing.assert_allclose(inside, after, rtol=1e-6)
        x = np.arange(4 * n).reshape(n, 4) / (4 * n)
        y = np.tanh(x @ w.numpy())
        np.testing.assert_allclose(inside, x.T @ (y * (1 - y**2)) / n, rtol=1e-5, atol=1e-7)


def test_jacobians_and_second_derivatives():
    for n in range(8, 13):
        x = tf.Variable(tf.range(float(n)))
        with tf.GradientTape() as outer:
            with tf.GradientTape(persistent=True) as tape:
                y = x**3
                y.numpy()
            np.testing.assert_allclose(
                tape.jacobian(y, x), np.diag(3 * np.arange(n) ** 2), rtol=1e-6
            )
            slope = tape.gradient(y, x)
        np.testing.assert_allclose(outer.gradient(slope, x), 6 * np.arange(n), rtol=1e-6)


def test_fit_on_batches_of_ever_other_lengths():
    numbers = np.random.default_rng(1)
    batches = [numbers.integers(0, 20, (4, n)) for n in (9, 10, 11, 12, 13, 14, 9, 10, 15)]
    losses = []
    for deterministic in (False, True):
        model = network()
        model.compile("sgd", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        settings.deterministic = deterministic
        try:
            history = model.fit(((b[:, :-1], b[:, 1:]) for b in batches), verbose=0)
        finally:
            settings.deterministic = False
        losses.append(history.history["loss"])
    np.testing.assert_allclose(*losses, rtol=1e-5)


def test_an_op_that_numpy_does_not_have():
    for n in range(3, 9):
        matrix = tf.eye(n) * 4.0
        np.testing.assert_allclose(tf.linalg.cholesky(matrix), np.eye(n) * 2.0)
        np.testing.assert_allclose(tf.math.lgamma(tf.ones([n])), np.zeros(n), atol=1e-6)


def test_results_share_no_memory_with_operands():
    for n in range(8, 13):
        x = tf.Variable(tf.ones([n, 2]))
        turned = tf.transpose(x)
        turned.numpy()
        x.assign_add(tf.ones([n, 2]))
        x.numpy()
        np.testing.assert_array_equal(turned, np.ones([2, n]))


def carried_out(function, *arrays):
    """What `function` gives in NumPy."""
    arguments = [jax.ShapeDtypeStruct(a.shape, a.dtype) for a in arrays]
    return Recipe(lambda *a: (function(*a),), None, arguments).forward(arrays, ())[0]


X = np.linspace(-3, 3, 24, dtype=np.float32).reshape(2, 3, 4)
WHOLE = np.arange(-12, 12, dtype=np.int32).reshape(2, 3, 4)


@pytest.mark.parametrize(
    ("function", "arrays"),
    [
        (lambda x: lax.div(x, jnp.int32(-5)), [WHOLE]),
        (lambda x: lax.rem(x, jnp.int32(-5)), [WHOLE]),
        (lambda x: lax.div(x, jnp.zeros_like(x)), [WHOLE]),
        (lambda x: lax.shift_right_logical(x, jnp.full_like(x, 30)), [WHOLE]),
        (lambda x: lax.shift_left(x, jnp.full_like(x, 40)), [WHOLE]),
        (lambda x: lax.round(x * 2.5), [X]),
        (lambda x: lax.round(x * 2.5, lax.RoundingMethod.TO_NEAREST_EVEN), [X]),
        (lambda x: (x * 1e30).astype(jnp.int32), [X]),
        (lambda x: lax.pad(x, np.float32(0.5), [(1, -1, 0), (-1, 2, 1), (0, 0, 2)]), [X]),
        (lambda x: lax.pad(x, np.float32(0.5), [(0, 0, 0), (-4, 0, 2), (0, -7, 3)]), [X]),
        (lambda x: lax.cumsum(x, 1, reverse=True), [X]),
        (lambda x: lax.cumlogsumexp(x, 2), [X]),
        (lambda x: lax.top_k(jnp.round(x), 3)[1], [X]),
        (lambda x: lax.sort([jnp.round(x), x], num_keys=1)[1], [X]),
        (lambda x: lax.sort([jnp.round(x), jnp.round(-x), x], num_keys=2)[2], [X]),
        (lambda x: lax.dynamic_slice(x, (0, 5, -3), (1, 2, 2)), [X]),
        (lambda x: lax.dynamic_update_slice(x, jnp.ones_like(x[:1, :2, :2]), (3, 1, 1)), [X]),
        (lambda x: x[jnp.array([1, 5, -1]), :, jnp.array([0, 1, 9])], [X]),
        (lambda x: x.at[:, jnp.array([0, 0, 9])].add(2.0), [X]),
        (lambda x: x.at[jnp.array([1, 5])].set(2.0), [X]),
        (lambda x: x.at[:, 1].max(0.5), [X]),
        (lambda x: jnp.take_along_axis(x, jnp.argsort(-x, 1), 1), [X]),
        (lambda x: jnp.einsum("abc,adc->bad", x, x + 1), [X]),
        (lambda x: jnp.max(x, 1, initial=-jnp.inf), [X[:, :0]]),
        (lambda x: lax.erf(x), [X]),
        (lambda x: lax.reduce_window(x, 0.0, lax.add, (1, 2, 2), (1, 1, 2), "SAME"), [X]),
        (lambda x: lax.while_loop(lambda c: c.sum() < 100, lambda c: c + 1, x), [X]),
        (lambda x: jax.vmap(lambda y: lax.while_loop(
            lambda c: c[0] < 4, lambda c: c + 1, y))(x[0].T), [X]),
        (lambda x: lax.scan(lambda c, y: (c + y, c * y), x[0], x, reverse=True)[1], [X]),
        (lambda x: lax.cond(x[0, 0, 0] > 0, jnp.sin, jnp.cos, x), [X]),
        (lambda x, k: lax.conv_general_dilated(
            x, k, (2,), [(1, 2)], (1,), (2,), ("NWC", "WIO", "NWC")), [X, np.ones((2, 4, 6), "f")]),
        (lambda x, k: lax.conv_general_dilated(
            x, k, (1,), [(1, 1)], (2,), (1,), ("NWC", "WIO", "NWC"), feature_group_count=2),
         [X, np.linspace(0, 1, 48, dtype=np.float32).reshape(3, 2, 8)]),
        (lambda x, k: lax.conv_general_dilated(
            x, k, (1,), "VALID", None, None, ("NWC", "WIO", "NWC"), batch_group_count=2),
         [X, np.linspace(0, 1, 16, dtype=np.float32).reshape(2, 4, 2)]),
    ],
)  # fmt: skip
def test_a_primitive_gives_what_xla_gives(function, arrays):
    expected = np.asarray(jax.jit(function)(*arrays))
    found = carried_out(function, *arrays)
    assert found.dtype == expected.dtype
    np.testing.assert_allclose(found, expected, rtol=2e-6, atol=1e-6)


def test_what_has_no_rule_is_refused():
    with pytest.raises(interpreter.Unsupported, match="cholesky"):
        carried_out(jnp.linalg.cholesky, np.eye(3, dtype=np.float32))


def test_a_number_that_is_not_finite_is_found():
    tf.debugging.enable_check_numerics()
    try:
        for n in range(8, 12):
            assert float(tf.reduce_sum(tf.sqrt(tf.ones([n])))) == n
        with pytest.raises(tf.errors.InvalidArgumentError, match="sqrt"):
            float(tf.reduce_sum(tf.sqrt(-tf.ones([13]))))
    finally:
        tf.debugging.disable_check_numerics()


def test_a_large_batch_goes_through_in_parts_all_the_same(monkeypatch):
    monkeypatch.setattr("tapeflow.engine.in_chunks.KEPT_BLOCK_BYTES", 1000)
    kernel = tf.ones([3, 3, 1, 2])
    for n in range(8, 13):
        pictures = tf.ones([n, 8, 8, 1])
        found = tf.nn.relu(tf.nn.conv2d(pictures, kernel, 1, "SAME"))
        found = tf.nn.max_pool2d(found, 2, 2, "SAME")
        np.testing.assert_array_equal(found[:, 1, 1], np.full([n, 2], 9.0))
