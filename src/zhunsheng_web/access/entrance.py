"""The addresses of signing in and of one's own factors and sessions: those of django-allauth that
a closed house needs. There is no signing up, no mail, no resetting by mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as key
from allauth.socialaccount import views as directory
from allauth.usersessions import views as sessions
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import include, path

from zhunsheng_web.access import factors
from zhunsheng_web.access.adapters import FactorAdapter
from zhunsheng_web.access.models import Account
from zhunsheng_web.access.signing import seal


class ChangePassword(account.PasswordChangeView):  # type: ignore[misc]
    """Who signs in through the directory alone has no password here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        if not user.is_authenticated:
            return redirect("account_login")
        if not user.has_usable_password():
            return redirect("mfa_index")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        return _sealed(self.request, "password.change", super().form_valid, form)


class SetUpApp(totp.ActivateTOTPView):  # type: ignore[misc]
    """An authenticator app is set up."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = _sealed(self.request, "factor.add", super().form_valid, form, why="totp")
        _complete(self.request)
        return response


class RemoveApp(totp.DeactivateTOTPView):  # type: ignore[misc]
    """An authenticator app is removed; the form refuses for the last factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        return _sealed(self.request, "factor.remove", super().form_valid, form, why="totp")


class AddKey(key.AddWebAuthnView):  # type: ignore[misc]
    """A security key is added."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = _sealed(self.request, "factor.add", super().form_valid, form, why="webauthn")
        _complete(self.request)
        return response


class RemoveKey(key.RemoveWebAuthnView):  # type: ignore[misc]
    """A security key is removed; the last second factor stays."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect("account_login")
        if not FactorAdapter().can_delete_authenticator(self.get_object()):
            return redirect("mfa_index")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        return _sealed(self.request, "factor.remove", super().form_valid, form, why="webauthn")


class MakeCodes(recovery.GenerateRecoveryCodesView):  # type: ignore[misc]
    """Recovery codes are made anew."""

    def form_valid(self, form: Any) -> HttpResponse:
        return _sealed(self.request, "factor.add", super().form_valid, form, why="recovery-codes")


class Sessions(sessions.ListUserSessionsView):  # type: ignore[misc]
    """One's own sessions, and the end of the others."""

    def form_valid(self, form: Any) -> HttpResponse:
        return _sealed(self.request, "session.end", super().form_valid, form, why="others")


def _sealed(
    request: HttpRequest,
    what: str,
    act: Callable[[Any], HttpResponse],
    form: Any,
    *,
    why: str | None = None,
) -> HttpResponse:
    """Seals the act, then does it: what cannot be sealed is not done."""
    seal(what, cast(Account, request.user), why=why)
    return act(form)


def _complete(request: HttpRequest) -> None:
    """The enrolment code is used up; the session in which a factor was set up is complete."""
    account = cast(Account, request.user)
    Account.objects.filter(username=account.username).update(enrolment="", enrolment_until=None)
    request.session.pop(factors.ENROLLING, None)
    factors.strong(request.session)


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", ChangePassword.as_view(), name="account_change_password"),
    path("2fa/", factor.index, name="mfa_index"),
    path("2fa/authenticate/", factor.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", SetUpApp.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("2fa/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/codes/new/", MakeCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("2fa/keys/", key.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/keys/add/", AddKey.as_view(), name="mfa_add_webauthn"),
    path("2fa/keys/confirm/", key.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("2fa/keys/<int:pk>/remove/", RemoveKey.as_view(), name="mfa_remove_webauthn"),
    path("sessions/", Sessions.as_view(), name="usersessions_list"),
    path("directory/error/", directory.login_error, name="socialaccount_login_error"),
    path("directory/cancelled/", directory.login_cancelled, name="socialaccount_login_cancelled"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
