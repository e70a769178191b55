"""`import tensorflow` and `import keras` meaning TapeFlow: see `install`."""

from tapeflow.compat.finder import install as install
from tapeflow.compat.finder import uninstall as uninstall
