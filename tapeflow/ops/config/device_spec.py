"""`tf.DeviceSpec`: a device's name, taken apart."""

from __future__ import annotations

import re
from typing import Any


class DeviceSpec:
    """A device's name, such as `/job:worker/replica:0/task:1/device:GPU:0`.

    Args:
      job: the job's name.
      replica: its number.
      task: its number.
      device_type: "CPU", "GPU" or the like.
      device_index: its number.

    >>> import tapeflow as tf
    >>> tf.DeviceSpec(job="worker", device_type="GPU", device_index=0).to_string()
    '/job:worker/device:GPU:0'
    """

    __slots__ = ("_index", "_job", "_replica", "_task", "_type")

    def __init__(
        self,
        job: str | None = None,
        replica: int | None = None,
        task: int | None = None,
        device_type: str | None = None,
        device_index: int | None = None,
    ):
        self._job = job
        self._replica, self._task, self._index = (
            None if number is None else int(number) for number in (replica, task, device_index)
        )
        known = device_type is not None and device_type.upper() in ("CPU", "GPU")
        self._type = device_type.upper() if known and device_type is not None else device_type

    job = property(lambda self: self._job)
    replica = property(lambda self: self._replica)
    task = property(lambda self: self._task)
    device_type = property(lambda self: self._type)
    device_index = property(lambda self: self._index)

    @classmethod
    def from_string(cls, spec: str) -> DeviceSpec:
        """A name taken apart.

        Raises:
          ValueError: it is none.
        """
        found: dict[str, Any] = {}
        for part in filter(None, spec.split("/")):
            key, _, value = part.partition(":")
            device = re.fullmatch(r"(?i:(cpu|gpu)|device:(\w+)):(\d+|\*)", part)
            if device:
                found["device_type"] = device[1] or device[2]
                found["device_index"] = None if device[3] == "*" else device[3]
            elif key in ("job", "replica", "task") and value:
                found[key] = None if value == "*" else value
            else:
                raise ValueError(f"Unknown attribute '{key}' is encountered while parsing '{spec}'")
        return cls(**found)

    def parse_from_string(self, spec: str) -> DeviceSpec:
        """`from_string`."""
        return self.from_string(spec)

    def to_string(self) -> str:
        """The name."""
        parts = [("job", self._job), ("replica", self._replica), ("task", self._task)]
        text = "".join(f"/{key}:{value}" for key, value in parts if value is not None)
        if self._type is not None:
            text += f"/device:{self._type}:{'*' if self._index is None else self._index}"
        return text

    def make_merged_spec(self, dev: DeviceSpec) -> DeviceSpec:
        """This with what the other says."""
        return DeviceSpec(**{**self._said(), **dev._said()})

    def replace(self, **kwargs: Any) -> DeviceSpec:
        """This with other parts."""
        return DeviceSpec(**{**self._said(), **kwargs})

    def _said(self) -> dict[str, Any]:
        names = ("job", "replica", "task", "device_type", "device_index")
        every = {name: getattr(self, name) for name in names}
        return {name: value for name, value in every.items() if value is not None}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DeviceSpec) and self._said() == other._said()

    def __hash__(self) -> int:
        return hash(self.to_string())

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={value!r}" for name, value in self._said().items())
        return f"<DeviceSpec({inside})>"
