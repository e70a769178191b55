"""`get_source_inputs`: the inputs that a KerasTensor depends on."""

from __future__ import annotations

from tapeflow.keras.symbolic.keras_tensor import KerasTensor
from tapeflow.keras.symbolic.node import node_of


def get_source_inputs(tensor: KerasTensor) -> list[KerasTensor]:
    """The `tf.keras.Input`s from which a KerasTensor is computed, each once.

    Args:
      tensor: the KerasTensor.

    >>> import tapeflow as tf
    >>> a, b = tf.keras.Input((2,), name="a"), tf.keras.Input((2,), name="b")
    >>> [source.name for source in tf.keras.utils.get_source_inputs(a * 2 + b)]
    ['a', 'b']
    """
    found: dict[int, KerasTensor] = {}
    seen: set[int] = set()
    pending = [node_of(tensor)]
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.is_input:
            found.update({id(source): source for source in node.output_tensors})
        pending.extend(reversed(node.parent_nodes))
    return list(found.values())
