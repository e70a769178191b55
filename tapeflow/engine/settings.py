"""The engine's switches, in one place."""

from __future__ import annotations


class Settings:
    """`op_by_op`: run every op at once, by itself (for debugging; the results agree)."""

    op_by_op = False


settings = Settings()
