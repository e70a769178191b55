"""What all optimizers share."""

import jax
import numpy as np
import pytest

import tapeflow as tf
from tapeflow.engine import trace
from tapeflow.engine.spec import spec_of
from tapeflow.ops.keras_math.update import update
from tests.engine.counting import compiles

ALL = [
    "SGD", "RMSprop", "Adam", "AdamW", "Adamax", "Nadam", "Adagrad", "Adadelta", "Ftrl", "Lion",
]  # fmt: skip


def variables():
    return [tf.Variable([[1.0, -2.0]], name="kernel"), tf.Variable([0.5], name="bias")]


def gradients():
    return [tf.constant([[0.5, 0.25]]), tf.constant([-1.0])]


@pytest.mark.parametrize("name", ALL)
def test_a_step_is_one_recorded_op(name, monkeypatch):
    optimizer, own = getattr(tf.keras.optimizers, name)(), variables()
    optimizer.build(own)
    trace.flush()
    monkeypatch.setattr("tapeflow.keras.optimizers.optimizer.end_of_step", lambda: None)
    optimizer.apply_gradients(zip(gradients(), own, strict=True))
    assert len(trace.current().nodes) == 1
    trace.flush()


@pytest.mark.parametrize("dtype", ["float32", "float64", "bfloat16"])
@pytest.mark.parametrize("name", [*ALL, "Muon", "Lamb", "scaled"])
def test_what_a_step_gives_is_known_without_tracing_it(name, dtype, monkeypatch):
    monkeypatch.setattr("tapeflow.keras.optimizers.optimizer.end_of_step", lambda: None)
    monkeypatch.setattr(update.op, "signatures", {})
    options = {"use_ema": True, "gradient_accumulation_steps": 2, "weight_decay": 0.1}
    inner = name if name != "scaled" else "Adam"
    optimizer = getattr(tf.keras.optimizers, inner)(**(options if name != "Muon" else {}))
    if name == "scaled":
        optimizer = tf.keras.mixed_precision.LossScaleOptimizer(optimizer)
    own = [tf.Variable(v.numpy(), dtype=dtype) for v in variables()]
    optimizer.apply_gradients(zip(gradients(), own, strict=True))
    trace.local.trace = None  # nobody will ask for the values
    (signature,) = update.op.signatures.values()
    arguments = [jax.ShapeDtypeStruct(spec.shape, spec.dtype.np) for spec in signature.in_specs]
    with jax.enable_x64(True):
        traced = jax.eval_shape(signature.call, *arguments)
    assert signature.out_specs == tuple(map(spec_of, traced))


@pytest.mark.parametrize("name", ALL)
def test_a_changing_learning_rate_never_compiles_again(name):
    optimizer, own = getattr(tf.keras.optimizers, name)(0.1), variables()
    optimizer.apply_gradients(zip(gradients(), own, strict=True))
    optimizer.apply_gradients(zip(gradients(), own, strict=True))
    with compiles() as compiled:
        for step in range(5):
            optimizer.learning_rate = 0.1 / (step + 1)
            optimizer.apply_gradients(zip(gradients(), own, strict=True))
            optimizer.learning_rate.assign(0.2 / (step + 1))
            optimizer.apply_gradients(zip(gradients(), own, strict=True))
    assert not compiled


def test_a_schedule_never_compiles_again():
    schedule = tf.keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5, staircase=True)
    optimizer, own = tf.keras.optimizers.Adam(schedule), variables()
    for _ in range(2):
        optimizer.apply_gradients(zip(gradients(), own, strict=True))
    with compiles() as compiled:
        for _ in range(20):
            optimizer.apply_gradients(zip(gradients(), own, strict=True))
    assert not compiled


def test_changing_a_momentum_compiles_nothing_and_counts():
    optimizer, own = tf.keras.optimizers.SGD(1.0, momentum=0.5), [tf.Variable(0.0)]
    for _ in range(3):
        optimizer.apply_gradients([(tf.constant(1.0), own[0])])
    assert own[0].numpy() == -1 - 1.5 - 1.75
    optimizer.momentum = 0.0
    with compiles() as compiled:
        optimizer.apply_gradients([(tf.constant(1.0), own[0])])
    assert not compiled
    assert own[0].numpy() == -1 - 1.5 - 1.75 - 1


def test_two_optimizers_share_a_program():
    own = variables()
    tf.keras.optimizers.Adam(0.1).apply_gradients(zip(gradients(), own, strict=True))
    with compiles() as compiled:
        tf.keras.optimizers.Adam(0.2, beta_1=0.5).apply_gradients(
            zip(gradients(), own, strict=True)
        )
    assert not compiled


