"""Optimizers and learning rate schedules: twenty steps of each, with Keras's numbers."""

import warnings

from tests.golden.case import case, raised

_STEPS = 20


def _train(tf, np, optimizer, steps=_STEPS, dtype="float32", name=None):
    """Two variables after some steps with gradients that change in size and sign."""
    rng = np.random.default_rng(3)
    kernel = tf.Variable(rng.normal(size=(3, 2)).astype(dtype), name="kernel")
    bias = tf.Variable(rng.normal(size=2).astype(dtype), name="bias")
    for step in range(steps):
        scale = 10.0 ** (step % 5 - 2)
        gradients = [
            tf.constant((scale * rng.normal(size=v.shape)).astype(dtype)) for v in (kernel, bias)
        ]
        optimizer.apply_gradients(zip(gradients, [kernel, bias], strict=True))
    return [kernel, bias]


_OPTIONS = [
    ("SGD", {}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"weight_decay": 0.1, "momentum": 0.5}),
    ("RMSprop", {}),
    ("RMSprop", {"learning_rate": 0.01, "rho": 0.8, "momentum": 0.9}),
    ("RMSprop", {"centered": True, "epsilon": 1e-3}),
    ("RMSprop", {"centered": True, "momentum": 0.5}),
    ("Adam", {}),
    ("Adam", {"learning_rate": 0.1, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3}),
    ("Adam", {"amsgrad": True, "learning_rate": 0.01}),
    ("Adam", {"weight_decay": 0.1, "learning_rate": 0.01}),
    ("AdamW", {}),
    ("AdamW", {"learning_rate": 0.05, "weight_decay": 0.2}),
    ("Adamax", {}),
    ("Adamax", {"learning_rate": 0.1, "beta_1": 0.7, "beta_2": 0.8}),
    ("Nadam", {}),
    ("Nadam", {"learning_rate": 0.1, "beta_1": 0.7, "beta_2": 0.8}),
    ("Adagrad", {}),
    ("Adagrad", {"learning_rate": 0.5, "initial_accumulator_value": 0.0, "epsilon": 1e-2}),
    ("Adadelta", {}),
    ("Adadelta", {"learning_rate": 1.0, "rho": 0.5}),
    ("Ftrl", {}),
    ("Ftrl", {"learning_rate": 0.1, "l1_regularization_strength": 0.05, "beta": 0.1}),
    (
        "Ftrl",
        {
            "learning_rate": 0.1,
            "l2_regularization_strength": 0.05,
            "l2_shrinkage_regularization_strength": 0.1,
            "learning_rate_power": -0.7,
        },
    ),
    ("Lion", {}),
    ("Lion", {"learning_rate": 0.01, "beta_1": 0.5, "beta_2": 0.6, "weight_decay": 0.1}),
]


# Twenty steps of float32 roundings, which XLA places otherwise (fused multiply-adds).
@case(params=_OPTIONS, rtol=2e-6, atol=1e-6)
def twenty_steps(tf, np, param):
    name, options = param
    return _train(tf, np, getattr(tf.keras.optimizers, name)(**options))


_SHARED = [
    {"clipnorm": 0.5},
    {"clipvalue": 0.3},
    {"global_clipnorm": 1.0},
    {"use_ema": True, "ema_momentum": 0.9},
    {"use_ema": True, "ema_momentum": 0.9, "ema_overwrite_frequency": 5},
    {"gradient_accumulation_steps": 4},
    {
        "gradient_accumulation_steps": 3,
        "use_ema": True,
        "ema_momentum": 0.5,
        "ema_overwrite_frequency": 2,
    },
    {"gradient_accumulation_steps": 2, "clipnorm": 0.5, "weight_decay": 0.1},
    {"loss_scale_factor": 8.0},
]


@case(params=_SHARED, rtol=1e-6, atol=1e-7)
def options_of_all(tf, np, options):
    optimizer = tf.keras.optimizers.Adam(0.05, **options)
    variables = _train(tf, np, optimizer)
    return [variables, int(optimizer.iterations), [v.numpy() for v in optimizer.variables]]


@case(params=["SGD", "RMSprop", "Adam", "Adagrad", "Ftrl"], rtol=1e-6, atol=1e-7)
def state(tf, np, name):
    """The order, shapes and values of an optimizer's variables."""
    optimizer = getattr(tf.keras.optimizers, name)()
    _train(tf, np, optimizer, 3)
    return [v.numpy() for v in optimizer.variables]


@case(rtol=1e-6, atol=1e-7)
def state_of_every_slot(tf, np):
    made = [
        tf.keras.optimizers.RMSprop(0.01, momentum=0.9, centered=True),
        tf.keras.optimizers.Adam(amsgrad=True),
        tf.keras.optimizers.SGD(momentum=0.9),
    ]
    for optimizer in made:
        _train(tf, np, optimizer, 3)
    return [[v.numpy() for v in optimizer.variables] for optimizer in made]


