"""Names of TensorFlow's that stay out, each with the reason and what to use in its place."""

from __future__ import annotations

_SESSION = "TensorFlow 2 has no graphs to run later", "calling functions directly"
_V1_OPTIMIZER = "TensorFlow 2 has Keras's optimizers", "tf.keras.optimizers.SGD"

_QUANTIZED = "layers have no weights of few bits", "tf.keras.mixed_precision"

# What TensorFlow 2.21 itself does not have any more.
GONE = {
    "tf.Session": _SESSION,
    "tf.InteractiveSession": _SESSION,
    "tf.contrib": ("it ended with TensorFlow 1", "tf.keras"),
    "tf.estimator": ("it ended with TensorFlow 2.15", "tf.keras.Model.fit"),
    "tf.get_variable": ("variables are objects in TensorFlow 2", "tf.Variable"),
    "tf.global_variables_initializer": (
        "a variable has its value as soon as it is made",
        "tf.Variable",
    ),
    "tf.keras.layers.DenseFeatures": (
        "Keras 3 dropped it",
        "tf.keras.layers.CategoryEncoding and Normalization",
    ),
    "tf.placeholder": ("TensorFlow 2 has no graphs to feed", "the arguments of a tf.function"),
    "tf.train.AdamOptimizer": (_V1_OPTIMIZER[0], "tf.keras.optimizers.Adam"),
    "tf.train.GradientDescentOptimizer": _V1_OPTIMIZER,
}

_CLUSTER = (
    "TensorFlow's servers are not built; several machines are JAX's own processes",
    "tf.distribute.MirroredStrategy",
)
_ONE_REPLICA = "a strategy has one replica, whose values are tensors", "the tensor itself"
_PREEMPTION = (
    "TensorFlow's coordination service is not built",
    "tf.keras.callbacks.BackupAndRestore",
)
_DATA_SERVICE = "there is no tf.data service", "tf.data.Dataset.shard"
_KERAS_2 = "it wraps Keras 2's cells", "tf.keras.layers.RNN"
_LIBRARY = "TensorFlow's compiled ops need TensorFlow", "tf.py_function, or a function of JAX"
_ONE_FILE = "a checkpoint is one file", "tf.train.Checkpoint"
_OWN_FORM = "a saved model has a form of its own", "tf.saved_model.save"
_PROTO = "it needs descriptors of messages", "tf.io.parse_example, or tf.py_function"
_QUANTIZED = "no op takes quantized integers", "tf.quantization.fake_quant_with_min_max_vars"
_VARIANT = "it is a dtype of TensorFlow's runtime", "Python objects"


def _raw(instead: str) -> tuple[str, str]:
    return "TensorFlow exports this internal op by accident", instead


