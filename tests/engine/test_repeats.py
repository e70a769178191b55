"""A loop that Python unrolled is rolled up again, and nobody can tell but by the clock."""

from __future__ import annotations

import os
from collections import OrderedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import tapeflow as tf
from tapeflow.engine import program, repeats
from tests.engine.counting import compiles
from tests.engine.test_property import KINKED, SMOOTH, assert_same, op_by_op, run

TURNS = 10
EXAMPLES = 100 if os.environ.get("TAPEFLOW_TEST_ALL") else 3


@pytest.fixture(autouse=True)
def loops_of_any_size(monkeypatch):
    monkeypatch.setattr(repeats, "_LEAST_OPERATIONS", 0)
    monkeypatch.setattr(repeats, "_LONG", 16)
    monkeypatch.setattr(repeats, "_lengths", OrderedDict())
    program.forget_all()
    yield
    program.forget_all()


class Weights:
    def __init__(self, dtype="float64"):
        rng = np.random.default_rng(0)
        self.kernel = tf.Variable(rng.normal(size=(3, 4)).astype(dtype) / 2)
        self.recurrent = tf.Variable(rng.normal(size=(4, 4)).astype(dtype) / 2)
        self.bias = tf.Variable(rng.normal(size=4).astype(dtype))
        self.inputs = tf.constant(rng.normal(size=(2, TURNS, 3)), dtype)
        self.state = tf.constant(rng.normal(size=(2, 4)), dtype)
        self.variables = [self.kernel, self.recurrent, self.bias]

    def cell(self, inputs, state):
        return tf.tanh(inputs @ self.kernel + state @ self.recurrent + self.bias)


def by_slices(w):
    state = w.state
    for t in range(TURNS):
        state = w.cell(w.inputs[:, t], state)
    return tf.reduce_sum(state**2)


def by_a_list_and_every_state(w):
    state, states = w.state, []
    for step in tf.unstack(w.inputs, axis=1):
        state = w.cell(step, state)
        states.append(state)
    return tf.reduce_sum(tf.stack(states, 1)[:, ::3] ** 2)


def backward_in_time(w):
    state, total = w.state, tf.constant(0.0, w.state.dtype)
    for t in reversed(range(TURNS)):
        state = w.cell(w.inputs[:, t], state)
        total += tf.reduce_mean(state * float(t))
    return total


def two_states_of_which_one_is_read(w):
    first = second = w.state
    for _ in range(TURNS):
        first, second = tf.tanh(first @ w.recurrent), tf.sin(second + w.bias)
    return tf.reduce_sum(first)


def one_that_feeds_the_other(w):
    slow = fast = w.state
    for _ in range(TURNS):
        fast, slow = tf.tanh(fast @ w.recurrent + slow), 0.9 * slow + 0.1 * fast
    return tf.reduce_sum(slow)


def with_whole_numbers(w):
    state, place = w.state, tf.constant([0, 1])
    for _ in range(TURNS):
        state = tf.gather(tf.tanh(state @ w.recurrent), place)
        place = tf.cast(tf.argmax(state, axis=0)[:2], tf.int32)
    return tf.reduce_sum(state) * tf.cast(place[0] + 1, state.dtype)


def with_stopped_gradients(w):
    state = w.state
    for t in range(TURNS):
        state = w.cell(w.inputs[:, t], tf.stop_gradient(state)) + 0.5 * state
    return tf.reduce_sum(state)


def with_a_norm_that_has_no_slope_at_first(w):
    state, norms = tf.zeros_like(w.state), []
    for t in range(TURNS):
        norms.append(tf.sqrt(tf.reduce_sum(state**2)))
        state = w.cell(w.inputs[:, t], state)
    w.norms = norms  # somebody holds them
    return tf.reduce_sum(state) + norms[-1]


def with_a_first_turn_of_its_own(w):
    state = tf.tanh(w.inputs[:, 0] @ w.kernel)
    for t in range(1, TURNS):
        state = w.cell(w.inputs[:, t], state)
    return tf.reduce_sum(tf.exp(-(state @ w.recurrent)))


def that_looks_back_two_turns(w):
    before, state = w.state, w.state
    for _ in range(2 * TURNS):
        before, state = state, tf.tanh(state @ w.recurrent + before)
    return tf.reduce_sum(state)


def that_looks_back_at_the_first(w):
    states = [w.state]
    for _ in range(TURNS + 2):
        states.append(tf.tanh(states[-1] @ w.recurrent + states[1 if len(states) > 1 else 0]))
    return tf.reduce_sum(states[-1])


def of_two_layers(w):
    low = high = w.state
    for t in range(TURNS):
        low = w.cell(w.inputs[:, t], low)
        high = tf.nn.relu(low @ w.recurrent + high)
    return tf.reduce_sum(high)


def one_in_another(w):
    state = w.state
    for t in range(TURNS):
        for _ in range(8):
            state = tf.tanh(state @ w.recurrent)
        state = w.cell(w.inputs[:, t], state)
    return tf.reduce_sum(state)


