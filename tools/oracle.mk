# Real TensorFlow, to record and to compare with; and the benchmarks' other peers. Each has an
# environment of its own: set TAPEFLOW_ORACLE or TAPEFLOW_PEERS to a Python that has them already.
AREAS ?=
export TAPEFLOW_ORACLE ?= $(CURDIR)/.oracle/bin/python
export TAPEFLOW_PEERS ?= $(CURDIR)/.peers/bin/python

.PHONY: oracle peers golden oracle-test record-api
oracle:
	sh tools/oracle.sh "$(TAPEFLOW_ORACLE)" tools/oracle.txt
peers:
	sh tools/oracle.sh "$(TAPEFLOW_PEERS)" tools/peers.txt
# make golden [AREAS="math nn"]: record what TensorFlow answers to the cases of tests/golden/cases.
golden: oracle
	"$(TAPEFLOW_ORACLE)" tests/golden/record.py $(AREAS)
# Record all anew, compare with what is committed, and test TapeFlow against the new answers.
oracle-test: $(VENV)/.test oracle
	folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	"$(TAPEFLOW_ORACLE)" tests/golden/record.py --check --out "$$folder" $(AREAS) && \
	TAPEFLOW_TEST_ALL=1 TAPEFLOW_GOLDEN="$$folder" $(BIN)/python -m pytest -q tests/golden
# make record-api [CENSUS=--census=FILE]: record TensorFlow's and Keras's public names and arguments.
record-api: oracle
	"$(TAPEFLOW_ORACLE)" tools/record_api.py $(CENSUS)
