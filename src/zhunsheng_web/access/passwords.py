"""What a password has to be, by the profile of the deployment (``settings.PASSWORDS``).

The Chinese standard for classified protection (GB/T 22239-2019 §8.1.4.1) asks for kinds of
characters and periodic change; OWASP ASVS 5.0 (6.2.5, 6.2.10) forbids both and asks for length. The
two cannot be had at once: it is a switch.
"""

from __future__ import annotations

import datetime as dt
import re

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from zhunsheng_web.access.models import Account
from zhunsheng_web.access.wording import told

_KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")


class Length:
    """At least so many characters."""

    def __init__(self, least: int) -> None:
        self.least = least

    def validate(self, password: str, user: Account | None = None) -> None:
        if len(password) < self.least:
            raise ValidationError(self.get_help_text(), code="too-short")

    def get_help_text(self) -> str:
        return str(
            told(f"密码至少 {self.least} 位。", f"A password has at least {self.least} characters.")
        )


class Kinds:
    """Three of small letters, capitals, figures and signs."""

    def validate(self, password: str, user: Account | None = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in _KINDS) < 3:
            raise ValidationError(self.get_help_text(), code="too-plain")

    def get_help_text(self) -> str:
        return str(
            told(
                "须含小写字母、大写字母、数字、符号中的至少三类。",
                "Use at least three of: small letters, capitals, figures, signs.",
            )
        )


class NotCommon:
    """None of the twenty thousand that are tried first."""

    def __init__(self) -> None:
        self._list = CommonPasswordValidator()

    def validate(self, password: str, user: Account | None = None) -> None:
        try:
            self._list.validate(password, None)
        except ValidationError as error:
            raise ValidationError(self.get_help_text(), code="too-common") from error

    def get_help_text(self) -> str:
        return str(told("不得使用常见密码。", "Not one of the passwords everybody tries first."))


class NotOneself:
    """Not made of the user name, the officer's number or the name."""

    def validate(self, password: str, user: Account | None = None) -> None:
        if user is None:
            return
        person = user.person
        own = [user.username, *([person.code, person.name_zh, person.name_en] if person else [])]
        if any(len(part) >= 3 and part.lower() in password.lower() for part in own):
            raise ValidationError(self.get_help_text(), code="too-near")

    def get_help_text(self) -> str:
        return str(
            told(
                "不得含有用户名、工号或姓名。",
                "Not with your user name, number or name in it.",
            )
        )


def must_change(account: Account, now: dt.datetime) -> bool:
    """Is the password one that was handed to him, or older than the profile allows?"""
    if account.password_set_at is None:
        return True
    days = settings.PASSWORD_DAYS
    return days is not None and now - account.password_set_at > dt.timedelta(days=days)
