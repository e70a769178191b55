"""`get`, `serialize` and `deserialize` of optimizers."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.optimizers.adadelta import Adadelta
from tapeflow.keras.optimizers.adafactor import Adafactor
from tapeflow.keras.optimizers.adagrad import Adagrad
from tapeflow.keras.optimizers.adam import Adam
from tapeflow.keras.optimizers.adamax import Adamax
from tapeflow.keras.optimizers.adamw import AdamW
from tapeflow.keras.optimizers.ftrl import Ftrl
from tapeflow.keras.optimizers.lamb import Lamb
from tapeflow.keras.optimizers.lion import Lion
from tapeflow.keras.optimizers.loss_scale_optimizer import LossScaleOptimizer
from tapeflow.keras.optimizers.multi_optimizer import MultiOptimizer
from tapeflow.keras.optimizers.muon import Muon
from tapeflow.keras.optimizers.nadam import Nadam
from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.optimizers.optimizer_map import OptimizerMap
from tapeflow.keras.optimizers.rmsprop import RMSprop
from tapeflow.keras.optimizers.schedule_free_adamw import ScheduleFreeAdamW
from tapeflow.keras.optimizers.sgd import SGD

_CLASSES = {
    kind.__name__.lower(): kind
    for kind in (
        Adadelta, Adafactor, Adagrad, Adam, AdamW, Adamax, Ftrl, Lamb, Lion, LossScaleOptimizer,
        MultiOptimizer, Muon, Nadam, OptimizerMap, RMSprop, SGD, ScheduleFreeAdamW,
    )
}  # fmt: skip


def get(identifier: Any) -> Optimizer:
    """An optimizer by name, by configuration, or as it is.

    Args:
      identifier: an `Optimizer`; a name such as "adam", in any case; or what `serialize` gave.

    Raises:
      ValueError: no optimizer of that name, or something else altogether.

    >>> import tapeflow as tf
    >>> float(tf.keras.optimizers.get("sgd").learning_rate)
    0.009999999776482582
    """
    if isinstance(identifier, Optimizer):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier)
    if isinstance(identifier, str):
        return deserialize({"class_name": identifier, "config": {}})
    raise ValueError(f"Could not interpret optimizer identifier: {identifier}")


def serialize(optimizer: Optimizer) -> dict[str, Any]:
    """An optimizer as plain data, in Keras 3's form."""
    kind = type(optimizer)
    ours = _CLASSES.get(kind.__name__.lower()) is kind
    return {
        "module": "keras.optimizers" if ours else kind.__module__,
        "class_name": kind.__name__,
        "config": optimizer.get_config(),
        "registered_name": None if ours else kind.__name__,
    }


def deserialize(config: dict[str, Any], custom_objects: dict[str, type] | None = None) -> Optimizer:
    """An optimizer made of what `serialize` gave.

    Args:
      config: a mapping with `class_name` and `config`.
      custom_objects: the user's own classes, by name.

    Raises:
      ValueError: no class of that name.
    """
    name = config["class_name"]
    kind = (custom_objects or {}).get(name) or _CLASSES.get(name.lower())
    if kind is None:
        raise ValueError(
            problem(
                "Could not interpret optimizer identifier",
                given=repr(name),
                expected=f"one of {sorted(kind.__name__ for kind in _CLASSES.values())}",
                fix="name your own classes in custom_objects",
            )
        )
    return kind.from_config(config["config"])
