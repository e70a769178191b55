"""`Model.summary`: a table of layers, output shapes and parameters."""

from __future__ import annotations

import math
import random
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.symbolic import FunctionCall, Graph

# For a chain of layers and for any other graph: where the columns end, as parts of the width, and
# the widest a table gets by itself.
_CHAIN = (0.45, 0.80, 1.0), 88
_GRAPH = (0.3, 0.56, 0.74, 1.0), 108
_TRAINABLE_COLUMN = 12


def print_summary(
    model: Any,
    line_length: int | None = None,
    positions: list[float] | None = None,
    print_fn: Callable | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: Any = None,
) -> None:
    """See `Model.summary`."""
    rich = _rich()
    if not model.built and not model.layers:
        raise ValueError(
            problem(
                "This model has not yet been built. Build the model first by calling `build()` "
                "or by calling the "
                "model on a batch of data.",
                given=f"model {model.name}",
                fix="model.build(input_shape), or model(batch)",
            )
        )
    console = rich.console.Console(highlight=False)
    if print_fn is not None:
        console = rich.console.Console(highlight=False, force_terminal=False, color_system=None)
    graph = _graph_of(model)
    width, widths = _widths(line_length, positions, show_trainable, graph is not None)
    table = rich.table.Table(width=width, show_lines=True)
    headers = ["Layer (type)", "Output Shape", "Param #"]
    headers += ["Connected to"] if graph is not None else []
    headers += ["Trainable"] if show_trainable else []
    for header, column in zip(headers, widths, strict=False):
        align = {"Param #": "right", "Trainable": "center"}.get(header, "left")
        table.add_column(header, justify=align, width=column, header_style="bold")  # type: ignore[arg-type]
    for depth, layer in _rows(model, expand_nested, layer_range):
        prefix = f"{'   ' * depth}└ " if depth else ""
        cells = [
            f"{prefix}{layer.name} ({_kind_of(layer)})",
            _output_shape(layer),
            _count(layer),
        ]
        if graph is not None:
            cells.append(_connections(layer, graph))
        if show_trainable:
            weights = getattr(layer, "weights", ())
            cells.append(("Y" if layer.trainable else "N") if weights else "-")
        table.add_row(*[rich.markup.escape(cell) for cell in cells])
    lines = [f" [bold]{label}[/bold] {text}" for label, text in _totals(model)]
    with console.capture() as capture:
        console.print(f'[bold]Model: "{rich.markup.escape(model.name)}"[/bold]')
        console.print(table)
        for line in lines:
            console.print(line)
    if print_fn is None:
        print(capture.get(), end="")  # noqa: T201 - printing is what it is for
    else:
        print_fn(capture.get())


def _rich() -> Any:
    """The package, imported late; its release 15 draws from Python's generator when it is."""
    state = random.getstate()
    import rich.console
    import rich.markup
    import rich.table

    random.setstate(state)
    return rich


def _graph_of(model: Any) -> Graph | None:
    """The graph of a model that is more than a chain of layers, each called once."""
    held = getattr(model, "_graph", None)
    if held is None:
        return None
    graph = held.held
    used: set[int] = set()
    for nodes in graph.by_depth():
        if len(nodes) > 1 or len(nodes[0].input_tensors) > 1 or id(nodes[0].operation) in used:
            return graph
        used.add(id(nodes[0].operation))
    return None


