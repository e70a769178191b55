"""Tensors: what Python and NumPy values become, how tensors print, what they refuse."""

from tests.golden.case import case, raised

VALUES = [
    1,
    -1,
    2**31 - 1,
    2**31,
    -(2**31) - 1,
    1.5,
    True,
    1 + 2j,
    "text",
    b"bytes",
    [1, 2],
    [1, 2.5],
    [1.0, 2],
    [True, False],
    (1, 2),
    [[1], [2]],
    [(1, 2), (3, 4)],
    [],
    [[]],
    [[], []],
    ["a", "b"],
    [1, 2**40],
    range(3),
    [1j, 2],
    [[[1.0]]],
    [0.1, 1e30],
    float("inf"),
    "中文",
]


@case(params=VALUES)
def constants(tf, np, value):
    return tf.constant(value)


@case(params=VALUES)
def conversions(tf, np, value):
    return raised(tf.convert_to_tensor, value)


DTYPES = [
    "float16",
    "float32",
    "float64",
    "int8",
    "int32",
    "int64",
    "uint8",
    "bool",
    "complex64",
    "string",
]


@case(params=DTYPES)
def constants_of_a_dtype(tf, np, dtype):
    # No numbers out of range: TensorFlow lets them wrap around, TapeFlow refuses them.
    values = [1, 0, 2.0, 2.5, True, "1", [1, 2], [1.5, 2.0], [True], [], 1j]
    return [raised(tf.constant, value, dtype) for value in values]


@case(params=DTYPES)
def arrays_of_a_dtype(tf, np, dtype):
    array = np.array([[1, 0], [2, 3]])
    kind = {"string": object}.get(dtype, dtype)
    array = array.astype("U").astype(kind) if dtype == "string" else array.astype(kind)
    return [tf.constant(array), tf.convert_to_tensor(array[0]), tf.constant(array[1, 1:2])]


@case
def numpy_scalars(tf, np):
    return [
        tf.constant(np.float64(1.5)),
        tf.constant(np.float32(1.5)),
        tf.constant(np.int64(3)),
        tf.constant(np.int8(3)),
        tf.constant(np.bool_(True)),
        tf.constant([np.float64(1), np.float64(2)]),
        tf.constant([np.float32(1), 2]),
        tf.constant([np.int64(1), np.int64(2)]),
    ]


@case
def arrays_are_copied(tf, np):
    array = np.zeros(3, "float32")
    tensor = tf.constant(array)
    array[:] = 7
    return tensor


@case
def values_are_the_users_own(tf, np):
    tensor = tf.constant([1.0, 2.0]) * 2.0
    tensor.numpy()[0] = 100.0
    return tensor


@case
def constants_of_a_shape(tf, np):
    return [
        tf.constant(0, shape=[2, 3]),
        tf.constant([1, 2, 3, 4, 5, 6], shape=(2, 3)),
        tf.constant(1.5, shape=[]),
        tf.constant([7], shape=[2]),
        tf.constant(1, tf.float64, [2]),
        raised(tf.constant, [1, 2, 3], shape=[2, 2]),
        raised(tf.constant, [1, 2], shape=[4]),
    ]


@case
def refused(tf, np):
    return [
        raised(tf.constant, [[1, 2], [3]]),
        raised(tf.constant, [1, "a"]),
        raised(tf.constant, None),
        raised(tf.constant, [None, 1]),
        raised(tf.constant, {"a": 1}),
        raised(tf.constant, object()),
        raised(tf.constant, [1, [2]]),
        raised(tf.convert_to_tensor, tf.constant(1), tf.float32),
        raised(tf.constant, 2**70),
        raised(tf.constant, [True, 1]),
    ]


@case
def lists_of_tensors(tf, np):
    a, v = tf.constant(1.0), tf.Variable(2.0)
    return [
        tf.convert_to_tensor([a, a]),
        tf.convert_to_tensor([a, 3.0, v]),
        tf.convert_to_tensor([[a, a], [a, 4.0]]),
        tf.convert_to_tensor([tf.constant([1, 2]), [3, 4]]),
        raised(tf.convert_to_tensor, [tf.constant(1), tf.constant(1.0)]),
    ]


@case
def a_hint_is_tried(tf, np):
    return [
        tf.convert_to_tensor(1, dtype_hint=tf.float32),
        tf.convert_to_tensor(1.5, dtype_hint=tf.int32),
        tf.convert_to_tensor([1, 2], dtype_hint=tf.int64),
    ]


PRINTED = [
    1,
    1.5,
    True,
    "text",
    [1, 2],
    [1.0, 2.5],
    [[1, 2], [3, 4]],
    [],
    [[1.0], [1e-8]],
    ["a", "b"],
    1e10,
    [[[1.0, 2.0]]],
    float("nan"),
    list(range(100)),
    1 + 2j,
    [0.1, 0.123456789],
]


@case(params=PRINTED)
def printed(tf, np, value):
    tensor = tf.constant(value)
    return [str(tensor), repr(tensor)]


@case
def printed_large(tf, np):
    return [str(tf.zeros([100, 100])), repr(tf.range(2000)), str(tf.ones([2, 3], tf.float64) / 3)]


@case
def formatted(tf, np):
    x = tf.constant(1.23456)
    return [
        f"{x:.2f}",
        f"{x}",
        f"{x.numpy():.3f}",
        "%f" % x,  # noqa: UP031 - it is what is tested
        "%d" % tf.constant(3),  # noqa: UP031 - as above
        f"{tf.constant(7):03d}",
    ]


