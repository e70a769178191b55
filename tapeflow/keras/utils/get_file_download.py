"""One file downloaded: resumed where it broke off, checked, and put in place all at once."""

from __future__ import annotations

import contextlib
import http.client
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tapeflow.engine.errors import problem
from tapeflow.keras.utils.get_file_hash import algorithm_for, has_hash, hash_file

TRIES_IN_VAIN = 3  # in a row, without a new byte
TRIES = 50  # in all: a network that breaks off every few megabytes still gets there
PAUSE = 0.5  # seconds before the next try; more after a try in vain
TIMEOUT = 30  # seconds without a byte
BLOCK = 1 << 16  # bytes


class BrokenOffError(OSError):
    """The connection ended before the file did."""


def download(
    origin: str,
    target: Path,
    file_hash: str | None = None,
    hash_algorithm: str = "auto",
    *,
    discard_part: bool = False,
) -> None:
    """Brings the file at `origin` to `target`, which is replaced in one step at the end.

    Args:
      origin: the address.
      target: where the file goes. Until it is complete, its beginning is in `NAME.part`.
      file_hash: hexadecimal digest that it must have, or None.
      hash_algorithm: see `algorithm_for`.
      discard_part: start anew even if there is a beginning.

    Raises:
      ConnectionError: it could not be reached, or broke off at every try.
      ValueError: the digest does not match.
    """
    if file_hash is not None:
        algorithm_for(file_hash, hash_algorithm)  # refuse a wrong one before the download
    part = target.with_name(target.name + ".part")
    before = _identity(target)
    with _only_one_process(target):
        if _identity(target) != before and has_hash(target, file_hash, hash_algorithm):
            return  # another process brought it while this one waited
        if discard_part:
            _forget(part)
        resumed = part.exists()
        _fetch(origin, part, target, trusted=file_hash is not None)
        if not has_hash(part, file_hash, hash_algorithm) and resumed:
            # The file at the origin may have changed since the first part came: once more, whole.
            _forget(part)
            _fetch(origin, part, target, trusted=True)
        if not has_hash(part, file_hash, hash_algorithm):
            found = hash_file(part, algorithm_for(file_hash or "", hash_algorithm))
            _forget(part)
            raise ValueError(
                problem(
                    f"get_file: {target.name} is not the file it should be",
                    given=f"digest {found} from {origin}",
                    expected=f"digest {file_hash}",
                    fix="try again later; a proxy or a sign-in page may have answered instead",
                )
            )
        os.replace(part, target)
        _forget(part)


def _fetch(origin: str, part: Path, target: Path, *, trusted: bool) -> None:
    """Brings the whole file to `part`, going on after a break; `trusted`: a digest will tell."""
    in_vain = 0
    for attempt in range(1, TRIES + 1):
        before = _size(part)
        try:
            _fetch_once(origin, part, target.name, trusted=trusted)
            return
        except (OSError, http.client.HTTPException) as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            in_vain = 0 if _size(part) > before else in_vain + 1
            if in_vain == TRIES_IN_VAIN or attempt == TRIES or _is_final(error):
                raise ConnectionError(_by_hand(origin, part, target, error)) from error
        time.sleep(PAUSE * (1 + in_vain))


def _fetch_once(origin: str, part: Path, name: str, *, trusted: bool) -> None:
    tag = part.with_name(part.name + ".tag")
    start = _size(part)
    known = tag.read_text() if tag.exists() else ""
    if not (known or trusted):
        start = 0  # nothing would tell whether the rest belongs to this beginning
    headers = {"User-Agent": "tapeflow"}
    if start:
        headers["Range"] = f"bytes={start}-"
        if known:
            headers["If-Range"] = known  # changed meanwhile: the server sends all of it
    request = urllib.request.Request(origin, headers=headers)
    try:
        response = urllib.request.urlopen(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and start:
            # The beginning is as long as the file, or longer than a file that has changed.
            if error.headers.get("Content-Range", "").endswith(f"/{start}"):
                error.close()
                return
            error.close()
            _forget(part)
            raise BrokenOffError(
                f"{name}: the kept beginning did not fit; starting anew"
            ) from error
        raise
    with response:
        goes_on = getattr(response, "status", None) == http.HTTPStatus.PARTIAL_CONTENT
        start = start if goes_on else 0
        length = response.headers.get("Content-Length")
        total = start + int(length) if length is not None else None
        tag.write_text(response.headers.get("ETag") or response.headers.get("Last-Modified") or "")
        with open(part, "ab" if goes_on else "wb") as file, _progress(name, origin, total) as show:
            done = start
            show(done)
            while block := response.read(BLOCK):
                file.write(block)
                done += len(block)
                show(done)
    if total is not None and done < total:
        raise BrokenOffError(f"the connection ended after {done} of {total} bytes")


def _is_final(error: Exception) -> bool:
    """Whether trying again is of no use: the server answered, and the answer was no."""
    if isinstance(error, urllib.error.HTTPError):
        return error.code < 500 and error.code not in (408, 425, 429)
    if isinstance(error, urllib.error.URLError):
        return isinstance(error.reason, str | FileNotFoundError)
    return isinstance(error, PermissionError | FileNotFoundError)


def _by_hand(origin: str, part: Path, target: Path, error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    if isinstance(error, urllib.error.HTTPError):
        reason = f"HTTP {error.code} {error.reason}"
    kept = _size(part)
    come = f"; {kept} bytes have come, and the next try goes on there" if kept else ""
    return problem(
        f"get_file: could not download {target.name}",
        given=f"{origin}: {reason}{come}",
        fix=f"download that address by other means and put the file in {target.parent} "
        f"as {target.name}",
    )


@contextlib.contextmanager
def _progress(name: str, origin: str, total: int | None) -> Iterator:
    """Yields a function to call with the bytes done: a bar in a terminal, else one line."""
    if not sys.stderr.isatty():
        sys.stderr.write(f"Downloading {name} from {origin}\n")
        yield lambda done: None
        return
    # Here, because rich takes a tenth of a second to import and most calls find the file.
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("Downloading [bold]{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(name, total=total)
        yield lambda done: progress.update(task, completed=done)


@contextlib.contextmanager
def _only_one_process(target: Path) -> Iterator[None]:
    """Waits while another process downloads the same file."""
    try:
        import fcntl
    except ImportError:  # no such lock on this system: the last one to finish wins
        yield
        return
    lock = target.with_name(f".{target.name}.lock")
    while True:
        with open(lock, "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _identity(lock) != _identity(file.fileno()):
                continue  # removed by the process that held it: take the next one's
            try:
                yield
            finally:
                lock.unlink(missing_ok=True)
            return


def _identity(path: Path | int) -> tuple[int, int] | None:
    """What changes when another file takes the name."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    part.with_name(part.name + ".tag").unlink(missing_ok=True)
