"""`get`: the initializer that a name, config, class, instance or function stands for."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, problem
from tapeflow.ops.initializers.constants import Constant, Identity, Ones, Zeros, filled
from tapeflow.ops.initializers.initializer import Initializer, chosen_dtype, sizes
from tapeflow.ops.initializers.orthogonal import Orthogonal
from tapeflow.ops.initializers.random_initializers import (
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
)
from tapeflow.ops.initializers.stft import STFT
from tapeflow.ops.initializers.variance_scaling import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
)

NAMES: dict[str, type[Initializer]] = {
    "constant": Constant,
    "glorot_normal": GlorotNormal,
    "glorot_uniform": GlorotUniform,
    "he_normal": HeNormal,
    "he_uniform": HeUniform,
    "identity": Identity,
    "lecun_normal": LecunNormal,
    "lecun_uniform": LecunUniform,
    "normal": RandomNormal,
    "one": Ones,
    "ones": Ones,
    "orthogonal": Orthogonal,
    "random_normal": RandomNormal,
    "random_uniform": RandomUniform,
    "stft": STFT,
    "truncated_normal": TruncatedNormal,
    "uniform": RandomUniform,
    "variance_scaling": VarianceScaling,
    "zero": Zeros,
    "zeros": Zeros,
    "IdentityInitializer": Identity,
    "OrthogonalInitializer": Orthogonal,
    "STFTInitializer": STFT,
}
NAMES |= {kind.__name__: kind for kind in list(NAMES.values())}
# How names that are not in the table are found: functions from a name to a class or None. The
# register of the user's own classes is added by those who keep it.
FINDERS: list[Callable[[str], Any]] = []


def get(identifier: Any) -> Any:
    """The initializer that `identifier` stands for.

    Args:
      identifier: a name (`"glorot_uniform"` or `"GlorotUniform"`), a dict with `class_name` and
        `config`, an initializer, a class of initializers, a function of shape and dtype, an array
        with the values themselves, or None.

    Returns:
      Something to call with shape and dtype; None for None.

    Raises:
      ValueError: nothing known by that name, or something else altogether.

    >>> import tapeflow as tf
    >>> type(tf.keras.initializers.get("he_normal")).__name__
    'HeNormal'
    """
    if identifier is None:
        return None
    if isinstance(identifier, (str, dict)):
        return deserialize(identifier)
    if isinstance(identifier, (Tensor, Variable, np.ndarray, np.generic)):
        return _of_values(identifier)
    if inspect.isclass(identifier):
        return identifier()
    if callable(identifier):
        return identifier
    raise ValueError(
        problem(
            "Could not interpret initializer identifier",
            repr(identifier),
            "a name, config or function",
        )
    )


def serialize(initializer: Any) -> Any:
    """An initializer as a dict with `module`, `class_name`, `config` and `registered_name`.

    >>> import tapeflow as tf
    >>> tf.keras.initializers.serialize(tf.keras.initializers.Zeros())["class_name"]
    'Zeros'
    """
    if initializer is None or isinstance(initializer, (str, dict)):
        return initializer
    kind = type(initializer)
    ours = NAMES.get(kind.__name__) is kind
    return {
        "module": "keras.initializers" if ours else kind.__module__,
        "class_name": kind.__name__,
        "config": initializer.get_config(),
        "registered_name": None if ours else kind.__name__,
    }


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The initializer that `serialize` wrote, or a name stands for.

    Args:
      config: a name, or a dict with `class_name` and `config`.
      custom_objects: a dict from names to classes, looked at first.

    Raises:
      ValueError: nothing known by that name.
    """
    name = config if isinstance(config, str) else config["class_name"]
    options = {} if isinstance(config, str) else config.get("config") or {}
    kind = _find(name, custom_objects or {})
    if kind is None and not isinstance(config, str):
        kind = _find(config.get("registered_name") or "", custom_objects or {})
    if kind is None:
        raise ValueError(
            problem(
                f"Unknown initializer: '{name}'",
                expected=", ".join(sorted(name for name in NAMES if name.islower())),
                fix="pass the class itself, or register it with "
                "tf.keras.utils.register_keras_serializable",
            )
        )
    if not inspect.isclass(kind):
        return kind
    return kind.from_config(options) if hasattr(kind, "from_config") else kind(**options)


def _find(name: str, custom_objects: dict[str, Any]) -> Any:
    if name in custom_objects:
        return custom_objects[name]
    for finder in FINDERS:
        found = finder(name)
        if found is not None:
            return found
    return NAMES.get(name)


def _of_values(values: Any) -> Callable:
    given = tuple(values.shape)

    def initializer(shape: Any, dtype: Any = None) -> Tensor:
        if sizes(shape) != given:
            raise ValueError(
                problem(
                    "an array as initializer has one shape",
                    f"shape {sizes(shape)}",
                    f"shape {given}",
                )
            )
        array = values.numpy() if isinstance(values, (Tensor, Variable)) else values
        return filled(given, array, chosen_dtype(dtype))

    return initializer
