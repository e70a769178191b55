#!/bin/sh
# Prints the path of a Python that can run TapeFlow, or nothing.
#
#   find-python.sh [VERSION ...]   the first of these versions found (default: any of 3.11 to 3.13)
#   find-python.sh --explain       says what was looked for, for a person
#
# A name on the PATH proves nothing (a version manager's shim may refuse to run), so each is tried.

if [ "$1" = "--explain" ]; then
    echo "No Python from 3.11 to 3.13 with the venv module was found on the PATH." >&2
    echo "  looked for: python3, python3.13, python3.12, python3.11, python" >&2
    echo "  fix:        install one, or name it: make PYTHON=/path/to/python3.12 mnist" >&2
    echo "              (Debian and Ubuntu keep the venv module in the package python3-venv)" >&2
    exit 1
fi

wanted="$*"
[ -n "$wanted" ] || wanted="3.11 3.12 3.13"

names="python3"
for version in $wanted; do names="$names python$version"; done
# Version managers keep the interpreters where the PATH does not look.
for folder in "$HOME/.pyenv/versions" "${PYENV_ROOT:-$HOME/.pyenv}/versions"; do
    for version in $wanted; do
        for python in "$folder/$version".*/bin/python3; do names="$names $python"; done
    done
done

for name in $names python; do
    found=$("$name" -c '
import sys, venv, ensurepip
version = "%d.%d" % sys.version_info[:2]
print(sys.executable if version in sys.argv[1:] else "")' $wanted 2>/dev/null)
    if [ -n "$found" ]; then
        echo "$found"
        exit 0
    fi
done
