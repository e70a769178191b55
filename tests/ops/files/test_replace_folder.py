"""A folder takes another's place, also where the system can't exchange two names."""

import pytest

from tapeflow.ops.files import replace_folder


@pytest.mark.parametrize("can_exchange", [True, False])
def test_the_new_folder_has_the_name_and_the_old_is_gone(tmp_path, monkeypatch, can_exchange):
    if not can_exchange:
        module = __import__("sys").modules["tapeflow.ops.files.replace_folder"]
        monkeypatch.setattr(module, "_exchange", lambda one, other: False)
    for round in ("first", "second"):
        (tmp_path / "made").mkdir()
        (tmp_path / "made" / round).write_text(round)
        replace_folder(tmp_path / "made", tmp_path / "model")
    assert [path.name for path in tmp_path.rglob("*")] == ["model", "second"]
