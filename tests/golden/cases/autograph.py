# ruff: noqa: SIM108 - statements are what is tested
"""Python's control flow on tensors inside `tf.function`."""

from tests.golden.case import case, raised


def _gradient(tf, function, *arguments):
    """The result, and the derivative by float arguments of the results' sum of sines."""
    arguments = [tf.constant(a) for a in arguments]
    floats = [a for a in arguments if a.dtype.is_floating]
    with tf.GradientTape() as tape:
        tape.watch(floats)
        result = tf.function(function)(*arguments)
        target = tf.add_n(
            [tf.reduce_sum(tf.sin(r)) for r in tf.nest.flatten(result) if r.dtype.is_floating]
        )
    return result, tape.gradient(target, floats)


@case
def ifs(tf, np):
    def both(x):
        if x > 1.0:
            y = x * 2.0
        else:
            y = -x
        return y

    def one(x):
        y = x
        if x > 1.0 and x < 3.0:
            y = y * x
            z = y + 1.0
            y = z * z
        elif not x > 0.0:
            y = y - 1.0
        return y

    def early(x):
        if x > 1.0:
            return x * 3.0
        y = x + 1.0
        if x > 0.0 or y < -5.0:
            return y
        return y * y

    def ternary(x):
        return x * 2.0 if x > 1.0 else tf.exp(x)

    return [[_gradient(tf, f, x) for x in (2.0, 0.5, -1.0)] for f in (both, one, early, ternary)]


@case
def whiles(tf, np):
    def collatz(n):
        steps = 0
        while n > 1:
            if n % 2 == 0:
                n = n // 2
            else:
                n = 3 * n + 1
            steps += 1
        return steps

    def grows(x):
        y = x
        while tf.reduce_sum(y) < 50.0:
            y = y * 1.5 + x
        return y

    return (
        [tf.function(collatz)(tf.constant(n)) for n in (1, 6, 27)],
        _gradient(tf, grows, np.float32([1.0, 2.0])),
    )


@case
def fors(tf, np):
    def counts(n, x):
        total = x
        for i in tf.range(n):
            total = total * 0.5 + tf.cast(i, tf.float32) * x
        return total

    def fixed(x):
        total = 0.0
        for i in tf.range(4):
            total += tf.cast(i, tf.float32) * x
        return total

    def rows(x):
        total = tf.zeros([2])
        for row in x:
            if row[0] < 0.0:
                continue
            total = tf.sin(total) + row
        return total

    def stops(x):
        total = tf.zeros([2])
        for row in x:
            if row[0] < 0.0:
                break
            total = total + row * row
        return total

    def python(x):
        total = x
        for factor in [1.0, 2.0, 3.0]:
            if x > factor:
                total = total * factor
        return total

    def steps(n):
        last = -1
        for i in tf.range(1, n, 3):
            last = i
        return last

    x = np.float32([[1.0, 2.0], [-1.0, 0.5], [0.5, 0.25]])
    return (
        [_gradient(tf, counts, n, 0.5) for n in (0, 1, 5)],
        _gradient(tf, fixed, 0.5),
        _gradient(tf, rows, x),
        _gradient(tf, stops, x),
        _gradient(tf, stops, x[::2]),
        _gradient(tf, python, 2.5),
        [tf.function(steps)(tf.constant(n)) for n in (0, 1, 2, 8)],
    )


@case
def arrays_in_loops(tf, np):
    def squares(n, x):
        array = tf.TensorArray(tf.float32, size=n)
        for i in tf.range(n):
            array = array.write(i, x * tf.cast(i, tf.float32))
        return array.stack()

    def cells(x):
        state = tf.zeros([2])
        outputs = tf.TensorArray(tf.float32, size=3)
        for t in tf.range(3):
            state = tf.tanh(x[t] + state)
            outputs = outputs.write(t, state)
        return outputs.stack(), state

    def grows(n):
        array = tf.TensorArray(tf.int32, size=0, dynamic_size=True)
        for i in tf.range(n):
            array = array.write(i, i * i)
        return array.stack()

    x = np.float32([[1.0, 2.0], [-1.0, 0.5], [0.5, 0.25]])
    return (
        tf.function(squares)(3, tf.constant(2.0)),
        _gradient(tf, cells, x),
        tf.function(grows)(tf.constant(4)),
    )


