"""Small things that other areas lack."""

from tests.golden.case import case, raised


@case
def cluster_spec(tf, np):
    made = tf.train.ClusterSpec({"worker": ["a:1", "b:2"], "ps": {1: "c:3"}})
    return [
        made.jobs,
        made.as_dict()["worker"],
        made.num_tasks("worker"),
        made.task_indices("ps"),
        made.task_address("ps", 1),
        made.job_tasks("ps"),
        tf.train.ClusterSpec(made) == made,
        bool(tf.train.ClusterSpec({})),
        raised(made.num_tasks, "chief"),
        raised(made.task_address, "ps", 0),
        raised(tf.train.ClusterSpec, 3),
        raised(tf.train.ClusterSpec, {"a": "b"}),
        raised(tf.train.ClusterSpec, {"a": [1]}),
    ]


@case
def old_names_of_regularizers(tf, np):
    regularizers = tf.keras.regularizers
    kernel = np.array([[1.0, -2.0], [3.0, 0.5]], "float32")
    made = [regularizers.l1(0.1), regularizers.l2(), regularizers.l1_l2()]
    return [made[0](kernel), made[1](kernel), [one.get_config() for one in made]]


@case(params=["float32", "float64"], rtol=1e-5)
def integrals(tf, np, dtype):
    special = tf.math.special
    x = tf.constant([0.1, 0.5, 1.0, 2.5, 6.0], dtype)
    functions = [special.expint, special.fresnel_cos, special.fresnel_sin, special.spence]
    made = []
    for function in functions:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        made.append([y, tape.gradient(y, x)])
    return made


@case
def bessel_functions_by_their_other_name(tf, np):
    x = tf.constant([0.1, 2.5])
    special = tf.math.special
    return [
        special.bessel_i0(x),
        special.bessel_i0e(x),
        special.bessel_i1(x),
        special.bessel_i1e(x),
    ]


@case
def limits_of_runs(tf, np):
    import warnings

    warnings.simplefilter("ignore")  # each limit warns
    config = tf.keras.config
    config.set_max_epochs(2)
    config.set_max_steps_per_epoch(3)
    try:
        model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
        model.compile("sgd", "mse")
        x, y = np.ones((40, 2), "float32"), np.zeros((40, 1), "float32")
        history = model.fit(x, y, batch_size=4, epochs=5, shuffle=False, verbose=0)
        return [
            config.max_epochs(),
            config.max_steps_per_epoch(),
            len(history.history["loss"]),
            int(model.optimizer.iterations.numpy()),
            model.predict(x, batch_size=4, verbose=0).shape,
        ]
    finally:
        config.set_max_epochs(None)
        config.set_max_steps_per_epoch(None)


@case
def comparisons_of_a_test_case(tf, np):
    test = tf.test.TestCase()
    x = tf.constant([1.0, 2.0])
    test.assertAllGreater(x, 0.5)
    test.assertAllGreaterEqual(x, 1.0)
    test.assertAllLess(x, 2.5)
    test.assertAllLessEqual(x, 2.0)
    test.assertAllInSet(tf.constant([1, 2, 2]), [1, 2])
    test.assertArrayNear([1.0, 2.0], [1.0, 2.001], 0.01)
    test.assertNDArrayNear(np.ones(2), np.ones(2) + 0.001, 0.01)
    test.assertStartsWith("abc", "ab")
    test.assertItemsEqual([1, 2], [2, 1])
    test.assertAllCloseAccordingToType(np.float16(1.0), np.float16(1.001))
    return [
        raised(test.assertAllGreater, x, 1.5),
        raised(test.assertAllLess, x, 1.5),
        raised(test.assertAllGreaterEqual, x, 1.5),
        raised(test.assertAllLessEqual, x, 1.5),
        raised(test.assertAllInSet, tf.constant([1, 3]), [1, 2]),
        raised(test.assertArrayNear, [1.0], [2.0], 0.1),
        raised(test.assertNDArrayNear, np.ones(2), np.zeros(2), 0.1),
        raised(test.assertStartsWith, "abc", "b"),
        raised(test.assertItemsEqual, [1, 2], [2]),
    ]


@case
def other_names(tf, np):
    return [
        tf.matrix_square_root(tf.constant([[4.0, 0.0], [0.0, 9.0]])),
        tf.nn.space_to_batch(tf.reshape(tf.range(4.0), [1, 2, 2, 1]), [2, 2], [[0, 0], [0, 0]]),
    ]
