"""`import_weights` and `export_weights`: a model's weights from and to other libraries' files."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from tapeflow.engine import problem
from tapeflow.keras.saving.array_files import read_arrays, write_arrays
from tapeflow.keras.saving.torch_layout import IGNORED, Part
from tapeflow.keras.saving.torch_layout import parts as torch_parts


class Imported(NamedTuple):
    """What `import_weights` left out."""

    missing: list[str]
    """Paths of variables for which nothing was found: they are as they were."""
    unused: list[str]
    """Names of arrays that belong to no variable."""


def import_weights(
    model: Any,
    source: Any,
    mapping: Mapping[str, Any] | Callable[[str], str] | str | None = None,
    layout: str | None = None,
    strict: bool = True,
) -> Imported:
    """Gives a model the weights of another library: all that fit, or none if there is an error.

    Args:
      model: a built model or layer.
      source: a `.safetensors`, `.npz`, `.pt` or `.pth` file, a checkpoint of TensorFlow, a dict of
        arrays or tensors, a PyTorch module, or a model or variables of real TensorFlow; see
        `read_arrays`.
      mapping: for the layout "keras", where a variable's array is: a dict from variable paths to
        names, or a function; "order" takes the arrays in the order of the variables. For "torch",
        a dict from modules to layers by name or path: `{"fc1": "dense"}`; a stack of recurrent
        layers is a list, `{"rnn": ["lstm", "lstm_1"]}`. Without it, names must be the variables'
        paths, or, for "torch", modules come in the order of the model's layers.
      layout: "keras", or "torch" for PyTorch's names, axes and order of gates. By default "torch"
        for PyTorch's files, modules and tensors.
      strict: whether a variable without an array, or an array without a variable, is an error.

    Returns:
      What was left out: `missing` variables and `unused` arrays.

    Raises:
      ValueError: something is missing, unused or of another shape; no weight is changed.

    >>> import numpy as np
    >>> import tapeflow as tf
    >>> model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2)])
    >>> state = {"fc.weight": np.ones((2, 3)), "fc.bias": np.zeros(2)}
    >>> tf.keras.saving.import_weights(model, state, layout="torch")
    Imported(missing=[], unused=[])
    """
    layout = layout or ("torch" if _is_torch(source) else "keras")
    arrays = read_arrays(source)
    if layout == "torch":
        found, used = _from_torch(model, arrays, mapping)
    elif layout == "keras":
        found, used = _by_path(model, arrays, mapping)
    else:
        raise ValueError(
            problem(
                "import_weights: unknown layout", f"layout={layout!r}", expected="'keras', 'torch'"
            )
        )
    known = {id(variable) for variable, _ in found}
    missing = [v.path for v in model.weights if id(v) not in known]
    unused = [name for name in arrays if name not in used and not name.endswith(IGNORED)]
    wrong = [
        f"{variable.path} {tuple(variable.shape)}: {array.shape}"
        for variable, array in found
        if tuple(variable.shape) != array.shape
    ]
    if wrong or (strict and (missing or unused)):
        raise ValueError(
            problem(
                "import_weights: the arrays do not fit the model; nothing was changed",
                given="; ".join(
                    f"{what} {', '.join(names[:6])}{' ...' if len(names) > 6 else ''}"
                    for what, names in (
                        ("of another shape:", wrong), ("without an array:", missing),
                        ("arrays of no variable:", unused),
                    )
                    if names
                ),
                fix="mapping= says what belongs to what; strict=False leaves out what is missing",
            )
        )  # fmt: skip
    for variable, array in found:
        variable.assign(array.astype(variable.dtype.np))
    return Imported(missing, unused)


def export_weights(
    model: Any, filepath: Any = None, mapping: Any = None, layout: str = "keras"
) -> dict[str, np.ndarray]:
    """A model's weights as arrays by name, for other libraries; also into a file.

    Args:
      model: a built model or layer.
      filepath: a path that ends in `.safetensors`, `.npz`, `.pt` or `.pth`; None writes nothing.
      mapping: as in `import_weights`. Without it names are the variables' paths, or the layers'
        names as names of modules.
      layout: "keras" or "torch".

    Returns:
      The arrays.

    Raises:
      ValueError: another ending, or a layer whose form in PyTorch is not known.

    >>> import tapeflow as tf
    >>> model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2, name="fc")])
    >>> {n: a.shape for n, a in tf.keras.saving.export_weights(model, layout="torch").items()}
    {'fc.weight': (2, 3), 'fc.bias': (2,)}
    """
    if layout == "torch":
        arrays = _to_torch(model, mapping)
    else:
        name_of = _names(mapping)
        arrays = {name_of(variable.path): variable.numpy() for variable in model.weights}
    if filepath is not None:
        whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
        write_arrays(os.fspath(filepath), whole)
    return arrays


def _is_torch(source: Any) -> bool:
    if isinstance(source, (str, os.PathLike)):
        return os.fspath(source).endswith((".pt", ".pth", ".bin"))
    values = source.values() if isinstance(source, Mapping) else ()
    return hasattr(source, "state_dict") or any(hasattr(value, "detach") for value in values)


# ---- names that are paths ----


def _by_path(model: Any, arrays: dict, mapping: Any) -> tuple[list, set]:
    if mapping == "order":
        names = list(arrays)
        pairs = list(zip(model.weights, names, strict=False))
    else:
        name_of = _names(mapping)
        # A checkpoint's names have no numbers of the model, nor its name.
        pairs = [
            (variable, name)
            for variable in model.weights
            for name in _candidates(name_of(variable.path), model)
            if name in arrays
        ]
        pairs = list(
            {id(variable): (variable, name) for variable, name in reversed(pairs)}.values()
        )
    return [(variable, arrays[name]) for variable, name in pairs], {name for _, name in pairs}


def _candidates(name: str, model: Any) -> list[str]:
    inner = name.removeprefix(f"{model.name}/")
    return list(dict.fromkeys([name, f"{name}:0", inner, f"{inner}:0"]))


def _names(mapping: Any) -> Callable[[str], str]:
    if mapping is None:
        return lambda path: path
    return mapping if callable(mapping) else lambda path: mapping.get(path, path)


# ---- PyTorch's modules ----


def _from_torch(model: Any, arrays: dict, mapping: Any) -> tuple[list, set]:
    found, used = [], set()
    for prefix, layers in _pairs(model, arrays, mapping):
        for level, layer in enumerate(layers):
            for part in _parts(layer, level):
                names = [f"{prefix}.{name}" if prefix else name for name in part.names]
                if all(name in arrays for name in names):
                    used.update(names)
                    given = [arrays[name] for name in names]
                    found.append((part.variable, _converted(part, given, names)))
    return found, used


def _converted(part: Part, given: list, names: list[str]) -> np.ndarray:
    try:
        return part.read(*given)
    except (ValueError, IndexError):
        raise ValueError(
            problem(
                f"import_weights: {', '.join(names)} does not fit {part.variable.path}; nothing "
                "was changed",
                given=f"shapes {[array.shape for array in given]}",
                expected=f"what makes {tuple(part.variable.shape)}",
            )
        ) from None


def _to_torch(model: Any, mapping: Any) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    if mapping is None:
        pairs = [(layer.name, [layer]) for layer in _known(model)]
    else:
        pairs = _pairs(model, {}, mapping)
    left = {id(v): v.path for v in model.weights}
    for prefix, layers in pairs:
        for level, layer in enumerate(layers):
            for part in _parts(layer, level):
                left.pop(id(part.variable), None)
                for name, array in zip(part.names, part.write(part.variable.numpy()), strict=True):
                    whole = f"{prefix}.{name}"
                    # The query's, key's and value's are one array.
                    found[whole] = (
                        np.concatenate([found[whole], array]) if whole in found else array
                    )
    if left:
        raise ValueError(
            problem(
                "export_weights: the form of these weights in PyTorch is not known",
                given=", ".join(list(left.values())[:6]),
                fix="layout='keras', and rename them yourself",
            )
        )
    return found


def _pairs(model: Any, arrays: dict, mapping: Any) -> list[tuple[str, list]]:
    """Modules with their layers: as the mapping says, else in order."""
    known = _known(model)
    if mapping is not None:
        by_name = {layer.name: layer for layer in known}
        by_name |= {layer.path: layer for layer in known if hasattr(layer, "path")}
        return [
            (prefix, [_found(by_name, name) for name in ([to] if isinstance(to, str) else to)])
            for prefix, to in mapping.items()
        ]
    modules: dict[str, int] = {}
    for name in arrays:
        prefix, _, last = name.rpartition(".")
        prefix = prefix.removesuffix("out_proj").rstrip(".") if "out_proj" in prefix else prefix
        level = last.split("_l")[-1].split("_")[0] if "_l" in last else "0"
        modules[prefix] = max(modules.get(prefix, 1), int(level) + 1 if level.isdigit() else 1)
    waiting = iter(known)
    return [
        (prefix, [layer for _, layer in zip(range(count), waiting, strict=False)])
        for prefix, count in modules.items()
    ]


def _found(by_name: dict, name: str) -> Any:
    if name not in by_name:
        raise ValueError(
            problem(
                "no layer of that name has weights whose form in PyTorch is known",
                given=f"{name!r} in the mapping",
                expected=f"one of {', '.join(sorted(by_name))}",
            )
        )
    return by_name[name]


def _known(model: Any) -> list:
    """The layers with weights whose form is known, in order, outer ones alone."""
    found, inside = [], set()
    for layer in model._flatten_layers():
        if id(layer) not in inside and layer.weights and torch_parts(layer) is not None:
            found.append(layer)
            inside |= {id(inner) for inner in layer._flatten_layers()}
    return found


def _parts(layer: Any, level: int) -> list[Part]:
    return torch_parts(layer, level) or []
