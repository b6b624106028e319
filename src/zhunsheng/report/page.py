"""A run as one HTML page that stands alone: opened offline, printed, read in either language.

A log is hostile input. Everything it says is escaped where it is written (autoescape), shown with
its controls made visible, and could load or run nothing even so: the page's policy allows its own
style and the one script whose digest it names.
"""

from __future__ import annotations

import base64
import hashlib
from decimal import Decimal
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from zhunsheng.charts.happening import DEVIATES
from zhunsheng.flow import Run, plan_of
from zhunsheng.hearing.basis import Cited, cited
from zhunsheng.hearing.finding import SHORT
from zhunsheng.hearing.inert import inert
from zhunsheng.model.moment import day_of
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import REASON_TEXT
from zhunsheng.model.words import words_of
from zhunsheng.report.course import course_of
from zhunsheng.report.gravest import Grave, gravest
from zhunsheng.report.hearing import fields, origin, people, when
from zhunsheng.report.quality import quality_of
from zhunsheng.report.standing import standings, waiting_in_words
from zhunsheng.report.words import GRADE, LEADS, LINE, NOTHING_IN_SCOPE, count
from zhunsheng.trace import Store


def page(run: Run, register: Register, store: Store, *, language: str = "zh") -> str:
    """The page as text; ``language`` is the one it opens in.

    ``register``: as it was when the run was made. Raises JudgingError as plan_of does.
    """
    environment = Environment(
        loader=PackageLoader("zhunsheng.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    script = environment.loader.get_source(environment, "report.js")[0]  # type: ignore[union-attr]
    style = environment.loader.get_source(environment, "report.css")[0]  # type: ignore[union-attr]
    graves = gravest(run, plan_of(register, store), store)
    standing = standings(run, register)
    template = environment.get_template("report.html.j2")
    return template.render(
        run=run,
        register=register,
        language=language,
        as_of=day_of(run.as_of),
        standings=standing,
        with_findings=[one for one in standing if one.totals.failed],
        without_findings=[one for one in standing if not one.totals.failed],
        not_evaluated=sum(one.totals.not_evaluated for one in standing),
        judgements=sum(one.totals.in_scope for one in standing),
        by_grade=[
            (grade, sum(o.totals.failed for o in standing if o.standard.grade == grade))
            for grade in GRADE
        ],
        graves=[(grave, _basis(grave, register)) for grave in graves],
        course=course_of(graves, register, store, run=run),
        quality=quality_of(store),
        script=Markup(script),
        script_digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        style=Markup(style),
        count=count,
        short=SHORT,
        words=words_of(register),
        waiting=waiting_in_words(run, register),
        GRADE=GRADE,
        LINE=LINE,
        LEADS=LEADS,
        NOTHING_IN_SCOPE=NOTHING_IN_SCOPE,
        REASON_TEXT=REASON_TEXT,
        DEVIATES=DEVIATES,
        Markup=Markup,
        Text=Text,
        day_of=day_of,
        when=when,
        people=people,
        fields=fields,
        origin=origin,
    )


def _basis(grave: Grave, register: Register) -> tuple[Cited, ...]:
    standard = next(s for s in register.standards if s.id == grave.finding.standard)
    version = next(v for v in standard.versions if v.validity.start == grave.finding.since)
    return cited(register, standard, version, on=day_of(grave.finding.anchor))


def _shown(value: Any) -> Any:
    """What an expression in the template becomes before it is escaped."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value
