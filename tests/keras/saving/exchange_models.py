"""Models that together have every layer of Keras, for files between TapeFlow and real Keras.

A branch is a layer (or a layer's call) and its inputs; a group is one functional model of many
branches, each with inputs of its own.
"""

from collections.abc import Callable
from functools import cache

import numpy as np

# Inputs without the batch: a shape of floats, ("tokens", length) or ("words", length).
SEQUENCE, IMAGE, VOLUME, FEATURES = (6, 4), (6, 6, 3), (4, 4, 4, 2), (5,)
TOKENS, WORDS = ("tokens", 6), ("words", 4)
COLORS = ["red", "green", "blue", "pale grey"]

# Layers that no file between the two can hold, and why.
LEFT_OUT = {
    "FlaxLayer": "needs flax, and JAX below Keras",
    "JaxLayer": "holds a Python function, and needs JAX below Keras",
    "TFSMLayer": "names a folder in TensorFlow's form, which is not read here",
    "TorchModuleWrapper": "needs PyTorch below Keras",
    "ThresholdedReLU": "Keras 3 has it no more",
    "Equalization": "Keras can't make it part of a functional model",
    "RandomHeight": "Keras 3 has it no more",
    "RandomWidth": "Keras 3 has it no more",
    "MaxNumBoundingBoxes": "changes boxes, and these models have pictures alone",
    "InputSpec": "no layer",
    "Layer": "the base class",
    "Wrapper": "the base class: TimeDistributed, Bidirectional and a class below derive from it",
    "Input": "a function",
}


def dense(layers):
    shared = layers.Dense(3, name="shared")
    return {
        "dense": (layers.Dense(4, activation="relu", kernel_regularizer="l2"), FEATURES),
        "constrained": (
            layers.Dense(3, kernel_constraint="max_norm", bias_initializer="ones"),
            FEATURES,
        ),
        "einsum": (layers.EinsumDense("abc,cd->abd", (None, 5), bias_axes="d"), SEQUENCE),
        "embedding": (layers.Embedding(10, 3, mask_zero=True), TOKENS),
        "reversible": (layers.ReversibleEmbedding(10, 3, tie_weights=False), TOKENS),
        "half": (layers.Dense(3, dtype="mixed_bfloat16"), FEATURES),
        "double": (layers.Dense(3, dtype="float64"), FEATURES),
        "batch_norm": (layers.BatchNormalization(), IMAGE),
        "layer_norm": (layers.LayerNormalization(epsilon=1e-2), SEQUENCE),
        "group_norm": (layers.GroupNormalization(groups=2), SEQUENCE),
        "rms_norm": (layers.RMSNormalization(), SEQUENCE),
        "unit_norm": (layers.UnitNormalization(), SEQUENCE),
        "spectral_norm": (layers.SpectralNormalization(layers.Dense(3)), FEATURES),
        "shared": (shared, FEATURES),
        "shared_again": (shared, FEATURES),
        "activity": (layers.ActivityRegularization(0.1), FEATURES),
        "activation": (layers.Activation("silu"), FEATURES),
        "elu": (layers.ELU(0.5), FEATURES),
        "leaky": (layers.LeakyReLU(negative_slope=0.2), FEATURES),
        "prelu": (layers.PReLU(shared_axes=[1, 2]), IMAGE),
        "relu": (layers.ReLU(max_value=1.0, negative_slope=0.1), FEATURES),
        "softmax": (layers.Softmax(), FEATURES),
        "identity": (layers.Identity(), FEATURES),
        "masking": (layers.Masking(0.5), SEQUENCE),
        "dropout": (layers.Dropout(0.5, seed=1), FEATURES),
        "alpha_dropout": (layers.AlphaDropout(0.5), FEATURES),
        "gaussian_dropout": (layers.GaussianDropout(0.5, seed=2), FEATURES),
        "noise": (layers.GaussianNoise(0.5), FEATURES),
        "spatial_dropout_1": (layers.SpatialDropout1D(0.5), SEQUENCE),
        "spatial_dropout_2": (layers.SpatialDropout2D(0.5), IMAGE),
        "spatial_dropout_3": (layers.SpatialDropout3D(0.5), VOLUME),
    }


