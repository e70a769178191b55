"""`tf.debugging`."""

from tapeflow.doctor.check_numerics import disable_check_numerics as disable_check_numerics
from tapeflow.doctor.check_numerics import enable_check_numerics as enable_check_numerics
from tapeflow.ops.config import get_log_device_placement as get_log_device_placement
from tapeflow.ops.config import set_log_device_placement as set_log_device_placement
from tapeflow.ops.debugging.conditions import Assert as Assert
from tapeflow.ops.debugging.conditions import assert_equal as assert_equal
from tapeflow.ops.debugging.conditions import assert_greater as assert_greater
from tapeflow.ops.debugging.conditions import assert_greater_equal as assert_greater_equal
from tapeflow.ops.debugging.conditions import assert_less as assert_less
from tapeflow.ops.debugging.conditions import assert_less_equal as assert_less_equal
from tapeflow.ops.debugging.conditions import assert_near as assert_near
from tapeflow.ops.debugging.conditions import assert_negative as assert_negative
from tapeflow.ops.debugging.conditions import assert_non_negative as assert_non_negative
from tapeflow.ops.debugging.conditions import assert_non_positive as assert_non_positive
from tapeflow.ops.debugging.conditions import assert_none_equal as assert_none_equal
from tapeflow.ops.debugging.conditions import assert_positive as assert_positive
from tapeflow.ops.debugging.numerics import assert_all_finite as assert_all_finite
from tapeflow.ops.debugging.numerics import check_numerics as check_numerics
from tapeflow.ops.debugging.shapes import assert_shapes as assert_shapes
from tapeflow.ops.debugging.static import assert_integer as assert_integer
from tapeflow.ops.debugging.static import assert_proper_iterable as assert_proper_iterable
from tapeflow.ops.debugging.static import assert_rank as assert_rank
from tapeflow.ops.debugging.static import assert_rank_at_least as assert_rank_at_least
from tapeflow.ops.debugging.static import assert_rank_in as assert_rank_in
from tapeflow.ops.debugging.static import assert_same_float_dtype as assert_same_float_dtype
from tapeflow.ops.debugging.static import assert_scalar as assert_scalar
from tapeflow.ops.debugging.static import assert_type as assert_type
from tapeflow.ops.debugging.static import is_numeric_tensor as is_numeric_tensor
from tapeflow.ops.debugging.tracebacks import (
    disable_traceback_filtering as disable_traceback_filtering,
)
from tapeflow.ops.debugging.tracebacks import (
    enable_traceback_filtering as enable_traceback_filtering,
)
from tapeflow.ops.debugging.tracebacks import (
    is_traceback_filtering_enabled as is_traceback_filtering_enabled,
)
