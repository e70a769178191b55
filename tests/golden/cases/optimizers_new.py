"""Lamb, Adafactor, Muon; loss scaling; several optimizers."""

from tests.golden.case import case, raised

_STEPS = 20


def _layer(tf, np, dtype="float32"):
    """A layer with a kernel and a bias, so that variables have paths in Keras too."""
    rng = np.random.default_rng(3)
    layer = tf.keras.layers.Dense(2, name="dense", dtype=dtype)
    layer.build((None, 3))
    layer.set_weights([rng.normal(size=(3, 2)), rng.normal(size=2)])
    return layer


def _gradients(tf, np, steps, dtype="float32"):
    rng = np.random.default_rng(4)
    for step in range(steps):
        scale = 10.0 ** (step % 5 - 2)
        yield [
            tf.constant((scale * rng.normal(size=shape)).astype(dtype)) for shape in ((3, 2), (2,))
        ]


def _train(tf, np, optimizer, steps=_STEPS, dtype="float32"):
    layer = _layer(tf, np, dtype)
    for gradients in _gradients(tf, np, steps, dtype):
        optimizer.apply_gradients(zip(gradients, layer.trainable_variables, strict=True))
    return [v.numpy() for v in layer.trainable_variables]


_OPTIONS = [
    ("Lamb", {}),
    ("Lamb", {"learning_rate": 0.1, "beta_1": 0.8, "epsilon": 1e-3, "weight_decay": 0.1}),
    ("Adafactor", {}),
    ("Adafactor", {"learning_rate": 0.5, "beta_2_decay": -0.5, "clip_threshold": 0.7}),
    ("Adafactor", {"learning_rate": 0.1, "relative_step": False, "weight_decay": 0.05}),
    ("Muon", {}),
    ("Muon", {"learning_rate": 0.1, "nesterov": False, "rms_rate": None, "ns_steps": 3}),
    ("Muon", {"learning_rate": 0.1, "adam_lr_ratio": 0.5, "adam_weight_decay": 0.1}),
    ("Muon", {"learning_rate": 0.1, "exclude_layers": ["den"], "weight_decay": None}),
]


# Muon's iteration multiplies matrices 15 times a step, and roundings grow with the singular values
# that it spreads apart.
@case(params=_OPTIONS, rtol=1e-5, atol=2e-6)
def twenty_steps(tf, np, param):
    name, options = param
    return _train(tf, np, getattr(tf.keras.optimizers, name)(**options))


_SHARED = [
    {"clipnorm": 0.5},
    {"global_clipnorm": 1.0, "use_ema": True, "ema_overwrite_frequency": 3},
    {"gradient_accumulation_steps": 3, "clipvalue": 0.1},
    {"gradient_accumulation_steps": 2, "weight_decay": 0.1},
    {"loss_scale_factor": 8.0},
]


@case(params=[(n, o) for n in ("Adafactor", "Muon") for o in _SHARED], atol=2e-6)
def options_of_all(tf, np, param):
    name, options = param
    return _train(tf, np, getattr(tf.keras.optimizers, name)(0.05, **options), steps=8)


@case(params=["Lamb", "Adafactor", "Muon"], atol=2e-6)
def state(tf, np, name):
    optimizer = getattr(tf.keras.optimizers, name)(0.05)
    layer = _layer(tf, np)
    optimizer.build(layer.trainable_variables)
    # As floats: Keras makes the unused numbers of Adafactor's vectors whole ones.
    at_first = [np.asarray(v.numpy(), "float32") for v in optimizer.variables]
    for gradients in _gradients(tf, np, 3):
        optimizer.apply(gradients)
    return [at_first, [np.asarray(v.numpy(), "float32") for v in optimizer.variables]]


@case(params=["Adafactor", "ScheduleFreeAdamW", "Muon"])
def configuration(tf, np, name):
    optimizer = getattr(tf.keras.optimizers, name)(0.25, weight_decay=0.5, name="mine")
    again = tf.keras.optimizers.deserialize(tf.keras.optimizers.serialize(optimizer))
    # Written anew: Keras changes what it reads from.
    return [tf.keras.optimizers.serialize(optimizer), again.get_config()]


def _infinite(tf, np):
    """Gradients of which some are not finite."""
    for step, gradients in enumerate(_gradients(tf, np, 9)):
        if step in (0, 4, 7):
            gradients[step % 2] = gradients[step % 2] * (np.inf if step else np.nan)
        yield gradients


