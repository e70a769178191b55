"""Assigning to parts of variables."""

from tests.golden.case import case

PARTS = [
    ("v[1].assign([9.0, 9, 9])", "v[:, 1:].assign(tf.ones([2, 2]))"),
    ("v[::-1, 0].assign([7.0, 8.0])", "v[..., -1].assign([1.0, 2.0])"),
    ("v[0:1].assign([[4.0, 5.0, 6.0]])", "v[tf.constant(1), 2].assign(3.0)"),
    ("v[1].assign([1.0, 2.0])",),
]


@case(params=PARTS)
def assignment(tf, np, parts):
    v = tf.Variable(np.arange(6, dtype=np.float32).reshape(2, 3))
    for part in parts:
        eval(part, {"tf": tf, "v": v})
    return v


@case
def gradient_after_assignment(tf, np):
    v = tf.Variable([1.0, 2.0, 3.0])
    v[1:].assign([5.0, 6.0])
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(v * v)
    return tape.gradient(loss, v)
