"""Tests of TapeFlow; the folders repeat those of the package."""
