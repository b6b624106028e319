"""Strands made again from acts and touches: they are a projection and can be thrown away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from zhunsheng.trace.durable import clear_folder, sync_file, sync_folder, writing
from zhunsheng.trace.manifest import file_digest
from zhunsheng.trace.store import Store
from zhunsheng.trace.strands import write_strands


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
            write_strands(
                pq.read_table(folder / "acts.parquet", read_dictionary=_texts(folder)),
                pq.read_table(folder / "touches.parquet"),
                work,
                types=batch.subject_types,
                number=batch.number,
            )
            (folder / "strands").mkdir(exist_ok=True)
            for name in bad:
                sync_file(work / name)
                (work / name).replace(folder / name)
                mended.append(f"{batch.folder}/{name}")
            sync_folder(folder / "strands")
            sync_folder(folder)
            shutil.rmtree(work)
    return mended


def _texts(folder: Path) -> list[str]:
    schema = pq.read_schema(folder / "acts.parquet")
    return [item.name for item in schema if pa.types.is_string(item.type) and item.name != "own_id"]
