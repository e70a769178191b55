"""`tf.compat.v1.logging`."""

from tapeflow.ops.host.logging import DEBUG as DEBUG
from tapeflow.ops.host.logging import ERROR as ERROR
from tapeflow.ops.host.logging import FATAL as FATAL
from tapeflow.ops.host.logging import INFO as INFO
from tapeflow.ops.host.logging import WARN as WARN
from tapeflow.ops.host.logging import debug as debug
from tapeflow.ops.host.logging import error as error
from tapeflow.ops.host.logging import fatal as fatal
from tapeflow.ops.host.logging import get_verbosity as get_verbosity
from tapeflow.ops.host.logging import info as info
from tapeflow.ops.host.logging import set_verbosity as set_verbosity
from tapeflow.ops.host.logging import warning as warning

warn = warning
