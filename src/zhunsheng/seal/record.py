"""One record of the log: who did what on which object, when, why, with what result.

A record is written as JSON in the canonical form of RFC 8785. Because it holds only texts, whole
numbers and objects with ASCII names, Python's own encoder already writes that form (tests hold it
against a library for RFC 8785, which is six times slower). A record whose bytes are not the
canonical ones is refused when read: there are no two ways to write the same record.

What may one day have to be erased does not enter: no names, no free text, no numbers of identity
papers. Fields are identifiers; for a text there is a :class:`Commitment`, whose salt and text are
kept outside the log. When both are erased the log stays provable and says nothing of the text.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from zhunsheng.model.errors import ZhunshengError, problem
from zhunsheng.seal.tree import LONGEST

VERSION = 1
PERSON = "person"
"""The kind of object whose id must be a pseudonym."""
_IDENTIFIER = re.compile(r"[A-Za-z0-9_.:/@#~*-]{1,200}")
_IDENTITY = re.compile(r"(?<![0-9])([0-9]{17}[0-9Xx]|[0-9]{15}|1[3-9][0-9]{9})(?![0-9])")
"""Citizen numbers of 18 or 15 digits, mobile telephone numbers."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PURPOSE = b"zhunsheng/commitment/v1\n"
_MOST = 2**53 - 1
"""RFC 8785 takes numbers as doubles: beyond this they are no longer exact."""
_encode = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
).encode


class RecordError(ZhunshengError):
    """Something that cannot be a record."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a text is known by in the log, and the salt that must be kept with the text."""

    salt: bytes
    digest: str

    @classmethod
    def to(cls, content: str) -> Commitment:
        """Commits to a text under a new salt of 32 bytes."""
        salt = secrets.token_bytes(32)
        return cls(salt, _committed(salt, content))

    def holds(self, content: str) -> bool:
        """Is this the text?"""
        return hmac.compare_digest(self.digest, _committed(self.salt, content))


def _committed(salt: bytes, content: str) -> str:
    return sha256(_PURPOSE + salt + content.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Record:
    """One action, denial, reading or export.

    ``when`` is aware. ``who`` is an officer's id, or that of a program; ``post`` the post he acted
    in. ``what`` is the action, ``on`` the kind and id of the object, ``why`` what it rests on (a
    power, a standard, a case). ``result``: intended, done, denied, failed … ``after``: the number
    of the record this one completes. ``counts`` are figures (rows exported), ``commits`` digests
    of what is kept elsewhere.
    """

    when: dt.datetime
    who: str
    what: str
    on: tuple[str, str]
    result: str
    post: str | None = None
    why: str | None = None
    after: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    commits: Mapping[str, str] = field(default_factory=dict)

    def entry(self) -> bytes:
        """The canonical bytes. Raises RecordError."""
        kind, name = self.on
        of_id = _pseudonym if kind == PERSON else _identifier
        said: dict[str, Any] = {
            "on": {"id": of_id("on.id", name), "type": _identifier("on.type", kind)},
            "result": _identifier("result", self.result),
            "v": VERSION,
            "what": _identifier("what", self.what),
            "when": _moment(self.when),
            "who": _pseudonym("who", self.who),
        }
        for part, value in (("post", self.post), ("why", self.why)):
            if value is not None:
                said[part] = _identifier(part, value)
        if self.after is not None:
            said["after"] = _number("after", self.after)
        if self.counts:
            said["counts"] = {
                _identifier("counts", name): _number(name, count)
                for name, count in self.counts.items()
            }
        if self.commits:
            said["commits"] = {
                _identifier("commits", name): _digest(name, digest)
                for name, digest in self.commits.items()
            }
        entry = _encode(said).encode()
        if len(entry) > LONGEST:
            raise _refused(
                "record_too_long",
                (f"记录有 {len(entry)} 字节", f"the record is {len(entry)} bytes long"),
                why=(f"一条至多 {LONGEST} 字节", f"one has at most {LONGEST}"),
            )
        return entry

    @classmethod
    def read(cls, entry: bytes) -> Record:
        """The record of these bytes. Raises RecordError if they are no record, or not canonical."""
        try:
            said = json.loads(entry)
            on = said["on"]
            record = cls(
                when=dt.datetime.strptime(said["when"], "%Y-%m-%dT%H:%M:%S.%f%z"),
                who=said["who"],
                what=said["what"],
                on=(on["type"], on["id"]),
                result=said["result"],
                post=said.get("post"),
                why=said.get("why"),
                after=said.get("after"),
                counts=said.get("counts", {}),
                commits=said.get("commits", {}),
            )
            again = record.entry()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise _not_a_record() from error
        if again != entry:
            raise _not_a_record()
        return record


def _identifier(name: str, value: object) -> str:
    if not (isinstance(value, str) and _IDENTIFIER.fullmatch(value)):
        raise _refused(
            "not_an_identifier",
            (
                f"{name} 不是编号：{str(value)[:60]!r}",
                f"{name} is no identifier: {str(value)[:60]!r}",
            ),
            why=(
                "记录一经封存不能删改，只许写编号，不写姓名和文字",
                "what is sealed cannot be erased: identifiers only, no names and no text",
            ),
            mend=(
                "写编号；文字存于业务库，记录里只放其加盐摘要（commits）",
                "give an identifier; keep the text elsewhere and put its salted digest in commits",
            ),
        )
    return value


def _pseudonym(name: str, value: object) -> str:
    """The id of a person, which must not be one that the whole world knows him by."""
    told = _identifier(name, value)
    if _IDENTITY.search(told):
        raise _refused(
            "identity_number",
            (f"{name} 像是身份证号或手机号", f"{name} looks like a citizen's or telephone number"),
            mend=("改用内部编号", "use an internal number instead"),
        )
    return told


def _number(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
        raise _refused(
            "not_a_number",
            (f"{name} 应为 0 到 2^53-1 的整数", f"{name} is no whole number from 0 to 2^53-1"),
        )
    return value


def _digest(name: str, value: object) -> str:
    if not (isinstance(value, str) and _DIGEST.fullmatch(value)):
        raise _refused(
            "not_a_digest",
            (f"{name} 应为 64 位十六进制摘要", f"{name} is no digest of 64 hexadecimal digits"),
        )
    return value


def _moment(when: dt.datetime) -> str:
    if when.tzinfo is None:
        raise _refused(
            "no_time_zone",
            ("时间没有写明时区", "the time has no zone"),
            mend=("给出带时区的时间", "give an aware datetime"),
        )
    return when.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _not_a_record() -> RecordError:
    return _refused(
        "not_a_record",
        ("内容不是规范格式的记录", "these bytes are no record in canonical form"),
        why=(
            "同一条记录只有一种写法（RFC 8785）",
            "a record is written in one way only (RFC 8785)",
        ),
    )


def _refused(
    code: str,
    what: tuple[str, str],
    *,
    why: tuple[str, str] | None = None,
    mend: tuple[str, str] | None = None,
) -> RecordError:
    return RecordError((problem(code, what, why=why, mend=mend),))
