"""Every layer class in a few configurations: values, gradients, weights, shapes, config."""

from tests.golden.case import case
from tests.golden.layer_runs import (
    inputs_for,
    made,
    names_of,
    of,
    one,
    plain,
    seeded,
    with_gradients,
)

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


EINSUM = [
    *of("EinsumDense", (2, 3, 4), {"equation": "abc,cd->abd", "output_shape": (3, 5)},
        {"equation": "...x,xy->...y", "output_shape": 5, "bias_axes": "y", "activation": "relu"},
        {"equation": "abc,cde->abde", "output_shape": (3, 2, 3), "bias_axes": "e"},
        {"equation": "ab...,bcd->acd...", "output_shape": (2, 3), "bias_axes": "c"},
        {"equation": "abc,bcd->ad", "output_shape": 5, "bias_axes": "d"}),
]  # fmt: skip
DENSE = ("layer", "Dense", {"units": 3, "name": "inner"})
WRAPPERS = [
    *of("TimeDistributed", (2, 3, 4), {"layer": DENSE}),
    *of("TimeDistributed", (2, 3, 4, 5, 2),
        {"layer": ("layer", "Conv2D", {"filters": 2, "kernel_size": 2, "name": "inner"})}),
    *of("SpectralNormalization", (2, 4), {"layer": DENSE}),
    *of("Bidirectional", (2, 4, 3), *[
        {"layer": ("layer", kind, {"units": 2, "name": "inner", **more}), "merge_mode": mode}
        for kind, mode, more in [
            ("LSTM", "concat", {}), ("GRU", "sum", {"return_sequences": True}),
            ("SimpleRNN", "ave", {"return_sequences": True}), ("GRU", None, {}),
            ("LSTM", "mul", {"return_sequences": True, "return_state": True})]]),
]  # fmt: skip
ATTENTION = [
    *of(
        "Attention",
        [(2, 3, 4), (2, 5, 4)],
        {},
        {"use_scale": True},
        {"score_mode": "concat"},
        {"score_mode": "concat", "use_scale": True},
    ),
    *of("Attention", [(2, 3, 4), (2, 5, 6), (2, 5, 4)], {}),
    *of("AdditiveAttention", [(2, 3, 4), (2, 5, 4)], {}, {"use_scale": False}),
]


def layer_runs():
    """Class, inputs' shape and options of each run of `layer`."""
    return CONVOLUTION + POOLING + RESHAPING + NORMALIZATION + REGULARIZATION + EINSUM


def composed_runs():
    """Those of `composed`."""
    return WRAPPERS + ATTENTION


@case(params=layer_runs())
def layer(tf, np, param):
    return one(tf, np, *param)


@case(params=composed_runs(), atol=3e-6)
def composed(tf, np, param):
    return one(tf, np, *param)


HEADS = [
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, {}),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, {"return_attention_scores": True}),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3, "value_dim": 5, "use_bias": False},
     {"use_causal_mask": True}),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3, "output_shape": 7, "dropout": 0.5},
     {"use_causal_mask": True, "return_attention_scores": True}),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3, "sliding_window": 2, "use_gate": True},
     {}),
    ("GroupQueryAttention", {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2}, {}),
    ("GroupQueryAttention", {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2},
     {"return_attention_scores": True, "use_causal_mask": True}),
    ("GroupQueryAttention", {"head_dim": 3, "num_query_heads": 2, "num_key_value_heads": 1,
                             "use_bias": False, "use_gate": True}, {"use_causal_mask": True}),
]  # fmt: skip


