"""What the forms are made from: the register, a day, a language, and which part of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from zhunsheng.forms.naming import NameList, code_names, item_names
from zhunsheng.model.errors import RegisterError, problem
from zhunsheng.model.power import Post, Power, RiskPoint
from zhunsheng.model.register import Register
from zhunsheng.model.text import Language
from zhunsheng.register import edition
from zhunsheng.register.names import KINDS

Part = Literal["all", "power", "post", "level"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of a register: all of it, one power, one post, or one level of the authority."""

    part: Part = "all"
    id: str = ""


@dataclass(frozen=True)
class World:
    """A register on one day, in the words of one language.

    ``register``: all versions, for names; ``today``: what is in force on ``on``.
    """

    register: Register
    on: dt.date
    language: Language
    scope: Scope = Scope()

    @cached_property
    def today(self) -> Register:
        return edition(self.register, on=self.on).register

    def names(self, section: str) -> NameList:
        """Titles and ids of a section of the register."""
        return self._sections[section]

    def codes(self, table: str) -> NameList:
        """Titles and ids of a closed list."""
        return self._tables[table]

    @cached_property
    def _sections(self) -> dict[str, NameList]:
        sections = ("laws", "powers", "posts", "standards", "clocks", "indicators")
        return {name: item_names(self.register, name, self.language) for name in sections}

    @cached_property
    def _tables(self) -> dict[str, NameList]:
        tables = ("power-types", "domains", "levels", "approvals", "misconduct", "certificates")
        return {name: code_names(self.register, name, self.language) for name in tables}

    @cached_property
    def powers(self) -> tuple[Power, ...]:
        """The powers of the scope, in the order of the forms: by type, domain, code, id."""
        found = [power for power in self.today.powers if self._has_power(power)]
        return tuple(sorted(found, key=self._order))

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """The posts of the scope."""
        return tuple(post for post in self.today.posts if self._has_post(post))

    @cached_property
    def risk_points(self) -> tuple[RiskPoint, ...]:
        """The risk points of the scope, in the order of their powers."""
        place = {power.id: number for number, power in enumerate(self._ordered_powers)}
        found = [point for point in self.today.risk_points if self._has_risk(point)]
        last = len(place)
        return tuple(sorted(found, key=lambda one: (place.get(one.power, last), one.post, one.id)))

    def holders(self, power: str) -> tuple[Post, ...]:
        """The posts that hold a power that day."""
        return tuple(
            post for post in self.today.posts if any(one.power == power for one in post.grants)
        )

    def checked(self) -> World:
        """This world, if there is what its scope names. Raises RegisterError."""
        part, wanted = self.scope.part, self.scope.id
        if part == "all":
            return self
        if part == "level":
            known = set(self.codes("levels").titles)
            known |= {level for one in self.today.powers for level in one.levels}
            known |= {level for one in self.today.posts for level in one.levels}
            kind = ("层级", "level")
        else:
            section = {"power": "powers", "post": "posts"}[part]
            known = {item.id for item in getattr(self.today, section)}
            kind = (KINDS[section].zh, KINDS[section].en)
        if wanted in known:
            return self
        listed = "、".join(sorted(known)[:12])
        raise RegisterError(
            (
                problem(
                    "no-such-part",
                    (
                        f"{self.on} 有效的清单中没有{kind[0]}“{wanted}”",
                        f"the register has no {kind[1]} {wanted!r} on {self.on}",
                    ),
                    mend=(
                        f"请用标识指明，例如：{listed}",
                        f"name it by its id, such as: {listed.replace('、', ', ')}",
                    ),
                ),
            )
        )

    @cached_property
    def _ordered_powers(self) -> list[Power]:
        return sorted(self.today.powers, key=self._order)

    def _order(self, power: Power) -> tuple[int, int, str, str]:
        types, domains = list(self.codes("power-types").titles), list(self.codes("domains").titles)
        return (
            types.index(power.type) if power.type in types else len(types),
            domains.index(power.domain) if power.domain in domains else len(domains),
            power.code or "~",
            power.id,
        )

    def _has_power(self, power: Power) -> bool:
        match self.scope.part:
            case "power":
                return power.id == self.scope.id
            case "level":
                return self.scope.id in power.levels
            case "post":
                return any(post.id == self.scope.id for post in self.holders(power.id))
        return True

    def _has_post(self, post: Post) -> bool:
        match self.scope.part:
            case "power":
                return any(grant.power == self.scope.id for grant in post.grants)
            case "level":
                return self.scope.id in post.levels
            case "post":
                return post.id == self.scope.id
        return True

    def _has_risk(self, point: RiskPoint) -> bool:
        match self.scope.part:
            case "power":
                return point.power == self.scope.id
            case "level":
                return any(post.id == point.post for post in self.posts)
            case "post":
                return point.post == self.scope.id
        return True
