"""`tf.keras.random`: random numbers from a seed, a `SeedGenerator`, or fresh ones."""

from tapeflow.keras.layers.seeds import SeedGenerator as SeedGenerator
from tapeflow.keras.random.draws import beta as beta
from tapeflow.keras.random.draws import binomial as binomial
from tapeflow.keras.random.draws import categorical as categorical
from tapeflow.keras.random.draws import dropout as dropout
from tapeflow.keras.random.draws import gamma as gamma
from tapeflow.keras.random.draws import normal as normal
from tapeflow.keras.random.draws import randint as randint
from tapeflow.keras.random.draws import shuffle as shuffle
from tapeflow.keras.random.draws import truncated_normal as truncated_normal
from tapeflow.keras.random.draws import uniform as uniform
