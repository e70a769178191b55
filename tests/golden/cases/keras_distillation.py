"""Distiller and its losses."""

from tests.golden.case import case, raised


def _models(tf, np):
    def one(units, seed, name):
        layers = tf.keras.layers
        model = tf.keras.Sequential(
            [
                tf.keras.Input((4,)),
                layers.Dense(units, "tanh", name="hidden"),
                layers.Dense(3, name="out"),
            ],
            name=name,
        )
        rng = np.random.default_rng(seed)
        model.set_weights([rng.normal(size=w.shape).astype("float32") for w in model.get_weights()])
        return model

    return one(5, 0, "teacher"), one(5, 1, "student")


def _data(np):
    rng = np.random.default_rng(2)
    return rng.normal(size=(8, 4)).astype("float32"), rng.integers(0, 3, 8)


@case(params=["logits", "kl", "features", "both"])
def trained(tf, np, name):
    D = tf.keras.distillation
    teacher, student = _models(tf, np)
    losses = {
        "logits": D.LogitsDistillation(2.0, "mse"),
        "kl": D.LogitsDistillation(3.0, tf.keras.losses.KLDivergence()),
        "features": D.FeatureDistillation("mse", "hidden", "hidden"),
        "both": [
            D.LogitsDistillation(2.0, "mse"),
            D.FeatureDistillation("mae", "hidden", "hidden"),
        ],
    }[name]
    weights = [0.5, 2.0] if name == "both" else None
    distiller = D.Distiller(teacher, student, losses, weights, student_loss_weight=0.3)
    x, y = _data(np)
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    distiller.compile(tf.keras.optimizers.SGD(0.1), loss)
    logs = distiller.fit(x, y, batch_size=4, shuffle=False, epochs=2, verbose=0).history
    kept = {key: logs[key] for key in ("student_loss", "distillation_loss", "total_loss")}
    return [kept, student.get_weights(), distiller(x), teacher.trainable]


@case
def distillation_refusals(tf, np):
    D = tf.keras.distillation
    teacher, student = _models(tf, np)
    other = tf.keras.Sequential([tf.keras.Input((5,)), tf.keras.layers.Dense(3)])
    good = D.Distiller(teacher, student, D.LogitsDistillation())
    return [
        raised(D.Distiller, teacher, 3, D.LogitsDistillation()),
        raised(D.Distiller, teacher, other, D.LogitsDistillation()),
        raised(D.Distiller, teacher, student, None),
        raised(D.Distiller, teacher, student, D.LogitsDistillation(), student_loss_weight=2.0),
        raised(D.Distiller, teacher, student, D.FeatureDistillation("mse", "hiden", "hidden")),
        raised(D.LogitsDistillation, 0.0),
        raised(D.LogitsDistillation, 1.0, None),
        raised(D.FeatureDistillation, None),
        raised(good.compile, "sgd"),
    ]
