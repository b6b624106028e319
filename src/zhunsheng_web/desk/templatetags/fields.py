"""One field of a form of ``casework.forms`` as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from zhunsheng.model.text import Text
from zhunsheng_web.casework.forms import Field

register = template.Library()
FEW = 5
"""So many choices stand side by side; more of them fold into a list."""


@register.inclusion_tag("desk/field.html")
def field_of(
    field: Field, typed: Mapping[str, Any] | None, faults: Mapping[str, Text] | None
) -> dict[str, Any]:
    """``typed``: what was filled in before; ``faults``: what is wrong with it, by field."""
    typed, faults = typed or {}, faults or {}
    fault = faults.get(field.name)
    given = typed.get(field.name, [] if field.many else "")
    few = field.kind == "choice" and len(field.choices) <= FEW
    return {
        "field": field,
        "choices": field.choices,
        "grouped": field.kind == "rows" or few,
        "given": [given] if few else given,
        "kept": typed.get(f"{field.name}_kept", ()),
        "fault": fault,
        "values": " ".join(field.when[1]) if field.when else "",
        "marks": _marks(field, fault),
    }


def _marks(field: Field, fault: Text | None) -> SafeString:
    """What tells a screen reader that it is needed, what is wrong, and where that is said."""
    found: list[tuple[str, str]] = []
    if field.required:
        found.append(("aria-required", "true"))
    if fault:
        found.append(("aria-invalid", "true"))
    said = [f"f-{field.name}-hint"] if field.hint else []
    said += [f"f-{field.name}-fault"] if fault else []
    if said:
        found.append(("aria-describedby", " ".join(said)))
    return format_html_join("", ' {}="{}"', found)
