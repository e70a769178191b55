"""Short-time spectra, their layers, windows of pictures; Keras 2's functions on pictures."""

from tests.golden.case import case, raised


def _sounds(np, shape=(2, 70)):
    return np.random.default_rng(61).normal(size=shape).astype("float32")


@case(params=[{}, {"window": "hamming", "center": False}, {"window": None}])
def short_time(tf, np, options):
    ops, x = tf.keras.ops, _sounds(np)
    there = ops.stft(x, 12, 4, 16, **options)
    return [
        *there,
        ops.istft(there, 12, 4, 16, **options),
        ops.istft(there, 12, 4, 16, length=30, **options),
        *ops.stft(x[0], 16, 5, 16, window=np.linspace(0, 1, 16).astype("float32")),
    ]


@case
def short_time_refused(tf, np):
    ops, x = tf.keras.ops, _sounds(np)
    return [
        raised(ops.stft, x, 12, 0, 16),
        raised(ops.stft, x, 20, 4, 16),
        raised(ops.stft, x, 12, 4, 16, "flat"),
        raised(ops.stft, x, 12, 4, 16, np.ones(3, "float32")),
        raised(ops.stft, x.astype("int32"), 12, 4, 16),
        raised(ops.istft, x, 12, 4, 16),
    ]


@case(params=[{}, {"dilation": 2, "stride": (1, 2)}, {"padding": (1, 2), "stride": 2}])
def windows(tf, np, options):
    ops, x = tf.keras.ops, _sounds(np, (2, 3, 6, 7))
    there = ops.unfold(x, (2, 3), **options)
    return [
        there,
        ops.fold(there, (6, 7), (2, 3), **options),
        raised(ops.unfold, x[0], 2),
        raised(ops.fold, x, 6, 2),
    ]


MEL = [
    {},
    {"sequence_length": 20, "window": "hamming", "mag_exp": 1.0},
    {"power_to_db": False, "min_freq": 100.0, "max_freq": 3000.0},
    {"top_db": 20.0, "ref_power": 2.0, "min_power": 1e-3},
]


@case(params=MEL, rtol=1e-4, atol=1e-3)  # decibels: logarithms of 32-bit sums
def mel(tf, np, options):
    layer = tf.keras.layers.MelSpectrogram(32, 8, num_mel_bins=6, **options)
    x = _sounds(np, (2, 100))
    return [layer(x), layer(x[0]), tuple(layer.compute_output_shape((2, 100))),
            raised(tf.keras.layers.MelSpectrogram, 32, 8, 64)]  # fmt: skip


SPECTRA = [{"mode": m} for m in ("magnitude", "psd", "real", "imag", "stft")] + [
    {"padding": "same", "frame_step": 3, "scaling": "spectrum"},
    {"expand_dims": True},
    {"fft_length": 32, "scaling": None, "window": None},
]


@case(params=SPECTRA, rtol=1e-4, atol=1e-5)
def spectrogram(tf, np, options):
    # Keras takes windows by name only with SciPy.
    options = {"window": np.hanning(14)[1:-1].astype("float32"), **options}
    layer = tf.keras.layers.STFTSpectrogram(frame_length=12, **options)
    return [layer(_sounds(np, (2, 40, 3))), layer.compute_output_shape((2, 40, 3)),
            [tuple(w.shape) for w in layer.weights]]  # fmt: skip


@case
def spectrogram_refused(tf, np):
    make = tf.keras.layers.STFTSpectrogram
    return [
        raised(make, "power", window=None),
        raised(make, frame_length=8, frame_step=9),
        raised(make, frame_length=8, fft_length=4),
        raised(make, scaling="both", window=None),
        raised(make, padding="causal", window=None),
        raised(make(frame_length=8, window=None), _sounds(np)),
    ]


@case
def channels_and_brightness(tf, np):
    image = tf.keras.preprocessing.image
    x = np.random.default_rng(62).uniform(0, 255, (5, 6, 3)).astype("float32")
    return [
        image.smart_resize(x, (3, 4)),
        image.smart_resize(x[None], (7, 4), "nearest"),
        raised(image.smart_resize, x, (3,)),
    ]
