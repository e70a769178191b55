"""`Model.export`: what a model needs to become an artifact for serving."""

from __future__ import annotations

import os
from typing import Any

from tapeflow import saved_model
from tapeflow.engine import TensorSpec, problem
from tapeflow.engine.nest import flatten, pack_like
from tapeflow.ops.function import function
from tapeflow.ops.host import print as print_line


def export_model(
    model: Any, filepath: Any, format: str, verbose: Any, input_signature: Any, options: dict
) -> None:
    """See `Model.export`."""
    if format != "tf_saved_model" or options:
        raise NotImplementedError(
            problem(
                f"Model.export(format={format!r}) is not supported",
                given=", ".join([f"format={format!r}", *options]),
                expected="format='tf_saved_model'",
                fix="its functions/*.stablehlo are what other tools convert",
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
