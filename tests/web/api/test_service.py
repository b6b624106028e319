"""What other programs may read and do: the same as the pages, no more."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from web.papers.rich import inquiry
from web.world import NOW, World
from zhunsheng_web.api.keys import end_key, make_key
from zhunsheng_web.api.models import AccessKey
from zhunsheng_web.casework.faults import Incomplete, NotAllowed, NotThere
from zhunsheng_web.casework.models import Event
from zhunsheng_web.clock import now


class Program:
    """A program with a key of a person's."""

    def __init__(self, world: World, code: str, scope: str = "act") -> None:
        self.key, secret = make_key("试", scope, 1, actor=world.actor(code), now=now())
        self.headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
        self.client = Client()

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", **self.headers, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.client.post(f"/api/v1{path}", json.dumps(body), "application/json",
                                **self.headers, **headers)  # fmt: skip


def test_a_list_comes_in_parts_that_skip_nothing_and_repeat_nothing(world: World) -> None:
    made = {world.warning(level=3).token for _ in range(7)}
    program, seen, after = Program(world, "AUD1"), [], ""
    while after is not None:
        part = program.get(f"/warnings?limit=3{'&after=' + after if after else ''}").json()
        seen += [one["token"] for one in part["items"]]
        after = part["next"]
    assert len(seen) == 7 and set(seen) == made


def test_a_list_shows_what_the_asker_may_know_of_and_the_queries_are_few(
    world: World, django_assert_max_num_queries: Any
) -> None:
    seen, hidden = world.warning(level=3), world.warning(level=1)
    program = Program(world, "SH1")
    program.get("/me")
    with django_assert_max_num_queries(15):
        tokens = [one["token"] for one in program.get("/warnings").json()["items"]]
    assert seen.token in tokens and hidden.token not in tokens
    there, nowhere = program.get(f"/warnings/{hidden.token}"), program.get(f"/warnings/{'0' * 20}")
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content


def test_one_warning_says_what_can_be_done_and_what_has_to_be_given(
    world: World, django_assert_max_num_queries: Any
) -> None:
    one = world.warning(level=3, rows=3)
    program = Program(world, "SH1")
    with django_assert_max_num_queries(20):
        whole = program.get(f"/warnings/{one.token}").json()
    assert "sign" in whole["can"]
    forms = program.get(f"/warnings/{one.token}/forms").json()
    assert {form["verb"] for form in forms["items"]} == set(whole["can"])
    rows = program.get(f"/warnings/{one.token}/rows?limit=2").json()
    rest = program.get(f"/warnings/{one.token}/rows?limit=2&after={rows['next']}").json()
    assert len(rows["items"]) == 2 and len(rest["items"]) == 1 and rest["next"] is None


def test_the_same_key_does_it_once(world: World) -> None:
    one, program = world.warning(level=3), Program(world, "SH1")
    body = {"revision": 1, "given": {"text": "请说明"}}
    first = program.post(f"/warnings/{one.token}/sign", body, HTTP_IDEMPOTENCY_KEY="a-1")
    again = program.post(f"/warnings/{one.token}/sign", body, HTTP_IDEMPOTENCY_KEY="a-1")
    assert first.status_code == again.status_code == 200, again.content
    assert again["Idempotent-Replayed"] == "true" and "Idempotent-Replayed" not in first
    assert Event.objects.filter(warning=one, verb="sign").count() == 1
    other = program.post(f"/warnings/{one.token}/sign", body, HTTP_IDEMPOTENCY_KEY="a-2")
    assert other.status_code == 409


