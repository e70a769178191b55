"""`tf.compat`; and `install`, after which `import tensorflow` means TapeFlow."""

from tapeflow.compat.finder import install as install
from tapeflow.compat.finder import uninstall as uninstall
from tapeflow.compat.text import as_bytes as as_bytes
from tapeflow.compat.text import as_str as as_str
from tapeflow.compat.text import as_str_any as as_str_any
from tapeflow.compat.text import as_text as as_text
from tapeflow.compat import v1 as v1
from tapeflow.compat.text import path_to_str as path_to_str
