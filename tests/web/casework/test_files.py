"""Files are known by their content, and those that do harm are refused with a reason."""

from __future__ import annotations

import contextlib
import random
import zipfile

import pytest

from web.casework import samples
from web.casework.samples import CANARY, altered, jpeg, pdf, png, sheet, word
from zhunsheng_web.casework.files import kinds, office, pictures
from zhunsheng_web.casework.files.kinds import checked
from zhunsheng_web.casework.files.refusal import Refused

GOOD = {
    "说明.pdf": pdf(),
    "截图.png": png(),
    "现场.jpg": jpeg(),
    "说明.docx": word(),
    "值班表.xlsx": sheet(),
    "说明.txt": "当日三人请假".encode(),
    "旧系统.txt": "当日三人请假".encode("gb18030"),
    "rows.csv": b"a,b\n1,2\n",
}
_RELS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'relationships"><Relationship Id="r1" Type="http://x/attachedTemplate" Target="http://evil/t"'
    b' TargetMode="External"/></Relationships>'
)
_FIELD = (
    b"<w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\\\cmd</w:instrText></w:r>"
)
HOSTILE = {
    "macros by name": (altered(word(), {"word/vbaProject.bin": b"x"}), "active-content"),
    "macros by type": (
        altered(word(), edited={"[Content_Types].xml": (b"document.main", b"macroEnabled.main")}),
        "active-content",
    ),
    "an embedded object": (altered(sheet(), {"xl/embeddings/o.bin": b"x"}), "active-content"),
    "a link to a template": (
        altered(word(), {"word/_rels/settings.xml.rels": _RELS}), "active-content"
    ),
    "a field that calls a program": (
        altered(word(), edited={"word/document.xml": (b"</w:p>", _FIELD + b"</w:p>")}),
        "active-content",
    ),
    "an entity in the XML": (
        altered(word(), {"word/x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "active-content",
    ),
    "an entity in UTF-16": (
        altered(word(), {"word/x.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")}),
        "active-content",
    ),
    "a bomb": (altered(word(), {"word/media/big.bin": bytes(60 << 20)}), "too-large"),
    "a bomb that lies": (
        samples.lying(altered(word(), {"word/a.bin": bytes(60 << 20)}), "word/a.bin", 10),
        None,
    ),
    "many members": (
        altered(word(), {f"word/m{n}.bin": b"" for n in range(office.MOST_MEMBERS)}), "too-large"
    ),
    "a path out of it": (altered(word(), {"../../etc/passwd": b"x"}), "damaged"),
    "two of one name": (altered(word(), {"WORD/document.xml": b"x"}), "damaged"),
    "an ordinary archive": (word().replace(b"word/document", b"ward/document"), "unknown-kind"),
    "many points": (png(30_000, 30_000), "too-large"),
    "many points, JPEG": (jpeg(60_000, 60_000), "too-large"),
    "a script in a PDF": (pdf(b"<< /OpenAction << /S /JavaScript /JS (x) >> >>"), "active-content"),
    "a script in disguise": (pdf(b"<< /S /J#61vaScript >>"), "active-content"),
    "a script, packed": (pdf(packed=b"<< /S /JavaScript >>"), "active-content"),
    "a packed bomb": (pdf(packed=bytes(80 << 20)), "too-large"),
    "an encrypted PDF": (pdf(b"<< /Encrypt 5 0 R >>"), "encrypted"),
    "half a PDF": (pdf()[:-8], "damaged"),
    "half a PNG": (png()[:-20], "damaged"),
    "half a JPEG": (jpeg()[:-40], "damaged"),
    "a program": (b"MZ\x90\x00" + bytes(100), "unknown-kind"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "unknown-kind"),
    "nothing": (b"", "empty"),
    "too much": (b"a" * (kinds.MOST_BYTES + 1), "too-large"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_what_people_send_is_taken(name: str) -> None:
    file = checked(name, GOOD[name])
    assert file.name == name
    assert len(file.content) > 0


@pytest.mark.parametrize("what", HOSTILE)
def test_what_does_harm_is_refused(what: str) -> None:
    content, code = HOSTILE[what]
    with pytest.raises(Refused) as refused:
        checked("无害.docx", content)
    assert code is None or refused.value.code == code
    assert refused.value.text.zh
    assert refused.value.text.en


def test_a_name_is_not_believed() -> None:
    assert checked("发票.pdf", png()).name == "发票.pdf.png"
    assert checked("../../etc/pass\u202ewd.exe", b"text").name == "passwd.exe.txt"
    assert checked("照片.JPEG", jpeg()).name == "照片.jpg"
    assert checked("", b"text").name == "attachment.txt"


@pytest.mark.parametrize("picture", [png(extra=CANARY), jpeg()])
def test_pictures_tell_no_place_and_no_camera(picture: bytes) -> None:
    assert CANARY in picture
    kept = checked("现场", picture).content
    assert CANARY not in kept
    assert b"Exif" not in kept or kept.count(b"Exif") == 1
    assert checked("现场", kept).content == kept


def test_a_turned_picture_stays_turned() -> None:
    assert pictures._turned(b"MM\x00*" + checked("a", jpeg(turned=6)).content[16:]) == 6
    assert b"Exif" not in checked("a", jpeg(turned=1)).content


@pytest.mark.parametrize("name", ["截图.png", "现场.jpg", "说明.docx", "值班表.xlsx", "说明.pdf"])
def test_no_cut_and_no_flipped_bit_crashes_it(name: str) -> None:
    whole, chance = GOOD[name], random.Random(7)
    step = max(1, len(whole) // 150)
    for cut in range(0, len(whole), step):
        _taken_or_refused(name, whole[:cut])
    for _ in range(150):
        broken = bytearray(whole)
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        _taken_or_refused(name, bytes(broken))


def test_a_believed_size_would_let_the_bomb_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken variant: summing what the directory tells instead of reading."""

    def believed(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
        return left - member.file_size

    monkeypatch.setattr(office, "_member", believed)
    content, _ = HOSTILE["a bomb that lies"]
    assert checked("a.docx", content).name == "a.docx"


def _taken_or_refused(name: str, content: bytes) -> None:
    with contextlib.suppress(Refused):
        checked(name, content)
