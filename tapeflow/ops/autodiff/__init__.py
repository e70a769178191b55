"""Forward derivatives."""
