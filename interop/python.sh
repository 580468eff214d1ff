#!/usr/bin/env bash
# Prints a Python that can carry the clients' packages, 3.12 or 3.13; fails
# where there is none.
for python in python3 python3.{12,13} "$HOME"/.pyenv/versions/3.1[23]*/bin/python; do
  "$python" -c 'import sys; sys.exit(not (3, 12) <= sys.version_info < (3, 14))' 2>/dev/null && echo "$python" && exit
done
echo "Python 3.12 or 3.13 is needed" >&2
exit 1