def convolutions(layers):
    return {
        "conv1d": (layers.Conv1D(3, 2, padding="causal", dilation_rate=2), SEQUENCE),
        "conv2d": (layers.Conv2D(4, 3, strides=2, padding="same", activation="gelu"), IMAGE),
        "grouped": (layers.Conv2D(6, 3, groups=3, use_bias=False), IMAGE),
        "conv3d": (layers.Conv3D(2, 2), VOLUME),
        "conv1d_transpose": (layers.Conv1DTranspose(2, 3), SEQUENCE),
        "conv2d_transpose": (layers.Conv2DTranspose(2, 3, strides=2), IMAGE),
        "conv3d_transpose": (layers.Conv3DTranspose(2, 2, padding="same"), VOLUME),
        "separable1d": (layers.SeparableConv1D(3, 2), SEQUENCE),
        "separable2d": (layers.SeparableConv2D(4, 3, depth_multiplier=2), IMAGE),
        "depthwise1d": (layers.DepthwiseConv1D(2), SEQUENCE),
        "depthwise2d": (layers.DepthwiseConv2D(3, depth_multiplier=2), IMAGE),
    }


def pools(layers):
    found = {}
    for rank, shape in ((1, SEQUENCE), (2, IMAGE), (3, VOLUME)):
        for kind in ("MaxPooling", "AveragePooling"):
            found[f"{kind}{rank}"] = (getattr(layers, f"{kind}{rank}D")(2), shape)
            found[f"Global{kind}{rank}"] = (getattr(layers, f"Global{kind}{rank}D")(), shape)
        for kind in ("AdaptiveMaxPooling", "AdaptiveAveragePooling"):
            found[f"{kind}{rank}"] = (getattr(layers, f"{kind}{rank}D")(2), shape)
        found[f"cropping{rank}"] = (getattr(layers, f"Cropping{rank}D")(1), shape)
        found[f"padding{rank}"] = (getattr(layers, f"ZeroPadding{rank}D")(1), shape)
        found[f"up{rank}"] = (getattr(layers, f"UpSampling{rank}D")(2), shape)
    found["bilinear"] = (layers.UpSampling2D(2, interpolation="bilinear"), IMAGE)
    found["crop_sides"] = (layers.Cropping2D(((1, 2), (0, 1))), IMAGE)
    return found


def shapes_and_merges(layers):
    two = (SEQUENCE, SEQUENCE)
    found = {
        name: (getattr(layers, name)(), *two)
        for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")
    }
    return found | {
        "concatenate": (layers.Concatenate(axis=1), *two),
        "dot": (layers.Dot(axes=2, normalize=True), *two),
        "attention": (layers.Attention(use_scale=True), *two),
        "additive": (layers.AdditiveAttention(), *two),
        "heads": (_apart(layers.MultiHeadAttention(2, 3)), *two),
        "query_groups": (_apart(layers.GroupQueryAttention(4, 2, 1)), *two),
        "reshape": (layers.Reshape((3, -1)), SEQUENCE),
        "permute": (layers.Permute((2, 1)), SEQUENCE),
        "flatten": (layers.Flatten(), IMAGE),
        "repeat": (layers.RepeatVector(2), FEATURES),
    }


