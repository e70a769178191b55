"""`text_dataset_from_directory`: text files in folders that are named after classes."""

from __future__ import annotations

from pathlib import Path

from tapeflow.engine import convert_to_tensor
from tapeflow.keras.utils.directory_index import DirectoryIndex
from tapeflow.keras.utils.timeseries_dataset import check_format


def text_dataset_from_directory(
    directory,
    labels="inferred",
    label_mode="int",
    class_names=None,
    batch_size=32,
    max_length=None,
    shuffle=True,
    seed=None,
    validation_split=None,
    subset=None,
    follow_links=False,
    format="tf",
    verbose=True,
):
    """Batches of the contents of `.txt` files, and of their labels.

    Args:
      directory: the folder; with inferred labels, the folders below it are the classes.
      labels: `"inferred"`, None for no labels, or a list of integers, one for each file in the
        order of their sorted paths.
      label_mode: `"int"` (int32 `[batch]`), `"categorical"` (float32 `[batch, num_classes]`),
        `"binary"` (float32 `[batch, 1]`) or None.
      class_names: the classes in their order; sorted by default.
      batch_size: files in a batch; None for no batches.
      max_length: how many bytes of a text are kept; all by default.
      shuffle: whether the files come in random order; else sorted.
      seed: for the shuffling.
      validation_split: the share of the files for validation, in `(0, 1)`.
      subset: `"training"`, `"validation"`, or `"both"` for two data sets.
      follow_links: whether links to folders are followed.
      format: `"tf"`.
      verbose: whether to say how many files there are.

    Returns:
      A `tf.data.Dataset` with attributes `class_names` and `file_paths`, or two.

    Raises:
      ValueError: the arguments do not fit together or to what is in the folder.
    """
    check_format("text_dataset_from_directory", format)
    index = DirectoryIndex(
        "text_dataset_from_directory", directory, labels, label_mode, class_names, (".txt",),
        shuffle, seed, validation_split, subset, follow_links, verbose,
    )  # fmt: skip

    def load(path):
        return convert_to_tensor(Path(path.numpy().decode()).read_bytes()[:max_length])

    return index.datasets(load, batch_size)
