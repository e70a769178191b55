"""Python's operators on tensors and variables."""

from tests.golden.case import case, raised

_NAMES = {
    "a": [1.0, 2.0, 3.0],
    "c": [-1.5, 0.0, 2.5],
    "i": [1, 2, 3],
    "k": [-7, 0, 8],
    "b": [True, False, True],
    "m": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
}


def _operands(tf, np):
    operands = {name: tf.constant(value) for name, value in _NAMES.items()}
    operands["v"] = tf.Variable([1.0, 2.0, 3.0])
    operands["s"] = tf.constant(["x", "y", "x"])
    operands["n"] = np.array([1.0, 2.0, 4.0])
    operands["j"] = np.array([1, 2, 4])
    operands["z"] = tf.constant([1 + 2j, 3 - 1j], tf.complex64)
    operands["h"] = tf.constant([1.0, 2.0], tf.float16)
    operands["u"] = tf.constant([1, 200], tf.uint8)
    operands["l"] = tf.constant([5, 6, 7], tf.int64)
    return operands


@case(
    params=[
        "a + c",
        "a - c",
        "a * c",
        "c / a",
        "a / c",
        "a // c",
        "c % a",
        "a ** c",
        "c ** 2",
        "c ** 3",
        "a ** 0.5",
        "a ** -1",
        "a ** -0.5",
        "a ** 0",
        "a ** 1",
        "a ** 7",
        "a ** 2.5",
        "2.0 ** c",
        "2 ** i",
        "i ** 2",
        "i ** 0",
        "i ** i",
        "-a",
        "-i",
        "abs(c)",
        "abs(k)",
        "abs(z)",
        "~b",
        "~i",
        "a + 1",
        "1 + a",
        "a - 1",
        "1 - a",
        "2 * a",
        "a * 2",
        "1 / a",
        "a / 2",
        "7 // i",
        "7 % i",
        "-7 // i",
        "-7 % i",
        "k // 2",
        "k % 3",
        "k % -3",
        "k // -3",
        "c // 0.7",
        "c % 0.7",
        "c % -0.7",
        "i / i",
        "i / 2",
        "2 / i",
        "l / 2",
        "u / 2",
        "h / 2",
        "z * z",
        "z / z",
        "z + 1",
        "-z",
        "z - z",
        "i + 1",
        "i * 2",
        "i - 5",
        "u + 100",
        "u * 2",
        "l + 1",
        "h + 1",
        "a + True",
        "i + True",
        "a + [1, 2, 3]",
        "[1, 2, 3] + a",
        "[1.0, 2.0, 3.0] * a",
        "(1, 2, 3) - a",
        "n + a",
        "a + n",
        "n * a",
        "n - a",
        "n / a",
        "j * i",
        "j + a",
        "n < a",
        "n == a",
        "n != a",
        "a <= n",
        "np.float32(2) * a",
        "np.float64(2) - a",
        "a ** np.float32(2)",
        "np.int64(3) + i",
        "a + v",
        "v + a",
        "v + v",
        "v * 2",
        "2 * v",
        "v / v",
        "v ** 2",
        "-v",
        "abs(v)",
        "v < 2",
        "v == v",
        "v == 2.0",
        "v != a",
        "n * v",
        "v + n",
        "1 - v",
        "v // 2",
        "v % 2",
        "v - 1",
        "a < c",
        "a <= c",
        "a > c",
        "a >= c",
        "a < 2",
        "2 < a",
        "i >= 2",
        "2 >= i",
        "i < i",
        "a == c",
        "a != c",
        "a == 1",
        "a != 1",
        "1 == a",
        "i == 1",
        "b == True",
        "b == b",
        "b != b",
        "a == None",
        "a != None",
        "a == tf.constant([1.0, 2.0])",
        "a != tf.constant([1.0, 2.0])",
        "z == z",
        "a == [1, 2, 3]",
        "m == 1",
        "m == a",
        "b & b",
        "b | ~b",
        "b ^ True",
        "b & False",
        "i & 1",
        "i | 4",
        "i ^ i",
        "True & b",
        "6 & i",
        "m @ tf.transpose(m)",
        "m @ tf.ones([3, 2])",
        "tf.ones([2, 2, 3]) @ tf.ones([2, 3, 1])",
        "np.ones([2, 2], 'float32') @ m",
        "m @ np.ones([3, 1])",
        "m + a",
        "m * tf.ones([2, 1])",
        "tf.constant([]) + 1",
        "tf.zeros([0, 3]) + a",
        "tf.constant(2.0) * tf.constant(3.0)",
        "s + 'z'",
        "'z' + s",
        "s + s",
        "s == 'x'",
        "s != 'x'",
        "s == s",
        "divmod(7, 2)",
        "pow(a, 2)",
        "a.__pow__(2)",
        "a.__add__(1)",
        "a + c * a - c / 2 ** a",
        "(a > 1) & (c < 1)",
        "tf.constant(7) // tf.constant(2)",
        "tf.shape(m)[0] * 3",
        "tf.shape(m)[0] // 2 + tf.shape(m)[1] % 2",
        "tf.shape(m)[1] - 5",
        "tf.constant(2147483647) + 1",
        "tf.constant(-7) // 2",
        "tf.constant(-7) % 3",
        "tf.constant(1.5) // 1",
        "tf.constant(5) / tf.constant(2)",
    ]
)
def value(tf, np, expression):
    return eval(expression, {"tf": tf, "np": np, **_operands(tf, np)})