@pytest.mark.parametrize("name", ["Adam", "RMSprop", "Adamax"])
@pytest.mark.parametrize("size", [1.0, 1e4])
def test_the_first_step_has_a_size_of_its_own(name, size):
    """A gradient by its own root mean square is its sign: Kingma & Ba, section 2.1."""
    v = tf.Variable(1.0)
    getattr(tf.keras.optimizers, name)(0.125).apply_gradients([(tf.constant(size), v)])
    step = 0.125 / np.sqrt(0.1) if name == "RMSprop" else 0.125
    np.testing.assert_allclose(v.numpy(), 1.0 - step, rtol=1e-5)  # epsilon: 3e-6 of 1


def test_gradient_descent_is_what_it_says():
    v = tf.Variable([1.0, 2.0])
    tf.keras.optimizers.SGD(0.5).apply_gradients([(tf.constant([1.0, -1.0]), v)])
    assert v.numpy().tolist() == [0.5, 2.5]


@pytest.mark.parametrize(
    "gradient", [np.array([1.0, 2.0]), [1, 2], tf.constant([1.0, 2.0], tf.float64)]
)
def test_gradients_may_be_arrays_lists_or_of_another_dtype(gradient):
    v = tf.Variable([1.0, 1.0])
    tf.keras.optimizers.SGD(1.0).apply_gradients([(gradient, v)])
    assert v.numpy().tolist() == [0.0, -1.0]


def test_a_gradient_of_another_shape_is_refused_and_nothing_changes():
    own, optimizer = variables(), tf.keras.optimizers.Adam()
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"'kernel:0'(.|\n)*gradient \(2,\)(.|\n)*\(1, 2\)"
    ):
        optimizer.apply_gradients([(tf.constant([1.0]), own[1]), (tf.constant([1.0, 2.0]), own[0])])
    assert own[0].numpy().tolist() == [[1.0, -2.0]]
    assert own[1].numpy().tolist() == [0.5]
    assert optimizer.iterations.numpy() == 0


def test_no_gradient_at_all_is_refused():
    own = variables()
    with pytest.raises(ValueError, match="No gradients provided for any variable"):
        tf.keras.optimizers.SGD().apply_gradients([(None, own[0]), (None, own[1])])
    with pytest.raises(ValueError, match="No gradients provided for any variable"):
        tf.keras.optimizers.SGD().apply_gradients([])


def test_a_missing_gradient_is_told_and_skipped():
    own = variables()
    with pytest.warns(UserWarning, match=r"Gradients do not exist for variables \['kernel:0'\]"):
        tf.keras.optimizers.SGD(1.0).apply_gradients([(None, own[0]), (tf.constant([1.0]), own[1])])
    assert own[0].numpy().tolist() == [[1.0, -2.0]]
    assert own[1].numpy().tolist() == [-0.5]


def test_a_variable_given_twice_is_refused():
    v = tf.Variable(1.0)
    with pytest.raises(ValueError, match="twice"):
        tf.keras.optimizers.SGD().apply_gradients([(1.0, v), (2.0, v)])


def test_variables_that_turn_up_later_get_slots():
    first, second = variables()
    optimizer = tf.keras.optimizers.Adam(0.1)
    optimizer.apply_gradients([(tf.constant([[1.0, 1.0]]), first)])
    assert len(optimizer.variables) == 4
    optimizer.apply_gradients([(tf.constant([[1.0, 1.0]]), first), (tf.constant([1.0]), second)])
    assert len(optimizer.variables) == 6
    assert [v.name for v in optimizer.variables][-2:] == [
        f"{optimizer.name}/bias_momentum:0",
        f"{optimizer.name}/bias_velocity:0",
    ]


def test_subsets_of_variables_may_take_turns():
    first, second = variables()
    both = tf.keras.optimizers.SGD(1.0, momentum=0.5)
    for _ in range(2):
        both.apply_gradients([(tf.constant([[1.0, 0.0]]), first)])
        both.apply_gradients([(tf.constant([2.0]), second)])
    assert first.numpy().tolist() == [[-1.5, -2.0]]
    assert second.numpy().tolist() == [-4.5]
    assert both.iterations.numpy() == 4


def test_keras_2_spellings():
    v = tf.Variable(1.0)
    optimizer = tf.keras.optimizers.SGD(lr=0.5, decay=1.0)
    assert float(optimizer.lr) == 0.5
    for _ in range(2):
        optimizer.apply_gradients([(tf.constant(1.0), v)])
    assert v.numpy() == 1.0 - 0.5 - 0.25
    optimizer.lr = 0.25
    assert float(optimizer.learning_rate) == 0.25


def test_the_learning_rate_may_become_a_schedule_but_not_the_other_way():
    v = tf.Variable(0.0)
    optimizer = tf.keras.optimizers.SGD(1.0)
    optimizer.apply_gradients([(tf.constant(1.0), v)])
    optimizer.learning_rate = tf.keras.optimizers.schedules.PiecewiseConstantDecay([1], [4.0, 2.0])
    optimizer.apply_gradients([(tf.constant(1.0), v)])
    optimizer.apply_gradients([(tf.constant(1.0), v)])
    assert v.numpy() == -1 - 4 - 2
    with pytest.raises(TypeError, match="not settable"):
        optimizer.learning_rate = 0.1


