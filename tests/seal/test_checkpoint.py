"""Signed notes as others write them; and what is refused as one."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidSignature
from hypothesis import given
from hypothesis import strategies as some
from seal_samples import KEY, PUBLIC

from zhunsheng.seal import checkpoint
from zhunsheng.seal.checkpoint import (
    Checkpoint,
    Note,
    NoteError,
    PublicKey,
    SecretKey,
    Signature,
    opened,
    signed,
    split_notes,
)

HERE = Checkpoint(KEY.name, 7, bytes(range(32)))
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_SIGNATURE = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)


def test_keys_and_signatures_are_those_of_the_go_package() -> None:
    key = SecretKey.parse(GO_SECRET)
    assert str(key.public_key) == GO_PUBLIC == str(PublicKey.parse(GO_PUBLIC))
    assert key.text() == GO_SECRET + "\n"
    assert str(key.sign(GO_TEXT)) == f"\u2014 PeterNeumann {GO_SIGNATURE}\n"
    PublicKey.parse(GO_PUBLIC).check(GO_TEXT, base64.b64decode(GO_SIGNATURE)[4:])


def test_the_key_of_the_specification_has_the_id_it_says() -> None:
    text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    assert str(PublicKey.parse(text)) == text
    with pytest.raises(NoteError, match="miscopied"):
        PublicKey.parse(text.replace("530d", "530e"))


def test_a_checkpoint_comes_back_from_its_note() -> None:
    extended = Checkpoint(KEY.name, 7, bytes(32), ("witness policy 1",))
    for one in (HERE, extended):
        note = str(signed(one, [KEY]))
        seen = opened(note.encode(), PUBLIC)
        assert (seen.checkpoint, str(seen.note), seen.signed_by) == (one, note, tuple(PUBLIC))


@given(some.data())
def test_no_altered_byte_of_what_is_signed_goes_unnoticed(data: some.DataObject) -> None:
    whole = str(signed(HERE, [KEY])).encode()
    at = data.draw(some.integers(0, len(whole) - 1))
    other = data.draw(some.integers(0, 255).filter(lambda one: one != whole[at]))
    with pytest.raises(NoteError):
        opened(whole[:at] + bytes([other]) + whole[at + 1 :], PUBLIC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("only\n2\n", "three lines"),
        (f"o\n007\n{base64.b64encode(bytes(32)).decode()}\n", "no decimal number"),
        (f"o\n-1\n{base64.b64encode(bytes(32)).decode()}\n", "no decimal number"),
        (f"o\n1\n{base64.b64encode(bytes(31)).decode()}\n", "not 32 bytes"),
        (f"o\n1\n{base64.b64encode(bytes(32)).decode().rstrip('=')}\n", "not proper base64"),
        (f"o\n1\n{base64.b64encode(bytes(32)).decode()[:-2]}B=\n", "not proper base64"),
    ],
)
def test_a_malformed_checkpoint_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(NoteError, match=said):
        Checkpoint.parse(text)


def witness(name: str, seen_at: int) -> tuple[PublicKey, Signature]:
    """A witness's cosignature, made by hand as tlog-cosignature says."""
    key = SecretKey(name, bytes(range(2, 34)))
    public = PublicKey(name, checkpoint.COSIGNATURE, key.public_key.public)
    message = f"cosignature/v1\ntime {seen_at}\n{HERE.text}"
    value = seen_at.to_bytes(8, "big") + key.sign(message).value
    return public, Signature(name, public.key_id, value)


def test_witnesses_add_their_time_and_do_not_stand_in_for_the_log() -> None:
    public, cosignature = witness("discipline.example/w1", 1_790_000_000)
    note = signed(HERE, [KEY])
    both = Note(note.text, (*note.signatures, cosignature))
    seen = opened(str(both), [*PUBLIC, public])
    assert seen.seen == {"discipline.example/w1": 1_790_000_000}
    assert opened(str(both), PUBLIC).seen == {}, "an unknown key is passed over"
    alone = Note(note.text, (cosignature,))
    with pytest.raises(NoteError, match="not signed by the log's key"):
        opened(str(alone), [*PUBLIC, public])
    later = bytearray(cosignature.value)
    later[7] ^= 1
    forged = Note(
        note.text, (*note.signatures, Signature(public.name, public.key_id, bytes(later)))
    )
    with pytest.raises(NoteError, match="does not fit"):
        opened(str(forged), [*PUBLIC, public])


def test_a_signature_of_a_known_key_that_is_wrong_spoils_the_note() -> None:
    other = SecretKey("second.example", bytes(range(1, 33)))
    note = signed(HERE, [KEY, other])
    swapped = Note(note.text.replace("\n7\n", "\n8\n"), note.signatures)
    with pytest.raises(NoteError, match="does not fit"):
        opened(swapped, PUBLIC)
    assert len(opened(note, [*PUBLIC, other.public_key]).signed_by) == 2


def test_another_algorithm_is_one_entry_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for SM2 with SM3: no public-key algorithm, but in every other way another one."""
    mark = b"\xffexample.com/mac"

    def check(public: bytes, text: bytes, value: bytes) -> None:
        if not hmac.compare_digest(hmac.digest(public, text, "sha256"), value):
            raise InvalidSignature

    public = PublicKey("token.example", mark, sha256(b"key").digest())
    with pytest.raises(NoteError, match="unknown algorithm"):
        PublicKey.parse(str(public))
    monkeypatch.setitem(checkpoint.ALGORITHMS, mark, (32, check))
    assert PublicKey.parse(str(public)) == public

    class Token:
        public_key = public

        def sign(self, text: str) -> Signature:
            value = hmac.digest(public.public, text.encode(), "sha256")
            return Signature(public.name, public.key_id, value)

    note = signed(Checkpoint(public.name, 1, bytes(32)), [Token()])
    assert opened(str(note), [public]).checkpoint.size == 1
    with pytest.raises(NoteError):
        opened(str(note).replace("\n1\n", "\n2\n"), [public])


def test_notes_one_after_the_other_are_taken_apart_and_the_last_may_be_cut_off() -> None:
    second = SecretKey("second.example", bytes(range(1, 33)))
    notes = [
        str(signed(Checkpoint(KEY.name, n, bytes(32)), [KEY, second])).encode() for n in (1, 2)
    ]
    assert list(split_notes(b"".join(notes))) == notes
    assert list(split_notes(notes[0] + notes[1][:50])) == [notes[0], notes[1][:50]]
