"""`tf.profiler.experimental`."""

from tapeflow.ops.host.profile import Profile as Profile
from tapeflow.ops.host.profile import ProfilerOptions as ProfilerOptions
from tapeflow.ops.host.profile import Trace as Trace
from tapeflow.ops.host.profile import start as start
from tapeflow.ops.host.profile import stop as stop
