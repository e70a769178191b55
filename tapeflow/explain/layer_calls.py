"""`LayerCalls`: which recorded values are the outputs of which layers, noted while it is active."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from tapeflow.engine import Tensor
from tapeflow.engine.nest import flatten
from tapeflow.keras.layers import Layer


class LayerCall(NamedTuple):
    """One call of a layer: its names, and the numbers of its outputs among a trace's values.

    `names` are its own, the one that its owner has for it (`self.dense1 = ...`), and both with the
    names of the layers around it; the longest is last.
    """

    layer: Any
    names: tuple[str, ...]
    outputs: tuple[int, ...]


class _Local(threading.local):
    around: tuple = ()  # layers, outermost first, and the name each has in the one before


class LayerCalls:
    """Notes the calls of layers by the trace that they are recorded in."""

    def __init__(self):
        self._by_trace: dict[int, list[LayerCall]] = {}
        self._local = _Local()

    def of(self, serial: int) -> list[LayerCall]:
        """The calls recorded in a trace; those that have not ended yet will be added."""
        return self._by_trace.setdefault(serial, [])

    def forget(self) -> None:
        """Ends the lists, which live on where they were asked for."""
        self._by_trace.clear()

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Notes calls in the block. Outside of it calling a layer costs what it always does."""
        original = Layer.__call__

        @functools.wraps(original)
        def call(layer: Any, *args: Any, **kwargs: Any) -> Any:
            around = self._local.around
            name = _name_in(around[-1][0], layer) if around else None
            self._local.around = (*around, (layer, name or layer.name))
            try:
                outputs = original(layer, *args, **kwargs)
            finally:
                self._local.around = around
            self._note(layer, name, around, outputs)
            return outputs

        Layer.__call__ = call
        try:
            yield
        finally:
            Layer.__call__ = original

    def _note(self, layer: Any, name: str | None, around: tuple, outputs: Any) -> None:
        found = [tensor for tensor in flatten(outputs) if tensor.__class__ is Tensor]
        serials = {tensor._serial for tensor in found}
        if len(serials) != 1:
            return
        owners = [own for _, own in around[1:]]
        names = {
            "/".join([*prefix, own]): None
            for prefix in ([], owners, [around[0][1], *owners] if around else [])
            for own in (layer.name, name)
            if own is not None
        }
        call = LayerCall(layer, tuple(names), tuple([tensor._index for tensor in found]))
        self.of(serials.pop()).append(call)


def _name_in(owner: Any, layer: Any) -> str | None:
    """The attribute of `owner` that holds `layer`: `dense1`, or `blocks/0` in a list."""
    for name, value in vars(owner).items():
        if name.startswith("_"):
            continue
        if value is layer:
            return name
        if isinstance(value, (list, tuple)):
            for position, item in enumerate(value):
                if item is layer:
                    return f"{name}/{position}"
    return None
