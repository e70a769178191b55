"""The doctor: says where a training went wrong, at which line, and why."""

from tapeflow.doctor.check_numerics import disable_check_numerics as disable_check_numerics
from tapeflow.doctor.check_numerics import enable_check_numerics as enable_check_numerics
