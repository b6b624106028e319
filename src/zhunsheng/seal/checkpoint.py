"""What a log says of itself, signed: C2SP tlog-checkpoint in a C2SP signed note.

A checkpoint names the log (origin), its size and its root. A note may carry several signatures: of
the log's keys, and of witnesses, whose cosignature also says when they saw it (tlog-cosignature).

Which algorithm made a signature is part of the key: its first byte (``0x01`` Ed25519, ``0x04``
Ed25519 by a witness, ``0xff`` and a name of one's own for anything else). A new one, SM2 with SM3
for instance, is one entry of :data:`ALGORITHMS`; a key in hardware is a :class:`Signer`. The hash
of the *tree* never changes in a log: another hash is another log with another origin.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519

from zhunsheng.seal.tree import HASH

MOST_SIGNATURES = 64
"""Signatures read in one note; the specification asks for at least 16."""
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
"""A number as it is written in checkpoints and proofs."""
_NAME = re.compile(r"[^\s+]+")
_SECRET = "PRIVATE+KEY+"


class NoteError(ValueError):
    """A note, checkpoint or key that cannot be relied on; says why in Chinese and English."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code, self.zh, self.en = code, zh, en


def _malformed(zh: str, en: str) -> NoteError:
    return NoteError("malformed", zh, en)


def decoded(text: str) -> bytes:
    """Base64, and only in the one way it is written (RFC 4648, padded, no spare bits)."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not text or base64.b64encode(found).decode() != text:
        raise _malformed(f"“{text[:60]}”不是规范的 Base64", f"{text[:60]!r} is not proper base64")
    return found


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log ``origin`` has ``size`` entries with this root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is signed."""
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode()]
        return "\n".join([*lines, *self.extensions]) + "\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Raises NoteError."""
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < 3 or not all(lines):
            raise _malformed(
                "检查点应至少有三行：日志名、条数、树根",
                "a checkpoint has at least three lines: origin, size, root",
            )
        if not NUMBER.fullmatch(lines[1]):
            raise _malformed(
                f"检查点的条数“{lines[1][:30]}”不是十进制整数",
                f"the size {lines[1][:30]!r} is no decimal number",
            )
        root = decoded(lines[2])
        if len(root) != HASH:
            raise _malformed(f"树根应为 {HASH} 字节", f"the root is not {HASH} bytes long")
        return cls(lines[0], int(lines[1]), root, tuple(lines[3:]))


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"\u2014 {self.name} {base64.b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and who signed it; nothing is believed of it until :func:`opened`."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))

    @classmethod
    def parse(cls, content: bytes | str) -> Note:
        """Raises NoteError."""
        try:
            whole = content if isinstance(content, str) else content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _malformed("检查点不是 UTF-8 文本", "the note is not UTF-8") from error
        body, blank, tail = whole.rpartition("\n\n")
        lines = tail.split("\n")
        if not blank or lines.pop() or not lines or re.search(r"[\x00-\x09\x0b-\x1f]", whole):
            raise _malformed(
                "不是签名文本：应为正文、空行、签名行",
                "this is no signed note: text, an empty line, signature lines",
            )
        if len(lines) > MOST_SIGNATURES:
            raise _malformed(f"签名超过 {MOST_SIGNATURES} 个", f"over {MOST_SIGNATURES} signatures")
        return cls(body + "\n", tuple(_signature(line) for line in lines))


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "\u2014" or not _NAME.fullmatch(parts[1]):
        raise _malformed(f"签名行写法有误：{line[:60]}", f"no signature line: {line[:60]!r}")
    value = decoded(parts[2])
    if len(value) <= 4:
        raise _malformed("签名过短", "a signature that is too short")
    return Signature(parts[1], value[:4], value[4:])


