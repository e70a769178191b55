"""`DTypePolicy`: which dtype a layer computes in, and which its weights have."""

from __future__ import annotations

import threading
from typing import Any

from tapeflow.engine import as_dtype, problem
from tapeflow.keras import backend
from tapeflow.ops.math import cast

_MIXED = {"mixed_float16": "float16", "mixed_bfloat16": "bfloat16"}


class _Global(threading.local):
    policy: Any = None


_global = _Global()


class DTypePolicy:
    """A layer's dtypes.

    Args:
      name: `float32`, `float64`, `float16` or `bfloat16`: computing and weights alike;
        `mixed_float16` or `mixed_bfloat16`: computing in half precision, with weights in float32.
        By default the global policy's.

    Raises:
      ValueError: another name.

    >>> import tapeflow as tf
    >>> policy = tf.keras.DTypePolicy("mixed_bfloat16")
    >>> policy.compute_dtype, policy.variable_dtype
    ('bfloat16', 'float32')
    """

    def __init__(self, name: str | None = None):
        name = dtype_policy().name if name is None else name
        if not isinstance(name, str):
            raise TypeError(
                problem("'name' must be a string, such as 'mixed_float16'.", given=repr(name))
            )
        self._name = name
        if name in _MIXED:
            self._compute_dtype, self._variable_dtype = _MIXED[name], "float32"
        else:
            try:
                self._compute_dtype = self._variable_dtype = as_dtype(name).name
            except TypeError:
                raise ValueError(
                    problem(
                        f"Cannot convert '{name}' to a mixed precision DTypePolicy.",
                        expected="float32, float64, float16, bfloat16, mixed_float16 or "
                        "mixed_bfloat16",
                    )
                ) from None
            self._name = self._compute_dtype

    @property
    def name(self) -> str:
        return self._name

    @property
    def compute_dtype(self) -> str:
        """What layers compute in, and cast floating inputs to."""
        return self._compute_dtype

    @property
    def variable_dtype(self) -> str:
        """What weights are made in."""
        return self._variable_dtype

    @property
    def is_mixed(self) -> bool:
        """Whether the two differ."""
        return self._compute_dtype != self._variable_dtype

    @property
    def quantization_mode(self) -> None:
        """None: there are no quantized layers."""

    def convert_input(self, x: Any, autocast: bool, dtype: Any) -> Any:
        """A layer's input as it computes with it: floats in `dtype`, if `autocast`.

        Args:
          x: a tensor, an array, or anything else, which comes back as it is.
          autocast: whether floats are cast.
          dtype: to what.
        """
        found = getattr(x, "dtype", None)
        if found is None or not autocast or not as_dtype(found).is_floating:
            return x
        return cast(x, as_dtype(dtype))

    def get_config(self) -> dict[str, Any]:
        return {"name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> DTypePolicy:
        return cls(**config)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DTypePolicy) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f'<DTypePolicy "{self.name}">'


def dtype_policy() -> DTypePolicy:
    """The policy of layers that are not given one: `backend.floatx()`, unless it was set."""
    return _global.policy or DTypePolicy(backend.floatx())


def set_dtype_policy(policy: Any) -> None:
    """Sets the policy of layers that are made from now on and not given one.

    Args:
      policy: a policy or its name; None goes back to `backend.floatx()`.

    >>> import tapeflow as tf
    >>> tf.keras.config.set_dtype_policy("mixed_float16")
    >>> tf.keras.layers.Dense(1)(tf.ones([1, 2])).dtype
    tf.float16
    >>> tf.keras.config.set_dtype_policy(None)
    """
    _global.policy = None if policy is None else get(policy)


def get(identifier: Any) -> DTypePolicy:
    """The policy that a policy, its name, its config, a dtype or None (the default) stands for."""
    if identifier is None:
        return dtype_policy()
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        return DTypePolicy(**identifier.get("config", identifier))
    if isinstance(identifier, str):
        return DTypePolicy(identifier)
    return DTypePolicy(as_dtype(identifier).name)


def serialize(dtype_policy: DTypePolicy) -> dict[str, Any]:
    """A policy as plain data."""
    return {
        "module": "keras",
        "class_name": "DTypePolicy",
        "config": dtype_policy.get_config(),
        "registered_name": None,
    }


def deserialize(config: dict[str, Any], custom_objects: Any = None) -> DTypePolicy:
    """The policy that `serialize` wrote."""
    return get(config)
