#!/bin/bash
# Until the first release every room has one migration, made anew from its models.
set -euo pipefail
cd "$(dirname "$0")/.."
export ZHUNSHENG_HOME
ZHUNSHENG_HOME=$(mktemp -d)
trap 'rm -rf "$ZHUNSHENG_HOME"' EXIT
rm -f src/zhunsheng_web/*/migrations/0001_initial.py
for models in src/zhunsheng_web/*/models.py; do
  room=$(basename "$(dirname "$models")")
  mkdir -p "src/zhunsheng_web/$room/migrations"
  touch "src/zhunsheng_web/$room/migrations/__init__.py"
  rooms+=("$room")
done
PYTHONPATH=src python -m zhunsheng_web.manage makemigrations "${rooms[@]}" >/dev/null
