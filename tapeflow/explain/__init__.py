"""What a training did: its programs, why each was compiled, and what it waited for."""

from tapeflow.explain.history import History as History
