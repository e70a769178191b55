"""Images: sizes, colors, crops, random changes, quality, boxes and files."""

from tests.golden.case import case, raised
from tests.golden.composites import evaluated
from tests.golden.gradients import with_gradients

METHODS = [
    "bilinear",
    "nearest",
    "bicubic",
    "area",
    "lanczos3",
    "lanczos5",
    "gaussian",
    "mitchellcubic",
]


def _images(tf, np):
    rng = np.random.default_rng(0)
    x = rng.uniform(size=(5, 6, 3)).astype(np.float32)
    return {
        "tf": tf, "np": np, "x": tf.constant(x), "b": tf.constant(np.stack([x, x[::-1]])),
        "u": tf.constant((x * 255).astype(np.uint8)), "g": tf.constant(x[..., :1]),
    }  # fmt: skip


@case(params=METHODS, atol=1e-5)
def resizing(tf, np, method):
    names = _images(tf, np)
    sizes = [
        ("x", [9, 4], False), ("x", [3, 11], True), ("b", [2, 2], False), ("u", [4, 4], False),
        ("u", [5, 6], False), ("g", [1, 1], True),
    ]  # fmt: skip
    return [
        tf.image.resize(names[name], size, method=method, antialias=antialias)
        for name, size, antialias in sizes
    ]


@case(params=METHODS)
def gradients_of_resizing(tf, np, method):
    x = np.random.default_rng(1).uniform(size=(3, 4, 1)).astype(np.float32)
    if method == "area":
        return None  # TensorFlow has none
    return with_gradients(tf, np, lambda x: tf.image.resize(x, [5, 3], method), x)


EXPRESSIONS = """
tf.image.resize(x, [8, 8], preserve_aspect_ratio=True)
tf.image.resize(x, [8])
tf.image.resize(x[0], [8, 8])
tf.image.resize(x, [8, 8], "other")
tf.image.resize(b, [10, 3], tf.image.ResizeMethod.NEAREST_NEIGHBOR)
tf.image.resize_with_pad(x, 8, 8), tf.image.resize_with_pad(b, 3, 9, antialias=True)
tf.image.resize_with_crop_or_pad(x, 3, 9), tf.image.resize_with_crop_or_pad(b, 8, 2)
tf.image.resize_with_crop_or_pad(x, 0, 9)
tf.image.central_crop(x, 0.5), tf.image.central_crop(b, 0.7)
tf.image.central_crop(x, 0.0)
tf.image.crop_to_bounding_box(x, 1, 2, 3, 3)
tf.image.crop_to_bounding_box(x, 1, 2, 3, 9)
tf.image.crop_to_bounding_box(x, -1, 2, 3, 3)
tf.image.pad_to_bounding_box(x, 1, 2, 9, 9)
tf.image.pad_to_bounding_box(x, 1, 2, 3, 3)
tf.image.flip_left_right(x), tf.image.flip_up_down(b), tf.image.transpose(b)
tf.image.rot90(x), tf.image.rot90(x, 2), tf.image.rot90(b, 3), tf.image.rot90(u, -1)
tf.image.flip_left_right(x[0])
tf.image.convert_image_dtype(u, tf.float32), tf.image.convert_image_dtype(x, tf.uint8)
tf.image.convert_image_dtype(u, tf.uint16), tf.image.convert_image_dtype(u, tf.int32)
tf.image.convert_image_dtype(tf.constant([300, 65535], tf.uint16), tf.uint8)
tf.image.convert_image_dtype(x * 2, tf.uint8, saturate=True)
tf.image.convert_image_dtype(x, tf.float16), tf.image.convert_image_dtype(u, tf.float64)
tf.image.convert_image_dtype(x, tf.string)
tf.image.rgb_to_grayscale(x), tf.image.rgb_to_grayscale(u), tf.image.grayscale_to_rgb(g)
tf.image.grayscale_to_rgb(x)
tf.image.rgb_to_hsv(x), tf.image.hsv_to_rgb(x), tf.image.hsv_to_rgb(tf.image.rgb_to_hsv(b))
tf.image.rgb_to_hsv([[[0.0, 0, 0], [1, 1, 1], [1, 0, 0], [0, 1, 1], [0.5, 0.2, 0.5]]])
tf.image.rgb_to_yiq(x), tf.image.yiq_to_rgb(x), tf.image.rgb_to_yuv(x), tf.image.yuv_to_rgb(x)
tf.image.adjust_brightness(x, 0.1), tf.image.adjust_brightness(u, 0.3)
tf.image.adjust_contrast(x, 2.0), tf.image.adjust_contrast(u, 0.5), tf.image.adjust_contrast(b, 1.5)
tf.image.adjust_gamma(x, 0.5, 2), tf.image.adjust_gamma(u, 2.0)
tf.image.adjust_gamma(x, -1.0)
tf.image.adjust_hue(x, 0.2), tf.image.adjust_hue(u, -0.4)
tf.image.adjust_saturation(x, 0.5), tf.image.adjust_saturation(u, 3.0)
tf.image.per_image_standardization(x), tf.image.per_image_standardization(b)
tf.image.per_image_standardization(tf.ones([2, 2, 1])), tf.image.per_image_standardization(u)
tf.image.psnr(x, x * 0.9, 1.0), tf.image.psnr(u, u // 2, 255), tf.image.psnr(b, b + 0.1, 1.0)
tf.image.total_variation(x), tf.image.total_variation(b)
tf.image.sobel_edges(b), tf.image.image_gradients(b)
tf.image.extract_patches(b, [1, 2, 3, 1], [1, 1, 2, 1], [1, 1, 1, 1], "VALID")
tf.image.extract_patches(b, [1, 3, 3, 1], [1, 2, 2, 1], [1, 1, 2, 1], "SAME")
tf.image.crop_and_resize(b, [[0.0, 0, 1, 1], [0.1, 0.2, 0.7, 0.6]], [0, 1], [3, 4])
tf.image.crop_and_resize(b, [[-0.5, 0, 1.5, 1]], [1], [4, 1], extrapolation_value=9.0)
tf.image.crop_and_resize(b, [[0.9, 0.8, 0.1, 0.2]], [0], [3, 3], method="nearest")
tf.image.draw_bounding_boxes(b, [[[0.1, 0.2, 0.8, 0.9]], [[0.0, 0, 0.5, 2.0]]], [[1.0, 0, 0]])
tf.image.draw_bounding_boxes(b, [[[0.1, 0.2, 0.8, 0.9]], [[0.0, 0, 0.5, 1.0]]], None)
tf.image.stateless_random_flip_left_right(x, [1, 2])
tf.image.stateless_random_flip_up_down(b, [3, 4])
tf.image.stateless_random_brightness(x, 0.3, [1, 2])
tf.image.stateless_random_contrast(x, 0.2, 0.9, [1, 2])
tf.image.stateless_random_hue(x, 0.3, [1, 2])
tf.image.stateless_random_saturation(x, 0.2, 0.9, [1, 2])
tf.image.stateless_random_crop(x, [2, 3, 3], [1, 2])
tf.image.random_flip_left_right(x, 5), tf.image.random_flip_up_down(b, 6)
tf.image.random_brightness(x, 0.3, 5), tf.image.random_contrast(x, 0.2, 0.9, 5)
tf.image.random_hue(x, 0.3, 5), tf.image.random_saturation(x, 0.2, 0.9, 5)
tf.image.random_crop(x, [2, 3, 3], 5)
tf.image.random_crop(x, [9, 3, 3], 5)
tf.image.random_brightness(x, -0.3)
tf.image.random_contrast(x, 0.9, 0.2)
tf.io.decode_png(tf.io.encode_png(u)), tf.io.decode_png(tf.io.encode_png(u[..., :1]))
tf.io.decode_image(tf.io.encode_png(u)), tf.io.decode_image(tf.io.encode_png(u), dtype=tf.float32)
tf.io.decode_png(tf.io.encode_png(u), channels=1).shape, tf.io.decode_png(tf.io.encode_png(u), 4)
tf.io.decode_png(tf.io.encode_png(tf.constant([[[300]]], tf.uint16)), dtype=tf.uint16)
tf.io.decode_png(tf.io.encode_png(u), dtype=tf.uint16)
tf.io.decode_png(b"xx")
tf.io.encode_jpeg(x)
tf.io.decode_jpeg(tf.io.encode_jpeg(u)).shape, tf.io.is_jpeg(tf.io.encode_jpeg(u))
tf.io.extract_jpeg_shape(tf.io.encode_jpeg(u))
""".strip().split("\n")