def one_after_another(w):
    state = w.state
    for t in range(TURNS):
        state = w.cell(w.inputs[:, t], state)
    for _ in range(TURNS):
        state = tf.sin(state @ w.recurrent)
    return tf.reduce_sum(state)


LOOPS = {
    loop.__name__: loop
    for loop in (
        by_slices, by_a_list_and_every_state, backward_in_time, two_states_of_which_one_is_read,
        one_that_feeds_the_other, with_whole_numbers, with_stopped_gradients,
        with_a_norm_that_has_no_slope_at_first, with_a_first_turn_of_its_own,
        that_looks_back_two_turns, that_looks_back_at_the_first, of_two_layers, one_in_another,
        one_after_another,
    )
}  # fmt: skip


def derivatives(loop, read):
    w = Weights()
    with tf.GradientTape() as tape:
        tape.watch(w.state)
        loss = loop(w)
        if read:
            loss.numpy()
    sources = [*w.variables, w.state]
    slopes = tape.gradient(loss, sources)
    return [loss.numpy(), *[None if slope is None else slope.numpy() for slope in slopes]]


def rolled():
    """Whether there was a loop to roll up in any program since the test began."""
    return any(made.rolling.loops for made in program._programs.values())


@pytest.mark.parametrize("name", LOOPS)
def test_values_and_gradients_are_those_of_single_ops(name):
    with op_by_op():
        expected = derivatives(LOOPS[name], read=False)
    assert not rolled()
    assert all(found is None or np.isfinite(found).all() for found in expected)
    for read in (True, False):
        program.forget_all()
        for _ in range(2):
            assert_same(derivatives(LOOPS[name], read), expected, "float64")
        assert rolled()


def both_ways(compute):
    """What `compute` gives with single ops, and rolled up: not compiled, compiled, and read."""
    with op_by_op():
        expected = compute(lambda loss: loss)
    assert not rolled()
    for observe in (lambda loss: loss, lambda loss: loss, lambda loss: loss.numpy()):
        found = compute(observe)
        assert_same(found, expected, "float64")


def test_a_gradient_by_a_state_inside_the_loop():
    def compute(observe):
        w, states = Weights(), []
        with tf.GradientTape() as tape:
            state = w.state
            for t in range(TURNS):
                state = w.cell(w.inputs[:, t], state)
                states.append(state)
            loss = tf.reduce_sum(state**2)
            observe(loss)
        return tape.gradient(loss, [states[4], states[-1], w.kernel])

    both_ways(compute)


def test_a_tape_that_saw_a_part_of_the_loop():
    def compute(observe):
        w = Weights()
        with tf.GradientTape() as outer:
            outer.watch(w.state)
            state = w.state
            for t in range(TURNS):
                if t == 3:
                    with outer.stop_recording():
                        state = w.cell(w.inputs[:, t], state)
                else:
                    state = w.cell(w.inputs[:, t], state)
            loss = tf.reduce_sum(state)
            observe(loss)
        return outer.gradient(loss, [w.recurrent, w.bias, w.state])

    both_ways(compute)


def test_what_is_watched_from_some_turn_on():
    def compute(observe):
        w = Weights()
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            state = w.state
            for t in range(TURNS):
                if t == 6:
                    tape.watch(w.state)
                state = w.cell(w.inputs[:, t], state) + w.state
            loss = tf.reduce_sum(state)
            observe(loss)
        return [tape.gradient(loss, w.state)]

    both_ways(compute)


def test_two_gradients_of_a_loop_that_went_on_between():
    def compute(observe):
        w = Weights()
        with tf.GradientTape(persistent=True) as tape:
            state = w.state
            for t in range(TURNS):
                state = w.cell(w.inputs[:, t], state)
            first = tf.reduce_sum(state)
            early = tape.gradient(first, w.variables)
            for t in range(TURNS):
                state = w.cell(w.inputs[:, t], state)
            second = tf.reduce_sum(state)
        return [*early, *tape.gradient(second, w.variables), *tape.gradient(first, w.variables),
                observe(second)]  # fmt: skip

    with op_by_op():
        expected = [np.asarray(value) for value in compute(lambda loss: loss)]
    for _ in range(2):
        found = [np.asarray(value) for value in compute(lambda loss: loss)]
        assert_same(found, expected, "float64")
    assert rolled()


def test_second_derivatives():
    def compute(observe):
        w = Weights()
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                loss = by_slices(w)
                observe(loss)
            slopes = inner.gradient(loss, w.variables)
            slope = tf.add_n([tf.reduce_sum(s * s) for s in slopes])
            observe(slope)
        return outer.gradient(slope, w.variables)

    both_ways(compute)


def test_jacobians():
    def compute(observe):
        w = Weights()
        with tf.GradientTape() as tape:
            state = w.state
            for t in range(TURNS):
                state = w.cell(w.inputs[:, t], state)
            total = tf.reduce_sum(state, 0)
            observe(total)
        return [tape.jacobian(total, w.recurrent)]

    both_ways(compute)


