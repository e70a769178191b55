"""Names that other areas left over."""

from tests.golden.case import case, raised


@case(params=[(True, True), (True, False), (False, True), (False, False)])
def glimpses(tf, np, how):
    centered, normalized = how
    images = np.arange(140, dtype="float32").reshape(2, 7, 10, 1)

    return [
        tf.image.extract_glimpse(
            images, size, offsets, centered=centered, normalized=normalized, noise="zero"
        )
        for size, offsets in (
            ((3, 4), [(0.5, -0.3), (-1.0, 1.0)]),
            ((9, 1), [(2.6, -1.7), (0.99, 0.01)]),
        )
    ]


@case
def glimpses_that_are_refused(tf, np):
    images = np.ones((1, 4, 4, 1), "float32")
    glimpse = tf.image.extract_glimpse
    constant = np.full((1, 4, 4, 2), 7.0, "float32")
    return [
        raised(glimpse, images, (2,), [(0.0, 0.0)]),
        raised(glimpse, images[0], (2, 2), [(0.0, 0.0)]),
        raised(glimpse, images, (2, 2), [(0.0, 0.0, 0.0)]),
        raised(glimpse, images, (2, 2), [(0.0, 0.0)] * 2),
        raised(glimpse, images, (2, 2), [(0.0, 0.0)], noise="pink"),
        glimpse(constant, (2, 2), [(9.0, 9.0)]),
        glimpse(constant, (2, 2), [(9.0, 9.0)], noise="gaussian"),
    ]


@case(params=["nearest", "bilinear", "area"], rtol=1e-5)
def images_some_times_as_large(tf, np, interpolation):
    resize = tf.keras.backend.resize_images
    images = np.arange(24, dtype="float32").reshape(1, 2, 3, 4)
    return [
        resize(tf.constant(images), 2, 3, "channels_last", interpolation),
        resize(tf.constant(images), 3, 1, "channels_first", interpolation),
        raised(resize, tf.constant(images), 2, 2, "channels", interpolation),
        raised(resize, tf.constant(images), 2, 2, "channels_last", "fast"),
    ]


@case
def diagonals_by_position(tf, np):
    return [
        tf.linalg.diag([1.0, 2.0], "name", 1),
        tf.linalg.diag_part(np.arange(9.0).reshape(3, 3), "name", -1),
    ]