def split_notes(content: bytes) -> Iterator[bytes]:
    """The notes of a file in which one follows the other; the last may be cut off."""
    note, signed = b"", False
    for line in content.splitlines(keepends=True):
        is_signature = line.startswith("\u2014 ".encode())
        if signed and not is_signature:
            yield note
            note = b""
        note, signed = note + line, is_signature
    if note:
        yield note


PROOF = "c2sp.org/tlog-proof@v1"


def split_proof(text: str) -> tuple[int, list[bytes], str]:
    """The parts of a C2SP tlog-proof: the entry's number, hashes, the note. Raises NoteError."""
    above, blank, note = text.partition("\n\n")
    lines = above.split("\n")
    if not blank or lines.pop(0) != PROOF:
        raise _malformed(f"不是证明文件：首行应为 {PROOF}", f"no proof: it begins with {PROOF}")
    if lines and lines[0].startswith("extra "):
        lines.pop(0)
    word, _, number = (lines.pop(0) if lines else "").partition(" ")
    if word != "index" or not NUMBER.fullmatch(number):
        raise _malformed("证明没有写明记录号", "the proof does not say which record it is of")
    return int(number), [decoded(line) for line in lines], note


Check = Callable[[bytes, bytes, bytes], int | None]
"""Public key, text, signature → the time a witness says it signed (s since 1970), or None.

Raises InvalidSignature."""


def _ed25519(public: bytes, text: bytes, value: bytes) -> None:
    ed25519.Ed25519PublicKey.from_public_bytes(public).verify(value, text)


def _cosignature(public: bytes, text: bytes, value: bytes) -> int:
    seen = int.from_bytes(value[:8], "big")
    _ed25519(public, b"cosignature/v1\ntime %d\n" % seen + text, value[8:])
    return seen


ED25519, COSIGNATURE = b"\x01", b"\x04"
ALGORITHMS: dict[bytes, tuple[int, Check]] = {
    ED25519: (32, _ed25519),
    COSIGNATURE: (32, _cosignature),
}
"""By the mark a key begins with: the length of the public key, and how a signature is checked."""


