"""tf.Variable: making, assigning, printing, refusing."""

from tests.golden.case import case, raised


@case(params=[1, 1.5, True, [1, 2], [[1.0], [2.0]], "text", [], 2**40])
def made_of_python_values(tf, np, value):
    v = tf.Variable(value)
    return [v, v.dtype, v.shape, v.trainable]


@case(params=["float32", "float64", "int32", "int64", "uint8", "bool", "complex64", "float16"])
def made_of_arrays(tf, np, dtype):
    v = tf.Variable(np.array([[1, 0]], dtype))
    return [v, v.dtype, v.shape]


@case
def made_in_other_ways(tf, np):
    return [
        tf.Variable(lambda: [1.0, 2.0]),
        tf.Variable(tf.constant([3])),
        tf.Variable(tf.Variable([4.0])),
        tf.Variable([1, 2], dtype=tf.float32),
        tf.Variable(initial_value=1.0, trainable=False, name="x").trainable,
    ]


@case
def refused_initial_values(tf, np):
    return [
        raised(tf.Variable, None),
        raised(tf.Variable, [[1, 2], [3]]),
        raised(tf.Variable, 1.5, dtype=tf.int32),
        raised(tf.Variable),
    ]


@case
def names(tf, np):
    return [tf.Variable(1.0).name, tf.Variable(1.0, name="weight").name]


@case(params=[3, 1.5, [1.0, 2.0], [[1, 2], [3, 4]], [True]])
def printed(tf, np, value):
    v = tf.Variable(value, name="v")
    return [repr(v), str(v)]


@case
def assignments(tf, np):
    v = tf.Variable([1.0, 2.0])
    seen = [v.numpy()]
    v.assign([3.0, 4.0])
    seen.append(v.numpy())
    v.assign_add([1.0, 1.0])
    seen.append(v.numpy())
    v.assign_sub(tf.constant([0.5, 0.25]))
    seen.append(v.numpy())
    v.assign(np.array([7.0, 8.0]))
    seen.append(v.numpy())
    v.assign(v * v)
    return [*seen, v, v.value(), v.read_value()]


@case
def an_assignment_gives_the_variable(tf, np):
    v = tf.Variable(1.0)
    w = v.assign(2.0)
    w.assign_add(3.0)
    return [v, w, v.assign_sub(1.0)]


@case
def what_was_read_before_does_not_change(tf, np):
    v = tf.Variable([1.0, 2.0])
    before, tensor, product = v.numpy(), tf.convert_to_tensor(v), v * 10.0
    v.assign([5.0, 6.0])
    v.assign_add([1.0, 1.0])
    return [before, tensor, product, v]


@case
def refused_assignments(tf, np):
    v = tf.Variable([1.0, 2.0])
    found = [
        raised(v.assign, [1.0, 2.0, 3.0]),
        raised(v.assign, 1.0),
        raised(v.assign, tf.constant([1, 2])),
        raised(v.assign, ["a", "b"]),
        raised(v.assign_add, tf.constant([1, 2])),
        raised(tf.Variable([1, 2]).assign, [1.5, 2.5]),
    ]
    return [*found, v]


@case
def assign_add_of_another_shape(tf, np):
    v = tf.Variable([1.0, 2.0])
    return [
        raised(v.assign_add, [[1.0, 2.0], [3.0, 4.0]]),
        raised(v.assign_add, [1.0, 2.0, 3.0]),
        v,
    ]


@case
def shapes_left_open(tf, np):
    v = tf.Variable([[1.0, 2.0]], shape=tf.TensorShape([None, 2]))
    v.assign([[1.0, 2.0], [3.0, 4.0]])
    w = tf.Variable(1.0, shape=tf.TensorShape(None))
    w.assign([1.0, 2.0])
    return [v, v.shape, w, w.shape, raised(v.assign, [[1.0, 2.0, 3.0]])]


@case
def arithmetic(tf, np):
    v, w = tf.Variable([1.0, 4.0]), tf.Variable([2.0, 2.0])
    return [v + w, v - 1.0, 2.0 * v, v / w, v**2.0, -v, abs(-v), v > 2.0]


@case
def augmented_arithmetic_is_refused(tf, np):
    def add():
        v = tf.Variable(1.0)
        v += 1.0

    return raised(add)


@case
def indexing_and_slices(tf, np):
    v = tf.Variable(np.arange(12, dtype="float32").reshape(3, 4))
    return [v[0], v[:, 1], v[::-1], v[1, 2], v[-1, ..., None], v[1:, ::2]]


@case
def scattered_updates(tf, np):
    v = tf.Variable(np.zeros((3, 2), "float32"))
    v.scatter_nd_update([[0], [2]], [[1.0, 2.0], [3.0, 4.0]])
    v.scatter_nd_add([[0]], [[10.0, 10.0]])
    return v


@case
def conversions(tf, np):
    v = tf.Variable(2.5)
    return [
        float(v),
        int(v),
        bool(v),
        np.asarray(tf.Variable([1.0, 2.0])),
        tf.cast(v, tf.int32),
        tf.convert_to_tensor(v),
        tf.is_tensor(v),
        raised(tf.convert_to_tensor, v, tf.int32),
        f"{v.numpy():.1f}",
    ]


@case
def equality_and_hashing(tf, np):
    v, w = tf.Variable([1.0, 2.0]), tf.Variable([1.0, 5.0])
    return [
        v == w,
        v != w,
        v == [1.0, 2.0],
        raised(hash, v),
        v.ref() == v.ref(),
        v.ref() == w.ref(),
    ]


@case
def counting_in_integers(tf, np):
    step = tf.Variable(0, dtype=tf.int64)
    for _ in range(3):
        step.assign_add(1)
    return [step, int(step), step // 2]


@case
def truth_and_iteration(tf, np):
    v = tf.Variable([1.0, 2.0])
    return [[x for x in v], raised(bool, v), raised(len, tf.Variable(1.0)), bool(tf.Variable(0.0))]


@case
def copies_are_independent(tf, np):
    import copy

    v = tf.Variable([1.0, 2.0], name="original")
    w = copy.deepcopy(v)
    w.assign([3.0, 4.0])
    return [v, w]
