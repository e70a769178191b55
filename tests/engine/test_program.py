import jax
import numpy as np
import pytest

import tapeflow as tf
from tapeflow.engine import execute, program
from tests.engine.counting import compiles


def test_a_changing_number_never_compiles_again():
    v = tf.Variable([1.0, 2.0])
    for i in range(3):
        v.assign_sub(v * (0.1 + i))
        v.numpy()
    with compiles() as compiled:
        for i in range(20):
            v.assign_sub(v * (0.1 / (i + 1)))
            v.numpy()
    assert not compiled


def test_a_loop_counter_never_compiles_again():
    x = tf.constant([1.0, 2.0])
    for i in range(3):
        (x * i + i**2 - i / 7).numpy()
    with compiles() as compiled:
        for i in range(3, 30):
            (x * i + i**2 - i / 7).numpy()
    assert not compiled


def test_a_changing_index_never_compiles_again():
    x = tf.constant(np.arange(100.0, dtype=np.float32).reshape(50, 2))

    def rows(i):
        return tf.reduce_sum(x[i] + x[i + 1]).numpy(), tf.reduce_sum(x[i : i + 3]).numpy()

    for i in range(1, 4):
        rows(i)
    with compiles() as compiled:
        for i in range(4, 30):
            assert rows(i) == (8 * i + 6, 12 * i + 15)
    assert not compiled


def test_another_batch_size_compiles_a_step_once():
    w = tf.Variable(np.ones((4, 3), np.float32))

    def step(n):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.tanh(tf.ones([n, 4]) @ w))
        w.assign_sub(tape.gradient(loss, w) * 0.1)
        w.numpy()

    for _ in range(3):
        step(10)
    with compiles() as compiled:
        for _ in range(3):
            step(7)
            step(10)
    assert len(compiled) <= 1


def test_another_batch_size_compiles_once_where_the_loss_is_read_inside_the_tape():
    w = tf.Variable(np.linspace(-1, 1, 12, dtype="float32").reshape(4, 3))
    seen = []

    def step(n):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.tanh(tf.constant(np.ones([n, 4], np.float32)) @ w) ** 2)
            seen.append(float(loss))
        gradient = tape.gradient(loss, w)
        w.assign_sub(gradient * 0.1)
        return gradient.numpy()

    for _ in range(3):
        step(10)
    start = w.numpy()
    with compiles() as compiled:
        odd = [step(7), step(7)]
        step(10)
    assert len(compiled) == 1
    w.assign(start)
    np.testing.assert_allclose(step(10), odd[0], atol=1e-6)  # all rows are equal
    assert seen[-1] == pytest.approx(seen[3], rel=1e-6)


def test_a_gradient_recorded_for_other_shapes_need_not_be_wanted():
    v, w = tf.Variable(np.ones(3, np.float32)), tf.Variable(np.full(3, 2.0, np.float32))

    def step(n, sources):
        with tf.GradientTape() as tape:
            rows = tf.constant(np.arange(n * 3, dtype="float32").reshape(n, 3))
            y = tf.reduce_sum(rows * v * w)
            total = float(y)
        return total, [g.numpy() for g in tape.gradient(y, sources)]

    for _ in range(3):
        step(2, [v, w])
    for n in (4, 5, 6, 7, 8):
        column = np.arange(n * 3, dtype="float32").reshape(n, 3).sum(0)
        total, (by_w,) = step(n, [w])
        assert total == 2 * column.sum()
        np.testing.assert_array_equal(by_w, column)
        if n == 6:
            with tf.GradientTape(persistent=True) as tape:
                y = tf.reduce_sum(tf.ones([9, 3]) * v * w)
                y.numpy()
            np.testing.assert_array_equal(tape.gradient(y, v), np.full(3, 18.0))
            np.testing.assert_array_equal(tape.gradient(y, [v, w])[1], np.full(3, 9.0))


def test_two_tapes_over_one_forward_pass_compile_nothing_in_later_steps():
    v, w = tf.Variable(2.0), tf.Variable(3.0)

    def step():
        with tf.GradientTape() as one, tf.GradientTape() as other:
            y = tf.tanh(v) * w
            y.numpy()
        return float(one.gradient(y, v)), float(other.gradient(y, w))

    first = [step() for _ in range(3)]
    with compiles() as compiled:
        for _ in range(3):
            assert step() == first[-1]
    assert not compiled


def test_a_variable_made_on_the_host_is_moved_to_the_device_once():
    host = np.arange(6, dtype="float64")
    v = tf.Variable(host)
    first = tf.constant(host) * 1  # the same numbers as data stay on the host
    assert isinstance(v._tensor._value, np.ndarray)
    np.testing.assert_array_equal((v * 2.0).numpy(), 2 * host)
    moved = v._tensor._value
    np.testing.assert_array_equal((v * 3.0).numpy(), 3 * host)
    assert v._tensor._value is moved
    assert isinstance(moved, jax.Array)
    assert moved.dtype == np.float64
    v.assign_add(np.ones(6))
    np.testing.assert_array_equal(v.numpy(), host + 1)
    np.testing.assert_array_equal(first.numpy(), host)


def test_the_program_that_is_dropped_was_not_used_for_longest(monkeypatch):
    def run(n):
        (tf.constant(np.ones(n, np.float32)) * 2.5).numpy()

    def keys():
        return set(program._programs)

    before = keys()
    run(3)
    (used,) = keys() - before
    run(5)
    (idle,) = keys() - before - {used}
    run(3)
    monkeypatch.setattr(program, "_programs", {k: program._programs[k] for k in (used, idle)})
    monkeypatch.setattr(program, "MAX_PROGRAMS", 2)
    run(7)
    assert used in program._programs
    assert idle not in program._programs