def _widths(
    line_length: int | None, positions: Any, show_trainable: bool, is_graph: bool
) -> tuple[int, list[int]]:
    """The table's width, and its columns'."""
    usual, widest = _GRAPH if is_graph else _CHAIN
    ends = list(positions or usual)
    if show_trainable:
        ends = [end * 0.9 for end in ends] + [1.0]
        widest += _TRAINABLE_COLUMN
    width = line_length or min(widest, shutil.get_terminal_size().columns - 4)
    ends = [int(end * width) if end <= 1 else int(end) for end in ends]
    widths = [end - start for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    if min(widths) < 4:
        raise ValueError(
            problem(
                "Model.summary: Insufficient console width to print summary.",
                given=f"{width} characters",
            )
        )
    return width, widths


def _rows(model: Any, expand_nested: bool, layer_range: Any) -> Iterator[tuple[int, Any]]:
    """Layers and their depth; of a functional model also the functions between its layers."""
    layers = getattr(model, "operations", None) or model.layers
    for layer in layers[slice(*_bounds(layers, layer_range))]:
        yield from _row(layer, 0, expand_nested)


def _row(layer: Any, depth: int, expand_nested: bool) -> Iterator[tuple[int, Any]]:
    yield depth, layer
    if expand_nested:
        for inner in getattr(layer, "layers", None) or ():
            yield from _row(inner, depth + 1, expand_nested)


def _bounds(layers: list, layer_range: Any) -> tuple[int, int]:
    """The first row and the one behind the last: names, or patterns of them, tell which."""
    if layer_range is None:
        return 0, len(layers)
    found = []
    if len(layer_range) == 2 and all(isinstance(name, str) for name in layer_range):
        found = [
            [i for i, layer in enumerate(layers) if re.match(name, layer.name)]
            for name in layer_range
        ]
    if len(found) != 2 or not all(found):
        raise ValueError(
            problem(
                "Model.summary: Passed layer_names do not match the layer names in the model. "
                "layer_range must be the names of two layers",
                given=str(layer_range),
                expected=str([layer.name for layer in layers]),
            )
        )
    first, last = found
    if min(first) > max(last):
        first, last = last, first
    return min(first), max(last) + 1


def _connections(layer: Any, graph: Graph) -> str:
    """Where a layer's inputs come from: `name[call][output]`."""
    among = {id(node) for node in graph.nodes}
    found = []
    for node in layer._inbound_nodes:
        if id(node) in among:
            for tensor in node.input_tensors:
                operation, node_index, tensor_index = tensor._keras_history
                found.append(f"{operation.name}[{node_index}][{tensor_index}]")
    return ", ".join(found) or "-"


def _output_shape(layer: Any) -> str:
    if layer._inbound_nodes:
        shapes = [_text(tensor.shape) for tensor in layer._inbound_nodes[-1].output_tensors]
        return shapes[0] if len(shapes) == 1 else f"[{', '.join(shapes)}]"
    shapes = layer._build_shapes
    if shapes is None:
        return "?"
    try:
        outputs = layer.compute_output_shape(shapes)
    except (NotImplementedError, TypeError, ValueError, AttributeError, IndexError):
        return "?"
    if isinstance(outputs, list):
        return ", ".join(map(_text, outputs))
    return _text(outputs) if outputs is not None else "?"


def _text(shape: Any) -> str:
    return f"({', '.join(map(str, shape))})"


def _kind_of(layer: Any) -> str:
    return layer.class_name if isinstance(layer, FunctionCall) else type(layer).__name__


def _count(layer: Any) -> str:
    if not isinstance(layer, Layer):
        return "0"
    if not layer.built:
        return "0 (unbuilt)"
    return f"{layer.count_params():,}"


def _totals(model: Any) -> list[tuple[str, str]]:
    trainable = model.trainable_variables
    others = model.non_trainable_weights
    groups = (
        ("Total params:", trainable + others),
        ("Trainable params:", trainable),
        ("Non-trainable params:", others),
    )
    return [(label, _size(variables)) for label, variables in groups]


def _size(variables: list) -> str:
    counts = [(math.prod(tuple(v.shape)), v.dtype.size) for v in variables]
    total, size = sum(n for n, _ in counts), float(sum(n * bytes_each for n, bytes_each in counts))
    units = ["B", "KB", "MB", "GB", "TB"]
    while size >= 1024 and len(units) > 1:
        size /= 1024
        units.pop(0)
    return f"{total:,} ({size:.2f} {units[0]})"
