"""What people watch: which new warnings meet their conditions, and telling them, once.

Only what the watcher may see counts, decided at the moment of telling; so a watch never tells of a
warning his desk would hide from him.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, actor_of
from zhunsheng_web.access.models import Notice
from zhunsheng_web.access.policy import lying_below, may
from zhunsheng_web.boards.models import Watch
from zhunsheng_web.casework.mentions import beginning, naming
from zhunsheng_web.casework.queue import NEWEST, Parts, seen_in_parts
from zhunsheng_web.record.service import as_the_service

MOST_TOLD = 999
"""More new hits at once are told as so many and more."""


def met(watch: Watch, actor: Actor) -> Parts:
    """The warnings the watcher may see that meet his condition."""
    found = seen_in_parts(actor)
    if watch.office_path:
        found = found.filter(lying_below(watch.office_path))
    if watch.domain:
        found = found.filter(yardstick__domain=watch.domain)
    if watch.standard:
        found = found.filter(yardstick__standard=watch.standard)
    if watch.level is not None:
        found = found.filter(level__lte=watch.level)
    if watch.subject:
        found = found.filter(naming(watch.subject))
    if watch.goods:
        found = found.filter(beginning(watch.goods))
    return found


def tell_watchers(now: dt.datetime) -> int:
    """Looks at the warnings that came since each watch was last looked at; how many notices were
    made. May be called at any time and by two at once: each warning is told once a watch."""
    made = 0
    for pk in list(Watch.objects.filter(paused=False).values_list("pk", flat=True)):
        # In the service's name: each is told what he himself may see, whoever sets this going.
        with as_the_service(), transaction.atomic():
            watch = Watch.objects.select_for_update().select_related("person").filter(pk=pk).first()
            if watch is None or watch.paused or watch.since >= now:
                continue
            made += _look(watch, now)
    return made


def _look(watch: Watch, now: dt.datetime) -> int:
    actor = actor_of(watch.person, now.astimezone(ZoneInfo(settings.ZONE)).date())
    since, watch.since = watch.since, now
    told = 0
    if may(actor, "watch.keep").allowed:
        fresh = met(watch, actor).filter(created_at__gt=since, created_at__lte=now)
        count = len(fresh.first(MOST_TOLD + 1, NEWEST))
        if count:
            _tell(watch, count, now)
            watch.hits += count
            watch.hit_at = now
            told = 1
    watch.save(update_fields=["since", "hits", "hit_at"])
    return told


def _tell(watch: Watch, count: int, now: dt.datetime) -> None:
    shown = f"{MOST_TOLD}+" if count > MOST_TOLD else str(count)
    title = Text(
        f"关注“{watch.name}”：新增预警{shown}件",
        f"Watch “{watch.name}”: {shown} new warning{'' if count == 1 else 's'}",
    )
    Notice.objects.create(
        person=watch.person,
        kind="watch",
        cause=f"watch:{watch.token}:{now.isoformat()}",
        title_zh=title.zh,
        title_en=title.en,
        link=reverse("boards:watch-hits", args=[watch.token]),
        made_at=now,
    )
