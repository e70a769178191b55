"""`DTypePolicyMap`: which policy a layer has, by its path."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras import dtype_policy
from tapeflow.keras.dtype_policy import DTypePolicy


class DTypePolicyMap(DTypePolicy, MutableMapping):
    """A dict from layers' paths, or regular expressions that match whole paths, to policies.

    Args:
      default_policy: for paths that match none; the global policy by default.
      policy_map: a dict to start with.

    Raises:
      ValueError: a map as the default.
      TypeError: `policy_map` is no dict.

    >>> import tapeflow as tf
    >>> policies = tf.keras.dtype_policies.DTypePolicyMap("float32", {"head/.*": "mixed_bfloat16"})
    >>> policies["head/dense"].compute_dtype, policies["body/dense"].compute_dtype
    ('bfloat16', 'float32')
    """

    def __init__(self, default_policy: Any = None, policy_map: dict[str, Any] | None = None):
        if isinstance(default_policy, DTypePolicyMap):
            raise ValueError("`default_policy` cannot be a `DTypePolicyMap`.")
        if policy_map is not None and not isinstance(policy_map, dict):
            raise TypeError(
                "If specified, `policy_map` must be a dict. "
                f"Received: policy_map={policy_map} of type {type(policy_map)}"
            )
        self._default_policy_arg = default_policy
        super().__init__(dtype_policy.get(default_policy).name)
        self._policy_map = {
            key: dtype_policy.get(policy) for key, policy in (policy_map or {}).items()
        }

    @property
    def name(self) -> str:
        return f"map_{self._name}"

    @property
    def default_policy(self) -> DTypePolicy:
        """For paths that match none."""
        return DTypePolicy(self._name)

    def __getitem__(self, key: str) -> DTypePolicy:
        if key in self._policy_map:
            return self._policy_map[key]
        matching = [pattern for pattern in self._policy_map if re.fullmatch(pattern, key)]
        if len(matching) > 1:
            raise ValueError(
                f"Path '{key}' matches multiple dtype policy specification keys: {matching}. "
                "Please make sure each path only matches at most one."
            )
        return self._policy_map[matching[0]] if matching else self.default_policy

    def __setitem__(self, key: str, policy: Any) -> None:
        if key in self._policy_map:
            raise ValueError(
                f"{key} already exist in the DTypePolicyMap with value {self._policy_map[key]}: "
                "delete it first."
            )
        try:
            self._policy_map[key] = dtype_policy.get(policy)
        except (TypeError, ValueError) as error:
            raise ValueError(
                problem(
                    "DTypePolicyMap: the value must be a policy or what stands for one",
                    given=repr(policy),
                )
            ) from error

    def __delitem__(self, key: str) -> None:
        del self._policy_map[key]

    def __contains__(self, key: object) -> bool:
        return key in self._policy_map

    def __len__(self) -> int:
        return len(self._policy_map)

    def __iter__(self) -> Iterator[str]:
        return iter(self._policy_map)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, DTypePolicyMap)
            and self._name == other._name
            and self._policy_map == other._policy_map
        )

    def __hash__(self) -> int:
        return hash((self._name, tuple(self._policy_map.items())))

    def __repr__(self) -> str:
        pairs = [(key, policy.name) for key, policy in self._policy_map.items()]
        return f"<DTypePolicyMap default_policy={self._name}, mapping={pairs}>"

    def get_config(self) -> dict[str, Any]:
        policies = {key: dtype_policy.serialize(p) for key, p in self._policy_map.items()}
        return {"default_policy": self._default_policy_arg, "policy_map": policies}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> DTypePolicyMap:
        return cls(**config)
