"""`tf.audio`: WAV files."""

from tapeflow.ops.audio.wav import decode_wav as decode_wav
from tapeflow.ops.audio.wav import encode_wav as encode_wav
