"""What a recorder in C would gain: a prototype, put in the Python recorder's place at run time."""
