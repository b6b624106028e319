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

    def activity(self, name: str) -> Text:
        """The title of an activity."""
        return self.activities.get(name) or Text(name, name)

    def field_name(self, name: str) -> Text:
        """The title of a field of an act."""
        return self.fields.get(name) or Text(name, name)

    def value(self, name: str, code: str) -> Text:
        """The title of a value of a field (of a post, where the field is the post)."""
        if name == "post" and code in self.posts:
            return self.posts[code]
        return self.codes.get((name, code)) or Text(code, code)


_BUILT_IN = {
    "officer": Text("经办人", "officer"),
    "post": Text("岗位", "post"),
    "office": Text("单位", "office"),
}


def words_of(register: Register) -> Words:
    """The words of a register."""
    return Words(
        activities={one.id: one.title for one in register.activities},
        fields={**_BUILT_IN, **{one.id: one.title for one in register.fields}}
        if register.fields
        else {},
        codes={(one.id, code.id): code.title for one in register.fields for code in one.codes},
        posts={one.id: one.title for one in register.posts},
    )
