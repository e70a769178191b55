"""`tf.io.gfile`: the local file system."""

from tapeflow.ops.io.gfile import GFile as GFile
from tapeflow.ops.io.gfile import copy as copy
from tapeflow.ops.io.gfile import exists as exists
from tapeflow.ops.io.gfile import get_registered_schemes as get_registered_schemes
from tapeflow.ops.io.gfile import glob as glob
from tapeflow.ops.io.gfile import isdir as isdir
from tapeflow.ops.io.gfile import join as join
from tapeflow.ops.io.gfile import listdir as listdir
from tapeflow.ops.io.gfile import makedirs as makedirs
from tapeflow.ops.io.gfile import mkdir as mkdir
from tapeflow.ops.io.gfile import remove as remove
from tapeflow.ops.io.gfile import rename as rename
from tapeflow.ops.io.gfile import rmtree as rmtree
from tapeflow.ops.io.gfile import stat as stat
from tapeflow.ops.io.gfile import walk as walk
