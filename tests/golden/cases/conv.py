"""Convolutions: values and gradients for every formulation that is chosen by shape."""

from tests.golden.case import case
from tests.golden.gradients import with_gradients


def _arrays(np, inputs, kernel, seed=0, dtype="float32"):
    rng = np.random.default_rng(seed)
    return rng.normal(size=inputs).astype(dtype), rng.normal(size=kernel).astype(dtype)


# input, kernel, strides, padding
SHAPES = [
    ((2, 5, 5, 1), (3, 3, 1, 2), 1, "SAME"),
    ((2, 5, 5, 1), (3, 3, 1, 2), 1, "VALID"),
    ((2, 7, 6, 3), (5, 3, 3, 4), 1, "SAME"),
    ((2, 7, 6, 8), (3, 3, 8, 4), 1, "SAME"),
    ((2, 7, 6, 8), (3, 3, 8, 4), 2, "SAME"),
    ((2, 7, 6, 8), (3, 3, 8, 4), 2, "VALID"),
    ((2, 8, 9, 8), (3, 2, 8, 4), (2, 3), "SAME"),
    ((2, 8, 9, 8), (2, 2, 8, 4), (3, 3), "VALID"),
    ((1, 9, 9, 2), (7, 7, 2, 3), 2, "SAME"),
    ((1, 9, 9, 2), (5, 5, 2, 3), (4, 1), "VALID"),
    ((2, 5, 5, 4), (1, 1, 4, 6), 1, "SAME"),
    ((2, 5, 5, 4), (1, 1, 4, 6), 2, "SAME"),
    ((2, 6, 5, 4), (1, 1, 4, 6), (2, 3), "VALID"),
    ((2, 5, 5, 4), (1, 5, 4, 6), 1, "SAME"),
    ((1, 1, 1, 1), (1, 1, 1, 1), 1, "SAME"),
    ((1, 1, 1, 2), (3, 3, 2, 2), 1, "SAME"),
    ((1, 4, 4, 9), (4, 4, 9, 2), 1, "VALID"),
    ((0, 4, 4, 2), (3, 3, 2, 2), 1, "SAME"),
]


@case(params=SHAPES, rtol=1e-4, atol=1e-4)
def conv2d(tf, np, which):
    inputs, kernel, strides, padding = which
    strides = list(strides) if isinstance(strides, tuple) else strides
    return with_gradients(
        tf, np, lambda x, k: tf.nn.conv2d(x, k, strides, padding), *_arrays(np, inputs, kernel)
    )


# TensorFlow has no gradients on the CPU for groups and for dilations.
GROUPED = [
    ((2, 6, 6, 4), (3, 3, 2, 6), 1, "SAME"),
    ((2, 6, 6, 4), (3, 3, 2, 6), 2, "VALID"),
    ((2, 6, 6, 4), (3, 3, 1, 4), 1, "SAME"),
    ((2, 6, 6, 4), (3, 3, 1, 8), 2, "SAME"),
]


@case(params=GROUPED, rtol=1e-4, atol=1e-4)
def conv2d_grouped(tf, np, which):
    inputs, kernel, strides, padding = which
    return tf.nn.conv2d(*_arrays(np, inputs, kernel), strides, padding)


@case(params=[(1, 2), 2, 3, (1, 2, 3, 1)], rtol=1e-4, atol=1e-4)
def conv2d_dilations(tf, np, dilations):
    dilations = list(dilations) if isinstance(dilations, tuple) else dilations
    inputs, kernel = _arrays(np, (2, 9, 10, 6), (3, 3, 6, 4))
    return [
        tf.nn.conv2d(inputs, kernel, 1, padding, dilations=dilations)
        for padding in ("SAME", "VALID")
    ]


@case(
    params=[[[0, 0], [1, 2], [0, 3], [0, 0]], [[0, 0], [0, 0], [2, 2], [0, 0]]],
    rtol=1e-4,
    atol=1e-4,
)
def conv2d_explicit_padding(tf, np, padding):
    arrays = _arrays(np, (2, 5, 6, 8), (3, 3, 8, 4))
    return [
        with_gradients(tf, np, lambda x, k, s=stride: tf.nn.conv2d(x, k, s, padding), *arrays)
        for stride in (1, 2)
    ]


