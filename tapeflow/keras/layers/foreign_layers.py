"""Layers that wrap what other libraries made: refused, with what to do instead."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.layer import Layer


class TFSMLayer(Layer):
    """A SavedModel written by TensorFlow as a layer: not there, since it holds TensorFlow's graph.

    Args:
      filepath, call_endpoint, call_training_endpoint, trainable, name, dtype: as in Keras.

    Raises:
      NotImplementedError: always.
    """

    def __init__(
        self,
        filepath: Any,
        call_endpoint: str = "serve",
        call_training_endpoint: str | None = None,
        trainable: bool = True,
        name: str | None = None,
        dtype: Any = None,
    ):
        raise NotImplementedError(
            problem(
                "tf.keras.layers.TFSMLayer: a SavedModel of TensorFlow's holds a graph of "
                "TensorFlow's operations, which can't be run here",
                given=f"filepath={filepath!r}",
                fix="save the model as a .keras file where it was made, and "
                "tf.keras.models.load_model it",
            )
        )


class TorchModuleWrapper(Layer):
    """A PyTorch module as a layer: not there.

    Args:
      module, name, output_shape: as in Keras.

    Raises:
      NotImplementedError: always.
    """

    def __init__(
        self, module: Any, name: str | None = None, output_shape: Any = None, **kwargs: Any
    ):
        raise NotImplementedError(
            problem(
                "tf.keras.layers.TorchModuleWrapper: PyTorch modules can't be recorded or "
                "differentiated here",
                given=repr(module),
                fix="write the module as a tf.keras.layers.Layer, or as a JAX function for "
                "tf.keras.layers.JaxLayer",
            )
        )

    def parameters(self, recurse: bool = True) -> Any:
        """The module's parameters, if there could be one."""
        raise NotImplementedError
