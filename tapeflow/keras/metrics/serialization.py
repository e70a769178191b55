"""`get`, `serialize` and `deserialize` of metrics."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.losses.serialization import FUNCTIONS, SHORT_NAMES
from tapeflow.keras.metrics import (
    accuracy,
    at_constraint,
    auc,
    confusion,
    correlation,
    crossentropy,
    error,
    f_score,
    iou,
    mean,
)
from tapeflow.keras.metrics.metric import Metric
from tapeflow.keras.naming import snake_case
from tapeflow.ops.keras_math import accuracy as functions

_BASES = ("BuiltInMean", "Confusion", "MeanMetricWrapper", "Metric")
_MODULES = (
    accuracy, at_constraint, auc, confusion, correlation, crossentropy, error, f_score, iou, mean
)  # fmt: skip
_CLASSES: dict[str, type[Metric]] = {
    name: kind
    for module in _MODULES
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, Metric) and name not in _BASES and name[0] != "_"
}
_FUNCTIONS = FUNCTIONS | {
    function.__name__: function
    for function in (
        functions.binary_accuracy,
        functions.categorical_accuracy,
        functions.sparse_categorical_accuracy,
        functions.sparse_top_k_categorical_accuracy,
        functions.top_k_categorical_accuracy,
    )
}
_NAMES = _CLASSES | {snake_case(name): kind for name, kind in _CLASSES.items()}
_NAMES |= {short: _NAMES[full] for short, full in SHORT_NAMES.items() if full in _NAMES}


def get(identifier: Any) -> Any:
    """A metric by name, by configuration, or as it is.

    Args:
      identifier: a function or `Metric`; a name such as "mse" or "MeanSquaredError"; what
        `serialize` gave; or None, which stays None.

    Raises:
      ValueError: no metric of that name.

    >>> import tapeflow as tf
    >>> tf.keras.metrics.get("SparseCategoricalAccuracy").name
    'sparse_categorical_accuracy'
    """
    if identifier is None or callable(identifier):
        return identifier() if isinstance(identifier, type) else identifier
    if isinstance(identifier, (str, dict)):
        return deserialize(identifier)
    raise ValueError(f"Could not interpret metric identifier: {identifier}")


def serialize(metric: Any) -> Any:
    """A metric as plain data, in Keras 3's form; of a function, its name."""
    if not isinstance(metric, Metric):
        return {
            "module": "builtins",
            "class_name": "function",
            "config": metric.__name__,
            "registered_name": "function",
        }
    kind = type(metric)
    ours = _CLASSES.get(kind.__name__) is kind
    return {
        "module": "keras.metrics" if ours else kind.__module__,
        "class_name": kind.__name__,
        "config": metric.get_config(),
        "registered_name": None if ours else kind.__name__,
    }


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """A metric made of what `serialize` gave.

    Args:
      config: a metric's name, or a mapping with `class_name` and `config`.
      custom_objects: the user's own classes and functions, by name.

    Raises:
      ValueError: no metric of that name.
    """
    given = config if isinstance(config, dict) else {"class_name": config}
    wanted = given["class_name"]
    if wanted == "function":
        return (_FUNCTIONS | (custom_objects or {}))[given["config"]]
    found = (_NAMES | (custom_objects or {})).get(wanted)
    if found is None:
        raise ValueError(
            problem(
                "Could not interpret metric identifier",
                given=repr(wanted),
                expected=f"one of {sorted(_CLASSES)}, or its name in snake case",
                fix="name your own classes and functions in custom_objects",
            )
        )
    return found.from_config(given.get("config", {})) if isinstance(found, type) else found
