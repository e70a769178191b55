"""How each optimizer changes one variable: a pure function a file."""
