"""`tf.saved_model.load`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, TensorSpec, Variable, convert_to_tensor, problem
from tapeflow.engine.nest import flatten, is_nested, pack_like
from tapeflow.engine.variable import assign_all
from tapeflow.ops.files import clear_errors, h5_store
from tapeflow.ops.function.exported import Exported
from tapeflow.ops.module import Module
from tapeflow.ops.random.seeds import next_seed
from tapeflow.saved_model.nests import decoded
from tapeflow.saved_model.save import FORMAT, INDEX, VARIABLES


def load(export_dir: Any, tags: Any = None, options: Any = None) -> Any:
    """The object that `tf.saved_model.save` wrote, without its class.

    Its variables and functions are attributes of the same names; gradients flow through the
    functions. `signatures["serving_default"](**inputs)` gives a dict of outputs.

    Args:
      export_dir: the folder.
      tags: accepted for compatibility.
      options: accepted for compatibility.

    Raises:
      OSError: there is no such folder.
      ValueError: it is real TensorFlow's, or damaged.
    """
    folder = Path(os.fspath(export_dir))
    if not (folder / INDEX).exists():
        theirs = (folder / "saved_model.pb").exists()
        raise (ValueError if theirs else OSError)(
            problem(
                f"SavedModel file does not exist at: {folder}"
                if not theirs
                else "this is a SavedModel of real TensorFlow, which is not read",
                given=f"{folder}, without {INDEX}",
                fix="save the model as a .keras or .h5 file, or its variables with "
                "tf.train.Checkpoint: those are read"
                if theirs
                else "check the path",
            )
        )
    try:
        index = json.loads((folder / INDEX).read_text())
        assert index["format"] == FORMAT
    except (ValueError, KeyError, AssertionError) as error:
        raise ValueError(problem(f"{folder / INDEX} is damaged, or of a later version")) from error
    with clear_errors(folder):
        return _Reader(folder, index).root()


def contains_saved_model(export_dir: Any) -> bool:
    """Whether a folder holds what `tf.saved_model.save` wrote."""
    return (Path(os.fspath(export_dir)) / INDEX).exists()


class Loaded(Module):
    """An object of a loaded artifact: variables, functions and other objects by their names."""

    def __init__(self):
        super().__init__(name="loaded")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        call = self.__dict__.get("__call__")
        if call is None:
            raise TypeError(
                problem(
                    "the loaded object cannot be called",
                    expected=f"one of its functions: {', '.join(_functions_of(self))}",
                )
            )
        return call(*args, **kwargs)


class LoadedFunction:
    """A function of a loaded artifact, for the kinds of arguments it was traced for."""

    def __init__(self, concrete: list[LoadedConcreteFunction]):
        self.concrete_functions = concrete

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        for each in self.concrete_functions:
            operands = each.operands(args, kwargs)
            if operands is not None:
                return each.run(operands)
        known = self.concrete_functions
        raise ValueError(
            problem(
                "Could not find matching concrete function to call loaded from the SavedModel",
                given=f"args {[_summary(a) for a in args]}, kwargs {kwargs}",
                expected=" or ".join(str(c.structured_input_signature) for c in known),
            )
        )

    def get_concrete_function(self, *args: Any, **kwargs: Any) -> LoadedConcreteFunction:
        """The one for these arguments (or specs); the only one, if none are given."""
        if not args and not kwargs and len(self.concrete_functions) == 1:
            return self.concrete_functions[0]
        for each in self.concrete_functions:
            if each.operands(args, kwargs) is not None:
                return each
        raise ValueError(problem("no concrete function of that kind was saved", given=repr(args)))


class LoadedConcreteFunction:
    """One exported program, with the variables it reads and assigns to."""

    def __init__(self, described: dict, exported: Exported, captures: list, updated: list):
        self.name = described["name"]
        self.structured_input_signature = decoded(described["arguments"])
        self.structured_outputs = decoded(described["outputs"])
        self._names = described["names"]
        self._exported = exported
        self._captures, self._updated = captures, updated
        self._feeds = described["feeds"]

    @property
    def inputs(self) -> list[TensorSpec]:
        return [s for s in flatten(self.structured_input_signature) if isinstance(s, TensorSpec)]

    @property
    def outputs(self) -> list[TensorSpec]:
        return [s for s in flatten(self.structured_outputs) if s is not None]

    @property
    def variables(self) -> list[Variable]:
        return [capture for capture in self._captures if isinstance(capture, Variable)]

    def operands(self, args: tuple, kwargs: dict) -> list[Tensor] | None:
        """The tensors of a call; None if the arguments are of another kind."""
        wanted_args, wanted_kwargs = self.structured_input_signature
        names = self._names[len(args) :]
        positional = [*args]
        rest = dict(kwargs)
        for position, name in enumerate(names, len(args)):
            if position >= len(wanted_args):
                break
            if name in rest:
                positional.append(rest.pop(name))
            elif any(isinstance(s, TensorSpec) for s in flatten(wanted_args[position])):
                return None
            else:
                positional.append(wanted_args[position])
        if len(positional) != len(wanted_args) or set(rest) != set(wanted_kwargs):
            return None
        pairs = list(zip(positional, wanted_args, strict=True))
        pairs += [(rest[name], wanted) for name, wanted in wanted_kwargs.items()]
        found: list[Tensor] = []
        return found if all(_match(value, wanted, found) for value, wanted in pairs) else None

    def run(self, operands: list[Tensor]) -> Any:
        """Calls the program, and gives variables their new values."""
        captured = [c._tensor if isinstance(c, Variable) else c for c in self._captures]
        fed = [convert_to_tensor(np.asarray(next_seed(), np.int64)) for _ in range(self._feeds)]
        results = self._exported([*operands, *captured, *fed])
        count = len(results) - len(self._updated)
        if self._updated:
            assign_all(self._updated, results[count:])
        remaining = iter(results)
        leaves = [None if s is None else next(remaining) for s in flatten(self.structured_outputs)]
        return pack_like(self.structured_outputs, leaves)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        operands = self.operands(args, kwargs)
        if operands is None:
            raise TypeError(
                problem(
                    f"{self.name}: the arguments do not fit",
                    given=f"args {[_summary(a) for a in args]}, kwargs {list(kwargs)}",
                    expected=str(self.structured_input_signature),
                )
            )
        return self.run(operands)


class Signature:
    """A function as strangers call it: tensors by name, a dict of tensors back."""

    def __init__(self, concrete: LoadedConcreteFunction):
        self._concrete = concrete
        self._inputs = {s.name or f"arg_{i}": s for i, s in enumerate(concrete.inputs)}

    @property
    def structured_input_signature(self) -> tuple[tuple, dict]:
        return (), self._inputs

    @property
    def structured_outputs(self) -> dict[str, Any]:
        return _named(self._concrete.structured_outputs)

    def __call__(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        given = dict(zip(self._inputs, args, strict=False)) | kwargs
        if set(given) != set(self._inputs):
            raise TypeError(
                problem(
                    "signature: the arguments do not fit",
                    given=", ".join(given) or "nothing",
                    expected=", ".join(f"{name}={s}" for name, s in self._inputs.items()),
                )
            )
        operands: list[Tensor] = []
        for name, wanted in self._inputs.items():
            if not _match(given[name], wanted, operands):
                raise ValueError(
                    problem(
                        f"signature: input '{name}' does not fit",
                        given=_summary(given[name]),
                        expected=str(wanted),
                    )
                )
        return _named(self._concrete.run(operands))


class _Reader:
    def __init__(self, folder: Path, index: dict):
        self._folder, self._index = folder, index
        self._made: dict[int, Any] = {}
        self._concrete: dict[int, LoadedConcreteFunction] = {}
        with h5_store.open_to_read(folder / VARIABLES) as file:
            count = sum("array" in described for described in index["objects"])
            self._arrays = [h5_store.read(file, str(i)) for i in range(count)]

    def root(self) -> Any:
        root = self._object(self._index["root"])
        signatures = {
            name: Signature(self._function(number))
            for name, number in self._index["signatures"].items()
        }
        root.__dict__["signatures"] = signatures
        return root

    def _object(self, number: int) -> Any:
        if number in self._made:
            return self._made[number]
        described = self._index["objects"][number]
        kind = described["kind"]
        if kind == "variable":
            made: Any = Variable(
                self._arrays[described["array"]],
                trainable=described["trainable"],
                name=described["name"],
            )
        elif kind == "tensor":
            made = convert_to_tensor(self._arrays[described["array"]])
        elif kind == "function":
            made = LoadedFunction([self._function(i) for i in described["concrete"]])
        else:
            return self._container(number, kind, described["children"])
        self._made[number] = made
        return made

    def _container(self, number: int, kind: str, children: dict[str, int]) -> Any:
        made: Any = {"list": list, "dict": dict}.get(kind, Loaded)()
        self._made[number] = made
        for name, child in children.items():
            value = self._object(child)
            if kind == "list":
                made.append(value)
            elif kind == "dict":
                made[name] = value
            else:
                made.__dict__[name] = value
        return made

    def _function(self, number: int) -> LoadedConcreteFunction:
        if number not in self._concrete:
            described = self._index["functions"][number]
            content = (self._folder / "functions" / f"{number}.stablehlo").read_bytes()
            self._concrete[number] = LoadedConcreteFunction(
                described,
                Exported(content),
                [self._object(i) for i in described["captures"]],
                [self._object(i) for i in described["updated"]],
            )
        return self._concrete[number]


def _match(value: Any, wanted: Any, found: list[Tensor]) -> bool:
    """Whether an argument is of the wanted kind; adds its tensors to `found`."""
    if isinstance(wanted, TensorSpec):
        if isinstance(value, TensorSpec):
            found.append(value)  # type: ignore[arg-type]
            return wanted.is_compatible_with(value)
        try:
            tensor = convert_to_tensor(value, None if isinstance(value, Tensor) else wanted.dtype)
        except (TypeError, ValueError):
            return False
        found.append(tensor)
        return tensor.dtype is wanted.dtype and wanted.shape.is_compatible_with(tensor.shape)
    if is_nested(wanted):
        values, parts = flatten(value), flatten(wanted)
        return (
            is_nested(value)
            and len(values) == len(parts)
            and all(_match(v, w, found) for v, w in zip(values, parts, strict=True))
        )
    return value is wanted or value == wanted


def _named(outputs: Any) -> dict[str, Any]:
    if isinstance(outputs, dict):
        return outputs
    return {f"output_{i}": output for i, output in enumerate(flatten(outputs))}


def _functions_of(loaded: Loaded) -> list[str]:
    return [name for name, value in vars(loaded).items() if isinstance(value, Callable)]


def _summary(value: Any) -> str:
    shape, dtype = getattr(value, "shape", None), getattr(value, "dtype", None)
    return repr(value) if shape is None else f"{tuple(shape)} {getattr(dtype, 'name', dtype)}"
