"""`DTypePolicy`: which dtype a layer computes in, and which its weights have."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import as_dtype, problem
from tapeflow.keras import backend


class DTypePolicy:
    """A layer's dtypes.

    Args:
      name: `float32`, `float64`, `float16` or `bfloat16`: computing and weights alike.

    Raises:
      NotImplementedError: a mixed policy, which has two dtypes.

    >>> import tapeflow as tf
    >>> tf.keras.DTypePolicy("float64").compute_dtype
    'float64'
    """

    def __init__(self, name: str | None = None):
        name = name or backend.floatx()
        if name.startswith("mixed_"):
            raise NotImplementedError(
                problem(
                    "tf.keras.DTypePolicy: mixed precision is not there yet",
                    given=repr(name),
                    fix="use dtype='float32', or 'bfloat16' for computing and weights alike",
                )
            )
        self._dtype = as_dtype(name)
        self.name = self._dtype.name

    @property
    def compute_dtype(self) -> str:
        return self.name

    @property
    def variable_dtype(self) -> str:
        return self.name

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
        return f"<DTypePolicy {self.name!r}>"


def get(identifier: Any) -> DTypePolicy:
    """The policy that a policy, its name, its config, a dtype or None (the default) stands for."""
    if identifier is None:
        return DTypePolicy(backend.floatx())
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        return DTypePolicy(**identifier.get("config", identifier))
    if isinstance(identifier, str):
        return DTypePolicy(identifier)
    return DTypePolicy(as_dtype(identifier).name)
