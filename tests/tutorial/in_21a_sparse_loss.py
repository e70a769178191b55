loss = tf.keras.losses.sparse_categorical_crossentropy(y_true=y, y_pred=y_pred)
