"""Moments the machine wrote down, as the workbench's clock would have had them."""

from __future__ import annotations

import datetime as dt

from django import template
from django.conf import settings

register = template.Library()


@register.filter
def clocked(moment: dt.datetime) -> dt.datetime:
    """Web sessions are kept by the machine's clock; a demonstration's stands elsewhere."""
    return moment + dt.timedelta(seconds=settings.CLOCK)
