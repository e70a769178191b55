"""`tf.dtypes`."""

from tapeflow.dtypes import experimental as experimental
from tapeflow.engine import DType as DType
from tapeflow.engine import as_dtype as as_dtype
from tapeflow.engine.dtypes import bfloat16 as bfloat16
from tapeflow.engine.dtypes import bool_ as bool
from tapeflow.engine.dtypes import complex64 as complex64
from tapeflow.engine.dtypes import complex128 as complex128
from tapeflow.engine.dtypes import float16 as float16
from tapeflow.engine.dtypes import float32 as float32
from tapeflow.engine.dtypes import float64 as float64
from tapeflow.engine.dtypes import int8 as int8
from tapeflow.engine.dtypes import int16 as int16
from tapeflow.engine.dtypes import int32 as int32
from tapeflow.engine.dtypes import int64 as int64
from tapeflow.engine.dtypes import string as string
from tapeflow.engine.dtypes import uint8 as uint8
from tapeflow.engine.dtypes import uint16 as uint16
from tapeflow.engine.dtypes import uint32 as uint32
from tapeflow.engine.dtypes import uint64 as uint64
from tapeflow.ops.math.cast import cast as cast
from tapeflow.ops.math.cast import saturate_cast as saturate_cast
from tapeflow.ops.math.complex_numbers import complex as complex

double = float64
half = float16
