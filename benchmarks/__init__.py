"""Measured speed: `make bench`, or `python -m benchmarks.NAME [--quick]` for one workload.

Every contestant runs in a process of its own, in its own environment; the rounds are interleaved
(A B C A B C ...), so that a noisy machine hits all alike. Figures are medians with quartiles;
raw numbers go to `benchmarks/results/NAME.json`, the tables to `docs/benchmarks.md`.
"""
