"""Why a file is not taken in."""

from __future__ import annotations

from zhunsheng.model.text import Text


class Refused(Exception):
    """A file that is not kept. ``code`` for programs, ``text`` for people: what, why, how to
    mend."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(f"{code}: {text.en}")
        self.code, self.text = code, text


def damaged(detail_zh: str, detail_en: str) -> Refused:
    """A file that is not whole."""
    return Refused(
        "damaged",
        Text(
            f"文件已损坏或不完整（{detail_zh}），请重新导出后上传。",
            f"The file is damaged or cut short ({detail_en}). Export it again and upload that.",
        ),
    )


def active(what_zh: str, what_en: str) -> Refused:
    """A file that does something when it is opened."""
    return Refused(
        "active-content",
        Text(
            f"文件含有{what_zh}，不予接收；请另存为不含此类内容的文件，或打印成 PDF 后上传。",
            f"The file holds {what_en} and is refused. Save it without, or print it as a PDF and "
            "upload that.",
        ),
    )


def encrypted() -> Refused:
    """A file nobody can look into."""
    return Refused(
        "encrypted",
        Text(
            "文件已加密，无法检查；请去掉密码后上传。",
            "The file is encrypted and cannot be checked. Take the password off and upload it.",
        ),
    )


def too_large(what_zh: str, what_en: str) -> Refused:
    """A file that would fill the machine that opens it."""
    return Refused(
        "too-large",
        Text(f"文件过大：{what_zh}。", f"The file is too large: {what_en}."),
    )
