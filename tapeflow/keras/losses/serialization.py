"""`get`, `serialize` and `deserialize` of losses."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.losses import (
    circle_loss,
    crossentropy,
    ctc_loss,
    divergence,
    focal,
    generalized_crossentropy,
    hinge,
    overlap,
    regression,
)
from tapeflow.keras.losses.loss import BuiltInLoss, Loss
from tapeflow.ops.keras_math import dice as overlap_functions
from tapeflow.ops.keras_math import divergence as divergence_functions
from tapeflow.ops.keras_math import focal as focal_functions
from tapeflow.ops.keras_math import hinge as hinge_functions
from tapeflow.ops.keras_math import regression as regression_functions

_MODULES = (
    circle_loss, crossentropy, ctc_loss, divergence, focal, generalized_crossentropy, hinge,
    overlap, regression,
)  # fmt: skip
_CLASSES: dict[str, type[Loss]] = {
    name: kind
    for module in _MODULES
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, BuiltInLoss) and kind is not BuiltInLoss
}
FUNCTIONS: dict[str, Any] = {
    function.__name__: function
    for function in (
        circle_loss.circle,
        crossentropy.binary_crossentropy,
        crossentropy.categorical_crossentropy,
        crossentropy.sparse_categorical_crossentropy,
        ctc_loss.ctc,
        divergence_functions.kl_divergence,
        divergence_functions.poisson,
        focal_functions.binary_focal_crossentropy,
        focal_functions.categorical_focal_crossentropy,
        generalized_crossentropy.categorical_generalized_cross_entropy,
        hinge_functions.categorical_hinge,
        hinge_functions.hinge,
        hinge_functions.squared_hinge,
        overlap_functions.dice,
        overlap_functions.tversky,
        regression_functions.cosine_similarity,
        regression_functions.huber,
        regression_functions.log_cosh,
        regression_functions.mean_absolute_error,
        regression_functions.mean_absolute_percentage_error,
        regression_functions.mean_squared_error,
        regression_functions.mean_squared_logarithmic_error,
    )
}
_SHORT = {
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "logcosh": "log_cosh",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "mse": "mean_squared_error",
    "msle": "mean_squared_logarithmic_error",
}
SHORT_NAMES = _SHORT | {name.upper(): full for name, full in _SHORT.items() if len(name) < 5}


def get(identifier: Any) -> Any:
    """A loss by name, by configuration, or as it is.

    Args:
      identifier: a function or `Loss`; a name such as "mse" or "MeanSquaredError" (a class's name
        gives an object of it); what `serialize` gave; or None, which stays None.

    Raises:
      ValueError: no loss of that name.

    >>> import tapeflow as tf
    >>> tf.keras.losses.get("mse").__name__
    'mean_squared_error'
    """
    if identifier is None or callable(identifier):
        return identifier() if isinstance(identifier, type) else identifier
    if isinstance(identifier, (str, dict)):
        return deserialize(identifier)
    raise ValueError(f"Could not interpret loss identifier: {identifier}")


def serialize(loss: Any) -> Any:
    """A loss as plain data, in Keras 3's form; of a function, its name."""
    if not isinstance(loss, Loss):
        return {
            "module": "builtins",
            "class_name": "function",
            "config": loss.__name__,
            "registered_name": "function",
        }
    kind = type(loss)
    ours = _CLASSES.get(kind.__name__) is kind
    return {
        "module": "keras.losses" if ours else kind.__module__,
        "class_name": kind.__name__,
        "config": loss.get_config(),
        "registered_name": None if ours else kind.__name__,
    }


def deserialize(name: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """A loss made of what `serialize` gave.

    Args:
      name: a function's or class's name, or a mapping with `class_name` and `config`.
      custom_objects: the user's own classes and functions, by name.

    Raises:
      ValueError: no loss of that name.
    """
    config = name if isinstance(name, dict) else {"class_name": name}
    wanted = config["class_name"]
    if wanted == "function":
        wanted = config["config"]
    known = _CLASSES | FUNCTIONS | {short: FUNCTIONS[full] for short, full in SHORT_NAMES.items()}
    found = (known | (custom_objects or {})).get(wanted)
    if found is None:
        raise ValueError(
            problem(
                "Could not interpret loss identifier",
                given=repr(wanted),
                expected=f"a function or a class; one of {sorted(FUNCTIONS)} and their classes",
                fix="name your own classes and functions in custom_objects",
            )
        )
    return found.from_config(config.get("config", {})) if isinstance(found, type) else found