@case
def attributes(tf, np):
    x = tf.constant([[1.0, 2.0, 3.0]])
    return [
        x.shape,
        x.dtype,
        x.ndim,
        x.shape.rank,
        len(x),
        x.get_shape(),
        x.shape.as_list(),
        tuple(x.shape),
        x.shape[1],
        x.shape[-1],
        x.shape == (1, 3),
        x.shape == [1, 3],
        x.dtype.name,
        x.dtype.size,
    ]


@case
def missing_attributes(tf, np):
    x = tf.constant([1.0])
    names = ["astype", "reshape", "T", "mean", "foo", "item"]
    return [raised(getattr, x, name) for name in names]


@case
def to_python(tf, np):
    return [
        float(tf.constant(1.5)),
        int(tf.constant(2.7)),
        int(tf.constant(3)),
        bool(tf.constant(0)),
        bool(tf.constant(True)),
        complex(tf.constant(1.5)),
        [10, 20, 30][tf.constant(1)],
        list(range(tf.constant(3))),
        "ab" * tf.constant(2).numpy(),
        raised(float, tf.constant([1.0, 2.0])),
        raised(bool, tf.constant([1, 2])),
        raised(len, tf.constant(1)),
        raised(list, tf.constant(1)),
        raised(hash, tf.constant(1)),
        raised(float, tf.constant("a")),
    ]


@case
def iteration(tf, np):
    return [list(tf.constant([1, 2, 3])), list(tf.constant([[1.0], [2.0]])), list(tf.zeros([0, 2]))]


@case
def with_numpy(tf, np):
    x = tf.constant([1.0, 2.0])
    return [
        np.asarray(x),
        np.add(x, 1.0),
        np.array(x, "float64"),
        np.ones(2) * x.numpy(),
        np.sum(x),
        np.stack([x, x]),
        np.float32(2.0) * x,
        x * np.float32(2.0),
        np.array([1.0, 2.0], "float32") + x,
        x + np.array([1.0, 2.0]),
        isinstance(x.numpy(), np.ndarray),
        type(tf.constant(1.0).numpy()),
    ]


@case
def is_tensor(tf, np):
    return [
        tf.is_tensor(x) for x in (tf.constant(1), tf.Variable(1), 1, np.ones(2), [tf.constant(1)])
    ]


@case
def shapes(tf, np):
    known, part, unknown = tf.TensorShape([2, 3]), tf.TensorShape([None, 3]), tf.TensorShape(None)
    return [
        known,
        part,
        unknown,
        str(known),
        str(part),
        str(unknown),
        repr(known),
        repr(part),
        repr(unknown),
        known + tf.TensorShape([4]),
        known[0],
        part[0],
        known[1:],
        known.num_elements(),
        part.num_elements(),
        known.rank,
        unknown.rank,
        known.ndims,
        known.is_fully_defined(),
        part.is_fully_defined(),
        part.is_compatible_with([7, 3]),
        part.is_compatible_with([7, 4]),
        part.merge_with([7, 3]),
        known.concatenate([5]),
        known.as_list(),
        raised(unknown.as_list),
        raised(part.merge_with, [7, 4]),
        known == part,
        known == [2, 3],
        part == [None, 3],
        len(known),
        raised(len, unknown),
        list(known),
        tf.TensorShape(5),
        tf.TensorShape([]),
        bool(unknown),
        bool(known),
        raised(tf.TensorShape, [-5]),
        raised(tf.TensorShape, ["a"]),
        raised(known.assert_is_compatible_with, [2, 4]),
        raised(unknown.assert_has_rank, 2),
        raised(known.assert_has_rank, 3),
        known.with_rank(2),
        raised(known.with_rank, 1),
    ]


@case(
    params=[
        "float16",
        "bfloat16",
        "float32",
        "float64",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "bool",
        "complex64",
        "complex128",
        "string",
    ]
)
def dtypes(tf, np, name):
    dtype = tf.as_dtype(name)
    found = [
        dtype,
        dtype.name,
        str(dtype),
        repr(dtype),
        dtype.is_floating,
        dtype.is_integer,
        dtype.is_bool,
        dtype.is_complex,
        dtype.is_unsigned,
        dtype.is_numeric,
        dtype == name,
        dtype.as_numpy_dtype,
        dtype.real_dtype,
    ]
    if name not in ("string", "bool", "complex64", "complex128"):
        found += [float(dtype.min), float(dtype.max)]
    return [*found, dtype.size] if name != "string" else found


@case
def as_dtype(tf, np):
    values = [
        float,
        int,
        bool,
        str,
        np.float32,
        "half",
        "double",
        np.dtype("int16"),
        tf.float32,
        "nothing",
        None,
        1,
    ]
    return [raised(tf.as_dtype, value) for value in values]


@case
def dtypes_compared(tf, np):
    return [
        tf.float32 == np.float32,
        tf.float32 == "float32",
        tf.float32 == tf.float64,
        tf.float32 != "int32",
        tf.float32 == np.dtype("float32"),
        hash(tf.float32) == hash(tf.as_dtype("float32")),
        raised(lambda: tf.float32 == "nothing"),
        {tf.int32: 1}[tf.as_dtype("int32")],
    ]


@case
def references(tf, np):
    a, b = tf.constant(1.0), tf.constant(1.0)
    counts = {a.ref(): 1, b.ref(): 2}
    return [counts[a.ref()], counts[b.ref()], a.ref() == b.ref(), a.ref().deref()]


@case
def set_shape(tf, np):
    x = tf.constant([1, 2])
    x.set_shape([None])
    return [x, raised(x.set_shape, [3])]


@case
def pickled_and_copied(tf, np):
    import copy
    import pickle

    x = tf.constant([1.5, 2.5])
    return [copy.copy(x), copy.deepcopy(x), pickle.loads(pickle.dumps(x))]
