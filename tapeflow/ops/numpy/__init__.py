"""NumPy's functions with Keras's promotion of dtypes: what `tf.keras.ops` is made of."""
