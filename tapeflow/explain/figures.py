"""Numbers as people read them."""

from __future__ import annotations


def seconds(value: float | None) -> str:
    """`1.3 s`, `24 ms`, `310 us`."""
    if value is None:
        return "-"
    if value >= 1:
        return f"{value:.1f} s" if value < 100 else f"{value:.0f} s"
    if value >= 1e-3:
        return f"{value * 1e3:.3g} ms"
    return f"{value * 1e6:.0f} us"


def size(value: int | None) -> str:
    """`494 kB`, `6.6 MB`."""
    if value is None:
        return "-"
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if value >= scale:
            return f"{value / scale:.3g} {unit}"
    return f"{value} B"


def times(count: int) -> str:
    """`once`, `1,200 times`."""
    return "once" if count == 1 else f"{count:,} times"