def test_a_variable_that_the_loop_assigns():
    def compute(observe):
        w = Weights()
        mean, count = tf.Variable(w.state), tf.Variable(0)
        with tf.GradientTape() as tape:
            state = w.state
            for t in range(TURNS):
                state = w.cell(w.inputs[:, t], state + mean)
                mean.assign(0.9 * mean + 0.1 * state)
                count.assign_add(1)
            loss = tf.reduce_sum(state)
            observe(loss)
        return [*tape.gradient(loss, [*w.variables, mean]), mean.value(), count.value()]

    both_ways(compute)


@pytest.mark.parametrize("name", ["by_slices", "with_a_norm_that_has_no_slope_at_first"])
def test_a_function_and_a_tape_inside_it(name):
    w = Weights()
    expected = derivatives(LOOPS[name], read=False)[:4]

    @tf.function
    def inside():
        with tf.GradientTape() as tape:
            loss = LOOPS[name](w)
        return loss, tape.gradient(loss, w.variables)

    loss, slopes = inside()
    assert_same([v.numpy() for v in (loss, *slopes)], expected, "float64")

    @tf.function
    def forward():
        return LOOPS[name](w), w.__dict__.get("norms", [])

    with tf.GradientTape() as tape:
        loss, _ = forward()
    slopes = tape.gradient(loss, w.variables)
    assert_same([v.numpy() for v in (loss, *slopes)], expected, "float64")


def test_layers_with_weights_of_their_own_are_no_loop():
    x = tf.ones([2, 3])
    kernels = [tf.Variable(tf.eye(3)) for _ in range(20)]
    for kernel in kernels:
        x = tf.nn.relu(x @ kernel)
    x.numpy()
    assert not rolled()


def test_terms_of_many_variables_are_no_loop():
    variables = [tf.Variable(np.ones(16, np.float32)) for _ in range(40)]
    with tf.GradientTape() as tape:
        loss = tf.add_n([tf.reduce_sum(v * 2.0) for v in variables])
    for gradient in tape.gradient(loss, variables):
        np.testing.assert_array_equal(gradient, np.full(16, 2.0))
    assert not rolled()


def test_states_that_are_stacked_are_no_results_of_their_own(monkeypatch):
    def compute(observe):
        w, states = Weights(), []
        with tf.GradientTape() as tape:
            state = w.state
            for t in range(TURNS):
                state = w.cell(w.inputs[:, t], state)
                states.append(state)
            if forgetful:
                states = tf.stack(states, 1)
            loss = tf.reduce_sum(tf.convert_to_tensor(states) ** 2)
            observe(loss)
        return [loss, *tape.gradient(loss, w.variables)]

    monkeypatch.setattr(repeats, "_MOST_HELD", 2)
    forgetful = True
    both_ways(compute)
    assert rolled()
    program.forget_all()
    forgetful = False
    compute(lambda loss: loss.numpy())
    assert not rolled()


def test_what_does_too_little_is_no_loop(monkeypatch):
    monkeypatch.undo()
    x = tf.constant(1.0)
    for _ in range(200):
        x = x + 1.0
    assert x.numpy() == 201.0
    assert not rolled()


def test_a_loop_of_ever_another_length_runs_by_programs_of_single_ops(monkeypatch):
    monkeypatch.setattr(program, "RETURNS", 3)
    w = Weights()

    def step(turns):
        words = tf.constant(np.zeros((2, turns, 4)))
        with tf.GradientTape() as tape:
            state = w.state
            for t in range(turns):
                state = tf.tanh(state @ w.recurrent + words[:, t])
            loss = tf.reduce_sum(state)
            loss.numpy()
        tape.gradient(loss, w.recurrent).numpy()

    for turns in range(20, 24):
        step(turns)
    assert rolled()
    program.forget_all()
    step(24)
    step(24)  # with programs for single ops
    with compiles() as compiled:
        for turns in range(25, 30):
            step(turns)
    assert len(compiled) <= 5  # what cuts a word out of a sentence of that length
    assert not rolled()
    for _ in range(4):
        step(25)
    assert rolled()


turns = st.lists(
    st.tuples(
        st.sampled_from([*SMOOTH, *KINKED]),
        st.integers(0, 30), st.integers(0, 30), st.integers(0, 11),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@given(turn=turns)
@hypothesis_settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
def test_any_turn_may_be_repeated(turn):
    def compute(observe):
        rng = np.random.default_rng(0)
        weight = tf.Variable(rng.normal(size=(2, 3)))
        states = [tf.constant(rng.normal(size=(2, 3))) for _ in range(2)]
        shift = tf.constant(rng.normal(size=(TURNS, 3)))
        first, seen = list(states), []
        with tf.GradientTape() as tape:
            tape.watch(first)
            for t in range(TURNS):
                values = run(turn, [*states, tf.tanh(shift[t])], [weight])
                # A value of any shape finds its way into a state.
                states = [
                    tf.sin(state + tf.reduce_mean(value) * weight)
                    for state, value in zip(states, values[::-1], strict=False)
                ]
                seen.append(values[-1])
            loss = tf.reduce_sum(states[0] * states[-1]) + tf.reduce_mean(seen[5])
            observe(loss)
        return [loss, *tape.gradient(loss, [*first, weight])]

    program.forget_all()
    both_ways(compute)
    assert rolled()
