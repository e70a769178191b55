"""Reading and writing JPEG, PNG, GIF, BMP and WebP, through Pillow."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, invalid, problem
from tapeflow.engine.dtypes import uint8, uint16
from tapeflow.ops.image.color import convert_image_dtype
from tapeflow.ops.strings.host import bytes_of

_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
_STARTS = {
    b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"GIF8": "GIF", b"BM": "BMP",
}  # fmt: skip


def _pillow() -> Any:
    try:
        import PIL.Image
    except ImportError as error:
        raise ImportError(
            problem(
                "reading and writing images needs Pillow",
                fix="pip install tapeflow[image]",
            )
        ) from error
    return PIL.Image


def _format(data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((name for start, name in _STARTS.items() if data.startswith(start)), None)


def _contents(contents: Any) -> bytes:
    array = bytes_of(contents)
    if array.ndim:
        raise invalid("contents must be scalar", given=f"shape {array.shape}")
    return array[()]


def _opened(contents: Any, expected: str | None) -> Any:
    data = _contents(contents)
    if _format(data) is None:
        raise invalid(
            "Unknown image file format. One of JPEG, PNG, GIF, BMP, WebP required.",
            given=f"{len(data)} bytes that start with {data[:12]!r}",
            expected=expected,
        )
    try:
        image = _pillow().open(io.BytesIO(data))
        image.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise invalid(f"Invalid {_format(data)} data: {error}") from error
    return image


def _pixels(image: Any, channels: int) -> np.ndarray:
    if channels not in (0, 1, 3, 4):
        raise invalid(f"channels must be 0, 1, 3 or 4, got {channels}")
    if image.mode.startswith("I;16") or image.mode == "I":
        return _channels(np.asarray(image).astype(np.uint16)[..., None], channels)
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode not in _MODES.values():
        image = image.convert("RGB")
    if channels and image.mode != _MODES[channels]:
        image = image.convert(_MODES[channels])
    array = np.asarray(image)
    return array[..., None] if array.ndim == 2 else array


def _channels(array: np.ndarray, channels: int) -> np.ndarray:
    if channels in (0, array.shape[-1]):
        return array
    color = np.repeat(array, 3, -1)
    full = np.full_like(array, np.iinfo(array.dtype).max)
    return color if channels == 3 else np.concatenate([color, full], -1)


def decode_jpeg(
    contents: Any,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1,
    dct_method: str = "",
    name: str | None = None,
) -> Tensor:
    """The pixels of a JPEG file (or of one that `decode_image` knows), uint8.

    Pillow decodes exactly; TensorFlow's faster method may differ by a few levels of 255.

    Args:
      contents: the file, a string.
      channels: 0 for those of the file, 1 for gray, 3 for RGB.
      ratio: 1, 2, 4 or 8: by how much the image is made smaller.
      fancy_upscaling, dct_method: accepted for compatibility; Pillow chooses.
      try_recover_truncated, acceptable_fraction: accepted for compatibility; a file that is cut off
        is an error.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the string is no image.
    """
    if ratio not in (1, 2, 4, 8):
        raise invalid(f"ratio must be 1, 2, 4, or 8, got {ratio}")
    if channels == 4:
        raise invalid("channels must be 0, 1, or 3, got 4")
    array = _pixels(_opened(contents, "JPEG"), channels)
    if ratio > 1:
        smaller = _pillow().fromarray(array.squeeze()).reduce(ratio)
        array = np.asarray(smaller).reshape(smaller.height, smaller.width, -1)
    return convert_to_tensor(array)


def decode_and_crop_jpeg(
    contents: Any,
    crop_window: Any,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1,
    dct_method: str = "",
    name: str | None = None,
) -> Tensor:
    """A part of a JPEG file's image: `crop_window` is its top, left, height and width."""
    top, left, height, width = (int(n) for n in convert_to_tensor(crop_window).numpy())
    image = decode_jpeg(contents, channels, ratio)
    if top < 0 or left < 0 or top + height > image.shape[0] or left + width > image.shape[1]:
        raise invalid("Invalid JPEG data or crop window", given=f"{crop_window} of {image.shape}")
    return image[top : top + height, left : left + width]


