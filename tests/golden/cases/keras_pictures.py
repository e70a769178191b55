"""`tf.keras.ops`: pictures, Fourier transforms, blocks."""

from tests.golden.case import case, raised


def _pictures(np, dtype="float32"):
    rng = np.random.default_rng(31)
    return (rng.random((2, 4, 6, 3)) * (255 if dtype == "uint8" else 1)).astype(dtype)


@case(params=["bilinear", "nearest", "bicubic", "lanczos3"])
def resized(tf, np, interpolation):
    resize = tf.keras.ops.image.resize
    return [
        resize(_pictures(np), (6, 3), interpolation),
        resize(_pictures(np)[0], (2, 2), interpolation, antialias=True),
    ]


@case
def resized_by_other_rules(tf, np):
    resize = tf.keras.ops.image.resize
    return [
        resize(_pictures(np), (3, 3), crop_to_aspect_ratio=True),
        resize(_pictures(np), (5, 5), pad_to_aspect_ratio=True, fill_value=2.0),
        resize(_pictures(np).transpose(0, 3, 1, 2), (3, 3), data_format="channels_first"),
        raised(resize, _pictures(np), (3,)),
        raised(resize, _pictures(np), (3, 3), "blurry"),
        raised(resize, _pictures(np), (3, 3), fill_mode="reflect"),
        raised(resize, _pictures(np)[0, 0], (3, 3)),
    ]


@case
def colors(tf, np):
    image = tf.keras.ops.image
    return [
        image.rgb_to_grayscale(_pictures(np)),
        image.rgb_to_grayscale(_pictures(np, "uint8")),
        image.rgb_to_hsv(_pictures(np)),
        image.hsv_to_rgb(_pictures(np)),
        raised(image.rgb_to_grayscale, _pictures(np)[..., :2]),
    ]


@case
def cut_and_filled(tf, np):
    image = tf.keras.ops.image
    x = _pictures(np)
    return [
        image.crop_images(x, 1, 2, target_height=2, target_width=3),
        image.crop_images(x[0], 1, 0, bottom_cropping=1, right_cropping=2),
        image.pad_images(x, 1, 2, target_height=7, target_width=9),
        image.pad_images(x, top_padding=1, bottom_padding=0, left_padding=1, right_padding=1),
        raised(image.crop_images, x, 1, 1, 1, 1, 2, 2),
    ]


@case
def transforms(tf, np):
    ops = tf.keras.ops
    rng = np.random.default_rng(32)
    x, y = rng.normal(size=(2, 2, 4, 8)).astype("float32")
    return [
        ops.fft((x, y)),
        ops.fft2((x, y)),
        ops.ifft2((x, y)),
        ops.rfft(x),
        ops.rfft(x, 6),
        ops.irfft(ops.rfft(x)),
        ops.extract_sequences(x, 3, 2),
        ops.depth_to_space(x.reshape(1, 2, 4, 8), 2),
        ops.space_to_depth(x.reshape(1, 4, 8, 2), 2),
        raised(ops.fft, x),
    ]
