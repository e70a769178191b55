"""`on_own_thread`: calls what must not refer to the frames of its callers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from concurrent.futures import Future
from threading import Thread


def on_own_thread(function: Callable, *arguments: Any) -> Any:
    """What `function(*arguments)` gives, or raises.

    JAX remembers frames in which it compared symbolic sizes, and those of all callers with them:
    the user's tensors would never be freed.
    """
    result: Future = Future()

    def run() -> None:
        try:
            result.set_result(function(*arguments))
        except BaseException as error:
            result.set_exception(error.with_traceback(None))

    thread = Thread(target=run)
    thread.start()
    thread.join()
    return result.result()