def decode_png(contents: Any, channels: int = 0, dtype: Any = uint8, name: str | None = None):
    """The pixels of a PNG file, uint8 or uint16.

    Args:
      contents: the file, a string.
      channels: 0 for those of the file, 1 for gray, 3 for RGB, 4 for RGBA.
      dtype: uint8 or uint16.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the string is no image.

    >>> import tapeflow as tf
    >>> image = tf.constant([[[1], [2]]], tf.uint8)
    >>> tf.io.decode_png(tf.io.encode_png(image))[0, :, 0].numpy()
    array([1, 2], dtype=uint8)
    """
    array = _pixels(_opened(contents, "PNG"), channels)
    if as_dtype(dtype) is uint16:
        return convert_to_tensor(
            array if array.dtype == np.uint16 else array.astype(np.uint16) * 257
        )
    if as_dtype(dtype) is not uint8:
        raise TypeError(
            f"tf.io.decode_png: dtype must be uint8 or uint16, not {as_dtype(dtype).name}"
        )
    return convert_to_tensor((array >> 8).astype(np.uint8) if array.dtype == np.uint16 else array)


def decode_bmp(contents: Any, channels: int = 0, name: str | None = None) -> Tensor:
    """The pixels of a BMP file, uint8."""
    return convert_to_tensor(_pixels(_opened(contents, "BMP"), channels))


def decode_webp(contents: Any, channels: int = 0, dtype: Any = uint8, name: str | None = None):
    """The pixels of a WebP file, uint8."""
    return convert_to_tensor(_pixels(_opened(contents, "WebP"), channels))


def decode_gif(contents: Any, name: str | None = None) -> Tensor:
    """All frames of a GIF file, uint8 of shape `[frames, height, width, 3]`."""
    image = _opened(contents, "GIF")
    frames = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        frames.append(np.asarray(image.convert("RGB")))
    return convert_to_tensor(np.stack(frames))


def decode_image(
    contents: Any,
    channels: int | None = None,
    dtype: Any = uint8,
    name: str | None = None,
    expand_animations: bool = True,
) -> Tensor:
    """The pixels of a JPEG, PNG, GIF, BMP or WebP file.

    Args:
      contents: the file, a string.
      channels: 0 or None for those of the file, 1 for gray, 3 for RGB, 4 for RGBA.
      dtype: what the pixels are converted to, as `convert_image_dtype` does.
      name: accepted for compatibility, not used.
      expand_animations: whether a GIF gives all its frames, with an axis for them, or the first.

    Raises:
      InvalidArgumentError: the string is no image.
    """
    channels = channels or 0
    kind = _format(_contents(contents))
    if kind == "GIF":
        if channels in (1, 4):
            raise invalid(f"channels must be 0 or 3 for GIF, got {channels}")
        frames = decode_gif(contents)
        image = frames if expand_animations else frames[0]
    elif kind == "PNG":
        deep = as_dtype(dtype) not in (uint8,) and _is_deep(contents)
        image = decode_png(contents, channels, uint16 if deep else uint8)
    else:
        image = convert_to_tensor(_pixels(_opened(contents, None), channels))
    return convert_image_dtype(image, dtype)


def _is_deep(contents: Any) -> bool:
    return _contents(contents)[24:25] == b"\x10"  # bits per channel, in a PNG's head


def is_jpeg(contents: Any, name: str | None = None) -> Tensor:
    """Whether a string starts as JPEG files do."""
    return convert_to_tensor(_contents(contents).startswith(b"\xff\xd8\xff"))


def extract_jpeg_shape(contents: Any, output_type: Any = None, name: str | None = None) -> Tensor:
    """A JPEG file's height, width and number of channels."""
    image = _pillow().open(io.BytesIO(_contents(contents)))
    dtype = as_dtype("int32" if output_type is None else output_type)
    return convert_to_tensor(np.array([image.height, image.width, len(image.getbands())], dtype.np))


