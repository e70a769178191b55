#!/bin/sh
# Makes a virtual environment from a list of packages: oracle.sh ENVIRONMENT/bin/python LIST
# Does nothing if that Python is there already.
set -eu
python=$1
list=$2
[ -x "$python" ] && exit 0
case $python in
  */bin/python) folder=${python%/bin/python} ;;
  *) echo "$python is not there, and is no */bin/python that could be made" >&2; exit 1 ;;
esac
# TensorFlow 2.21 has wheels for Python 3.10 to 3.13.
for candidate in python3.12 python3.13 python3.11 python3; do
  # A shim of a version manager may be there without the Python behind it.
  if "$candidate" -c "" >/dev/null 2>&1; then
    "$candidate" -m venv "$folder"
    "$python" -m pip install --quiet --disable-pip-version-check -r "$list" || { rm -rf "$folder"; exit 1; }
    exit 0
  fi
done
echo "no python3 found" >&2
exit 1
