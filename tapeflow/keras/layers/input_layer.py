"""`Input` and `InputLayer`: what a model's inputs look like."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import as_dtype, problem
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.symbolic import KerasTensor, Node, take_whole_functions


class InputLayer(Layer):
    """Tells what a model's inputs look like. Its `output` is what `tf.keras.Input` gives.

    Args:
      shape: without the batch; None where a size is free.
      batch_size: the batch's size, if it is fixed.
      dtype: the inputs' dtype.
      sparse, ragged: whether models are called with such tensors; `fit` fills sparse ones up.
      input_tensor: a KerasTensor that shall be the input, in place of a new one.
      batch_shape: `shape` with the batch; `batch_input_shape` and `input_shape` as in Keras 2.
      optional: whether the model may be given None for it.
      name: by default `input_layer`.
    """

    def __init__(
        self,
        shape: Any = None,
        batch_size: int | None = None,
        dtype: Any = None,
        sparse: bool | None = None,
        ragged: bool | None = None,
        batch_shape: Any = None,
        input_tensor: Any = None,
        optional: bool = False,
        name: str | None = None,
        **kwargs: Any,
    ):
        batch_shape = kwargs.pop("batch_input_shape", batch_shape)
        shape = kwargs.pop("input_shape", shape)
        if input_tensor is not None:
            if not isinstance(input_tensor, KerasTensor):
                raise ValueError(
                    problem(
                        "tf.keras.Input: `tensor` must be a KerasTensor",
                        given=type(input_tensor).__name__,
                        fix="give a model values by calling it: model(values)",
                    )
                )
            batch_shape, dtype = input_tensor.shape, dtype or input_tensor.dtype
        super().__init__(name=name, dtype=None, **kwargs)
        if batch_shape is None:
            if shape is None:
                raise ValueError(problem("tf.keras.Input: you must pass a `shape` argument."))
            shape = (shape,) if isinstance(shape, int) else tuple(shape)
            batch_shape = (batch_size, *shape)
        self.batch_shape = tuple(batch_shape)
        self._input_dtype = as_dtype(dtype or self.dtype)
        self.sparse, self.ragged, self.optional = sparse, ragged, optional
        self.autocast = False
        self.__dict__["built"] = True
        take_whole_functions()
        output = input_tensor
        if output is None:
            output = self._tensor(name)
        Node(self, (), {}, output)

    @property
    def dtype(self) -> str:
        found = self.__dict__.get("_input_dtype")
        return found.name if found is not None else super().dtype

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        Node(self, (), {}, self._tensor(self.name))

    def _tensor(self, name: str | None) -> KerasTensor:
        kinds = {"sparse": bool(self.sparse), "ragged": bool(self.ragged)}
        return KerasTensor(self.batch_shape, self._input_dtype, **kinds, name=name)

    @property
    def shape(self) -> tuple:
        """The inputs' shape, the batch included."""
        return self.batch_shape

    @property
    def batch_size(self) -> int | None:
        return self.batch_shape[0]

    def call(self, inputs):
        return inputs

    def get_config(self) -> dict[str, Any]:
        return {
            "batch_shape": self.batch_shape,
            "dtype": self.dtype,
            "sparse": bool(self.sparse),
            "ragged": bool(self.ragged),
            "name": self.name,
            "optional": self.optional,
        }


def Input(
    shape: Any = None,
    batch_size: int | None = None,
    dtype: Any = None,
    sparse: bool | None = None,
    ragged: bool | None = None,
    batch_shape: Any = None,
    name: str | None = None,
    tensor: Any = None,
    optional: bool = False,
    **kwargs: Any,
) -> KerasTensor:
    """A KerasTensor that stands for a model's input.

    Args: those of `InputLayer`.

    >>> import tapeflow as tf
    >>> inputs = tf.keras.Input((3,), name="inputs")
    >>> outputs = tf.keras.layers.Dense(2)(inputs)
    >>> outputs.shape
    (None, 2)
    >>> tf.keras.Model(inputs, outputs)(tf.ones([4, 3])).shape
    TensorShape([4, 2])
    >>> model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2)])
    >>> [v.shape for v in model.weights]
    [TensorShape([3, 2]), TensorShape([2])]
    """
    layer = InputLayer(
        shape=shape,
        batch_size=batch_size,
        dtype=dtype,
        sparse=sparse,
        ragged=ragged,
        batch_shape=batch_shape,
        input_tensor=tensor,
        optional=optional,
        name=name,
        **kwargs,
    )
    return layer.output
