"""The kinds of result a case may return, so that the mechanism itself is tested."""

from tests.golden.case import case, raised


@case
def every_kind(tf, np):
    return {
        "none": None,
        "text": "text",
        "number": 1.5,
        "count": 3,
        "flag": True,
        "tensor": tf.constant([1.5, float("nan"), float("inf")]),
        "scalar": tf.constant(3),
        "empty": tf.constant([], tf.float64),
        "variable": tf.Variable([[1, 2]], dtype=tf.int64),
        "array": np.arange(3, dtype=np.uint8),
        "shape": tf.TensorShape([2, None]),
        "unknown shape": tf.TensorShape(None),
        "dtype": tf.bfloat16,
        "list": [(1, 2), [tf.constant(True)]],
    }


@case(params=["float16", "bfloat16", "float32", "float64", "int8", "uint16", "complex64"])
def dtypes(tf, np, dtype):
    return tf.constant([1, 2, 3], dtype)


@case
def an_exception(tf, np):
    return tf.constant([[1, 2], [3]])


@case
def exceptions_as_results(tf, np):
    return [raised(tf.constant, "a", tf.float32), raised(tf.TensorShape(None).as_list)]