# Gradients are sums of terms of order one, some of which cancel altogether (the keys' biases).
@case(params=HEADS, rtol=3e-5, atol=1e-5)
def heads(tf, np, param):
    name, options, call = param
    layer = getattr(tf.keras.layers, name)(**options)
    rng = np.random.default_rng(0)
    query, value = inputs_for(tf, np, [(2, 4, 6), (2, 3, 6)], rng)
    config = plain(layer.get_config())
    layer.build((2, 4, 6), (2, 3, 6))
    seeded(np, layer)
    with tf.GradientTape() as tape:
        tape.watch([query, value])
        outputs = layer(query, value, **call)
        total = sum(tf.reduce_sum(out * tf.cos(out)) for out in tf.nest.flatten(outputs))
    gradients = tape.gradient(total, [*layer.trainable_variables, query, value])
    shape = layer.compute_output_shape((None, 4, 6), (None, 3, 6))
    return {
        "outputs": outputs,
        "gradients": [None if g is None else tf.convert_to_tensor(g) for g in gradients],
        "weights": names_of(layer),
        "paths": [w.path.split("/")[-2] for w in layer.weights],
        "output_shape": tuple(shape),
        "config": config,
    }


@case
def heads_over_several_axes(tf, np):
    layer = tf.keras.layers.MultiHeadAttention(2, 3, attention_axes=(2, 3))
    x = inputs_for(tf, np, (2, 2, 3, 2, 4), np.random.default_rng(0))
    layer.build(x.shape, x.shape)
    seeded(np, layer)
    mask = tf.constant(np.random.default_rng(1).random((2, 2, 3, 2, 3, 2)) > 0.3)
    return layer(x, x), layer(x, x, return_attention_scores=True, attention_mask=mask)


@case
def masks_that_travel_to_attention(tf, np):
    layers = tf.keras.layers
    ids = np.array([[1, 2, 0, 0], [3, 0, 1, 2]])
    embed = layers.Embedding(4, 6, mask_zero=True)
    embed.build((2, 4))
    seeded(np, embed)
    found = []
    for attend in (layers.MultiHeadAttention(2, 3), layers.GroupQueryAttention(3, 2, 1)):
        attend.build((2, 4, 6), (2, 4, 6))
        seeded(np, attend)
        rows = tf.constant([0, 1]), tf.constant([0, 1, 3])
        outputs = attend(embed(ids), embed(ids))
        found.append(tf.gather(outputs[0], rows[0]))  # a query's masked steps are anybody's guess
        found.append(tf.gather(outputs[1], rows[1] - rows[1] // 3))
        found.append(attend(embed(ids), embed(ids), attention_mask=tf.ones((2, 4, 4)))[0, :2])
    attend = layers.Attention()
    found.append(attend([embed(ids), embed(ids)]))
    found.append(attend([embed(ids), embed(ids)], use_causal_mask=True))
    found.append(layers.AdditiveAttention(use_scale=False)([embed(ids), embed(ids)]))
    return found


@case
def attention_masks_given(tf, np):
    rng = np.random.default_rng(0)
    query, value = inputs_for(tf, np, [(2, 3, 4), (2, 5, 4)], rng)
    masks = [tf.constant([[True, True, False], [False, True, True]]),
             tf.constant([[True, False, True, True, False], [True] * 5])]  # fmt: skip
    attend = tf.keras.layers.Attention()
    outputs = attend([query, value], mask=masks, return_attention_scores=True)
    return outputs, attend([query, value], mask=[None, masks[1]], use_causal_mask=True)


@case
def softmax_with_masks(tf, np):
    x = inputs_for(tf, np, (2, 3, 4), np.random.default_rng(0))
    mask = tf.constant(np.random.default_rng(1).random((2, 3, 4)) > 0.4)
    blank = tf.zeros((2, 1, 4), "float32")
    softmax = tf.keras.layers.Softmax
    return [
        softmax()(x, mask=mask),
        softmax(axis=1)(x, mask=tf.cast(mask, "float32")),
        softmax(axis=(1, 2))(x),
        softmax(axis=(1, 2))(x, mask=mask),
        softmax()(x, mask=blank),
    ]


WRONG = [
    ("Attention", {"score_mode": "multi"}, None),
    ("Attention", {}, (2, 3, 4)),
    ("MultiHeadAttention", {"num_heads": 0, "key_dim": 3}, None),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3, "sliding_window": 0}, None),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3, "flash_attention": True, "dropout": 0.1},
     None),
    ("GroupQueryAttention", {"head_dim": 3, "num_query_heads": 3, "num_key_value_heads": 2}, None),
    ("EinsumDense", {"equation": "abc,cd", "output_shape": 3}, (2, 3, 4)),
    ("EinsumDense", {"equation": "abc,cd->abd", "output_shape": (None, 5), "bias_axes": "z"},
     (2, 3, 4)),
    ("EinsumDense", {"equation": "abc,cd->abe", "output_shape": (None, 5)}, (2, 3, 4)),
    ("Bidirectional", {"layer": ("layer", "LSTM", {"units": 2}), "merge_mode": "join"}, None),
    ("TimeDistributed", {"layer": DENSE}, (2, 3)),
    ("TimeDistributed", {"layer": 3}, None),
    ("SpectralNormalization", {"layer": DENSE, "power_iterations": 0}, None),
    ("SpectralNormalization", {"layer": ("layer", "Flatten", {})}, (2, 3)),
    ("GroupNormalization", {"groups": 4}, (2, 3, 6)),
    ("UnitNormalization", {"axis": "last"}, None),
    ("Add", {}, [(1, 3), (4, 3)]),
    ("Conv2DTranspose", {"filters": 0, "kernel_size": 3}, None),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "padding": "full"}, None),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 3}, (2, 5, 3)),
    ("DepthwiseConv2D", {"kernel_size": (3, 3, 3)}, None),
    ("SeparableConv2D", {"filters": -1, "kernel_size": 3}, None),
    ("Cropping2D", {"cropping": (1, 2, 3)}, None),
    ("Cropping1D", {"cropping": 2}, (2, 4, 3)),
    ("Cropping1D", {"cropping": -1}, None),
    ("ZeroPadding2D", {"padding": (1, 2, 3)}, None),
    ("ZeroPadding2D", {}, (2, 3, 4)),
    ("UpSampling2D", {"size": 0}, None),
    ("GaussianDropout", {"rate": -0.5}, None),
    ("GaussianNoise", {"stddev": -0.5}, None),
]  # fmt: skip


