"""`tf.function`: when it traces, what it returns, variables, methods, gradients, refusals."""

from tests.golden.case import case, raised


def _count(tf, *calls, **options):
    """The number of traces after each call of a function of two arguments."""

    @tf.function(**options)
    def body(x, y=2):
        return x if tf.is_tensor(x) else tf.constant(1.0)

    counts = []
    for arguments in calls:
        body(*arguments)
        counts.append(body.experimental_get_tracing_count())
    return counts


@case
def counts_of_plain_arguments(tf, np):
    calls = [(1,), (1.0,), (True,), (1, 2), (2,), ("a",), (None,), ([1, 2],), ([1, 3],), ((1, 2),)]
    return _count(tf, *calls, ({"a": 1},), ({"a": 1},), ({"b": 1},), ({"a": 1, "b": 2},))


@case
def counts_of_tensors(tf, np):
    calls = [tf.zeros([2]), tf.ones([2]), tf.zeros([3]), tf.zeros([3], tf.int32), np.zeros(3)]
    return _count(tf, *[(x,) for x in calls], ([tf.zeros([2])],), ([tf.ones([2])],))


@case
def counts_of_objects(tf, np):
    class Thing:
        pass

    one, other = Thing(), Thing()
    return _count(tf, (1.0, one), (1.0, one), (1.0, other), (1.0, len), (1.0, len), (1.0, Thing))


@case
def counts_of_variables(tf, np):
    return _count(tf, (tf.Variable(1.0),), (tf.Variable(2.0),), (tf.Variable([2.0]),))


@case
def counts_with_reduced_retracing(tf, np):
    vectors = [(tf.ones([n]),) for n in (1, 2, 3, 4)]
    matrices = [(tf.ones([n, 2]),) for n in (1, 2, 3)]
    return _count(tf, *vectors, *matrices, reduce_retracing=True)


@case
def counts_with_a_signature(tf, np):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def double(x):
        return x * 2

    results = [double([1, 2]), double(tf.ones([3])), double(x=np.ones(1))]
    return results, double.experimental_get_tracing_count()


@case
def keywords_and_defaults_are_one_kind(tf, np):
    @tf.function
    def body(x, y=2, *rest, z=3, **options):
        return x + y + z + sum(rest) + sum(options.values())

    x = tf.constant(1)
    results = [body(x), body(x, 2), body(y=2, x=x), body(x, z=3), body(x, 1, 4, w=tf.constant(5))]
    return results, body.experimental_get_tracing_count()


@case
def python_effects_happen_once_a_trace(tf, np):
    seen = []

    @tf.function
    def body(x):
        seen.append(len(x.shape))
        return x + 1

    for x in (tf.ones([]), tf.ones([]), tf.ones([1]), tf.ones([])):
        body(x)
    return seen


@case
def what_is_returned(tf, np):
    @tf.function
    def body(x):
        v = tf.Variable if False else None
        return "a", 1, None, {"b": x, "c": [x + 1, v]}, True, 2.5, np.ones(2)

    return body(tf.constant(1.0))


@case
def nothing_is_returned(tf, np):
    v = tf.Variable(1.0)

    @tf.function
    def body():
        v.assign_add(1.0)

    return [body(), body(), v]


@case
def nested_structures(tf, np):
    @tf.function
    def body(pair, table):
        return {"sum": pair[0] + table["x"][0], "pair": pair[::-1]}

    return body((tf.constant(1.0), 2.0), {"x": [tf.constant(3.0)], "y": None})


@case
def methods_have_traces_of_their_own(tf, np):
    class Scaler(tf.Module):
        def __init__(self, factor):
            self.factor = factor
            self.v = None

        @tf.function
        def __call__(self, x):
            if self.v is None:
                self.v = tf.Variable(tf.ones([2]) * self.factor)
            self.v.assign_add(x)
            return self.v * x

    one, other = Scaler(2.0), Scaler(3.0)
    x = tf.constant([1.0, 2.0])
    results = [one(x), other(x), one(x), other.v, one.v]
    return results, one.__call__.experimental_get_tracing_count()


@case
def variables_are_made_on_the_first_call_only(tf, np):
    @tf.function
    def always(x):
        return tf.Variable(1.0) * x

    made = []

    @tf.function
    def later(x):
        if len(x.shape) == 1:
            made.append(tf.Variable(2.0))
        return x * 2.0

    later(tf.ones([]))
    return raised(always, tf.ones([])), raised(later, tf.ones([1]))


@case
def variables_are_read_and_assigned_in_order(tf, np):
    v, w = tf.Variable(1.0), tf.Variable([1.0, 2.0])

    @tf.function
    def body(x):
        before = v + 0.0
        v.assign_add(x)
        w.assign(w * v)
        v.assign(v * 2.0)
        return before, v + w

    return [body(tf.constant(2.0)), body(tf.constant(3.0)), v, w]


