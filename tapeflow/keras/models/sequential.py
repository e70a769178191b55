"""`Sequential`: one layer after another."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras import masks
from tapeflow.keras.layers.call_signature import as_shape
from tapeflow.keras.layers.input_layer import InputLayer
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.models.model import Model
from tapeflow.keras.saving.serialization import deserialize_keras_object, serialize_keras_object


class Sequential(Model):
    """Layers, each called with what the one before gave.

    If the first is `tf.keras.Input(shape)`, or has an `input_shape`, the weights are made at once,
    else when the model is first called.

    Args:
      layers: a list of layers.
      trainable: whether the weights are to be trained.
      name: by default `sequential`.

    Raises:
      ValueError: an entry is no layer, or two layers have one name.

    >>> import tapeflow as tf
    >>> model = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(3)])
    >>> model.add(tf.keras.layers.Dense(2))
    >>> model(tf.ones([5, 4])).shape
    TensorShape([5, 2])
    """

    # In files, before other attributes; see `saving.state_tree`.
    _lists_layers_first = True

    def __init__(
        self, layers: Any = None, trainable: bool = True, name: str | None = None, **kwargs: Any
    ):
        super().__init__(trainable=trainable, name=name, **kwargs)
        self._stack: list[Layer] = []
        for layer in (
            layers if isinstance(layers, (list, tuple)) else [layers] if layers is not None else []
        ):
            self.add(layer, rebuild=False)
        self._maybe_build()

    def add(self, layer: Layer, rebuild: bool = True) -> None:
        """Puts a layer at the end.

        Args:
          layer: the layer, or `tf.keras.Input(...)` if it is the first.
          rebuild: kept for compatibility.

        Raises:
          ValueError: it is no layer, its name is taken, or it is an `Input` that is not the first.
        """
        if not isinstance(layer, Layer):
            raise ValueError(
                problem(
                    "Only instances of `keras.Layer` can be added to a Sequential model.",
                    given=f"{layer!r} (of type {type(layer).__name__})",
                    fix="tf.keras.layers.Lambda(function) makes a layer of a function",
                )
            )
        if any(layer.name == other.name for other in self._stack):
            raise ValueError(
                problem(
                    "All layers added to a Sequential model should have unique names. "
                    f"Name '{layer.name}' is already the name of a layer in this model.",
                    fix="give the layer another name",
                )
            )
        if isinstance(layer, InputLayer) and self._stack:
            raise ValueError(
                problem(
                    f"Sequential model '{self.name}' has already been configured to use input "
                    "shape; "
                    "an Input can only be its first layer.",
                    given=f"{len(self._stack)} layers before it",
                )
            )
        if (
            not self._stack
            and layer._input_shape_option is not None
            and not isinstance(layer, InputLayer)
        ):
            self._stack.append(
                InputLayer(batch_shape=layer._input_shape_option, dtype=_dtype_of(layer))
            )
        self._stack.append(layer)
        self.__dict__["built"] = False
        if rebuild:
            self._maybe_build()

    def pop(self, rebuild: bool = True) -> Layer:
        """Takes the last layer away and gives it back.

        Raises:
          IndexError: there is none.
        """
        if not self._stack:
            raise IndexError("pop from an empty Sequential model")
        layer = self._stack.pop()
        self.__dict__["built"] = False
        if rebuild:
            self._maybe_build()
        return layer

    def _maybe_build(self) -> None:
        if self._stack and isinstance(self._stack[0], InputLayer):
            self.build(self._stack[0].batch_shape)

    @property
    def layers(self) -> list[Layer]:
        """The layers, without the `Input`."""
        return [layer for layer in self._stack if not isinstance(layer, InputLayer)]

    def build(self, input_shape: Any = None) -> None:
        """Makes the weights of all layers, as far as their shapes can be told.

        Args:
          input_shape: with the batch, whose size may be None.
        """
        if input_shape is None:
            return
        shape = as_shape(input_shape)
        for layer in self.layers:
            if not layer.built:
                layer.build(shape)
            try:
                shape = layer.compute_output_shape(shape)
            except NotImplementedError:
                # A layer that can't tell: those after it are built when they are called.
                return
        self.__dict__["built"] = True

    build._is_default = True  # type: ignore[attr-defined]

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        if mask is not None:
            masks.attach(inputs, mask)
        outputs = inputs
        for layer in self._stack:
            outputs = layer(outputs)
        return outputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        for layer in self.layers:
            input_shape = layer.compute_output_shape(input_shape)
        return input_shape

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        return None  # the layers attach their masks themselves

    @property
    def input_shape(self) -> tuple:
        """The inputs' shape, with None for the batch.

        Raises:
          AttributeError: it isn't known yet.
        """
        if self._stack and isinstance(self._stack[0], InputLayer):
            return self._stack[0].batch_shape
        if self._build_shapes is None:
            raise AttributeError(
                problem(
                    f"Sequential model '{self.name}' has no defined input shape yet.",
                    fix="call it on data first, or begin it with tf.keras.Input(shape)",
                )
            )
        return tuple(self._build_shapes)

    @property
    def output_shape(self) -> tuple:
        """The outputs' shape, with None for the batch."""
        return self.compute_output_shape(self.input_shape)

    def get_config(self) -> dict[str, Any]:
        """The layers' configs, and the shape they were built with."""
        config = {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": serialize_keras_object(self.dtype_policy),
            "layers": [serialize_keras_object(layer) for layer in self._stack],
        }
        if self._build_shapes is not None:
            config["build_input_shape"] = tuple(self._build_shapes)
        return config

    @classmethod
    def from_config(
        cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None
    ) -> Any:
        """A model of layers of these configs, with new weights."""
        layers = [deserialize_keras_object(item, custom_objects) for item in config["layers"]]
        model = cls(layers, trainable=config.get("trainable", True), name=config.get("name"))
        if not model.built and config.get("build_input_shape"):
            model.build(config["build_input_shape"])
        return model

    def __len__(self) -> int:
        return len(self.layers)

    def __bool__(self) -> bool:
        return True


def _dtype_of(layer: Layer) -> str:
    return "int32" if type(layer).__name__ == "Embedding" else layer.dtype
