"""Every form can be made, in both languages, of a matter with a whole life and of a bare one."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Literal

import pytest
from docx import Document

from web.papers.rich import HARD, rich_warning, thing_for
from web.world import NOW, World
from zhunsheng_web.casework.faults import Incomplete, NotAllowed, NotThere
from zhunsheng_web.papers import vocabulary
from zhunsheng_web.papers.form import FormError, forms, read_form
from zhunsheng_web.papers.models import Paper
from zhunsheng_web.papers.of_other import filling_of_inquiry
from zhunsheng_web.papers.of_warning import filling_of
from zhunsheng_web.papers.printing import make, matter_for
from zhunsheng_web.papers.tables import rows_table
from zhunsheng_web.record import log
from zhunsheng_web.record.log import NotSealed
from zhunsheng_web.record.models import SealedAct

BOTH: tuple[Literal["zh", "en"], ...] = ("zh", "en")


def maker_of(form_id: str) -> str:
    return "LEAD1" if "leader" in forms()[form_id].roles else "AUD1"


def text_of_word(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    foot = [one.text for one in document.sections[0].footer.paragraphs]
    return "\n".join([one.text for one in document.paragraphs] + cells + foot)


def text_of_pdf(content: bytes) -> str:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    ran = subprocess.run([reader, "-layout", "-", "-"], input=content, capture_output=True)
    return ran.stdout.decode()


def test_there_are_about_thirty_and_every_one_is_sound() -> None:
    assert len(forms()) >= 30
    assert len({form.word for form in forms().values()}) == len(forms())
    assert {form.about for form in forms().values()} == set(vocabulary.FACTS)


@pytest.mark.parametrize("rich", [True, False], ids=["rich", "bare"])
def test_every_form_is_made_in_word_in_both_languages(world: World, rich: bool) -> None:
    warning = rich_warning(world) if rich else world.warning(level=3, rows=0)
    for form in forms().values():
        thing = thing_for(form, world, warning, rich=rich)
        for language in BOTH:
            made = make(form.id, thing, kind="docx", language=language, now=NOW,
                        actor=world.actor(maker_of(form.id)))  # fmt: skip
            text = text_of_word(made.content)
            assert form.title.text.say(language) in text
            number = Paper.objects.get(form=form.id, thing=thing).number
            assert number in text and number.startswith("甲关")
            assert "{" not in text.replace("{{number}}", "").replace("{least", "")
            if form.about == "warning" and "number" in form.every_place():
                assert warning.number in text


def test_every_form_is_made_as_pdf(world: World) -> None:
    warning = rich_warning(world)
    for turn, form in enumerate(forms().values()):
        language = BOTH[turn % 2]
        thing = thing_for(form, world, warning, rich=True)
        made = make(form.id, thing, kind="pdf", language=language, now=NOW,
                    actor=world.actor(maker_of(form.id)))  # fmt: skip
        text = "".join(text_of_pdf(made.content).split())
        assert "".join(form.title.text.say(language).split()) in text
        assert Paper.objects.get(form=form.id, thing=thing).number in text


def test_what_was_typed_is_printed_and_never_obeyed(world: World) -> None:
    warning = rich_warning(world)
    made = make("verification-feedback", warning.token, kind="pdf", language="zh", now=NOW,
                actor=world.actor("AUD1"))  # fmt: skip
    text = "".join(text_of_pdf(made.content).split())
    assert "".join(HARD.replace("\x07", "\ufffd").split()) in text


def test_the_same_check_catches_words_set_without_quotes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhunsheng_web.papers import as_pdf

    monkeypatch.setattr(as_pdf, "quoted", lambda words: f"[{words}]")
    with pytest.raises(Exception):  # noqa: B017  (typst's own)
        test_what_was_typed_is_printed_and_never_obeyed(world)
        raise AssertionError


def test_a_paper_keeps_its_number_and_says_who_made_it(world: World) -> None:
    one = world.warning()
    texts = [
        text_of_word(
            make("assignment-slip", one.token, kind="docx", language="zh", now=NOW,
                 actor=world.actor(code)).content
        )
        for code in ("SH1", "SH1L")
    ]  # fmt: skip
    paper = Paper.objects.get()
    assert paper.times == 2 and all(paper.number in text for text in texts)
    assert "张SH1（SH1）" in texts[0] and "张SH1L（SH1L）" in texts[1]
    assert SealedAct.objects.get(leaf=paper.leaf).deed in texts[1]


def test_numbers_do_not_count(world: World) -> None:
    for _ in range(8):
        make("assignment-slip", world.warning().token, kind="docx", language="zh", now=NOW,
             actor=world.actor("SH1"))  # fmt: skip
    codes = [int(one.number[-9:-1]) for one in Paper.objects.order_by("pk")]
    assert len(set(codes)) == 8
    assert codes != sorted(codes) or max(codes) - min(codes) > 1000


def test_who_may_not_see_the_matter_gets_no_paper(world: World) -> None:
    closed = world.warning(level=1)
    for code in ("SH1", "HEAD1", "W1", "SYS1", "AUD3"):
        with pytest.raises(NotThere):
            make("case-cover", closed.token, kind="pdf", language="zh", now=NOW,
                 actor=world.actor(code))  # fmt: skip
    assert not Paper.objects.exists()


def test_forms_of_the_third_line_are_for_the_third_line(world: World) -> None:
    one = world.warning(level=3)
    with pytest.raises(NotAllowed):
        make("lead-transfer", one.token, kind="pdf", language="zh", now=NOW,
             actor=world.actor("SH1"))  # fmt: skip
    assert not Paper.objects.exists()


def test_the_index_lists_papers_of_the_kinds_its_maker_makes(world: World) -> None:
    """That a transfer exists would tell the section that a lead was handed over."""
    one, kept = world.warning(level=3), {"kind": "docx", "language": "zh", "now": NOW}
    make("lead-transfer", one.token, actor=world.actor("AUD1"), **kept)  # type: ignore[arg-type]
    for code, told in (("SH1", False), ("FUN1", False), ("AUD2", True)):
        index = make("case-index", one.token, actor=world.actor(code), **kept)  # type: ignore[arg-type]
        assert ("问题线索移交单" in text_of_word(index.content)) is told, code


def test_what_cannot_be_sealed_is_not_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    one = world.warning()
    monkeypatch.setattr(log, "write", lambda records: (_ for _ in ()).throw(NotSealed("full")))
    with pytest.raises(NotSealed):
        make("case-cover", one.token, kind="docx", language="zh", now=NOW,
             actor=world.actor("AUD1"))  # fmt: skip
    assert not Paper.objects.exists()


def test_the_officer_makes_the_papers_of_his_inquiry_and_learns_nothing_else(world: World) -> None:
    one = world.warning(level=1)
    one.sentence_zh = "绝密线索"
    one.save()
    asked = thing_for(forms()["clearance"], world, one, rich=True)
    for form in ("explanation-request", "explanation", "clearance"):
        made = make(form, asked, kind="docx", language="zh", now=NOW, actor=world.actor("W1"))
        text = text_of_word(made.content)
        assert "漏签" in text or form != "clearance"
        assert one.number not in text and "绝密线索" not in text
    with pytest.raises(NotThere):
        make("clearance", asked, kind="docx", language="zh", now=NOW, actor=world.actor("W2"))


def test_days_that_are_none_are_told_and_a_long_period_is_refused(world: World) -> None:
    for thing in ("6400~2026-13-01~1", "6400~2026-11-30~2026-11-01", "6400~2020-01-01~2026-01-01"):
        with pytest.raises(Incomplete):
            matter_for("period", thing, actor=world.actor("AUD1"), now=NOW)
    with pytest.raises(NotThere):
        matter_for("period", "5300~2026-11-01~2026-11-30", actor=world.actor("AUD1"), now=NOW)


def test_every_fact_a_filling_gives_is_one_a_form_may_ask_for(world: World) -> None:
    warning = rich_warning(world)
    for about in ("warning", "inquiry", "mute", "proposal", "period"):
        form = next(form for form in forms().values() if form.about == about)
        thing = thing_for(form, world, warning, rich=True)
        filling = matter_for(about, thing, actor=world.actor("AUD1"), now=NOW).fill()
        facts = {name for name in filling.facts if "." not in name}
        asked = {name for name in vocabulary.FACTS[form.about] if "." not in name}
        assert facts == asked - vocabulary.ALWAYS
        assert set(filling.lists) == set(vocabulary.LISTS[form.about])
        for name, items in filling.lists.items():
            for item in items:
                assert set(item) == vocabulary.LISTS[form.about][name]


def test_a_form_that_asks_for_what_there_is_not_is_refused_with_its_name(tmp_path: Path) -> None:
    good = (Path(vocabulary.__file__).parent / "forms/assignment-slip.yaml").read_text("utf-8")
    for old, new, told in (
        ("{number}", "{nummer}", "nummer"),
        ("about: warning", "about: wedding", "about"),
        ("- note:", "- nota:", "nota"),
    ):
        (tmp_path / "bad.yaml").write_text(good.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(FormError, match=told) as refused:
            read_form(tmp_path / "bad.yaml")
        assert "bad.yaml" in str(refused.value)


def test_officers_are_named_only_to_whoever_may_see_names(world: World) -> None:
    one = world.warning(level=3)
    one.sentence_zh, one.sentence_en = "W1独自查验", "W1 inspected alone"
    named = filling_of(one, actor=world.actor("SH1")).facts
    assert (named["officers"].zh, named["sentence"].zh) == ("张W1（W1）", "W1独自查验")
    world.people["FUN1"].postings.update(role="analyst")
    analyst = world.actor("FUN1")
    masked = filling_of(one, actor=analyst)
    assert masked.facts["officers"].zh == masked.facts["subject"].zh == "关员甲"
    assert masked.facts["sentence"].zh == "关员甲独自查验"
    assert "W1" not in str(masked)
    assert "W1" in str(rows_table(one, world.actor("SH1")))
    assert "W1" not in str(rows_table(one, analyst))


def test_what_an_inquiry_does_not_know_is_blank() -> None:
    from zhunsheng_web.access.models import Person
    from zhunsheng_web.casework.models import Inquiry

    blank = Inquiry(person=Person(code="X", name_zh="甲", name_en="A"),
                    asked_by=Person(code="Y", name_zh="乙", name_en="B"),
                    asked_at=NOW, due_at=NOW)  # fmt: skip
    assert filling_of_inquiry(blank, office_path="").facts["answer"].zh == ""


@pytest.mark.full
def test_libreoffice_opens_every_word_document(world: World, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice is not installed")
    warning = rich_warning(world)
    for form in forms().values():
        thing = thing_for(form, world, warning, rich=True)
        made = make(form.id, thing, kind="docx", language="zh", now=NOW,
                    actor=world.actor(maker_of(form.id)))  # fmt: skip
        (tmp_path / f"{form.id}.docx").write_bytes(made.content)
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, tmp_path.glob("*.docx"))],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    for form in forms().values():
        text = text_of_pdf((tmp_path / f"{form.id}.pdf").read_bytes())
        assert "".join(form.title.zh.split()) in "".join(text.split())


def test_every_form_is_listed_in_the_documentation_of_both_languages() -> None:
    root = Path(__file__).parents[3] / "docs"
    for language in BOTH:
        told = (root / language / "papers.md").read_text("utf-8")
        missing = [one.id for one in forms().values() if one.title.text.say(language) not in told]
        assert missing == []
