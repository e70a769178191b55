"""What the architectures share: their arguments, their inputs, their heads, their weights files."""

from __future__ import annotations

import functools
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from tapeflow.engine import problem
from tapeflow.keras import activations, layers
from tapeflow.keras.backend import image_data_format
from tapeflow.keras.models import Model
from tapeflow.keras.symbolic import KerasTensor, get_source_inputs
from tapeflow.keras.utils.get_file import get_file

STORAGE = "https://storage.googleapis.com/tensorflow/keras-applications/"

ARGUMENTS = """

    Args:
      include_top: whether the layers that classify are there.
      weights: `"imagenet"` (a file from the network), the path of a weights file, or None.
      input_tensor: a KerasTensor of images to build upon, instead of a new `tf.keras.Input`.
      input_shape: `(height, width, channels)` of the images; height and width may be None without
        the top.
      pooling: without the top: `"avg"` or `"max"` over height and width; None: none.
      classes: how many classes the top tells apart.
      classifier_activation: the top's activation; None for logits.
      name: the model's name.

    Returns:
      A functional model, float `[batch, height, width, channels]` -> `[batch, classes]`.

    Raises:
      ValueError: arguments that do not fit each other, a weights file that is not there.
      ConnectionError: `"imagenet"` where the network fails; the message says what to put where.
    """


class Published(NamedTuple):
    """Weights files that Keras publishes: with the top, without it."""

    folder: str
    names: tuple[str, str]
    hashes: tuple[str | None, str | None] = (None, None)
    # Their names in the cache, where these are others.
    kept: tuple[str, str] | None = None


def kernels(folder: str, stem: str, *hashes: str) -> Published:
    """Files of the older naming scheme."""
    name = f"{stem}_weights_tf_dim_ordering_tf_kernels"
    return Published(
        f"{STORAGE}{folder}/", (f"{name}.h5", f"{name}_notop.h5"), (hashes[0], hashes[1])
    )


@dataclass(frozen=True)
class Request:
    """The arguments that every architecture takes, checked as they are used."""

    function: str
    include_top: bool = True
    weights: Any = "imagenet"
    input_tensor: KerasTensor | None = None
    input_shape: tuple[int | None, ...] | None = None
    pooling: str | None = None
    classes: int = 1000
    classifier_activation: Any = "softmax"
    name: str | None = None

    @property
    def pretrained(self) -> bool:
        """Whether the published weights are asked for."""
        return isinstance(self.weights, str) and self.weights == "imagenet"

    def images(self, default_size: int, min_size: int = 32) -> KerasTensor:
        """The images to build upon, a new Input unless the caller gave a tensor."""
        self.check_weights()
        shape = self.image_shape(default_size, min_size)
        return self.given_images() if self.input_tensor is not None else layers.Input(shape=shape)

    def given_images(self) -> KerasTensor:
        """The caller's tensor."""
        if not isinstance(self.input_tensor, KerasTensor):
            self.refuse(
                f"input_tensor {self.input_tensor!r}", "a KerasTensor, as tf.keras.Input makes"
            )
        return self.input_tensor

    def check_weights(self) -> None:
        """Refuses weights that cannot be loaded into the model."""
        if self.weights is None:
            return
        if not self.pretrained and not os.path.exists(self.weights):
            self.refuse(
                f"weights={self.weights!r}", "None, 'imagenet' or the path of a file that exists"
            )
        if self.pretrained and self.include_top and self.classes != 1000:
            self.refuse(
                f"weights='imagenet', classes={self.classes}", "1000 classes, or include_top=False"
            )
        allowed = (activations.get("softmax"), activations.get(None))
        if self.include_top and activations.get(self.classifier_activation) not in allowed:
            self.refuse(
                f"classifier_activation={self.classifier_activation!r}",
                "'softmax' or None with weights from a file",
            )

    def image_shape(self, default_size: int, min_size: int) -> tuple[int | None, ...]:
        """The shape of one image: the caller's if it fits, or the default."""
        shape = self.input_shape
        if shape is None:
            side = default_size if self.include_top else None
            return _shape(side, 3)
        shape = tuple(shape)
        if len(shape) != 3:
            self.refuse(f"input_shape={shape}", "three numbers, for example (224, 224, 3)")
        channels, sides = _parts(shape)
        if self.pretrained and self.include_top and shape != _shape(default_size, 3):
            self.refuse(
                f"input_shape={shape}",
                f"{_shape(default_size, 3)} with the imagenet weights' top",
            )
        if self.pretrained and channels != 3:
            self.refuse(f"input_shape={shape}", "3 channels with the imagenet weights")
        if channels not in (1, 3):
            warnings.warn(
                f"{self.function}: images usually have 1 or 3 channels, not {channels}",
                stacklevel=5,
            )
        if any(side is not None and side < min_size for side in sides):
            self.refuse(f"input_shape={shape}", f"height and width of at least {min_size}")
        if self.include_top and None in shape:
            self.refuse(f"input_shape={shape}", "no None, or include_top=False")
        return shape

    def head(self, x: KerasTensor, top_pool: str | None = "avg_pool", named: bool = False):
        """The classifier, or else the pooling; `named`: whether pooling layers have names."""
        if not self.include_top:
            return self.pooled(x, named)
        return self.classified(layers.GlobalAveragePooling2D(name=top_pool)(x))

    def classified(self, x: KerasTensor, **options: Any) -> KerasTensor:
        """The layer that tells the classes apart."""
        activation = self.classifier_activation
        return layers.Dense(self.classes, activation=activation, name="predictions", **options)(x)

    def pooled(self, x: KerasTensor, named: bool = False) -> KerasTensor:
        """`x` averaged or maximized over the places, if that is asked for."""
        if self.pooling == "avg":
            return layers.GlobalAveragePooling2D(name="avg_pool" if named else None)(x)
        if self.pooling == "max":
            return layers.GlobalMaxPooling2D(name="max_pool" if named else None)(x)
        return x

    def model(self, images: KerasTensor, outputs: KerasTensor, published: Published) -> Model:
        """The model, with the weights that were asked for."""
        inputs = images if self.input_tensor is None else get_source_inputs(self.input_tensor)
        model = Model(inputs, outputs, name=self.name)
        if self.pretrained:
            without = int(not self.include_top)
            name, digest = published.names[without], published.hashes[without]
            kept = (published.kept or published.names)[without]
            model.load_weights(
                get_file(kept, published.folder + name, cache_subdir="models", file_hash=digest)
            )
        elif self.weights is not None:
            model.load_weights(self.weights)
        return model

    def refuse(self, given: str, expected: str) -> None:
        """Raises ValueError."""
        raise ValueError(
            problem(f"tf.keras.applications.{self.function}", given=given, expected=expected)
        )


