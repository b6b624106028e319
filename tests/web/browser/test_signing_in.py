"""The whole way in, in a real browser: password, enrolment code, a security key or an app, in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import Page

from web.access.entry import PASSWORD, code_of
from web.browser.conftest import Eyes
from web.world import World
from zhunsheng_web import clock
from zhunsheng_web.access import factors


def _first_sign_in(world: World, eyes: Eyes) -> Page:
    """FUN1 with his password and the code he was given, before the choice of a factor."""
    cache.clear()
    account = world.people["FUN1"].account
    account.set_password(PASSWORD)
    account.password_set_at = clock.now()
    plain, account.enrolment = factors.new_code()
    account.enrolment_until = clock.now() + factors.GOOD_FOR
    account.save()
    page = eyes.page
    page.goto("/")
    _password(page)
    page.get_by_label("启用码").fill(plain)
    page.get_by_role("button", name="下一步").click()
    return page


def _password(page: Page) -> None:
    page.get_by_label("用户名").fill("fun1")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="下一步").click()


def _sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="退出").click()


def _is_in(page: Page) -> bool:
    return page.locator(".mark-who").count() == 1


def test_with_a_security_key(world: World, eyes_of: Callable[..., Eyes]) -> None:
    eyes = eyes_of(None)
    devices = eyes.page.context.new_cdp_session(eyes.page)
    devices.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2", "transport": "usb", "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    page = _first_sign_in(world, eyes)
    page.get_by_role("link", name="安全密钥").click()
    if "localhost" not in page.url:
        pytest.skip("the test server is not at localhost, where keys may be used without HTTPS")
    page.get_by_label("名称").fill("办公室的钥匙")
    page.get_by_role("button", name="添加").click()
    page.wait_for_url("**/account/2fa/codes/")
    page.get_by_role("link", name="已保管好，继续").click()
    assert _is_in(page)
    _sign_out(page)
    page.goto("/account/login/")
    _password(page)
    page.get_by_role("button", name="使用安全密钥").click()
    page.wait_for_selector(".mark-who")
    assert eyes.complaints == []


def test_with_an_app(world: World, eyes_of: Callable[..., Eyes]) -> None:
    eyes = eyes_of(None)
    page = _first_sign_in(world, eyes)
    page.get_by_role("link", name="动态验证码").click()
    assert page.get_by_alt_text("二维码").evaluate("image => image.naturalWidth") > 0
    secret = page.locator("code").inner_text()
    page.get_by_label("验证码").fill(code_of(secret))
    page.get_by_role("button", name="启用").click()
    page.get_by_role("link", name="已保管好，继续").click()
    assert _is_in(page)
    _sign_out(page)
    page.goto("/account/login/")
    _password(page)
    page.get_by_label("动态验证码").fill(code_of(secret))
    page.get_by_role("button", name="登录").click()
    assert _is_in(page)
    assert eyes.complaints == []
