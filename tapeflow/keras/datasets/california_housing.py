"""California housing: 20,640 census blocks of 1990, 8 features, the median price of a house."""

from __future__ import annotations

import os

from tapeflow.engine.errors import problem
from tapeflow.keras.datasets.tabular_split import check_split, load_table, split_table
from tapeflow.keras.utils.get_file import get_file

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/california_housing.npz"
SHA256 = "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"
ROWS = {"small": 600, "large": None}


def load_data(
    version: str = "large",
    path: str | os.PathLike = "california_housing.npz",
    test_split: float = 0.2,
    seed: int = 113,
):
    """The blocks' features and prices; downloads 2 MB the first time.

    Args:
      version: `"large"` for all rows, `"small"` for the first 600.
      path: the file's name in `~/.keras/datasets`.
      test_split: part of the rows kept for the test, `[0, 1)`.
      seed: of the order.

    Returns:
      `(x_train, y_train), (x_test, y_test)`: float features `[rows, 8]`, and float prices
      `[rows]` in dollars.

    Raises:
      ConnectionError: the network failed; the message says what to put where by hand.
      ValueError: another `version`, or `test_split` out of range.
    """
    check_split(test_split, "california_housing")
    if version not in ROWS:
        raise ValueError(
            problem(
                "tf.keras.datasets.california_housing.load_data: unknown version",
                given=f"version={version!r}",
                expected="'small' or 'large'",
            )
        )
    file = get_file(path, origin=ORIGIN, file_hash=SHA256)
    return split_table(*load_table(file, ROWS[version]), test_split, seed)
