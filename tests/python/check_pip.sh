#!/usr/bin/env bash
# pip install . in a fresh virtual environment, without an index of packages: what it installs works without numpy.
# usage: check_pip.sh SOURCE PYTHON
set -euo pipefail
source=$1 python=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/environment" || { echo "skipped: no venv in $python (Debian: python3-venv)"; exit 77; }
PIP_NO_INDEX=1 "$folder/environment/bin/pip" install --quiet "$source"
cd "$folder"
program='import nasscape; print(nasscape.open().fitness("params")[0], nasscape.__file__)'
answer=$("$folder/environment/bin/python" -c "$program")
[ "$answer" = "882570.0 $(echo "$folder"/environment/lib/python3*/site-packages)/nasscape.py" ] ||
    { echo "the installed module says: $answer" >&2; exit 1; }
"$folder/environment/bin/pip" uninstall --quiet --yes nasscape
[ -z "$(find "$folder/environment" -type f -name '*nasscape*')" ] || { echo "pip left files behind" >&2; exit 1; }
