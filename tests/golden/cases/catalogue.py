"""Every layer class in a few configurations: values, gradients, weights, shapes, config."""

from tests.golden.case import case


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


CONVOLUTION = [
    *of("Conv1DTranspose", (2, 5, 3), {"filters": 4, "kernel_size": 3},
        {"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same", "activation": "relu"},
        {"filters": 4, "kernel_size": 2, "strides": 3, "output_padding": 1},
        {"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same", "output_padding": 1}),
    *of("Conv2DTranspose", (2, 3, 4, 3), {"filters": 2, "kernel_size": (2, 3)},
        {"filters": 2, "kernel_size": 3, "strides": (2, 1), "padding": "same", "use_bias": False},
        {"filters": 2, "kernel_size": 5, "strides": 2, "padding": "same", "activation": "tanh"},
        {"filters": 2, "kernel_size": 2, "strides": 3}),
    *of("Conv3DTranspose", (1, 2, 3, 2, 2), {"filters": 2, "kernel_size": 2},
        {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}),
    *of("DepthwiseConv1D", (2, 6, 3), {"kernel_size": 3},
        {"kernel_size": 2, "padding": "same", "depth_multiplier": 2, "activation": "relu"}),
    *of("DepthwiseConv2D", (2, 5, 6, 3), {"kernel_size": 3},
        {"kernel_size": (2, 3), "padding": "same", "depth_multiplier": 2, "use_bias": False},
        {"kernel_size": 3, "strides": 2, "padding": "same"},
        {"kernel_size": 2, "dilation_rate": 2, "activation": "relu"}),
    *of("SeparableConv1D", (2, 6, 3), {"filters": 4, "kernel_size": 3},
        {"filters": 4, "kernel_size": 2, "strides": 2, "padding": "same", "depth_multiplier": 2}),
    *of("SeparableConv2D", (2, 5, 6, 3), {"filters": 4, "kernel_size": 3, "activation": "relu"},
        {"filters": 4, "kernel_size": (2, 3), "padding": "same", "depth_multiplier": 2},
        {"filters": 4, "kernel_size": 3, "strides": 2, "use_bias": False}),
    *of("Conv1D", (2, 6, 4), {"filters": 4, "kernel_size": 3, "padding": "causal"},
        {"filters": 4, "kernel_size": 3, "groups": 2, "dilation_rate": 2}),
    *of("Conv3D", (1, 3, 4, 3, 2), {"filters": 2, "kernel_size": 2, "strides": (1, 2, 1)}),
]  # fmt: skip
POOLING = [
    *of("MaxPooling1D", (2, 7, 3), {}, {"pool_size": 3, "strides": 2, "padding": "same"}),
    *of("AveragePooling1D", (2, 7, 3), {"pool_size": 3, "strides": 2, "padding": "same"}),
    *of("MaxPooling3D", (1, 4, 5, 4, 2), {}, {"pool_size": (1, 2, 3), "padding": "same"}),
    *of("AveragePooling3D", (1, 4, 5, 4, 2), {"pool_size": 2, "padding": "same"}),
    *of("GlobalMaxPooling1D", (2, 5, 3), {}, {"keepdims": True}),
    *of("GlobalAveragePooling3D", (2, 2, 3, 2, 3), {}),
    *of("AdaptiveAveragePooling1D", (2, 7, 3), {"output_size": 3}),
    *of("AdaptiveMaxPooling1D", (2, 7, 3), {"output_size": 3}),
    *of("AdaptiveAveragePooling2D", (2, 6, 5, 3), {"output_size": (3, 2)}, {"output_size": 4}),
    *of("AdaptiveMaxPooling2D", (2, 6, 5, 3), {"output_size": (3, 2)}),
    *of("AdaptiveAveragePooling3D", (1, 4, 3, 5, 2), {"output_size": 2}),
    *of("AdaptiveMaxPooling3D", (1, 4, 3, 5, 2), {"output_size": (2, 3, 2)}),
]  # fmt: skip
RESHAPING = [
    *of("Cropping1D", (2, 6, 3), {}, {"cropping": (0, 2)}, {"cropping": 2}),
    *of("Cropping2D", (2, 5, 6, 3), {"cropping": 1}, {"cropping": (1, 2)},
        {"cropping": ((1, 0), (2, 1))}),
    *of("Cropping3D", (1, 4, 4, 5, 2), {}, {"cropping": ((1, 0), (0, 1), (2, 1))}),
    *of("ZeroPadding1D", (2, 3, 2), {}, {"padding": (0, 2)}),
    *of("ZeroPadding2D", (2, 3, 4, 2), {}, {"padding": 2}, {"padding": ((1, 0), (0, 2))}),
    *of("ZeroPadding3D", (1, 2, 3, 2, 2), {}, {"padding": (1, 0, 2)}),
    *of("UpSampling1D", (2, 3, 2), {}, {"size": 3}),
    *of("UpSampling2D", (2, 3, 4, 2), {}, {"size": (1, 3)},
        {"size": (2, 3), "interpolation": "bilinear"}, {"interpolation": "bicubic"},
        {"interpolation": "lanczos3"}),
    *of("UpSampling3D", (1, 2, 3, 2, 2), {}, {"size": (1, 2, 3)}),
    *of("Permute", (2, 3, 4, 2), {"dims": (3, 1, 2)}),
    *of("RepeatVector", (2, 3), {"n": 4}),
    *of("Reshape", (2, 3, 4), {"target_shape": (-1, 2)}),
    *of("Flatten", (2, 3, 4), {}),
]  # fmt: skip
NORMALIZATION = [
    *of("GroupNormalization", (2, 3, 5, 6), {"groups": 2}, {"groups": 6, "center": False},
        {"groups": 1, "axis": 1, "scale": False}, {"groups": -1}),
    *of("RMSNormalization", (2, 3, 4), {}, {"axis": (1, 2)}, {"epsilon": 0.1}),
    *of("UnitNormalization", (2, 3, 4), {}, {"axis": 1}, {"axis": (1, 2)}),
    *of("LayerNormalization", (2, 3, 4), {}, {"axis": (1, 2)}, {"center": False, "axis": 1}),
    *of("BatchNormalization", (2, 3, 4), {}, {"axis": 1, "momentum": 0.5, "scale": False}),
]  # fmt: skip
REGULARIZATION = [
    *of("Masking", (2, 3, 4), {}),
    *of("ActivityRegularization", (2, 3), {"l1": 0.1, "l2": 0.2}),
    *of("AlphaDropout", (2, 3), {"rate": 0.3, "seed": 1}),
    *of("GaussianDropout", (2, 3), {"rate": 0.3}),
    *of("GaussianNoise", (2, 3), {"stddev": 0.3}),
    *of("SpatialDropout1D", (2, 3, 4), {"rate": 0.3}),
    *of("SpatialDropout2D", (2, 3, 4, 2), {"rate": 0.3}),
    *of("SpatialDropout3D", (2, 3, 4, 2, 2), {"rate": 0.3}),
    *of("Identity", (2, 3), {}),
]  # fmt: skip


@case(params=CONVOLUTION + POOLING + RESHAPING + NORMALIZATION + REGULARIZATION)
def layer(tf, np, param):
    return one(tf, np, *param)


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