def recurrent(layers):
    cells = layers.StackedRNNCells([layers.SimpleRNNCell(3), layers.LSTMCell(2)])
    return {
        "lstm": (layers.LSTM(3, return_sequences=True), SEQUENCE),
        "gru": (layers.GRU(3), SEQUENCE),
        "gru_before": (layers.GRU(3, reset_after=False, go_backwards=True), SEQUENCE),
        "simple_rnn": (layers.SimpleRNN(3), SEQUENCE),
        "bidirectional": (layers.Bidirectional(layers.LSTM(2), merge_mode="sum"), SEQUENCE),
        "two_ways": (
            layers.Bidirectional(
                layers.GRU(2, return_sequences=True),
                backward_layer=layers.SimpleRNN(2, return_sequences=True, go_backwards=True),
            ),
            SEQUENCE,
        ),
        "list_of_cells": (layers.RNN([layers.GRUCell(3), layers.LSTMCell(2)]), SEQUENCE),
        "stacked": (layers.RNN(cells, return_sequences=True), SEQUENCE),
        "cell": (layers.RNN(layers.GRUCell(2)), SEQUENCE),
        "time_distributed": (layers.TimeDistributed(layers.Dense(2)), SEQUENCE),
        "conv_lstm1d": (layers.ConvLSTM1D(2, 2), (3, 5, 2)),
        "conv_lstm2d": (layers.ConvLSTM2D(2, 2, return_sequences=True), (3, 4, 4, 2)),
        "conv_lstm3d": (layers.ConvLSTM3D(1, 2), (2, 3, 3, 3, 1)),
    }


def preprocessing(layers):
    words = np.array(COLORS[:3])
    adapted = {
        "string_lookup": layers.StringLookup(),
        "string_counts": layers.StringLookup(output_mode="count", num_oov_indices=2),
        "text": layers.TextVectorization(output_sequence_length=3),
        "tf_idf": layers.TextVectorization(output_mode="tf_idf", ngrams=2),
        "integer_lookup": layers.IntegerLookup(output_mode="multi_hot"),
        "buckets": layers.Discretization(num_bins=3),
        "normalization": layers.Normalization(),
    }
    for name in ("string_lookup", "string_counts"):
        adapted[name].adapt(words)
    for name in ("text", "tf_idf"):
        adapted[name].adapt(np.array(["red green", "pale grey red", "blue"]))
    adapted["integer_lookup"].adapt(np.array([1, 2, 2, 5]))
    adapted["buckets"].adapt(np.linspace(-2, 2, 30))
    adapted["normalization"].adapt(np.random.default_rng(0).normal(2, 3, (20, 5)))
    inputs = [WORDS, WORDS, ("words", 1), ("words", 1), TOKENS, FEATURES, FEATURES]
    found = {
        name: (layer, shape) for (name, layer), shape in zip(adapted.items(), inputs, strict=True)
    }
    return found | {
        "given_words": (layers.StringLookup(vocabulary=list(words), output_mode="int"), WORDS),
        "back_to_words": (layers.IntegerLookup(vocabulary=[1, 2], invert=True), TOKENS),
        "given_text": (layers.TextVectorization(vocabulary=["red", "grey"]), ("words", 1)),
        "given_mean": (layers.Normalization(mean=[1.0] * 5, variance=[4.0] * 5), FEATURES),
        "given_buckets": (layers.Discretization([-1.0, 0.0, 1.0]), FEATURES),
        "category": (layers.CategoryEncoding(10, output_mode="count"), TOKENS),
        "hashing": (layers.Hashing(7, salt=[3, 4]), WORDS),
        "crossing": (layers.HashedCrossing(5), ("words", 1), ("words", 1)),
        "rescaling": (layers.Rescaling(0.5, offset=1.0), FEATURES),
        "resizing": (layers.Resizing(4, 3), IMAGE),
        "center": (layers.CenterCrop(4, 3), IMAGE),
    }


def random_images(layers):
    """Outside of training they leave pictures alone; what is written is their configuration."""
    arguments = {
        "RandomBrightness": (0.2,), "RandomContrast": (0.2,), "RandomCrop": IMAGE[:2],
        "RandomFlip": ("horizontal",), "RandomRotation": (0.2,), "RandomTranslation": (0.1, 0.2),
        "RandomZoom": (0.3,), "AugMix": (), "AutoContrast": (), "CutMix": (),
        "MixUp": (), "RandAugment": (), "RandomColorDegeneration": (0.5,), "RandomColorJitter": (),
        "RandomElasticTransform": (), "RandomErasing": (), "RandomGaussianBlur": (),
        "RandomGrayscale": (), "RandomHue": (0.2,), "RandomInvert": (), "RandomPerspective": (),
        "RandomPosterization": (4,), "RandomSaturation": (0.4,), "RandomSharpness": (0.4,),
        "RandomShear": ((0.05, 0.1), (0.05, 0.1)), "Solarization": (0.1, 0.5),
        "ContrastLimitedAdaptiveHistogramEqualization": (),
    }  # fmt: skip
    found = {name: (getattr(layers, name)(*given), IMAGE) for name, given in arguments.items()}
    return found | {
        "pipeline": (layers.Pipeline([layers.RandomFlip(), layers.Rescaling(0.5)]), IMAGE),
        "stft": (layers.STFTSpectrogram("real", 8, 4, window=None), (20, 1)),
        "mel": (layers.MelSpectrogram(16, 4, 16, num_mel_bins=5), (40,)),
    }


