from pathlib import PurePosixPath

import pytest

from tapeflow import compat


def test_text_and_bytes_are_made_of_either():
    assert compat.as_bytes("é") == compat.as_bytes(b"\xc3\xa9") == b"\xc3\xa9"
    assert compat.as_bytes(bytearray(b"ab")) == b"ab"
    assert compat.as_text("é") == compat.as_text(b"\xc3\xa9") == "é"
    assert compat.as_bytes("é", "latin1") == b"\xe9"
    assert compat.as_str is compat.as_text


def test_as_str_any_takes_anything():
    assert compat.as_str_any(b"a") == compat.as_str_any("a") == "a"
    assert compat.as_str_any(1.5) == "1.5"


def test_path_to_str_leaves_what_is_no_path():
    assert compat.path_to_str(PurePosixPath("a/b")) == "a/b"
    assert compat.path_to_str("c") == "c"


@pytest.mark.parametrize("function", [compat.as_bytes, compat.as_text])
def test_other_types_are_refused(function):
    with pytest.raises(TypeError, match="neither text nor bytes"):
        function(3)
