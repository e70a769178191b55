"""The cosine is clipped."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
v = tf.Variable(x[:8])
for i in range(3):
    with tf.GradientTape() as tape:
        cosine = tf.reduce_sum(v * v, 1) / tf.reduce_sum(tf.square(v), 1) * 1.0000001
        angle = tf.acos(tf.clip_by_value(cosine, -0.999, 0.999))
        loss = tf.reduce_mean(angle)
    v.assign_sub(0.1 * tape.gradient(loss, v))
