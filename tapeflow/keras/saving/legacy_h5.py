"""Keras 2's `.h5` files: whole models, and weights by layer; read, and written as Keras 3 does."""

from __future__ import annotations

import json
import os
import warnings
from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.keras.saving.serialization import deserialize_keras_object, serialize_keras_object
from tapeflow.keras.saving.state import restore_on_failure
from tapeflow.keras.saving.weight_budget import weights_for
from tapeflow.ops.files import atomic_file, clear_errors, h5_store

_TOP_LEVEL = "top_level_model_weights"
# HDF5 allows 64 KB for an attribute; longer lists of names are cut into numbered ones.
_MAX_ATTRIBUTE = 64_000


def write_model(model: Any, path: str, include_optimizer: bool) -> None:
    """Writes a whole model."""
    warnings.warn(
        "You are saving your model as an HDF5 file via `model.save()`. This file format is "
        "considered legacy. We recommend using instead the native Keras format, e.g. "
        "`model.save('my_model.keras')`.",
        stacklevel=4,
    )
    config = {"class_name": type(model).__name__, "config": _without_modules(model.get_config())}
    with atomic_file(path) as temporary, h5_store.open_to_write(temporary) as file:
        file.attrs["keras_version"] = "3.15.1"
        file.attrs["backend"] = "tensorflow"
        file.attrs["model_config"] = json.dumps(config)
        weights = file.create_group("model_weights")
        weights.attrs["keras_version"] = "3.15.1"
        weights.attrs["backend"] = "tensorflow"
        write_layers(model, weights)
        compile_config = getattr(model, "get_compile_config", lambda: None)()
        if include_optimizer and compile_config:
            training = dict(compile_config)
            optimizer = training.pop("optimizer", None)
            if isinstance(optimizer, dict):
                training["optimizer_config"] = {
                    "class_name": optimizer["class_name"],
                    "config": optimizer["config"],
                }
            file.attrs["training_config"] = json.dumps(training)
            _write_optimizer(model.optimizer, file)


def write_layers(model: Any, group: Any) -> None:
    """Writes the weights of each layer as a group of its name."""
    _write_names(group, "layer_names", [layer.name for layer in model.layers])
    for layer in model.layers:
        _write_weights(group.create_group(layer.name), _weights(layer))
    _write_weights(group.create_group(_TOP_LEVEL), model._own()[0])


def read_model(path: str, custom_objects: Any, compile: bool) -> Any:
    """The model of a `.h5` file.

    Raises:
      ValueError: the file holds weights alone, or is damaged.
    """
    with h5_store.open_to_read(path) as file, clear_errors(path):
        text = file.attrs.get("model_config")
        if text is None:
            raise ValueError(
                problem(
                    f"No model config found in the file at {path}.",
                    expected="a file that model.save wrote, not save_weights",
                    fix="make the model, then model.load_weights(path)",
                )
            )
        config = _with_modules(json.loads(_decoded(text)))
        with weights_for(os.path.getsize(path)) as settle:
            model = deserialize_keras_object(config, custom_objects)
        read_layers(model, file)
        settle()
        training = file.attrs.get("training_config")
        if compile and training is not None and hasattr(model, "compile_from_config"):
            _compile(model, json.loads(_decoded(training)), custom_objects)
            _read_optimizer(model, file)
    return model


def read_layers(model: Any, file: Any, by_name: bool = False, skip_mismatch: bool = False) -> None:
    """Gives layers the weights of a `.h5` file, in the file's order or by name.

    Raises:
      ValueError: the layers or their weights do not fit; then all weights are what they were.
    """
    group = h5_store.group_at(file, "model_weights") if "model_weights" in file else file
    saved = [name for name in _names(group, "layer_names") if _names(group[name], "weight_names")]
    layers = [layer for layer in model.layers if layer.weights]
    if by_name:
        pairs = [(name, layer) for name in saved for layer in layers if layer.name == name]
    elif len(saved) != len(layers):
        raise ValueError(
            problem(
                f"Layer count mismatch when loading weights from file. Model expected {len(layers)}"
                f" layers, found {len(saved)} saved layers.",
                given=", ".join(saved),
                expected=", ".join(layer.name for layer in layers),
                fix="by_name=True loads the layers whose names fit",
            )
        )
    else:
        pairs = list(zip(saved, layers, strict=True))
    with restore_on_failure(model.variables):
        for name, layer in pairs:
            _assign(_weights(layer), _arrays(group[name]), layer.name, skip_mismatch)
        if _TOP_LEVEL in group:
            own = model._own()[0]
            _assign(own, _arrays(group[_TOP_LEVEL]), model.name, skip_mismatch)


def _weights(layer: Any) -> list:
    return [*layer.trainable_weights, *layer.non_trainable_weights]


