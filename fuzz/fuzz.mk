# make fuzz: damage every kind of file that is read, for FUZZ_SECONDS each (fuzz/readers.py).
# make kills: 200 saves of all kinds, killed at random moments; none may be lost.
FUZZ_SECONDS ?= 60
FUZZ_TARGETS ?= archive config weights_in_archive weights legacy checkpoint_index \
	tensorflow_index checkpoint_state artifact_index artifact_variables artifact_program arrays

.PHONY: fuzz kills
$(VENV)/.fuzz: $(VENV)/.run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'atheris>=3'
	@touch $@
fuzz: $(VENV)/.fuzz
	@for target in $(FUZZ_TARGETS); do \
	  echo "fuzzing $$target for $(FUZZ_SECONDS) s"; \
	  $(BIN)/python -m fuzz.readers $$target -max_total_time=$(FUZZ_SECONDS) -verbosity=0; \
	  code=$$?; [ $$code = 0 ] && continue; \
	  [ $$code = 70 ] && echo "  stopped at a hang (HDF5 itself knows some)" && continue; \
	  exit $$code; \
	done
kills: $(VENV)/.run
	$(BIN)/python -m fuzz.kills
