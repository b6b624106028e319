"""Whatever a file is, it ends as a batch or as a clear refusal; never as anything between."""

from __future__ import annotations

import gzip
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from test_conservation import here
from trace_samples import FAST, NOW, plain, snapshot

from zhunsheng.model.errors import SourceError, ZhunshengError
from zhunsheng.trace import Limits, Mapping, Store, ingest, parse_mapping
from zhunsheng.trace.archive import open_archive

CSV = "no,step,at,who,amount\n" + "".join(
    f"{n:04d},open,2024-03-{n % 28 + 1:02d}T08:00:00,关员{n},{n}.5\n" for n in range(40)
)
XES = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n<global scope="event"/>\n'
    + "".join(
        f'<trace>\n<string key="concept:name" value="c{n}"/>\n<event>\n'
        f'<string key="concept:name" value="open"/>\n'
        f'<date key="time:timestamp" value="2024-03-01T08:00:00.000+08:00"/>\n</event>\n</trace>\n'
        for n in range(20)
    )
    + "</log>\n"
)
JSON = "".join(
    f'{{"no": "{n:04d}", "step": "open", "at": "2024-03-01T08:00:00", "amount": {n}.5}}\n'
    for n in range(30)
)
XES_MAPPING = parse_mapping(
    "{source: x, zone: UTC, acts: [{activity: {column: 'concept:name'},"
    " happened_at: {column: 'time:timestamp'},"
    " objects: [{type: c, column: 'case:concept:name'}]}]}"
)
LOOSE = parse_mapping("{source: x, zone: UTC}")

Maker = Callable[[random.Random], bytes]


