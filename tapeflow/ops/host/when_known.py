"""`when_known`: a Python function of values, called where a program tells them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.engine import Tensor, Variable, convert_to_tensor, is_known, recording, tell
from tapeflow.engine.nest import map_structure


def when_known(
    function: Callable[[list], None], values: list, flag: Any = True, every: bool = True
) -> None:
    """Calls `function(values)` if `flag` is true: at once, or each time the program has run.

    Args:
      function: takes `values` with tensors that have values; it prints, writes or raises.
      values: structures of tensors and other objects.
      flag: a boolean scalar.
      every: whether it is a message, which a loop can't keep back; if not, it is an error: the
        first one counts, and what is assigned after it is undone.
    """
    if not recording():
        if bool(flag):
            function(values)
        return
    tensors: list[Tensor] = []

    def placed(leaf: Any) -> Any:
        if not isinstance(leaf, (Tensor, Variable)) or is_known(leaf):
            return leaf
        tensors.append(convert_to_tensor(leaf))
        return _Place(len(tensors) - 1)

    template = map_structure(placed, values)

    def told(*arrays: Any) -> None:
        def filled(leaf: Any) -> Any:
            return convert_to_tensor(arrays[leaf.number]) if isinstance(leaf, _Place) else leaf

        function(map_structure(filled, template))

    tell(told, convert_to_tensor(flag), tensors, every)


class _Place:
    """Where a value goes that is not known yet."""

    def __init__(self, number: int):
        self.number = number
