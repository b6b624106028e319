"""Every colour text is set in keeps WCAG 2.2 AA (4.5 : 1) on every ground it may stand on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import zhunsheng.publish

STYLE = (Path(zhunsheng.publish.__file__).parent / "templates" / "site.css").read_text("utf-8")
COLOURS = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", STYLE))
GROUNDS = ("#ffffff", COLOURS["tint"])
TEXT = ("ink", "soft", "link", "doubt")


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("name", TEXT)
def test_text_can_be_read(name: str, ground: str) -> None:
    assert _contrast(COLOURS[name], ground) >= 4.5


def test_no_text_has_a_colour_of_its_own() -> None:
    """A colour that is not named above would not be measured."""
    own = re.findall(r"(?<![-\w])color: ([^;}]+)", STYLE)
    assert {value.strip() for value in own} <= {f"var(--{name})" for name in TEXT} | {"inherit"}


def test_the_measure_knows_pale_from_dark() -> None:
    assert _contrast("#ffffff", "#000000") == pytest.approx(21)
    assert _contrast("#999999", "#ffffff") < 4.5
