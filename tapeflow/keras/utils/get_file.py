"""`tf.keras.utils.get_file`: a file from the network, kept in the user's cache folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tapeflow.engine.errors import problem
from tapeflow.keras.utils.get_file_hash import has_hash


def get_file(
    fname: str | os.PathLike | None = None,
    origin: str | None = None,
    untar: bool = False,
    md5_hash: str | None = None,
    file_hash: str | None = None,
    cache_subdir: str = "datasets",
    hash_algorithm: str = "auto",
    extract: bool = False,
    archive_format: str | list[str] | tuple[str, ...] | None = "auto",
    cache_dir: str | os.PathLike | None = None,
    force_download: bool = False,
) -> str:
    """The path of the file at `origin`, downloaded unless it is in the cache already.

    The file appears under its name only when it is complete and its hash is right. What a broken
    download has brought so far is kept beside it (`NAME.part`), and the next call goes on there.

    Args:
      fname: the file's name in the cache; with `extract`, the name of the folder if it has no dot.
        None: the last part of `origin`.
      origin: the address, `http:`, `https:` or `file:`.
      untar: older spelling of `extract=True, archive_format="tar"`.
      md5_hash: older spelling of `file_hash=..., hash_algorithm="md5"`.
      file_hash: hexadecimal digest that the file must have; None accepts any file.
      cache_subdir: folder below `cache_dir`; an absolute path is taken as it is.
      hash_algorithm: `"sha256"`, `"md5"`, or `"auto"` to tell by the digest's length.
      extract: unpack the archive; what is returned is then the folder.
      archive_format: `"tar"`, `"zip"`, a list of these, or `"auto"` for both.
      cache_dir: default `$KERAS_HOME`, or `~/.keras` where that is not set.
      force_download: download even if the file is there.

    Returns:
      The path of the file, or of the folder with `extract`.

    Raises:
      ValueError: no origin, a name that is a path, a digest that does not match, an archive that
        would write outside its folder.
      ConnectionError: the network failed; the message says what to put where by hand.

    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "words.txt").write_text("hello")
    >>> path = tf.keras.utils.get_file(origin=(folder / "words.txt").as_uri(), cache_dir=folder)
    >>> pathlib.Path(path).read_text()
    'hello'
    """
    origin = _address(origin)
    name = _file_name(fname, origin)
    if file_hash is None and md5_hash is not None:
        file_hash, hash_algorithm = md5_hash, "md5"
    folder = _cache_folder(cache_dir, cache_subdir)
    unpack = extract or untar
    target, unpacked = _places(folder, name, given=fname is not None, unpack=unpack)

    # A person who was told to download the file by hand gives it the name it has at the origin.
    by_hand = folder / _origin_name(origin)
    for candidate in () if force_download else (target, by_hand):
        if candidate.is_file() and has_hash(candidate, file_hash, hash_algorithm):
            target = candidate
            break
    else:
        # Imported when needed: the network and archives take a tenth of the package's import time.
        from tapeflow.keras.utils.get_file_download import download

        download(origin, target, file_hash, hash_algorithm, discard_part=force_download)
    if not unpack:
        return str(target)
    from tapeflow.keras.utils.get_file_extract import extract_archive  # as above

    extract_archive(target, unpacked, "tar" if untar else archive_format)
    return str(unpacked)


def keras_home() -> Path:
    """The folder of everything Keras keeps: `$KERAS_HOME`, or `~/.keras`."""
    home = os.environ.get("KERAS_HOME")
    return Path(home).expanduser() if home else Path("~/.keras").expanduser()


def _address(origin: str | None) -> str:
    if not origin:
        raise ValueError(
            problem(
                "get_file: no origin",
                given=f"origin={origin!r}",
                expected="the address of the file, such as 'https://example.org/data.zip'",
            )
        )
    return origin


def _file_name(fname: str | os.PathLike | None, origin: str) -> str:
    name = os.fspath(fname) if fname else _origin_name(origin)
    if not name or name in (".", ".."):
        raise ValueError(
            problem(
                "get_file: the address ends in no file name",
                given=f"origin={origin!r}",
                fix="name the file: get_file(fname=..., origin=...)",
            )
        )
    if os.path.basename(name) != name:
        raise ValueError(
            problem(
                "get_file: fname is a path",
                given=f"fname={name!r}",
                expected="a file name without folders",
                fix="give the folder as cache_dir=... or cache_subdir=...",
            )
        )
    return name


def _origin_name(origin: str) -> str:
    from urllib.parse import urlsplit  # as above

    return urlsplit(origin).path.rsplit("/", 1)[-1]


def _cache_folder(cache_dir: str | os.PathLike | None, cache_subdir: str) -> Path:
    base = keras_home() if cache_dir is None else Path(cache_dir).expanduser()
    folder = base / cache_subdir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        # A home that can't be written to, as in many containers. The name is the user's own:
        # nobody else may have put files there.
        user = os.getuid() if hasattr(os, "getuid") else "user"
        folder = Path(tempfile.gettempdir()) / f".keras-{user}" / cache_subdir
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _places(folder: Path, name: str, *, given: bool, unpack: bool) -> tuple[Path, Path]:
    """Where the file goes and, for an archive, the folder it is unpacked to."""
    if not unpack:
        return folder / name, folder / name
    if given and "." in name:
        return folder / name, folder / f"{name[: name.index('.')]}_extracted"
    return folder / f"{name}_archive", folder / name