# What TensorFlow has, and TapeFlow does not mean to have.
OUT_OF_REACH = {
    "tf.Graph": ("there are no graphs to build", "tf.function"),
    "tf.Operation": ("there are no graphs to build", "tf.function"),
    "tf.RegisterGradient": ("an op's derivative follows from the op", "tf.custom_gradient"),
    "tf.approx_top_k": _raw("tf.math.approx_max_k"),
    "tf.check_pinned": _raw("the tensor itself"),
    "tf.config.experimental.ClusterDeviceFilters": _CLUSTER,
    "tf.config.experimental.reset_memory_stats": (
        "JAX keeps a peak that can't be reset",
        "tf.config.experimental.get_memory_info",
    ),
    "tf.config.experimental_connect_to_cluster": _CLUSTER,
    "tf.config.experimental_connect_to_host": _CLUSTER,
    "tf.conv": _raw("tf.nn.convolution"),
    "tf.conv2d_backprop_filter_v2": _raw("tf.GradientTape"),
    "tf.conv2d_backprop_input_v2": _raw("tf.nn.conv2d_transpose"),
    "tf.data.experimental.SqlDataset": (
        "it reads by TensorFlow's own SQLite",
        "tf.data.Dataset.from_generator with Python's sqlite3",
    ),
    "tf.data.experimental.distributed_save": _DATA_SERVICE,
    "tf.data.experimental.from_variant": _VARIANT,
    "tf.data.experimental.get_model_proto": ("TensorFlow's tuner is another one", "AUTOTUNE"),
    "tf.data.experimental.make_saveable_from_iterator": (
        "it belongs to TensorFlow 1's savers",
        "tf.train.Checkpoint(iterator=iterator)",
    ),
    "tf.data.experimental.service": _DATA_SERVICE,
    "tf.data.experimental.to_variant": _VARIANT,
    "tf.debugging.experimental": (
        "programs run as a whole, and no op's results are looked at in between",
        "tf.debugging.check_numerics",
    ),
    "tf.distribute.ParameterServerStrategy": _CLUSTER,
    "tf.distribute.Server": _CLUSTER,
    "tf.distribute.TPUStrategy": ("JAX compiles for a TPU by itself", "MirroredStrategy"),
    "tf.distribute.DistributedDataset": ("a data set for one replica is itself", "tf.data.Dataset"),
    "tf.distribute.DistributedIterator": ("a data set for one replica is itself", "iter(dataset)"),
    "tf.distribute.DistributedValues": _ONE_REPLICA,
    "tf.distribute.StrategyExtended": (
        "it is for those who write strategies",
        "tf.distribute.Strategy",
    ),
    "tf.distribute.cluster_resolver": _CLUSTER,
    "tf.distribute.coordinator": _CLUSTER,
    "tf.distribute.experimental.ParameterServerStrategy": _CLUSTER,
    "tf.distribute.experimental.TPUStrategy": (
        "JAX compiles for a TPU by itself",
        "MirroredStrategy",
    ),
    "tf.distribute.experimental.PreemptionCheckpointHandler": _PREEMPTION,
    "tf.distribute.experimental.PreemptionWatcher": _PREEMPTION,
    "tf.distribute.experimental.TerminationConfig": _PREEMPTION,
    "tf.distribute.experimental.ValueContext": _ONE_REPLICA,
    "tf.distribute.experimental.coordinator": _CLUSTER,
    "tf.distribute.experimental.partitioners": _CLUSTER,
    "tf.distribute.experimental.rpc": _CLUSTER,
    "tf.distribute.experimental_set_strategy": (
        "a strategy holds for a `with` block",
        "strategy.scope()",
    ),
    "tf.dtypes.QUANTIZED_DTYPES": _QUANTIZED,
    "tf.dtypes.qint16": _QUANTIZED,
    "tf.dtypes.qint32": _QUANTIZED,
    "tf.dtypes.qint8": _QUANTIZED,
    "tf.dtypes.quint16": _QUANTIZED,
    "tf.dtypes.quint8": _QUANTIZED,
    "tf.dtypes.resource": _VARIANT,
    "tf.dtypes.variant": _VARIANT,
    "tf.experimental.dtensor": (
        "layouts over many processes are another way to distribute",
        "tf.distribute.MirroredStrategy",
    ),
    "tf.fftnd": _raw("tf.signal.fftnd"),
    "tf.ifftnd": _raw("tf.signal.ifftnd"),
    "tf.irfftnd": _raw("tf.signal.irfftnd"),
    "tf.rfftnd": _raw("tf.signal.rfftnd"),
    "tf.graph_util": ("there are no GraphDefs", "tf.saved_model.save"),
    "tf.image.decode_jxl": ("Pillow does not read JPEG XL", "tf.io.decode_image"),
    "tf.image.generate_bounding_box_proposals": (
        "TensorFlow has it for GPUs alone",
        "tf.image.non_max_suppression",
    ),
    "tf.import_graph_def": ("there are no GraphDefs", "tf.saved_model.load"),
    "tf.io.decode_json_example": ("it needs descriptors of messages", "Python's json"),
    "tf.io.decode_jxl": ("Pillow does not read JPEG XL", "tf.io.decode_image"),
    "tf.io.decode_proto": _PROTO,
    "tf.io.encode_proto": _PROTO,
    "tf.io.write_graph": ("there are no GraphDefs", "tf.saved_model.save"),
    "tf.keras.Quantizer": _QUANTIZED,
    "tf.keras.distribution": (
        "variables and batches are on one device",
        "tf.distribute.MirroredStrategy, which runs such scripts on one",
    ),
    "tf.keras.quantizers": _QUANTIZED,
    "tf.keras.src.testing": (
        "Keras's own tests are no part of its interface",
        "tf.test.TestCase",
    ),
    "tf.lite": (
        "TensorFlow Lite's format is made by a converter inside TensorFlow",
        "tf.saved_model.save, and the converter of TensorFlow",
    ),
    "tf.load_library": _LIBRARY,
    "tf.load_op_library": _LIBRARY,
    "tf.mlir": ("there is no TensorFlow graph to convert", "tf.saved_model.save"),
    "tf.nn.RNNCellDeviceWrapper": _KERAS_2,
    "tf.nn.RNNCellDropoutWrapper": _KERAS_2,
    "tf.nn.RNNCellResidualWrapper": _KERAS_2,
    "tf.no_gradient": ("an op's derivative follows from the op", "tf.stop_gradient"),
    "tf.nondifferentiable_batch_function": (
        "it gathers calls for a server",
        "tf.function on a batch",
    ),
    "tf.profiler.experimental.client": (
        "there is no profiler server",
        "tf.profiler.experimental.start",
    ),
    "tf.profiler.experimental.server": (
        "there is no profiler server",
        "tf.profiler.experimental.start",
    ),
    "tf.qint16": _QUANTIZED,
    "tf.qint32": _QUANTIZED,
    "tf.qint8": _QUANTIZED,
    "tf.quantization.dequantize": _QUANTIZED,
    "tf.quantization.experimental": (
        "it rewrites TensorFlow's graphs",
        "tf.quantization.fake_quant_with_min_max_vars",
    ),
    "tf.quantization.quantize": _QUANTIZED,
    "tf.quantization.quantized_concat": _QUANTIZED,
    "tf.quint16": _QUANTIZED,
    "tf.quint8": _QUANTIZED,
    "tf.queue": ("queues belong to TensorFlow 1's graphs", "tf.data.Dataset"),
    "tf.ragged_fill_empty_rows": _raw("tf.RaggedTensor.to_tensor"),
    "tf.ragged_fill_empty_rows_grad": _raw("tf.GradientTape"),
    "tf.random_index_shuffle": _raw("tf.random.experimental.index_shuffle"),
    "tf.resource": _VARIANT,
    "tf.saved_model.Asset": _OWN_FORM,
    "tf.saved_model.experimental": _OWN_FORM,
    "tf.test.Benchmark": ("it measures sessions", "timeit, and .numpy() at the end"),
    "tf.test.assert_equal_graph_def": ("there are no GraphDefs", "comparing results"),
    "tf.test.benchmark_config": ("it configures sessions", "tf.config"),
    "tf.test.create_local_cluster": _CLUSTER,
    "tf.tpu": ("JAX compiles for a TPU by itself", "tf.distribute.MirroredStrategy"),
    "tf.train.CheckpointView": (
        "a checkpoint's file lists variables, not objects",
        "tf.train.list_variables",
    ),
    "tf.train.ClusterDef": _CLUSTER,
    "tf.train.JobDef": _CLUSTER,
    "tf.train.ServerDef": _CLUSTER,
    "tf.train.TrackableView": (
        "objects are found by their attributes",
        "tf.Module.submodules, and vars(object)",
    ),
    "tf.train.experimental.PythonState": (
        "a checkpoint holds variables",
        "a tf.Variable, or pickle beside the checkpoint",
    ),
    "tf.train.experimental.MaxShardSizePolicy": _ONE_FILE,
    "tf.train.experimental.ShardByTaskPolicy": _ONE_FILE,
    "tf.train.experimental.ShardableTensor": _ONE_FILE,
    "tf.train.experimental.ShardingCallback": _ONE_FILE,
    "tf.types.experimental.distributed": _ONE_REPLICA,
    "tf.variant": _VARIANT,
    "tf.xla": ("everything is compiled", "tf.function"),
}

_ROOTS = {"tensorflow": "tf", "tapeflow": "tf", "keras": "tf.keras", "tf_keras": "tf.keras"}


def reason(name: str) -> str | None:
    """Why a name is out of reach and what to use, in one line; None of any other name.

    Args:
      name: a dotted name as the script writes it, such as `"tensorflow.lite.TFLiteConverter"`.

    >>> from tapeflow.compat.out_of_reach import reason
    >>> reason("tensorflow.placeholder")
    'TensorFlow 2 has no graphs to feed; use the arguments of a tf.function'
    """
    found = listed(name)
    return f"{found[0]}; use {found[1]}" if found else None


def listed(name: str) -> tuple[str, str] | None:
    """The entry for a name or for what it is part of."""
    root, *parts = name.split(".")
    path = _ROOTS.get(root, root)
    for part in parts:
        path = f"{path}.{part}"
        entry = OUT_OF_REACH.get(path) or GONE.get(path)
        if entry:
            return entry
    return None
