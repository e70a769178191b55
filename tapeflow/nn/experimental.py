"""`tf.nn.experimental`: dropouts whose uniform numbers are the caller's or a seed's."""

from tapeflow.ops.nn.general_dropout import general_dropout as general_dropout
from tapeflow.ops.nn.general_dropout import stateless_dropout as stateless_dropout
