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
