"""Assertions, printing, devices and switches."""

from tests.golden.case import case, raised

ASSERTIONS = [
    ("assert_equal", ([1, 2], [1, 2])), ("assert_equal", ([1, 2], [1, 3])),
    ("assert_equal", ([[1, 2], [1, 2]], [1, 2])), ("assert_equal", (["a"], ["a"])),
    ("assert_equal", (["a"], ["b"])), ("assert_equal", (True, True)),
    ("assert_equal", ([1, 2], [1, 2, 3])),
    ("assert_none_equal", (1, 1)), ("assert_none_equal", ([1, 2], 3)),
    ("assert_less", ([1, 2], 2)), ("assert_less", ([1, 2], 3)),
    ("assert_less_equal", ([1, 3], 2)), ("assert_less_equal", ([1, 2], 2)),
    ("assert_greater", (1, 2)), ("assert_greater", (3, 2)),
    ("assert_greater_equal", (1, 2)), ("assert_greater_equal", (2, 2)),
    ("assert_near", (1.0, 1.1)), ("assert_near", (1.0, 1.0 + 1e-7)),
    ("assert_near", ([1.0, 2.0], [1.0, 2.1])),
    ("assert_positive", ([0, 1],)), ("assert_positive", ([2, 1],)),
    ("assert_negative", ([-1, 0],)), ("assert_negative", ([-1, -2],)),
    ("assert_non_negative", ([-1, 0],)), ("assert_non_negative", ([0, 1],)),
    ("assert_non_positive", ([1, 0],)), ("assert_non_positive", ([-1, 0],)),
    ("assert_rank", ([1, 2], 2)), ("assert_rank", ([1, 2], 1)),
    ("assert_rank_at_least", ([1, 2], 2)), ("assert_rank_at_least", ([[1]], 1)),
    ("assert_rank_in", ([1, 2], [2, 3])), ("assert_rank_in", ([1, 2], [0, 1])),
    ("assert_scalar", ([1],)), ("assert_scalar", (1,)),
    ("assert_integer", (1.0,)), ("assert_integer", (1,)),
    ("assert_proper_iterable", ([1],)), ("assert_proper_iterable", (1,)),
    ("assert_proper_iterable", ("abc",)),
    ("is_numeric_tensor", (1,)), ("is_numeric_tensor", ("a",)),
    ("Assert", (False, [[1, 2, 3, 4], "x"])), ("Assert", (True, ["x"])),
]  # fmt: skip


@case(params=ASSERTIONS)
def assertion(tf, np, which):
    name, arguments = which
    return getattr(tf.debugging, name)(*arguments)


@case(params=["assert_equal", "assert_less", "assert_near"])
def assertion_on_mixed_dtypes(tf, np, name):
    return getattr(tf.debugging, name)(tf.constant(1.0), tf.constant(1.0, tf.float64))


@case(params=[1e-3, 0.2])
def near_with_tolerances(tf, np, tolerance):
    check = tf.debugging.assert_near
    return [
        raised(check, 1.0, 1.1, rtol=tolerance),
        raised(check, 1.0, 1.1, atol=tolerance),
        raised(check, 1.0, 1.1, rtol=0.0, atol=tolerance),
    ]


@case(params=["float32", "float64", "float16", "bfloat16", "int32"])
def dtype_assertions(tf, np, dtype):
    x = tf.constant([1, 2], dtype)
    return [
        raised(tf.debugging.assert_type, x, tf.float32),
        raised(tf.debugging.assert_type, x, dtype),
        raised(tf.debugging.assert_same_float_dtype, [x, x]),
        raised(tf.debugging.assert_same_float_dtype, [x, tf.constant(1.0)]),
        raised(tf.debugging.assert_same_float_dtype, [x], tf.float32),
        tf.debugging.is_numeric_tensor(x),
    ]


