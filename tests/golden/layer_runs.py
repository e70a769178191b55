"""What the cases of layers share: seeded weights, gradients, and one run of a layer."""


def seeded(np, layer, seed=1):
    """Weights that both sides draw alike; what is a variance or a length is positive."""
    rng = np.random.default_rng(seed)
    values = []
    for variable, weight in zip(layer.weights, layer.get_weights(), strict=True):
        value = rng.normal(size=weight.shape) * 0.5
        if weight.dtype.kind in "iu":
            value = weight
        elif "variance" in variable.name:
            value = np.abs(value) + 0.1
        values.append(np.asarray(value).astype(weight.dtype))
    layer.set_weights(values)


def names_of(layer):
    """The weights' names without the layers', and their shapes."""
    return [(w.name.split("/")[-1].split(":")[0], tuple(w.shape)) for w in layer.weights]


def plain(config):
    """A config without what differs between runs or is Keras's alone."""
    left_out = (
        "name",
        "quantization_config",
        "shared_object_id",
        "build_config",
        "registered_name",
    )
    if isinstance(config, dict):
        return {k: plain(v) for k, v in sorted(config.items()) if k not in left_out}
    return [plain(item) for item in config] if isinstance(config, (list, tuple)) else config


def inputs_for(tf, np, shape, rng, dtype="float32"):
    if isinstance(shape, list):
        return [inputs_for(tf, np, item, rng, dtype) for item in shape]
    return tf.constant(rng.normal(size=shape).astype("float32"), dtype)


def with_gradients(tf, np, layer, inputs, **options):
    """Outputs, and gradients of a weighted sum of them by weights and inputs."""
    rng = np.random.default_rng(2)
    listed = inputs if isinstance(inputs, list) else [inputs]
    with tf.GradientTape() as tape:
        tape.watch(listed)
        outputs = layer(inputs, **options)
        total = 0.0
        for output in tf.nest.flatten(outputs):
            cotangent = tf.constant(rng.normal(size=output.shape).astype("float32"))
            total += tf.reduce_sum(tf.cast(output, "float32") * cotangent)
    gradients = tape.gradient(total, [*layer.trainable_variables, *listed])
    return outputs, [None if g is None else tf.convert_to_tensor(g) for g in gradients]


def free(shape):
    """A shape with an unknown batch."""
    return [free(item) for item in shape] if isinstance(shape, list) else (None, *shape[1:])


def as_tuple(shape):
    """Shapes as tuples, however they are nested."""
    if all(n is None or isinstance(n, int) for n in shape):
        return tuple(shape)
    return [as_tuple(item) for item in shape]


def made(tf, name, options):
    """A layer; an option that is a pair ("layer", name, options) is one, too."""

    def build(value):
        if isinstance(value, tuple) and value and value[0] == "layer":
            return made(tf, value[1], value[2])
        return [build(item) for item in value] if isinstance(value, list) else value

    return getattr(tf.keras.layers, name)(**{k: build(v) for k, v in options.items()})


def of(name, shape, *configurations):
    """The runs of a class."""
    return [(name, shape, options) for options in configurations]


def one(tf, np, name, shape, options):
    tested = made(tf, name, options)
    inputs = inputs_for(tf, np, shape, np.random.default_rng(0))
    tested.build(shape)
    seeded(np, tested)
    outputs, gradients = with_gradients(tf, np, tested, inputs)
    return {
        "outputs": outputs,
        "gradients": gradients,
        "weights": names_of(tested),
        "trainable": len(tested.trainable_weights),
        "output_shape": as_tuple(tested.compute_output_shape(free(shape))),
        "config": plain(made(tf, name, options).get_config()),
        "losses": tested.losses,
    }