@case(params=EXPRESSIONS)
def expression(tf, np, text):
    return evaluated(text, **_images(tf, np))


@case
def similarity(tf, np):
    rng = np.random.default_rng(2)
    a = rng.uniform(size=(2, 13, 15, 2)).astype(np.float32)
    b = np.clip(a + rng.normal(0, 0.1, a.shape), 0, 1).astype(np.float32)
    small = tf.image.ssim(a, b, 1.0, filter_size=5, filter_sigma=1.0, return_index_map=True)
    return [
        tf.image.ssim(a, b, 1.0),
        small,
        tf.image.ssim((a * 255).astype(np.uint8), (b * 255).astype(np.uint8), 255),
        tf.image.ssim_multiscale(a, b, 1.0, power_factors=(0.5, 0.5), filter_size=3),
        raised(tf.image.ssim, a, b[:, 1:], 1.0),
        raised(tf.image.ssim, a, b, 1.0, 99),
    ]


@case(params=[0.0, 0.5])
def suppression(tf, np, sigma):
    rng = np.random.default_rng(3)
    corners = rng.uniform(size=(12, 4)).astype(np.float32)
    scores = rng.uniform(size=12).astype(np.float32)
    found = tf.image.non_max_suppression_with_scores(
        corners,
        scores,
        8,
        iou_threshold=0.3 if not sigma else 1.0,
        score_threshold=0.05,
        soft_nms_sigma=sigma,
    )
    plain = tf.image.non_max_suppression(corners, scores, 5, 0.2)
    corners = np.concatenate([corners[:, :2], corners[:, :2] + 0.3], 1)
    padded = tf.image.non_max_suppression_padded(
        corners, scores, 9, 0.2, pad_to_max_output_size=True
    )
    together = tf.image.combined_non_max_suppression(
        rng.uniform(size=(2, 6, 1, 4)).astype(np.float32),
        rng.uniform(size=(2, 6, 3)).astype(np.float32), 3, 5, 0.3, 0.1,
    )  # fmt: skip
    return [list(found), plain, list(padded), list(together)]


@case
def gradients(tf, np):
    x = np.random.default_rng(4).uniform(size=(1, 4, 4, 3)).astype(np.float32)

    def function(x):
        return (
            tf.image.rgb_to_grayscale(x),
            tf.image.total_variation(x),
            tf.image.crop_and_resize(x, [[0.1, 0.1, 0.9, 0.8]], [0], [3, 3]),
            tf.image.extract_patches(x, [1, 2, 2, 1], [1, 2, 2, 1], [1, 1, 1, 1], "VALID"),
            tf.image.per_image_standardization(x),
            tf.image.resize_with_crop_or_pad(x, 3, 6),
        )

    return with_gradients(tf, np, function, x)
