"""Every address asked for as somebody would: read with a real name in it, and each act of it by a
form that is filled in."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from web.record.everything import ONCE, WEEK, Everything, administered
from web.world import NOW
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.models import Posting
from zhunsheng_web.casework.forms import Form
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.offers import filled, possible
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.papers.form import forms

TODAY = NOW.date().isoformat()
LATER = WEEK.isoformat()
PERIOD = {"office": "6400", "first": "2026-10-01", "last": "2026-10-31"}
STANDARD = register().standards[0].id
ABOUT_ALL = {"about": "warnings", "by": "", "shown": "table"}
ACTS = (Verb.SIGN, Verb.NOTE)
"""Steps that are tried through the API as well; all are tried on the pages."""
REFUSED = (Verb.SIGN, Verb.VERIFY, Verb.SUSPEND, Verb.REFER, Verb.SUPERSEDE)
"""Steps that are tried where they are not to be done: of the desk, the assignee, a head, special
posts, the system."""
SAME_FOR_ALL = {
    "api:described", "api:api-1:openapi-json", "api:api-1:api-root", "book:search", "book:chapter",
    "book:changed", "book:touched", "book:register", "book:register_on", "book:turn", "book:guide",
}  # fmt: skip
"""Addresses that ask nothing of the reader but to be signed in: one person tries them."""
FIRST = "SH1"


@dataclass(frozen=True)
class Told:
    """A line of the table: what is sealed after showing, and after doing; None: no such request,
    empty: free."""

    get: tuple[str, ...] | None
    post: tuple[str, ...] | None


def _cell(told: str) -> tuple[str, ...] | None:
    return None if not told else () if told == "-" else tuple(told.split())


def table() -> dict[str, Told]:
    """Address by its name → what has to be sealed."""
    with (Path(__file__).parent / "addresses.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    assert all(row["why"] for row in rows if "-" in (row["get"], row["post"])), "say why it is free"
    return {row["address"]: Told(_cell(row["get"]), _cell(row["post"])) for row in rows}


def addresses() -> set[str]:
    """The name of every address there is. Raises AssertionError for one without a name."""
    return set(_named(get_resolver().url_patterns, ""))


def _named(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _named(one.url_patterns, inner)
        else:
            assert one.name, f"an address without a name: {one.pattern}"
            yield space + one.name


@dataclass(frozen=True)
class Ask:
    """One request. ``given``: the form, or for the API the body."""

    view: str
    path: str
    method: str = "get"
    given: Any = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def of(self, client: Client) -> HttpResponseBase:
        """The answer."""
        if self.method == "get":
            return client.get(self.path, self.given)  # type: ignore[return-value]
        if self.path.startswith("/api/v1/"):
            body = json.dumps(self.given)
            send = getattr(client, self.method)
            return send(self.path, body, content_type="application/json")  # type: ignore[no-any-return]
        return client.post(self.path, self.given)  # type: ignore[return-value]


def readings(all_of: Everything, code: str) -> Iterator[Ask]:
    """Every address read, with names that are real."""
    for view in sorted(addresses()):
        if view in SAME_FOR_ALL and code != FIRST:
            continue
        for kwargs in _names(all_of, view, code):
            yield Ask(view, reverse(view, kwargs=kwargs), given=_asked_for(view))


def _asked_for(view: str) -> dict[str, str] | None:
    return {
        "boards:query": ABOUT_ALL | {"run": "1"},
        "boards:evaluation-draft": {"office": "6400", "month": "2026-09"},
    }.get(view)


def _names(all_of: Everything, view: str, code: str) -> list[dict[str, Any]]:
    """What stands in an address, in all the ways that differ."""
    own, names = all_of.own, all_of.names
    on = NOW.date()
    warnings = [{"token": names["open"]}, {"token": names["closed"]}]
    known: dict[str, list[dict[str, Any]]] = {
        "desk:seen": [{"token": own["notice", code]}],
        "desk:mute_do": [{"token": names["mute"], "verb": "approve"}],
        "desk:lead": [{"token": names["lead"]}],
        "desk:handover": [{"token": own["handover", one]} for one in (code, "W2")],
        "desk:record": [one | {"key": "0" * 32, "act": "a1"} for one in warnings],
        "desk:clearance": [{"token": own["inquiry", code]}],
        "api:key_end": [{"token": own.get(("key", code), own["key", "SH1"])}],
        "desk:file": [{"token": names["file"]}],
        "desk:inquiry": [{"token": own["inquiry", code]}, {"token": own["inquiry", "W2"]}],
        "desk:act": [one | {"verb": verb} for one in warnings for verb in ("sign", "refer")],
        "boards:chart": [{"name": "inspection"}],
        "boards:query-forget": [{"token": own["query", code]}],
        "boards:edition": [{"token": names["edition"]}],
        "boards:evaluation-reply": [{"token": names["edition"]}],
        "book:register_on": [{"on": on}],
        "book:chapter": [{"on": on, "section": "standards"}],
        "book:touched": [{"on": on, "law": register().laws[0].id}],
        "book:item": [{"on": on, "section": "standards", "item": STANDARD}],
        "book:proposal_do": [{"token": names["draft"], "verb": "submit"}],
        "book:learned": [{"standard": STANDARD}],
        "book:guide": [{"name": "officer"}],
        "book:announcement": [{"token": names["announcement"]}],
        "book:announcement_do": [{"token": names["announcement"], "verb": "read"}],
        "book:case": [{"token": names["case"]}, {"token": names["shown"]}],
        "book:case_edit": [{"token": names["case"]}],
        "book:case_do": [{"token": names["case"], "verb": "publish"}],
        "papers:offered": [
            {"about": "warning", "thing": names["open"]},
            {"about": "warning", "thing": names["closed"]},
            {"about": "inquiry", "thing": own["inquiry", code]},
            {"about": "mute", "thing": names["mute"]},
            {"about": "proposal", "thing": names["draft"]},
        ],
        "papers:make": [{"form_id": "monthly-report"}],
        "upkeep:run": [{"run": "run-1"}],
        "access:person": [{"token": all_of.world.people[one].token} for one in ("W4", "SH4")],
        "access:person-act": [{"token": all_of.world.people["W4"].token, "name": "hand-password"}],
        "access:decide": [{"token": names["request"]}],
        "access:office": [{"code": "6401"}],
        "access:change-office": [{"code": "6401"}],
        "access:second-glass": [{"token": names["asked"]}],
        "access:review-glass": [{"token": names["looked"]}],
        "api:api-1:one_asked": [{"token": own["inquiry", code]}, {"token": own["inquiry", "W2"]}],
        "api:api-1:answer": [{"token": own["inquiry", code]}],
        "api:api-1:seen": [{"token": own["notice", code]}],
        "api:api-1:items": [{"part": "powers"}],
        "api:api-1:item": [{"part": "standards", "id": STANDARD}],
        "api:api-1:end": [{"token": own.get(("key", code), own["key", "SH1"])}],
        "api:api-1:act": [one | {"verb": "note"} for one in warnings],
        "mfa_remove_webauthn": [{"pk": 1}],
        "openid_connect_login": [{"provider_id": "directory"}],
        "openid_connect_callback": [{"provider_id": "directory"}],
    }
    if view in known:
        return known[view]
    if view.startswith("boards:watch-"):
        return [{"token": own["watch", code]}, {"token": own["watch", "SH1"]}]
    if (
        view.startswith("book:proposal_") and view != "book:proposal_new"
    ) or view == "book:proposal":
        return [{"token": names["draft"]}]
    if view.startswith(("desk:", "papers:export_rows", "api:api-1:")) and _has_token(view):
        return warnings
    return [{}]


def _has_token(view: str) -> bool:
    return view in {
        "desk:mute", "desk:warning", "desk:rows", "desk:course", "desk:related", "desk:names",
        "papers:export_rows", "api:api-1:warning", "api:api-1:rows", "api:api-1:events",
        "api:api-1:forms",
    }  # fmt: skip


def acts(all_of: Everything, code: str) -> Iterator[Ask]:
    """Every act there is, by a form that is filled in: what the person may do, and what not."""
    actor = all_of.world.actor(code)
    yield from _steps(all_of, actor)
    yield from _on_cases(all_of, code)
    yield from _of_one_s_own(all_of, code)
    yield from _of_the_house(all_of, code)
    yield Ask("set_language", "/language/", "post", {"language": "en"})
    for view in ("usersessions_list", "account_logout"):
        yield Ask(view, reverse(view), "post", {})


def _steps(all_of: Everything, actor: Actor) -> Iterator[Ask]:
    """Each step with the first warning it can be taken with, and with one it cannot."""
    left = {verb for verb in Verb if verb is not Verb.ANSWER}
    refused = set(REFUSED)
    for warning in all_of.stages:
        can = possible(warning, actor)
        for verb in list(left & set(can)):
            left.discard(verb)
            given = form_filled(filled(verb, warning, actor))
            about = {"token": warning.token, "verb": verb}
            sent = given | {"revision": warning.revision, "once": ONCE}
            yield Ask("desk:act", reverse("desk:act", kwargs=about), "post", sent)
            if verb in ACTS:
                body = {"revision": warning.revision, "given": given}
                yield Ask("api:api-1:act", reverse("api:api-1:act", kwargs=about), "post", body)
        for verb in list(refused - set(can)):
            refused.discard(verb)
            about = {"token": warning.token, "verb": verb}
            sent = {"revision": warning.revision, "text": "x", "once": ONCE}
            yield Ask("desk:act", reverse("desk:act", kwargs=about), "post", sent)
    for warning in all_of.stages[:2]:
        chosen = {"verb": "sign", "chosen": [f"{warning.token}.{warning.revision}"], "go": "1"}
        yield Ask("desk:batch", "/several/", "post", chosen | {"once": ONCE, "text": "核对"})
        rows = [{"token": warning.token, "revision": warning.revision}]
        body = {"verb": "sign", "rows": rows, "given": {"text": "核对"}}
        yield Ask("api:api-1:act_on_many", "/api/v1/warnings/batch", "post", body)
        named = reverse("desk:names", args=[warning.token])
        yield Ask("desk:names", named, "post", {"purpose": "verify"})
        mute = {"office_path": warning.office_path, "valid_from": TODAY, "valid_to": LATER,
                "reason": "升级", "once": ONCE}  # fmt: skip
        yield Ask("desk:mute", reverse("desk:mute", args=[warning.token]), "post", mute)
        taken = {"form": "csv", "purpose": "核查"}
        rows_of = reverse("papers:export_rows", args=[warning.token])
        yield Ask("papers:export_rows", rows_of, "post", taken)


def form_filled(form: Form) -> dict[str, Any]:
    """A form as somebody in earnest fills it in."""
    given: dict[str, Any] = {}
    for field in form.fields:
        match field.kind:
            case "text":
                given[field.name] = "经查属实，已按规定办理"
            case "date":
                given[field.name] = (NOW + dt.timedelta(days=14)).date().isoformat()
            case "money":
                given[field.name] = "100.00"
            case "rows":
                given[field.name] = [one.value for one in field.choices[:1]]
            case "files":
                given[field.name] = []
            case _ if field.choices:
                given[field.name] = field.choices[0].value
    return given


def _on_cases(all_of: Everything, code: str) -> Iterator[Ask]:
    names = all_of.names

    def do(view: str, given: dict[str, Any], **about: Any) -> Ask:
        return Ask(view, reverse(view, kwargs=about), "post", {"once": ONCE} | given)

    for verb in ("approve", "end"):
        yield do("desk:mute_do", {"reason": "不再需要"}, token=names["mute"], verb=verb)
    yield do("desk:lead", {"text": "初核"}, token=names["lead"])
    system = {"kind": "system", "title": "改派单", "reason": "屡次改派", "system": "查验系统",
              "change": "派单随机", "accepted_when": "派单日志无人工改派",
              "measured_by": STANDARD, "at_most": "1.5", "after_days": "90"}  # fmt: skip
    yield do("book:proposal_new", system | {"target": "inspection"})
    yield do("book:proposal_edit", system | {"revision": 1}, token=names["draft"])
    for verb, which, revision in (
        ("submit", "draft", 1), ("withdraw", "draft", 1), ("try", "draft", 1),
        ("approve", "sent", 2), ("refuse", "sent", 2), ("date", "agreed", 3), ("enact", "dated", 4),
    ):  # fmt: skip
        given = {"text": "同意", "revision": revision, "effective_on": LATER}
        yield do("book:proposal_do", given, token=names[which], verb=verb)
    told = {"title": "一人查验", "text": "一票货物由一人查验。", "lesson": "双人作业不能省。"}
    yield do("book:case_new", told | {"warning": names["told"]})
    yield do("book:case_edit", told | {"revision": 1}, token=names["case"])
    yield do("book:case_do", {"revision": 1}, token=names["case"], verb="publish")
    yield do("book:case_do", {"revision": 2}, token=names["shown"], verb="withdraw")
    days = {"valid_from": TODAY, "valid_to": LATER, "office": _office(all_of, code)}
    yield do("book:announce", {"title": "通知", "text": "请阅"} | days)
    for verb in ("read", "withdraw"):
        yield do("book:announcement_do", {}, token=names["announcement"], verb=verb)
    yield do("boards:evaluation-publish", {"office": "6400", "month": "2026-08"})
    yield do("boards:evaluation-reply", {"unit": "6401", "text": "已整改"}, token=names["edition"])


def _office(all_of: Everything, code: str) -> str:
    main = all_of.world.actor(code).main
    return main.path.split(".")[-2] if main else ""


def _of_one_s_own(all_of: Everything, code: str) -> Iterator[Ask]:
    own = all_of.own

    def do(view: str, given: dict[str, Any], **about: Any) -> Ask:
        return Ask(view, reverse(view, kwargs=about), "post", given)

    yield do("desk:seen", {}, token=own["notice", code])
    yield do("desk:all_seen", {"notice": own["notice", code]})
    for mine in (own["handover", code], own["handover", "W2"]):
        yield do("desk:handover", {"once": ONCE}, token=mine)
    yield do("api:api-1:seen", {}, token=own["notice", code])
    answered = {"text": "当日人手不足", "reason_code": "staffing"}
    for mine in (own["inquiry", code], own["inquiry", "W2"]):
        yield do("desk:inquiry", answered | {"once": ONCE}, token=mine)
        yield do("api:api-1:answer", {"given": answered}, token=mine)
    yield do("boards:watch", {"name": "新", "level": "2"})
    yield do("boards:watch-edit", {"name": "改", "level": "2"}, token=own["watch", code])
    yield do("boards:watch-pause", {"to": "pause"}, token=own["watch", code])
    yield do("boards:watch-delete", {}, token=own["watch", code])
    yield do("boards:query-save", ABOUT_ALL | {"name": "新"})
    yield do("boards:query-forget", {}, token=own["query", code])
    yield do("boards:query-export", ABOUT_ALL | {"form": "csv", "purpose": "核查"})
    yield do("papers:export_warnings", {"form": "csv"})
    yield do("papers:export_register", {"form": "csv", "part": "powers"})
    for form in forms().values():
        thing = {
            "warning": all_of.names["open"], "inquiry": own["inquiry", code],
            "mute": all_of.names["mute"], "proposal": all_of.names["draft"], "period": "",
        }[form.about]  # fmt: skip
        if form.id in ONE_FORM_OF_EACH:
            given = PERIOD | {"thing": thing, "kind": "docx"}
            yield do("papers:make", given, form_id=form.id)
    yield do("api:api-1:make", {"title": "对账", "scope": "read", "days": 1})
    key = own.get(("key", code), own["key", "SH1"])
    yield do("api:key_make", {"title": "对账", "scope": "read", "days": "1"})
    yield do("api:key_end", {}, token=key)
    yield Ask("api:api-1:end", reverse("api:api-1:end", args=[key]), "delete", {})


ONE_FORM_OF_EACH = {
    about: next(form.id for form in forms().values() if form.about == about)
    for about in ("warning", "inquiry", "mute", "proposal", "period")
}.values()
"""A form about each kind of thing; the others are made in the same way."""


def _of_the_house(all_of: Everything, code: str) -> Iterator[Ask]:
    people, names = all_of.world.people, all_of.names

    def do(view: str, given: dict[str, Any], **about: Any) -> Ask:
        return Ask(view, reverse(view, kwargs=about), "post", {"once": ONCE} | given)

    yield do("upkeep:verify", {})
    for view in ("upkeep:log_export", "upkeep:acts_export"):
        yield do(view, {"form": "csv", "purpose": "核查"})
    yield do("access:add-person", {"code": "N1", "name_zh": "新人", "name_en": "New"})
    for name, who, given in administered():
        held = Posting.objects.filter(person=people[who]).first()
        given = given | {"posting": held.token if held else ""}
        yield do("access:person-act", given, token=people[who].token, name=name)
    for decision in ("grant", "refuse"):
        given = {"decision": decision, "reason": "不必"}
        yield do("access:decide", given, token=names["request"])
    added = {"act": "add", "code": "6409", "level": "section", "title_zh": "新科",
             "title_en": "New", "valid_from": TODAY}  # fmt: skip
    yield do("access:change-office", added, code="6401")
    told = {"kind": "warning", "thing": "T-0001", "reason": "核对", "alone": "yes"}
    yield do("access:ask-glass", told)
    yield do("access:second-glass", {}, token=names["asked"])
    yield do("access:review-glass", {"text": "必要", "proper": "yes"}, token=names["looked"])
