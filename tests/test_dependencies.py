"""What is installed is what is pinned, and nothing of it binds whoever uses the project."""

from __future__ import annotations

import re
from importlib.metadata import PackageMetadata, distribution, metadata
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"
PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+")
# The lesser licence leaves a program that only calls the library as it is.
BINDS = re.compile(r"(?<!lesser )general public license|affero|\bA?GPL", re.IGNORECASE)


def pins(file: str) -> list[str]:
    return (REQUIREMENTS / file).read_text().splitlines()


def licences(of: PackageMetadata) -> list[str]:
    """What a package says of its licence: as an expression (PEP 639), or by its classifiers, or in
    the first line of a text."""
    said = of.get("License-Expression")
    classified = [one for one in of.get_all("Classifier") or [] if one.startswith("License ::")]
    written = (of.get("License") or "").strip().partition("\n")[0]
    return [said] if said else classified or [written]


@pytest.mark.parametrize("file", ["runtime.txt", "test.txt"])
def test_every_pin_is_to_the_version_and_names_no_place(file: str) -> None:
    assert [line for line in pins(file) if not PIN.fullmatch(line)] == []


@pytest.mark.parametrize("pin", pins("runtime.txt"))
def test_what_runs_is_what_is_pinned_and_binds_nobody(pin: str) -> None:
    name, _, version = pin.partition("==")
    assert distribution(name).version == version
    said = licences(metadata(name))
    assert any(said), "its licence is not said"
    assert not any(map(BINDS.search, said)), said


@pytest.mark.parametrize(
    ("licence", "binds"),
    [
        ("AGPL-3.0-or-later", True),
        ("GPL-2.0-only", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("License :: OSI Approved :: GNU Affero General Public License v3", True),
        ("LGPL-3.0-only", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("Apache-2.0 OR BSD-3-Clause", False),
    ],
)
def test_a_licence_that_binds_is_known(licence: str, *, binds: bool) -> None:
    assert bool(BINDS.search(licence)) is binds
