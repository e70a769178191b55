"""`tf.test.experimental`."""

from tapeflow.ops.host.sync_devices import sync_devices as sync_devices
