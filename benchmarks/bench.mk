# make bench: all workloads against the peers; BENCHES="tutorial_loop compile" picks some.
# make bench-quick: a few steps of each, to see that they run; writes nothing.
BENCHES ?=
.PHONY: bench bench-quick
bench: $(VENV)/.run oracle peers
	$(BIN)/python -m benchmarks $(BENCHES)
bench-quick: $(VENV)/.run oracle peers
	$(BIN)/python -m benchmarks --quick $(BENCHES)