def application(default_name: str) -> Callable[[Callable[[Request], Model]], Callable[..., Model]]:
    """A function of a `Request` becomes one with the arguments that most architectures have."""

    def decorate(build: Callable[[Request], Model]) -> Callable[..., Model]:
        def with_arguments(
            include_top=True,
            weights="imagenet",
            input_tensor=None,
            input_shape=None,
            pooling=None,
            classes=1000,
            classifier_activation="softmax",
            name=default_name,
        ):
            return build(
                Request(
                    build.__name__,
                    include_top,
                    weights,
                    input_tensor,
                    input_shape,
                    pooling,
                    classes,
                    classifier_activation,
                    name,
                )
            )

        return documented(with_arguments, build)

    return decorate


def documented(with_arguments: Callable[..., Model], build: Callable) -> Callable[..., Model]:
    """`with_arguments`, with the name and the documentation of `build`."""
    names = ("__module__", "__name__", "__qualname__")
    functools.update_wrapper(with_arguments, build, assigned=names)
    del with_arguments.__wrapped__  # the signature is with_arguments' own
    with_arguments.__doc__ = (build.__doc__ or "").rstrip() + ARGUMENTS
    return with_arguments


def channel_axis(last: int = -1) -> int:
    """The axis of the channels; `last` is its number where it is the last one."""
    return 1 if image_data_format() == "channels_first" else last


def correct_pad(x: KerasTensor, kernel_size: int) -> tuple:
    """Padding with which a valid convolution of stride 2 is centered as on odd sizes."""
    _, sides = _parts(tuple(x.shape)[1:])
    shorter = (1, 1) if sides[0] is None else (1 - sides[0] % 2, 1 - sides[1] % 2)
    half = kernel_size // 2
    return ((half - shorter[0], half), (half - shorter[1], half))


def make_divisible(filters: float, divisor: int = 8) -> int:
    """`filters` rounded to a multiple of `divisor`, at most a tenth less than it was."""
    rounded = max(divisor, int(filters + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * filters else rounded


def _shape(side: int | None, channels: int) -> tuple[int | None, ...]:
    first = image_data_format() == "channels_first"
    return (channels, side, side) if first else (side, side, channels)


def _parts(shape: tuple) -> tuple[Any, tuple]:
    """The channels, and height and width."""
    first = image_data_format() == "channels_first"
    return (shape[0], shape[1:]) if first else (shape[2], shape[:2])
