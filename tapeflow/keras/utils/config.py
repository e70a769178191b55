"""`Config`: named values that can be frozen."""

from __future__ import annotations

import difflib
import json
from typing import Any


class Config:
    """A dict whose entries are attributes too, until it is frozen.

    Args:
      **kwargs: the first entries.

    >>> import tapeflow as tf
    >>> config = tf.keras.utils.Config(rate=0.1)
    >>> config.steps = 3
    >>> config["rate"], config.as_dict()
    (0.1, {'rate': 0.1, 'steps': 3})
    """

    def __init__(self, **kwargs: Any):
        self.__dict__.update(_config=kwargs, _frozen=False)

    @property
    def frozen(self) -> bool:
        """Whether changes are refused."""
        return self._frozen

    def freeze(self) -> None:
        """Refuses changes from now on."""
        self.__dict__["_frozen"] = True

    def unfreeze(self) -> None:
        """Allows changes again."""
        self.__dict__["_frozen"] = False

    def as_dict(self) -> dict[str, Any]:
        """A copy of the entries."""
        return dict(self._config)

    def to_json(self) -> str:
        """The entries as JSON."""
        return json.dumps(self._config)

    def keys(self) -> Any:
        return self._config.keys()

    def values(self) -> Any:
        return self._config.values()

    def items(self) -> Any:
        return self._config.items()

    def get(self, keyname: str, value: Any = None) -> Any:
        return self._config.get(keyname, value)

    def pop(self, *args: Any) -> Any:
        return self._changing().pop(*args)

    def update(self, *args: Any, **kwargs: Any) -> None:
        self._changing().update(*args, **kwargs)

    def _changing(self) -> dict[str, Any]:
        if self._frozen:
            raise ValueError("Cannot mutate attribute(s) because the config is frozen.")
        return self._config

    def __setattr__(self, name: str, value: Any) -> None:
        self._changing()[name] = value

    def __getattr__(self, name: str) -> Any:
        entries = self.__dict__.get("_config", {})
        if name in entries:
            return entries[name]
        near = difflib.get_close_matches(name, entries, n=1, cutoff=0.7)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise AttributeError(f"Unknown attribute: '{name}'.{hint}")

    def __setitem__(self, key: str, item: Any) -> None:
        self._changing()[key] = item

    def __getitem__(self, key: str) -> Any:
        return self._config[key]

    def __delattr__(self, name: str) -> None:
        self._changing().pop(name, None)

    def __delitem__(self, key: str) -> None:
        del self._changing()[key]

    def __contains__(self, key: str) -> bool:
        return key in self._config

    def __iter__(self) -> Any:
        return iter(dict(self._config))

    def __len__(self) -> int:
        return len(self._config)

    def __repr__(self) -> str:
        return f"<Config {self._config}>"