def compositions(layers, keras):
    """Models in models, layers shared between them, and classes and functions of the user's."""
    kinds = own(keras)
    inner = keras.Sequential([keras.Input(FEATURES), layers.Dense(3), layers.Dense(2)])
    a, b = keras.Input(FEATURES), keras.Input(FEATURES)
    common = layers.Dense(4)
    # A layer of its own: Keras can't read its files of one that two models share.
    other = keras.Sequential([keras.Input(FEATURES), layers.Dense(2)])
    two = keras.Model([a, b], [layers.Add()([common(a), common(b)]), other(a)])
    return {
        "nested": (inner, FEATURES),
        "nested_again": (inner, FEATURES),
        "two_inputs": (two, FEATURES, FEATURES),
        "own_layer": (kinds["Block"](2), FEATURES),
        "own_wrapper": (kinds["Doubled"](layers.Dense(2)), FEATURES),
        "own_model": (kinds["Tower"](3), FEATURES),
        "function": (layers.Lambda(kinds["halved"]), FEATURES),
        "operation": (lambda x: keras.ops.tanh(x) * 2 + x, FEATURES),
    }


@cache
def own(keras):
    """Classes and a function of the user's, registered under their names."""
    layers, register = keras.layers, keras.saving.register_keras_serializable("exchange")

    @register
    class Block(layers.Layer):
        def __init__(self, units, **options):
            super().__init__(**options)
            self.units = units
            self.many = [layers.Dense(units), {"a": layers.Dense(units), "b": layers.Dense(units)}]
            self._private = layers.BatchNormalization()

        def build(self, shape):
            self.scale = self.add_weight(shape=(), initializer="ones", name="scale")
            self.many[0].build(shape)
            for layer in (*self.many[1].values(), self._private):
                layer.build((shape[0], self.units))
            super().build(shape)

        def call(self, x):
            first, others = self.many
            for layer in (first, others["a"], others["b"], self._private):
                x = layer(x)
            return x * self.scale

        def get_config(self):
            return {**super().get_config(), "units": self.units}

    @register
    class Doubled(layers.Wrapper):
        def call(self, x):
            return 2 * self.layer(x)

    @register
    class Tower(keras.Model):
        def __init__(self, depth, **options):
            super().__init__(**options)
            self.depth = depth
            self.steps = [layers.Dense(3, activation="tanh") for _ in range(depth)]
            self.out = Block(2)

        def build(self, shape):
            for i, step in enumerate(self.steps):
                step.build((shape[0], 3) if i else shape)
            self.out.build((shape[0], 3))
            super().build(shape)

        def call(self, x):
            for step in self.steps:
                x = step(x)
            return self.out(x)

        def get_config(self):
            return {**super().get_config(), "depth": self.depth}

    @register
    def halved(x):
        return x / 2

    return {"Block": Block, "Doubled": Doubled, "Tower": Tower, "halved": halved}


def _apart(layer):
    """A layer that takes its inputs as arguments, and not as a list."""

    def call(inputs):
        return layer(*inputs)

    call.applied = layer
    return call


GROUPS: dict[str, Callable] = {
    "dense": dense,
    "convolutions": convolutions,
    "pools": pools,
    "merges": shapes_and_merges,
    "recurrent": recurrent,
    "preprocessing": preprocessing,
    "random_images": random_images,
    "compositions": compositions,
}