def test_nothing_runs_before_a_value_is_read():
    v = tf.Variable([1.0])
    v.numpy()
    x = v * 2.0 + 1.0
    assert x._value is None
    assert x.numpy() == [3.0]
    assert x._value is not None


def test_dead_values_are_not_computed_for_anybody():
    x = tf.constant([1.0, 2.0])
    kept = x + 1.0
    _ = [x * float(i) for i in range(5)]
    del _
    kept.numpy()
    newest = next(reversed(program._programs.values()))
    assert len(newest.live) == 1


def test_an_updated_variable_is_updated_in_place():
    v = tf.Variable(np.zeros(100_000, np.float32))
    one = tf.ones([100_000])
    addresses = set()
    for _ in range(10):
        v.assign_add(one)
        v.numpy()
        addresses.add(v._tensor.value().unsafe_buffer_pointer())
    assert len(addresses) <= 3  # the first run does not donate


def test_each_variable_is_updated_in_a_buffer_of_its_own():
    """Else XLA copies what it is about to overwrite: 25 arrays in a step of Adam on four layers."""
    first, second, third = variables = [tf.Variable(np.ones(1000, np.float32)) for _ in range(3)]

    def step():
        changed = [second * 0.5 + first, third + second, first - third]
        for variable, value in zip(variables[::-1], changed[::-1], strict=True):
            variable.assign(value)
        del changed, value
        first.numpy()
        return [v._tensor.value().unsafe_buffer_pointer() for v in variables]

    for _ in range(3):
        before = step()
    assert step() == before


def test_the_cache_is_bounded(monkeypatch):
    monkeypatch.setattr(program, "MAX_PROGRAMS", len(program._programs) + 2)
    for n in range(1, 8):
        (tf.ones([n, 3]) * 2.0).numpy()
    assert len(program._programs) <= program.MAX_PROGRAMS


def test_op_by_op_agrees():
    rng = np.random.default_rng(0)
    w = rng.normal(size=(4, 4)).astype("float32")
    results = []
    for op_by_op in (False, True):
        with tf.config.run_op_by_op(op_by_op):
            v = tf.Variable(w)
            for _ in range(3):
                with tf.GradientTape() as tape:
                    loss = tf.reduce_sum(tf.tanh(v @ v) ** 2)
                v.assign_sub(tape.gradient(loss, v) * 0.1)
            results.append(v.numpy())
    np.testing.assert_allclose(results[0], results[1], rtol=2e-5, atol=1e-6)


def test_a_loop_that_never_looks_does_not_grow():
    from tapeflow.engine.trace import MAX_NODES, local

    x = tf.constant([1.0])
    for _ in range(3 * MAX_NODES):
        x = x * 1.0
        assert local.trace is None or len(local.trace.nodes) <= MAX_NODES
    assert x.numpy() == [1.0]


def test_no_64_bit_type_in_a_float32_step():
    w = tf.Variable(np.ones((4, 3), np.float32))
    x = tf.constant(np.ones((2, 4), np.float32))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.softmax(x @ w) * 0.5)
    w.assign_sub(tape.gradient(loss, w) * 0.1)
    trace = tf.engine.trace.local.trace
    arrays, packs, _ = program._arguments(trace)
    w.numpy()
    newest = next(reversed(program._programs.values()))
    numbers = [np.array(values, dtype.np) for dtype, values in packs.items()]
    with jax.enable_x64(True):
        text = jax.jit(newest.traced).lower(*arrays, *numbers).as_text()
    assert "f32" in text
    assert "f64" not in text
    assert "i64" not in text.replace(": i64", "")  # attributes of the module, not values


def _programs_during(action):
    before = set(program._programs)
    action()
    return [made for key, made in program._programs.items() if key not in before]


def _step(weights, x):
    with tf.GradientTape() as tape:
        y = x
        for weight in weights:
            y = tf.nn.relu(y @ weight)
        loss = tf.reduce_sum(y)
    weights = list({id(weight): weight for weight in weights}.values())
    for weight, gradient in zip(weights, tape.gradient(loss, weights), strict=True):
        weight.assign_sub(gradient)
    return loss.numpy()


def test_layers_that_are_alike_become_one_program_and_a_loop_over_one_is_rolled_up():
    x = tf.ones([2, 3])
    weights = [tf.Variable(np.full((3, 3), 0.1, np.float32)) for _ in range(40)]
    (stack,) = _programs_during(lambda: _step(weights, x))
    assert not stack.policy.repetitive
    assert not stack.rolling.loops
    (unrolled,) = _programs_during(lambda: _step(weights[:1] * 40, x))
    assert unrolled.rolling.loops


def test_a_call_that_only_built_a_model_is_no_part_of_the_first_step():
    x, weights = tf.ones([2, 3]), [tf.Variable(np.full((3, 3), 0.1, np.float32))]
    _step(weights, x)
    x @ weights[0] + 1.0
    assert not _programs_during(lambda: _step(weights, x))


def test_what_nobody_wants_is_not_run_op_by_op(monkeypatch):
    called = []
    run = execute.OpByOp.call
    monkeypatch.setattr(
        execute.OpByOp, "call", staticmethod(lambda s, a: called.append(s.op.name) or run(s, a))
    )
    x = tf.constant([[1.0, 2.0]])
    y = tf.exp(x)
    tf.sinh(y)  # dead
    monkeypatch.setattr("tapeflow.engine.compile_policy.Policy.whole", lambda *_: False)
    np.testing.assert_allclose(tf.cosh(y), np.cosh(np.exp(x.numpy())), rtol=1e-6)
    assert len(called) == 2
