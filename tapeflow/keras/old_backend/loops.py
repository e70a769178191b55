"""Keras 2's `K` functions of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.ops.control_flow import foldl as foldl_of
from tapeflow.ops.control_flow import foldr as foldr_of
from tapeflow.ops.control_flow import map_fn as map_fn_of


def map_fn(fn: Callable, elems: Any, name: str | None = None, dtype: Any = None) -> Any:
    """`fn` of each row, stacked."""
    return map_fn_of(fn, elems, dtype=dtype)


def foldl(fn: Callable, elems: Any, initializer: Any = None, name: str | None = None) -> Any:
    """`a = fn(a, row)` from the first row to the last: the last value of `a`."""
    return foldl_of(fn, elems, initializer)


def foldr(fn: Callable, elems: Any, initializer: Any = None, name: str | None = None) -> Any:
    """`a = fn(a, row)` from the last row to the first: the last value of `a`."""
    return foldr_of(fn, elems, initializer)
