"""One warning: what the page says, what it keeps to itself, and how it is acted on from there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from web.world import NOW, World
from zhunsheng.seal.record import Record
from zhunsheng_web.access.models import Person
from zhunsheng_web.casework.models import Comparison, Event, Finding, Warning
from zhunsheng_web.casework.stages import Stage
from zhunsheng_web.casework.verbs import handling as verbs
from zhunsheng_web.casework.verbs import raising
from zhunsheng_web.desk.peers import peers_of
from zhunsheng_web.record import log
from zhunsheng_web.record.reconciling import records


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhunsheng_web.clock.timezone.now", lambda: NOW)


def sealed(what: str) -> list[Record]:
    """The records of one kind in the sealed log of this test."""
    return [one for _, one in records(0, log.log().checkpoint.checkpoint.size) if one.what == what]


def page_of(client: Client, one: Warning, query: str = "") -> str:
    answer = client.get(f"/warnings/{one.token}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def form_on(page: str) -> dict[str, str]:
    """The hidden fields of the form for the next step."""
    form = page[page.index("data-next") :]
    return dict(re.findall(r'type="hidden" name="(once|revision)" value="([^"]*)"', form))


def with_acts(world: World) -> Warning:
    """A warning whose one record rests on two acts by two officers, with a firm in it."""
    one = world.warning()
    field = {"name_zh": "收货人", "name_en": "consignee"}
    acts = [
        {"act": "a1", "title_zh": "派单", "title_en": "dispatch", "at": "2026-10-12T09:00:00+08:00",
         "officer": "W2", "post": "dispatch", "office": "6401", "deviates": False, "fields": []},
        {"act": "a2", "title_zh": "查验", "title_en": "inspect", "at": "2026-10-12T10:00:00+08:00",
         "officer": "W1", "post": "inspect", "office": "6401", "deviates": True,
         "fields": [{"name": "consignee", "mask": "company", **field,
                     "value_zh": "秘密公司", "value_en": "Secret Ltd"},
                    {"name": "goods", "name_zh": "货名", "name_en": "goods",
                     "value_zh": "轴承", "value_en": "bearings"}]},
    ]  # fmt: skip
    Finding.objects.filter(warning=one).update(evidence=acts)
    return one


def test_the_page_tells_the_course_and_marks_where_it_deviates(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    page = page_of(browser_of("SH1"), with_acts(world))
    assert page.index("派单") < page.index("查验</strong>")
    assert page.count("偏离处") == 1
    assert "轴承" in page


def test_names_of_officers_and_firms_stay_masked_until_they_are_asked_for(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    one = with_acts(world)
    client = browser_of("SH1")
    page = page_of(client, one)
    assert "张W1" not in page and "张W2" not in page and "秘密公司" not in page
    assert "关员甲" in page and "关员乙" in page and "企业甲" in page
    client.post(f"/warnings/{one.token}/names/", {"purpose": "verify"})
    page = page_of(client, one)
    assert "张W1（W1）" in page and "秘密公司" in page
    assert [(one.who, one.why) for one in sealed("names.see")] == [("SH1", "verify")]
    client.post(f"/warnings/{one.token}/names/", {"purpose": ""})
    assert "张W1" not in page_of(client, one)


def test_names_stay_masked_for_a_post_that_does_not_need_them(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = with_acts(world)
    client = browser_of("LEG0")
    client.post(f"/warnings/{one.token}/names/", {"purpose": "verify"})
    page = page_of(client, one)
    assert "秘密公司" not in page
    assert 'name="purpose"' not in page
    assert [one.result for one in sealed("names.see")] == ["denied"]


def test_names_are_not_shown_where_the_record_cannot_be_sealed(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = with_acts(world)
    client = browser_of("SH1")
    client.post(f"/warnings/{one.token}/names/", {"purpose": "verify"})

    def refuse(*_: object, **__: object) -> int:
        raise log.NotSealed("full")

    monkeypatch.setattr("zhunsheng_web.desk.views.warning.note", refuse)
    answer = client.get(f"/warnings/{one.token}/")
    assert answer.status_code == 503
    assert "秘密公司" not in answer.content.decode()


def test_the_next_step_is_done_from_the_page_and_said_to_be_done(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning()
    client = browser_of("SH1")
    sent = form_on(page_of(client, one)) | {"text": "请核对"}
    answer = client.post(f"/warnings/{one.token}/do/sign/", sent, follow=True)
    assert "已办理并留痕" in answer.content.decode()
    one.refresh_from_db()
    assert one.stage == "assigned"


def test_a_double_click_does_it_once(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning()
    client = browser_of("SH1")
    sent = form_on(page_of(client, one))
    client.post(f"/warnings/{one.token}/do/sign/", sent)
    answer = client.post(f"/warnings/{one.token}/do/sign/", sent, follow=True)
    assert "没有重复办理" in answer.content.decode()
    assert Event.objects.filter(warning=one, verb="sign").count() == 1


def test_what_was_typed_is_shown_again_with_the_reason_beside_the_field(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    one = world.warning(level=3)
    verbs.sign(one.token, actor=world.actor("SH1"), now=NOW, revision=1)
    client = browser_of("SH1")
    sent = form_on(page_of(client, one)) | {"text": "当日<b>人手</b>不足", "reason_code": "没有"}
    answer = client.post(f"/warnings/{one.token}/do/explain/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "当日&lt;b&gt;人手&lt;/b&gt;不足" in page
    assert 'id="f-reason_code-fault"' in page
    assert Event.objects.filter(warning=one, verb="explain").count() == 0


def test_a_stale_page_keeps_the_text_and_says_what_happened_meanwhile(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    one = world.warning()
    client = browser_of("SH1")
    sent = form_on(page_of(client, one)) | {"text": "由本人办理"}
    Warning.objects.filter(pk=one.pk).update(revision=2)
    answer = client.post(f"/warnings/{one.token}/do/sign/", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "由本人办理" in page
    again = form_on(page) | {"text": "由本人办理"}
    assert again["revision"] == "2"
    assert client.post(f"/warnings/{one.token}/do/sign/", again).status_code == 302


@pytest.mark.parametrize("revision", ["", "-1", "1e3", "9" * 400, "½"])
def test_nonsense_where_the_revision_stands_is_a_stale_page(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    revision: str,
) -> None:
    one = world.warning()
    answer = browser_of("SH1").post(f"/warnings/{one.token}/do/sign/", {"revision": revision})
    assert answer.status_code == 409


@pytest.mark.parametrize("path", ["", "rows/", "do/sign/"])
def test_a_warning_one_may_not_know_of_is_told_like_one_that_is_not(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    path: str,
) -> None:
    hidden = world.warning(level=2)
    client = browser_of("SH1")
    there = client.get(f"/warnings/{hidden.token}/{path}")
    nowhere = client.get(f"/warnings/{'0' * 20}/{path}")
    assert there.status_code == nowhere.status_code == 404
    cut = re.compile(rb'(csrfmiddlewaretoken" value="|x-csrftoken": ")[^"]*|/warnings/[0-9a-z]+/')
    assert cut.sub(b"", there.content) == cut.sub(b"", nowhere.content)


def test_a_step_that_is_not_his_leads_back_with_the_reason(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning()
    answer = browser_of("SH1").get(f"/warnings/{one.token}/do/review/", follow=True)
    assert "不能由您办理" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 60])
def test_the_page_takes_few_queries(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
    rows: int,
) -> None:
    one = world.warning(level=3, rows=rows)
    client = browser_of("SH1")
    client.post(f"/warnings/{one.token}/names/", {"purpose": "verify"})
    with django_assert_max_num_queries(15):
        page_of(client, one)
    verbs.sign(one.token, actor=world.actor("SH1"), now=NOW, revision=1)
    verbs.explain(
        one.token, text="人手不足", reason_code="staffing", actor=world.actor("SH1"), now=NOW,
        revision=2,
    )  # fmt: skip
    for code in ("SH1", "FUN1"):
        client = browser_of(code)
        with django_assert_max_num_queries(15):
            page_of(client, one)


def test_many_rows_go_on_page_by_page(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning(rows=260)
    client = browser_of("SH1")
    seen: list[str] = []
    query = ""
    for _ in range(3):
        page = client.get(f"/warnings/{one.token}/rows/{query}").content.decode()
        seen += re.findall(r"\?row=([0-9]+)#", page)
        following = re.search(r'href="(\?after=[^"]+)" rel="next"', page)
        if following is None:
            break
        query = following[1]
    assert sorted(seen) == sorted(Finding.objects.values_list("key", flat=True))


def test_a_warning_raised_beside_another_shows_the_records_it_rests_on(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    beside, raised = world.warning(level=3, rows=2), world.warning(level=2, rows=2)
    raised.findings.all().delete()
    raised.links.create(to=beside, kind="raised")
    keys = set(beside.findings.values_list("key", flat=True))
    verbs.sign(raised.token, actor=world.actor("AUD1"), now=NOW, revision=1)
    client = browser_of("AUD1")
    page = page_of(client, raised)
    assert set(re.findall(r"\?row=([0-9]+)#", page)) == keys
    assert "拆分" not in page
    asking = client.get(f"/warnings/{raised.token}/do/ask/").content.decode()
    assert all(f'value="{key}"' in asking for key in keys)
    # Whoever may not know of the warning beside it is not shown its records here either.
    beside.barriers.create(kind="person", person=world.people["AUD1"])
    assert not any(key in page_of(client, raised) for key in keys)


def test_everybody_in_the_world_has_a_code_that_is_not_his_name(world: World) -> None:
    """What the masking tests rest on: the name tells the code, the code alone does not tell it."""
    assert all(one.code in one.name_zh and one.code != one.name_zh for one in Person.objects.all())


def test_a_file_comes_with_an_act_survives_a_refusal_and_is_handed_out_as_a_download(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    one = world.warning(level=3)
    verbs.sign(one.token, actor=world.actor("SH1"), now=NOW, revision=1)
    client = browser_of("SH1")
    path = f"/warnings/{one.token}/do/explain/"
    sent = form_on(page_of(client, one)) | {"reason_code": "staffing", "text": ""}
    proof = SimpleUploadedFile("排班表.txt", "十月十二日 一人".encode())
    page = client.post(path, sent | {"attachments_new": proof}).content.decode()
    assert "排班表.txt" in page
    token = re.search(r'name="attachments" value="([0-9a-z]+)" checked', page)
    assert token is not None
    client.post(path, form_on(page) | sent | {"text": "人手不足", "attachments": token[1]})
    page = page_of(client, one)
    assert f"/files/{token[1]}/" in page
    answer = client.get(f"/files/{token[1]}/")
    assert answer.content.decode() == "十月十二日 一人"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert browser_of("W3").get(f"/files/{token[1]}/").status_code == 404


def test_a_file_that_is_refused_says_why_and_keeps_the_text(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning(level=3)
    verbs.sign(one.token, actor=world.actor("SH1"), now=NOW, revision=1)
    client = browser_of("SH1")
    sent = form_on(page_of(client, one)) | {"reason_code": "staffing", "text": "人手不足"}
    wrong = SimpleUploadedFile("x.exe", b"MZ" + bytes(200))
    answer = client.post(f"/warnings/{one.token}/do/explain/", sent | {"attachments_new": wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "人手不足" in page and 'id="f-attachments-fault"' in page


def test_an_officers_number_in_a_sentence_is_masked_with_his_name(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = with_acts(world)
    told = {"sentence_zh": "查验由W1一人办理。", "sentence_en": "W1 inspected alone."}
    Finding.objects.filter(warning=one).update(**told)
    Warning.objects.filter(pk=one.pk).update(**told)
    client = browser_of("SH1")
    page = page_of(client, one)
    assert "查验由关员甲一人办理。" in page and "由W1" not in page
    assert "由W1" not in client.get("/").content.decode()


def test_related_warnings_are_only_those_the_reader_may_see(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one, other, hidden = world.warning(), world.warning(), world.warning(level=2)
    page = browser_of("SH1").get(f"/warnings/{one.token}/related/").content.decode()
    assert other.token in page and hidden.token not in page


def test_peers_leave_the_customs_itself_to_the_third_line(world: World) -> None:
    one = world.warning(level=2)
    for code, judged, failed in (("6401", 100, 50), ("6402", 200, 10), ("5301", 40, 2)):
        Comparison.objects.create(
            run=one.run, standard=one.yardstick.standard, office=world.offices[code],
            judged=judged, failed=failed,
        )  # fmt: skip
    line2, line3 = (peers_of(one, world.actor(code)) for code in ("FUN1", "AUD1"))
    assert line2 is not None and line3 is not None and line3.own is not None
    assert line2.own is None
    assert (line2.others.judged, line2.others.failed) == (240, 12)
    assert (line3.own.judged, line3.own.failed) == (100, 50)


def test_codes_shares_and_sums_of_a_record_are_said_in_words(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning()
    told = {"ground": "customer-request", "tax_due": "14542.10", "opened_share": "0.35",
            "section": "6401-b", "reason": "nobody-knows"}  # fmt: skip
    fields = [
        {"name": name, "name_zh": name, "name_en": name, "value_zh": value, "value_en": value}
        for name, value in told.items()
    ]
    act = {"act": "a1", "title_zh": "放行", "title_en": "release", "fields": fields}
    Finding.objects.filter(warning=one).update(evidence=[act])
    page = page_of(browser_of("SH1"), one)
    shown = re.findall(r"<dd>([^<]*)</dd>", page[page.index("记录内容") :])[:5]
    assert shown == ["应企业要求", "14,542.1 元", "35%", "放行科", "nobody-knows"]


def test_numbers_stand_in_the_table_with_what_they_count_or_not_at_all(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    one, client = world.warning(rows=2), browser_of("SH1")
    assert '<th scope="col" class="num">实际</th>' not in page_of(client, one)
    Finding.objects.filter(warning=one).update(observed=16, allowed=1, unit="days")
    page = page_of(client, one)
    assert page.count('<td class="num nowrap">16 日</td><td class="num nowrap">1 日</td>') == 2
    client.post("/language/", {"language": "en"})
    assert page_of(client, one).count('">16 days</td><td class="num nowrap">1 day</td>') == 2


def test_after_a_step_the_next_of_the_queue_is_one_click_away(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    first, second, third = (world.warning() for _ in range(3))
    client = browser_of("SH1")
    page = page_of(client, second)
    assert "data-following" not in page
    done = client.post(f"/warnings/{second.token}/do/sign/", form_on(page), follow=True)
    following = re.search(r'/warnings/(\w+)/" data-following', done.content.decode())
    order = sorted((first, second, third), key=lambda one: one.token)
    expected = (order[order.index(second) + 1 :] or order[:1])[0]
    assert following is not None and following[1] == expected.token


def test_what_is_missing_is_told_field_by_field(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning(level=4, stage=Stage.ASSIGNED)
    client = browser_of("SH1")
    answer = client.post(f"/warnings/{one.token}/do/explain/", form_on(page_of(client, one)))
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "<li>原因：请选择一项。</li>" in told and "<li>说明：请写明情况。</li>" in told


def test_who_gets_what_is_handed_up_stands_in_the_history(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning(level=3)
    raising.hand_up(
        one.token, text="需要回避", reason_code="conflict", actor=world.actor("SH1"), now=NOW,
        revision=1,
    )  # fmt: skip
    client = browser_of("FUN1")
    assert "<dt>上交至</dt><dd>第二道防线（职能监控）</dd>" in page_of(client, one)
    client.post("/language/", {"language": "en"})
    assert "<strong>Handed up</strong>" in page_of(client, one)


def test_proof_is_asked_only_of_what_was_to_be_put_right(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning(level=4, stage=Stage.DISPOSED)
    client = browser_of("SH1")
    Warning.objects.filter(pk=one.pk).update(disposal="reminder")
    assert 'name="proof"' not in page_of(client, one)
    Warning.objects.filter(pk=one.pk).update(disposal="rectification")
    assert 'name="proof"' in page_of(client, one)


def test_a_row_beyond_the_first_ones_can_be_opened(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning(rows=30)
    last = one.findings.order_by("happened_at", "pk")[29]
    page = page_of(browser_of("SH1"), one, f"?row={last.key}")
    assert f'经过 <span class="soft">{last.subject_id}' in page


def test_whoever_explained_is_told_that_another_verifies(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning(level=4, stage=Stage.ASSIGNED)
    client = browser_of("SH1")
    sent = form_on(page_of(client, one)) | {"text": "人手不足", "reason_code": "staffing"}
    page = client.post(f"/warnings/{one.token}/do/explain/", sent, follow=True).content.decode()
    assert "下一步：核查" in page and "这一步须由他人办理" in page
    assert "须由他人办理" not in page_of(browser_of("LIA1"), one)


def test_how_many_records_were_split_off_stands_in_both_histories(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning(level=3, rows=3)
    key = one.findings.order_by("pk")[0].key
    sent = {"revision": str(one.revision), "once": "s", "rows": [key], "text": "另一件事"}
    client = browser_of("FUN1" if one.desk == "line2" else "SH1")
    client.post(f"/warnings/{one.token}/do/split/", sent)
    new = Warning.objects.exclude(pk=one.pk).get()
    for each in (one, new):
        page = client.get(f"/warnings/{each.token}/").content.decode()
        assert "转移记录</dt><dd>1 条" in page


def test_a_restricted_warning_does_not_wait_for_the_section_s_explanation(
    world: World, browser_of: Any
) -> None:
    for level, said in ((3, "待说明"), (2, "待了解情况")):
        one = world.warning(level=level)
        Warning.objects.filter(pk=one.pk).update(stage="assigned")
        page = browser_of("AUD1").get(f"/warnings/{one.token}/", HTTP_ACCEPT_LANGUAGE="zh-hans")
        head = page.content.decode().partition('<p class="state">')[2].partition("</p>")[0]
        assert said in head, level
