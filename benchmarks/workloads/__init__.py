"""Everyday training steps, each written once per framework: see `contest`.

`python -m benchmarks workloads` runs all of them, `python -m benchmarks.workloads.NAME` one.
"""
