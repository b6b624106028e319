#!/bin/bash
# Makes the environment: a venv with the pinned packages and this project, editable.
# usage: requirements/setup.sh VENV
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1

python=$(command -v python3.11 || command -v python3 || true)
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Python 3.11 or newer is needed / 需要 Python 3.11 以上" >&2
  exit 1
fi
# Debian keeps the module that makes venvs in a package of its own.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  name=$("$python" -c 'import sys; print(f"python3.{sys.version_info.minor}-venv")')
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing $name / 正在安装 $name" >&2
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "$name" >/dev/null
  else
    echo "please install $name / 请先安装 $name: sudo apt-get install $name" >&2
    exit 1
  fi
fi

# What some tests use for real: a browser, a database server, a recorder of system calls. Without one
# of them its tests are skipped and say so.
declare -A packages=(
  [chromium]="chromium fonts-noto-cjk" [postgres]="postgresql" [strace]="strace"
)
missing=()
for part in "${!packages[@]}"; do
  command -v "$part" >/dev/null || ls /usr/lib/postgresql/*/bin/"$part" >/dev/null 2>&1 ||
    missing+=(${packages[$part]})
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing for the tests / 为测试安装: ${missing[*]}" >&2
    # PostgreSQL is wanted as programs: no server of its own is to be started on this machine.
    mkdir -p /etc/postgresql-common
    test -e /etc/postgresql-common/createcluster.conf ||
      echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
      apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null; } ||
      echo "could not be installed; their tests will be skipped / 未能安装，相关测试将跳过" >&2
  else
    echo "without these some tests are skipped / 没有以下软件，部分测试将跳过:" \
      "sudo apt-get install ${missing[*]}" >&2
  fi
fi

echo "setting up $venv (a minute or two, once) / 正在建立环境（仅首次，约一两分钟）" >&2
rm -rf "$venv"
"$python" -m venv "$venv"
pip() { "$venv/bin/python" -m pip --disable-pip-version-check -q "$@"; }
pip install --no-deps -r requirements/runtime.txt -r requirements/test.txt
# The build backend is among the pins: nothing else is fetched.
pip install --no-deps --no-build-isolation -e .
pip check
