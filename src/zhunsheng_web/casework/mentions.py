"""The codes that stand in the evidence of findings: companies, goods, documents, plates.

Whoever looks for one finds it by an index; the evidence itself is only ever read whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import models

from zhunsheng_web.casework.mention_model import LONGEST
from zhunsheng_web.casework.models import Finding, Mention

_CODE = re.compile(rf"(?=.*\d)(?!\d{{4}}-\d\d-\d\d)[^\s.,，\"]{{4,{LONGEST}}}")
"""Neither words nor amounts nor days."""


def codes_in(evidence: Iterable[Mapping[str, Any]]) -> set[str]:
    """The codes among the values of some acts; nobody's: no officer can be looked for by them."""
    return {
        value
        for act in evidence
        for field in act.get("fields", ())
        if field.get("mask") != "person"
        and _CODE.fullmatch(value := str(field.get("value_zh", "")))
    }


def mentions_in(findings: Iterable[Finding]) -> Iterator[Mention]:
    """What findings mention, to be kept beside them."""
    for finding in findings:
        for code in sorted(codes_in(finding.evidence)):
            yield Mention(finding=finding, code=code)


def naming(code: str) -> models.Q:
    """The condition that a warning has a row on an object of this id, or that names this code."""
    on_it = Finding.objects.filter(subject_id=code)
    named = Mention.objects.filter(code=code)
    return models.Q(pk__in=on_it.values("warning_id")) | _of(named)


def beginning(digits: str) -> models.Q:
    """The condition that a warning has a row that names a code beginning with these digits."""
    past = digits[:-1] + chr(ord(digits[-1]) + 1)
    return _of(Mention.objects.filter(code__gte=digits, code__lt=past))


def _of(mentions: models.QuerySet[Mention]) -> models.Q:
    return models.Q(pk__in=mentions.values("finding__warning_id"))
