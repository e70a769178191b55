"""`tf.summary.trace_on` and `trace_export`: the traced functions' graphs, and JAX's profiler."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tapeflow.engine import FuncGraph, problem
from tapeflow.engine.func_graph import Body
from tapeflow.engine.init_scope import WHILE_RECORDING
from tapeflow.ops.host import profiler as jax_profiler
from tapeflow.summary.state import local, should_record_summaries
from tapeflow.summary.writer import library


class _Trace:
    graphs: list[FuncGraph] | None = None
    profiler: str | None = None


_trace = _Trace()


def trace_on(graph: bool = True, profiler: bool = False, profiler_outdir: Any = None) -> None:
    """Begins to keep what `trace_export` writes.

    Args:
      graph: the graphs of functions that are traced from now on.
      profiler: what runs and how long, for TensorBoard's profiler.
      profiler_outdir: the folder for that.

    Raises:
      ValueError: `profiler` without a folder.
    """
    _trace.graphs = [] if graph else None
    if profiler:
        if profiler_outdir is None:
            raise ValueError(
                problem("tf.summary.trace_on(profiler=True)", fix="profiler_outdir=a folder")
            )
        jax_profiler.start(os.fspath(profiler_outdir))
        _trace.profiler = os.fspath(profiler_outdir)


def trace_off() -> None:
    """Ends `trace_on`, and forgets what was kept."""
    _trace.graphs = None
    _stop_profiler()


def trace_export(name: str, step: Any = None, profiler_outdir: str | None = None) -> None:
    """Writes what was kept since `trace_on` to the default writer, and ends that.

    Args:
      name: accepted for compatibility: a run has one graph.
      step: accepted for compatibility.
      profiler_outdir: only what `trace_on` was given.

    Raises:
      ValueError: `trace_on` was not called.
    """
    if _trace.graphs is None and _trace.profiler is None:
        raise ValueError(problem("Must enable trace before export through tf.summary.trace_on()."))
    if _trace.graphs and should_record_summaries():
        local.writer.add_graph(graph_def(_trace.graphs))
    trace_off()


def graph_def(graphs: list[FuncGraph]) -> Any:
    """The ops of recorded functions as the protocol buffer that TensorBoard draws."""
    protos = _protos()
    made = protos["graph"].GraphDef(versions=protos["versions"].VersionDef(producer=22))
    used: dict[str, int] = {}
    for graph in graphs:
        _add_nodes(made, graph.function, _unique(graph.name.strip("<>") or "function", used))
    return made


def _add_nodes(made: Any, body: Body, prefix: str) -> None:
    """Adds a node for each op and each operand from outside, with edges between them."""
    used: dict[str, int] = {}
    names: list[str] = []
    inputs = {~position: f"{prefix}/input_{i}" for i, position in enumerate(body.positions)}
    for name in inputs.values():
        made.node.add(name=name, op="Placeholder")
    for signature, references in body.nodes:
        name = _unique(f"{prefix}/{signature.op.name.replace('.', '/')}", used)
        sources = [names[r] if r >= 0 else inputs.get(r) for r in references]
        made.node.add(name=name, op=signature.op.name, input=[s for s in sources if s])
        names.extend([name] * len(signature.out_specs))


def _unique(name: str, used: dict[str, int]) -> str:
    count = used.get(name, 0)
    used[name] = count + 1
    return name if not count else f"{name}_{count}"


def _protos() -> dict[str, Any]:
    library()
    from tensorboardX.proto import graph_pb2, versions_pb2

    return {"graph": graph_pb2, "versions": versions_pb2}


def _stop_profiler() -> None:
    if _trace.profiler is not None:
        jax_profiler.stop()
        _trace.profiler = None


@contextmanager
def _noting(graph: FuncGraph | None) -> Iterator[None]:
    if graph is not None and _trace.graphs is not None:
        _trace.graphs.append(graph)
    yield


WHILE_RECORDING.append(_noting)
