"""Whole models as `.keras` files: a zip archive of a config, weights and assets, Keras 3's form."""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import os
import shutil
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.saving.serialization import deserialize_keras_object, serialize_keras_object
from tapeflow.keras.saving.shared_objects import shared_objects
from tapeflow.keras.saving.state import read_state, write_state
from tapeflow.keras.saving.state_tree import parts
from tapeflow.keras.saving.weight_budget import weights_for
from tapeflow.ops.files import atomic_file, clear_errors, h5_store

# The Keras whose files these are; its own loader reads it.
KERAS_VERSION = "3.15.1"
_METADATA, _CONFIG, _WEIGHTS, _ASSETS = (
    "metadata.json", "config.json", "model.weights.h5", "assets",
)  # fmt: skip
# What a member may unpack to without being asked how much of it is stored.
_CLAIM_FREELY, _CLAIM_RATIO = 1 << 28, 100


def write_archive(model: Any, path: str) -> None:
    """Writes a model to a `.keras` file, which is the old one until the new one is whole."""
    with shared_objects():
        config = json.dumps(serialize_keras_object(model))
    metadata = {
        "keras_version": KERAS_VERSION,
        "date_saved": datetime.datetime.now().strftime("%Y-%m-%d@%H:%M:%S"),
    }
    with atomic_file(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        archive.writestr(_METADATA, json.dumps(metadata))
        archive.writestr(_CONFIG, config)
        with tempfile.TemporaryDirectory(dir=Path(path).parent) as folder:
            weights = Path(folder) / _WEIGHTS
            with h5_store.open_to_write(weights) as file:
                write_state(model, file)
            _store(archive, weights, _WEIGHTS)
            assets = Path(folder) / _ASSETS
            _write_assets(model, assets)
            for asset in sorted(assets.rglob("*")):
                if asset.is_file():
                    _store(archive, asset, f"{_ASSETS}/{asset.relative_to(assets).as_posix()}")


def read_archive(path: str, custom_objects: Any, compile: bool, safe_mode: bool) -> Any:
    """The model of a `.keras` file.

    Raises:
      ValueError: the file is damaged, or not what it claims to be.
    """
    with _opened(path) as archive:
        config = json.loads(_text(archive, _CONFIG))
        if not compile:
            config["compile_config"] = None
        with shared_objects(), weights_for(os.path.getsize(path)) as settle:
            model = deserialize_keras_object(config, custom_objects, safe_mode=safe_mode)
        with _weights(archive, path) as file:
            read_state(model, file, fresh=True)
        settle()
        _read_assets(model, archive)
    return model


@contextlib.contextmanager
def weights_of(path: str) -> Iterator[Any]:
    """The open HDF5 file of weights inside a `.keras` file."""
    with _opened(path) as archive, _weights(archive, path) as file:
        yield file


@contextlib.contextmanager
def _opened(path: str) -> Iterator[zipfile.ZipFile]:
    if not os.path.exists(path):
        raise ValueError(
            problem(f"File not found: filepath={path}", fix="check the path and the folder")
        )
    with clear_errors(path):
        try:
            with zipfile.ZipFile(path) as archive:
                for member in archive.infolist():
                    _check(member)
                yield archive
        except zipfile.BadZipFile as error:
            raise ValueError(
                problem(
                    "this is no .keras file, or not a whole one",
                    given=f"{path} ({error})",
                    fix="check its size against the original's, and copy it again",
                )
            ) from error


def _check(member: zipfile.ZipInfo) -> None:
    """Refuses names that lead out of the archive, and members that unpack to absurd sizes."""
    name = member.filename
    if name.startswith(("/", "\\")) or ".." in Path(name).parts or ":" in name:
        raise ValueError(problem(f"model file: a member is called '{name}'; not read"))
    if member.file_size > _CLAIM_FREELY and member.file_size > _CLAIM_RATIO * member.compress_size:
        raise ValueError(
            problem(
                f"model file: '{name}' claims to be larger than what is stored; not read",
                given=f"{member.file_size:,} bytes",
                expected=f"about the {member.compress_size:,} bytes stored",
            )
        )


def _text(archive: zipfile.ZipFile, name: str) -> str:
    try:
        return archive.read(name).decode()
    except KeyError:
        raise ValueError(
            problem(f"model file: there is no {name} in it", fix="is this a .keras file?")
        ) from None


@contextlib.contextmanager
def _weights(archive: zipfile.ZipFile, path: str) -> Iterator[Any]:
    """The weights, read where they lie in the archive: no copy is made of stored bytes."""
    try:
        member = archive.getinfo(_WEIGHTS)
    except KeyError:
        raise ValueError(problem(f"model file: there is no {_WEIGHTS} in it", given=path)) from None
    if member.compress_type == zipfile.ZIP_STORED:
        source: Any = _Window(path, _start(path, member), member.file_size)
    else:
        source = io.BytesIO(archive.read(member))
    with source, h5_store.open_to_read(source) as file:
        yield file


def _start(path: str, member: zipfile.ZipInfo) -> int:
    """Where a member's bytes begin: behind its header of 30 bytes, a name and extra fields."""
    with open(path, "rb") as file:
        file.seek(member.header_offset)
        header = file.read(30)
    return member.header_offset + 30 + sum(struct.unpack("<HH", header[26:30]))


class _Window(io.RawIOBase):
    """A part of a file as a file of its own, open for reading."""

    def __init__(self, path: str, start: int, size: int):
        self._file = open(path, "rb")  # noqa: SIM115 - closed with the window
        self._start, self._size, self._position = start, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)[: max(0, self._size - self._position)]
        self._file.seek(self._start + self._position)
        count = self._file.readinto(view)
        self._position += count
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


def _store(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    """Copies a file into the archive, uncompressed, in large pieces."""
    info = zipfile.ZipInfo.from_file(path, name)
    with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target, 1 << 20)


def _write_assets(model: Any, folder: Path) -> None:
    for path, part in parts(model):
        if hasattr(part, "save_assets"):
            inner = folder / path
            inner.mkdir(parents=True, exist_ok=True)
            part.save_assets(str(inner))


def _read_assets(model: Any, archive: zipfile.ZipFile) -> None:
    names = [name for name in archive.namelist() if name.startswith(f"{_ASSETS}/")]
    if not names:
        return
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            archive.extract(name, folder)
        for path, part in parts(model):
            inner = Path(folder) / _ASSETS / path
            if hasattr(part, "load_assets") and inner.is_dir():
                part.load_assets(str(inner))
