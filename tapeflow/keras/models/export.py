"""`Model.export`: what a model needs to become an artifact for serving."""

from __future__ import annotations

import os
from typing import Any

from tapeflow import saved_model
from tapeflow.engine import TensorSpec, problem
from tapeflow.engine.nest import flatten, pack_like
from tapeflow.ops.function import function
from tapeflow.ops.function.onnx import write_onnx
from tapeflow.ops.host import print as print_line


_WAYS = {
    "litert": "write format='onnx' or the model.keras file, and let LiteRT's own converter read it",
    "openvino": "write format='onnx', which openvino.convert_model reads",
    "torch": "tf.keras.saving.export_weights(model, 'm.pt', layout='torch') gives PyTorch weights",
}


def export_model(
    model: Any, filepath: Any, format: str, verbose: Any, input_signature: Any, options: dict
) -> None:
    """See `Model.export`."""
    known = {"onnx": {"opset_version"}, "tf_saved_model": set()}
    if format not in known or set(options) - known[format]:
        raise NotImplementedError(
            problem(
                f"Model.export(format={format!r}) is not supported",
                given=", ".join([f"format={format!r}", *options]),
                expected="format='tf_saved_model', or 'onnx' with opset_version",
                fix=_WAYS.get(format, "its functions/*.stablehlo are what other tools convert"),
            )
        )
    specs = input_signature if input_signature is not None else serving_specs(model)
    if specs is None:
        raise ValueError(
            problem(
                f"Model.export: '{model.name}' was not built: its inputs are not known",
                fix="call it on data first, or input_signature=[tf.TensorSpec(...)]",
            )
        )
    flat = flatten(specs)
    structure = specs[0] if input_signature is not None and len(flat) == 1 else specs

    def serve(*inputs: Any) -> Any:
        return model(pack_like(structure, list(inputs)), training=False)

    serving = function(serve, input_signature=flat, autograph=False)
    if format == "onnx":
        concrete = serving.get_concrete_function()
        write_onnx(concrete, os.fspath(filepath), options.get("opset_version"))
    else:
        saved_model.save(model, filepath, {"serving_default": serving})
    if verbose is None or verbose:
        print_line(f"Saved artifact at '{os.fspath(filepath)}'. Endpoints: serve")


def serving_specs(model: Any) -> Any:
    """The specs of a built model's inputs, in the structure that `call` takes."""
    structure = model.__dict__.get("_inputs_struct")
    if structure is None and model.built:
        structure = getattr(model, "inputs", None)
    if structure is not None:
        return _one([_spec(t.shape, t.dtype, t.name) for t in flatten(structure)], structure)
    shapes = model._build_shapes
    if shapes is None:
        return None
    if isinstance(shapes, (dict, list)):
        return None  # several inputs, whose dtypes are not known: an input_signature tells
    return _spec((None, *tuple(shapes)[1:]), model.compute_dtype, "inputs")


def _spec(shape: Any, dtype: Any, name: str | None) -> TensorSpec:
    return TensorSpec(tuple(shape), dtype, name)


def _one(specs: list, structure: Any) -> Any:
    packed = pack_like(structure, specs)
    return packed[0] if isinstance(packed, list) and len(packed) == 1 else packed
