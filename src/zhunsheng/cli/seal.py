"""``zhunsheng seal``: the log that cannot be unsaid; made, read, proved, verified."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from zhunsheng.cli.faults import Status
from zhunsheng.cli.help import SpokenCommand, group
from zhunsheng.cli.language import both
from zhunsheng.cli.options import AsJson
from zhunsheng.cli.session import Session, session_of
from zhunsheng.hearing.inert import inert
from zhunsheng.model.errors import Place, problem
from zhunsheng.seal import log, reading
from zhunsheng.seal.checkpoint import NoteError, PublicKey, SecretKey
from zhunsheng.seal.faults import SealError
from zhunsheng.seal.tiles import Tiles
from zhunsheng.seal.tree import ProofError
from zhunsheng.seal.verify import Report, verify_log, verify_proof

commands = group(
    "封存日志：事后改一个字都查得出来。",
    "The sealed log: a change of one letter afterwards is found.",
)
Folder = Annotated[Path, typer.Argument(help=both("日志目录", "the log's folder"))]
Keys = Annotated[
    list[str],
    typer.Option(
        "--key",
        metavar="KEY",
        envvar="ZHUNSHENG_SEAL_KEY",
        help=both(
            "日志公钥（名称+编号+密钥）或存有公钥的文件；见证方公钥可一并给出",
            "the log's public key (name+id+key) or a file that holds it; more for witnesses",
        ),
    ),
]
_KEY = "customs.example/seal+2d161550+AQ…"


@commands.command(
    "create",
    cls=SpokenCommand,
    help=both("新建日志。", "Make a log."),
    epilog=both(
        "zhunsheng seal create 日志 --name customs.example/seal --secret 私钥.txt",
        "zhunsheng seal create log --name customs.example/seal --secret secret.txt",
    ),
)
def create_command(
    context: typer.Context,
    folder: Folder,
    name: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help=both("日志名称，不含空格和加号", "the log's name, without spaces and +"),
        ),
    ],
    secret: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help=both(
                "私钥文件；没有则新建，仅本人可读", "the secret key; made if there is none yet"
            ),
        ),
    ],
) -> None:
    session = session_of(context)
    if not secret.exists():
        try:
            made = SecretKey.make(name)
        except NoteError as error:
            raise _wrong(error.code, error.zh, error.en, None) from error
        descriptor = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(made.text())
            file.flush()
            os.fsync(file.fileno())
    try:
        key = SecretKey.parse(secret.read_text(encoding="utf-8"))
    except NoteError as error:
        raise _wrong(error.code, error.zh, error.en, secret) from error
    if key.name != name:
        raise _wrong(
            "other_key",
            f"该私钥属于“{key.name}”，不是“{name}”",
            f"this key belongs to {key.name!r}, not to {name!r}",
            secret,
        )
    log.create(folder, [key])
    session.out.print(str(key.public_key), soft_wrap=True)
    session.err.print(
        session.say(
            "已新建。上面是公钥，请交审计部门保存；验证时要用。",
            "Made. Above is the public key: let the auditors keep it, they verify with it.",
        ),
        soft_wrap=True,
    )


@commands.command(
    "show",
    cls=SpokenCommand,
    help=both("列出记录。", "List records."),
    epilog=both(
        f"zhunsheng seal show 日志 --key {_KEY} --from 100",
        f"zhunsheng seal show log --key {_KEY} --from 100",
    ),
)
def show_command(
    context: typer.Context,
    folder: Folder,
    key: Keys,
    begin: Annotated[
        int | None,
        typer.Option(
            "--from",
            metavar="NUMBER",
            min=0,
            help=both("从第几号起，默认为末尾若干条", "from which on; the last ones unless said"),
        ),
    ] = None,
    count: Annotated[
        int, typer.Option(metavar="N", min=1, help=both("列多少条，默认 20", "how many; 20"))
    ] = 20,
    as_json: AsJson = False,
) -> None:
    session = session_of(context)
    size = reading.newest(folder, _keys(key)).checkpoint.size
    first = max(0, size - count) if begin is None else begin
    tiles = Tiles(folder, size)
    found = {index: tiles.entry(index) for index in range(first, min(size, first + count))}
    if as_json:
        session.give([{"number": number, **_json(entry)} for number, entry in found.items()])
        return
    for number, entry in found.items():
        session.out.print(inert(f"{number:>8}  {_line(entry)}"), soft_wrap=True)
    session.err.print(session.say(f"共 {size} 条。", f"{size} records in all."))


@commands.command(
    "checkpoint",
    cls=SpokenCommand,
    help=both(
        "取出签名检查点，交别处保存。没有存于别处的检查点，整本重写就无从发现。",
        "Give a signed checkpoint, to be kept elsewhere. Without one kept elsewhere nobody can "
        "tell that a log was written anew from the beginning.",
    ),
    epilog=both(
        f"zhunsheng seal checkpoint 日志 --key {_KEY} > 检查点.txt",
        f"zhunsheng seal checkpoint log --key {_KEY} > checkpoint.txt",
    ),
)
def checkpoint_command(
    context: typer.Context,
    folder: Folder,
    key: Keys,
    size: Annotated[
        int | None,
        typer.Option(
            "--at",
            metavar="SIZE",
            min=0,
            help=both("条数为 SIZE 时的检查点，默认最新", "that of SIZE records; the newest"),
        ),
    ] = None,
) -> None:
    session = session_of(context)
    keys = _keys(key)
    found = reading.newest(folder, keys) if size is None else reading.at_size(folder, keys, size)
    session.out.print(str(found.note), end="", soft_wrap=True)


@commands.command(
    "prove",
    cls=SpokenCommand,
    help=both(
        "把一条记录连同证明取出，供他人离线核验。",
        "Give a record with its proof, for others to verify offline.",
    ),
    epilog=both(
        f"zhunsheng seal prove 日志 128 --key {_KEY} --out 证据",
        f"zhunsheng seal prove log 128 --key {_KEY} --out evidence",
    ),
)
def prove_command(
    context: typer.Context,
    folder: Folder,
    number: Annotated[int, typer.Argument(help=both("记录号，从 0 起", "the record, from 0"))],
    key: Keys,
    out: Annotated[
        Path,
        typer.Option(
            metavar="NAME",
            help=both(
                "写入 NAME.json（记录）和 NAME.tlog-proof（证明）",
                "written to NAME.json (the record) and NAME.tlog-proof (the proof)",
            ),
        ),
    ] = Path("record"),
) -> None:
    session = session_of(context)
    newest = reading.newest(folder, _keys(key))
    proof = reading.proof_of(folder, number, newest)
    entry = Tiles(folder, newest.checkpoint.size).entry(number)
    paths = [out.with_name(out.name + end) for end in (".json", ".tlog-proof")]
    for path, content in zip(paths, (entry, proof.encode()), strict=True):
        path.write_bytes(content)
    session.tell(f"已写入 {paths[0]} 和 {paths[1]}", f"written: {paths[0]}, {paths[1]}")


@commands.command(
    "verify",
    cls=SpokenCommand,
    help=both(
        "核验整本日志，或（--proof）核验一条记录。查出问题时退出状态为 1。",
        "Verify a whole log or, with --proof, one record. Exits with 1 if something is wrong.",
    ),
    epilog=both(
        f"zhunsheng seal verify 日志 --key {_KEY} --earlier 检查点.txt\n"
        f"zhunsheng seal verify 证据.json --proof 证据.tlog-proof --key {_KEY}",
        f"zhunsheng seal verify log --key {_KEY} --earlier checkpoint.txt\n"
        f"zhunsheng seal verify evidence.json --proof evidence.tlog-proof --key {_KEY}",
    ),
)
def verify_command(
    context: typer.Context,
    what: Annotated[
        Path, typer.Argument(help=both("日志目录，或记录文件", "the log's folder, or a record"))
    ],
    key: Keys,
    earlier: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help=both(
                "此前存于别处的检查点，可多次给出", "a checkpoint kept elsewhere; repeatable"
            ),
        ),
    ] = None,
    proof: Annotated[
        Path | None, typer.Option(metavar="FILE", help=both("记录的证明", "the record's proof"))
    ] = None,
    as_json: AsJson = False,
) -> int:
    session = session_of(context)
    keys = _keys(key)
    if proof is not None:
        return _prove_one(session, what, proof, keys)
    if not what.is_dir():
        raise _wrong(
            "not_a_folder", "不是日志目录", "this is no folder of a log", what, mend=_RECORD_MEND
        )
    report = verify_log(what, keys, [(str(path), path.read_bytes()) for path in earlier or ()])
    if as_json:
        session.give(_data(report))
    else:
        _tell(session, report, alone=not earlier)
    return Status.FOUND if report.findings else Status.FINE


_RECORD_MEND = (
    "核验单条记录时用 --proof 给出证明",
    "to verify one record, name its proof with --proof",
)


def _prove_one(session: Session, record: Path, proof: Path, keys: Sequence[PublicKey]) -> int:
    try:
        number, seen = verify_proof(record.read_bytes(), proof.read_bytes().decode(), keys)
    except (NoteError, ProofError, UnicodeDecodeError) as error:
        zh = error.zh if isinstance(error, NoteError) else "证明与记录、检查点不相符"
        session.tell(f"核验不通过：{inert(zh)}", f"Not proved: {inert(str(error))}")
        return Status.FOUND
    size = seen.checkpoint.size
    session.tell(
        f"属实：这是日志“{seen.checkpoint.origin}”的第 {number} 号记录（检查点 {size} 条）。",
        f"Proved: this is record {number} of the log {seen.checkpoint.origin!r} "
        f"(checkpoint of {size} records).",
    )
    return Status.FINE


def _tell(session: Session, report: Report, *, alone: bool) -> None:
    for one in report.findings:
        session.out.print(inert(session.say(one.zh, one.en)), soft_wrap=True, style="bold red")
    if not report.findings:
        session.tell(
            f"{report.size} 条记录、{report.checkpoints} 个检查点全部相符。",
            f"{report.size} records, {report.checkpoints} checkpoints: all of them agree.",
        )
    if alone:
        session.err.print(
            session.say(
                "未给出存于别处的检查点（--earlier）：整本重写或整体退回旧状态，此次核验看不出来。",
                "No checkpoint kept elsewhere was given (--earlier): that the whole log was "
                "written anew, or set back, could not have been seen.",
            ),
            soft_wrap=True,
        )


def _data(report: Report) -> dict[str, object]:
    findings = [
        {"code": one.code, "zh": one.zh, "en": one.en, "first": one.first, "last": one.last}
        for one in report.findings
    ]
    return {"size": report.size, "checkpoints": report.checkpoints, "findings": findings}


def _keys(texts: Sequence[str]) -> list[PublicKey]:
    found = []
    for text in texts:
        path = Path(text)
        is_file = "+" not in text and path.is_file()
        try:
            found.append(PublicKey.parse(path.read_text("utf-8") if is_file else text))
        except NoteError as error:
            raise _wrong(
                error.code, error.zh, error.en, path if is_file else None, mend=_KEY_MEND
            ) from error
    return found


_KEY_MEND = (
    "公钥在新建日志时显示，由审计部门保存；请整行给出",
    "the key was shown when the log was made, and the auditors keep it; give the whole line",
)


def _json(entry: bytes) -> dict[str, object]:
    try:
        said = json.loads(entry)
    except ValueError:
        said = None
    return said if isinstance(said, dict) else {"bytes": entry.hex()}


def _line(entry: bytes) -> str:
    said = _json(entry)
    on = said.get("on")
    if not isinstance(on, dict):
        return json.dumps(said, ensure_ascii=False)
    parts = [
        said.get("when"),
        said.get("who"),
        said.get("what"),
        f"{on.get('type')}:{on.get('id')}",
    ]
    return "  ".join(str(part) for part in [*parts, said.get("result")])


def _wrong(
    code: str, zh: str, en: str, path: Path | None, *, mend: tuple[str, str] | None = None
) -> SealError:
    place = Place(str(path)) if path is not None else None
    return SealError((problem(code, (zh, en), mend=mend, place=place),))
