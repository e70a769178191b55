"""`tf.keras.ops.image`: pictures bent, blurred, moved, compared and cut into patches."""

from tests.golden.case import case, raised


def _pictures(np, dtype="float32", shape=(2, 5, 6, 3)):
    rng = np.random.default_rng(41)
    return (rng.random(shape) * (255 if dtype == "uint8" else 1)).astype(dtype)


_TURN = [0.8, -0.4, 1.5, 0.5, 0.9, -0.6, 0.01, 0.02]


@case(params=["bilinear", "nearest"])
def affine(tf, np, interpolation):
    image, x = tf.keras.ops.image, _pictures(np)
    turn, other = np.float32(_TURN), np.float32([1, 0, 1.5, 0, 1, -0.5, 0, 0])
    return [
        image.affine_transform(x, turn, interpolation),
        image.affine_transform(x, np.stack([turn, other]), interpolation, "reflect"),
        image.affine_transform(x[0], turn, interpolation, "constant", 0.5),
        image.affine_transform(
            x.transpose(0, 3, 1, 2), turn, interpolation, data_format="channels_first"
        ),
    ]


@case
def affine_refused(tf, np):
    image, x = tf.keras.ops.image, _pictures(np)
    turn = np.float32(_TURN)
    return [
        raised(image.affine_transform, x, turn, "cubic"),
        raised(image.affine_transform, x, turn, fill_mode="mirror"),
        raised(image.affine_transform, x[0, 0], turn),
        raised(image.affine_transform, x, turn[None, None]),
    ]


@case(params=["bilinear", "nearest"], rtol=1e-4, atol=1e-4)  # Keras solves in 32 bits
def perspective(tf, np, interpolation):
    image, x = tf.keras.ops.image, _pictures(np)
    start = np.float32([[0, 0], [0, 5], [4, 0], [4, 5]])
    end = np.float32([[0.5, 0.25], [1, 4.5], [3.5, 1], [4.25, 5.5]])
    return [
        image.perspective_transform(x, start, end, interpolation, 0.5),
        image.perspective_transform(
            x, np.stack([start, end]), np.stack([end, start]), interpolation
        ),
        image.perspective_transform(x[0], start, end, interpolation),
        raised(image.perspective_transform, x, start[:3], end[:3]),
        raised(image.perspective_transform, x, start[None], end),
    ]


@case(params=["constant", "nearest", "wrap"])
def coordinates(tf, np, mode):
    image, x = tf.keras.ops.image, _pictures(np)[0, ..., 0]
    places = np.random.default_rng(42).uniform(-2, 7, (2, 3, 4)).astype("float32")
    return [
        image.map_coordinates(x, places, 0, mode, 0.25),
        image.map_coordinates(x, places, 1, mode, 0.25),
        image.map_coordinates((x * 99).astype("int32"), places, 1, mode),
    ]


@case
def coordinates_refused(tf, np):
    image, x = tf.keras.ops.image, _pictures(np)[0, ..., 0]
    return [
        raised(image.map_coordinates, x, np.zeros((3, 2), "float32"), 1),
        raised(image.map_coordinates, x, np.zeros((2,), "float32"), 1),
        raised(image.map_coordinates, x, np.zeros((2, 2), "float32"), 2),
    ]


@case(params=[{}, {"kernel_size": (5, 5), "sigma": (0.5, 2.0)}])
def blur(tf, np, options):
    image, x = tf.keras.ops.image, _pictures(np)
    return [
        image.gaussian_blur(x, **options),
        image.gaussian_blur(x[0], **options),
        image.gaussian_blur(x.transpose(0, 3, 1, 2), data_format="channels_first", **options),
    ]


@case(params=["linear", "bicubic", "lanczos3", "lanczos5"])
def scaled_and_moved(tf, np, method):
    image, x = tf.keras.ops.image, _pictures(np)
    scale, shift = np.float32([0.5, 1.5]), np.float32([0.3, -1.0])
    return [
        image.scale_and_translate(x, (2, 4, 8, 3), scale, shift, (1, 2), method),
        image.scale_and_translate(x[0], (4, 8, 3), scale, shift, (0, -2), method, antialias=False),
        raised(image.scale_and_translate, x, (2, 4, 8, 3), scale, shift, (1, 2), "area"),
    ]


@case
def edges_and_likeness(tf, np):
    image, x = tf.keras.ops.image, _pictures(np, shape=(2, 12, 13, 3))
    y = np.clip(x + 0.1 * _pictures(np, shape=x.shape)[::-1], 0, 1)
    first = {"data_format": "channels_first"}
    return [
        image.sobel_edges(x),
        image.sobel_edges(x.transpose(0, 3, 1, 2), **first),
        image.ssim(x, y),
        image.ssim(x[0], y[0], max_val=2.0, filter_size=5, filter_sigma=1.0, k1=0.02, k2=0.05),
        image.ssim(x.transpose(0, 3, 1, 2), y.transpose(0, 3, 1, 2), **first),
        raised(image.ssim, x[0, 0], y[0, 0]),
    ]


@case(params=["valid", "same"])
def patches(tf, np, padding):
    image, x = tf.keras.ops.image, _pictures(np)
    volumes = _pictures(np, shape=(1, 4, 5, 6, 2))
    return [
        image.extract_patches(x, 2, padding=padding),
        image.extract_patches(x[0], (3, 2), strides=1, padding=padding),
        image.extract_patches(x, 2, strides=1, dilation_rate=2, padding=padding),
        image.extract_patches(volumes, (2, 1, 3), padding=padding),
        image.extract_patches_3d(volumes[0], 2, strides=(1, 2, 2), padding=padding),
        raised(image.extract_patches, x, "2"),
        raised(image.extract_patches, x, (2, 2, 2, 2)),
    ]