@case(params=["SGD", "RMSprop", "Adam", "Lion"], rtol=1e-12, atol=1e-14)
def double_precision(tf, np, name):
    """Keras's learning rate is a float32 variable even here."""
    return _train(tf, np, getattr(tf.keras.optimizers, name)(0.125), dtype="float64")


# Keras rounds Nadam's constants to float32, all but one.
@case(rtol=1e-6)
def double_precision_of_nadam(tf, np):
    return _train(tf, np, tf.keras.optimizers.Nadam(0.125), dtype="float64")


@case(params=["SGD", "Adam"])
def half_precision(tf, np, name):
    return _train(tf, np, getattr(tf.keras.optimizers, name)(0.125), 3, dtype="float16")


@case(rtol=1e-6)
def changing_learning_rate(tf, np):
    optimizer = tf.keras.optimizers.Adam(0.1)
    v = tf.Variable([1.0, -2.0])
    seen = []
    for step in range(6):
        optimizer.learning_rate = 0.1 / (step + 1)
        optimizer.apply_gradients([(tf.constant([0.5, -0.25]), v)])
        seen.append((v.numpy(), optimizer.learning_rate.numpy()))
    optimizer.learning_rate.assign(1.0)
    optimizer.apply_gradients([(tf.constant([0.5, -0.25]), v)])
    return [seen, v, float(optimizer.learning_rate), int(optimizer.iterations)]


@case(rtol=1e-6)
def learning_rate_from_a_function(tf, np):
    rates = iter([0.1, 0.5, 0.25])
    optimizer = tf.keras.optimizers.SGD(lambda: next(rates))
    v = tf.Variable(1.0)
    for _ in range(3):
        optimizer.apply_gradients([(tf.constant(1.0), v)])
    return v


_SCHEDULES = [
    ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 3, "decay_rate": 0.5}),
    (
        "ExponentialDecay",
        {"initial_learning_rate": 0.1, "decay_steps": 3, "decay_rate": 0.5, "staircase": True},
    ),
    ("InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 3, "decay_rate": 0.5}),
    (
        "InverseTimeDecay",
        {"initial_learning_rate": 0.1, "decay_steps": 3, "decay_rate": 0.5, "staircase": True},
    ),
    ("PiecewiseConstantDecay", {"boundaries": [3, 8], "values": [1.0, 0.5, 0.1]}),
    ("PiecewiseConstantDecay", {"boundaries": [4], "values": [1.0, 0.5]}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 7}),
    (
        "PolynomialDecay",
        {"initial_learning_rate": 0.1, "decay_steps": 7, "end_learning_rate": 0.01, "power": 2.5},
    ),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 7, "cycle": True}),
    ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 10}),
    ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "alpha": 0.2}),
    (
        "CosineDecay",
        {"initial_learning_rate": 0.1, "decay_steps": 10, "warmup_target": 0.5, "warmup_steps": 4},
    ),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 3}),
    (
        "CosineDecayRestarts",
        {
            "initial_learning_rate": 0.1,
            "first_decay_steps": 3,
            "t_mul": 1.0,
            "m_mul": 0.9,
            "alpha": 0.1,
        },
    ),
    (
        "CosineDecayRestarts",
        {"initial_learning_rate": 0.1, "first_decay_steps": 3, "t_mul": 1.5, "m_mul": 0.5},
    ),
]


@case(params=_SCHEDULES, rtol=2e-6, atol=1e-8)
def schedule_values(tf, np, param):
    name, options = param
    schedule = getattr(tf.keras.optimizers.schedules, name)(**options)
    values = [schedule(step) for step in (0, 1, 2, 3, 5, 7, 8, 9, 13, 20)]
    return [values, schedule(tf.constant(4, tf.int64)), schedule.get_config()]


@case(params=_SCHEDULES[::2], rtol=2e-6, atol=1e-7)
def schedule_in_an_optimizer(tf, np, param):
    name, options = param
    schedule = getattr(tf.keras.optimizers.schedules, name)(**options)
    optimizer = tf.keras.optimizers.Adam(schedule)
    return [_train(tf, np, optimizer, 12), optimizer.learning_rate, len(optimizer.variables)]


