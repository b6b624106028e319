"""A text is put into a statement as a text, whatever is in it."""

from pathlib import Path

import duckdb
import pytest

from zhunsheng.model.quoting import listed, quoted


@pytest.mark.parametrize("text", ["fine", "O'Neil", "''", "罚款'; DROP TABLE t; --", "a\\b\n"])
def test_a_literal_is_read_back_as_it_was(text: str) -> None:
    with duckdb.connect() as db:
        assert db.execute(f"SELECT {quoted(text)}").fetchall() == [(text,)]
        assert db.execute(f"SELECT [{listed([text, 'b'])}]").fetchall() == [([text, "b"],)]


def test_a_folder_with_a_quote_in_its_name_can_be_read_from(tmp_path: Path) -> None:
    file = tmp_path / "officer's" / "acts.parquet"
    file.parent.mkdir()
    with duckdb.connect() as db:
        db.execute(f"COPY (SELECT 1 AS a) TO {quoted(file)} (FORMAT parquet)")
        assert db.execute(f"FROM read_parquet([{listed([file])}])").fetchall() == [(1,)]
