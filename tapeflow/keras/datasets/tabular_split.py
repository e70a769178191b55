"""A table shuffled and split in two."""

from __future__ import annotations

import os

import numpy as np

from tapeflow.engine.errors import problem
from tapeflow.keras.datasets.word_sequences import shuffled


def load_table(path: str | os.PathLike, rows: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The first `rows` of the features and targets in an `.npz` file; None for all."""
    with np.load(path, allow_pickle=False) as arrays:
        return arrays["x"][:rows], arrays["y"][:rows]


def split_table(features: np.ndarray, targets: np.ndarray, test_split: float, seed: int):
    """`(x_train, y_train), (x_test, y_test)`, in Keras's order for this seed."""
    features, targets = shuffled(seed, features, targets)
    split = int(len(features) * (1 - test_split))
    return (features[:split], targets[:split]), (features[split:], targets[split:])


def check_split(test_split: float, name: str) -> None:
    """Refuses a `test_split` outside `[0, 1)`."""
    if not 0 <= test_split < 1:
        raise ValueError(
            problem(
                f"tf.keras.datasets.{name}.load_data: test_split out of range",
                given=f"test_split={test_split}",
                expected="a number in [0, 1)",
            )
        )
