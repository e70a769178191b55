"""An archive unpacked into a folder, and nowhere else."""

from __future__ import annotations

import gzip
import lzma
import os
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from pathlib import Path

from tapeflow.engine.errors import problem

MARK = ".unpacked-by-tapeflow"
FORMATS = ("tar", "zip")


class OutsideError(Exception):
    """A member of the archive would be written outside the folder."""


DAMAGED = (
    EOFError,
    OutsideError,
    gzip.BadGzipFile,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)


def extract_archive(
    archive: Path, folder: Path, archive_format: str | list[str] | tuple[str, ...] | None = "auto"
) -> None:
    """Unpacks `archive` into `folder`, unless that was done already.

    Everything is unpacked beside `folder` first: a broken archive leaves `folder` as it was.

    Args:
      archive: a tar (plain, gz, bz2, xz) or zip file.
      folder: where its files go; it may exist.
      archive_format: `"tar"`, `"zip"`, several of these, `"auto"` for both.

    Raises:
      ValueError: it is no such archive, it is damaged, or a member would land outside `folder`.
    """
    stamp = f"{archive.stat().st_size} {archive.stat().st_mtime_ns}"
    mark = folder / MARK
    if mark.is_file() and mark.read_text() == stamp:
        return
    kind = _kind(archive, archive_format)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as temporary:
        room = Path(temporary) / folder.name
        room.mkdir()
        try:
            unpack = _unpack_tar if kind == "tar" else _unpack_zip
            unpack(archive, room)
        except DAMAGED as error:
            raise ValueError(
                problem(
                    f"get_file: cannot unpack {archive.name}",
                    given=f"{archive}: {error}",
                    expected="a whole archive whose files stay inside their folder",
                    fix="delete the file, so that it is downloaded again",
                )
            ) from error
        (room / MARK).write_text(stamp)
        _move(room, folder)


def _kind(archive: Path, archive_format) -> str:
    wanted = FORMATS if archive_format == "auto" else archive_format
    wanted = (wanted,) if isinstance(wanted, str) else tuple(wanted or ())
    if unknown := [name for name in wanted if name not in FORMATS]:
        raise ValueError(
            problem(
                "get_file: unknown archive_format",
                given=repr(unknown[0]),
                expected="'tar', 'zip', a list of these, or 'auto'",
            )
        )
    if "tar" in wanted and tarfile.is_tarfile(archive):
        return "tar"
    if "zip" in wanted and zipfile.is_zipfile(archive):
        return "zip"
    raise ValueError(
        problem(
            f"get_file: {archive.name} is no archive that can be unpacked",
            given=f"{archive}, archive_format={archive_format!r}",
            expected=" or ".join(wanted) or "an archive_format",
            fix="leave out extract=True to keep the file as it is",
        )
    )


def _unpack_tar(archive: Path, room: Path) -> None:
    with tarfile.open(archive) as tar:
        if hasattr(tarfile, "data_filter"):
            # Refuses absolute paths, "..", links that lead outside, and devices.
            tar.extractall(room, filter="data")
            return
        for member in tar.getmembers():  # Python 3.11 before 3.11.4
            if not (member.isfile() or member.isdir()):
                raise OutsideError(f"{member.name!r} is neither a file nor a folder")
            _check_inside(member.name, room)
        tar.extractall(room)


def _unpack_zip(archive: Path, room: Path) -> None:
    with zipfile.ZipFile(archive) as bundle:
        for name in bundle.namelist():
            _check_inside(name, room)
        bundle.extractall(room)


def _check_inside(name: str, room: Path) -> None:
    path = os.path.realpath(room / name)
    if os.path.isabs(name) or not Path(path).is_relative_to(os.path.realpath(room)):
        raise OutsideError(f"{name!r} would be written outside the folder")


def _move(room: Path, folder: Path) -> None:
    """Moves everything in `room` to `folder`, file by file where it exists already."""
    if not folder.exists():
        os.rename(room, folder)
        return
    for source in sorted(room.rglob("*")):
        goal = folder / source.relative_to(room)
        if source.is_dir() and not source.is_symlink():
            goal.mkdir(parents=True, exist_ok=True)
        else:
            if goal.is_dir() and not goal.is_symlink():
                shutil.rmtree(goal)
            os.replace(source, goal)
