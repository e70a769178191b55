"""`Model`: a layer made of layers, which can also predict and describe itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import constant, problem
from tapeflow.keras.layers.call_signature import Shape
from tapeflow.keras.layers.config import arguments_from
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.models.export import export_model, serving_specs
from tapeflow.keras.models.predict import predict, predict_on_batch
from tapeflow.keras.models.state_tree import get_state_tree, set_state_tree
from tapeflow.keras.models.summary import print_summary
from tapeflow.keras.saving.model_file import save_model
from tapeflow.keras.saving.registry import CustomObjectScope
from tapeflow.keras.saving.serialization import serialize_keras_object
from tapeflow.keras.saving.weights import load_weights, save_weights
from tapeflow.keras.trainers import Trainer


class Model(Trainer, Layer):
    """A layer made of layers, which can be trained.

    Subclass it: set layers in `__init__`, use them in `call`.

    `tf.keras.Model(inputs, outputs)` is the functional model that computes these outputs.

    Args:
      *args: none, or symbolic inputs and outputs: see `tf.keras.models.Functional`.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> class Twice(tf.keras.Model):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.first = tf.keras.layers.Dense(4, activation="relu")
    ...         self.second = tf.keras.layers.Dense(2)
    ...
    ...     def call(self, inputs):
    ...         return self.second(self.first(inputs))
    >>> model = Twice()
    >>> model(tf.ones([3, 5])).shape
    TensorShape([3, 2])
    >>> len(model.trainable_variables)
    4
    """

    # Set by `functional`: the class of models made of symbolic inputs and outputs.
    _functional: type
    _make_functional: Callable[[type], None]
    _takes_graph: Callable[[type], bool]

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls is Model and _is_functional(args, kwargs):
            cls = Model._functional
        return Layer.__new__(cls, *args, **kwargs)

    def __init__(self, *args: Any, **kwargs: Any):
        if _is_functional(args, kwargs):
            Model._make_functional(type(self))
            Model._functional.__init__(self, *args, **kwargs)  # type: ignore[misc]
        else:
            super().__init__(*args, **kwargs)

    def build(self, input_shape: Any = None) -> None:
        """Makes the weights, by calling the model on zeros of that shape.

        Args:
          input_shape: with the batch, whose size may be None; a list or dict of shapes for a model
            with several inputs.

        Raises:
          ValueError: another size than the batch's is None, or the model can't be called so.
        """
        if self.built or input_shape is None:
            self.__dict__["built"] = True
            return
        self.__dict__["built"] = True  # the call must not build again
        try:
            self.call(_zeros(self, input_shape))
        except BaseException:
            self.__dict__["built"] = False
            raise

    build._is_default = True  # type: ignore[attr-defined]

    @property
    def layers(self) -> list[Layer]:
        """The layers set as attributes, not those inside of them."""
        return self._flatten_layers(recursive=False, include_self=False)

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """One of `layers`, by its name or position.

        Raises:
          ValueError: there is none.
        """
        layers = self.layers
        if (name is None) == (index is None):
            raise ValueError(
                problem(
                    "get_layer: give the name or the index", given=f"name={name!r}, index={index!r}"
                )
            )
        if index is not None:
            if index >= len(layers):
                raise ValueError(
                    problem(
                        f"Was asked to retrieve layer at index {index} but model only has "
                        f"{len(layers)} layers.",
                        given=self.name,
                    )
                )
            return layers[index]
        for layer in layers:
            if layer.name == name:
                return layer
        raise ValueError(
            problem(
                f"No such layer: {name}. Existing layers are: {[layer.name for layer in layers]}.",
                given=f"model {self.name}",
            )
        )

    def get_state_tree(self, value_format: str = "backend_tensor") -> dict[str, dict]:
        """The values of all variables, in nested dicts by their paths.

        Args:
          value_format: "backend_tensor" for tensors, "numpy_array" for arrays.

        Returns:
          A dict of `trainable_variables`, `non_trainable_variables`, `optimizer_variables` and
          `metrics_variables`.
        """
        return get_state_tree(self, value_format)

    def set_state_tree(self, state_tree: dict[str, dict]) -> None:
        """Sets what `get_state_tree` gave; what is missing there keeps its value."""
        set_state_tree(self, state_tree)

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Any:
        """A model of that config, with new weights.

        Args:
          config: what `get_config` gave.
          custom_objects: a dict from name to class, for layers that aren't registered.
        """
        if {"layers", "input_layers", "output_layers"} <= set(config) and Model._takes_graph(cls):
            return Model._functional._from_config(cls, config, custom_objects)  # type: ignore
        with CustomObjectScope(custom_objects or {}):
            return cls(**arguments_from(config))

    def to_json(self, **kwargs: Any) -> str:
        """The config as JSON, for `tf.keras.models.model_from_json`; without the weights.

        Args:
          **kwargs: passed to `json.dumps`.
        """
        return json.dumps(serialize_keras_object(self), **kwargs)

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: Any = "auto",
        steps: int | None = None,
        callbacks: Any = None,
    ) -> Any:
        """The model's outputs for all samples, as NumPy arrays.

        Args:
          x: an array, or for a model with several inputs a list or dict of arrays of one length;
            or an iterable of batches.
          batch_size: how many samples are computed at once; 32 by default.
          verbose: 0 for silence, 1 for a progress bar, "auto" for one after half a second.
          steps: how many batches to take.
          callbacks: a list of `tf.keras.callbacks.Callback`.

        Returns:
          An array of shape `[samples, ...]`, or a structure of them as `call` gives.

        >>> import tapeflow as tf
        >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2, kernel_initializer="ones")])
        >>> model.predict(np.ones([3, 5])).tolist()
        [[5.0, 5.0], [5.0, 5.0], [5.0, 5.0]]
        """
        return predict(self, x, batch_size, verbose, steps, callbacks)

    def predict_on_batch(self, x: Any) -> Any:
        """The model's outputs for one batch, as NumPy arrays."""
        return predict_on_batch(self, x)

    def summary(
        self,
        line_length: int | None = None,
        positions: list[float] | None = None,
        print_fn: Callable | None = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: Any = None,
    ) -> None:
        """Prints a table of the layers, their output shapes and numbers of parameters.

        Args:
          line_length: its width in characters.
          positions: where its columns end, as parts of the width.
          print_fn: called with the text in place of printing it.
          expand_nested: whether layers inside layers have rows of their own.
          show_trainable: whether to tell which layers are trained.
          layer_range: the names of the first and the last layer to show.

        Raises:
          ValueError: a model that was not built and has no layers to show.
        """
        print_summary(
            self, line_length, positions, print_fn, expand_nested, show_trainable, layer_range
        )

    def reset_states(self) -> None:
        """Makes the states of stateful recurrent layers zero."""
        for layer in self._flatten_layers(include_self=False):
            if hasattr(layer, "reset_states") and getattr(layer, "stateful", False):
                layer.reset_states()

    def save(
        self, filepath: Any, overwrite: bool = True, zipped: bool | None = None, **kwargs: Any
    ) -> None:
        """Writes the model to a file; see `tf.keras.models.save_model`."""
        save_model(self, filepath, overwrite, zipped, **kwargs)

    def get_quantization_layer_structure(self, mode: Any = None) -> None:
        """What a model tells of its blocks for quantization: nothing, as there is none."""
        return None

    def export(
        self,
        filepath: Any,
        format: str = "tf_saved_model",
        verbose: Any = None,
        input_signature: Any = None,
        **kwargs: Any,
    ) -> None:
        """Writes an artifact for serving, which runs without the model's Python class.

        It is a folder that `tf.saved_model.load` reads; its `serve` takes any number of rows. What
        is in it (StableHLO and arrays) any JAX runs.

        Args:
          filepath: the folder, or the `.onnx` file.
          format: `tf_saved_model`, in our own form, or `onnx` (by jax2onnx; with it
            `opset_version`), which holds the weights as constants.
          verbose: whether to say where it was written; True by default.
          input_signature: a `tf.TensorSpec` for each input; by default what the model was built on.
          **kwargs: `opset_version` of ONNX.

        Raises:
          ValueError: the model was not built and no signature is given.
          ImportError: jax2onnx is needed and not installed.
          NotImplementedError: another format, or an op that ONNX's converter does not know.
        """
        export_model(self, filepath, format, verbose, input_signature, kwargs)

    def _serving_specs(self) -> Any:
        """The inputs' specs, in `call`'s structure, with any number of rows; None if unknown."""
        return serving_specs(self)

    def save_weights(
        self, filepath: Any, overwrite: bool = True, max_shard_size: Any = None, **kwargs: Any
    ) -> None:
        """Writes the weights to a `.weights.h5` file; see `tf.keras.saving.save_weights`."""
        save_weights(self, filepath, overwrite, max_shard_size=max_shard_size, **kwargs)

    def load_weights(self, filepath: Any, skip_mismatch: bool = False, **kwargs: Any) -> None:
        """Reads the weights of a file; see `tf.keras.saving.load_weights`."""
        load_weights(self, filepath, skip_mismatch, **kwargs)


def _is_functional(args: tuple, kwargs: dict[str, Any]) -> bool:
    return (
        len(args) == 2
        or (len(args) == 1 and "outputs" in kwargs)
        or ("inputs" in kwargs and "outputs" in kwargs)
    )


def _zeros(model: Model, shape: Any) -> Any:
    if isinstance(shape, dict):
        return {key: _zeros(model, item) for key, item in shape.items()}
    if isinstance(shape, list) or (
        isinstance(shape, tuple) and shape and isinstance(shape[0], (tuple, list))
    ):
        return [_zeros(model, item) for item in shape]
    sizes = Shape(shape)
    if None in sizes[1:]:
        raise ValueError(
            problem(
                f"{type(model).__name__}.build: all sizes but the batch's must be known",
                given=f"input_shape={tuple(sizes)}",
                fix="call the model on a batch of data",
            )
        )
    known = tuple(1 if size is None else size for size in sizes)
    return constant(np.zeros(known, model.compute_dtype))
