"""`tf.keras.export`."""

from tapeflow.keras.export.archive import ExportArchive as ExportArchive
