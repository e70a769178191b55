"""Initializers: Keras 3's numbers on TensorFlow, to the last bit but for decompositions."""

from tests.golden.case import case

EXACT = {"rtol": 0.0, "atol": 0.0}
RANDOM = [
    "RandomUniform", "RandomNormal", "TruncatedNormal", "VarianceScaling", "GlorotUniform",
    "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal",
]  # fmt: skip
NAMES = [
    "glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "identity",
    "lecun_normal", "lecun_uniform", "normal", "one", "ones", "orthogonal", "random_normal",
    "random_uniform", "truncated_normal", "uniform", "variance_scaling", "zero", "zeros",
    "GlorotUniform", "IdentityInitializer", "OrthogonalInitializer", "Zeros",
]  # fmt: skip


@case(params=[(kind, seed) for kind in RANDOM for seed in (0, 1, 2**33 + 5, -3)], **EXACT)
def seeded(tf, np, which):
    kind, seed = which
    initializer = getattr(tf.keras.initializers, kind)(seed=seed)
    return [
        initializer((30, 20)),
        initializer([30, 20]),
        initializer((7,)),
        initializer((3, 3, 4, 5)),
    ]


@case(params=[(kind, dtype) for kind in RANDOM for dtype in ("float16", "bfloat16")], **EXACT)
def dtypes(tf, np, which):
    kind, dtype = which
    return getattr(tf.keras.initializers, kind)(seed=1)((7, 9), dtype=dtype)


@case(params=RANDOM, rtol=1e-14)
def float64(tf, np, kind):
    return getattr(tf.keras.initializers, kind)(seed=1)((7, 9), dtype="float64")


@case(params=RANDOM, **EXACT)
def seeds_from_python(tf, np, kind):
    import random

    random.seed(5)
    first, second = (getattr(tf.keras.initializers, kind)() for _ in range(2))
    return [first((4, 3)), second((4, 3)), first((4, 3))]


@case(
    params=[
        (mode, distribution)
        for mode in ("fan_in", "fan_out", "fan_avg")
        for distribution in ("uniform", "normal", "truncated_normal", "untruncated_normal")
    ],
    **EXACT,
)
def variance_scaling(tf, np, which):
    mode, distribution = which
    make = tf.keras.initializers.VarianceScaling
    plain = make(0.7, mode, distribution, seed=8)
    axes = make(0.7, mode, distribution, seed=8, input_axes=[0], output_axes=[2])
    return [plain((6, 7)), plain((6,)), plain(()), plain((2, 6, 7)), axes((6, 7, 8))]


@case(params=[(3, 3), (5, 2), (2, 5), (3, 3, 4, 5), (1, 1)], rtol=1e-5, atol=1e-6)
def orthogonal(tf, np, shape):
    return [
        tf.keras.initializers.Orthogonal(seed=3)(shape),
        tf.keras.initializers.Orthogonal(gain=2.0, seed=4)(shape),
    ]


@case
def constants(tf, np):
    make = tf.keras.initializers
    return [
        make.Zeros()((2, 3)),
        make.Ones()((2, 3), dtype="int32"),
        make.Ones()((2,), dtype="bool"),
        make.Constant(3.0)((2, 2)),
        make.Constant(2)((2,), dtype="float16"),
        make.Constant(np.array([1.0, 2.0]))((3, 2)),
        make.Identity()((3, 3)),
        make.Identity(2.0)((2, 4)),
        make.Zeros()(()),
    ]


@case(params=[("real", "density"), ("imag", "spectrum"), ("imag", None)], atol=1e-5)
def stft(tf, np, which):
    side, scaling = which
    window = np.hanning(16).astype("float32")
    return [
        tf.keras.initializers.STFT(side, window, scaling)((16, 1, 9)),
        tf.keras.initializers.STFT(side, None)((16, 1, 9)),
    ]


@case(params=NAMES, rtol=1e-5, atol=1e-6)
def get_by_name(tf, np, name):
    import random

    random.seed(9)
    initializer = tf.keras.initializers.get(name)
    return [type(initializer).__name__, initializer((4, 4))]


