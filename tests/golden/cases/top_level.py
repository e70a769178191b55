"""Names of the top level and of small modules that few programs use."""

from tests.golden.case import case, raised


@case(params=[True, False])
def edit_distance(tf, np, normalize):
    one = tf.SparseTensor([[0, 0], [0, 1], [1, 0], [2, 0]], ["a", "b", "c", "d"], [4, 2])
    other = tf.SparseTensor([[0, 0], [0, 1], [0, 2], [1, 0]], ["a", "c", "b", "c"], [4, 3])
    return tf.edit_distance(one, other, normalize), raised(tf.edit_distance, [1], other)


@case(params=[("VALID", 1), ("SAME", 2)])
def volume_patches(tf, np, args):
    padding, step = args
    x = tf.Variable(np.random.default_rng(0).normal(size=(1, 4, 3, 5, 2)).astype("float32"))
    with tf.GradientTape() as tape:
        y = tf.extract_volume_patches(x, [1, 2, 2, 3, 1], [1, step, 1, step, 1], padding)
        total = tf.reduce_sum(y * y)
    return y, tape.gradient(total, x)


@case
def hessians(tf, np):
    @tf.function
    def body(x, y):
        return tf.hessians(tf.reduce_sum(x**3 * y**2), [x, y]), tf.inside_function()

    x, y = tf.constant([1.0, 2.0]), tf.constant([3.0, 0.5])
    found, inside = body(x, y)
    return found, bool(inside), tf.inside_function(), tf.is_symbolic_tensor(x)


@case
def protos(tf, np):
    return (
        tf.make_ndarray(tf.make_tensor_proto([[1.5, 2.0], [3.0, 4.0]])),
        tf.make_ndarray(tf.make_tensor_proto([1, 2], dtype=tf.int64)),
        tf.make_ndarray(tf.make_tensor_proto(["a", "bc"])),
        tf.make_ndarray(tf.make_tensor_proto(7.0, shape=[2, 2])),
        tf.make_tensor_proto([1.0]).dtype,
        raised(tf.make_tensor_proto, [1.0, 2.0], shape=[3], verify_shape=True),
    )


@case
def device_specs(tf, np):
    spec = tf.DeviceSpec(job="worker", replica=0, task=1, device_type="gpu", device_index=2)
    parsed = tf.DeviceSpec.from_string("/job:ps/task:3/cpu:0")
    return (
        spec.to_string(),
        parsed.to_string(),
        spec.make_merged_spec(parsed).to_string(),
        spec.replace(job=None, task=5).to_string(),
        (parsed.job, parsed.replica, parsed.task, parsed.device_type, parsed.device_index),
        raised(tf.DeviceSpec.from_string, "/nonsense"),
    )


@case
def specs(tf, np):
    array = tf.TensorArraySpec([2, None], tf.int32, dynamic_size=True)
    rows = tf.IndexedSlicesSpec([None, 3], tf.float32)
    return (
        array.value_type.__name__,
        array == tf.TensorArraySpec([2, None], tf.int32, dynamic_size=True),
        array == tf.TensorArraySpec([2, 3], tf.int32),
        rows.value_type.__name__,
        rows.is_compatible_with(tf.IndexedSlicesSpec([4, 3], tf.float32)),
        tf.NoneTensorSpec() == tf.NoneTensorSpec(),
    )


@case
def conversion_functions(tf, np):
    class Pair:
        def __init__(self, a, b):
            self.a, self.b = a, b

    def convert(value, dtype=None, name=None, as_ref=False):
        return tf.constant([value.a, value.b], dtype or tf.float32)

    tf.register_tensor_conversion_function(Pair, convert)
    return (
        tf.add(tf.constant([1.0, 2.0]), Pair(3, 4)),
        tf.convert_to_tensor(Pair(1, 2), tf.int32),
        raised(tf.register_tensor_conversion_function, 3, convert),
        raised(tf.register_tensor_conversion_function, int, convert),
        tf.tuple([tf.constant(1), None, tf.constant(2.0)]),
        raised(tf.tuple, [None]),
    )


@case(params=[(None, False), (2, False), (None, True)])
def moving_averages(tf, np, args):
    updates, debias = args
    x, y = tf.Variable([1.0, 2.0]), tf.Variable(3.0)
    average = tf.train.ExponentialMovingAverage(0.9, updates, debias)
    found = []
    for step in range(3):
        average.apply([x, y])
        found.append((average.average(x), average.average(y)))
        x.assign_add([1.0, 2.0 * step])
        y.assign(y * 2)
    return found, average.average_name(x)


@case
def gradients_by_differences(tf, np):
    def function(x, y):
        return tf.sin(x) * tf.reduce_sum(y)

    found = tf.test.compute_gradient(
        function, [tf.constant([0.5, 1.0], tf.float64), tf.constant([2.0, 3.0], tf.float64)]
    )
    return found, raised(tf.test.compute_gradient, function, tf.constant(1.0))


@case
def sections_and_constants(tf, np):
    v = tf.Variable(1.0)
    section = tf.CriticalSection()
    return (
        section.execute(lambda: v.assign_add(2.0) + 1.0),
        tf.AggregationMethod.EXPERIMENTAL_TREE,
        tf.saved_model.SERVING,
        tf.saved_model.PREDICT_METHOD_NAME,
        tf.compat.dimension_value(tf.compat.dimension_at_index(tf.TensorShape([2, 3]), 1)),
        tf.compat.dimension_value(4),
        tf.compat.forward_compatible(2020, 1, 1),
        isinstance(b"a", tf.compat.bytes_or_text_types),
        isinstance(np.int32(1), tf.compat.integral_types),
        tf.sysconfig.CXX_VERSION,
    )


@case
def variable_creators(tf, np):
    asked = []

    def named(label):
        def creator(next_creator, **kwargs):
            asked.append((label, kwargs["name"], kwargs["trainable"]))
            return next_creator(**{**kwargs, "name": f"{label}_{kwargs['name']}"})

        return creator

    def doubled(next_creator, **kwargs):
        v = next_creator(**kwargs)
        v.assign(v * 2.0)
        return v

    with tf.variable_creator_scope(named("outer")), tf.variable_creator_scope(named("inner")):
        v = tf.Variable(1.5, name="v")
    with tf.variable_creator_scope(doubled):
        w = tf.Variable([1.0, 2.0], trainable=False)
    return v.name, asked, w, w.trainable, tf.Variable(3.0)