def test_refusals_are_problems_in_the_readers_language(world: World) -> None:
    one, program = world.warning(level=3), Program(world, "SH1")
    for language, word in (("zh-hans", "办理"), ("en", "warning")):
        answer = program.post(f"/warnings/{one.token}/sign", {"revision": 9},
                              HTTP_ACCEPT_LANGUAGE=language)  # fmt: skip
        assert answer["Content-Type"] == "application/problem+json"
        told = answer.json()
        assert (answer.status_code, told["code"], told["status"]) == (409, "stale", 409)
        assert word in told["detail"]
    wrong = program.get("/warnings?limit=0&office=%00").json()
    assert {one["field"] for one in wrong["errors"]} == {"query.limit", "query.office"}


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe{", b"{", b"[" * 100_000, b'{"revision": 1e999}', b'{"revision": 1, "given": 5}',
     b'{"revision":1,"given":{"text":"a\\u0000b"}}', b'{"revision":1,"given":{"text":"\\ud800"}}',
     b'{"revision":1,"x":1}', b"null", b"", b'{"revision": 99999999999999999999}',
     b'{"revision": true}'],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_changes_nothing(world: World, body: bytes) -> None:
    one, program = world.warning(level=3), Program(world, "SH1")
    answer = program.client.post(f"/api/v1/warnings/{one.token}/sign", body, "application/json",
                                 **program.headers)  # fmt: skip
    assert answer.status_code in (400, 422), answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    assert not Event.objects.exists()


def test_a_body_that_is_too_large_is_refused(world: World) -> None:
    program = Program(world, "SH1")
    answer = program.post("/warnings/batch", {"verb": "sign", "x": "y" * 3_000_000})
    assert answer.status_code == 413


def test_nobody_without_a_key_or_a_session_is_let_in(world: World) -> None:
    answer = Client().get("/api/v1/warnings")
    assert answer.status_code == 401 and answer["WWW-Authenticate"] == "Bearer"
    wrong = Client().get("/api/v1/warnings", HTTP_AUTHORIZATION="Bearer zsk_no")
    assert wrong.status_code == 401
    assert Client().get("/api/v1/health").json() == {"status": "ok"}


def test_a_key_that_is_over_does_not_act_by_the_session_beside_it(
    world: World, browser_of: Any
) -> None:
    program = Program(world, "SH1")
    end_key(program.key.token, actor=world.actor("SH1"), now=now())
    answer = browser_of("SH1").get("/api/v1/warnings", **program.headers)
    assert answer.status_code == 401


def test_a_session_needs_its_csrf_token_to_change_anything(world: World, browser_of: Any) -> None:
    one = world.warning(level=3)
    browser = browser_of("SH1")
    browser.handler.enforce_csrf_checks = True
    assert browser.get("/api/v1/me").status_code == 200
    answer = browser.post(f"/api/v1/warnings/{one.token}/sign", '{"revision": 1}',
                          "application/json")  # fmt: skip
    assert answer.status_code == 403 and answer.json()["code"] == "csrf"
    assert not Event.objects.exists()


def test_a_key_that_reads_does_not_act_and_a_key_makes_no_key(world: World) -> None:
    one, reader = world.warning(level=3), Program(world, "SH1", "read")
    answer = reader.post(f"/warnings/{one.token}/sign", {"revision": 1})
    assert answer.status_code == 403 and answer.json()["code"] == "read-only-key"
    made = Program(world, "SH1").post("/keys", {"title": "x"})
    assert made.status_code == 403


def test_a_key_is_over_with_its_day_its_end_its_account_and_its_owners_posts(world: World) -> None:
    program = Program(world, "SH1")
    one = world.warning(level=3)
    assert program.get(f"/warnings/{one.token}").status_code == 200
    world.people["SH1"].postings.update(valid_to=dt.date(2021, 1, 1))
    assert program.get(f"/warnings/{one.token}").status_code == 404
    account = world.people["SH1"].account
    account.is_active = False
    account.save()
    assert program.get("/me").status_code == 401
    other = Program(world, "AUD1")
    AccessKey.objects.filter(pk=other.key.pk).update(expires_at=now() - dt.timedelta(seconds=1))
    assert other.get("/me").status_code == 401


def test_the_security_administrator_ends_anybodys_key_and_others_only_their_own(
    world: World,
) -> None:
    program = Program(world, "SH1")
    with pytest.raises(NotThere):
        end_key(program.key.token, actor=world.actor("AUD1"), now=NOW)
    assert program.get("/me").status_code == 200
    end_key(program.key.token, actor=world.actor("SEC1"), now=NOW)
    assert program.get("/me").status_code == 401


def test_keys_are_made_for_a_purpose_and_a_time_and_never_for_administrators(world: World) -> None:
    for title, scope, days in (("", "read", 1), ("x", "all", 1), ("x", "read", 91)):
        with pytest.raises(Incomplete):
            make_key(title, scope, days, actor=world.actor("AUD1"), now=NOW)
    with pytest.raises(NotAllowed):
        make_key("x", "read", 1, actor=world.actor("SYS1"), now=NOW)
    _, secret = make_key("x", "read", 1, actor=world.actor("AUD1"), now=NOW)
    assert not AccessKey.objects.filter(digest__contains=secret).exists()


def test_an_officer_answers_what_he_is_asked_and_sees_no_warning(world: World) -> None:
    warning = world.warning(level=1)
    asked = inquiry(world, warning, rich=False)
    program = Program(world, "W1")
    assert program.get("/warnings").json() == {"items": [], "next": None}
    mine = program.get("/inquiries").content.decode()
    assert asked.token in mine and warning.token not in mine and warning.number not in mine
    body = {"given": {"text": "两人均在场", "reason_code": "operation"}}
    assert program.post(f"/inquiries/{asked.token}/answer", body).status_code == 200
    assert program.post(f"/inquiries/{asked.token}/answer", body).status_code == 409
    assert Program(world, "W2").get(f"/inquiries/{asked.token}").status_code == 404


def test_many_are_signed_at_once_and_each_is_told(world: World) -> None:
    good, stale, hidden = world.warning(), world.warning(), world.warning(level=1)
    rows = [{"token": one.token, "revision": n} for one, n in ((good, 1), (stale, 7), (hidden, 1))]
    done = Program(world, "SH1").post("/warnings/batch", {"verb": "sign", "rows": rows}).json()
    assert [(one["done"], one["code"]) for one in done["items"]] == [
        (True, "done"), (False, "stale"), (False, "not-there"),
    ]  # fmt: skip


def test_runs_are_for_whoever_looks_after_them(world: World) -> None:
    assert Program(world, "AUD1").get("/runs").status_code == 200
    assert Program(world, "SH1").get("/runs").status_code == 403


def test_the_register_is_read_in_parts(world: World) -> None:
    program = Program(world, "W1")
    first = program.get("/register/powers?limit=2").json()
    second = program.get(f"/register/powers?limit=2&after={first['next']}").json()
    ids = [one["id"] for one in first["items"] + second["items"]]
    assert len(set(ids)) == 4 and ids == sorted(ids)
    assert program.get(f"/register/powers/{ids[0]}").json()["id"] == ids[0]
    assert program.get("/register/powers/none-such").status_code == 404
    assert program.get("/register/secrets").status_code == 422


def test_the_description_is_published_and_readable(world: World, browser_of: Any) -> None:
    schema = Program(world, "W1").get("/openapi.json").json()
    page = browser_of("W1").get("/api/").content.decode()
    assert all(path in page for path in schema["paths"])
    assert "cdn" not in page
