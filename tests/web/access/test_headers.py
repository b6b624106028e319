"""Hardened as shipped (P37): what Django checks before a deployment, and what browsers are told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from web.world import World

ROOT = Path(__file__).parents[3]
_CONTROL = """
SECRET_KEY = "django-insecure-control"
DEBUG = True
ALLOWED_HOSTS = []
INSTALLED_APPS = []
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
INSTALLED_APPS = ["django.contrib.sessions"]
ROOT_URLCONF = "control"
urlpatterns = []
"""


def reported(settings: str, home: Path, **env: str) -> set[str]:
    """The ids ``check --deploy`` reports for settings, in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--settings", settings],
        env={
            "PATH": os.environ["PATH"], "HOME": str(home), "ZHUNSHENG_HOME": str(home),
            "PYTHONPATH": f"{ROOT / 'src'}:{home}",
        } | env,
        capture_output=True, text=True, cwd=home, check=False,
    )  # fmt: skip
    assert "Traceback" not in run.stderr, run.stderr
    return set(re.findall(r"\((\w+\.[WE]\d+)\)", run.stdout + run.stderr))


def test_as_shipped_there_is_nothing_to_report(tmp_path: Path) -> None:
    assert reported("zhunsheng_web.settings", tmp_path) == set()


def test_the_control_a_fresh_project_reports_what_is_left_open(tmp_path: Path) -> None:
    (tmp_path / "control.py").write_text(_CONTROL)
    found = reported("control", tmp_path)
    assert {f"security.W{n:03d}" for n in (4, 8, 9, 12, 16, 18, 20)} <= found


def test_without_https_it_is_reported_and_only_that(tmp_path: Path) -> None:
    found = reported("zhunsheng_web.settings", tmp_path, ZHUNSHENG_HTTPS="0")
    assert found == {f"security.W{n:03d}" for n in (4, 8, 12, 16)}


EXPECTED = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize("path", ["/", "/account/login/", "/nowhere/", "/access/people/"])
def test_every_answer_carries_the_headers(world: World, browser_of, path: str) -> None:  # type: ignore[no-untyped-def]
    for client in (Client(), browser_of("SYS1")):
        answer = client.get(path)
        for name, value in EXPECTED.items():
            assert value in answer[name], (path, name)
        assert "camera=()" in answer["Permissions-Policy"]
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_files_of_style_may_be_kept(db: None) -> None:
    assert "no-store" not in Client().get("/static/ui/frame.css")["Cache-Control"]
