"""One file of cases per area; see `tests/golden/case.py`."""
