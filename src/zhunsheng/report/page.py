"""A run as one HTML page that stands alone: opened offline, printed, read in either language.

A log is hostile input. Everything it says is escaped where it is written (autoescape), shown with
its controls made visible, and could load or run nothing even so: the page's policy allows its own
style and the one script whose digest it names.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
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
from zhunsheng.model.words import words_of
from zhunsheng.report.course import course_of
from zhunsheng.report.coverage import by_domain, by_line, only_waiting, why_not_evaluated
from zhunsheng.report.gravest import Grave, alike_in_words, gravest
from zhunsheng.report.hearing import fields, origin, people, when
from zhunsheng.report.offices import FEW_ACTS, SHOWN, office_title, offices_of
from zhunsheng.report.practice import Practice
from zhunsheng.report.quality import quality_of
from zhunsheng.report.standing import standings, waiting_in_words
from zhunsheng.report.words import (
    COMPARING,
    COMPARISON,
    GRADE,
    LEADS,
    LINE,
    MANY,
    SIDES,
    UNITS,
    count,
)
from zhunsheng.timing import timings_taken
from zhunsheng.trace import Store


def page(
    run: Run,
    register: Register,
    store: Store,
    *,
    language: str = "zh",
    offices: Mapping[str, Text] | None = None,
    practice: Practice | None = None,
) -> str:
    """The page as text; ``language`` is the one it opens in.

    ``register``: as it was when the run was made. ``offices``: code → what an office is called;
    one that is not there is shown by its code. ``practice``: what is known of a simulated service.
    Raises JudgingError as plan_of does.
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
    titles, words = offices or {}, words_of(register)
    standing = standings(run, register)
    shape_of = {one.id: one.versions[-1].shape for one in register.standards}
    graves = gravest(run, plan_of(register, store), register, store)
    domains = by_domain(standing, run, register)
    listed = offices_of(run, register, store, titles=titles)
    environment.globals.update(
        count=count,
        GRADE=GRADE,
        LINE=LINE,
        COMPARISON=COMPARISON,
        COMPARING=COMPARING,
    )
    return environment.get_template("report.html.j2").render(
        run=run,
        register=register,
        language=language,
        as_of=day_of(run.as_of),
        standings=standing,
        domains=domains,
        lines=by_line(standing, run, register),
        with_findings=sum(1 for one in standing if one.totals.failed),
        judged=sum(1 for one in standing if one.totals.in_scope),
        only_waiting=only_waiting(run),
        not_evaluated=sum(one.totals.not_evaluated for one in standing),
        passed=sum(one.totals.passed for one in standing),
        judgements=sum(one.totals.in_scope for one in standing),
        why_not=why_not_evaluated(run),
        by_grade=[
            (grade, sum(o.totals.failed for o in standing if o.standard.grade == grade))
            for grade in GRADE
        ],
        graves=[
            (
                grave,
                _basis(grave, register),
                alike_in_words(grave) if grave.is_first else Text("", ""),
                shape_of[grave.finding.standard] in COMPARING,
            )
            for grave in graves
        ],
        titles={one.id: one.title for one in register.standards},
        offices=listed,
        found_domains=[one for one in domains if one.failed],
        office_title=lambda code: office_title(code, titles),
        MANY=MANY,
        SHOWN=SHOWN,
        FEW=FEW_ACTS,
        timings=timings_taken(register, store, as_of=run.as_of),
        SIDES=SIDES,
        UNITS=UNITS,
        statistics=sum(1 for one in register.indicators if one.kind == "statistic"),
        course=course_of(graves, register, store, run=run),
        quality=quality_of(store),
        practice=practice,
        script=Markup(script),
        script_digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        style=Markup(style),
        short=SHORT,
        words=words,
        waiting=waiting_in_words(run, register),
        LEADS=LEADS,
        DEVIATES=DEVIATES,
        Markup=Markup,
        when=when,
        people=lambda act: people(act, words, titles),
        fields=lambda act: fields(act, words),
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
