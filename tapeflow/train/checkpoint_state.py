"""The file `checkpoint` of a folder: which checkpoints are in it, and which is the newest."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import Any, NamedTuple

from tapeflow.ops.files import atomic_file
from tapeflow.train.files import index_path

_LINE = re.compile(r'^(\w+): ("(?:[^"\\]|\\.)*"|[-\d.e+]+)$')


class CheckpointState(NamedTuple):
    """What the file says, as TensorFlow names it; paths are whole."""

    model_checkpoint_path: str
    all_model_checkpoint_paths: list[str]
    all_model_checkpoint_timestamps: list[float]
    last_preserved_timestamp: float


def write_state(
    folder: str, latest: str, all_paths: list[str], times: list[float], preserved: float
) -> None:
    """Writes the file, in TensorFlow's text form, with paths inside the folder made relative."""
    lines = [f"model_checkpoint_path: {json.dumps(_relative(latest, folder))}"]
    lines += [
        f"all_model_checkpoint_paths: {json.dumps(_relative(path, folder))}" for path in all_paths
    ]
    lines += [f"all_model_checkpoint_timestamps: {moment!r}" for moment in times]
    lines.append(f"last_preserved_timestamp: {preserved!r}")
    with atomic_file(Path(folder) / "checkpoint") as temporary:
        temporary.write_text("\n".join(lines) + "\n")


def get_checkpoint_state(
    checkpoint_dir: Any, latest_filename: str | None = None
) -> CheckpointState | None:
    """What the file `checkpoint` of a folder says; None if there is none.

    Args:
      checkpoint_dir: the folder.
      latest_filename: another name of the file.
    """
    file = Path(checkpoint_dir) / (latest_filename or "checkpoint")
    if not file.exists():
        return None
    values: dict[str, list] = {}
    for line in file.read_text().splitlines():
        match = _LINE.match(line.strip())
        if match:
            values.setdefault(match[1], []).append(json.loads(match[2]))
    if "model_checkpoint_path" not in values:
        return None
    whole = [_whole(path, checkpoint_dir) for path in values.get("all_model_checkpoint_paths", [])]
    return CheckpointState(
        _whole(values["model_checkpoint_path"][0], checkpoint_dir),
        whole,
        values.get("all_model_checkpoint_timestamps", [time.time()] * len(whole)),
        values.get("last_preserved_timestamp", [time.time()])[0],
    )


def latest_checkpoint(checkpoint_dir: Any, latest_filename: str | None = None) -> str | None:
    """The path of the newest checkpoint in a folder, for `restore`; None if there is none.

    Args:
      checkpoint_dir: the folder.
      latest_filename: the name of the file that tells, `checkpoint` by default.
    """
    state = get_checkpoint_state(checkpoint_dir, latest_filename)
    if state is None:
        return None
    # One that was deleted by hand, or whose writing was interrupted, is passed over.
    for path in (state.model_checkpoint_path, *reversed(state.all_model_checkpoint_paths)):
        if os.path.exists(index_path(path)):
            return path
    return None


def _relative(path: str, folder: str) -> str:
    return os.path.relpath(path, folder) if _inside(path, folder) else os.path.abspath(path)


def _inside(path: str, folder: str) -> bool:
    return os.path.abspath(path).startswith(os.path.abspath(folder) + os.sep)


def _whole(path: str, folder: Any) -> str:
    return path if os.path.isabs(path) else os.path.join(os.fspath(folder), path)
