"""Modules, specs, forward derivatives, sounds and NumPy's names."""
# ruff: noqa: E501 - a case is a line

from tests.golden.case import case, raised
from tests.golden.composites import evaluated

SPECS = """
repr(tf.TensorSpec([None, 3], tf.int32, "x")), tf.TensorSpec([2]) == tf.TensorSpec([2])
tf.TensorSpec([None, 3]).is_compatible_with(tf.zeros([2, 3]))
tf.TensorSpec([2]).is_compatible_with(tf.zeros([3]))
tf.TensorSpec([2]).is_subtype_of(tf.TensorSpec([None]))
tf.TensorSpec([None]).is_subtype_of(tf.TensorSpec([2]))
repr(tf.TensorSpec([2, 3]).most_specific_common_supertype([tf.TensorSpec([4, 3])]))
tf.TensorSpec([2]).most_specific_common_supertype([tf.TensorSpec([2], tf.int32)])
repr(tf.TensorSpec.from_tensor(tf.zeros([2]))), repr(tf.TensorSpec.from_spec(tf.TensorSpec([2]), "a"))
repr(tf.type_spec_from_value(tf.zeros([2])))
tf.TensorSpec([2]).value_type is tf.Tensor, hash(tf.TensorSpec([2])) == hash(tf.TensorSpec([2]))
""".strip().split("\n")


@case(params=SPECS)
def specs(tf, np, text):
    return evaluated(text, tf=tf, np=np)


@case
def modules(tf, np):
    class Inner(tf.Module):
        def __init__(self):
            super().__init__()
            self.b = tf.Variable(1.0)
            self.a = tf.Variable(2.0, trainable=False)

    class MyOuter2D(tf.Module):
        def __init__(self):
            super().__init__()
            self.z = [Inner(), {"k": Inner()}]
            self.same = self.z[0]
            self.c = tf.Variable(3.0)

    outer = MyOuter2D()
    return [
        outer.name, [float(v) for v in outer.variables],
        [float(v) for v in outer.trainable_variables],
        [float(v) for v in outer.non_trainable_variables],
        [m.name for m in outer.submodules], len(Inner().submodules),
        raised(tf.Module, name="1a"),
    ]  # fmt: skip


@case
def forward_derivatives(tf, np):
    x, y = tf.constant([1.0, 2.0]), tf.Variable([[3.0, 4.0]])
    with tf.autodiff.ForwardAccumulator(
        [x, y], [tf.constant([1.0, -1.0]), tf.constant([[0.5, 0.0]])]
    ) as accumulator:
        z = tf.reduce_sum(x * y * y, 1)
        w = tf.exp(x)
        apart = tf.constant(1.0) * 2
    return [
        accumulator.jvp(z), accumulator.jvp([w, z]), accumulator.jvp(apart),
        accumulator.jvp(apart, unconnected_gradients=tf.UnconnectedGradients.ZERO),
    ]  # fmt: skip


@case
def sounds(tf, np):
    samples = np.array([[0.5, -0.25], [0.0, 1.0], [-1.0, 0.1]], np.float32)
    data = tf.audio.encode_wav(samples, 8000)
    audio, rate = tf.audio.decode_wav(data)
    return [
        data, audio, rate, tf.audio.decode_wav(data, 1, 2).audio,
        tf.audio.decode_wav(data, desired_samples=5).audio, raised(tf.audio.decode_wav, b"x"),
    ]  # fmt: skip


NUMPY = """
n.array([1, 2]), n.array([1.5]), n.asarray([[True]]), n.array(tf.constant([1.0]), ndmin=2)
n.ones([2]), n.zeros(3), n.ones([1], n.float32), n.eye(2)
n.full([2], 7), n.arange(3), n.arange(0.0, 1.0, 0.5)
n.add(n.ones([2], n.int32), 1.5), n.multiply(tf.constant([1.0]), tf.constant([2])), n.divide([1], [2])
n.sum([[1, 2], [3, 4]]), n.mean([1, 2], axis=0), n.max([1.0, 3.0])
n.sum([True, True]), n.var([1.0, 2.0])
n.exp([0.0, 1]), n.sqrt([4.0]), n.square([3])
n.maximum([1, 5], 2.5), n.log(n.ones([2]))
n.matmul(n.ones([2, 2]), n.ones([2, 1])), n.dot([1, 2], [3, 4]), n.transpose([[1, 2]])
n.expand_dims([1], 0), n.reshape([1, 2], [2, 1])
n.concatenate([[1], [2.5]]), n.stack([[1], [2]]), n.where([True], [1], [2.0])
n.linspace(0, 1, 3), n.ravel([[1, 2]]), n.squeeze([[1]]), n.greater([1], 0.5), n.argmax([[1, 3]])
n.random.randn(2, 3).shape, n.random.rand(2).dtype, n.newaxis, n.float32, n.ndarray is tf.Tensor
""".strip().split("\n")


@case(params=NUMPY)
def numpy_names(tf, np, text):
    return evaluated(text, tf=tf, np=np, n=tf.experimental.numpy)


ALIASES = """
tf.fingerprint(["a", "b"]), tf.fingerprint([[1, 2], [3, 4]]), tf.fingerprint([["a", "b"], ["c", "d"]])
tf.realdiv(1.0, 4.0), tf.eigvals(tf.constant([[2.0, 0.0], [0.0, 3.0]]))
tf.assert_equal(1, 2)
tf.gradients(tf.constant(1.0), tf.constant(1.0))
""".strip().split("\n")


@case(params=ALIASES)
def aliases(tf, np, text):
    return evaluated(text, tf=tf, np=np)
