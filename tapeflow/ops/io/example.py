"""`tf.train.Example` and its parts: named lists of bytes, floats and integers, and their bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from tapeflow.ops.io import wire


class DecodeError(Exception):
    """The bytes are no message of the kind (protobuf's name for it)."""


class Message:
    """What all messages share: a class lists its fields in `_parts`, number -> (name, kind)."""

    _parts: dict[int, tuple[str, Any]] = {}  # noqa: RUF012 - each class has its own

    def __init__(self, **fields: Any):
        for name, kind in self._parts.values():
            setattr(self, name, kind())
        for name, value in fields.items():
            if name not in {known for known, _ in self._parts.values()}:
                raise ValueError(f'Protocol message {type(self).__name__} has no "{name}" field.')
            self._set(name, value)

    def _set(self, name: str, value: Any) -> None:
        part = getattr(self, name)
        if isinstance(part, Message):
            if isinstance(value, dict):
                value = type(part)(**value)
            if type(value) is not type(part):
                raise TypeError(
                    f"{name} must be a {type(part).__name__}, not {type(value).__name__}"
                )
            setattr(self, name, value)
        else:
            part.update(value) if isinstance(part, dict) else part.extend(value)

    def SerializeToString(self, deterministic: bool | None = None) -> bytes:
        """The message as bytes; maps in the order of their keys."""
        return b"".join(_written(n, getattr(self, name)) for n, (name, _) in self._parts.items())

    SerializePartialToString = SerializeToString

    def ParseFromString(self, serialized: bytes) -> int:
        """Replaces what is in the message by what the bytes say; returns their number.

        Raises:
          DecodeError: they are no message of the kind.
        """
        self.Clear()
        return self.MergeFromString(serialized)

    def MergeFromString(self, serialized: bytes) -> int:
        """Adds what the bytes say.

        Raises:
          DecodeError: they are no message of the kind.
        """
        if not isinstance(serialized, (bytes, bytearray, memoryview)):
            serialized = serialized.numpy() if hasattr(serialized, "numpy") else serialized
        try:
            for number, kind, content in wire.fields(bytes(serialized)):
                if number in self._parts:
                    self._read(self._parts[number][0], kind, content)
        except (wire.WireError, TypeError, ValueError) as error:
            raise DecodeError(f"Error parsing message as {type(self).__name__}") from error
        return len(serialized)

    def _read(self, name: str, kind: int, content: Any) -> None:
        part = getattr(self, name)
        if isinstance(part, Message):
            part.MergeFromString(content)
        else:
            part.read(kind, content)

    @classmethod
    def FromString(cls, serialized: bytes) -> Any:
        """A message of its bytes."""
        message = cls()
        message.ParseFromString(serialized)
        return message

    def Clear(self) -> None:
        """Empties the message."""
        self.__init__()

    def CopyFrom(self, other: Any) -> None:
        """Makes this message equal another of its class."""
        self.ParseFromString(other.SerializeToString())

    def MergeFrom(self, other: Any) -> None:
        """Adds what another message of the class says."""
        self.MergeFromString(other.SerializeToString())

    def ByteSize(self) -> int:
        """The number of bytes of the message."""
        return len(self.SerializeToString())

    def HasField(self, name: str) -> bool:
        """Whether a part has anything in it."""
        return bool(getattr(self, name).SerializeToString())

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.SerializeToString() == other.SerializeToString()

    __hash__ = None

    def __deepcopy__(self, memo: dict) -> Any:
        return type(self).FromString(self.SerializeToString())

    def __reduce__(self):
        return type(self).FromString, (self.SerializeToString(),)

    def __repr__(self) -> str:
        return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        for name, _ in self._parts.values():
            part = getattr(self, name)
            if isinstance(part, Message):
                if part.SerializeToString() or (
                    isinstance(self, Feature) and self.WhichOneof("kind") == name
                ):
                    yield from _block(name, part)
            elif isinstance(part, Map):
                for key in sorted(part):
                    yield f"{name} {{"
                    yield f'  key: "{key}"'
                    yield from (f"  {line}" for line in _block("value", part[key]))
                    yield "}"
            elif isinstance(part, Messages):
                for item in part:
                    yield from _block(name, item)
            else:
                for item in part:
                    yield f"{name}: {_literal(item)}"


def _block(name: str, part: Message) -> Iterator[str]:
    yield f"{name} {{"
    yield from (f"  {line}" for line in part._lines())
    yield "}"


def _literal(item: Any) -> str:
    if not isinstance(item, bytes):
        return f"{item:.9g}".rstrip() if isinstance(item, float) else str(item)
    escapes = {34: '\\"', 39: "\\'", 92: "\\\\", 10: "\\n", 13: "\\r", 9: "\\t"}
    text = "".join(
        escapes.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in item
    )
    return f'"{text}"'


def _written(number: int, part: Any) -> bytes:
    if isinstance(part, Message):
        content = part.SerializeToString()
        return wire.field(number, content) if content else b""
    return part.written(number)


class Values(list):
    """A list that takes values of one kind only; a class says which, and how they are written."""

    def __init__(self, values: Iterable = ()):
        super().__init__()
        self.extend(values)

    def check(self, value: Any) -> Any:
        """The value in the list's kind.

        Raises:
          TypeError: it is of another.
        """
        raise NotImplementedError

    def append(self, value: Any) -> None:
        super().append(self.check(value))

    def extend(self, values: Iterable) -> None:
        values = values.numpy() if hasattr(values, "numpy") else values
        if isinstance(values, np.ndarray):
            values = values.tolist()
        super().extend([self.check(value) for value in values])

    def insert(self, position: int, value: Any) -> None:
        super().insert(position, self.check(value))

    def __setitem__(self, position: Any, value: Any) -> None:
        many = isinstance(position, slice)
        super().__setitem__(position, [self.check(v) for v in value] if many else self.check(value))

    def _refused(self, value: Any, expected: str) -> TypeError:
        return TypeError(
            f"{value!r} has type {type(value).__name__}, but expected one of: {expected}"
        )


class BytesValues(Values):
    """A list of bytes."""

    def check(self, value: Any) -> bytes:
        value = value.numpy() if hasattr(value, "numpy") else value
        if not isinstance(value, (bytes, bytearray)):
            raise self._refused(value, "bytes")
        return bytes(value)

    def read(self, kind: int, content: Any) -> None:
        super().append(bytes(content))

    def written(self, number: int) -> bytes:
        return b"".join(wire.field(number, item) for item in self)


class FloatValues(Values):
    """A list of 32-bit floats."""

    def check(self, value: Any) -> float:
        value = value.numpy() if hasattr(value, "numpy") else value
        if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
            raise self._refused(value, "int, float")
        return float(np.float32(value))

    def read(self, kind: int, content: Any) -> None:
        super().extend(np.frombuffer(content, "<f4").tolist())

    def written(self, number: int) -> bytes:
        return wire.field(number, np.array(self, "<f4").tobytes()) if self else b""


class IntegerValues(Values):
    """A list of 64-bit integers."""

    def check(self, value: Any) -> int:
        value = value.numpy() if hasattr(value, "numpy") else value
        value = bool(value) if isinstance(value, np.bool_) else value
        if isinstance(value, (float, np.floating)) or not hasattr(value, "__index__"):
            raise self._refused(value, "int")
        number = int(value)
        if not -(2**63) <= number < 2**63:
            raise ValueError(f"Value out of range: {number}")
        return number

    def read(self, kind: int, content: Any) -> None:
        if kind == wire.VARINT:
            super().append(wire.signed(content))
        else:
            super().extend(wire.read_packed_varints(content).tolist())

    def written(self, number: int) -> bytes:
        return wire.field(number, b"".join(map(wire.varint, self))) if self else b""


class BytesList(Message):
    r"""A list of `bytes`, `value`.

    >>> import tapeflow as tf
    >>> tf.train.BytesList(value=[b"a"]).SerializeToString()
    b'\n\x01a'
    """

    _parts = {1: ("value", BytesValues)}  # noqa: RUF012


class FloatList(Message):
    """A list of 32-bit floats, `value`."""

    _parts = {1: ("value", FloatValues)}  # noqa: RUF012


class Int64List(Message):
    """A list of 64-bit integers, `value`."""

    _parts = {1: ("value", IntegerValues)}  # noqa: RUF012


class Feature(Message):
    """One of `bytes_list`, `float_list` and `int64_list`."""

    _parts = {  # noqa: RUF012
        1: ("bytes_list", BytesList),
        2: ("float_list", FloatList),
        3: ("int64_list", Int64List),
    }

    def __init__(self, **fields: Any):
        self._given: str | None = None
        super().__init__(**fields)
        if fields:
            self._given = list(fields)[-1]

    def WhichOneof(self, group: str = "kind") -> str | None:
        """The name of the list that is there, or None."""
        if group != "kind":
            raise ValueError(f'Protocol message has no oneof "{group}" field.')
        filled = [name for name, _ in self._parts.values() if getattr(self, name).value]
        if self._given in filled or (self._given and not filled):
            return self._given
        return filled[-1] if filled else None

    def HasField(self, name: str) -> bool:
        """Whether that list is the one."""
        return self.WhichOneof("kind") == name

    def _read(self, name: str, kind: int, content: Any) -> None:
        self._given = name
        super()._read(name, kind, content)

    def SerializeToString(self, deterministic: bool | None = None) -> bytes:
        """The message as bytes."""
        chosen = self.WhichOneof("kind")
        for number, (name, _) in self._parts.items():
            if name == chosen:
                return wire.field(number, getattr(self, name).SerializeToString())
        return b""


class Map(dict):
    """A map from text to messages of one class, which makes what is asked for and isn't there."""

    kind: type

    def __missing__(self, key: str) -> Any:
        if not isinstance(key, str):
            raise TypeError(
                f"{key!r} has type {type(key).__name__}, but expected one of: bytes, str"
            )
        self[key] = self.kind()
        return self[key]

    def read(self, kind: int, content: Any) -> None:
        key, value = "", self.kind()
        for number, _, part in wire.fields(content):
            if number == 1:
                key = part.decode()
            elif number == 2:
                value.MergeFromString(part)
        self[key] = value

    def written(self, number: int) -> bytes:
        return b"".join(
            wire.field(
                number, wire.field(1, key.encode()) + wire.field(2, self[key].SerializeToString())
            )
            for key in sorted(self)
        )

    def get_or_create(self, key: str) -> Any:
        """The message of that key."""
        return self[key]


class Messages(list):
    """A list of messages of one class."""

    kind: type

    def add(self, **fields: Any) -> Any:
        """A new message at the end."""
        self.append(self.kind(**fields))
        return self[-1]

    def read(self, kind: int, content: Any) -> None:
        self.append(self.kind.FromString(content))

    def written(self, number: int) -> bytes:
        return b"".join(wire.field(number, item.SerializeToString()) for item in self)


class _FeatureMap(Map):
    kind = Feature


class _FeatureValues(Messages):
    kind = Feature


class Features(Message):
    """Named features: `feature` maps names to `Feature`s."""

    _parts = {1: ("feature", _FeatureMap)}  # noqa: RUF012


class FeatureList(Message):
    """A list of `Feature`s, one a step of a sequence."""

    _parts = {1: ("feature", _FeatureValues)}  # noqa: RUF012


class _FeatureListMap(Map):
    kind = FeatureList


class FeatureLists(Message):
    """Named lists: `feature_list` maps names to `FeatureList`s."""

    _parts = {1: ("feature_list", _FeatureListMap)}  # noqa: RUF012


class Example(Message):
    """A data point: `features`.

    >>> import tapeflow as tf
    >>> example = tf.train.Example()
    >>> example.features.feature["age"].int64_list.value.append(29)
    >>> tf.train.Example.FromString(example.SerializeToString()) == example
    True
    """

    _parts = {1: ("features", Features)}  # noqa: RUF012


class SequenceExample(Message):
    """A sequence: `context`, what holds for all of it, and `feature_lists`, a list a step."""

    _parts = {1: ("context", Features), 2: ("feature_lists", FeatureLists)}  # noqa: RUF012