SHAPES = {
    "letters agree": [([2, 2], ("N", "M")), ([2], ("M",))],
    "letters differ": [([2, 2], ("N", "M")), ([3], ("M",))],
    "number": [([3], (3,))],
    "another number": [([2], (3,))],
    "rank": [([2], ("N", "M"))],
    "text": [([1, 2], "NM"), ([2, 1], "MN")],
    "star": [([4, 1, 2], ("*", "N", 2)), ([1], "N")],
    "ellipsis": [([4, 1, 2], (..., "N", 2)), ([7], (..., "K"))],
    "ellipsis, too few": [([2], (..., "N", 2))],
    "any size": [([4, 1], (None, ".")), ([4, 1], (4, None))],
    "scalar": [([], ())],
}


@case(params=list(SHAPES))
def assert_shapes(tf, np, which):
    return tf.debugging.assert_shapes(
        [(tf.ones(shape), pattern) for shape, pattern in SHAPES[which]]
    )


@case(params=[[1.0, 2.0], [], [float("nan")], [1.0, float("inf")], [float("nan"), -float("inf")]])
def check_numerics(tf, np, values):
    x = tf.constant(values, tf.float32)
    return [
        raised(tf.debugging.check_numerics, x, "m"),
        raised(tf.debugging.assert_all_finite, x, "m"),
    ]


@case
def check_numerics_of_ints(tf, np):
    return tf.debugging.check_numerics(tf.constant([1]), "m")


@case
def check_numerics_has_a_gradient(tf, np):
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = tf.debugging.check_numerics(x * x, "m")
    return tape.gradient(y, x)


PRINTED = {
    "text": lambda tf, np: ("hello", ""),
    "python": lambda tf, np: (1, 2.5, True, None, 0.1, b"bytes"),
    "scalars": lambda tf, np: (
        tf.constant(1),
        tf.constant(2.5),
        tf.constant(True),
        tf.constant("s"),
    ),
    "vector": lambda tf, np: (tf.range(6), tf.range(7), tf.range(100)),
    "matrix": lambda tf, np: (tf.constant(np.arange(100).reshape(10, 10)),),
    "cube": lambda tf, np: (tf.constant(np.arange(1000).reshape(10, 10, 10)),),
    "four axes": lambda tf, np: (tf.constant(np.arange(16).reshape(2, 2, 2, 2)),),
    "structures": lambda tf, np: (
        {"b": [tf.constant(1.0), 2], "a": (3, "x")},
        [tf.range(3)],
        ("y",),
    ),
    "strings": lambda tf, np: (tf.constant(["b", "c"]), tf.constant([["a"]]), ["b"]),
    "special": lambda tf, np: (tf.constant([1.5, 1e10, 1e-7, np.nan, np.inf, -np.inf]), -0.0),
    "thirds": lambda tf, np: [
        tf.constant(1 / 3, dtype) for dtype in ("float32", "float64", "float16")
    ],
    "bfloat16": lambda tf, np: (tf.constant([0.1, 1 / 3], tf.bfloat16),),
    "digits": lambda tf, np: (tf.constant([0.1, 123456.789, 1e-5, 100000.0, 1e15, 16777217.0]),),
    "doubles": lambda tf, np: (tf.constant([1e100, 1 / 7, 123456789.123], tf.float64),),
    "empty": lambda tf, np: (tf.zeros([0]), tf.zeros([0, 3])),
    "numpy": lambda tf, np: (np.arange(10), np.float32(0.1)),
    "variable": lambda tf, np: (tf.Variable([1.0, 2.0]), tf.TensorShape([1, None]), tf.float32),
    "dtypes": lambda tf, np: [tf.constant([1, 2], dtype) for dtype in ("uint8", "int64", "int8")],
    "bools": lambda tf, np: (tf.constant([True, False]),),
    "umlauts": lambda tf, np: (tf.constant(["ünï"]), "ünï"),
}


def _printed(tf, *values, **options):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "printed"
        tf.print(*values, output_stream=f"file://{path}", **options)
        return path.read_text(encoding="utf-8")


@case(params=list(PRINTED))
def printed(tf, np, which):
    return _printed(tf, *PRINTED[which](tf, np))


@case
def printed_with_options(tf, np):
    long, square = tf.range(10), tf.constant(np.arange(100).reshape(10, 10))
    return [
        _printed(tf, 1, 2, sep="-", end="!"),
        _printed(tf, long, summarize=1),
        _printed(tf, long, summarize=-1),
        _printed(tf, square, summarize=2),
        _printed(tf),
    ]


