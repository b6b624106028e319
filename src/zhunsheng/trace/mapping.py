"""The mapping: how the rows of one source become acts, written in YAML by a business analyst."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from zhunsheng.model.errors import MappingError, Place, Problem, problem
from zhunsheng.trace.zone import zone_of

Format = Literal["csv", "tsv", "xlsx", "jsonl", "parquet", "xes", "ocel"]
NAME = re.compile(r"[a-z][a-z0-9_]*")
_MOST_BYTES = 1_000_000


def _name(value: str) -> str:
    if not NAME.fullmatch(value):
        raise ValueError("[a-z][a-z0-9_]*")
    return value


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Name = Annotated[str, AfterValidator(_name)]
Formats = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Time(_Part):
    """A column that holds a time; ``format``: ``iso`` (default) or strptime formats."""

    column: str
    format: Formats = ("iso",)


class Activity(_Part):
    """The activity: out of a ``column`` (if need be renamed), or a constant (``is``)."""

    column: str | None = None
    constant: str | None = Field(default=None, alias="is")
    rename: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one(self) -> Activity:
        if (self.column is None) == (self.constant is None):
            raise ValueError("column | is")
        return self


class When(_Part):
    """A row takes part only if the column's text is one of these, or none of these."""

    column: str
    among: Texts | None = Field(default=None, alias="in")
    not_among: Texts | None = Field(default=None, alias="not_in")

    @model_validator(mode="after")
    def _one(self) -> When:
        if (self.among is None) == (self.not_among is None):
            raise ValueError("in | not_in")
        return self


class Touched(_Part):
    """An object the act touches: its ``type``, the column with its id, and if need be how."""

    type: str
    column: str
    qualifier: str = ""


class Attribute(_Part):
    """A column kept with the act. ``number``: exact, four decimals; ``round``: to four decimals."""

    name: Name
    column: str
    kind: Literal["text", "number", "time"] = "text"
    format: Formats = ("iso",)
    round: bool = False


class OwnId(_Part):
    """The source's own id of an act."""

    column: str


class Template(_Part):
    """One act for every row (``event``) or every case (``case``) for which ``when`` holds.

    ``optional``: where the time is not filled, the row simply yields no such act.
    ``revises``: a known id with other content, recorded later, is a correction.
    """

    activity: Activity
    per: Literal["event", "case"] = "event"
    case: str | None = None
    when: When | None = None
    happened_at: Time
    recorded_at: Time | None = None
    id: OwnId | None = None
    revises: bool = False
    officer: str | None = None
    post: str | None = None
    office: str | None = None
    objects: tuple[Touched, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    required: tuple[str, ...] = ()
    optional: bool = False

    @model_validator(mode="after")
    def _sound(self) -> Template:
        names = [attribute.name for attribute in self.attributes]
        if len(set(names)) != len(names):
            raise ValueError("attributes: name")
        if self.revises and (self.id is None or self.recorded_at is None):
            raise ValueError("revises: id, recorded_at")
        known = {"officer", "post", "office", *names}
        if not known.issuperset(self.required):
            raise ValueError("required: officer | post | office | attribute")
        return self


class MandateRows(_Part):
    """Rows that say who held what: a post, a certificate, a shift; ``end`` open if not filled."""

    officer: str
    kind: str
    value: str
    start: Time
    end: Time | None = None


class OcelFields(_Part):
    """Which attributes of an OCEL log's events name the officer, post and office."""

    officer: str | None = None
    post: str | None = None
    office: str | None = None


class Mapping(_Part):
    """How one source's rows become acts or mandates. ``digest`` and ``text`` come with loading."""

    source: str = Field(min_length=1)
    zone: str
    times_in: str | None = None
    format: Format | None = None
    encoding: str | None = None
    separator: str | None = Field(default=None, min_length=1, max_length=1)
    decimal: Literal[".", ","] = "."
    sheet: str | None = None
    officer: str | None = None
    post: str | None = None
    office: str | None = None
    acts: tuple[Template, ...] = ()
    mandates: MandateRows | None = None

    @model_validator(mode="after")
    def _sound(self) -> Mapping:
        if self.acts and self.mandates is not None:
            raise ValueError("acts | mandates")
        return self

    @property
    def text(self) -> str:
        """The mapping in canonical form (JSON, keys sorted, defaults left out)."""
        content = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return json.dumps(content, ensure_ascii=False, sort_keys=True)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the canonical form; comments and layout do not count."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def load_mapping(path: Path) -> Mapping:
    """The mapping in a YAML file. Raises MappingError with file and line for all that is wrong."""
    if path.stat().st_size > _MOST_BYTES:
        raise MappingError((_fault(path, None, "", "too large", ("过大", "is too large")),))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise MappingError(
            (_fault(path, None, "", "UTF-8", ("不是 UTF-8 编码", "is not UTF-8")),)
        ) from error
    return parse_mapping(text, name=str(path))


def parse_mapping(text: str, *, name: str = "mapping") -> Mapping:
    """The mapping in a YAML text; ``name`` stands for the file in errors."""
    try:
        content = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else None
        raise MappingError(
            (_fault(name, line, "", str(error.problem), ("不是合格的 YAML", "is not YAML")),)
        ) from error
    except (YAMLError, RecursionError) as error:
        raise MappingError(
            (_fault(name, None, "", str(error), ("不是合格的 YAML", "is not YAML")),)
        ) from error
    if not isinstance(content, CommentedMap):
        raise MappingError(
            (_fault(name, 1, "", "source, zone, acts", ("不是键值结构", "is not a mapping")),)
        )
    try:
        mapping = Mapping.model_validate(_plain(content))
    except ValidationError as error:
        problems = tuple(
            _fault(
                name,
                _line(content, item["loc"]),
                ".".join(str(part) for part in item["loc"]),
                item["msg"],
                ("不合规定", "is not as it must be"),
            )
            for item in error.errors()
        )
        raise MappingError(problems) from error
    for zone in (mapping.zone, mapping.times_in):
        if zone is not None:
            zone_of(zone)
    return mapping


def _plain(node: Any) -> Any:
    if isinstance(node, CommentedMap):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(value) for value in node]
    return str(node) if isinstance(node, str) else node


def _line(content: Any, loc: tuple[int | str, ...]) -> int | None:
    line: int | None = None
    node = content
    for part in loc:
        try:
            if isinstance(node, CommentedMap) and part in node:
                line = node.lc.key(part)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(part, int):
                line = node.lc.item(part)[0] + 1
            else:
                break
            node = node[part]
        except (KeyError, IndexError, AttributeError, TypeError):
            break
    return line if line is not None else 1


def _fault(
    path: Path | str, line: int | None, field: str, detail: str, what: tuple[str, str]
) -> Problem:
    zh, en = what
    return problem(
        "mapping_invalid",
        (f"映射文件中“{field}”{zh}", f"{field or 'the mapping'} {en}"),
        why=(detail, detail),
        mend=("对照映射说明修改该行", "mend this line as the mapping reference says"),
        place=Place(str(path), line=line, column=field or None),
    )
