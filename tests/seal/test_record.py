"""A record has one form, and nothing in it that would have to be erased."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as some
from seal_samples import NOON, record

from zhunsheng.seal.record import Commitment, Record, RecordError

names = some.from_regex(r"[a-z][a-z0-9_.-]{0,20}", fullmatch=True)
digests = some.binary(min_size=32, max_size=32).map(bytes.hex)
made = some.builds(
    Record,
    when=some.datetimes(min_value=dt.datetime(1000, 1, 2), max_value=dt.datetime(9000, 1, 1)).map(
        lambda one: one.replace(tzinfo=dt.timezone(dt.timedelta(hours=8)))
    ),
    who=names,
    what=names,
    on=some.tuples(names, names),
    result=names,
    post=some.none() | names,
    why=some.none() | names,
    after=some.none() | some.integers(0, 2**53 - 1),
    counts=some.dictionaries(names, some.integers(0, 2**53 - 1), max_size=3),
    commits=some.dictionaries(
        names, some.binary(min_size=32, max_size=32).map(bytes.hex), max_size=3
    ),
)


@given(made)
def test_the_bytes_are_those_of_rfc_8785_and_come_back(one: Record) -> None:
    entry = one.entry()
    assert entry == rfc8785.dumps(json.loads(entry))
    assert Record.read(entry) == one


@given(made)
def test_a_second_way_to_write_a_record_is_refused(one: Record) -> None:
    said = json.loads(one.entry())
    twins = [
        json.dumps(said).encode(),
        one.entry() + b" ",
        json.dumps({**said, "note": "x"}, separators=(",", ":"), sort_keys=True).encode(),
        one.entry().replace(b'"v":1', b'"v":1.0'),
        one.entry().replace(b'"v":1', b'"v":2'),
        one.entry().replace(b'{"', b'{"\\u0061":1,"', 1),
    ]
    for twin in twins:
        with pytest.raises(RecordError, match="no record in canonical form"):
            Record.read(twin)


@pytest.mark.parametrize(
    "entry", [b"", b"{}", b"[]", b"null", b"\xff", b'{"on":1}', b"[" * 100_000]
)
def test_what_is_no_record_is_refused(entry: bytes) -> None:
    with pytest.raises(RecordError):
        Record.read(entry)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("who", "王小明", "not_an_identifier"),
        ("why", "he asked me to", "not_an_identifier"),
        ("who", "", "not_an_identifier"),
        ("on", ("person", "110101199003078515"), "identity_number"),
        ("on", ("person", "id-11010119900307851X"), "identity_number"),
        ("who", "13800138000", "identity_number"),
        ("after", -1, "not_a_number"),
        ("after", 2**53, "not_a_number"),
        ("counts", {"rows": 1.5}, "not_a_number"),
        ("commits", {"note": "abc"}, "not_a_digest"),
        ("when", dt.datetime(2026, 1, 1), "no_time_zone"),
    ],
)
def test_what_must_not_be_sealed_is_refused(field: str, value: object, code: str) -> None:
    with pytest.raises(RecordError) as told:
        dataclasses.replace(record(1), **{field: value}).entry()
    (only,) = told.value.problems
    assert only.code == code and only.what.zh and only.what.en


def test_a_declaration_number_of_eighteen_digits_is_no_identity_number() -> None:
    assert dataclasses.replace(record(1), on=("declaration", "530120261012345678")).entry()


def test_a_commitment_holds_its_text_and_says_nothing_without_the_salt() -> None:
    one, other = Commitment.to("王小明"), Commitment.to("王小明")
    assert one.holds("王小明") and not one.holds("王大明")
    assert one.digest != other.digest, "the salt is new each time"
    sealed = dataclasses.replace(record(1), commits={"note": one.digest}).entry()
    assert "王小明".encode() not in sealed and one.salt.hex().encode() not in sealed


def test_a_record_is_written_in_utc() -> None:
    east = NOON.astimezone(dt.timezone(dt.timedelta(hours=8)))
    assert dataclasses.replace(record(0), when=east).entry() == record(0).entry()