@case
def functions_that_are_called(tf, np):
    def sign(x):
        if x > 0.0:
            return 1.0
        return -1.0

    class Thing:
        def __init__(self):
            self.factor = 2.0

        def scaled(self, x):
            if x > 1.0:
                x = x * self.factor
            return x

        def __call__(self, x):
            return self.scaled(x) if x < 5.0 else x

    thing = Thing()

    @tf.function
    def inner(x):
        if x > 0.0:
            return x + 1.0
        return x - 1.0

    def outer(x):
        return sign(x) * thing(x) + thing.scaled(x) + inner(x)

    def sum_of_signs(x):
        return sum([sign(row) for row in tf.unstack(x)])

    return (
        [_gradient(tf, outer, x) for x in (3.0, 0.5, -2.0, 7.0)],
        tf.function(sum_of_signs)(tf.constant([1.0, -2.0, 3.0])),
    )


@case
def methods_with_control_flow(tf, np):
    class Counter(tf.Module):
        def __init__(self):
            self.count = tf.Variable(0)

        @tf.function
        def until(self, n):
            while self.count < n:
                self.count.assign_add(2)
            return self.count + 0

    counter = Counter()
    return counter.until(tf.constant(3)), counter.until(tf.constant(1)), counter.count


@case
def variables_in_branches_and_loops(tf, np):
    v = tf.Variable(1.0)

    @tf.function
    def step(x):
        if x > 0.0:
            v.assign_add(x)
        for _ in tf.range(3):
            v.assign(v * 2.0)
        return v.read_value()

    return step(tf.constant(1.0)), step(tf.constant(-1.0)), v


@case
def builtin_functions(tf, np):
    def body(x, n):
        return (
            float(n) + x,
            int(x),
            len(tf.stack([x, x])),
            abs(x),
            sum([x, x]),
        )

    return tf.function(body)(tf.constant(2.5), tf.constant(3))


@case
def nested_loops(tf, np):
    def body(n, x):
        total = tf.constant(0.0)
        for i in tf.range(n):
            for j in tf.range(i):
                if (i + j) % 2 == 0:
                    total += x * tf.cast(j + 1, tf.float32)
                else:
                    total = total * 0.9
        return total

    return _gradient(tf, body, 5, 1.5)


@case
def python_conditions_stay_python(tf, np):
    seen = []

    @tf.function
    def body(x, training):
        if training:
            seen.append("training")
            x = x * 2
        for i in range(2):
            seen.append(i)
            x = x + i
        return x if len(x.shape) == 0 else x[0]

    return body(tf.constant(1), True), body(tf.constant([1, 2]), False), seen


@case
def refused(tf, np):
    def undefined(x):
        if x > 0:
            y = 1
        return y

    def dtypes(x):
        if x > 0:
            y = tf.constant(1)
        else:
            y = tf.constant(2.0)
        return y

    def no_return(x):
        if x > 0:
            return 1

    x = tf.constant(3)
    return [raised(tf.function(f), x) for f in (undefined, dtypes, no_return)]


@case
def a_loop_over_data(tf, np):
    data = tf.data.Dataset.from_tensor_slices(np.arange(6, dtype="float32")).batch(2)
    v = tf.Variable(0.0)

    @tf.function
    def train(data):
        for batch in data:
            if tf.reduce_sum(batch) > 2.0:
                v.assign_add(tf.reduce_sum(batch))
        return v * 2.0

    return train(data), v
