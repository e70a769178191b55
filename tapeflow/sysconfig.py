"""`tf.sysconfig`: what there is to compile against, which is nothing."""

from tapeflow.ops.config.build_info import get_build_info as get_build_info
from tapeflow.ops.config.build_info import get_compile_flags as get_compile_flags
from tapeflow.ops.config.build_info import get_include as get_include
from tapeflow.ops.config.build_info import get_lib as get_lib
from tapeflow.ops.config.build_info import get_link_flags as get_link_flags

# As TensorFlow's packages are built.
CXX11_ABI_FLAG = 1
CXX_VERSION = 201703
MONOLITHIC_BUILD = 0
