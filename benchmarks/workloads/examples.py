"""Made-up data that can be learned: each class has a pattern, and each example noise besides."""

from __future__ import annotations

import numpy as np


def patterns(shape, batch, classes=10, count=10):
    """Batches of `(x, y)`: float32 `[batch, *shape]` in [0, 1), and class numbers."""
    rng = np.random.default_rng(1)
    kinds = rng.random((classes, *shape), np.float32)
    made = []
    for _ in range(count):
        y = rng.integers(0, classes, batch)
        noise = rng.random((batch, *shape), np.float32)
        made.append((0.5 * kinds[y] + 0.5 * noise, y))
    return made


def texts(length, vocabulary, batch, classes, count=10):
    """Batches of `(ids, y)`, in which a class prefers some ids."""
    rng = np.random.default_rng(1)
    favorites = rng.integers(0, vocabulary, (classes, vocabulary // 20))
    made = []
    for _ in range(count):
        y = rng.integers(0, classes, batch)
        common = rng.integers(0, vocabulary, (batch, length))
        own = favorites[y[:, None], rng.integers(0, favorites.shape[1], (batch, length))]
        made.append((np.where(rng.random((batch, length)) < 0.3, own, common).astype(np.int32), y))
    return made