def test_a_learning_rate_may_be_a_variable():
    v, rate = tf.Variable(0.0), tf.Variable(0.5)
    optimizer = tf.keras.optimizers.SGD(rate)
    optimizer.apply_gradients([(tf.constant(1.0), v)])
    rate.assign(2.0)
    optimizer.apply_gradients([(tf.constant(1.0), v)])
    assert v.numpy() == -2.5


def test_something_else_as_a_learning_rate_is_refused():
    with pytest.raises(ValueError, match="learning_rate"):
        tf.keras.optimizers.SGD("fast")


@pytest.mark.parametrize("how", ["a function", "a tensor and its tape", "functions"])
def test_minimize(how):
    v = tf.Variable([3.0])
    optimizer = tf.keras.optimizers.SGD(0.25)

    def loss():
        return tf.reduce_sum(v * v)

    if how == "a function":
        optimizer.minimize(loss, [v])
    elif how == "functions":
        optimizer.minimize(loss, lambda: [v])
    else:
        with tf.GradientTape() as tape:
            value = loss()
        optimizer.minimize(value, [v], tape=tape)
    assert v.numpy().tolist() == [1.5]


def test_minimizing_a_tensor_needs_its_tape():
    with pytest.raises(ValueError, match="`tape` is required"):
        tf.keras.optimizers.SGD().minimize(tf.constant(1.0), [tf.Variable(1.0)])


@pytest.mark.parametrize("name", ALL)
def test_weights_carry_on_a_training(name):
    def train(optimizer, own, steps):
        for _ in range(steps):
            optimizer.apply_gradients(zip(gradients(), own, strict=True))

    kind = getattr(tf.keras.optimizers, name)
    whole, own = kind(0.1), variables()
    train(whole, own, 4)

    first, other = kind(0.1), variables()
    train(first, other, 2)
    store: dict = {}
    first.save_own_variables(store)
    second = kind(0.1)
    second.build(other)
    second.load_own_variables(store)
    train(second, other, 2)
    for a, b in zip(own, other, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


def test_weights_that_do_not_fit_are_refused():
    optimizer = tf.keras.optimizers.SGD(momentum=0.5)
    with pytest.raises(ValueError, match="not yet been built"):
        optimizer.set_weights([])
    optimizer.build(variables())
    with pytest.raises(ValueError, match="do not fit"):
        optimizer.set_weights([np.int64(0)])


def test_an_optimizer_holds_on_to_no_gradient(monkeypatch):
    """A gradient that is still held when the step runs is a result to be handed out."""
    import gc
    import weakref

    v = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(v * v)
    optimizer = tf.keras.optimizers.SGD(0.1)
    alive = []
    real = trace.flush

    def look():
        alive.append(reference() is not None)
        real()

    pair = [(tape.gradient(loss, v), v)]
    reference = weakref.ref(pair[0][0])
    monkeypatch.setattr("tapeflow.keras.optimizers.optimizer.end_of_step", look)
    pairs = iter(pair)
    del pair
    optimizer.apply_gradients(pairs)
    gc.collect()
    assert reference() is None


def test_a_users_optimizer_refuses_what_it_cannot_do():
    class Mine(tf.keras.optimizers.Optimizer):
        def update_step(self, gradient, variable, learning_rate):
            self.assign_sub(variable, gradient * learning_rate)

    v = tf.Variable(1.0)
    Mine(0.5, weight_decay=0.5, clipnorm=1.0).apply_gradients([(tf.constant(4.0), v)])
    assert v.numpy() == 0.25
    with pytest.raises(NotImplementedError, match="use_ema"):
        Mine(0.5, use_ema=True).apply_gradients([(tf.constant(4.0), v)])


def test_an_optimizer_without_a_rule_says_so():
    with pytest.raises(NotImplementedError, match="update_step"):
        tf.keras.optimizers.Optimizer(0.1).apply_gradients([(1.0, tf.Variable(1.0))])


def test_half_precision_variables_keep_their_dtype():
    v = tf.Variable(tf.constant([1.0, 2.0], tf.bfloat16))
    optimizer = tf.keras.optimizers.Adam(0.5)
    optimizer.apply_gradients([(tf.constant([1.0, 1.0], tf.bfloat16), v)])
    assert v.dtype is tf.bfloat16
    assert {w.dtype.name for w in optimizer.variables} == {"int64", "float32", "bfloat16"}


def test_a_step_inside_a_tape_is_not_differentiated():
    v, w = tf.Variable(2.0), tf.Variable(3.0)
    optimizer = tf.keras.optimizers.SGD(1.0)
    with tf.GradientTape() as tape:
        optimizer.apply_gradients([(w * 2.0, v)])
        loss = v * w
    assert v.numpy() == -4.0
    assert tape.gradient(loss, w).numpy() == -4.0