@case(
    params=[
        ("SGD", {"momentum": 0.9}),
        ("Adam", {"global_clipnorm": 1.0}),
        ("SGD", {"gradient_accumulation_steps": 2}),
        ("Muon", {}),
    ]
)
def dynamic_loss_scale(tf, np, param):
    name, options = param
    inner = getattr(tf.keras.optimizers, name)(0.1, **options)
    optimizer = tf.keras.optimizers.LossScaleOptimizer(inner, 64.0, dynamic_growth_steps=2)
    layer = _layer(tf, np)
    before = optimizer.scale_loss(tf.constant(2.0))
    seen = []
    for gradients in _infinite(tf, np):
        optimizer.apply_gradients(zip(gradients, layer.trainable_variables, strict=True))
        seen.append([optimizer.dynamic_scale.numpy(), optimizer.step_counter.numpy()])
    trained = [v.numpy() for v in layer.trainable_variables]
    after = optimizer.scale_loss(tf.constant(2.0))
    steps = [np.array(inner.iterations), np.array(optimizer.iterations)]
    count = len(optimizer.variables)
    return [before, seen, trained, after, steps, count, optimizer.learning_rate.numpy()]


@case
def dynamic_loss_scale_of_a_user_s_optimizer(tf, np):
    class Plain(tf.keras.optimizers.Optimizer):
        def update_step(self, gradient, variable, learning_rate):
            variable.assign_sub(gradient * learning_rate)

    optimizer = tf.keras.optimizers.LossScaleOptimizer(Plain(0.1), 8.0, 2)
    layer = _layer(tf, np)
    for gradients in _infinite(tf, np):
        optimizer.apply(gradients, layer.trainable_variables)
    trained = [v.numpy() for v in layer.trainable_variables]
    return [trained, optimizer.dynamic_scale.numpy(), optimizer.step_counter.numpy()]


@case
def loss_scale_configuration(tf, np):
    optimizers = tf.keras.optimizers
    optimizer = optimizers.LossScaleOptimizer(optimizers.Adam(0.5, name="inner"), 4.0, name="outer")
    again = optimizers.deserialize(optimizers.serialize(optimizer))
    return [optimizers.serialize(optimizer), again.get_config()]


@case(
    params=[
        {"dynamic": False},
        {"weight_decay": 0.1},
        {"clipnorm": 1.0},
        {"use_ema": True},
        {"loss_scale_factor": 2.0},
        {"something": 1},
        {"clipnorm": None},
    ]
)
def loss_scale_refusals(tf, np, options):
    inner = tf.keras.optimizers.SGD()
    made = raised(lambda: tf.keras.optimizers.LossScaleOptimizer(inner, **options))
    return made if options.get("clipnorm", 1) is not None else made.initial_scale


def _map(tf):
    optimizers = tf.keras.optimizers
    return optimizers.OptimizerMap(optimizers.Adam(0.1), {".*bias": optimizers.SGD(0.5)})


@case(params=["map", "function"])
def several_optimizers(tf, np, how):
    optimizers = tf.keras.optimizers
    by_path = _map(tf)
    chosen = by_path if how == "map" else lambda variable: by_path(variable)
    optimizer = optimizers.MultiOptimizer(chosen, loss_scale_factor=2.0)
    trained = _train(tf, np, optimizer, steps=6)
    return [
        trained,
        len(optimizer.variables),
        sorted(type(inner).__name__ for inner in optimizer.optimizers),
        [inner.loss_scale_factor for inner in optimizer.optimizers],
        optimizer.scale_loss(3.0),
        raised(lambda: optimizer.learning_rate),
        np.array(optimizer.iterations),
    ]


@case
def several_optimizers_written_and_read(tf, np):
    optimizer = tf.keras.optimizers.MultiOptimizer(_map(tf), name="both")
    again = tf.keras.optimizers.deserialize(tf.keras.optimizers.serialize(optimizer))
    return [again.name, _train(tf, np, again, steps=2)]


@case
def maps_of_optimizers(tf, np):
    optimizers = tf.keras.optimizers
    by_path = _map(tf)
    by_path["dense/kernel"] = optimizers.RMSprop()
    names = ["dense/kernel", "dense/bias", "other/kernel"]
    found = [type(by_path[name]).__name__ for name in names]
    by_path["d.*bias"] = optimizers.Lion()
    outcomes = [
        raised(lambda: by_path["dense/bias"]),
        raised(by_path.__setitem__, "dense/kernel", optimizers.SGD()),
        raised(by_path.__setitem__, 3, optimizers.SGD()),
        raised(by_path.__setitem__, "x", 3),
        raised(by_path.__setitem__, "x", optimizers.MultiOptimizer(_map(tf))),
        raised(optimizers.OptimizerMap, 3),
        raised(optimizers.OptimizerMap, optimizers.SGD(), [3]),
    ]
    del by_path["dense/kernel"]
    return [found, outcomes, len(by_path), sorted(by_path)]


@case(params=["adafactor", "lamb", "Muon", "lossscaleoptimizer", "ScheduleFreeAdamW", "nothing"])
def by_name(tf, np, name):
    if name == "lamb":  # Keras has no name for it
        return "Lamb"
    found = raised(tf.keras.optimizers.get, name)
    return found if name in ("nothing", "lossscaleoptimizer") else type(found).__name__
