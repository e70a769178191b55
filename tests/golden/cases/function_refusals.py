"""What `tf.function` refuses: TensorFlow's types, while tracing and when arguments are bound."""

from tests.golden.case import case, raised


def _if(x, plain):
    if x > 0:
        return x if plain else None
    return None if plain else x


def _assigned(x):
    if x > 0:
        y = x
    return y


def _branch_raises(x):
    if x > 0:
        raise KeyError("mine")
    return x


_TRACED = {
    "python_if": lambda tf, x: x if x > 0 else -x,
    "numpy": lambda tf, x: x.numpy(),
    "array": lambda tf, x: __import__("numpy").sin(x),
    "index": lambda tf, x: [1, 2][tf.cast(x, tf.int32)],
    "key": lambda tf, x: {1: 2}[x],
    "cond_none": lambda tf, x: tf.cond(x > 0, lambda: x, lambda: None),
    "cond_dtypes": lambda tf, x: tf.cond(x > 0, lambda: x, lambda: 1),
    "loop_shapes": lambda tf, x: tf.while_loop(
        lambda v: v[0] < 9.0, lambda v: (tf.concat([v, v], 0),), (tf.stack([x, x]),)
    ),
    "operands": lambda tf, x: tf.matmul(tf.ones([2, 3]) * x, tf.ones([2, 3])),
    "returned": lambda tf, x: object(),
    "variable": lambda tf, x: tf.Variable(1.0) + x,
}


@case(params=list(_TRACED))
def while_tracing(tf, np, which):
    function = tf.function(lambda x: _TRACED[which](tf, x), autograph=False)
    return raised(function, tf.constant(1.0))


@case(params=["plain", "none_first", "assigned", "raises"])
def rewritten(tf, np, which):
    x = tf.constant(1.0)
    if which == "assigned":
        return raised(tf.function(_assigned), x)
    if which == "raises":
        return raised(tf.function(_branch_raises), x)
    return raised(tf.function(_if), x, which == "plain")


@case
def a_variable_of_the_second_call(tf, np):
    made = []

    @tf.function
    def function(x, count):
        while len(made) < count:
            made.append(tf.Variable(1.0))
        return made[-1] + x

    x = tf.constant(1.0)
    return function(x, 1), raised(function, x, 2)


@case(params=["rank", "dtype", "missing", "extra", "text", "entry", "number", "name"])
def signatures(tf, np, which):
    spec = tf.TensorSpec([None], tf.float32)
    x = tf.ones([2])

    def call(*args, signature=(spec,), parameters=1, **kwargs):
        function = (lambda x: x) if parameters == 1 else (lambda x, y: x)
        return tf.function(function, input_signature=signature)(*args, **kwargs)

    calls = {
        "rank": lambda: call(tf.ones([2, 2])),
        "dtype": lambda: call(tf.constant([1])),
        "missing": lambda: call(x, x, parameters=2),
        "extra": lambda: call(x, signature=(spec, spec)),
        "text": lambda: call(x, signature="a"),
        "entry": lambda: call(x, signature=("a",)),
        "number": lambda: call(1.5, signature=(tf.TensorSpec([], tf.int32),)),
        "name": lambda: call(y=x),
    }
    return raised(calls[which])
