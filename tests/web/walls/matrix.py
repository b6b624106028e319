"""The authorisation matrix: what people wrote down, and the people and warnings to try it on."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from web.world import LONG_AGO, NOW, World
from zhunsheng_web.access.actor import Actor, actor_of
from zhunsheng_web.access.models import Account, Person, Posting
from zhunsheng_web.access.policy import Matter
from zhunsheng_web.access.roles import Role
from zhunsheng_web.casework.acting import matter_of
from zhunsheng_web.casework.models import Barrier, Warning

HERE = Path(__file__).parent
DESKS = {"1": "line1", "2": "line2", "a": "audit", "d": "discipline"}
OFFICES = {
    "same": "6401-a", "parent": "6401", "district": "6400", "root": "0000", "child": "6401-a",
    "sibling": "6401-b", "other": "5300", "assigned": "6400", "recused": "6400",
    "subject": "6401-a", "superior": "6401", "subordinate": "6401-a",
}  # fmt: skip
"""Where the person of a relation is posted."""
HANDLED = {"1": "0000.6400.6401.6401-a.", "2": "0000.6400.", "a": "0000.6400.", "d": "0000.6400."}
BY_ASSIGNEE = ("ask", "explain", "verify")


def table(name: str) -> list[dict[str, str]]:
    """The rows of a file of this folder, without its comments."""
    with (HERE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


SEES = {row.pop("role"): row for row in table("sees.csv")}
STEPS = {row.pop("verb"): row for row in table("steps.csv")}
PLACES = {row["relation"]: row["desks"] for row in table("places.csv")}
HANDS = {row.pop("verb"): row for row in table("hands.csv")}


def sees(role: str, relation: str, secrecy: str) -> str:
    """The letter of the table."""
    return SEES[role][relation][["open", "closed"].index(secrecy)]


def does(role: str, relation: str, secrecy: str, desk: str, verb: str) -> bool:
    """May this step be taken, by the tables? ``desk`` is its letter."""
    letter = sees(role, relation, secrecy)
    if letter in ".r":
        return False
    if verb == "note":
        return True
    if relation == "assigned" and verb in BY_ASSIGNEE:
        return True
    if verb == "refer":
        return letter == "s" and STEPS[verb][role] != ""
    return letter == "s" and desk in STEPS[verb][role] and desk in PLACES[relation]


@dataclass(frozen=True)
class Cell:
    """Somebody of a role in a relation to a warning."""

    role: str
    relation: str
    secrecy: str
    actor: Actor
    warning: Warning
    matter: Matter

    def at(self, desk: str) -> Matter:
        """The matter as it would be at another desk."""
        return replace(self.matter, desk=DESKS[desk], handled_path=HANDLED[desk])

    def __str__(self) -> str:
        return f"{self.role} · {self.relation} · {self.secrecy}"


def people(world: World) -> dict[tuple[str, str], Person]:
    """One person for each role and relation, posted where the relation says."""
    made: dict[tuple[str, str], Person] = {}
    for relation, office in OFFICES.items():
        for role in Role:
            code = f"M-{relation}-{role}"
            made[role, relation] = world.people[code] = Person.objects.create(
                code=code, name_zh=f"李{code}", name_en=f"Li {code}"
            )
            Account.objects.create(username=code.lower(), person=made[role, relation])
            Posting.objects.create(
                person=made[role, relation],
                office=world.offices[office],
                role=role,
                command=relation == "superior",
                valid_from=LONG_AGO,
            )
    return made


def cells(world: World) -> Iterator[Cell]:
    """Everybody of the matrix before each of the warnings, one at a time: the warning is assigned
    to the person of the cell where the relation says so."""
    everybody = people(world)
    for secrecy, level in (("open", 4), ("closed", 2)):
        plain = world.warning(about="W1", office="6401-a", level=level)
        warnings = dict.fromkeys(OFFICES, plain) | {
            "child": world.warning(about="W3", office="6401", level=level),
            "subordinate": world.warning(about="HEAD1", office="6401-a", level=level),
            "recused": world.warning(about="W1", office="6401-a", level=level),
            "subject": world.warning(about="W1", office="6401-a", level=level),
            "assigned": world.warning(about="W1", office="6401-a", level=level),
        }
        Barrier.objects.bulk_create(
            Barrier(warning=warnings[relation], kind="person", person=everybody[role, relation])
            for relation in ("recused", "subject")
            for role in Role
        )
        # The people of the matrix serve where they do; who served there then is tried elsewhere.
        Barrier.objects.filter(kind="person", person__code__startswith="M-").exclude(
            warning__in=[warnings["recused"], warnings["subject"]]
        ).delete()
        matters = {relation: matter_of(warning) for relation, warning in warnings.items()}
        for (role, relation), person in everybody.items():
            warning, matter = warnings[relation], matters[relation]
            if relation == "assigned":
                Warning.objects.filter(pk=warning.pk).update(assignee=person)
                matter = replace(matter, assignee_id=person.pk)
            yield Cell(role, relation, secrecy, actor_of(person, _day()), warning, matter)


def _day() -> dt.date:
    return NOW.date()
