"""The engine's switches, in one place."""

from __future__ import annotations


class Settings:
    """What holds for all programs.

    `op_by_op`: run every op at once, by itself (for debugging; the results agree).
    `deterministic`: a program gives the same bits whatever ran before it.
    `interprets`: every program is carried out in NumPy, not only those whose shapes hardly come
    back (for tests).
    `rolls`: loops that Python unrolled are rolled up; not where single ops are looked at.
    """

    op_by_op = False
    deterministic = False
    interprets = False
    rolls = True


settings = Settings()