@case(rtol=1e-6)
def schedule_of_a_user(tf, np):
    class Warmup(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            return 0.5 * tf.minimum((step + 1.0) ** -0.5, (step + 1.0) * 0.25)

    return _train(tf, np, tf.keras.optimizers.SGD(Warmup()), 6)


@case(rtol=1e-6)
def optimizer_of_a_user(tf, np):
    class Signs(tf.keras.optimizers.Optimizer):
        def build(self, variables):
            if self.built:
                return
            super().build(variables)
            self.counts = self.add_optimizer_variables(variables, "count")

        def update_step(self, gradient, variable, learning_rate):
            count = self.counts[self._get_variable_index(variable)]
            self.assign_add(count, tf.ones_like(gradient))
            self.assign_sub(
                variable, tf.cast(learning_rate, variable.dtype) * tf.sign(gradient) / count
            )

    optimizer = Signs(learning_rate=0.1, clipvalue=0.5)
    return [_train(tf, np, optimizer, 4), [v.numpy() for v in optimizer.variables]]


@case(params=["tensor", "function"], rtol=1e-6)
def minimize(tf, np, how):
    v = tf.Variable([1.0, 2.0])
    optimizer = tf.keras.optimizers.SGD(0.1)
    for _ in range(3):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(v * v)
        if how == "tensor":
            optimizer.apply_gradients(zip(tape.gradient(loss, [v]), [v], strict=True))
        else:
            optimizer.apply([tape.gradient(loss, v)], [v])
    return [v, optimizer.iterations.numpy()]


@case(rtol=1e-6)
def constraint_after_the_update(tf, np):
    v = tf.Variable([1.0, -1.0], constraint=lambda w: tf.maximum(w, 0.0))
    optimizer = tf.keras.optimizers.SGD(0.5)
    for _ in range(2):
        optimizer.apply_gradients([(tf.constant([0.5, -0.5]), v)])
    return v


@case(rtol=1e-6)
def gradients_of_none(tf, np):
    used, unused = tf.Variable([1.0]), tf.Variable([2.0])
    optimizer = tf.keras.optimizers.Adam(0.1)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        optimizer.apply_gradients([(None, unused), (tf.constant([1.0]), used)])
    told = [str(w.message)[:41] for w in caught]
    return [used, unused, [v.numpy() for v in optimizer.variables], told]


@case(rtol=1e-6, atol=1e-7)
def weight_decay_with_exceptions(tf, np):
    optimizer = tf.keras.optimizers.AdamW(0.1, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return _train(tf, np, optimizer, 5)


@case
def averages_at_the_end(tf, np):
    optimizer = tf.keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.5)
    variables = _train(tf, np, optimizer, 4)
    optimizer.finalize_variable_values(variables)
    return variables


@case(
    params=[
        "SGD",
        "RMSprop",
        "Adam",
        "AdamW",
        "Adamax",
        "Nadam",
        "Adagrad",
        "Adadelta",
        "Ftrl",
        "Lion",
    ]
)
def configuration(tf, np, name):
    kind = getattr(tf.keras.optimizers, name)
    config = kind(learning_rate=0.25).get_config()
    return [
        config,
        kind.from_config(config).get_config(),
        tf.keras.optimizers.get(name.lower()).get_config(),
    ]


@case
def serialized(tf, np):
    schedule = tf.keras.optimizers.schedules.ExponentialDecay(0.5, 10, 0.5)
    optimizer = tf.keras.optimizers.Adam(schedule, name="mine")
    again = tf.keras.optimizers.deserialize(tf.keras.optimizers.serialize(optimizer))
    return [tf.keras.optimizers.serialize(optimizer), again.get_config(), again.learning_rate]


@case(rtol=1e-6)
def loss_scaling(tf, np):
    return tf.keras.optimizers.SGD(loss_scale_factor=4.0).scale_loss(tf.constant(2.0))


@case
def refusals(tf, np):
    optimizers = tf.keras.optimizers
    v = tf.Variable([1.0, 2.0])
    sgd = optimizers.SGD()
    outcomes = [
        raised(lambda: sgd.apply_gradients([(None, v)])),
        raised(lambda: optimizers.Adam(clipnorm=1.0, clipvalue=1.0)),
        raised(lambda: optimizers.SGD(momentum=2.0)),
        raised(lambda: optimizers.Adam(use_ema=True, ema_momentum=2.0)),
        raised(lambda: optimizers.Adam(gradient_accumulation_steps=1)),
        raised(lambda: optimizers.AdamW(weight_decay=None)),
        raised(lambda: optimizers.Ftrl(learning_rate_power=1.0)),
        raised(lambda: optimizers.Lion(beta_1=0.0)),
        raised(lambda: optimizers.get("no such optimizer")),
        raised(lambda: optimizers.get(3)),
        raised(lambda: optimizers.SGD().apply([tf.constant([1.0])])),
        raised(lambda: optimizers.SGD().set_weights([])),
        raised(lambda: optimizers.schedules.ExponentialDecay(0.1, 0, 0.5)),
        raised(lambda: optimizers.schedules.PiecewiseConstantDecay([1], [1.0])),
        raised(lambda: optimizers.schedules.LearningRateSchedule()(0)),
    ]
    scheduled = optimizers.SGD(optimizers.schedules.CosineDecay(0.1, 10))
    outcomes.append(raised(setattr, scheduled, "learning_rate", 0.5))
    return [outcomes, v]
