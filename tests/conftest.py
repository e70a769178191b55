"""What every test shares."""

import os
from pathlib import Path

# Compiled programs are kept between runs, as a user's are, but not in the user's folder. Each
# worker has one of its own: JAX does not write an entry in one step.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
_cache = Path(__file__).parents[1] / ".pytest_cache" / f"programs-{_worker}"
os.environ.setdefault("TAPEFLOW_CACHE_DIR", str(_cache))
