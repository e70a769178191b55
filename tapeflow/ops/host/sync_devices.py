"""`tf.test.experimental.sync_devices`."""

from __future__ import annotations

import jax

from tapeflow.engine import flush


def sync_devices() -> None:
    """Runs what is recorded, and waits until all devices are done.

    >>> import tapeflow as tf
    >>> tf.test.experimental.sync_devices()
    """
    flush()
    for array in jax.live_arrays():
        array.block_until_ready()
