"""CIFAR-100: 60,000 color photographs of a hundred kinds of things in twenty groups."""

from __future__ import annotations

from pathlib import Path

from tapeflow.engine.errors import problem
from tapeflow.keras.datasets.cifar_batches import read_batch
from tapeflow.keras.utils.get_file import get_file

ORIGIN = "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz"
SHA256 = "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7"


def load_data(label_mode: str = "fine"):
    """The images and labels of CIFAR-100; downloads 169 MB the first time.

    Args:
      label_mode: `"fine"` for labels 0 to 99, `"coarse"` for the groups 0 to 19.

    Returns:
      `(x_train, y_train), (x_test, y_test)`: uint8 images `[50000, 32, 32, 3]` and
      `[10000, 32, 32, 3]`, and uint8 labels `[50000, 1]` and `[10000, 1]`.

    Raises:
      ValueError: another `label_mode`.
      ConnectionError: the network failed; the message says what to put where by hand.
    """
    if label_mode not in ("fine", "coarse"):
        raise ValueError(
            problem(
                "tf.keras.datasets.cifar100.load_data: unknown label_mode",
                given=f"label_mode={label_mode!r}",
                expected="'fine' or 'coarse'",
            )
        )
    folder = get_file("cifar-100-python-target", origin=ORIGIN, extract=True, file_hash=SHA256)
    batches = Path(folder) / "cifar-100-python"
    labels = f"{label_mode}_labels"
    return read_batch(batches / "train", labels), read_batch(batches / "test", labels)