def encode_png(image: Any, compression: int = -1, name: str | None = None) -> Tensor:
    """An image as a PNG file, a string; a batch as a string each.

    Args:
      image: uint8 or uint16 of shape `[..., height, width, channels]`, 1 to 4 channels.
      compression: -1 for zlib's own choice, or 0 to 9.
      name: accepted for compatibility, not used.
    """
    tensor = convert_to_tensor(image)
    array = np.asarray(tensor.numpy())
    if tensor.dtype not in (uint8, uint16) or tensor.ndim < 3 or array.shape[-1] not in _MODES:
        raise invalid(
            "tf.io.encode_png: image must be uint8 or uint16 with 1 to 4 channels",
            given=f"{tensor.dtype.name} {tensor.shape}",
        )
    if tensor.ndim > 3:
        flat = array.reshape(-1, *array.shape[-3:])
        files = np.empty(len(flat), object)
        files[:] = [_written(item, "PNG", compress_level=_level(compression)) for item in flat]
        return convert_to_tensor(files.reshape(array.shape[:-3]), "string")
    return convert_to_tensor(_written(array, "PNG", compress_level=_level(compression)))


def _level(compression: int) -> int:
    return 6 if compression < 0 else compression


def _written(array: np.ndarray, kind: str, **options: Any) -> bytes:
    if array.dtype == np.uint16:
        if array.shape[-1] != 1:
            raise NotImplementedError(
                "tf.io.encode_png: uint16 with several channels; convert_image_dtype to uint8"
            )
        image = _pillow().fromarray(array[..., 0])
    else:
        image = _pillow().fromarray(array[..., 0] if array.shape[-1] == 1 else array)
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def encode_jpeg(
    image: Any,
    format: str = "",
    quality: int = 95,
    progressive: bool = False,
    optimize_size: bool = False,
    chroma_downsampling: bool = True,
    density_unit: str = "in",
    x_density: int = 300,
    y_density: int = 300,
    xmp_metadata: str = "",
    name: str | None = None,
) -> Tensor:
    """An image as a JPEG file, a string.

    Args:
      image: uint8 of shape `[height, width, channels]`, 1 or 3 channels.
      format: "", "grayscale" or "rgb".
      quality: 0 to 100.
      progressive: whether the file is progressive.
      optimize_size: whether to make it smaller with more work.
      chroma_downsampling: whether colors are stored at half the resolution.
      density_unit: "in" or "cm".
      x_density: pixels per unit.
      y_density: pixels per unit.
      xmp_metadata: not supported; only "".
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: another dtype or shape.
    """
    if xmp_metadata:
        raise NotImplementedError("tf.io.encode_jpeg: xmp_metadata; write it with Pillow")
    tensor = convert_to_tensor(image)
    if tensor.dtype is not uint8 or tensor.ndim != 3 or tensor.shape[-1] not in (1, 3):
        raise invalid(
            "tf.io.encode_jpeg: image must be uint8 [height, width, 1 or 3]",
            given=f"{tensor.dtype.name} {tensor.shape}",
            fix="tf.image.convert_image_dtype(image, tf.uint8)",
        )
    if (format, tensor.shape[-1]) in (("rgb", 1), ("grayscale", 3)):
        raise invalid(f"format {format!r} and {tensor.shape[-1]} channels")
    scale = 2.54 if density_unit == "cm" else 1
    data = _written(
        np.asarray(tensor.numpy()),
        "JPEG",
        quality=int(quality),
        progressive=progressive,
        optimize=optimize_size,
        subsampling=2 if chroma_downsampling else 0,
        dpi=(round(x_density * scale), round(y_density * scale)),
    )
    return convert_to_tensor(data)


def adjust_jpeg_quality(
    image: Any, jpeg_quality: Any, dct_method: str = "", name: str | None = None
) -> Tensor:
    """An image as it looks after it was a JPEG file of that quality.

    Args:
      image: of 1 or 3 channels, any number type.
      jpeg_quality: 0 to 100.
      dct_method: accepted for compatibility.
      name: accepted for compatibility, not used.
    """
    image = convert_to_tensor(image)
    pixels = convert_image_dtype(image, uint8, saturate=True)
    decoded = decode_jpeg(encode_jpeg(pixels, quality=int(jpeg_quality)), image.shape[-1])
    return convert_image_dtype(decoded, image.dtype, saturate=True)