@case(params=WRONG)
def wrong(tf, np, param):
    name, options, shape = param
    layer = made(tf, name, options)
    several = isinstance(shape, list)
    inputs = [tf.ones(item) for item in (shape if several else [shape or ()])]
    return None if shape is None else layer(inputs if several else inputs[0])


HALF = [
    *of("Dense", (2, 3), {"units": 4, "activation": "relu"}),
    *of("Conv2D", (1, 4, 4, 2), {"filters": 2, "kernel_size": 3}),
    *of("Conv1DTranspose", (1, 4, 2), {"filters": 2, "kernel_size": 3}),
    *of("SeparableConv1D", (1, 5, 2), {"filters": 2, "kernel_size": 3}),
    *of("BatchNormalization", (4, 3), {}),
    *of("LayerNormalization", (2, 6), {}),
    *of("GroupNormalization", (2, 6), {"groups": 2}),
    *of("RMSNormalization", (2, 6), {}),
    *of("UnitNormalization", (2, 6), {}),
    *of("PReLU", (2, 6), {}),
    *of("LSTM", (2, 3, 2), {"units": 2}),
    *of("GRU", (2, 3, 2), {"units": 2}),
    *of("EinsumDense", (2, 3), {"equation": "ab,bc->ac", "output_shape": 4, "bias_axes": "c"}),
    *of("Attention", [(2, 3, 4), (2, 5, 4)], {"use_scale": True}),
    *of("AveragePooling1D", (2, 6, 2), {"pool_size": 2}),
    *of("UpSampling2D", (1, 2, 2, 2), {"interpolation": "bilinear"}),
    *of("Add", [(2, 3), (2, 3)], {}),
    *of("Softmax", (2, 3), {}),
]  # fmt: skip


