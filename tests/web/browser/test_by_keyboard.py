"""A whole warning from signing to striking off, without a mouse."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from web.browser.conftest import Eyes
from web.world import World
from zhunsheng_web.casework.models import Event, Warning
from zhunsheng_web.casework.stages import Stage


def open_first(page: Page) -> None:
    """Today; j to the first row, o opens it."""
    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/warnings/**")


def reach(page: Page, name: str) -> None:
    """Goes on with Tab until the field is reached; it must be, within a screenful of stops."""
    for _ in range(40):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached with Tab")


def send(page: Page) -> None:
    """Tab to the form's button, Enter; the page says that it is done."""
    for _ in range(40):
        if page.evaluate("document.activeElement.matches('form.step p.go button')"):
            page.keyboard.press("Enter")
            expect(page.locator(".told.success")).to_be_visible()
            return
        page.keyboard.press("Tab")
    raise AssertionError("the button cannot be reached with Tab")


def pick(page: Page, name: str, value: str) -> None:
    """Chooses in a list or among a few, by keys alone."""
    reach(page, name)
    if page.evaluate("document.activeElement.matches('select')"):
        for _ in range(20):
            if page.evaluate("document.activeElement.value") == value:
                return
            page.keyboard.press("ArrowDown")
    else:
        for _ in range(8):
            here = "document.activeElement.value"
            if page.evaluate(here) == value and page.evaluate("document.activeElement.checked"):
                return
            page.keyboard.press("Space")
            if page.evaluate(here) == value:
                return
            page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} cannot be chosen")


def write(page: Page, name: str, text: str) -> None:
    reach(page, name)
    page.keyboard.type(text)


def test_a_warning_goes_from_signing_to_striking_off_by_keyboard(
    world: World,
    eyes_of: Callable[..., Eyes],
) -> None:
    one = world.warning(level=3)
    head, first, second = eyes_of("SH1"), eyes_of("FUN1"), eyes_of("FUN2")

    open_first(head.page)
    head.page.keyboard.press("g")
    send(head.page)

    head.page.keyboard.press("g")
    pick(head.page, "reason_code", "staffing")
    write(head.page, "text", "同事临时出勤，现场只有一人。")
    send(head.page)

    open_first(first.page)
    first.page.keyboard.press("g")
    pick(first.page, "conclusion", "founded")
    pick(first.page, "reason_code", "negligent")
    write(first.page, "text", "调取排班表和录像，情况属实。")
    send(first.page)

    open_first(second.page)
    second.page.keyboard.press("g")
    write(second.page, "text", "同意")
    send(second.page)

    open_first(first.page)
    first.page.keyboard.press("g")
    pick(first.page, "disposal", "reminder")
    write(first.page, "text", "对科长提醒谈话。")
    send(first.page)

    first.page.keyboard.press("g")
    write(first.page, "text", "谈话已完成，排班已调整。")
    send(first.page)

    one.refresh_from_db()
    assert one.stage == "closed"
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "sign", "explain", "verify", "review", "dispose", "close",
    ]  # fmt: skip
    assert not head.complaints + first.complaints + second.complaints


def test_the_keys_are_explained_and_do_nothing_while_somebody_writes(
    world: World,
    eyes_of: Callable[..., Eyes],
) -> None:
    world.warning()
    eyes = eyes_of("SH1")
    page = eyes.page
    page.goto("/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/warnings/**")
    page.keyboard.press("g")
    reach(page, "text")
    page.keyboard.type("jjoux?")
    assert page.locator("textarea[name=text]").input_value() == "jjoux?"
    assert not eyes.complaints


def test_what_was_typed_survives_a_lost_page_and_is_gone_once_it_is_sent(
    world: World,
    eyes_of: Callable[..., Eyes],
) -> None:
    one = world.warning()
    page = eyes_of("SH1").page
    page.goto(f"/warnings/{one.token}/")
    page.locator("textarea[name=text]").fill("请核对排班")
    page.goto("/")
    page.goto(f"/warnings/{one.token}/")
    expect(page.locator("textarea[name=text]")).to_have_value("请核对排班")
    page.locator("form.step p.go button").click()
    expect(page.locator(".told.success")).to_be_visible()
    assert "排班" not in page.evaluate("JSON.stringify(sessionStorage)")
    assert Warning.objects.get().stage == "assigned"


def test_a_double_click_signs_once(world: World, eyes_of: Callable[..., Eyes]) -> None:
    one = world.warning()
    page = eyes_of("SH1").page
    page.goto(f"/warnings/{one.token}/")
    page.locator("form.step p.go button").dblclick()
    expect(page.locator(".told").first).to_be_visible()
    assert Event.objects.filter(warning=one, verb="sign").count() == 1


def test_choices_survive_a_lost_page_too_and_are_said_to_be_there(
    world: World,
    eyes_of: Callable[..., Eyes],
) -> None:
    one = world.warning(stage=Stage.ASSIGNED)
    page = eyes_of("SH1").page
    page.goto(f"/warnings/{one.token}/")
    expect(page.locator("[data-kept]")).to_be_hidden()
    page.locator("select[name=reason_code]").select_option("staffing")
    page.goto("/")
    page.goto(f"/warnings/{one.token}/")
    expect(page.locator("select[name=reason_code]")).to_have_value("staffing")
    expect(page.locator("[data-kept]")).to_be_visible()


def test_nobody_finds_what_another_typed_in_the_same_tab(
    world: World,
    eyes_of: Callable[..., Eyes],
) -> None:
    one = world.warning()
    eyes = eyes_of("SH1")
    eyes.page.goto(f"/warnings/{one.token}/")
    eyes.page.locator("textarea[name=text]").fill("写到一半")
    other = eyes_of("HEAD1")
    eyes.page.context.clear_cookies()
    eyes.page.context.add_cookies(other.page.context.cookies())
    eyes.page.goto(f"/warnings/{one.token}/")
    expect(eyes.page.locator("textarea[name=text]")).to_have_value("")
    assert "写到一半" not in eyes.page.evaluate("JSON.stringify(sessionStorage)")


def test_several_are_ticked_and_signed_for_at_once(
    world: World,
    eyes_of: Callable[..., Eyes],
) -> None:
    for _ in range(30):
        world.warning()
    page = eyes_of("SH1").page
    page.goto("/")
    for key in "jxjxb":
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_url("**/several/")
    send(page)
    assert Warning.objects.filter(stage=Stage.ASSIGNED).count() == 2
