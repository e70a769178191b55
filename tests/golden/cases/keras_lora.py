"""enable_lora of Dense, EinsumDense and Embedding."""

from tests.golden.case import case, raised


def _layers(tf):
    layers = tf.keras.layers
    return {
        "dense": (lambda: layers.Dense(3, "tanh"), (4,), "kernel"),
        "einsum": (lambda: layers.EinsumDense("abc,cde->abde", (None, 2, 3)), (5, 4), "kernel"),
        "embedding": (lambda: layers.Embedding(6, 3), (4,), "embeddings"),
    }


@case(params=["dense", "einsum", "embedding"])
def low_rank(tf, np, name):
    make, shape, weight = _layers(tf)[name]
    layer, rng = make(), np.random.default_rng(0)
    layer.build((None, *shape))
    layer.enable_lora(2, lora_alpha=4)
    own = getattr(layer, f"_{weight}", None)  # Keras's own name for what is no sum
    own = getattr(layer, weight) if own is None else own
    pair = [getattr(layer, f"lora_{weight}_{letter}") for letter in "ab"]
    for v in (own, *pair):
        v.assign(rng.normal(size=v.shape).astype("float32") * 0.3)  # tanh does not saturate
    x = rng.integers(0, 6, (2, *shape)) if name == "embedding" else rng.normal(size=(2, *shape))
    x = tf.constant(x.astype("int32" if name == "embedding" else "float32"))
    with tf.GradientTape() as tape:
        y = layer(x)
        loss = tf.reduce_sum(y * y)
    store = {}
    layer.save_own_variables(store)
    config = layer.get_config()
    kept = [np.array(store["0"]), len(store), config["lora_rank"], config["lora_alpha"]]
    gradients = tape.gradient(loss, pair)
    layer.load_own_variables(store)
    return [y, gradients, kept, layer(x), len(layer.trainable_variables)]


@case
def low_rank_refusals(tf, np):
    layers = tf.keras.layers
    twice = layers.Dense(2, lora_rank=1)
    twice.build((None, 3))
    limited = layers.Dense(2, kernel_constraint="non_neg")
    limited.build((None, 3))
    return [
        raised(layers.Dense(2).enable_lora, 2),
        raised(twice.enable_lora, 2),
        raised(limited.enable_lora, 2),
        len(twice.trainable_variables),
    ]