def key_id(name: str, mark: bytes, public: bytes) -> bytes:
    """The four bytes a signature line names its key by."""
    return sha256(name.encode() + b"\n" + mark + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Whose signatures are believed: ``name+id+key`` in the form of signed notes."""

    name: str
    mark: bytes
    public: bytes

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, self.mark, self.public)

    @property
    def is_witness(self) -> bool:
        return self.mark == COSIGNATURE

    def __str__(self) -> str:
        key = base64.b64encode(self.mark + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """Raises NoteError."""
        name, _, rest = text.strip().partition("+")
        number, _, coded = rest.partition("+")
        if text.startswith(_SECRET) or not (_NAME.fullmatch(name) and coded):
            raise _malformed("公钥应写作“名称+编号+密钥”", "a public key is written name+id+key")
        mark, public = _marked(decoded(coded))
        key = cls(name, mark, public)
        if key.key_id.hex() != number:
            raise NoteError(
                "wrong_key_id",
                f"公钥 {name} 的编号与密钥不符，可能抄写有误",
                f"the id of the key {name} does not belong to it: perhaps it was miscopied",
            )
        return key

    def check(self, text: str, value: bytes) -> int | None:
        """The time a witness gives, None for others. Raises NoteError if it is not signed so."""
        try:
            return ALGORITHMS[self.mark][1](self.public, text.encode(), value)
        except InvalidSignature as error:
            raise NoteError(
                "bad_signature",
                f"密钥 {self.name} 的签名与内容不符",
                f"the signature of {self.name} does not fit what it stands under",
            ) from error


def _marked(coded: bytes) -> tuple[bytes, bytes]:
    for mark, (length, _) in ALGORITHMS.items():
        if coded.startswith(mark) and len(coded) == len(mark) + length:
            return mark, coded[len(mark) :]
    raise NoteError("unknown_algorithm", "密钥所用算法不支持", "a key of an unknown algorithm")


class Signer(Protocol):
    """Who can sign for a log: a key in a file, in a token, in another department."""

    @property
    def public_key(self) -> PublicKey: ...

    def sign(self, text: str) -> Signature: ...


@dataclass(frozen=True, slots=True, repr=False)
class SecretKey:
    """An Ed25519 key in a file; written as Go's ``note`` package writes it."""

    name: str
    seed: bytes

    @property
    def _key(self) -> ed25519.Ed25519PrivateKey:
        return ed25519.Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public_key(self) -> PublicKey:
        return PublicKey(self.name, ED25519, self._key.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        return Signature(self.name, self.public_key.key_id, self._key.sign(text.encode()))

    def text(self) -> str:
        """For a file nobody else may read."""
        coded = base64.b64encode(ED25519 + self.seed).decode()
        return f"{_SECRET}{self.name}+{self.public_key.key_id.hex()}+{coded}\n"

    @classmethod
    def make(cls, name: str) -> SecretKey:
        """A new key. Raises NoteError for a name with spaces or ``+``."""
        if not _NAME.fullmatch(name):
            raise _malformed(
                f"名称“{name}”不能为空，不能含空格或加号", f"{name!r}: a name has no space and no +"
            )
        return cls(name, ed25519.Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> SecretKey:
        """Raises NoteError."""
        name, _, rest = text.strip().removeprefix(_SECRET).partition("+")
        number, _, coded = rest.partition("+")
        if not (text.startswith(_SECRET) and _NAME.fullmatch(name) and coded):
            raise _malformed(
                f"不是私钥文件：应以 {_SECRET} 开头", f"no secret key: it begins with {_SECRET}"
            )
        mark, seed = _marked(decoded(coded))
        key = cls(name, seed)
        if mark != ED25519 or key.public_key.key_id.hex() != number:
            raise NoteError("wrong_key_id", "私钥的编号不符", "the id of the secret key is wrong")
        return key


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkpoint that is believed: the note, and by which keys it is signed.

    ``seen``: of each witness that cosigned it, the time it gave (s since 1970)."""

    checkpoint: Checkpoint
    note: Note
    signed_by: tuple[PublicKey, ...]
    seen: dict[str, int]


def signed(checkpoint: Checkpoint, signers: Sequence[Signer]) -> Note:
    """The checkpoint under the signatures of all these."""
    return Note(checkpoint.text, tuple(signer.sign(checkpoint.text) for signer in signers))


def opened(
    content: bytes | str | Note, keys: Sequence[PublicKey], origin: str | None = None
) -> Opened:
    """The checkpoint in a note, if one of the log's own keys signed it and no known key disowns it.

    Signatures of unknown keys are passed over, as the specification wants. ``origin``: the log it
    must be of; unless said, the name of the first key. Raises NoteError.
    """
    note = content if isinstance(content, Note) else Note.parse(content)
    checkpoint = Checkpoint.parse(note.text)
    known = {(key.name, key.key_id): key for key in keys}
    found, seen = list[PublicKey](), dict[str, int]()
    for one in note.signatures:
        key = known.get((one.name, one.key_id))
        if key is not None:
            time = key.check(note.text, one.value)
            found.append(key)
            if time is not None:
                seen[key.name] = time
    wanted = origin or next((key.name for key in keys if not key.is_witness), "")
    if checkpoint.origin != wanted:
        raise NoteError(
            "other_log",
            f"这是另一日志“{checkpoint.origin}”的检查点，不是“{wanted}”的",
            f"this is a checkpoint of another log, {checkpoint.origin!r}, not of {wanted!r}",
        )
    if all(key.is_witness for key in found):
        names = ", ".join(f"{one.name}+{one.key_id.hex()}" for one in note.signatures)
        raise NoteError(
            "unknown_key",
            f"没有所给日志公钥的签名，签名者为：{names}",
            f"it is not signed by the log's key that was given, but by {names}",
        )
    return Opened(checkpoint, note, tuple(found), seen)
