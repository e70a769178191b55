"""`audio_dataset_from_directory`: not built."""

from __future__ import annotations

from tapeflow.engine import problem


def audio_dataset_from_directory(
    directory,
    labels="inferred",
    label_mode="int",
    class_names=None,
    batch_size=32,
    sampling_rate=None,
    output_sequence_length=None,
    ragged=False,
    shuffle=True,
    seed=None,
    validation_split=None,
    subset=None,
    follow_links=False,
    verbose=True,
):
    """Not built.

    Raises:
      NotImplementedError: always.
    """
    raise NotImplementedError(
        problem(
            "keras.utils.audio_dataset_from_directory is not built",
            fix="read the files with Python's wave module (or soundfile) in a generator, and use "
            "tf.data.Dataset.from_generator",
        )
    )
