"""Small runs to take in: fines of the small service's officers, some without a hearing, judged once
as they came and again after more of them or a correction."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from judging.as_source import NOW as INGESTED
from judging.as_source import take_in
from zhunsheng.flow import Run, run
from zhunsheng.model.moment import moment_of
from zhunsheng.model.run import RunOptions
from zhunsheng.trace import Store

END = moment_of(dt.datetime(2026, 10, 31))
REGISTER = {
    "register.yaml": "id: fines\ntitle: {zh: 罚款, en: fines}\nlegal_zone: Europe/Rome\n",
    "laws.yaml": "- id: law\n  title: {zh: 法, en: law}\n  editions: [2000-01-01]\n",
    "standards.yaml": """\
- id: heard-first
  title: {zh: 处罚前应当听证, en: a hearing comes before a fine}
  power: fine
  posts: [clerk]
  line: 1
  grade: high
  versions:
  - from: 2000-01-01
    basis: [{law: law, article: "1", edition: 2000-01-01}]
    shape: missing_step
    subject: case
    parameters: {at: Fine, needs: Hear}
""",
}


def fine(
    case: str,
    officer: str | None = "W1",
    office: str | None = "6401",
    *,
    day: str = "2026-10-12",
    amount: int = 200,
) -> dict[str, str]:
    """A fine that nobody was heard about."""
    filled = {
        "id": f"fine-{case}",
        "case": case,
        "activity": "Fine",
        "at": f"{day}T10:00:00Z",
        "recorded": f"{day}T12:00:00Z",
        "officer": officer,
        "office": office,
        "amount": str(amount),
    }
    return {name: value for name, value in filled.items() if value is not None}


def heard(case: str, *, day: str = "2026-10-01") -> dict[str, str]:
    """The hearing that is entered later, and clears the finding."""
    return {
        "id": f"hear-{case}",
        "case": case,
        "activity": "Hear",
        "at": f"{day}T10:00:00Z",
        "recorded": "2026-10-30T12:00:00Z",
    }


def unheard(case: str) -> dict[str, str]:
    """The hearing turns out to have been afterwards: the finding comes back."""
    return {**heard(case, day="2026-10-20"), "recorded": "2026-10-30T18:00:00Z"}


class Fines:
    """A register, a trace and its runs in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.files = folder, 0
        self.store = Store(folder / "trace")
        self.register = folder / "register"
        self.register.mkdir(parents=True)
        for name, text in REGISTER.items():
            (self.register / name).write_text(text, encoding="utf-8")

    def run(self, *rows: dict[str, str]) -> Run:
        """Takes the rows in and judges all there is."""
        self.files += 1
        take_in(self.store, self.folder / f"{self.files}.jsonl", rows)
        options = RunOptions(as_of=END)
        return run(
            self.register, self.store.folder, self.folder / "runs", now=INGESTED, options=options
        )
