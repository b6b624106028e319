"""A mapping fitted to the file that was read: what the file itself says, and what it lacks."""

from __future__ import annotations

import re
from pathlib import Path

from zhunsheng.model.errors import MappingError, Place, problem
from zhunsheng.trace.mapping import NAME, Activity, Attribute, Mapping, OwnId, Template, Time
from zhunsheng.trace.ocel import ACTIVITY, EVENT_ID, TIME
from zhunsheng.trace.sink import SourceReport


def completed(mapping: Mapping, report: SourceReport, source: Path) -> Mapping:
    """The mapping with what the format itself says filled in (object-centric logs)."""
    if report.format == "ocel" and not mapping.acts and mapping.mandates is None:
        return mapping.model_copy(update={"acts": (_log_template(mapping, report),)})
    if not mapping.acts and mapping.mandates is None:
        raise MappingError(
            (
                problem(
                    "acts_absent",
                    (
                        "映射既没有 acts 也没有 mandates",
                        "the mapping has neither acts nor mandates",
                    ),
                    mend=("先用 propose 起草映射", "let propose draft a mapping first"),
                    place=Place(str(source)),
                ),
            )
        )
    return mapping


def check_columns(mapping: Mapping, report: SourceReport, source: Path) -> None:
    """Raises MappingError where the mapping names columns a table does not have."""
    if report.format not in ("csv", "tsv", "xlsx", "parquet"):
        return
    known = set(report.columns)
    problems = [
        problem(
            "column_absent",
            (f"文件中没有“{name}”这一列", f"the file has no column {name!r}"),
            why=("现有列:" + "、".join(report.columns), "it has " + ", ".join(report.columns)),
            mend=("改正映射中的列名", "correct the column's name in the mapping"),
            place=Place(str(source), column=name),
        )
        for name in dict.fromkeys(_named(mapping))
        if name not in known
    ]
    if problems:
        raise MappingError(tuple(problems))


def _named(mapping: Mapping) -> list[str]:
    names: list[str | None] = []
    for template in mapping.acts:
        names += [template.activity.column, template.happened_at.column, template.case]
        names += [template.officer, template.post, template.office]
        names += [touched.column for touched in template.objects]
        names += [attribute.column for attribute in template.attributes]
        names += [template.id.column if template.id else None]
        names += [template.recorded_at.column if template.recorded_at else None]
        names += [template.when.column if template.when else None]
    if mapping.mandates is not None:
        rows = mapping.mandates
        names += [rows.officer, rows.kind, rows.value, rows.start.column]
        names += [rows.end.column if rows.end else None]
    return [name for name in names if name is not None]


def _log_template(mapping: Mapping, report: SourceReport) -> Template:
    """What an object-centric log says by itself: every event one act."""
    taken = {EVENT_ID, ACTIVITY, TIME, mapping.officer, mapping.post, mapping.office}
    attributes = []
    names: set[str] = set()
    for number, column in enumerate(sorted(set(report.columns) - taken), 1):
        name = re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_")
        if not NAME.fullmatch(name) or name in names:
            name = f"attribute_{number}"
        names.add(name)
        kind = "number" if column in report.number_columns else "text"
        attributes.append(Attribute.model_validate({"name": name, "column": column, "kind": kind}))
    return Template(
        activity=Activity(column=ACTIVITY),
        happened_at=Time(column=TIME),
        id=OwnId(column=EVENT_ID),
        officer=mapping.officer,
        post=mapping.post,
        office=mapping.office,
        attributes=tuple(attributes),
    )
