"""Arguments of Keras 2's first layers, which say what a Sequential model's inputs look like."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem

_KNOWN = ("input_shape", "batch_input_shape", "input_dim", "batch_size", "input_length", "weights")


def batch_shape_of(layer: str, options: dict[str, Any]) -> tuple | None:
    """The inputs' shape, batch included, that the options of a layer tell; None if they don't.

    Raises:
      ValueError: another option is among them.
    """
    unknown = {key: value for key, value in options.items() if key not in _KNOWN}
    if unknown:
        raise ValueError(
            problem(
                f"Unrecognized keyword arguments passed to {layer}: {unknown}",
                expected="activity_regularizer, trainable, dtype, autocast, name, input_shape",
            )
        )
    if options.get("batch_input_shape") is not None:
        return tuple(options["batch_input_shape"])
    shape = options.get("input_shape")
    if shape is None and options.get("input_dim") is not None:
        length = options.get("input_length")
        shape = (options["input_dim"] if length is None else length,)
    if shape is None:
        return None
    return (options.get("batch_size"), *(shape if isinstance(shape, (tuple, list)) else (shape,)))
