"""A service small enough to know by heart: two districts, three customs, five sections.

::

    0000. headquarters          LEAD0 leader, AUD0 audit, DIS0 discipline, LEG0 legal
      6400. district            LEAD1 leader, FUN1 functional, AUD1 audit, AUD2 audit, DIS1
                                discipline, SYS1 SEC1 ADM1 the three administrators
        6401. a customs         HEAD1 its head, LIA1 liaison
          6401-a. inspection    SH1 head, SH1L liaison, W1 W2 W3 officers
          6401-b. release       SH2 head, W4 W5 officers
        6402. another customs   HEAD2 its head
          6402-a. inspection    SH3 head, W6 officer
      5300. another district    LEAD3 leader, AUD3 audit, FUN3 functional
        5301. a customs
          5301-a. inspection    SH4 head, W7 officer
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from zhunsheng_web.access.actor import Actor, actor_of
from zhunsheng_web.access.models import Account, Office, Person, Posting
from zhunsheng_web.access.roles import Role
from zhunsheng_web.casework import tally
from zhunsheng_web.casework.acting import enter
from zhunsheng_web.casework.barriers import Facts, barriers_for, rows_of
from zhunsheng_web.casework.models import Barrier, Concern, Finding, Warning, Yardstick
from zhunsheng_web.casework.stages import Stage

LONG_AGO = dt.date(2020, 1, 1)
NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
OFFICES = {
    "0000": ("", "headquarters", "海关总署", "Headquarters"),
    "6400": ("0000", "district", "甲海关", "District A"),
    "6401": ("6400", "subordinate", "甲一海关", "Customs A1"),
    "6401-a": ("6401", "section", "查验科", "Inspection section"),
    "6401-b": ("6401", "section", "放行科", "Release section"),
    "6402": ("6400", "subordinate", "甲二海关", "Customs A2"),
    "6402-a": ("6402", "section", "查验科", "Inspection section"),
    "5300": ("0000", "district", "乙海关", "District B"),
    "5301": ("5300", "subordinate", "乙一海关", "Customs B1"),
    "5301-a": ("5301", "section", "查验科", "Inspection section"),
}
PEOPLE = {
    "LEAD0": ("0000", Role.LEADER, True),
    "AUD0": ("0000", Role.AUDIT, False),
    "DIS0": ("0000", Role.DISCIPLINE, False),
    "LEG0": ("0000", Role.LEGAL, False),
    "LEAD1": ("6400", Role.LEADER, True),
    "FUN1": ("6400", Role.FUNCTIONAL, False),
    "FUN2": ("6400", Role.FUNCTIONAL, False),
    "AUDH": ("6400", Role.AUDIT_HEAD, False),
    "FUNH": ("6400", Role.FUNCTIONAL_HEAD, False),
    "AUD1": ("6400", Role.AUDIT, False),
    "AUD2": ("6400", Role.AUDIT, False),
    "DIS1": ("6400", Role.DISCIPLINE, False),
    "DIS2": ("6400", Role.DISCIPLINE, False),
    "SYS1": ("6400", Role.SYSTEM_ADMIN, False),
    "SEC1": ("6400", Role.SECURITY_ADMIN, False),
    "ADM1": ("6400", Role.AUDIT_ADMIN, False),
    "HEAD1": ("6401", Role.OFFICE_HEAD, True),
    "LIA1": ("6401", Role.LIAISON, False),
    "SH1": ("6401-a", Role.SECTION_HEAD, True),
    "SH1L": ("6401-a", Role.LIAISON, False),
    "W1": ("6401-a", Role.OFFICER, False),
    "W2": ("6401-a", Role.OFFICER, False),
    "W3": ("6401-a", Role.OFFICER, False),
    "SH2": ("6401-b", Role.SECTION_HEAD, True),
    "W4": ("6401-b", Role.OFFICER, False),
    "W5": ("6401-b", Role.OFFICER, False),
    "HEAD2": ("6402", Role.OFFICE_HEAD, True),
    "SH3": ("6402-a", Role.SECTION_HEAD, True),
    "W6": ("6402-a", Role.OFFICER, False),
    "LEAD3": ("5300", Role.LEADER, True),
    "AUD3": ("5300", Role.AUDIT, False),
    "FUN3": ("5300", Role.FUNCTIONAL, False),
    "SH4": ("5301-a", Role.SECTION_HEAD, True),
    "W7": ("5301-a", Role.OFFICER, False),
}


@dataclass
class World:
    """Everybody by code, every office by code."""

    offices: dict[str, Office]
    people: dict[str, Person]
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def actor(self, code: str, on: dt.date | None = None) -> Actor:
        return actor_of(self.people[code], on or NOW.date())

    def warning(
        self,
        *,
        about: str = "W1",
        office: str = "6401-a",
        level: int = 4,
        secrecy: str | None = None,
        stage: Stage = Stage.GENERATED,
        standard: str = "inspection-by-two",
        rows: int = 1,
    ) -> Warning:
        """A warning about an officer's acts in a section, as intake would make it. Closed ones
        (level 1 and 2) are hidden from him, his section and whoever directs it."""
        number = next(self.numbers)
        place = self.offices[office]
        yardstick, _ = Yardstick.objects.get_or_create(
            standard=standard,
            since=LONG_AGO,
            defaults={
                "title_zh": "查验应由两人以上办理",
                "title_en": "an inspection is made by two or more",
                "domain": "port-control",
                "domain_zh": "口岸监管",
                "domain_en": "port control",
                "shape": "too_few_hands",
                "grade": "medium",
                "line": 1,
            },
        )
        chosen = secrecy or ("closed" if level <= 2 else "open")
        warning = Warning(
            number=f"T-{number:04d}",
            yardstick=yardstick,
            group_key=f"{standard}|officer|{about}|{number}",
            level=level,
            secrecy=chosen,
            office=place,
            office_path=place.path,
            subject_kind="officer",
            subject_id=about,
            sentence_zh="这票货物的查验只有一人办理。",
            sentence_en="This inspection was made by one person.",
            rows=rows,
            first_on=dt.date(2026, 10, 12),
            last_on=dt.date(2026, 10, 12),
            run="run-1",
            created_at=NOW,
        )
        person = self.people[about]
        around = barriers_for([Facts(chosen, place.path, warning.first_on, (person.pk,))])[0]
        enter(warning, stage, NOW, barriers=around)
        warning.save()
        tally.moved([(None, tally.facts_of(warning))])
        Concern.objects.create(warning=warning, person=person, code=about, rows=rows)
        Barrier.objects.bulk_create(rows_of(warning, around))
        Finding.objects.bulk_create(
            Finding(
                key=f"{number:08d}{row:024d}",
                warning=warning,
                run="run-1",
                subject_type="declaration",
                subject_id=f"64012026{number:06d}{row:04d}",
                happened_at=NOW - dt.timedelta(days=20),
                reason="TOO_FEW",
                sentence_zh="这票货物的查验只有一人办理。",
                sentence_en="This inspection was made by one person.",
                observed=1,
                allowed=2,
            )
            for row in range(rows)
        )
        return warning


def build_world() -> World:
    offices: dict[str, Office] = {}
    for code, (above, level, zh, en) in OFFICES.items():
        parent = offices.get(above)
        offices[code] = Office.objects.create(
            code=code,
            path=(parent.path if parent else "") + code + ".",
            parent=parent,
            level=level,
            title_zh=zh,
            title_en=en,
            valid_from=LONG_AGO,
        )
    people: dict[str, Person] = {}
    for code, (office, role, command) in PEOPLE.items():
        people[code] = person = Person.objects.create(
            code=code, name_zh=f"张{code}", name_en=f"Zhang {code}"
        )
        Account.objects.create(username=code.lower(), person=person)
        Posting.objects.create(
            person=person,
            office=offices[office],
            role=role,
            command=command,
            valid_from=LONG_AGO,
        )
    return World(offices, people)
