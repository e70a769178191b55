"""`tf.summary.experimental`: the step that summaries get which name none."""

from tapeflow.summary.state import get_step as get_step
from tapeflow.summary.state import set_step as set_step
from tapeflow.summary.raw import summary_scope as summary_scope
from tapeflow.summary.raw import write_raw_pb as write_raw_pb
