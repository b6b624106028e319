"""What activities, fields, codes and posts are called, for sentences about findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhunsheng.model.register import Register
from zhunsheng.model.text import Text


@dataclass(frozen=True, slots=True)
class Words:
    """Titles by id. What a register has not named keeps the name it has in the trace."""

    activities: Mapping[str, Text] = field(default_factory=dict)
    fields: Mapping[str, Text] = field(default_factory=dict)
    codes: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    posts: Mapping[str, Text] = field(default_factory=dict)
    objects: Mapping[str, Text] = field(default_factory=dict)

    def activity(self, name: str) -> Text:
        """The title of an activity."""
        return self.activities.get(name) or Text(name, name)

    def one(self, object_type: str, name: str) -> Text:
        """An object by its type and its own id: 报关单6405…, declaration 6405…"""
        known = self.objects.get(object_type)
        return Text(f"{known.zh}{name}", f"{known.en} {name}") if known else Text(name, name)

    def field_name(self, name: str) -> Text:
        """The title of a field of an act."""
        return self.fields.get(name) or Text(name, name)

    def value(self, name: str, code: str) -> Text:
        """The title of a value of a field (of a post or certificate, where it is one)."""
        if name == "post" and code in self.posts:
            return self.posts[code]
        return self.codes.get((name, code)) or Text(code, code)


_BUILT_IN = {
    "officer": Text("经办人", "officer"),
    "post": Text("岗位", "post"),
    "office": Text("单位", "office"),
}
_FLAGS = {"true": Text("‘是’", "yes"), "false": Text("‘否’", "no")}
"""Flags are recorded as text; in Chinese the answer stands in inner quotation marks."""


def words_of(register: Register) -> Words:
    """The words of a register."""
    flags = [one for one in register.fields if one.kind == "flag"]
    certificates = register.code_table("certificates")
    objects = register.code_table("object-types")
    return Words(
        activities={one.id: one.title for one in register.activities},
        fields={**_BUILT_IN, **{one.id: one.title for one in register.fields}}
        if register.fields
        else {},
        codes={
            **{
                ("certificate", code.id): code.title
                for code in (certificates.codes if certificates is not None else ())
            },
            **{(one.id, code): said for one in flags for code, said in _FLAGS.items()},
            **{(one.id, code.id): code.title for one in register.fields for code in one.codes},
        },
        posts={one.id: one.title for one in register.posts},
        objects={one.id: one.title for one in (objects.codes if objects is not None else ())},
    )
