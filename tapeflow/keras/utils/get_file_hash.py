"""Digests of files."""

from __future__ import annotations

import hashlib
import os

from tapeflow.engine.errors import problem

LENGTHS = {"sha256": 64, "md5": 32}


def has_hash(path: str | os.PathLike, file_hash: str | None, algorithm: str = "auto") -> bool:
    """Whether the file at `path` has the digest `file_hash`; any file has the digest None."""
    if file_hash is None:
        return True
    name = algorithm_for(file_hash, algorithm)
    return hash_file(path, name) == file_hash.lower()


def hash_file(path: str | os.PathLike, algorithm: str = "sha256") -> str:
    """The file's digest, hexadecimal."""
    with open(path, "rb") as file:
        # MD5 only tells a damaged file from a whole one: it guards nothing.
        return hashlib.file_digest(file, lambda: _hasher(algorithm)).hexdigest()


def algorithm_for(file_hash: str, algorithm: str = "auto") -> str:
    """`"sha256"` or `"md5"`; `"auto"` tells by the digest's length.

    Raises:
      ValueError: another algorithm, or a digest of neither length.
    """
    if algorithm in LENGTHS:
        return algorithm
    if algorithm == "auto":
        for name, length in LENGTHS.items():
            if len(file_hash) == length:
                return name
    raise ValueError(
        problem(
            "get_file: cannot tell how to check the file",
            given=f"hash_algorithm={algorithm!r}, a digest of {len(file_hash)} characters",
            expected="'sha256' (64 characters), 'md5' (32), or 'auto'",
        )
    )


def _hasher(algorithm: str):
    return hashlib.new(algorithm, usedforsecurity=algorithm != "md5")
