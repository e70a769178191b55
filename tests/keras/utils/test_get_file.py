import hashlib
import io
import os
import tarfile
import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tapeflow.keras.utils import get_file_download
from tapeflow.keras.utils.get_file import get_file
from tests.keras.utils import flaky_server

CONTENT = np.random.default_rng(0).bytes(300_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
MD5 = hashlib.md5(CONTENT).hexdigest()


@pytest.fixture
def site():
    with flaky_server.serve(CONTENT) as site:
        yield site


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(get_file_download, "PAUSE", 0.001)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path / "keras"


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_downloaded_once_and_named_after_its_address(site, home):
    path = get_file(origin=site.origin("words.txt"), file_hash=SHA256)
    assert path == str(home / "datasets" / "words.txt")
    assert Path(path).read_bytes() == CONTENT
    assert get_file(origin=site.origin("words.txt"), file_hash=SHA256) == path
    assert len(site.requests) == 1
    assert leftovers(home / "datasets") == ["words.txt"]


@pytest.mark.parametrize(
    "kwargs",
    [
        {"file_hash": SHA256},
        {"file_hash": SHA256.upper(), "hash_algorithm": "sha256"},
        {"file_hash": MD5},
        {"md5_hash": MD5},
        {"file_hash": MD5, "hash_algorithm": "md5"},
        {},
    ],
)
def test_every_way_to_give_a_digest_is_accepted(site, tmp_path, kwargs):
    path = get_file("data.bin", site.origin(), cache_dir=tmp_path, cache_subdir="a/b", **kwargs)
    assert path == str(tmp_path / "a" / "b" / "data.bin")
    assert Path(path).read_bytes() == CONTENT


def test_a_broken_connection_goes_on_where_it_broke_off(site, tmp_path):
    site.break_after = [100_000, 50_000, 0]
    path = get_file("data.bin", site.origin(), cache_dir=tmp_path)
    assert Path(path).read_bytes() == CONTENT
    assert [request.get("Range") for request in site.requests] == [
        None,
        "bytes=100000-",
        "bytes=150000-",
        "bytes=150000-",
    ]
    assert leftovers(tmp_path / "datasets") == ["data.bin"]


def test_what_came_before_a_failure_is_used_by_the_next_call(site, tmp_path):
    site.break_after = [100_000, 0, 0, 0]
    with pytest.raises(ConnectionError, match="100000 bytes have come"):
        get_file("data.bin", site.origin(), cache_dir=tmp_path, file_hash=SHA256)
    assert not (tmp_path / "datasets" / "data.bin").exists()
    site.requests.clear()
    path = get_file("data.bin", site.origin(), cache_dir=tmp_path, file_hash=SHA256)
    assert Path(path).read_bytes() == CONTENT
    assert [request.get("Range") for request in site.requests] == ["bytes=100000-"]


def test_a_file_that_changed_meanwhile_is_taken_whole(site, tmp_path):
    site.break_after = [100_000, 0, 0, 0]
    with pytest.raises(ConnectionError):
        get_file("data.bin", site.origin(), cache_dir=tmp_path)
    site.content, site.etag = CONTENT[::-1], '"two"'
    path = get_file("data.bin", site.origin(), cache_dir=tmp_path)
    assert Path(path).read_bytes() == CONTENT[::-1]


def test_a_beginning_of_another_file_is_thrown_away_when_the_digest_says_so(site, tmp_path):
    site.etag = None
    folder = tmp_path / "datasets"
    folder.mkdir()
    (folder / "data.bin.part").write_bytes(b"something else")
    path = get_file("data.bin", site.origin(), cache_dir=tmp_path, file_hash=SHA256)
    assert Path(path).read_bytes() == CONTENT


def test_a_beginning_that_nothing_vouches_for_is_not_used(site, tmp_path):
    folder = tmp_path / "datasets"
    folder.mkdir()
    (folder / "data.bin.part").write_bytes(b"something else")
    path = get_file("data.bin", site.origin(), cache_dir=tmp_path)
    assert Path(path).read_bytes() == CONTENT
    assert "Range" not in site.requests[0]


@pytest.mark.parametrize("length", [len(CONTENT), len(CONTENT) + 5])
def test_a_beginning_as_long_as_the_file_or_longer_is_no_obstacle(site, tmp_path, length):
    folder = tmp_path / "datasets"
    folder.mkdir()
    (folder / "data.bin.part").write_bytes((CONTENT + b"extra")[:length])
    path = get_file("data.bin", site.origin(), cache_dir=tmp_path, file_hash=SHA256)
    assert Path(path).read_bytes() == CONTENT


def test_a_server_without_ranges_is_asked_for_everything_again(site, tmp_path):
    site.ranges = False
    site.break_after = [100_000]
    path = get_file("data.bin", site.origin(), cache_dir=tmp_path, file_hash=SHA256)
    assert Path(path).read_bytes() == CONTENT


def test_a_wrong_digest_is_refused_and_nothing_is_kept(site, tmp_path):
    with pytest.raises(ValueError, match="not the file it should be") as error:
        get_file("data.bin", site.origin(), cache_dir=tmp_path, file_hash="0" * 64)
    assert SHA256 in str(error.value)
    assert leftovers(tmp_path / "datasets") == []


def test_a_damaged_file_in_the_cache_is_replaced(site, tmp_path):
    folder = tmp_path / "datasets"
    folder.mkdir()
    (folder / "data.bin").write_bytes(b"damaged")
    path = get_file("data.bin", site.origin(), cache_dir=tmp_path, file_hash=SHA256)
    assert Path(path).read_bytes() == CONTENT


def test_a_failed_download_leaves_the_old_file(site, tmp_path):
    path = get_file("data.bin", site.origin(), cache_dir=tmp_path)
    site.status = 503
    with pytest.raises(ConnectionError, match="HTTP 503"):
        get_file("data.bin", site.origin(), cache_dir=tmp_path, force_download=True)
    assert Path(path).read_bytes() == CONTENT


def test_force_download_brings_the_newest(site, tmp_path):
    get_file("data.bin", site.origin(), cache_dir=tmp_path)
    site.content = b"newer"
    path = get_file("data.bin", site.origin(), cache_dir=tmp_path, force_download=True)
    assert Path(path).read_bytes() == b"newer"


def test_a_refusal_is_not_asked_again_and_says_what_to_do(site, tmp_path):
    site.status = 404
    with pytest.raises(ConnectionError) as error:
        get_file("data.bin", site.origin(), cache_dir=tmp_path)
    message = str(error.value)
    assert len(site.requests) == 1
    assert site.origin() in message
    assert "HTTP 404" in message
    assert f"put the file in {tmp_path / 'datasets'} as data.bin" in message


def test_no_server_is_an_error_that_names_address_file_and_folder(tmp_path):
    origin = "http://127.0.0.1:9/data.bin"
    with pytest.raises(ConnectionError) as error:
        get_file("data.bin", origin, cache_dir=tmp_path)
    message = str(error.value)
    assert origin in message
    assert f"put the file in {tmp_path / 'datasets'} as data.bin" in message
    assert "bytes have come" not in message


def test_a_file_put_in_the_folder_under_its_own_name_is_found(tmp_path):
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "data.bin").write_bytes(CONTENT)
    origin = "http://127.0.0.1:9/data.bin"
    path = get_file("other-name", origin, file_hash=SHA256, cache_dir=tmp_path)
    assert Path(path).read_bytes() == CONTENT


