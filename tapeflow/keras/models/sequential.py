"""`Sequential`: one layer after another."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras import masks, naming
from tapeflow.keras.layers.input_layer import InputLayer
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.models.functional import Functional, Untracked
from tapeflow.keras.models.functional_inputs import FunctionalInputs
from tapeflow.keras.models.model import Model
from tapeflow.keras.saving.serialization import deserialize_keras_object, serialize_keras_object
from tapeflow.keras.symbolic import KerasTensor, Shape
from tapeflow.keras.symbolic.shape import as_shape


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
        # What the Input and each layer gave, as far as they were called symbolically.
        self.__dict__["_trail"] = []
        self._forget_functional()
        self._stack: list[Layer] = []
        for layer in (
            layers if isinstance(layers, (list, tuple)) else [layers] if layers is not None else []
        ):
            self.add(layer, rebuild=False)
        self._maybe_build()

    def _checkpoint_children(self) -> list[tuple[str, Any]]:
        # As TensorFlow calls them, which counts the input among the operations.
        layers = [(f"_functional/_operations/{i}", each) for i, each in enumerate(self.layers, 1)]
        return [*layers, *super()._checkpoint_children()]

    def add(self, layer: Layer, rebuild: bool = True) -> None:
        """Puts a layer at the end.

        Args:
          layer: the layer, or `tf.keras.Input(...)` if it is the first.
          rebuild: kept for compatibility.

        Raises:
          ValueError: it is no layer, its name is taken, or it is an `Input` that is not the first.
        """
        if isinstance(layer, KerasTensor) and layer._keras_history is not None:
            layer = layer._keras_history.operation
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
        self._forget_functional()
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
        self._forget_functional()
        self.__dict__["built"] = False
        if self._trail:
            self._trail.pop()
        if rebuild:
            self._maybe_build()
        return layer

    def _maybe_build(self) -> None:
        if len(self._stack) > 1:
            first = self._stack[0]
            shape = first.batch_shape if isinstance(first, InputLayer) else _shape_of(first)
            if shape is not None:
                self.build(shape)

    @property
    def layers(self) -> list[Layer]:
        """The layers, without the `Input`."""
        return [layer for layer in self._stack if not isinstance(layer, InputLayer)]

    def build(self, input_shape: Any = None) -> None:
        """Makes the weights of all layers, as far as their shapes can be told.

        Args:
          input_shape: with the batch, whose size may be None.

        Raises:
          ValueError: there are no layers, or the first is an `Input` of another shape.
        """
        shape = as_shape(input_shape)
        if not isinstance(shape, Shape):
            return  # several inputs: built when it is called
        if not self._stack:
            raise ValueError(
                problem(
                    f"Sequential model {self.name} cannot be built because it has no layers. "
                    "Call `model.add(layer)`."
                )
            )
        first = self._stack[0]
        if not isinstance(first, InputLayer):
            self._stack.insert(0, InputLayer(batch_shape=shape, dtype=_dtype_of(first)))
        elif tuple(first.batch_shape) != tuple(shape):
            raise ValueError(
                problem(
                    f"Sequential model '{self.name}' has already been configured to use input "
                    f"shape {first.batch_shape}. You cannot build it with input_shape "
                    f"{tuple(shape)}"
                )
            )
        self._connect()

    build._is_default = True  # type: ignore[attr-defined]

    def _connect(self) -> None:
        """Calls the layers on what the `Input` stands for; those called before are not again."""
        trail = self._trail
        if not trail:
            trail.append(self._stack[0].output)
        for layer in self._stack[len(trail) :]:
            try:
                trail.append(layer(trail[-1]))
            except NotImplementedError:
                # A layer that can't tell: those after it are built when they are called.
                return
        state = self.__dict__
        state["_build_shapes"] = Shape(trail[0].shape)
        state["_taker"] = FunctionalInputs(self.name, trail[0], checks_sizes=False)
        state["built"] = True
        naming.auto_name("functional")  # Keras makes a model here, by which later names are counted

    @property
    def _functional(self) -> Functional | None:
        """The same layers as a functional model; None while the input's shape isn't known."""
        found = self.__dict__["_model"]
        if not found:
            if len(self._trail) != len(self._stack) or not self._trail:
                shape = self._build_shapes
                if not isinstance(shape, Shape):
                    return None
                self.build(shape)
                if len(self._trail) != len(self._stack):
                    return None
            found.append(Untracked(Functional(self._trail[0], self._trail[-1], name=self.name)))
        return found[0].held

    def _forget_functional(self) -> None:
        self.__dict__["_model"] = []
        self.__dict__["_taker"] = None

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        if self._taker is not None:
            (inputs,) = self._taker.take(inputs)
        if mask is not None:
            masks.attach(inputs, mask)
        outputs = inputs
        for layer in self._stack:
            outputs = layer(outputs)
        return outputs

    def compute_output_spec(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        """KerasTensors for the outputs."""
        functional = self._functional
        if functional is not None:
            return functional.compute_output_spec(inputs)
        for layer in self.layers:
            inputs = layer.compute_output_spec(inputs)
        return inputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        for layer in self.layers:
            input_shape = layer.compute_output_shape(input_shape)
        return input_shape

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        return None  # the layers attach their masks themselves

    def _of_functional(self, name: str) -> Any:
        functional = self._functional
        if functional is None:
            raise AttributeError(
                problem(
                    f"Sequential model '{self.name}' has no defined {name.replace('_', ' ')} yet.",
                    fix="call it on data first, or begin it with tf.keras.Input(shape)",
                )
            )
        return getattr(functional, name)

    @property
    def input_shape(self) -> tuple:
        """The inputs' shape, with None for the batch.

        Raises:
          AttributeError: it isn't known yet.
        """
        return self._of_functional("input_shape")

    @property
    def output_shape(self) -> tuple:
        """The outputs' shape, with None for the batch."""
        return self._of_functional("output_shape")

    @property
    def inputs(self) -> list[KerasTensor]:
        """The symbolic input, in a list."""
        return self._of_functional("inputs")

    @property
    def outputs(self) -> list[KerasTensor]:
        """The symbolic output, in a list."""
        return self._of_functional("outputs")

    @property
    def input(self) -> KerasTensor:
        """What it was called on in another model; by itself, its symbolic input."""
        return super().input if self._inbound_nodes else self._of_functional("input")

    @property
    def output(self) -> KerasTensor:
        """What it gave in another model; by itself, its symbolic output."""
        return super().output if self._inbound_nodes else self._of_functional("output")

    def get_config(self) -> dict[str, Any]:
        """The layers' configs, and the shape they were built with."""
        if self.built and self._build_shapes is not None:
            _ = self._functional  # puts the Input in front
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

    def __getstate__(self) -> dict[str, Any]:
        # Connected again when it is needed.
        return {**super().__getstate__(), "_trail": [], "_model": []}

    def __len__(self) -> int:
        return len(self.layers)

    def __bool__(self) -> bool:
        return True


def _shape_of(model: Any) -> Any:
    """The input shape of a model that knows it."""
    if not isinstance(model, Model):
        return None
    try:
        return model.input_shape
    except AttributeError:
        return None


def _dtype_of(layer: Layer) -> str:
    return "int32" if type(layer).__name__ == "Embedding" else layer.dtype
