"""Names of Keras that few programs use."""

import random

from tests.golden.case import case, raised


@case
def words_near_each_other(tf, np):
    sequence = tf.keras.preprocessing.sequence
    random.seed(3)
    table = sequence.make_sampling_table(9, 1e-2)
    return [
        table,
        sequence.skipgrams([1, 2, 0, 3, 4], 9, window_size=2, seed=5),
        sequence.skipgrams([1, 2, 3], 5, 1, 0.5, categorical=True, shuffle=False),
        sequence.skipgrams([1, 2, 3, 4, 5], 9, sampling_table=table, negative_samples=0, seed=1),
    ]


def _logits(np):
    return np.random.default_rng(0).normal(size=(2, 5, 4)).astype("float32") * 3


@case
def decoded(tf, np):
    decode, logits = tf.keras.ops.ctc_decode, _logits(np)
    return [
        decode(logits, [5, 3]),
        decode(logits, [5, 3], merge_repeated=False, mask_index=2),
        decode(logits, [5, 3], strategy="beam_search", beam_width=8, top_paths=2),
        raised(decode, logits, [5, 3], strategy="best"),
    ]


@case
def rearranged(tf, np):
    x = np.arange(48.0, dtype="float32").reshape(2, 4, 6)
    rearrange = tf.keras.ops.rearrange
    return [
        rearrange(x, "b h w -> w b h"),
        rearrange(x, "b h w -> (b h) w"),
        rearrange(x, "b (h p) (w q) -> b h w (p q)", p=2, q=3),
        rearrange(x, "b (p h) w -> p (b h w)", p=2),
    ]


@case
def directional(tf, np):
    jvp = tf.keras.ops.jvp
    x, v = tf.constant([1.0, 2.0]), tf.constant([0.5, -1.0])
    return [
        jvp(lambda x: tf.sin(x) * x, (x,), (v,)),
        jvp(lambda x, y: (x * y, tf.reduce_sum(y)), (x, v), (v, x)),
        jvp(lambda x: (x * x, x + 1), (x,), (v,), has_aux=True),
    ]
