"""`tf.saved_model.save`."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tapeflow.engine import Tensor, TensorSpec, Variable, problem
from tapeflow.engine.nest import flatten, pack_like
from tapeflow.ops.files import h5_store, replace_folder
from tapeflow.ops.function.concrete_function import ConcreteFunction
from tapeflow.ops.function.exported import export
from tapeflow.ops.function.function import Function, function
from tapeflow.ops.function.graphs_of import graphs_of
from tapeflow.saved_model.nests import encoded

FORMAT, INDEX, VARIABLES = "tapeflow.saved_model.1", "saved_model.json", "variables.h5"


def save(obj: Any, export_dir: Any, signatures: Any = None, options: Any = None) -> None:
    """Writes a module or model to a folder, from which it runs without its Python class.

    Kept are its variables, the objects that are its attributes, and its `tf.function`s for each
    kind of arguments they were traced for (those with an `input_signature` are traced now), as
    StableHLO, which any JAX runs. Of a Keras model also the call itself, as `serve`, for any number
    of rows.

    Args:
      obj: a `tf.Module`, a Keras model or layer, or any object with `tf.function`s.
      export_dir: the folder; one that is there already is replaced, at once.
      signatures: a `tf.function` with an `input_signature`, a concrete function, or a dict of them
        by name, for callers that know nothing of the object.
      options: accepted, without effect.

    Raises:
      ValueError: nothing to call was found, or a function can't be written.
    """
    writer = _Writer()
    root = writer.object(obj)
    named = {
        name: writer.function(_concrete(item)) for name, item in _signatures(signatures).items()
    }
    serving = _serving(obj, _signatures(signatures).get("serving_default"))
    if serving is not None:
        number = writer.functions_of(serving)
        children = writer.objects[root]["children"]
        children.update({n: number for n in ("serve", "__call__") if n not in children})
        named = named or {"serving_default": writer.function(_concrete(serving))}
    if not named:
        only = [item for _, item in _functions(obj) if item.input_signature is not None]
        if len(only) == 1:
            named["serving_default"] = writer.function(_concrete(only[0]))
    writer.write(Path(os.fspath(export_dir)), root, named)


class _Writer:
    """Gives objects, variables and functions numbers, and writes them."""

    def __init__(self):
        self.objects: list[dict] = []
        self._numbers: dict[int, int] = {}
        self._kept: list[Any] = []  # so that no id is used twice
        self._arrays: list[Any] = []
        self._functions: list[tuple[dict, bytes]] = []

    def object(self, value: Any) -> int:
        """The number of an object, which is written if it is a new one."""
        known = self._numbers.get(id(value))
        if known is not None:
            return known
        number = self._numbers[id(value)] = len(self.objects)
        self._kept.append(value)
        described: dict[str, Any] = {}
        self.objects.append(described)
        if isinstance(value, Variable):
            described |= {
                "kind": "variable",
                "array": self._array(value),
                "trainable": value.trainable,
                "name": value.name.split(":")[0],
            }
        elif isinstance(value, Tensor):
            described |= {"kind": "tensor", "array": self._array(value)}
        elif isinstance(value, Function):
            del self.objects[number]
            del self._numbers[id(value)]
            return self.functions_of(value)
        else:
            kind = "list" if isinstance(value, (list, tuple)) else "object"
            kind = "dict" if isinstance(value, Mapping) else kind
            described |= {"kind": kind, "children": {}}
            for name, child in _children(value):
                described["children"][name] = self.object(child)
        return number

    def functions_of(self, value: Function) -> int:
        """The number of a `tf.function` with all its concrete functions."""
        concrete = [self.function(each) for each in _traced(value)]
        self.objects.append({"kind": "function", "concrete": concrete})
        return len(self.objects) - 1

    def function(self, concrete: ConcreteFunction) -> int:
        """The number of a concrete function."""
        inputs = concrete.inputs

        graph_at = graphs_of(concrete)
        content = export(graph_at, inputs)
        sizes = {i: 2 for s in inputs for i, n in enumerate(s.shape) if n is None}
        graph = graph_at(sizes)
        described = {
            "name": concrete._function.name,
            "arguments": encoded(concrete.structured_input_signature),
            "names": concrete._names,
            "outputs": encoded(concrete.structured_outputs),
            "captures": [self.object(capture) for capture in graph.captures],
            "updated": [self.object(variable) for variable in graph.updated],
            "feeds": len(graph.feeds),
        }
        self._functions.append((described, content))
        return len(self._functions) - 1

    def _array(self, value: Any) -> int:
        self._arrays.append(value)
        return len(self._arrays) - 1

    def write(self, folder: Path, root: int, signatures: dict[str, int]) -> None:
        """Writes all to a folder beside, which then takes the old one's place."""
        if not self._functions:
            raise ValueError(
                problem(
                    "tf.saved_model.save: the object has nothing to call",
                    expected="a Keras model that was built, or a tf.function that was called or "
                    "has an input_signature",
                    fix="decorate the method with @tf.function(input_signature=[...])",
                )
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as name:
            made = Path(name) / "new"
            (made / "functions").mkdir(parents=True)
            with h5_store.open_to_write(made / VARIABLES) as file:
                for i, array in enumerate(self._arrays):
                    h5_store.write(file, str(i), array.numpy())
            for i, (_, content) in enumerate(self._functions):
                (made / "functions" / f"{i}.stablehlo").write_bytes(content)
            index = {
                "format": FORMAT,
                "root": root,
                "objects": self.objects,
                "functions": [described for described, _ in self._functions],
                "signatures": signatures,
            }
            (made / INDEX).write_text(json.dumps(index))
            replace_folder(made, folder)


def _children(value: Any) -> list[tuple[str, Any]]:
    """The attributes or items that are kept."""
    if isinstance(value, Mapping):
        items = [(str(key), item) for key, item in value.items()]
    elif isinstance(value, (list, tuple)):
        items = [(str(i), item) for i, item in enumerate(value)]
    else:
        named = getattr(value, "_checkpoint_children", lambda: vars(value).items())()
        items = [(name.replace("/", "."), item) for name, item in named]
        items += _functions(value)
    return [(name, item) for name, item in items if _is_kept(item)]


def _is_kept(item: Any) -> bool:
    if isinstance(item, (Variable, Function)):
        return True
    if isinstance(item, (list, tuple, Mapping)):
        return any(_is_kept(inner) for inner in flatten(item))
    return hasattr(item, "_checkpoint_children") or hasattr(item, "trainable_variables")


def _functions(value: Any) -> list[tuple[str, Function]]:
    """The `tf.function`s among an object's methods and attributes, traced ones."""
    found = {}
    for kind in reversed(type(value).__mro__):
        for name, item in vars(kind).items():
            if isinstance(item, Function):
                found[name] = getattr(value, name)
    return [(name, item) for name, item in found.items() if _traced(item)]


def _traced(value: Function) -> list[ConcreteFunction]:
    if value.input_signature is not None:
        return [value.get_concrete_function()]
    return value.concrete_functions()


def _concrete(item: Any) -> ConcreteFunction:
    if isinstance(item, ConcreteFunction):
        return item
    if isinstance(item, Function):
        traced = _traced(item)
        if len(traced) == 1:
            return traced[0]
        raise ValueError(
            problem(
                f"tf.saved_model.save: signature {item.name} is not one concrete function",
                given=f"{len(traced)} kinds of arguments",
                fix=f"{item.name}.get_concrete_function(tf.TensorSpec(...)), or input_signature=",
            )
        )
    raise ValueError(
        problem("tf.saved_model.save: a signature must be a tf.function", given=repr(item))
    )


def _signatures(signatures: Any) -> dict[str, Any]:
    if signatures is None:
        return {}
    return dict(signatures) if isinstance(signatures, Mapping) else {"serving_default": signatures}


def _serving(obj: Any, given: Any) -> Function | None:
    """Of a Keras model, its call for any number of rows; the signature given, if there is one."""
    if not hasattr(obj, "_serving_specs"):
        return None
    if isinstance(given, Function):
        return given
    specs = obj._serving_specs()
    if specs is None:
        return None

    def serve(*inputs: Any) -> Any:
        return obj(pack_like(specs, list(inputs)), training=False)

    return function(serve, input_signature=flatten(specs), autograph=False)
