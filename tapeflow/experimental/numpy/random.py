"""`tf.experimental.numpy.random`."""

from tapeflow.ops.numpy_api.numpy_api import rand as rand
from tapeflow.ops.numpy_api.numpy_api import randn as randn
from tapeflow.ops.numpy_api.numpy_api import uniform as uniform
from tapeflow.ops.random.seeds import set_seed as seed