@case
def get_from_anything(tf, np):
    import random

    random.seed(9)
    get = tf.keras.initializers.get
    return [
        get(None),
        get({"class_name": "RandomNormal", "config": {"mean": 1.0, "seed": 3}})((2, 2)),
        get(tf.keras.initializers.HeNormal)((2, 2)),
        get(tf.keras.initializers.Constant(3.0))((2, 2)),
        get(tf.zeros_initializer)((2, 2)),
        get(tf.random_normal_initializer(seed=3))((2, 2)),
        get(lambda shape, dtype=None: tf.ones(shape))((2, 2)),
        get(np.array([[1.0, 2.0]]))((1, 2), dtype="float32"),
        get(tf.constant([[1.0, 2.0]]))((1, 2), dtype="float32"),
    ]


@case(params=["seed", "no seed"])
def configs(tf, np, which):
    options = {"seed": 3} if which == "seed" else {}
    made = [getattr(tf.keras.initializers, kind)(**options) for kind in RANDOM]
    made.append(tf.keras.initializers.Orthogonal(**options))
    return [sorted(initializer.get_config().items(), key=str) for initializer in made]


@case
def configs_of_constants(tf, np):
    make = tf.keras.initializers
    return [made.get_config() for made in (make.Zeros(), make.Ones(), make.Constant(2.0))]


@case
def serialized(tf, np):
    make = tf.keras.initializers
    data = make.serialize(make.HeNormal(seed=3))
    return [data, make.deserialize(data)((2, 3))]


@case(**EXACT)
def round_trip(tf, np):
    made = tf.keras.initializers.VarianceScaling(2.0, "fan_out", "uniform", seed=11)
    return type(made).from_config(made.get_config())((3, 4))


@case(**EXACT)
def tensorflows_own(tf, np):
    tf.random.set_seed(4)
    unseeded, uniform = tf.random_normal_initializer(), tf.random_uniform_initializer()
    seeded = tf.random_uniform_initializer(-1.0, 2.0, seed=8)
    return [
        unseeded([3]), unseeded([3]), uniform([3]), seeded([3]), seeded([3]),
        tf.random_uniform_initializer(-1, 200, seed=8)([3], dtype=tf.int32),
        tf.random_normal_initializer(1.0, 2.0, seed=3)([2, 2]),
        tf.constant_initializer([1, 2, 3, 4])([2, 2]),
        tf.constant_initializer(3.0)([2, 2]),
        tf.constant_initializer(3)([2], dtype=tf.float32),
        tf.zeros_initializer()([2]),
        tf.ones_initializer()([2], dtype=tf.int32),
        tf.random_normal_initializer(seed=3).get_config(),
        tf.random_uniform_initializer(0.0, 1.0, seed=3).get_config(),
        tf.constant_initializer(3.0).get_config(),
        tf.zeros_initializer().get_config(),
    ]  # fmt: skip


@case
def the_two_pages_are_one(tf, np):
    return [
        tf.initializers.Zeros is tf.keras.initializers.Zeros,
        tf.initializers.glorot_uniform is tf.keras.initializers.GlorotUniform,
        tf.keras.initializers.zeros is tf.keras.initializers.Zeros,
    ]


ERRORS = {
    "unknown name": lambda tf: tf.keras.initializers.get("nonesuch"),
    "not an initializer": lambda tf: tf.keras.initializers.get(3),
    "scale": lambda tf: tf.keras.initializers.VarianceScaling(0.0),
    "mode": lambda tf: tf.keras.initializers.VarianceScaling(mode="fan"),
    "distribution": lambda tf: tf.keras.initializers.VarianceScaling(distribution="gamma"),
    "seed": lambda tf: tf.keras.initializers.GlorotUniform(seed="1"),
    "identity of one axis": lambda tf: tf.keras.initializers.Identity()((3,)),
    "orthogonal of one axis": lambda tf: tf.keras.initializers.Orthogonal()((3,)),
    "array of another shape": lambda tf: tf.keras.initializers.get(tf.ones([2]))((3,)),
    "normal of ints": lambda tf: tf.random_normal_initializer()([2], dtype=tf.int32),
    "constant of another size": lambda tf: tf.constant_initializer([1, 2, 3])([2, 2]),
}


@case(params=list(ERRORS))
def errors(tf, np, which):
    return ERRORS[which](tf)
