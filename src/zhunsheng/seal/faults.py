"""What can be wrong with a log, in words that help."""

from __future__ import annotations

from pathlib import Path

from zhunsheng.model.errors import Place, ZhunshengError, problem


class SealError(ZhunshengError):
    """The log is not in a state that can be used, or was not asked for something it can do."""


def refused(code: str, zh: str, en: str, path: Path) -> SealError:
    """A fault that needs no further words."""
    return SealError((problem(code, (zh, en), place=Place(str(path))),))


def no_such_record(folder: Path, index: int, size: int) -> SealError:
    """A number beyond the log's end."""
    return SealError(
        (
            problem(
                "no_such_record",
                (f"没有第 {index} 号记录", f"there is no record {index}"),
                why=(f"日志共 {size} 条，编号从 0 起", f"the log has {size}, numbered from 0"),
                place=Place(str(folder)),
            ),
        )
    )


def exists(folder: Path) -> SealError:
    """A log is never made where something is."""
    return SealError(
        (
            problem(
                "seal_exists",
                ("此处已有文件或目录", "there is something here already"),
                why=("封存日志不能覆盖", "a log is never written over"),
                mend=("换一个目录", "choose another folder"),
                place=Place(str(folder)),
            ),
        )
    )


def damaged(folder: Path, what: str) -> SealError:
    """A log whose files do not bear out its checkpoint."""
    return SealError(
        (
            problem(
                "seal_damaged",
                (
                    f"封存日志的文件与其检查点不符：{what}",
                    f"files of the log do not bear out its checkpoint: {what}",
                ),
                why=("文件被改动、缺失或损坏", "they were changed, are missing or broken"),
                mend=(
                    "不要继续写入；先运行 zhunsheng seal verify 查明，再从备份恢复",
                    "write nothing more; see with zhunsheng seal verify, then restore a backup",
                ),
                place=Place(str(folder)),
            ),
        )
    )


def no_log(folder: Path) -> SealError:
    return SealError(
        (
            problem(
                "no_seal",
                ("这里没有封存日志", "there is no sealed log here"),
                mend=(
                    "核对目录；新建请用 zhunsheng seal create",
                    "check the folder; a new one is made by zhunsheng seal create",
                ),
                place=Place(str(folder)),
            ),
        )
    )


def busy(folder: Path) -> SealError:
    return SealError(
        (
            problem(
                "seal_busy",
                ("另一个程序正在写入封存日志", "another program is writing to the log"),
                mend=("等它写完后再试", "try again when it has finished"),
                place=Place(str(folder)),
            ),
        )
    )


def stopped(folder: Path, cause: BaseException | None) -> SealError:
    return SealError(
        (
            problem(
                "seal_stopped",
                ("封存日志已停止接收记录", "the log takes no more records"),
                why=(
                    f"此前写入出错：{cause}" if cause else "日志已关闭",
                    f"writing failed before: {cause}" if cause else "it was closed",
                ),
                mend=(
                    "排除磁盘故障后重新打开日志；在此之前，凡须留痕的操作一律不得执行",
                    "mend the disk and open the log anew; until then nothing may be done that has "
                    "to be recorded",
                ),
                place=Place(str(folder)),
            ),
        )
    )


def rolled_back(folder: Path, known: int, now: int) -> SealError:
    return SealError(
        (
            problem(
                "seal_rolled_back",
                (
                    f"封存日志被退回旧状态：已签发过 {known} 条的检查点，现只有 {now} 条",
                    f"the log was set back: a checkpoint of {known} records was shown, and there "
                    f"are {now} now",
                ),
                why=("有人截断或用旧备份替换了日志", "it was cut short, or replaced by a backup"),
                mend=(
                    "保护现场，不要继续写入；用 zhunsheng seal verify 和外存检查点查明",
                    "leave everything as it is and write nothing; look with zhunsheng seal verify "
                    "and the checkpoints kept elsewhere",
                ),
                place=Place(str(folder)),
            ),
        )
    )
