def test_metrics_may_be_the_third_argument_as_in_keras_2():
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse", ["mae"])
    history = model.fit(np.ones((4, 2)), np.ones(4), verbose=0).history
    assert list(history) == ["loss", "mae"]