@case(params=["float16", "bfloat16", "float64"], rtol=1e-4, atol=1e-4)
def conv2d_dtype(tf, np, dtype):
    inputs, kernel = np.ones((1, 4, 4, 2)), np.full((2, 2, 2, 3), 0.5)
    kind = tf.as_dtype(dtype).as_numpy_dtype
    return tf.nn.conv2d(inputs.astype(kind), kernel.astype(kind), 1, "VALID")


@case(params=[[1, 1, 1, 1], [1, 2, 2, 1], [1], [2, 1]], rtol=1e-4, atol=1e-4)
def conv2d_stride_forms(tf, np, strides):
    inputs, kernel = _arrays(np, (1, 5, 5, 2), (2, 2, 2, 3))
    return tf.nn.conv2d(inputs, kernel, strides, "SAME")


@case
def conv2d_wrong_channels(tf, np):
    return tf.nn.conv2d(*_arrays(np, (1, 5, 5, 3), (2, 2, 2, 4)), 1, "SAME")


@case
def conv2d_kernel_too_large(tf, np):
    return tf.nn.conv2d(*_arrays(np, (1, 3, 3, 2), (4, 4, 2, 4)), 1, "VALID")


@case
def conv2d_without_batch(tf, np):
    return tf.nn.conv2d(*_arrays(np, (3, 3, 2), (2, 2, 2, 4)), 1, "VALID")


@case
def conv2d_strides_over_channels(tf, np):
    return tf.nn.conv2d(*_arrays(np, (1, 3, 3, 2), (2, 2, 2, 4)), [1, 1, 1, 2], "VALID")


@case(params=[(1, "SAME"), (1, "VALID"), (2, "SAME"), (3, "VALID")], rtol=1e-4, atol=1e-4)
def conv1d(tf, np, which):
    stride, padding = which
    arrays = _arrays(np, (2, 9, 12), (4, 12, 5))
    return with_gradients(tf, np, lambda x, k: tf.nn.conv1d(x, k, stride, padding), *arrays)


@case(params=[2, 3], rtol=1e-4, atol=1e-4)
def conv1d_dilations(tf, np, dilations):
    inputs, kernel = _arrays(np, (2, 9, 2), (3, 2, 5))
    return tf.nn.conv1d(inputs, kernel, 1, "SAME", dilations=dilations)


@case(
    params=[([1, 1, 1, 1, 1], "SAME"), ([1, 2, 1, 2, 1], "VALID"), ([1, 2, 2, 2, 1], "SAME")],
    rtol=1e-4,
    atol=1e-4,
)
def conv3d(tf, np, which):
    strides, padding = which
    arrays = _arrays(np, (2, 5, 4, 6, 3), (2, 3, 2, 3, 4))
    return with_gradients(tf, np, lambda x, k: tf.nn.conv3d(x, k, strides, padding), *arrays)


@case(
    params=[
        ((2, 6, 3), (2, 3, 4)),
        ((2, 6, 5, 3), (2, 2, 3, 4)),
        ((1, 4, 4, 4, 2), (2, 2, 2, 2, 3)),
    ],
    rtol=1e-4,
    atol=1e-4,
)
def convolution(tf, np, shapes):
    inputs, kernel = _arrays(np, *shapes)
    rank = len(shapes[0]) - 2
    return (
        tf.nn.convolution(inputs, kernel),
        tf.nn.convolution(inputs, kernel, padding="SAME", strides=[2] * rank),
        tf.nn.convolution(inputs, kernel, padding="SAME", dilations=[2] * rank),
    )


# output shape, kernel, strides, padding
TRANSPOSED = [
    ((2, 6, 6, 3), (3, 3, 3, 4), 2, "SAME"),
    ((2, 5, 7, 3), (3, 3, 3, 4), 2, "SAME"),
    ((2, 6, 7, 3), (3, 2, 3, 4), 2, "VALID"),
    ((1, 5, 5, 2), (3, 3, 2, 4), 1, "SAME"),
    ((1, 5, 5, 2), (3, 3, 2, 4), 1, "VALID"),
    ((2, 6, 6, 3), (1, 1, 3, 4), 2, "SAME"),
    ((1, 8, 9, 2), (5, 5, 2, 3), (2, 3), "SAME"),
]


