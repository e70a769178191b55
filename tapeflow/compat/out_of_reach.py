"""Names of TensorFlow's that stay out, each with the reason and what to use in its place."""

from __future__ import annotations

_SESSION = "TensorFlow 2 has no graphs to run later", "calling functions directly"
_V1_OPTIMIZER = "TensorFlow 2 has Keras's optimizers", "tf.keras.optimizers.SGD"

# What TensorFlow 2.21 itself does not have any more.
GONE = {
    "tf.Session": _SESSION,
    "tf.InteractiveSession": _SESSION,
    "tf.contrib": ("it ended with TensorFlow 1", "tf.keras"),
    "tf.estimator": ("it ended with TensorFlow 2.15", "tf.keras.Model.fit"),
    "tf.get_variable": ("variables are objects in TensorFlow 2", "tf.Variable"),
    "tf.global_variables_initializer": (
        "a variable has its value as soon as it is made",
        "tf.Variable",
    ),
    "tf.keras.layers.DenseFeatures": (
        "Keras 3 dropped it",
        "tf.keras.layers.CategoryEncoding and Normalization",
    ),
    "tf.placeholder": ("TensorFlow 2 has no graphs to feed", "the arguments of a tf.function"),
    "tf.train.AdamOptimizer": (_V1_OPTIMIZER[0], "tf.keras.optimizers.Adam"),
    "tf.train.GradientDescentOptimizer": _V1_OPTIMIZER,
}

# What TensorFlow has, and TapeFlow does not mean to have.
OUT_OF_REACH = {
    "tf.experimental.dtensor": (
        "layouts over many processes are another way to distribute",
        "tf.distribute.MirroredStrategy",
    ),
    "tf.feature_column": (
        "TensorFlow deprecates it, and no layer of Keras 3 takes its columns",
        "tf.keras.layers.Normalization, StringLookup, Hashing, Discretization and CategoryEncoding",
    ),
    "tf.graph_util": ("there are no GraphDefs", "tf.saved_model.save"),
    "tf.keras.src.testing": (
        "Keras's own tests are no part of its interface",
        "tf.test.TestCase",
    ),
    "tf.lite": (
        "TensorFlow Lite's format is made by a converter inside TensorFlow",
        "tf.saved_model.save, and the converter of TensorFlow",
    ),
    "tf.mlir": ("there is no TensorFlow graph to convert", "tf.saved_model.save"),
    "tf.queue": ("queues belong to TensorFlow 1's graphs", "tf.data.Dataset"),
    "tf.tpu": ("JAX compiles for a TPU by itself", "tf.distribute.MirroredStrategy"),
}

_ROOTS = {"tensorflow": "tf", "tapeflow": "tf", "keras": "tf.keras", "tf_keras": "tf.keras"}


def reason(name: str) -> str | None:
    """Why a name is out of reach and what to use, in one line; None of any other name.

    Args:
      name: a dotted name as the script writes it, such as `"tensorflow.lite.TFLiteConverter"`.

    >>> from tapeflow.compat.out_of_reach import reason
    >>> reason("tensorflow.placeholder")
    'TensorFlow 2 has no graphs to feed; use the arguments of a tf.function'
    """
    found = listed(name)
    return f"{found[0]}; use {found[1]}" if found else None


def listed(name: str) -> tuple[str, str] | None:
    """The entry for a name or for what it is part of."""
    root, *parts = name.split(".")
    path = _ROOTS.get(root, root)
    for part in parts:
        path = f"{path}.{part}"
        entry = OUT_OF_REACH.get(path) or GONE.get(path)
        if entry:
            return entry
    return None
