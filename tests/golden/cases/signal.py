"""Transforms, frames, windows and spectra; and losses over alignments and sampled classes."""

from tests.golden.case import case, raised
from tests.golden.composites import evaluated, plain
from tests.golden.gradients import with_gradients

EXPRESSIONS = """
tf.signal.fft(c), tf.signal.ifft(c), tf.signal.fft2d(c), tf.signal.ifft2d(c)
tf.signal.fft3d(c[tf.newaxis]), tf.signal.ifft3d(c[tf.newaxis])
tf.signal.fft(tf.cast(c, tf.complex128))
tf.signal.fft(x)
tf.signal.rfft(x), tf.signal.rfft(x, [4]), tf.signal.rfft(x, [9])
tf.signal.rfft2d(x), tf.signal.rfft2d(x, [2, 8]), tf.signal.rfft3d(x[tf.newaxis])
tf.signal.irfft(c), tf.signal.irfft(c, [7]), tf.signal.irfft(c, [20])
tf.signal.irfft2d(c), tf.signal.irfft2d(c, [3, 5]), tf.signal.irfft3d(c[tf.newaxis])
tf.signal.rfft(tf.cast(x, tf.float64))
tf.signal.fftshift(x), tf.signal.ifftshift(x), tf.signal.fftshift(x, axes=1)
tf.signal.ifftshift(x, [0])
tf.signal.hann_window(5), tf.signal.hann_window(6, periodic=False), tf.signal.hann_window(1)
tf.signal.hamming_window(6), tf.signal.hamming_window(5, dtype=tf.float64)
tf.signal.kaiser_window(5), tf.signal.kaiser_bessel_derived_window(8), tf.signal.vorbis_window(8)
tf.signal.hann_window(5, dtype=tf.int32)
tf.signal.frame(x, 3, 2), tf.signal.frame(x, 3, 2, pad_end=True, pad_value=-1)
tf.signal.frame(x, 2, 1, axis=0)
tf.signal.frame(x, 99, 2)
tf.signal.overlap_and_add(tf.signal.frame(x, 4, 2), 2)
tf.signal.stft(l, 16, 8)
tf.signal.stft(l, 12, 5, fft_length=16, pad_end=True), tf.signal.stft(l, 16, 8, window_fn=None)
tf.signal.inverse_stft(tf.signal.stft(l, 16, 8), 16, 8)
tf.signal.inverse_stft(tf.signal.stft(l, 16, 4), 16, 4, window_fn=w(4))
tf.signal.linear_to_mel_weight_matrix(5, 17, 8000)
tf.signal.linear_to_mel_weight_matrix(5, 17, 100)
tf.signal.mfccs_from_log_mel_spectrograms(x)
tf.signal.dct(x), tf.signal.dct(x, norm="ortho"), tf.signal.dct(x, n=4), tf.signal.dct(x, n=9)
tf.signal.dct(x, 1), tf.signal.dct(x, 3)
tf.signal.dct(x, 3, norm="ortho"), tf.signal.dct(x, 4), tf.signal.dct(x, 4, norm="ortho")
tf.signal.idct(x), tf.signal.idct(x, norm="ortho")
tf.signal.idct(x, 1), tf.signal.idct(x, 3), tf.signal.idct(x, 4)
tf.signal.dct(x, 5)
tf.signal.dct(x, axis=0)
tf.signal.dct(x, 1, norm="ortho")
tf.signal.mdct(l, 16), tf.signal.mdct(l, 16, norm="ortho", pad_end=True)
tf.signal.inverse_mdct(tf.signal.mdct(l, 16))
tf.signal.inverse_mdct(tf.signal.mdct(l, 16, norm="ortho"), norm="ortho")
""".strip().split("\n")


@case(params=EXPRESSIONS, atol=1e-5)
def expression(tf, np, text):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, 6)).astype(np.float32)
    c = (x + 1j * rng.normal(size=(3, 6))).astype(np.complex64)
    return evaluated(
        text, tf=tf, np=np, w=tf.signal.inverse_stft_window_fn, x=tf.constant(x), c=tf.constant(c),
        l=tf.constant(rng.normal(size=50).astype(np.float32)),
    )  # fmt: skip


@case(atol=1e-4)
def gradients(tf, np):
    rng = np.random.default_rng(1)

    def function(x):
        return (
            tf.abs(tf.signal.rfft(x)),
            tf.signal.dct(x),
            tf.abs(tf.signal.stft(x, 4, 2)),
            tf.signal.overlap_and_add(tf.signal.frame(x, 4, 2), 3),
        )

    return with_gradients(tf, np, function, rng.normal(size=(2, 12)).astype(np.float32))


@case(rtol=1e-4)
def ctc(tf, np):
    rng = np.random.default_rng(2)
    logits = rng.normal(size=(6, 3, 5)).astype(np.float32)
    labels = np.array([[1, 2, 2], [3, 0, 0], [4, 1, 0]], np.int32)
    lengths, steps = np.array([3, 1, 2]), np.array([6, 4, 5])

    def loss(logits):
        return tf.nn.ctc_loss(labels, logits, lengths, steps)

    sparse = tf.SparseTensor([[0, 0], [0, 1], [1, 0], [2, 0]], [0, 1, 2, 3], [3, 2])
    decoded, scores = tf.nn.ctc_greedy_decoder(logits, steps)
    return [
        with_gradients(tf, np, loss, logits),
        tf.nn.ctc_loss(labels, np.swapaxes(logits, 0, 1), lengths, steps, logits_time_major=False),
        tf.nn.ctc_loss(sparse, logits, None, steps, blank_index=-1),
        tf.nn.ctc_loss(labels - 1, logits, lengths, steps, blank_index=-1),
        raised(tf.nn.ctc_loss, sparse, logits, None, steps),
        plain(decoded[0]),
        scores,
    ]


@case
def sampled_losses(tf, np):
    rng = np.random.default_rng(3)
    weights, biases = (
        rng.normal(size=(9, 4)).astype(np.float32),
        rng.normal(size=9).astype(np.float32),
    )
    inputs = rng.normal(size=(3, 4)).astype(np.float32)
    labels = np.array([[1], [4], [0]], np.int64)
    values = (
        tf.constant([2, 4, 7], tf.int64), tf.constant([[0.5], [0.2], [0.9]]),
        tf.constant([0.3, 0.2, 0.1]),
    )  # fmt: skip

    def losses(weights, inputs):
        return (
            tf.nn.nce_loss(weights, biases, labels, inputs, 3, 9, sampled_values=values),
            tf.nn.sampled_softmax_loss(
                weights, biases, labels, inputs, 3, 9, sampled_values=values
            ),
        )

    return with_gradients(tf, np, losses, weights, inputs)
