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

# One test opens the report in a browser; without one it is skipped and says so.
if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing chromium, for one test / 正在安装 chromium（供一项测试使用）" >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
      apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk >/dev/null; } ||
      echo "chromium could not be installed; the browser test will be skipped" \
        "/ 未能安装 chromium，浏览器测试将跳过" >&2
  else
    echo "without chromium the browser test is skipped / 没有 chromium，浏览器测试将跳过:" \
      "sudo apt-get install chromium" >&2
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
