"""`Input` and `InputLayer`: what a Sequential model's inputs look like."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import as_dtype, problem
from tapeflow.keras.layers.layer import Layer


class InputLayer(Layer):
    """Tells the shape of a Sequential model's inputs, so that its weights can be made at once.

    Args:
      shape: without the batch; None where a size is free.
      batch_size: the batch's size, if it is fixed.
      dtype: the inputs' dtype.
      sparse, ragged, input_tensor: only None.
      batch_shape: `shape` with the batch; `batch_input_shape` and `input_shape` as in Keras 2.
      optional: kept for compatibility.
      name: by default `input_layer`.
    """

    _is_placeholder = True

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
        if sparse or ragged or input_tensor is not None:
            raise NotImplementedError(
                problem(
                    "tf.keras.Input: sparse, ragged and tensor inputs are not there yet",
                    fix="use dense inputs",
                )
            )
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

    @property
    def dtype(self) -> str:
        found = self.__dict__.get("_input_dtype")
        return found.name if found is not None else super().dtype

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
) -> InputLayer:
    """The first entry of a Sequential model: what its inputs look like.

    Args: those of `InputLayer`.

    >>> import tapeflow as tf
    >>> model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2)])
    >>> [v.shape for v in model.weights]
    [TensorShape([3, 2]), TensorShape([2])]
    """
    return InputLayer(
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
