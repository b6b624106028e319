"""In which file of a register an item stands, and as what it is written there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhunsheng.register.source import read_source


@dataclass(frozen=True, slots=True)
class Found:
    """An item's file, its place in it from 0, and its block as written."""

    path: Path
    position: int
    block: dict[str, Any]


@dataclass
class Files:
    """The files of one section, read when first asked for. Raises RegisterError for unreadable
    ones."""

    folder: Path
    _data: dict[Path, Any] = field(default_factory=dict)
    _sections: dict[str, dict[str, Found]] = field(default_factory=dict)

    def items(self, section: str) -> dict[str, Found]:
        """The items of a section by id, in the order of the files."""
        if section not in self._sections:
            found: dict[str, Found] = {}
            for path in self.paths(section):
                data = self.data(path)
                for position, block in enumerate(data if isinstance(data, list) else []):
                    found[block["id"]] = Found(path, position, block)
            self._sections[section] = found
        return self._sections[section]

    def paths(self, section: str) -> list[Path]:
        """The files of a section there are, as the loader reads them."""
        listed = [
            self.folder / f"{section}.yaml",
            *sorted((self.folder / section).rglob("*.yaml")),
        ]
        return [path for path in listed if path.is_file()]

    def data(self, path: Path) -> Any:
        """What a file says, as plain values."""
        if path not in self._data:
            name = path.relative_to(self.folder).as_posix()
            self._data[path] = read_source(path, name=name).data
        return self._data[path]