def _assign(variables: list, arrays: list, name: str, skip_mismatch: bool) -> None:
    shapes, expected = [a.shape for a in arrays], [tuple(v.shape) for v in variables]
    if shapes != expected:
        error = problem(
            f"Weights of layer '{name}' do not fit", given=str(shapes), expected=str(expected)
        )
        if not skip_mismatch:
            raise ValueError(error)
        warnings.warn(f"Skipping loading of weights: {error}", stacklevel=5)
        return
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array.astype(variable.dtype.np))


def _arrays(group: Any) -> list[np.ndarray]:
    found = []
    for path in _names(group, "weight_names"):
        folder, _, name = path.rpartition("/")
        inner = h5_store.group_at(group, folder) if folder else group
        if inner is None or name not in inner:
            raise ValueError(problem(f"weights file: '{path}' is listed, but not in it"))
        found.append(h5_store.read(inner, name))
    return found


def _write_weights(group: Any, variables: list) -> None:
    names = [getattr(variable, "path", variable.name.split(":")[0]) for variable in variables]
    _write_names(group, "weight_names", names)
    for name, variable in zip(names, variables, strict=True):
        h5_store.write(group, name, variable)


def _write_optimizer(optimizer: Any, file: Any) -> None:
    group = file.create_group("optimizer_weights")
    _write_weights(group, optimizer.variables)


def _read_optimizer(model: Any, file: Any) -> None:
    optimizer = model.optimizer
    if optimizer is None or "optimizer_weights" not in file:
        return
    optimizer.build(model.trainable_variables)
    arrays = _arrays(h5_store.group_at(file, "optimizer_weights"))
    if [array.shape for array in arrays] == [tuple(v.shape) for v in optimizer.variables]:
        optimizer.set_weights(arrays)
    else:
        warnings.warn(
            "Error in loading the saved optimizer state. As a result, your model is starting with "
            "a freshly initialized optimizer.",
            stacklevel=5,
        )


def _compile(model: Any, training: dict, custom_objects: Any) -> None:
    optimizer = training.pop("optimizer_config", None)
    if optimizer is not None:
        training["optimizer"] = {"module": "keras.optimizers", "registered_name": None, **optimizer}
    kept = ("optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly")
    config = {name: training[name] for name in kept if name in training}
    model.compile_from_config(config)


def _names(group: Any, name: str) -> list[str]:
    if name in group.attrs:
        return [_decoded(item) for item in group.attrs[name]]
    found: list[str] = []
    while f"{name}{len(found)}" in group.attrs:
        found.append(f"{name}{len(found)}")
    return [_decoded(item) for part in found for item in group.attrs[part]]


def _write_names(group: Any, name: str, values: list[str]) -> None:
    encoded = [value.encode() for value in values]
    if sum(map(len, encoded)) < _MAX_ATTRIBUTE:
        group.attrs[name] = np.array(encoded) if encoded else np.zeros((0,), "S1")
        return
    pieces = np.array_split(np.array(encoded), -(-sum(map(len, encoded)) // (_MAX_ATTRIBUTE // 2)))
    for i, piece in enumerate(pieces):
        group.attrs[f"{name}{i}"] = piece


def _decoded(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


# Names that classes have in files without modules, where Keras's own are not the public ones.
_THEIR_NAMES = {"GroupQueryAttention": "GroupedQueryAttention"}
_OUR_NAMES = {theirs: ours for ours, theirs in _THEIR_NAMES.items()}


def _without_modules(config: Any) -> Any:
    """A model's config in Keras 2's form: its layers, also in models in it, by class name alone."""
    layers = [_layer(description) for description in config.get("layers", ())]
    return serialize_keras_object({**config, "layers": layers} if "layers" in config else config)


def _layer(description: dict) -> dict:
    name = description.get("registered_name") or description["class_name"]
    drop = ("module", "registered_name", "build_config", "compile_config")
    kept = {key: value for key, value in description.items() if key not in drop}
    is_model = description["class_name"] in ("Functional", "Sequential")
    inner = description["config"]
    return {
        **kept,
        "class_name": _THEIR_NAMES.get(name, name),
        "config": _without_modules(inner) if is_model else inner,
    }


def _with_modules(config: Any) -> Any:
    """Modules of models, which Keras 2 does not write, and public names of layers."""
    if config.get("class_name") in ("Sequential", "Functional", "Model"):
        name = "Functional" if config["class_name"] == "Model" else config["class_name"]
        inner = config["config"]
        if isinstance(inner, list):  # of Keras 1
            inner = {"layers": inner}
        inner = {**inner, "layers": [_with_modules(layer) for layer in inner["layers"]]}
        module = "keras.src.models.functional" if name == "Functional" else "keras"
        place = {"module": module, "registered_name": None}
        return {**place, **config, "class_name": name, "config": inner}
    return {**config, "class_name": _OUR_NAMES.get(config["class_name"], config["class_name"])}
