"""What a reader is shown when a page cannot be: in both languages, and alike where it must be."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from zhunsheng_web.ui import faults


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "没有这一页"), ("en", "No such page")])
def test_an_address_that_is_not_there_is_told_in_the_readers_language(
    db: None, language: str, word: str
) -> None:
    answer = Client(headers={"accept-language": language}).get("/nowhere/at/all/")
    assert answer.status_code == 404
    assert word in answer.content.decode()


def test_the_language_of_the_browser_is_overruled_by_the_choice(db: None) -> None:
    client = Client(headers={"accept-language": "zh"})
    client.post("/language/", {"language": "en", "next": "/nowhere/"})
    assert "No such page" in client.get("/nowhere/").content.decode()


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "页面已失效"), ("en", "has expired")])
def test_a_form_without_the_mark_against_forgery_says_how_to_go_on(
    db: None, language: str, word: str
) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    answer = client.post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert word in answer.content.decode()


def test_a_broken_page_is_told_without_asking_the_database(
    django_assert_num_queries,  # type: ignore[no-untyped-def]
    db: None,
) -> None:
    with translation.override("zh-hans"), django_assert_num_queries(0):
        answer = faults.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "没有生效" in answer.content.decode()


@pytest.mark.parametrize(("page", "status"), [(faults.refused, 403), (faults.unreadable, 400)])
def test_refusals_carry_their_status(page, status: int) -> None:  # type: ignore[no-untyped-def]
    answer: HttpResponse = page(RequestFactory().get("/"))
    assert answer.status_code == status
    assert "<h1>" in answer.content.decode()
