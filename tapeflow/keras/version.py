"""`tf.keras.version`: the Keras that TapeFlow stands for."""

_VERSION = "3.15.1"


def version() -> str:
    """The release of Keras whose behavior the golden tests record.

    >>> import tapeflow as tf
    >>> tf.keras.version()
    '3.15.1'
    """
    return _VERSION
