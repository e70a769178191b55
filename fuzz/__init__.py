"""A fuzzer over all that reads files: `make fuzz`."""