def test_several_at_once_download_once(site, tmp_path):
    paths = []
    threads = [
        threading.Thread(
            target=lambda: paths.append(get_file("data.bin", site.origin(), cache_dir=tmp_path))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(paths)) == 1
    assert len(paths) == 4
    assert len(site.requests) == 1
    assert leftovers(tmp_path / "datasets") == ["data.bin"]


@pytest.mark.parametrize(
    ("kwargs", "text"),
    [
        ({}, "no origin"),
        ({"origin": "http://127.0.0.1:9/"}, "ends in no file name"),
        ({"origin": "http://127.0.0.1:9/x", "fname": "a/b"}, "fname is a path"),
        ({"origin": "http://127.0.0.1:9/.."}, "ends in no file name"),
        ({"origin": "http://127.0.0.1:9/x", "file_hash": "12"}, "cannot tell how to check"),
        (
            {"origin": "http://127.0.0.1:9/x", "file_hash": SHA256, "hash_algorithm": "crc"},
            "cannot tell how to check",
        ),
    ],
)
def test_a_bad_argument_is_refused_before_the_network_is_asked(tmp_path, kwargs, text):
    with pytest.raises(ValueError, match=text):
        get_file(cache_dir=tmp_path, **kwargs)


def test_a_home_that_cannot_be_written_is_replaced_by_a_private_folder(tmp_path, monkeypatch, site):
    blocked = tmp_path / "home"
    blocked.write_text("a file where the folder should be")
    monkeypatch.setenv("KERAS_HOME", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    path = Path(get_file("data.bin", site.origin()))
    assert path.is_relative_to(tmp_path / "temporary")
    assert path.read_bytes() == CONTENT


def make_tar(mode: str, members: dict[str, bytes], link: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        if link is not None:
            info = tarfile.TarInfo("inner/link")
            info.type, info.linkname = tarfile.SYMTYPE, link
            tar.addfile(info)
    return buffer.getvalue()


def make_zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        for name, content in members.items():
            bundle.writestr(name, content)
    return buffer.getvalue()


GOOD = {"inner/a.txt": b"a", "inner/deep/b.txt": b"b"}


@pytest.mark.parametrize(
    ("content", "kwargs"),
    [
        (make_tar("w:gz", GOOD), {"extract": True}),
        (make_tar("w:bz2", GOOD), {"extract": True, "archive_format": "tar"}),
        (make_tar("w", GOOD), {"untar": True}),
        (make_zip(GOOD), {"extract": True}),
        (make_zip(GOOD), {"extract": True, "archive_format": ["tar", "zip"]}),
    ],
)
def test_archives_are_unpacked_into_a_folder_of_their_own(site, tmp_path, content, kwargs):
    site.content = content
    path = Path(get_file("things", site.origin(), cache_dir=tmp_path, **kwargs))
    assert path == tmp_path / "datasets" / "things"
    assert (path / "inner" / "a.txt").read_bytes() == b"a"
    assert (path / "inner" / "deep" / "b.txt").read_bytes() == b"b"
    (path / "inner" / "a.txt").write_bytes(b"the user's own change")
    get_file("things", site.origin(), cache_dir=tmp_path, **kwargs)
    assert (path / "inner" / "a.txt").read_bytes() == b"the user's own change"
    assert len(site.requests) == 1
    assert leftovers(tmp_path / "datasets") == ["things", "things_archive"]


def test_the_folder_s_name_follows_the_archive_s_as_in_keras(site, tmp_path):
    site.content = make_zip(GOOD)
    path = get_file("things.v1.zip", site.origin(), extract=True, cache_dir=tmp_path)
    assert path == str(tmp_path / "datasets" / "things_extracted")
    path = get_file(origin=site.origin("a.zip"), extract=True, cache_dir=tmp_path)
    assert path == str(tmp_path / "datasets" / "a.zip")


def test_unpacking_into_a_folder_that_exists_keeps_what_else_is_there(site, tmp_path):
    (tmp_path / "datasets" / "things" / "inner").mkdir(parents=True)
    (tmp_path / "datasets" / "things" / "inner" / "mine.txt").write_text("mine")
    site.content = make_zip(GOOD)
    path = Path(get_file("things", site.origin(), extract=True, cache_dir=tmp_path))
    assert (path / "inner" / "mine.txt").read_text() == "mine"
    assert (path / "inner" / "a.txt").read_bytes() == b"a"


@pytest.mark.parametrize(
    "content",
    [
        make_tar("w:gz", {"../escape.txt": b"x"}),
        make_tar("w", {"a/../../escape.txt": b"x"}),
        make_tar("w:gz", GOOD, link="../../../escape"),
        make_tar("w:gz", GOOD, link="/etc"),
        make_zip({"../escape.txt": b"x"}),
        make_zip({"a/../../../escape.txt": b"x"}),
        make_zip({"/absolute.txt": b"x"}),
    ],
)
def test_an_archive_that_reaches_outside_its_folder_is_refused(site, tmp_path, content):
    site.content = content
    with pytest.raises(ValueError, match="cannot unpack"):
        get_file("things", site.origin(), extract=True, cache_dir=tmp_path)
    assert leftovers(tmp_path / "datasets") == ["things_archive"]
    assert leftovers(tmp_path) == ["datasets"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"no archive at all" * 100, "no archive that can be unpacked"),
        (make_tar("w:gz", {"a": CONTENT})[:1000], "cannot unpack"),
    ],
)
def test_what_is_no_whole_archive_is_refused(site, tmp_path, content, text):
    site.content = content
    with pytest.raises(ValueError, match=text):
        get_file("things", site.origin(), extract=True, cache_dir=tmp_path)
    assert not (tmp_path / "datasets" / "things").exists()


def test_an_unknown_archive_format_is_refused(site, tmp_path):
    with pytest.raises(ValueError, match="unknown archive_format"):
        get_file("x", site.origin(), extract=True, archive_format="rar", cache_dir=tmp_path)


def test_the_progress_bar_is_drawn_in_a_terminal_only(site, tmp_path, capfd, monkeypatch):
    get_file("one", site.origin(), cache_dir=tmp_path)
    out, err = capfd.readouterr()
    assert out == ""
    assert err == f"Downloading one from {site.origin()}\n"
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    get_file("two", site.origin(), cache_dir=tmp_path)
    assert "300.0/300.0 kB" in capfd.readouterr().err


def test_file_addresses_work(tmp_path):
    (tmp_path / "here.bin").write_bytes(CONTENT)
    path = get_file(origin=(tmp_path / "here.bin").as_uri(), cache_dir=tmp_path, file_hash=SHA256)
    assert path == os.path.join(tmp_path, "datasets", "here.bin")
