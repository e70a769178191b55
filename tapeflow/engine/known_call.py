"""`known_call`: one signature for all calls that compute the same, so that programs are found."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from tapeflow.engine.signature import CallSignature

MAX_CALLS = 512
_calls: OrderedDict[tuple, CallSignature] = OrderedDict()


def known_call(key: tuple, make: Callable[[], CallSignature]) -> CallSignature:
    """The signature of a recorded body's call: an earlier one, if what it computes is the same.

    A trace's program is found by its nodes' signatures. A body that is recorded anew at each call
    would have a new one, and compile each time.

    Args:
      key: what tells the call from others, such as `FuncGraph`s' keys; a call with a None among
        them is like no other, and nothing of it is kept.
      make: makes the signature, which must not hold tensors or variables.
    """
    if None in key:
        return make()
    found = _calls.get(key)
    if found is None:
        found = _calls[key] = make()
        if len(_calls) > MAX_CALLS:
            _calls.popitem(last=False)
    else:
        _calls.move_to_end(key)
    return found
