"""`Layer.stateless_call`: a call as a pure function of the values of the variables."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.stateless import stateless


def stateless_call(
    layer: Any,
    trainable_variables: Any,
    non_trainable_variables: Any,
    args: tuple,
    kwargs: dict[str, Any],
    return_losses: bool,
) -> tuple:
    """See `Layer.stateless_call`."""
    if not layer.built:
        raise ValueError(
            problem(
                f"To call stateless_call, {type(layer).__name__} must be built (i.e. its variables "
                "must have been already created).",
                fix="call it on data first, or layer.build(input_shape)",
            )
        )
    kinds = (
        ("trainable", list(trainable_variables), layer.trainable_variables),
        ("non_trainable", list(non_trainable_variables), layer.non_trainable_variables),
    )
    for kind, values, variables in kinds:
        if len(values) != len(variables):
            raise ValueError(
                problem(
                    f"Argument `{kind}_variables` must be a list of values for all of "
                    f"layer.{kind}_variables",
                    given=f"{len(values)} values",
                    expected=f"{len(variables)}: {[variable.path for variable in variables]}",
                )
            )
    (_, given, trained), (_, others_given, others) = kinds

    def call() -> tuple:
        outputs = layer(*args, **kwargs)
        return outputs, list(layer.losses) if return_losses else None

    (outputs, losses), values = stateless(call, trained + others, given + others_given)
    result = (outputs, values[len(trained) :])
    return (*result, losses) if return_losses else result
