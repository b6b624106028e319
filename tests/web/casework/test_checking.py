"""Files are looked at where they can do no harm; films among them; what is never sent is swept."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from web.casework import samples
from web.casework.doing import DAY, Hand
from web.casework.samples import CANARY
from web.world import NOW, World
from zhunsheng_web.casework import unsent
from zhunsheng_web.casework.attachments import add, fetch, place
from zhunsheng_web.casework.consequences import tick
from zhunsheng_web.casework.faults import Incomplete
from zhunsheng_web.casework.files import checking, kinds
from zhunsheng_web.casework.files.checking import look_at
from zhunsheng_web.casework.files.refusal import Refused
from zhunsheng_web.casework.handling import Files, handling
from zhunsheng_web.casework.models import Attachment
from zhunsheng_web.record.models import SealedAct

FILMS = ("mp4", "webm")


def rules(**others: object) -> Files:
    return handling().attachments.model_copy(update=others)


@pytest.mark.parametrize("content", [samples.png(), samples.pdf(), samples.word(), b"\xb5\xb1"])
def test_the_child_says_what_the_check_says(content: bytes) -> None:
    assert look_at("说明.bin", content) == kinds.checked("说明.bin", content)


@pytest.mark.parametrize(
    ("name", "content", "suffix"),
    [
        ("查验.mp4", samples.mp4(), ".mp4"),
        ("查验.webm", samples.webm(), ".webm"),
        ("录屏", samples.webm(live=True), ".webm"),
    ],
)
def test_a_short_film_is_taken_without_what_it_tells_besides(
    name: str, content: bytes, suffix: str
) -> None:
    film = look_at(name, content)
    assert film.name.endswith(suffix)
    assert film.media_type == f"video/{suffix[1:]}"
    assert CANARY in content
    assert CANARY not in film.content
    assert len(film.content) == len(content)
    assert kinds.checked(name, film.content, most_film=1 << 20, films=FILMS) == film


def test_films_are_taken_by_data_alone() -> None:
    for content in (samples.mp4(), samples.webm()):
        with pytest.raises(Refused, match="unknown-kind") as refused:
            kinds.checked("a.mp4", content)
        assert "MP4" not in refused.value.text.en
        with pytest.raises(Refused, match="too-large"):
            kinds.checked("a.mp4", content, most_film=40, films=FILMS)


@pytest.mark.parametrize("content", [samples.mp4(), samples.webm(), samples.webm(live=True)])
def test_a_film_that_breaks_off_or_hides_a_file_is_refused(content: bytes) -> None:
    for cut in range(8, len(content), 7):
        try:
            kept = kinds.checked("a", content[:cut], most_film=1 << 20, films=FILMS)
        except Refused as refused:
            assert refused.code == "damaged"
        else:  # the last part has no length of its own, or all that is needed was there
            assert len(kept.content) == cut
    with pytest.raises(Refused, match="active-content"):
        kinds.checked("a", samples.webm(attached=True), most_film=1 << 20, films=FILMS)


def _child(code: str) -> str:
    """What becomes of a check that does something else besides."""
    done = subprocess.run(
        [sys.executable, "-c", code, "a.txt", "5", "900", "1000000", "0", ""],
        input=b"text", capture_output=True, check=False,
        env={"PYTHONPATH": ":".join(str(Path(one).resolve()) for one in sys.path)},
    )  # fmt: skip
    return str(json.loads(done.stdout.partition(b"\n")[0]).get("media_type", ""))


HARM = """
import sys
from zhunsheng_web.casework.files import checking_child
true = checking_child.checked
def harmful(name, content, **others):
    try:
        {harm}
    except OSError:
        return true(name, content, **others)
    raise SystemExit(print('{{"media_type": "harmed"}}'))
checking_child.checked = harmful
{before}
checking_child.main(sys.argv[1:])
"""
HARMS = (
    "import socket; socket.socket()",
    "open('/etc/passwd')",
    "open('/tmp/life-harm', 'w')",
    "import subprocess; subprocess.Popen(['true'])",
)


@pytest.mark.parametrize("harm", HARMS)
def test_whoever_takes_over_the_check_can_open_nothing(harm: str) -> None:
    preloaded = "import socket, subprocess"
    assert _child(HARM.format(harm=harm, before=preloaded)) == "text/plain"


def test_without_the_limit_he_could() -> None:
    free = "import socket, resource; resource.setrlimit = lambda *_: None"
    assert _child(HARM.format(harm=HARMS[0], before=free)) == "harmed"


def test_what_takes_too_much_is_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    small = rules(check=handling().attachments.check.model_copy(update={"megabytes": 60}))
    answer, _ = checking._asked("a.txt", b"a" * (18 << 20), small)
    assert answer.get("media_type") is None
    monkeypatch.setattr(checking, "_asked", lambda *_: (answer, b""))
    with pytest.raises(Refused, match="too-hard") as refused:
        look_at("a.txt", b"text")
    assert "PDF" in refused.value.text.en


def test_an_unsent_file_is_swept_after_a_day_on_record_and_a_sent_one_stays(
    world: World,
) -> None:
    hand, actor = Hand(world), world.actor("SH1")
    one = world.warning(level=3)
    left = add(one.token, "草稿.txt", b"never sent", actor=actor, now=NOW)
    sent = add(one.token, "说明.txt", b"sent", actor=actor, now=NOW)
    again = add(one.token, "另存.txt", b"sent", actor=actor, now=NOW)
    hand(one, "SH1", "note", text="附上", attachments=[sent.token])
    assert tick(NOW + DAY - dt.timedelta(minutes=1)).done["unsent files"] == 0
    acts = SealedAct.objects.count()
    assert unsent.sweep(NOW + DAY + dt.timedelta(minutes=1)) == 2
    assert unsent.sweep(NOW + DAY + dt.timedelta(minutes=1)) == 0
    assert SealedAct.objects.count() == acts + 2
    assert set(Attachment.objects.values_list("token", flat=True)) == {sent.token}
    assert not place(left.digest).exists()
    assert again.digest == sent.digest
    assert fetch(sent.token, actor=actor, now=NOW).content == b"sent"
    with pytest.raises(Incomplete):
        hand(one, "SH1", "note", text="附上", attachments=[left.token])
