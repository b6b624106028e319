"""Where django-allauth asks us: who may sign in, how often, in which words, and what is kept."""

from __future__ import annotations

import base64
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from zhunsheng_web.access import lockout
from zhunsheng_web.access.models import Account, Notice
from zhunsheng_web.access.wording import told
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import note
from zhunsheng_web.record.service import as_the_service

RECENT_SECONDS = 300
_NO_MATCH = told(
    "用户名或密码不正确，或账号已停用。",
    "The user name or the password is not right, or the account is disabled.",
)
_TOO_OFTEN = told(
    "失败次数过多，请五分钟后再试。忘记密码请联系系统管理员。",
    "Too many failed attempts. Try again in five minutes; if you have forgotten your password, ask "
    "the system administrator.",
)
_WRONG_CODE = told(
    "验证码不正确。请等手机上换出新码再输；每个验证码只能用一次。",
    "The code is not right. Wait for the next one; each is good once.",
)
_WRONG_PASSWORD = told("当前密码不正确。", "This is not your current password.")
_TELLING = {
    "account/email/password_changed": ("您的密码已更改。", "Your password was changed."),
    "mfa/email/totp_activated": ("您启用了动态验证码。", "You set up an authenticator app."),
    "mfa/email/totp_deactivated": ("您停用了动态验证码。", "You removed your authenticator app."),
    "mfa/email/webauthn_added": ("您添加了一把安全密钥。", "You added a security key."),
    "mfa/email/webauthn_removed": ("您移除了一把安全密钥。", "You removed a security key."),
    "mfa/email/recovery_codes_generated": (
        "您生成了新的备用码。",
        "You made new recovery codes.",
    ),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in by user name and password; nobody makes an account for himself."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _NO_MATCH,
        "invalid_login": _NO_MATCH,
        "too_many_login_attempts": _TOO_OFTEN,
        "rate_limited": _TOO_OFTEN,
        "incorrect_code": _WRONG_CODE,
        "incorrect_password": _WRONG_PASSWORD,
        "enter_current_password": _WRONG_PASSWORD,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return lockout.bucket(
            request, str(credentials.get("username", "")), self.get_client_ip(request)
        )

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        login = str(credentials.get("username", ""))
        if not lockout.known(request, login) and not lockout.stranger_allowed(request, login):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Sealed under the person's number where there is one; what was typed is not: it may be
        a password in the wrong field."""
        typed = str(credentials.get("username", ""))
        account = Account.objects.filter(username=typed).first()
        code = account.person.code if account and account.person else "unknown"
        note("session.begin", who=code, on=("account", code), now=now(), result="denied",
             why="password")  # fmt: skip

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within minutes of signing in."""
        request = context.request
        recent = time.time() - RECENT_SECONDS
        records = get_authentication_records(request, request.user)
        return not any(record.get("at", 0) > recent for record in records)

    def set_password(self, user: Any, password: str) -> None:
        user.password_set_at = now()
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Its own messages are not in our words; the pages say what was done."""

    def send_notification_mail(
        self, template_prefix: str, user: Any, *args: Any, **kwargs: Any
    ) -> None:
        """There is no mail: the person finds it among his notices."""
        texts = _TELLING.get(template_prefix)
        if texts is None or user.person_id is None:
            return
        moment = now()
        # Who is about to set up his first factor is nobody yet, to whom the database gives nothing.
        with as_the_service():
            Notice.objects.create(
                person_id=user.person_id,
                kind="account",
                cause=f"{template_prefix}:{moment.isoformat()}",
                title_zh=f"{texts[0]}如非本人操作，请立即告知安全管理员。",
                title_en=f"{texts[1]} If it was not you, tell the security administrator at once.",
                link="/account/2fa/",
                made_at=moment,
            )


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets are kept encrypted, and the last one cannot be removed."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _WRONG_CODE,
        "cannot_delete_authenticator": told(
            "这是您唯一的第二因素，不能停用。请先添加另一个。",
            "This is your only second factor and cannot be removed. Add another one first.",
        ),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(
            pk=authenticator.pk
        )
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


class DirectoryAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The organisation's own directory: it says who somebody is, never what he may do. Whom it
    knows and the workbench does not is not let in; no account is ever made by it."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        account = sociallogin.user if sociallogin.is_existing else self._account(sociallogin)
        connecting = sociallogin.state.get("process") == "connect"
        if account is None or not account.is_active or account.person is None or connecting:
            note("session.begin", who="unknown", on=("account", "unknown"), now=now(),
                 result="denied", why="directory")  # fmt: skip
            raise ImmediateHttpResponse(render(request, "access/not_known.html", status=403))
        if not sociallogin.is_existing:
            sociallogin.connect(request, account)

    def _account(self, sociallogin: Any) -> Account | None:
        answer = sociallogin.account.extra_data
        told_of = answer.get("userinfo") or answer.get("id_token") or answer
        name = told_of.get(settings.DIRECTORY_CLAIM)
        if not isinstance(name, str) or not name:
            return None
        return Account.objects.filter(username=name).first()


def _box() -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"zhunsheng/second-factor/v1").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(key))
