"""Figures count what the reader may know of, no more and no less."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from web.world import NOW, PEOPLE, World
from zhunsheng_web.access import walls
from zhunsheng_web.access.models import Office
from zhunsheng_web.boards import figures as figures_module
from zhunsheng_web.boards.figures import Figure, Figures
from zhunsheng_web.boards.scope import scope_of
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Barrier, Warning
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.tally import MEASURES, facts_of

GIVEN = {"from": "2026-10", "to": "2026-11"}


@pytest.fixture
def busy(world: World) -> World:
    for office, about in (("6401-a", "W1"), ("6401-b", "W4"), ("6402-a", "W6"), ("5301-a", "W7")):
        for level in (1, 2, 3, 4):
            world.warning(office=office, about=about, level=level, rows=level)
    # An open warning about a head himself, hidden from him and, being his area, from all below.
    about_head = world.warning(office="6401-a", about="SH1", level=4)
    Barrier.objects.create(warning=about_head, kind="area", path=about_head.office_path)
    about_customs = world.warning(office="6401-b", about="HEAD1", level=3)
    Barrier.objects.create(warning=about_customs, kind="area", path="0000.6400.6401.")
    return world


def expected(world: World, code: str, office: Office) -> Figure:
    whole = Figure()
    for one in visible_warnings(world.actor(code)).filter(office_path__startswith=office.path):
        whole = whole.plus(Figure(*facts_of(one).counts))
    return whole


def shown(world: World, code: str, office: str = "") -> tuple[Figure, Figure] | None:
    actor = world.actor(code)
    scope = scope_of(actor, GIVEN | {"office": office}, today=NOW.date())
    if scope is None:
        return None
    # Behind the second wall, where there is one: it must not keep back what is to be taken off.
    with walls.reading(actor):
        return Figures(actor, scope).total(), expected(world, code, scope.office)


@pytest.mark.parametrize("code", sorted(PEOPLE))
def test_everybody_s_figures_are_a_recount_of_what_he_may_see(busy: World, code: str) -> None:
    for office in ("", *busy.offices):
        both = shown(busy, code, office)
        if both is not None:
            assert both[0] == both[1], office


def test_figures_that_forget_the_barriers_are_caught(
    busy: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures_module, "in_the_way", lambda actor, rows: rows.none())
    wrong = [code for code in PEOPLE if (both := shown(busy, code)) and both[0] != both[1]]
    assert {"SH1", "HEAD1", "SH2"} <= set(wrong)


def test_the_columns_of_the_figure_are_those_that_are_kept() -> None:
    assert Figure._fields == MEASURES


def stripped(page: bytes) -> str:
    return re.sub(r'"[A-Za-z0-9]{64}"|20\d\d-\d\d-\d\d \d\d:\d\d', "", page.decode())


@pytest.mark.parametrize("code", ["SH1", "SH1L", "HEAD1", "W1", "SH2"])
def test_a_page_says_nothing_of_what_it_hides(
    world: World, browser_of, code: str  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    world.warning(office="6401-b", about="W4", level=4)
    client: Client = browser_of(code)
    addresses = [
        f"/boards/monitoring/?{asked}" for asked in ("from=2026-10&to=2026-11", "office=6401-a")
    ] + ["/boards/monitoring/warnings/?from=2026-10&to=2026-11"]
    before = [(r.status_code, stripped(r.content)) for r in map(client.get, addresses)]
    world.warning(office="6401-a", about="W1", level=1, standard="another-standard")
    hidden = world.warning(office="6401-a", about="SH1", level=4, standard="a-third")
    Barrier.objects.create(warning=hidden, kind="area", path="0000.6400.6401.")
    after = [(r.status_code, stripped(r.content)) for r in map(client.get, addresses)]
    assert before == after
    assert Warning.objects.count() == 3


def test_a_closed_one_that_was_assigned_to_him_counts(world: World) -> None:
    one = world.warning(office="6401-a", about="W1", level=2)
    world.warning(office="6401-a", about="W1", level=2)
    before = shown(world, "FUN1")
    Warning.objects.filter(pk=one.pk).update(assignee=world.people["FUN1"])
    after = shown(world, "FUN1")
    assert before is not None and after is not None
    assert [f.standing for f in (*before, *after)] == [0, 0, 1, 1]


def test_the_list_holds_as_many_as_the_figure_says(busy: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    client: Client = browser_of("AUD1")
    page = client.get("/boards/monitoring/?from=2026-10&to=2026-11").context
    for line in [*page["domains"], *page["offices"], *page["standards"], *page["posts"]]:
        listed = client.get(line.link).context["listed"]
        assert len(listed) == line.figure.standing
    assert len(client.get(page["open_link"]).context["listed"]) == page["whole"].open


@pytest.mark.parametrize(("across", "untied"), [("office", 1), ("office", 5), ("month", 1)])
def test_the_map_of_risk_points_leads_down_to_the_warnings_it_counts(
    world: World, browser_of, across: str, untied: int  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    points = [one for one in register().risk_points if one.standards][:3]
    for n, one in enumerate(points):
        for _ in range(n + 1):
            world.warning(office="6401-a", level=3, standard=one.standards[0])
    world.warning(office="6402-a", about="W6", level=3, standard=points[0].standards[0])
    for n in range(untied):
        world.warning(office="6402-a", about="W6", level=3, standard=f"of-no-risk-point-{n}")
    client: Client = browser_of("AUD1")
    context = client.get(f"/boards/monitoring/?from=2026-10&to=2026-11&across={across}").context
    shown = context["riskmap"]
    assert {one.id for one in points} | {"untied"} <= {one.id for one in shown.points}
    for point in shown.points:
        assert sum(cell.count for cell in point.cells) == point.total
        for cell in point.cells:
            if cell.count:
                assert len(client.get(cell.link).context["listed"]) == cell.count
        assert len(client.get(point.link).context["listed"]) == point.total
    assert shown.points[-1].id == "untied" and shown.points[-1].total == untied


def test_the_map_of_a_section_is_by_month(busy: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    context = browser_of("AUD1").get("/boards/monitoring/?office=6401-a&across=office").context
    assert context["riskmap"].across == "month"


def test_a_long_list_goes_on_where_the_page_ended(
    world: World, browser_of, monkeypatch: pytest.MonkeyPatch  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    made = {world.warning().token for _ in range(7)}
    monkeypatch.setattr("zhunsheng_web.boards.views.warnings.A_PAGE", 3)
    client: Client = browser_of("AUD1")
    address, seen = "?from=2026-10&to=2026-11", []
    for _ in range(4):
        context = client.get("/boards/monitoring/warnings/" + address).context
        seen += [one.warning.token for one in context["listed"]]
        if not context["next"]:
            break
        address = "?" + context["next"]
    assert sorted(seen) == sorted(made)


def test_pages_take_few_queries(
    busy: World, browser_of, django_assert_max_num_queries  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    client = browser_of("AUD1")
    for address in ("?from=2026-10", "?office=6401-a", "?office=6401", "warnings/?office=6401"):
        with django_assert_max_num_queries(15):
            assert client.get("/boards/monitoring/" + address).status_code == 200


def test_what_cannot_be_given_is_said(busy: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    page = browser_of("SH1").get("/boards/monitoring/?office=5301-a&from=soon").content.decode()
    assert "5301-a" in page
    assert "soon" in page
    assert browser_of("W1").get("/boards/monitoring/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("office=6401-b", "6401-b"),
        ("office=放行科", "6401-b"),
        ("office=%20release%20SECTION", "6401-b"),
        ("office=查验科&at=6402", "6402-a"),
        ("office=查验科&at=6401-a", "6401-a"),
    ],
)
def test_an_office_is_asked_for_by_its_name_or_its_code(
    busy: World, browser_of: Any, asked: str, code: str
) -> None:
    page = browser_of("FUN1").get(f"/boards/monitoring/?{asked}").content.decode()
    assert f'name="at" value="{code}"' in page
    assert f'name="office" value="{busy.offices[code].title_zh}"' in page
    assert "told error" not in page


def test_a_name_of_several_offices_is_answered_with_their_codes(
    busy: World, browser_of: Any
) -> None:
    page = browser_of("FUN1").get("/boards/monitoring/?office=查验科").content.decode()
    assert "叫“查验科”的单位不止一个" in page
    assert "6401-a" in page and "6402-a" in page
    assert "5301-a" not in page, "outside his reach"
