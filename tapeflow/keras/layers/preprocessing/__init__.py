"""Layers that make numbers of raw data: scaling, binning, looking up, hashing, tokenizing."""