def branches(keras, group):
    layers = keras.layers
    return compositions(layers, keras) if group == "compositions" else GROUPS[group](layers)


def build(keras, group):
    """The functional model of a group."""
    inputs, outputs = [], []
    for name, (call, *shapes) in branches(keras, group).items():
        own = [_input(keras, f"{name}_in{i}", shape) for i, shape in enumerate(shapes)]
        inputs += own
        result = call(own if len(own) > 1 else own[0])
        outputs += result if isinstance(result, (list, tuple)) else [result]
    return keras.Model(inputs, outputs)


def _input(keras, name, shape):
    kinds = {"tokens": "int32", "words": "string"}
    if shape[0] in kinds:
        return keras.Input(shape[1:], name=name, dtype=kinds[shape[0]])
    return keras.Input(shape, name=name)


def inputs(keras, group):
    """The same inputs on both sides, in the order of the model's."""
    rng = np.random.default_rng(0)
    found = []
    for _, *shapes in branches(keras, group).values():
        for shape in shapes:
            if shape[0] == "words":
                found.append(rng.choice(np.array([*COLORS, "mauve"], object), (2, *shape[1:])))
            elif shape[0] == "tokens":
                found.append(rng.integers(0, 9, (2, *shape[1:])).astype("int32"))
            else:
                found.append(rng.normal(size=(2, *shape)).astype("float32"))
    return found


def layers_in(keras):
    """The classes of all layers in the groups, with those inside of layers."""
    found = {keras.layers.InputLayer}
    waiting = [
        getattr(call, "applied", call)
        for group in GROUPS
        for call, *_ in branches(keras, group).values()
    ]
    while waiting:
        layer = waiting.pop()
        if isinstance(layer, keras.layers.Layer):
            found.add(type(layer))
            names = ("layer", "cell", "forward_layer")
            waiting += [getattr(layer, name) for name in names if hasattr(layer, name)]
            waiting += [*getattr(layer, "cells", ()), *getattr(layer, "layers", ())]
    return found


def optimizers(keras):
    """Every optimizer by name, some in several settings; all new."""
    o = keras.optimizers
    decay = o.schedules.ExponentialDecay(0.1, 2, 0.5)
    return {
        "SGD": o.SGD(0.1, momentum=0.9),
        "SGD_nesterov": o.SGD(0.1, momentum=0.9, nesterov=True, weight_decay=0.01),
        "RMSprop": o.RMSprop(0.1),
        "RMSprop_centered": o.RMSprop(0.1, momentum=0.5, centered=True),
        "Adam": o.Adam(0.1),
        "Adam_amsgrad": o.Adam(decay, amsgrad=True, clipnorm=1.0),
        "Adam_average": o.Adam(0.1, use_ema=True, ema_overwrite_frequency=3),
        "Adam_accumulated": o.Adam(0.1, gradient_accumulation_steps=2),
        "AdamW": o.AdamW(0.1),
        "Adagrad": o.Adagrad(0.1),
        "Adadelta": o.Adadelta(0.1),
        "Adamax": o.Adamax(0.1),
        "Nadam": o.Nadam(0.1),
        "Ftrl": o.Ftrl(0.1, l1_regularization_strength=0.01),
        "Lion": o.Lion(0.1),
        "Lamb": o.Lamb(0.1),
        "Adafactor": o.Adafactor(0.1),
        "Muon": o.Muon(0.1),
        "ScheduleFreeAdamW": o.ScheduleFreeAdamW(0.1),
        "LossScaleOptimizer": o.LossScaleOptimizer(o.Adam(0.1), dynamic_growth_steps=2),
        "MultiOptimizer": o.MultiOptimizer(_by_name(o)),
    }


def _by_name(optimizers):
    chosen = optimizers.OptimizerMap(optimizers.SGD(0.1))
    chosen[".*bias"] = optimizers.Adam(0.1)
    chosen["of none"] = optimizers.Adam(0.2)
    return chosen
