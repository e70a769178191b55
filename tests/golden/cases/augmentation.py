"""Layers that change pictures, with nothing left to chance."""

from tests.golden.case import case

MODES = ["constant", "nearest", "wrap", "reflect"]


def _pictures(np, scale=255.0):
    return (np.random.default_rng(0).uniform(0, scale, (2, 5, 6, 3))).astype("float32")


@case(params=[{}, {"interpolation": "nearest"}, {"crop_to_aspect_ratio": True},
              {"pad_to_aspect_ratio": True, "fill_value": 7}])  # fmt: skip
def resizing(tf, np, options):
    layer = tf.keras.layers.Resizing(4, 8, **options)
    x = _pictures(np)
    return [layer(x), layer(x[0]), layer(x.astype("uint8")), layer.compute_output_shape(x.shape)]


@case(params=[(3, 4), (4, 3), (6, 3), (7, 7)])
def center_crop(tf, np, size):
    layer = tf.keras.layers.CenterCrop(*size)
    x = _pictures(np)
    first = tf.keras.layers.CenterCrop(*size, data_format="channels_first")
    return [layer(x), layer(x[1]), first(x.transpose(0, 3, 1, 2))]


@case(params=MODES, rtol=1e-4, atol=1e-2)  # 32-bit places times differences of up to 255
def random_rotation(tf, np, mode):
    layers = tf.keras.layers
    near = layers.RandomRotation((0.2, 0.2), mode, interpolation="nearest", fill_value=9.0)
    x = _pictures(np)
    return [layers.RandomRotation((0.2, 0.2), mode, fill_value=9.0)(x), near(x[0])]


@case(params=MODES, rtol=1e-4, atol=1e-2)
def random_zoom(tf, np, mode):
    layers, x = tf.keras.layers, _pictures(np)
    return [
        layers.RandomZoom((0.3, 0.3), fill_mode=mode)(x),
        layers.RandomZoom((-0.4, -0.4), (0.7, 0.7), fill_mode=mode)(x[0]),
    ]


@case(params=MODES, rtol=1e-4, atol=1e-2)
def random_translation(tf, np, mode):
    layers, x = tf.keras.layers, _pictures(np)
    return [
        layers.RandomTranslation((0.3, 0.3), (-0.9, -0.9), fill_mode=mode)(x),
        layers.RandomTranslation((-0.5, -0.5), (0.2, 0.2), fill_mode=mode)(x[0]),
    ]


@case
def random_contrast(tf, np):
    x = _pictures(np)
    layer = tf.keras.layers.RandomContrast((0.0, 0.0))
    return [layer(x), layer(x[0], training=False)]


@case(params=[0.25, -0.5])
def random_brightness(tf, np, factor):
    layers = tf.keras.layers
    return [
        layers.RandomBrightness((factor, factor))(_pictures(np)),
        layers.RandomBrightness((factor, factor), value_range=(0, 1))(_pictures(np, 1.0)[0]),
    ]
