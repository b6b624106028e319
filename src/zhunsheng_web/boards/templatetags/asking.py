"""Addresses that ask for the same figures with something changed."""

from __future__ import annotations

from django import template

from zhunsheng_web.boards.scope import Scope

register = template.Library()


@register.simple_tag
def asking(scope: Scope, **others: str) -> str:
    """``?{% asking scope office=one.code %}``: the same scope at another office."""
    return scope.query(**others)