@case
def gradients_outside_and_inside(tf, np):
    v = tf.Variable([1.0, 2.0])

    @tf.function
    def cube(x):
        return tf.reduce_sum(v * x**3)

    @tf.function
    def slope(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = cube(x)
        return tape.gradient(y, [x, v])

    x = tf.constant([2.0, 3.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = cube(x)
        first = slope(x)
    return y, tape.gradient(y, [x, v]), first, tape.gradient(first, [x, v])


@case
def a_jacobian_through_a_function(tf, np):
    @tf.function
    def body(x):
        return tf.sin(x) * tf.reduce_sum(x)

    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = body(x)
    return tape.jacobian(y, x)


@case
def nested_functions(tf, np):
    @tf.function
    def inner(x, power):
        return x**power

    @tf.function
    def outer(x):
        return inner(x, 2) + inner(x, 3) + inner(x + 1, 2)

    return outer(tf.constant(2.0)), inner.experimental_get_tracing_count()


@case
def captured_tensors_are_kept(tf, np):
    held = tf.constant([1.0, 2.0])
    rows = np.array([3.0, 4.0], "float32")

    @tf.function
    def body(x):
        return x * held + rows

    results = [body(tf.constant(2.0))]
    rows[0] = 100.0
    results.append(body(tf.constant(3.0)))
    with tf.GradientTape() as tape:
        tape.watch(held)
        y = body(tf.constant(4.0))
    return results, tape.gradient(y, held)


@case
def a_training_step(tf, np):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(8, 3)).astype("float32"), rng.normal(size=(8, 1)).astype("float32")
    kernel, bias = tf.Variable(rng.normal(size=(3, 1)).astype("float32")), tf.Variable([0.0])
    optimizer = tf.keras.optimizers.Adam(0.1)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x @ kernel + bias - y) ** 2)
        gradients = tape.gradient(loss, [kernel, bias])
        optimizer.apply_gradients(zip(gradients, [kernel, bias], strict=True))
        return loss

    return [step(x, y) for _ in range(4)], kernel, bias


@case
def a_concrete_function(tf, np):
    @tf.function
    def body(x, n):
        return {"out": x * n, "rest": None}

    concrete = body.get_concrete_function(tf.TensorSpec([None, 2], tf.float32), 3)
    args, kwargs = concrete.structured_input_signature
    return (
        concrete(tf.ones([1, 2])),
        concrete(x=tf.ones([3, 2])),
        concrete(tf.ones([1, 2]), 3),
        raised(concrete, tf.ones([1, 2]), 4),
        raised(concrete, tf.ones([1, 2], tf.int32)),
        raised(concrete),
        [args[0].shape, args[0].dtype, args[0].name, *args[1:], kwargs],
        concrete.output_shapes["out"],
        concrete.output_dtypes["out"],
        body.experimental_get_tracing_count(),
    )


@case
def a_concrete_function_with_variables(tf, np):
    v, w = tf.Variable(1.0), tf.Variable(2.0, trainable=False)

    @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
    def body(x):
        w.assign_add(x)
        return v * x

    concrete = body.get_concrete_function()
    return concrete(tf.constant(3.0)), len(concrete.variables), len(concrete.trainable_variables), w


@case
def refused_arguments(tf, np):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def body(x):
        return x

    @tf.function
    def free(x, y=2):
        return x

    return [
        raised(body, tf.ones([2, 2])),
        raised(body, tf.ones([2], tf.int32)),
        raised(body),
        raised(body, tf.ones([2]), 1),
        raised(free),
        raised(free, 1, z=2),
        raised(free, 1, 2, 3),
        raised(free, {1}),
        raised(tf.function(lambda x: object()), 1),
        raised(tf.function, lambda x: x, input_signature=tf.TensorSpec([])),
    ]


@case
def values_asked_for_inside(tf, np):
    x = tf.constant(1.0)
    return [
        raised(tf.function(lambda x: x.numpy()), x),
        raised(tf.function(lambda x: np.asarray(x)), x),
        raised(tf.function(lambda x: x if x > 0 else -x, autograph=False), x),
    ]


@case
def the_function_itself(tf, np):
    @tf.function
    def body(x):
        """Its words."""
        return x

    return [
        body.__name__,
        body.__doc__,
        body.python_function(3),
        body.input_signature,
        tf.function(lambda x: x + 1, jit_compile=True)(1),
    ]


@case
def functions_run_eagerly(tf, np):
    seen = []

    @tf.function
    def body(x):
        seen.append(1)
        return x + 1

    tf.config.run_functions_eagerly(True)
    try:
        results = [body(tf.constant(1)), body(tf.constant(2))]
    finally:
        tf.config.run_functions_eagerly(False)
    return results, seen


@case
def effects_that_need_values(tf, np):
    @tf.function
    def masked(x):
        return tf.boolean_mask(x, x > 1.0), tf.where(x > 1.0)

    @tf.function
    def checked(x):
        tf.debugging.assert_positive(x)
        return x + 1

    x = tf.constant([1.0, 2.0, 3.0])
    return masked(x), masked(-x), checked(x), raised(checked, -x)


@case
def strings_in_functions(tf, np):
    @tf.function
    def body(names, flag):
        return names if flag else tf.constant("none"), tf.constant(1) + 1

    return body(tf.constant(["a", "b"]), True), body(tf.constant("c"), False)


@case
def custom_gradients_inside_a_function(tf, np):
    w = tf.Variable(3.0)

    @tf.custom_gradient
    def clipped(x, y):
        def grad(upstream):
            return upstream * 10.0 * y, tf.sin(upstream)

        return x * y, grad

    @tf.custom_gradient
    def with_variable(x):
        def grad(upstream, variables=None):
            return upstream * 5.0, [upstream * 7.0 for _ in variables]

        return x * w, grad

    @tf.function
    def body(x):
        return clipped(x, x + 1.0) + with_variable(x * 2.0)

    @tf.function
    def inside(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = body(x)
        return tape.gradient(y, x)

    x = tf.constant(2.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = body(x)
        z = inside(x)
    return y, tape.gradient(y, [x, w]), z, tape.gradient(z, x)


@case
def gradients_in_a_graph(tf, np):
    v = tf.Variable(3.0)

    @tf.function
    def body(x):
        y = x * x * v
        return tf.gradients([y, y * 2.0], [x, v, y], grad_ys=[None, tf.constant(0.5)])

    @tf.function
    def unconnected(x, other):
        return tf.gradients(x * x, [x, other])

    x = tf.constant(2.0)
    return body(x), unconnected(x, tf.constant(1.0)), raised(tf.gradients, x, x)
