"""Files: written whole or not at all, and read with caution."""

from tapeflow.ops.files import h5_store as h5_store
from tapeflow.ops.files.atomic_file import atomic_file as atomic_file
from tapeflow.ops.files.clear_errors import clear_errors as clear_errors
from tapeflow.ops.files.replace_folder import replace_folder as replace_folder
