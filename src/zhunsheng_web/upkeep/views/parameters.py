"""Parameters: every value the service sets itself, who has confirmed it, and from which file.

Nothing is changed here: the files are changed and reviewed as the register is, and the log tells
with which digest of each the workbench was started.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng.model.text import Text
from zhunsheng_web.access.roles import TITLES
from zhunsheng_web.access.rules import rules
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.law import calendar_edition, register
from zhunsheng_web.casework.stages import DESK_TITLES, OPEN, STAGE_TITLES
from zhunsheng_web.clock import today
from zhunsheng_web.upkeep.door import needs
from zhunsheng_web.upkeep.naming import rights


@needs("parameters.see")
def parameters(request: HttpRequest) -> HttpResponse:
    rule, law = handling(), register()
    place = Path(settings.HANDLING)
    calendar = law.calendar
    years = sorted(year.year for year in calendar.years) if calendar else []
    return render(
        request,
        "upkeep/parameters.html",
        {
            "handling": rule,
            "place": place.name,
            "digest": hashlib.sha256(place.read_bytes()).hexdigest(),
            "limits": [
                {
                    "stage": STAGE_TITLES[stage],
                    "cells": [
                        {
                            "desk": DESK_TITLES[rule.stages[stage][level.level].desk],
                            "days": rule.stages[stage][level.level].days,
                        }
                        for level in rule.levels
                    ],
                }
                for stage in OPEN
            ],
            "years": years,
            "edition": calendar_edition(calendar) if calendar else "",
            "year_missing": today().year + 1 if today().year + 1 not in years else None,
            "site": law.parameters,
            "may": [
                {
                    "what": rights().get(what, Text(what, what)),
                    "roles": [TITLES[role] for role in sorted(roles)],
                }
                for what, roles in rules().may.items()
            ],
        },
    )
