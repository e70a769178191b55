"""Boston housing: 506 suburbs, 13 features, the median price of a house.

One of the features is the share of Black residents, put to an assumption that is not acceptable;
keep this data set for studying that, and use `california_housing` to learn regression.
"""

from __future__ import annotations

import os

from tapeflow.keras.datasets.tabular_split import check_split, load_table, split_table
from tapeflow.keras.utils.get_file import get_file

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/boston_housing.npz"
SHA256 = "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"


def load_data(
    path: str | os.PathLike = "boston_housing.npz", test_split: float = 0.2, seed: int = 113
):
    """The suburbs' features and prices; downloads 57 kB the first time.

    Args:
      path: the file's name in `~/.keras/datasets`.
      test_split: part of the rows kept for the test, `[0, 1)`.
      seed: of the order.

    Returns:
      `(x_train, y_train), (x_test, y_test)`: float features `[rows, 13]`, and float prices
      `[rows]` in thousands of dollars.

    Raises:
      ConnectionError: the network failed; the message says what to put where by hand.
      ValueError: `test_split` out of range.
    """
    check_split(test_split, "boston_housing")
    file = get_file(path, origin=ORIGIN, file_hash=SHA256)
    return split_table(*load_table(file), test_split, seed)
