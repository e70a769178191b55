"""`ImageDataGenerator`: pictures changed at random, in batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.keras import backend
from tapeflow.keras.preprocessing.affine import apply_affine_transform
from tapeflow.keras.preprocessing.image_iterators import (
    DirectoryIterator,
    FileIterator,
    NumpyArrayIterator,
    file_share,
    not_saved,
)


class ImageDataGenerator:
    """Pictures turned, shifted, zoomed, flipped and shaded at random, by NumPy's random numbers.

    Keras 2's way; layers (`RandomFlip`, `RandomRotation` ...) are Keras 3's.

    Args:
      featurewise_center: whether the data's mean, found by `fit`, is taken away.
      samplewise_center: whether each picture's mean is.
      featurewise_std_normalization: whether to divide by the data's standard deviation.
      samplewise_std_normalization: whether to divide by each picture's.
      zca_whitening: whether components are made independent, as `fit` found out how.
      zca_epsilon: added to the variances for that.
      rotation_range: degrees, to both sides.
      width_shift_range: a share of the width if below 1, else pixels; or a list of pixels.
      height_shift_range: the same for the height.
      brightness_range: two factors.
      shear_range: degrees, to both sides.
      zoom_range: two factors, or a number for `[1 - z, 1 + z]`.
      channel_shift_range: what is added to all values of a channel, to both sides.
      fill_mode: what lies beyond the edges: `"nearest"`, `"constant"`, `"reflect"` or `"wrap"`.
      cval: the value there for `"constant"`.
      horizontal_flip: whether half of them are flipped.
      vertical_flip: the same, upside down.
      rescale: a factor for all values.
      preprocessing_function: applied to each picture last.
      data_format: `"channels_last"` or `"channels_first"`; the configured one by default.
      validation_split: the share that `subset="validation"` gets.
      interpolation_order: 1 or 0.
      dtype: of the batches; the configured float type by default.

    >>> import numpy as np
    >>> import tapeflow as tf
    >>> halves = tf.keras.preprocessing.image.ImageDataGenerator(rescale=0.5)
    >>> batch = next(halves.flow(np.ones([3, 2, 2, 1]), batch_size=2))
    >>> batch.shape, float(batch.max())
    ((2, 2, 2, 1), 0.5)
    """

    def __init__(
        self,
        featurewise_center: bool = False,
        samplewise_center: bool = False,
        featurewise_std_normalization: bool = False,
        samplewise_std_normalization: bool = False,
        zca_whitening: bool = False,
        zca_epsilon: float = 1e-6,
        rotation_range: float = 0,
        width_shift_range: Any = 0.0,
        height_shift_range: Any = 0.0,
        brightness_range: Any = None,
        shear_range: float = 0.0,
        zoom_range: Any = 0.0,
        channel_shift_range: float = 0.0,
        fill_mode: str = "nearest",
        cval: float = 0.0,
        horizontal_flip: bool = False,
        vertical_flip: bool = False,
        rescale: float | None = None,
        preprocessing_function: Callable | None = None,
        data_format: str | None = None,
        validation_split: float = 0.0,
        interpolation_order: int = 1,
        dtype: Any = None,
    ):
        self.data_format = data_format or backend.image_data_format()
        if self.data_format not in ("channels_last", "channels_first"):
            raise ValueError(
                '`data_format` should be `"channels_last"` or `"channels_first"`. '
                f"Received: {data_format}"
            )
        if validation_split and not 0 < validation_split < 1:
            raise ValueError(
                f"`validation_split` must be strictly between 0 and 1. Received: {validation_split}"
            )
        self.featurewise_center = featurewise_center or zca_whitening
        self.featurewise_std_normalization = featurewise_std_normalization
        self.featurewise_center = self.featurewise_center or featurewise_std_normalization
        self.samplewise_center = samplewise_center or samplewise_std_normalization
        self.samplewise_std_normalization = samplewise_std_normalization
        self.zca_whitening, self.zca_epsilon = zca_whitening, zca_epsilon
        self.rotation_range, self.shear_range = rotation_range, shear_range
        self.width_shift_range, self.height_shift_range = width_shift_range, height_shift_range
        self.brightness_range = _pair("brightness_range", brightness_range)
        spread = isinstance(zoom_range, (int, float))
        self.zoom_range = _pair(
            "zoom_range", [1 - zoom_range, 1 + zoom_range] if spread else zoom_range
        )
        self.channel_shift_range, self.fill_mode, self.cval = channel_shift_range, fill_mode, cval
        self.horizontal_flip, self.vertical_flip = horizontal_flip, vertical_flip
        self.rescale, self.preprocessing_function = rescale, preprocessing_function
        self._validation_split, self.interpolation_order = validation_split, interpolation_order
        self.dtype = dtype or backend.floatx()
        axes = (1, 2, 0) if self.data_format == "channels_first" else (0, 1, 2)
        self.row_axis, self.col_axis, self.channel_axis = axes
        self.mean: Any = None
        self.std: Any = None
        self.zca_whitening_matrix: Any = None

    def flow(
        self, x, y=None, batch_size=32, shuffle=True, sample_weight=None, seed=None,
        save_to_dir=None, save_prefix="", save_format="png", ignore_class_split=False, subset=None,
    ) -> NumpyArrayIterator:  # fmt: skip
        """Batches of an array's pictures, without an end.

        Args:
          x: `[n, height, width, channels]`, or a pair of that and of other arrays.
          y: labels.
          batch_size: pictures in a batch.
          shuffle: whether they come in another order each time round.
          sample_weight: weights.
          seed: for NumPy.
          save_to_dir: not supported.
          save_prefix: not used.
          save_format: not used.
          ignore_class_split: whether the subsets may have labels that the other has not.
          subset: `"training"` or `"validation"`.
        """
        return NumpyArrayIterator(
            x, y, self, batch_size, shuffle, sample_weight, seed, self.data_format, save_to_dir,
            subset=subset, ignore_class_split=ignore_class_split, dtype=self.dtype,
        )  # fmt: skip

    def flow_from_directory(
        self, directory, target_size=(256, 256), color_mode="rgb", classes=None,
        class_mode="categorical", batch_size=32, shuffle=True, seed=None, save_to_dir=None,
        save_prefix="", save_format="png", follow_links=False, subset=None,
        interpolation="nearest", keep_aspect_ratio=False,
    ) -> DirectoryIterator:  # fmt: skip
        """Batches of pictures in folders that are named after classes, without an end.

        Args:
          directory: the folder above them.
          target_size: `(height, width)`.
          color_mode: `"rgb"`, `"rgba"` or `"grayscale"`.
          classes: the folders in their order; sorted by default.
          class_mode: `"categorical"`, `"binary"`, `"sparse"`, `"input"` or None.
          batch_size: pictures in a batch.
          shuffle: whether they come in another order each time round.
          seed: for NumPy.
          save_to_dir: not supported.
          save_prefix: not used.
          save_format: not used.
          follow_links: whether links to folders are followed.
          subset: `"training"` or `"validation"`.
          interpolation: see `load_img`.
          keep_aspect_ratio: see `load_img`.
        """
        return DirectoryIterator(
            directory, self, target_size, color_mode, classes, class_mode, batch_size, shuffle,
            seed, self.data_format, save_to_dir, follow_links=follow_links, subset=subset,
            interpolation=interpolation, keep_aspect_ratio=keep_aspect_ratio, dtype=self.dtype,
        )  # fmt: skip

    def flow_from_dataframe(
        self, dataframe, directory=None, x_col="filename", y_col="class", weight_col=None,
        target_size=(256, 256), color_mode="rgb", classes=None, class_mode="categorical",
        batch_size=32, shuffle=True, seed=None, save_to_dir=None, save_prefix="",
        save_format="png", subset=None, interpolation="nearest", validate_filenames=True, **kwargs,
    ) -> FileIterator:  # fmt: skip
        """Batches of the pictures that a table (a pandas DataFrame) names, without an end.

        Args:
          dataframe: the table.
          directory: the folder of the files.
          x_col: the column of their names.
          y_col: the column of labels, or several.
          weight_col: the column of weights.
          target_size: `(height, width)`.
          color_mode: `"rgb"`, `"rgba"` or `"grayscale"`.
          classes: the classes in their order; sorted by default.
          class_mode: `"categorical"`, `"binary"`, `"sparse"`, `"raw"`, `"multi_output"`,
            `"input"` or None.
          batch_size: pictures in a batch.
          shuffle: whether they come in another order each time round.
          seed: for NumPy.
          save_to_dir: not supported.
          save_prefix: not used.
          save_format: not used.
          subset: `"training"` or `"validation"`.
          interpolation: see `load_img`.
          validate_filenames: accepted for compatibility, not used.
          **kwargs: accepted for compatibility, not used.
        """
        not_saved(save_to_dir)
        count = len(dataframe)
        share = file_share(subset, self._validation_split)
        part = slice(int(share[0] * count), int(share[1] * count))
        names = np.asarray(dataframe[x_col])[part].tolist()
        paths = [name if directory is None else f"{directory}/{name}" for name in names]
        labels: Any = None
        indices: dict = {}
        if class_mode in ("categorical", "binary", "sparse"):
            found = np.asarray(dataframe[y_col]).tolist()
            indices = {name: i for i, name in enumerate(classes or sorted(set(found)))}
            labels = np.array([indices[name] for name in found[part]], np.int32)
        elif class_mode == "multi_output":
            labels = [np.asarray(dataframe[column])[part] for column in y_col]
        elif class_mode == "raw":
            labels = np.asarray(dataframe[y_col])[part]
        elif class_mode not in ("input", None):
            raise ValueError(f"Invalid class_mode: {class_mode}")
        weights = None if weight_col is None else np.asarray(dataframe[weight_col])[part]
        return FileIterator(
            paths, labels, indices, self, target_size, color_mode, class_mode, batch_size, shuffle,
            seed, interpolation, False, self.dtype, weights,
        )  # fmt: skip

    def standardize(self, x: np.ndarray) -> np.ndarray:
        """The picture centered, scaled and so on, as the generator was told; in place."""
        if self.preprocessing_function:
            x = self.preprocessing_function(x)
        if self.rescale:
            x *= self.rescale
        if self.samplewise_center:
            x -= np.mean(x, keepdims=True)
        if self.samplewise_std_normalization:
            x /= np.std(x, keepdims=True) + 1e-6
        if self.featurewise_center:
            x -= self._fitted(self.mean, "featurewise_center")
        if self.featurewise_std_normalization:
            x /= self._fitted(self.std, "featurewise_std_normalization") + 1e-6
        if self.zca_whitening:
            x = (x.reshape(1, -1) @ self._fitted(self.zca_whitening_matrix, "zca_whitening")
                 ).reshape(x.shape)  # fmt: skip
        return x

    def get_random_transform(self, img_shape: tuple, seed: int | None = None) -> dict:
        """Random parameters for `apply_transform`; the draws come in Keras's order."""
        if seed is not None:
            np.random.seed(seed)
        theta = _symmetric(self.rotation_range)
        tx = _shift(self.height_shift_range, img_shape[self.row_axis])
        ty = _shift(self.width_shift_range, img_shape[self.col_axis])
        shear = _symmetric(self.shear_range)
        zx, zy = (1, 1) if tuple(self.zoom_range) == (1, 1) else np.random.uniform(
            *self.zoom_range, 2
        )  # fmt: skip
        horizontal = bool(np.random.random() < 0.5) and self.horizontal_flip
        vertical = bool(np.random.random() < 0.5) and self.vertical_flip
        channels = self.channel_shift_range
        shifted = np.random.uniform(-channels, channels) if channels else None
        brightness = self.brightness_range
        shaded = None if brightness is None else np.random.uniform(*brightness)
        return {
            "theta": theta, "tx": tx, "ty": ty, "shear": shear, "zx": zx, "zy": zy,
            "flip_horizontal": horizontal, "flip_vertical": vertical,
            "channel_shift_intensity": shifted, "brightness": shaded,
        }  # fmt: skip

    def apply_transform(self, x: np.ndarray, transform_parameters: dict) -> np.ndarray:
        """The picture changed by what `get_random_transform` gave."""
        get = transform_parameters.get
        x = apply_affine_transform(
            x, get("theta", 0), get("tx", 0), get("ty", 0), get("shear", 0), get("zx", 1),
            get("zy", 1), self.row_axis, self.col_axis, self.channel_axis, self.fill_mode,
            self.cval, self.interpolation_order,
        )  # fmt: skip
        if get("channel_shift_intensity") is not None:
            x = np.clip(x + get("channel_shift_intensity"), np.min(x), np.max(x)).astype(x.dtype)
        if get("flip_horizontal", False):
            x = np.flip(x, self.col_axis)
        if get("flip_vertical", False):
            x = np.flip(x, self.row_axis)
        if get("brightness") is not None:
            x = _shaded(x, get("brightness"))
        return x

    def random_transform(self, x: np.ndarray, seed: int | None = None) -> np.ndarray:
        """A picture changed at random."""
        return self.apply_transform(x, self.get_random_transform(x.shape, seed))

    def fit(self, x, augment: bool = False, rounds: int = 1, seed: int | None = None) -> None:
        """Finds the data's mean, standard deviation and components.

        Args:
          x: `[n, height, width, channels]`.
          augment: whether of pictures changed at random.
          rounds: how often each is changed.
          seed: for NumPy.
        """
        x = np.array(x, self.dtype)
        if x.ndim != 4:
            raise ValueError(
                f"Input to `.fit()` should have rank 4. Got array with shape: {x.shape}"
            )
        if seed is not None:
            np.random.seed(seed)
        if augment:
            x = np.stack([self.random_transform(each) for _ in range(rounds) for each in x])
        axes = tuple(axis for axis in range(4) if axis != self.channel_axis + 1)
        shape = [1, 1, 1]
        shape[self.channel_axis] = x.shape[self.channel_axis + 1]
        if self.featurewise_center:
            self.mean = np.mean(x, axis=axes).reshape(shape)
            x = x - self.mean
        if self.featurewise_std_normalization:
            self.std = np.std(x, axis=axes).reshape(shape)
            x = x / (self.std + 1e-6)
        if self.zca_whitening:
            flat = x.reshape(len(x), -1)
            left, scales, _ = np.linalg.svd(flat.T @ flat / len(flat), full_matrices=False)
            self.zca_whitening_matrix = (left / np.sqrt(scales + self.zca_epsilon)) @ left.T

    def _fitted(self, value: Any, name: str) -> Any:
        if value is None:
            raise ValueError(
                problem(
                    f"This ImageDataGenerator specifies `{name}`, but it hasn't been fit on any "
                    "training data.",
                    fix="call .fit(numpy_data) first",
                )
            )
        return value


def _pair(name: str, given: Any) -> Any:
    if given is not None and (not isinstance(given, (tuple, list)) or len(given) != 2):
        raise ValueError(f"`{name}` should be a tuple or list of two floats. Received: {given}")
    return given


def _symmetric(limit: float) -> float:
    return np.random.uniform(-limit, limit) if limit else 0


def _shift(limit: Any, size: int) -> float:
    if not np.any(limit):
        return 0
    if np.ndim(limit):
        return np.random.choice(limit) * np.random.choice([-1, 1])
    if isinstance(limit, int) and limit > 0:  # NumPy's choice takes it for a range
        return np.random.choice(limit) * np.random.choice([-1, 1])
    drawn = np.random.uniform(-limit, limit)
    return drawn * size if limit < 1 else drawn


def _shaded(x: np.ndarray, brightness: float) -> np.ndarray:
    """The picture with its values scaled to 0 to 255, shaded, and scaled back."""
    low, high = float(np.min(x)), float(np.max(x))
    scaled = low < 0 or high > 255
    if scaled:
        x = (x - low) / max(high - low, 1e-12) * 255
    x = np.clip(np.floor(x) * brightness, 0, 255)
    return (x / 255 * (high - low) + low if scaled else np.floor(x)).astype(np.float32)
