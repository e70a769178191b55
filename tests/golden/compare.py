"""Results as plain data: `encode` makes a tree of them, `difference` tells two trees apart.

A node is a dict with a `kind`; an array's values stay a NumPy array under `array`, which
`save` and `load` move to and from a file.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from pathlib import Path
from typing import Any

import ml_dtypes  # noqa: F401 - teaches NumPy the name bfloat16
import numpy as np

from tests.golden.case import Raised

# What a rounding of the narrow types may differ by: two units in the last place.
_NARROW = {"float16": 2e-3, "bfloat16": 1.6e-2}


def encode(value: Any) -> dict:
    """The tree of a result.

    Raises:
      TypeError: the result holds something that cannot be recorded.
    """
    if isinstance(value, (np.ndarray, np.generic)):
        return _array_node("array", value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return {"kind": type(value).__name__, "value": value}
    if isinstance(value, complex):
        return {"kind": "complex", "value": [value.real, value.imag]}
    if isinstance(value, bytes):
        return {"kind": "bytes", "value": value.decode("latin-1")}
    if isinstance(value, Raised):
        return {"kind": "raised", "names": list(value.names), "message": value.message}
    if isinstance(value, dict):
        return {
            "kind": "dict",
            "items": [[encode(key), encode(item)] for key, item in value.items()],
        }
    name = type(value).__name__
    if name == "TensorShape":
        return {"kind": "shape", "value": None if value.rank is None else value.as_list()}
    if name in ("list", "ListWrapper", "tuple", "_TupleWrapper") or isinstance(
        value, (list, tuple)
    ):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {"kind": kind, "items": [encode(item) for item in value]}
    if name == "DType":
        return {"kind": "dtype", "value": value.name}
    if isinstance(value, np.dtype):
        return {"kind": "numpy dtype", "value": value.name}
    if isinstance(value, type):
        return {"kind": "type", "value": value.__name__}
    if hasattr(value, "dense_shape") and hasattr(value, "indices"):
        return _array_node("tensor", _dense(value))
    if hasattr(value, "numpy"):
        return _array_node("tensor", value.numpy())
    raise TypeError(f"a case returned {value!r} of type {type(value)}, which cannot be recorded")


def _array_node(kind: str, value: Any) -> dict:
    if isinstance(value, bytes):
        value = np.array(value, dtype=object)
    array = np.asarray(value)
    if array.dtype.kind in "SU":
        array = array.astype(object)
    if array.dtype == object:
        texts = [
            item if isinstance(item, str) else item.decode("latin-1") for item in array.ravel()
        ]
        return {"kind": kind, "dtype": "string", "shape": list(array.shape), "texts": texts}
    # Not np.ascontiguousarray, which turns a scalar into a vector.
    return {"kind": kind, "dtype": array.dtype.name, "shape": list(array.shape), "array": array}


def _dense(slices: Any) -> np.ndarray:
    """An IndexedSlices (a gradient by rows) or a SparseTensor as the array it stands for."""
    dense = np.zeros(np.asarray(slices.dense_shape), slices.values.numpy().dtype)
    indices = slices.indices.numpy()
    where = tuple(indices.T) if indices.ndim == 2 else indices
    np.add.at(dense, where, slices.values.numpy())
    return dense


def difference(
    expected: dict, got: dict, rtol: float, atol: float, where: str = "result"
) -> str | None:
    """The first difference between two trees in words, or None."""
    kind = expected["kind"]
    if kind != got["kind"]:
        return f"{where}: expected {_say(expected)}, got {_say(got)}"
    if kind == "raised":
        if expected["names"][0] not in got["names"]:
            return f"{where}: expected {_say(expected)}, got {_say(got)}"
        return None
    if kind == "dict":
        return _dict_difference(expected, got, rtol, atol, where)
    if kind in ("list", "tuple"):
        if len(expected["items"]) != len(got["items"]):
            return f"{where}: expected {len(expected['items'])} items, got {len(got['items'])}"
        for i, (left, right) in enumerate(zip(expected["items"], got["items"], strict=True)):
            found = difference(left, right, rtol, atol, f"{where}[{i}]")
            if found:
                return found
        return None
    if kind in ("tensor", "array"):
        return _array_difference(expected, got, rtol, atol, where)
    if kind == "float":
        left, right = expected["value"], got["value"]
        same = math.isclose(left, right, rel_tol=rtol, abs_tol=atol) or (
            left != left and right != right
        )
        return None if same else f"{where}: expected {left!r}, got {right!r}"
    if expected["value"] != got["value"]:
        return f"{where}: expected {kind} {expected['value']!r}, got {got['value']!r}"
    return None


def _dict_difference(expected: dict, got: dict, rtol: float, atol: float, where: str) -> str | None:
    left = {json.dumps(key): item for key, item in expected["items"]}
    right = {json.dumps(key): item for key, item in got["items"]}
    if left.keys() != right.keys():
        return f"{where}: expected the keys {sorted(left)}, got {sorted(right)}"
    for key, item in left.items():
        found = difference(item, right[key], rtol, atol, f"{where}[{json.loads(key)['value']!r}]")
        if found:
            return found
    return None


def _array_difference(
    expected: dict, got: dict, rtol: float, atol: float, where: str
) -> str | None:
    for part in ("dtype", "shape"):
        if expected[part] != got[part]:
            return f"{where}: expected {part} {expected[part]}, got {got[part]}"
    if "texts" in expected:
        same = expected["texts"] == got["texts"]
        return None if same else f"{where}: expected {expected['texts']}, got {got['texts']}"
    left, right = expected["array"], got["array"]
    if left.dtype.kind in "iub":
        close = left == right
    else:
        narrow = _NARROW.get(expected["dtype"], 0.0)
        wide = np.complex128 if left.dtype.kind == "c" else np.float64
        with np.errstate(invalid="ignore"):
            close = np.isclose(
                right.astype(wide),
                left.astype(wide),
                max(rtol, narrow),
                max(atol, narrow),
                equal_nan=True,
            )
    if np.all(close):
        return None
    first = tuple(int(i) for i in np.argwhere(~np.atleast_1d(close))[0])
    count = int(np.size(close) - np.count_nonzero(close))
    values = f"{np.atleast_1d(left)[first]!r}, got {np.atleast_1d(right)[first]!r}"
    return f"{where}: {count} of {np.size(close)} values differ; at {list(first)} expected {values}"


def _say(node: dict) -> str:
    kind = node["kind"]
    if kind == "raised":
        return f"{node['names'][0]} ({node['message']})"
    if kind in ("tensor", "array"):
        return f"{kind} of {node['dtype']} {node['shape']}"
    return f"{kind} {node.get('value', '')!r}" if "value" in node else kind


def save(path: Path, versions: dict[str, str], results: dict[str, dict]) -> None:
    """Writes an .npz of two members: `index`, JSON, and `bytes`, what its arrays hold.

    The bytes of the file depend on its contents only: no times, members in a fixed order.
    """
    blob = io.BytesIO()
    index = {"versions": versions, "results": {key: _detach(results[key], blob) for key in results}}
    text = json.dumps(index, sort_keys=True, separators=(",", ":")).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in (("index", text), ("bytes", blob.getvalue())):
            member = io.BytesIO()
            np.lib.format.write_array(member, np.frombuffer(data, np.uint8), version=(1, 0))
            info = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, member.getvalue(), compresslevel=9)


def load(path: Path) -> tuple[dict[str, str], dict[str, dict]]:
    """The versions and the results in a file that `save` wrote."""
    with np.load(path) as archive:
        index = json.loads(archive["index"].tobytes())
        data = archive["bytes"].tobytes()
    return index["versions"], {key: _attach(node, data) for key, node in index["results"].items()}


def _detach(node: Any, blob: io.BytesIO) -> Any:
    if isinstance(node, list):
        return [_detach(item, blob) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: _detach(item, blob) for key, item in node.items() if key != "array"} | (
        {"at": blob.tell(), "array": node["array"]} if "array" in node else {}
    )
    if "array" in node:
        blob.write(node.pop("array").tobytes())
    return node


def _attach(node: Any, data: bytes) -> Any:
    if isinstance(node, list):
        return [_attach(item, data) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: _attach(item, data) for key, item in node.items()}
    if "at" in node:
        count = math.prod(node["shape"])
        flat = np.frombuffer(data, np.dtype(node["dtype"]), count, node.pop("at"))
        node["array"] = flat.reshape(node["shape"])
    return node
