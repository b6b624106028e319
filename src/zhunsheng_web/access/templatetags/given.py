"""What was typed into a form, by the name of the field."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def of(given: Mapping[str, str], name: str) -> str:
    """The value of a field, or nothing."""
    return given.get(name, "")


@register.filter
def same(one: object, other: object) -> bool:
    """Are these the same?"""
    return one == other