@case
def printed_to_nowhere(tf, np):
    return tf.print("x", output_stream="nowhere")


@case
def devices(tf, np):
    cpu = tf.config.list_physical_devices("CPU")
    return [
        str(cpu),
        cpu[0].name,
        cpu[0].device_type,
        tf.config.list_physical_devices("TPU"),
        str(tf.config.list_logical_devices("CPU")),
        str(tf.config.get_visible_devices("CPU")),
        str(tf.config.experimental.list_physical_devices("CPU")),
        tf.config.experimental.get_device_details(cpu[0]),
        tf.config.get_logical_device_configuration(cpu[0]),
        str(tf.config.LogicalDeviceConfiguration(memory_limit=10)),
        raised(tf.config.experimental.set_memory_growth, cpu[0], True),
        raised(tf.config.set_visible_devices, cpu[0], "GPU"),
        tf.config.set_visible_devices(cpu[0], "CPU"),
    ]


@case
def switches(tf, np):
    tf.config.run_functions_eagerly(True)
    eagerly = tf.config.functions_run_eagerly()
    tf.config.run_functions_eagerly(False)
    tf.config.optimizer.set_jit(True)
    jit = tf.config.optimizer.get_jit()
    tf.config.optimizer.set_jit(False)
    return [
        eagerly, tf.config.functions_run_eagerly(), jit, tf.config.optimizer.get_jit(),
        tf.config.get_soft_device_placement(),
        tf.config.threading.get_inter_op_parallelism_threads(),
        tf.config.threading.get_intra_op_parallelism_threads(),
        tf.debugging.get_log_device_placement(),
        tf.debugging.is_traceback_filtering_enabled(),
        tf.config.experimental.tensor_float_32_execution_enabled(),
        tf.executing_eagerly(), tf.version.VERSION, tf.__version__,
        tf.test.is_built_with_xla(), tf.get_logger().name,
    ]  # fmt: skip


@case(
    params=["/CPU:0", "cpu", "/device:CPU:0", None, "/job:localhost/replica:0/task:0/device:CPU:0"]
)
def device(tf, np, name):
    with tf.device(name):
        return tf.constant([1, 2]) + 1


@case
def name_scopes(tf, np):
    with tf.name_scope("a") as outer, tf.name_scope("b") as inner:
        names = [outer, inner]
    with tf.name_scope("a") as again:
        names.append(again)
    return [*names, tf.name_scope("x").name, raised(tf.name_scope, 3)]


@case
def order_is_given_anyway(tf, np):
    with tf.control_dependencies([tf.constant(1)]):
        x = tf.constant(2)
    return [x, tf.no_op(), tf.group(x, x), tf.group(), tf.timestamp().dtype, tf.timestamp().shape]


@case
def error_codes(tf, np):
    kinds = [
        "Aborted", "AlreadyExists", "Cancelled", "DataLoss", "DeadlineExceeded", "Internal",
        "FailedPrecondition", "InvalidArgument", "NotFound", "OutOfRange", "PermissionDenied",
        "ResourceExhausted", "Unauthenticated", "Unavailable", "Unimplemented", "Unknown",
    ]  # fmt: skip
    made = [getattr(tf.errors, f"{kind}Error")(None, None, "text") for kind in kinds]
    codes = [tf.errors.OK, tf.errors.INVALID_ARGUMENT, tf.errors.OUT_OF_RANGE, tf.errors.DATA_LOSS]
    return [codes, [(error.error_code, error.message, str(error)) for error in made]]


@case
def test_case_compares(tf, np):
    made = tf.test.TestCase()
    return [
        raised(made.assertAllClose, tf.constant([1.0]), [1.0 + 1e-7]),
        raised(made.assertAllClose, tf.constant([1.0]), [1.1]),
        raised(made.assertAllEqual, tf.constant([1, 2]), [1, 2]),
        raised(made.assertAllEqual, tf.constant([1, 2]), [1, 3]),
        raised(made.assertAllClose, tf.ones([2]), 1.0),
        raised(made.assertNotAllEqual, tf.constant([1, 2]), [1, 3]),
    ]