def workbook(sheet: str = "", parts: dict[str, str] | None = None, *, rows: int = 3) -> bytes:
    """A small workbook by hand, parts replaced as asked."""
    body = sheet or (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
        '2006/main"><dimension ref="A1:A1"/><sheetData>'
        + "<row>"
        + "".join(
            f'<c t="inlineStr"><is><t>{name}</t></is></c>'
            for name in ("no", "step", "at", "who", "amount")
        )
        + "</row>"
        + "".join(
            f'<row><c t="inlineStr"><is><t>{n:04d}</t></is></c><c t="inlineStr"><is><t>open</t>'
            f'</is></c><c t="inlineStr"><is><t>2024-03-01</t></is></c><c t="e"><v>#N/A</v></c>'
            f"<c><f>1+1</f><v>{n}.5</v></c></row>"
            for n in range(rows)
        )
        + "</sheetData></worksheet>"
    )
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    content = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "xl/workbook.xml": f'<workbook {ns} xmlns:r="{rel}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
        f'package/2006/relationships"><Relationship Id="rId1" Type="{rel}/worksheet"'
        ' Target="worksheets/s.xml"/>'
        "</Relationships>",
        "xl/worksheets/s.xml": body,
        **(parts or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return out.getvalue()


def doubled() -> bytes:
    out = io.BytesIO(workbook())
    with pytest.warns(UserWarning), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


def encrypted() -> bytes:
    body = bytearray(workbook())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for match in re.finditer(re.escape(mark), bytes(body)):
            body[match.start() + offset] |= 1
    return bytes(body)


LAUGHS = (
    '<!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
REFUSED: dict[str, tuple[bytes, Mapping]] = {
    "empty": (b"", plain()),
    "nul bytes": (CSV.replace("0007", "00\x0007").encode(), plain()),
    "carriage returns only": (CSV.replace("\n", "\r").encode(), plain()),
    "quote never closed": (CSV.replace("0007", '"0007').encode(), plain()),
    "field too long": (CSV.replace("0007", "x" * 200_000).encode(), plain()),
    "a million columns": (b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n", plain()),
    "duplicate header": (CSV.replace("who", "no").encode(), plain()),
    "one bad byte": (CSV.encode() + b"\xff\xfe\xfd\n", plain()),
    "mixed encodings": (CSV.encode() + "0099,open,2024-03-01,关员,1\n".encode("gb18030"), plain()),
    "too little to tell": ("no,step,at,who,amount\n1,open,2024-03-01,关员,1\n".encode(), plain()),
    "html named as excel": (b"<html><table><tr><td>no</td></tr></table></html>", plain()),
    "old xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, plain()),
    "cut gzip": (gzip.compress(CSV.encode())[:-9], plain()),
    "gzip with rubbish behind": (gzip.compress(CSV.encode()) + b"rubbish", plain()),
    "gzip bomb": (gzip.compress(b"a" * (300 << 20), 1), plain()),
    "laughing xes": (XES.replace("<log", LAUGHS + "<log", 1).encode(), XES_MAPPING),
    "external entity": (
        XES.replace("<log", '<!DOCTYPE log SYSTEM "file:///etc/passwd"><log', 1).encode(),
        XES_MAPPING,
    ),
    "nested 100,000 deep": (
        XES.replace("</event>", '<list key="l">' * 100_000, 1).encode(),
        XES_MAPPING,
    ),
    "json nested 100,000 deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, plain()),
    "json nan": (JSON.replace("7.5", "NaN").encode(), plain()),
    "json duplicate key": (JSON.replace('"step"', '"no"').encode(), plain()),
    "json lone surrogate": (JSON.replace("0007", "\\ud800").encode(), plain()),
    "json with rubbish behind": (JSON.replace("7.5}", "7.5} x").encode(), plain()),
    "ocel cut": (b'{"ocel:events": {"e1": {"ocel:activity": "a"', LOOSE),
    "ocel of other types": (b'{"ocel:events": [], "objectTypes": 1}', LOOSE),
    "sqlite cut": (b"SQLite format 3\x00" + b"\x00" * 500, LOOSE),
    "parquet cut": (b"PAR1" + b"\x00" * 100, plain()),
    "zip slip": (workbook(parts={"../../evil": "x"}), plain()),
    "zip with doubled members": (doubled(), plain()),
    "encrypted workbook": (encrypted(), plain()),
    "zip bomb": (workbook(parts={"xl/media/x": "a" * (100 << 20)}), plain()),
    "dtd in a workbook part": (
        workbook(LAUGHS.replace("log", "worksheet") + "<worksheet/>"),
        plain(),
    ),
    "zip that is no workbook": (
        (lambda out: (zipfile.ZipFile(out, "w").close(), out.getvalue())[1])(io.BytesIO()),
        plain(),
    ),
    "missing shared string": (
        workbook('<worksheet><sheetData><row><c t="s"><v>9</v></c></row></sheetData></worksheet>'),
        plain(),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_with_a_place_in_both_languages_and_changes_nothing(
    name: str, tmp_path: Path
) -> None:
    content, mapping = REFUSED[name]
    path = tmp_path / "source.dat"
    path.write_bytes(content)
    store = Store(tmp_path / "store")
    with pytest.raises(SourceError) as caught:
        ingest(store, path, mapping, now=NOW)
    for found in caught.value.problems:
        assert found.code != "reader_crashed", found.why
        assert found.place is not None and found.place.file == str(path)
        assert re.search("[\u4e00-\u9fff]", found.what.zh) and found.what.en.isascii()
        assert found.mend is not None
    assert store.batches() == []


def test_a_lying_dimension_loses_no_row(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(workbook(rows=4_000))
    report = ingest(Store(tmp_path / "s"), path, plain(), now=NOW)
    assert report.manifest.counts.acts == 4_000
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(path, read_only=True)
    assert sum(1 for _ in book.active.rows) < 4_000, "the trap this test is about is gone"


def test_limits_stop_a_reader_that_takes_too_long_or_too_much(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(CSV + CSV.partition("\n")[2] * 2_000, encoding="utf-8")
    store = Store(tmp_path / "s")
    with pytest.raises(SourceError, match="too long"):
        ingest(store, path, plain(), now=NOW, limits=Limits(seconds=-2.97))
    with pytest.raises(SourceError, match="memory"):
        ingest(store, path, plain(), now=NOW, limits=Limits(megabytes=40))
    assert store.batches() == []


def mutants(seed: int, count: int) -> Iterator[tuple[str, bytes, Mapping]]:
    """Good files damaged at random."""
    chance = random.Random(seed)
    good = [
        ("csv", CSV.encode(), plain()),
        ("gb18030", CSV.encode("gb18030"), plain()),
        ("utf-16", CSV.encode("utf-16"), plain()),
        ("csv.gz", gzip.compress(CSV.encode()), plain()),
        ("jsonl", JSON.encode(), plain()),
        ("xes", XES.encode(), XES_MAPPING),
        ("xes.gz", gzip.compress(XES.encode()), XES_MAPPING),
        ("xlsx", workbook(), plain()),
    ]
    for number in range(count):
        kind, content, mapping = good[number % len(good)]
        body = bytearray(content)
        for _ in range(chance.choice((1, 1, 1, 3, 20))):
            at = chance.randrange(max(len(body), 1))
            match chance.randrange(6):
                case 0:
                    del body[at:]
                case 1:
                    body[at : at + 1] = bytes([chance.randrange(256)])
                case 2:
                    body[at:at] = chance.choice((b'"', b"\x00", b"<", b"\r", b",", b"\xff", b"&"))
                case 3:
                    del body[at : at + chance.randrange(1, 40)]
                case 4:
                    body[at:at] = body[at : at + chance.randrange(1, 200)]
                case 5:
                    body[at:at] = b"<!--" if chance.random() < 0.5 else b'"\n"'
        yield f"{kind} {number}", bytes(body), mapping


def check(name: str, content: bytes, mapping: Mapping, root: Path) -> str:
    """Ingests one damaged file; says how it ended, fails if that is none of the two ways."""
    path = root / "t.dat"
    path.write_bytes(content)
    store = Store(root / "store")
    before = snapshot(store)
    try:
        counts = ingest(store, path, mapping, now=NOW, reader=here).manifest.counts
    except ZhunshengError as error:
        assert error.problems[0].code not in ("reader_crashed", "manifest_unreadable"), name
        assert snapshot(store) == before, name
        return "refused"
    assert counts.accepted + counts.rejected + counts.duplicate == counts.rows, name
    return "taken"


@pytest.mark.parametrize("count", [400, pytest.param(10_000, marks=pytest.mark.full)])
def test_damaged_files_are_taken_whole_or_refused_whole(count: int, tmp_path: Path) -> None:
    import tempfile

    ends: dict[str, int] = {}
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        for number, (name, content, mapping) in enumerate(mutants(11, count)):
            root = Path(folder) / str(number % 50)
            root.mkdir(exist_ok=True)
            end = check(name, content, mapping, root)
            ends[end] = ends.get(end, 0) + 1
    assert min(ends["taken"], ends["refused"]) > count // 20, ends


@pytest.mark.parametrize("kind", ["xes", "csv.gz", "xes.gz", "xlsx", "parquet"])
def test_a_good_file_cut_at_any_byte_is_refused(kind: str, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"no": ["1"], "step": ["a"], "at": ["2024-01-01"]}), tmp_path / "p")
    content = {
        "xes": XES[:700].encode() + b"</event></trace></log>",
        "csv.gz": gzip.compress(CSV.encode()),
        "xes.gz": gzip.compress(XES.encode()),
        "xlsx": workbook(),
        "parquet": (tmp_path / "p").read_bytes(),
    }[kind]
    path = tmp_path / "cut"
    from zhunsheng.trace.reading import Reading, read_source

    for end in range(1, len(content) - 1, 7 if len(content) > 900 else 3):
        path.write_bytes(content[:end])
        out = tmp_path / str(end)
        out.mkdir()
        if kind == "xes" and end < 5:
            continue
        with pytest.raises(SourceError):
            read_source(Reading(str(path), format=kind.removesuffix(".gz")), out)


def test_no_name_in_an_archive_is_used_as_a_path(tmp_path: Path) -> None:
    path = tmp_path / "slip.xlsx"
    path.write_bytes(workbook(parts={"/etc/evil": "x"}))
    with pytest.raises(SourceError, match="archive"):
        open_archive(path)
    assert [item.name for item in tmp_path.iterdir()] == ["slip.xlsx"]
