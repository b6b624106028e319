"""The one way a table leaves: permission, limits, purpose, sealed record, marks — in that order."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import TITLES
from zhunsheng_web.access.tokens import new_token
from zhunsheng_web.casework.faults import Incomplete, NotAllowed
from zhunsheng_web.export.marks import key_of, marked
from zhunsheng_web.export.models import Export
from zhunsheng_web.record.deed import deed, note
from zhunsheng_web.ui.sheet import Column, Sheet, as_csv, as_xlsx
from zhunsheng_web.ui.templatetags.words import say

Form = Literal["xlsx", "csv"]
MOST_ROWS = 20_000
LONGEST_PURPOSE = 500
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
NOT_YOURS = Text(
    "您的岗位不能导出这些数据。如工作需要，请由本单位负责人或督察内审岗导出。",
    "Your post does not take this out. Where work needs it, the head of the office or internal "
    "audit does.",
)
_MARK = Text("行标", "Row mark")
_MARKED_BY = Text(
    "{who}（{code}，{post}，{office}）{when} 导出，封存记录 {record}，{n} 行。"
    "每行末尾的标记对应本次导出，流出可查。",
    "Taken out by {who} ({code}, {post}, {office}) on {when}; sealed record {record}; rows: {n}. "
    "The mark at the end of each row belongs to this export and leads back to it.",
)
_NOBODY = Text("无岗位", "no post")


@dataclass(frozen=True, slots=True)
class Leaving:
    """A file on its way out."""

    name: str
    media_type: str
    content: bytes
    token: str = ""

    def response(self) -> HttpResponse:
        """The answer that hands it over: always to be saved, never shown in the page."""
        answer = HttpResponse(self.content, content_type=self.media_type)
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(self.name)}"
        answer["Cache-Control"] = "no-store"
        return answer


def leave(
    sheet: Sheet,
    *,
    kind: str,
    form: str,
    actor: Actor,
    now: dt.datetime,
    keys: Sequence[str] | None = None,
    named: bool = False,
    purpose: str = "",
    office: str | None = None,
    what: str = "export.make",
) -> Leaving:
    """The table as a file, sealed and marked.

    ``keys``: what each row is about, in place of its first column; without them rows are numbered
    in a column of their own. ``named``: people or companies are named: a purpose has to be given.
    ``office``: the path the table is about (None: the reader's own reach). ``what``: the rule of
    ``rules.yaml``. Raises NotAllowed, Incomplete, NotSealed: nothing has left then.
    """
    permit(kind, actor=actor, now=now, office=office, what=what)
    _check(sheet, form, named, purpose)
    main, token, salt = actor.main, new_token(), secrets.token_bytes(16)
    with deed(
        "export.make",
        who=actor.code,
        on=("export", token),
        now=now,
        post=main.role if main else None,
        why=kind,
    ) as act:
        act.counts["rows"] = len(sheet.rows)
        act.texts["purpose"] = purpose.strip()
        made = Export.objects.create(
            token=token,
            person_id=actor.person_id,
            role=main.role if main else "",
            office_path=main.path if main else "",
            kind=kind,
            form=form,
            rows=len(sheet.rows),
            named=named,
            purpose=purpose.strip(),
            made_at=now,
            salt=salt,
        )
    content = (as_xlsx if form == "xlsx" else as_csv)(
        _marked(sheet, key_of(salt), keys, _told(actor, now, token, len(sheet.rows)))
    )
    made.leaf, made.digest = act.leaf, hashlib.sha256(content).hexdigest()
    made.save(update_fields=["leaf", "digest"])
    day = timezone.localtime(now).strftime("%Y%m%d")
    return Leaving(f"{kind}-{day}-{token[:6]}.{form}", MEDIA[form], content, token)


def permit(
    kind: str,
    *,
    actor: Actor,
    now: dt.datetime,
    office: str | None = None,
    what: str = "export.make",
) -> None:
    """Asks for the right alone, before a table is made. Raises NotAllowed; the denial is sealed."""
    decision = may(actor, what, office)
    if not decision.allowed:
        note("export.make", who=actor.code, on=("table", kind), now=now, result="denied",
             why=decision.code)  # fmt: skip
        raise NotAllowed(decision.code, NOT_YOURS)


def _check(sheet: Sheet, form: str, named: bool, purpose: str) -> None:
    if form not in ("xlsx", "csv"):
        raise Incomplete(
            "form", Text("请选择 Excel 或 CSV 格式。", "Choose Excel or CSV as the format.")
        )
    if len(sheet.rows) > MOST_ROWS:
        raise Incomplete(
            "rows",
            Text(
                f"一次最多导出 {MOST_ROWS:,} 行。请缩小期间、单位或级别后再导出。",
                f"At most {MOST_ROWS:,} rows leave at a time. Narrow the period, the office or the "
                "level, and try again.",
            ),
        )
    if named and not purpose.strip():
        raise Incomplete(
            "purpose",
            Text(
                "表中有具体人员或企业，请写明用途。用途随导出记录一并封存。",
                "The table names people or companies: say what it is for. The purpose is sealed "
                "with the record of this export.",
            ),
        )
    if len(purpose) > LONGEST_PURPOSE:
        raise Incomplete(
            "purpose",
            Text(
                f"用途不超过 {LONGEST_PURPOSE} 字。",
                f"The purpose has at most {LONGEST_PURPOSE} characters.",
            ),
        )


def _told(actor: Actor, now: dt.datetime, token: str, rows: int) -> str:
    # Not the number of the record: two of them would tell how much others did in between.
    main = actor.main
    return say(
        _MARKED_BY.fill(
            who=actor.name,
            code=actor.code,
            post=TITLES[main.role] if main else _NOBODY,
            office=main.office if main else "",
            when=timezone.localtime(now).strftime("%Y-%m-%d %H:%M"),
            record=token,
            n=f"{rows:,}",
        )
    )


def _marked(sheet: Sheet, of: bytes, keys: Sequence[str] | None, told: str) -> Sheet:
    if keys is None:
        width = len(str(len(sheet.rows)))
        marks = [marked(of, f"{place:0{width}d}") for place in range(1, len(sheet.rows) + 1)]
        columns = (Column(say(_MARK), width=14), *sheet.columns)
        rows = [(mark, *row) for mark, row in zip(marks, sheet.rows, strict=True)]
    else:
        columns = sheet.columns
        rows = [(marked(of, key), *row[1:]) for key, row in zip(keys, sheet.rows, strict=True)]
    return replace(sheet, columns=columns, rows=rows, notes=(*sheet.notes, told))