@case(
    params=[
        "a + i",
        "a * l",
        "a == i",
        "a < i",
        "b + b",
        "b + 1",
        "-b",
        "b / b",
        "b < b",
        "~a",
        "a & a",
        "a | 1.0",
        "a + None",
        "a < None",
        "a + object()",
        "i // 0",
        "i % 0",
        "i ** -1",
        "a @ a",
        "m @ m",
        "m @ a",
        "a + tf.constant([1.0, 2.0])",
        "m + tf.constant([1.0, 2.0])",
        "a < tf.constant([1.0, 2.0])",
        "i + 1.5",
        "i * 0.5",
        "i << 1",
        "hash(a)",
        "hash(v)",
        "len(a[0])",
        "bool(a)",
        "int(a)",
        "float(m)",
        "divmod(a, 2.0)",
        "a + {}",
        "z < z",
        "s + 1",
        "a + 'x'",
        "list(a[0])",
        "range(a)",
        "[1, 2, 3][a]",
        "a.size",
        "a.T",
        "a.astype(int)",
    ]
)
def error(tf, np, expression):
    return eval(expression, {"tf": tf, "np": np, **_operands(tf, np)})


@case(
    params=[
        "x + y",
        "x - y",
        "x * y",
        "x / y",
        "x % y",
        "x ** y",
        "x ** 2",
        "x ** 3",
        "x ** 0.5",
        "x ** -1",
        "x ** 1",
        "x ** -2",
        "x ** 2.5",
        "2.0 ** x",
        "abs(x - 2)",
        "-x",
        "x / 2 + 3 / x",
        "x * x * x",
        "x + tf.constant([[1.0], [2.0]])",
        "tf.ones([2, 3]) @ tf.reshape(x, [3, 1])",
        "x * 0",
    ]
)
def gradient(tf, np, expression):
    x, y = tf.constant([1.0, 2.0, 3.5]), tf.constant([2.0, 0.5, -1.5])
    with tf.GradientTape() as tape:
        tape.watch([x, y])
        result = eval(expression, {"tf": tf, "x": x, "y": y})
    return tape.gradient(result, [x, y])


@case(params=["x // y", "x > y", "tf.round(x) * 1.0", "x == y", "tf.stop_gradient(x)"])
def no_gradient(tf, np, expression):
    x, y = tf.constant([1.0, 2.0, 3.5]), tf.constant([2.0, 0.5, -1.5])
    with tf.GradientTape() as tape:
        tape.watch([x, y])
        result = tf.cast(eval(expression, {"tf": tf, "x": x, "y": y}), tf.float32)
    return tape.gradient(result, [x, y])


@case(params=[-2.0, -1.0, 0.5, 2.0, 3.0])
def power_at_special_points(tf, np, exponent):
    x = tf.constant([-2.0, 0.0, 1.0, 3.0])
    y = tf.fill([4], exponent)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([x, y])
        by_tensor = x**y
        by_number = x**exponent
    return by_tensor, tape.gradient(by_tensor, [x, y]), by_number, tape.gradient(by_number, x)


@case
def second_derivatives(tf, np):
    x = tf.Variable([0.5, 2.0])
    results = []
    for function in (
        lambda x: x**3,
        lambda x: 1 / x,
        lambda x: x**0.5,
        lambda x: x * x,
        lambda x: 2**x,
    ):
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                y = function(x)
            first = inner.gradient(y, x)
        results.append((first, outer.gradient(first, x)))
    return results


@case
def a_power_in_a_loop(tf, np):
    x = tf.constant([1.5, 2.0])
    return [x**n for n in range(5)]


@case
def iteration_and_unpacking(tf, np):
    rows = [row for row in tf.constant([[1, 2], [3, 4]])]
    a, b = tf.constant([1.0, 2.0])
    return (
        rows,
        a,
        b,
        [int(n) for n in tf.range(3)],
        list(tf.Variable([1.0, 2.0])),
        len(tf.ones([3, 2])),
    )


@case
def lists_of_tensors(tf, np):
    a, v = tf.constant([1.0, 2.0]), tf.Variable([3.0, 4.0])
    return [
        tf.convert_to_tensor([a, a]),
        tf.convert_to_tensor([a[0], 1.0]),
        tf.convert_to_tensor([1, a[0]]),
        tf.convert_to_tensor([[a[0], 1.0], [2.0, a[1]]]),
        tf.convert_to_tensor([a, [1.0, 2.0]]),
        tf.convert_to_tensor([v, a]),
        tf.convert_to_tensor((a, v)),
        tf.constant([a, a]),
        tf.convert_to_tensor([tf.constant(1), 2], tf.int32),
        a + [a[1], 2.0],  # noqa: RUF005 - a sum of tensors
        tf.reduce_sum([a[0], a[1]]),
        raised(tf.convert_to_tensor, [a, tf.constant([1, 2])]),
    ]
