"""`evaluated`: what a case returns to compare an expression whose value may be ragged or sparse."""

from __future__ import annotations

from typing import Any


def evaluated(text: str, **names: Any) -> Any:
    """The value of a Python expression, in terms that can be recorded.

    Args:
      text: the expression.
      **names: what it may use, `tf` and `np` among them.
    """
    return plain(eval(text, names))


def plain(value: Any) -> Any:
    """Ragged and sparse tensors as dictionaries of their parts."""
    if isinstance(value, (list, tuple)):
        return (
            type(value)(map(plain, value))
            if type(value) in (list, tuple)
            else list(map(plain, value))
        )
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if hasattr(value, "nested_row_splits"):
        return {
            "shape": value.shape.as_list(),
            "splits": list(value.nested_row_splits),
            "values": value.flat_values,
        }
    if hasattr(value, "dense_shape"):
        return {"at": value.indices, "shape": value.dense_shape, "values": value.values}
    return value
