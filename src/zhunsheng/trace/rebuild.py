"""Strands made again from acts and touches: they are a projection and can be thrown away."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhunsheng.durable import clear_folder, sync_file, sync_folder, writing
from zhunsheng.model.quoting import listed, quoted
from zhunsheng.trace.carried import Portion
from zhunsheng.trace.manifest import file_digest
from zhunsheng.trace.spilling import connect
from zhunsheng.trace.store import Store, strand_name
from zhunsheng.trace.strands import Strands

PORTION_ROWS = 200_000


def rebuild(store: Store) -> list[str]:
    """Makes missing or damaged strands of all batches again; names the files that were.

    A strand is good if its bytes have the digest its manifest gives. A rebuilt strand holds the
    same rows in the same order; an other version of pyarrow may write other bytes for them, and
    is then told again at the next rebuild.
    """
    mended: list[str] = []
    with writing(store.folder):
        clear_folder(store.staging_folder)
        for batch in store.batches():
            folder = store.batches_folder / batch.folder
            bad = [
                name
                for name, digest in batch.files.items()
                if name.startswith("strands/")
                and not ((folder / name).exists() and file_digest(folder / name) == digest)
            ]
            if not bad:
                continue
            work = store.staging_folder / f"rebuild-{batch.number:06d}"
            work.mkdir()
            types = [name for name in batch.subject_types if strand_name(name) in bad]
            _again(folder, types, work, number=batch.number)
            (folder / "strands").mkdir(exist_ok=True)
            for name in bad:
                sync_file(work / name)
                (work / name).replace(folder / name)
                mended.append(f"{batch.folder}/{name}")
            sync_folder(folder / "strands")
            sync_folder(folder)
            shutil.rmtree(work)
    return mended


def _again(folder: Path, types: list[str], work: Path, *, number: int) -> None:
    """Joins acts and touches anew, on disk if need be, and writes the strands of these types."""
    acts = pq.read_schema(folder / "acts.parquet")
    texts = [item.name for item in acts if pa.types.is_string(item.type) and item.name != "own_id"]
    with connect(work) as connection:
        found: Any = connection.sql(
            "SELECT t.subject, t.type, a.* EXCLUDE (check_, own_id)"
            f" FROM read_parquet({quoted(folder / 'touches.parquet')}) AS t"
            f" JOIN read_parquet({quoted(folder / 'acts.parquet')}) AS a USING (act)"
            f" WHERE t.type IN ({listed(types)})"
        )
        strands = Strands(work, work / "runs", number=number, several=True)
        for batch in found.to_arrow_reader(PORTION_ROWS):
            table = pa.Table.from_batches([batch])
            for name in texts:
                at = table.schema.get_field_index(name)
                table = table.set_column(at, name, table[name].dictionary_encode())
            table = table.combine_chunks()
            subject, kinds = table["subject"].to_numpy(), table["type"]
            touched = {}
            for type_ in pc.unique(kinds).to_pylist():
                at = np.flatnonzero(pc.equal(kinds, type_).to_numpy())
                touched[type_] = (subject[at], at)
            strands.take(Portion.of(table), touched)
        strands.write()