def _conv_sizes(np, tf, output, kernel, strides, padding):
    """What a convolution makes of the output's shape: the transposed one's input."""
    kernel = np.zeros((*kernel[:-2], output[-1], kernel[-1]), "float32")
    return tuple(tf.nn.conv2d(np.zeros(output, "float32"), kernel, strides, padding).shape)


@case(params=TRANSPOSED, rtol=1e-4, atol=1e-4)
def conv2d_transpose(tf, np, which):
    output, kernel, strides, padding = which
    strides = list(strides) if isinstance(strides, tuple) else strides
    inputs = _conv_sizes(np, tf, output, kernel, strides, padding)
    return with_gradients(
        tf,
        np,
        lambda x, k: tf.nn.conv2d_transpose(x, k, output, strides, padding),
        *_arrays(np, inputs, kernel),
    )


@case(
    params=[
        ((2, 3, 3, 4), [2, 6, 6, 5]),
        ((2, 3, 3, 4), [2, 9, 6, 3]),
        ((2, 3, 3, 5), [2, 6, 6, 3]),
    ]
)
def conv2d_transpose_wrong(tf, np, which):
    inputs, output = which
    return tf.nn.conv2d_transpose(*_arrays(np, inputs, (3, 3, 3, 4)), output, 2, "SAME")


@case(params=[("SAME", 8, 4), ("SAME", 7, 4), ("VALID", 9, 4)], rtol=1e-4, atol=1e-4)
def conv1d_transpose(tf, np, which):
    padding, size, steps = which
    return with_gradients(
        tf,
        np,
        lambda x, k: tf.nn.conv1d_transpose(x, k, [2, size, 3], 2, padding),
        *_arrays(np, (2, steps, 4), (3, 3, 4)),
    )


@case(rtol=1e-4, atol=1e-4)
def conv3d_transpose(tf, np):
    return with_gradients(
        tf,
        np,
        lambda x, k: tf.nn.conv3d_transpose(x, k, [2, 4, 6, 4, 3], [1, 2, 2, 2, 1]),
        *_arrays(np, (2, 2, 3, 2, 4), (3, 2, 3, 3, 4)),
    )


DEPTHWISE = [
    ((2, 5, 6, 3), (3, 3, 3, 1), 1, "SAME"),
    ((2, 5, 6, 3), (3, 2, 3, 2), 1, "VALID"),
    ((2, 7, 7, 3), (3, 3, 3, 2), 2, "SAME"),
    ((1, 5, 5, 1), (3, 3, 1, 4), 1, "SAME"),
]


@case(params=DEPTHWISE, rtol=1e-4, atol=1e-4)
def depthwise_conv2d(tf, np, which):
    inputs, kernel, stride, padding = which
    strides = [1, stride, stride, 1]
    return with_gradients(
        tf,
        np,
        lambda x, k: tf.nn.depthwise_conv2d(x, k, strides, padding),
        *_arrays(np, inputs, kernel),
    )


@case(rtol=1e-4, atol=1e-4)
def depthwise_conv2d_dilations(tf, np):
    inputs, kernel = _arrays(np, (2, 9, 9, 3), (3, 3, 3, 2))
    return tf.nn.depthwise_conv2d(inputs, kernel, [1, 1, 1, 1], "SAME", dilations=[2, 2])


@case
def depthwise_conv2d_wrong_channels(tf, np):
    return tf.nn.depthwise_conv2d(*_arrays(np, (2, 5, 5, 3), (3, 3, 2, 2)), [1, 1, 1, 1], "SAME")


@case(params=[1, 2], rtol=1e-4, atol=1e-4)
def separable_conv2d(tf, np, stride):
    inputs, kernel = _arrays(np, (2, 6, 6, 3), (3, 3, 3, 2))
    mix = _arrays(np, (1, 1, 6, 4), (1,), seed=1)[0]
    return with_gradients(
        tf,
        np,
        lambda x, d, p: tf.nn.separable_conv2d(x, d, p, [1, stride, stride, 1], "SAME"),
        inputs,
        kernel,
        mix,
    )


@case(rtol=1e-4, atol=1e-4)
def atrous_conv2d(tf, np):
    inputs, kernel = _arrays(np, (2, 9, 9, 3), (3, 3, 3, 2))
    return tf.nn.atrous_conv2d(inputs, kernel, 2, "SAME"), tf.nn.atrous_conv2d(
        inputs, kernel, 2, "VALID"
    )
