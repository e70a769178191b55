"""`lost_variables`: those whose values a failed program took with it.

A program that has run before is given its variables' old values to write over, and is not waited
for. If it then fails while it runs, mostly for want of memory, neither the old value nor the new
one is there. XLA gives a donated buffer back in no case, and keeping the old values until the new
ones are there would be the very memory that donation saves. So all that can be done is to say it.
"""

from __future__ import annotations

import gc
from typing import Any

from tapeflow.engine import tensor as tensor_module
from tapeflow.engine.errors import runtime_error
from tapeflow.engine.variable import Variable


def lost_variables() -> list[Variable]:
    """The variables without a value; waits for those whose value is under way."""
    found = [item for item in gc.get_objects() if issubclass(type(item), Variable)]
    return [variable for variable in found if _is_lost(variable.__dict__.get("_tensor"))]


def explained(error: Exception, sites: list) -> Exception:
    """`runtime_error`, with the names of the variables that are lost."""
    return runtime_error(error, sites, [variable.name for variable in lost_variables()])


def _is_lost(tensor: Any) -> bool:
    value = getattr(tensor, "_value", None)
    if not hasattr(value, "is_deleted"):  # pending, or on the host
        return False
    if value.is_deleted():
        return True
    try:
        value.block_until_ready()
    except RuntimeError:
        return True
    return False


tensor_module._explained = explained
