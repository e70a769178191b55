"""`tf.OptionalSpec`."""

from __future__ import annotations

from typing import Any

from tapeflow.data.iterator import Optional
from tapeflow.engine import TypeSpec


class OptionalSpec(TypeSpec):
    """What the value of a `tf.experimental.Optional` looks like.

    Args:
      element_spec: the value's spec, or a structure of them.

    >>> import tapeflow as tf
    >>> tf.OptionalSpec(tf.TensorSpec([2])).value_type.__name__
    'Optional'
    """

    def __init__(self, element_spec: Any):
        self._element_spec = element_spec

    @property
    def value_type(self) -> type:
        return Optional

    def _serialize(self) -> tuple:
        return (self._element_spec,)
