"""The `tapeflow` command."""
