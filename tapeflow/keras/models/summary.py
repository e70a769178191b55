"""`Model.summary`: a table of layers, output shapes and parameters."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterator
from typing import Any

from tapeflow.engine import problem

# Where the columns end, as parts of the width, and the widest a table gets by itself.
_POSITIONS = (0.45, 0.80, 1.0)
_WIDEST = 88
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
    import rich.console
    import rich.markup
    import rich.table

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
    width, widths = _widths(line_length, positions, show_trainable)
    table = rich.table.Table(width=width, show_lines=True)
    headers = [
        "Layer (type)",
        "Output Shape",
        "Param #",
        *(["Trainable"] if show_trainable else []),
    ]
    for header, column in zip(headers, widths, strict=False):
        align = {"Param #": "right", "Trainable": "center"}.get(header, "left")
        table.add_column(header, justify=align, width=column, header_style="bold")  # type: ignore[arg-type]
    for depth, layer in _rows(model, expand_nested, layer_range):
        cells = [
            f"{'    ' * depth}{layer.name} ({type(layer).__name__})",
            _output_shape(layer),
            _count(layer),
        ]
        if show_trainable:
            cells.append("Y" if layer.trainable else "N" if layer.weights else "-")
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


def _widths(line_length: int | None, positions: Any, show_trainable: bool) -> tuple[int, list[int]]:
    """The table's width, and its columns'."""
    ends = list(positions or _POSITIONS)
    widest = _WIDEST
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


def _rows(
    model: Any, expand_nested: bool, layer_range: Any, depth: int = 0
) -> Iterator[tuple[int, Any]]:
    layers = (
        model.layers
        if hasattr(model, "layers")
        else model._flatten_layers(recursive=False, include_self=False)
    )
    if layer_range:
        names = [layer.name for layer in layers]
        if len(layer_range) != 2 or any(name not in names for name in layer_range):
            raise ValueError(
                problem(
                    "Model.summary: layer_range must be the names of two layers",
                    given=str(layer_range),
                    expected=names,
                )
            )
        first, last = sorted(names.index(name) for name in layer_range)
        layers = layers[first : last + 1]
    for layer in layers:
        yield depth, layer
        if expand_nested:
            yield from _rows(layer, True, None, depth + 1)


def _output_shape(layer: Any) -> str:
    shapes = layer._build_shapes
    if shapes is None:
        return "?"
    try:
        outputs = layer.compute_output_shape(shapes)
    except (NotImplementedError, TypeError, ValueError, AttributeError, IndexError):
        return "?"
    if isinstance(outputs, list):
        return ", ".join(str(tuple(shape)) for shape in outputs)
    return str(tuple(outputs)) if outputs is not None else "?"


def _count(layer: Any) -> str:
    if not layer.built:
        return "0 (unbuilt)"
    return f"{layer.count_params():,}"


def _totals(model: Any) -> list[tuple[str, str]]:
    trainable = model.trainable_variables
    others = model.non_trainable_variables
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
