"""`model_graph`: a Keras model, as TensorBoard's graph panel draws it."""

from __future__ import annotations

from tapeflow.summary.state import local, should_record_summaries
from tapeflow.summary.writer import library

_STRING = 7  # of TensorFlow's data types
_PLUGIN = "graph_keras_model"


def model_graph(name: str, model_json: str, step: int = 0) -> bool:
    """A model's architecture.

    Args:
      name: the entry's name.
      model_json: what `model.to_json()` gives.
      step: the step.

    Returns:
      Whether it was recorded.
    """
    if not should_record_summaries():
        return False
    protos = library().proto
    tensor = protos.tensor_pb2.TensorProto(
        dtype=_STRING,
        tensor_shape=protos.tensor_shape_pb2.TensorShapeProto(),
        string_val=[model_json.encode()],
    )
    plugin = protos.summary_pb2.SummaryMetadata.PluginData(plugin_name=_PLUGIN, content=b"1")
    metadata = protos.summary_pb2.SummaryMetadata(plugin_data=plugin)
    value = protos.summary_pb2.Summary.Value(tag=name, metadata=metadata, tensor=tensor)
    local.writer.add(protos.summary_pb2.Summary(value=[value]), step)
    return True