# bfloat16 has 8 bits, and sums round differently where XLA fuses them: the farthest, a gradient of
# GRU near 1, is off by 0.015 (8e-3 for both bounds); in float16 all are within 2e-3.
@case(params=[(*run, f"mixed_{kind}") for run in HALF for kind in ("float16", "bfloat16")],
      rtol=1e-2, atol=1e-2)  # fmt: skip
def mixed(tf, np, param):
    name, shape, options, policy = param
    layer = made(tf, name, {**options, "dtype": policy})
    layer.build(shape)
    seeded(np, layer)
    inputs = inputs_for(tf, np, shape, np.random.default_rng(0))
    outputs, gradients = with_gradients(tf, np, layer, inputs)
    names = [w.dtype if isinstance(w.dtype, str) else w.dtype.name for w in layer.weights]
    return outputs, gradients, names, layer.compute_dtype, layer.get_config()["dtype"]


@case
def a_global_policy(tf, np):
    keras = tf.keras
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    try:
        model = keras.Sequential([keras.layers.Dense(3), keras.layers.Dense(1, dtype="float32")])
        outputs = model(np.ones((2, 3), "float32"))
        policy = keras.mixed_precision.dtype_policy()
        found = policy.name, policy.compute_dtype, policy.variable_dtype
        return found, str(outputs.dtype), [layer.compute_dtype for layer in model.layers]
    finally:
        keras.mixed_precision.set_global_policy("float32")


MERGES = [
    ("Add", {}), ("Subtract", {}), ("Multiply", {}), ("Average", {}), ("Maximum", {}),
    ("Minimum", {}), ("Concatenate", {}), ("Concatenate", {"axis": 1}),
    ("Concatenate", {"axis": 0}), ("Dot", {"axes": 1}), ("Dot", {"axes": (1, 2)}),
    ("Dot", {"axes": 2, "normalize": True}),
]  # fmt: skip


@case(params=MERGES)
def merging(tf, np, param):
    name, options = param
    layer = getattr(tf.keras.layers, name)(**options)
    first, second = inputs_for(tf, np, [(2, 3, 3), (2, 3, 3)], np.random.default_rng(0))
    left = tf.constant([[True, False, True], [True, True, False]])
    right = tf.constant([[True, True, False], [True, True, False]])
    masks = [[left, right], [left, None], [None, None]]
    found = [layer.compute_mask([first, second], given) for given in masks]
    return with_gradients(tf, np, layer, [first, second]), found, layer.compute_mask([first], None)


@case
def merging_broadcasts(tf, np):
    layers = tf.keras.layers
    rng = np.random.default_rng(0)
    found = []
    for shapes in ([(2, 3), (2, 1)], [(2, 3, 4), (2, 4)], [(2, 1, 4), (2, 3, 1)]):
        inputs = inputs_for(tf, np, shapes, rng)
        found += [layers.Add()(inputs), layers.Maximum()(inputs), layers.Multiply()(inputs)]
    return found


@case(params=["Masking", "Embedding", "TimeDistributed", "Flatten", "Conv1D", "Dense", "Reshape",
              "GlobalAveragePooling1D", "LayerNormalization", "Softmax", "Lambda", "ZeroPadding1D",
              "RepeatVector", "Permute", "MaxPooling1D", "UpSampling1D", "PReLU", "Identity",
              "ActivityRegularization", "EinsumDense", "GaussianNoise",
              "UnitNormalization"])  # fmt: skip
def supports_masking(tf, np, name):
    options = {
        "Embedding": {"input_dim": 2, "output_dim": 2}, "TimeDistributed": {"layer": DENSE},
        "Conv1D": {"filters": 1, "kernel_size": 1}, "Dense": {"units": 1},
        "Permute": {"dims": (1,)},
        "Reshape": {"target_shape": (1,)}, "Lambda": {"function": lambda x: x},
        "RepeatVector": {"n": 1}, "GaussianNoise": {"stddev": 0.1},
        "EinsumDense": {"equation": "ab,bc->ac", "output_shape": 1},
    }  # fmt: skip
    return made(tf, name, options.get(name, {})).supports_masking
