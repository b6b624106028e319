#!/bin/bash
# Writes requirements/runtime.txt and requirements/test.txt: everything, to the version.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3.11 -m venv "$work/venv"
pip() { "$work/venv/bin/python" -m pip --disable-pip-version-check -q "$@"; }
frozen() { "$work/venv/bin/python" -m pip --disable-pip-version-check freeze --exclude-editable --exclude zhunsheng; }
"$work/venv/bin/python" - > "$work/wanted.txt" <<'PY'
import tomllib
with open("pyproject.toml", "rb") as file:
    project = tomllib.load(file)
print("\n".join(project["project"]["dependencies"]))
PY
pip install -r "$work/wanted.txt"
frozen | sort -f > requirements/runtime.txt
pip install -r requirements/test.in
frozen | sort -f | grep -vxFf requirements/runtime.txt > requirements/test.txt
