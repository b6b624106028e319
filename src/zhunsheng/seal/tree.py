"""The Merkle tree of RFC 6962 and RFC 9162 (SHA-256): roots, proofs, and where its parts rest.

Sizes and indices count entries from the first. A *node* is the root of 2^level entries beginning at
``index << level``. Proofs are lists of 32-byte hashes from the leaf upwards. Nothing here trusts
what it is given: a proof either leads to the root or :class:`ProofError` says why not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH = 32
"""Bytes of a hash."""
WIDTH = 256
"""Hashes in a full tile, entries in a full bundle (C2SP tlog-tiles)."""
LONGEST = 65_535
"""Bytes of the longest entry: its length is two bytes in a bundle."""
EMPTY = sha256(b"").digest()
"""The root of no entries."""

Node = Callable[[int, int], bytes]
"""Gives the node at (level, index)."""


class ProofError(ValueError):
    """A proof that does not lead to the root it is held against."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that only grows: the roots of the full subtrees it is made of, largest first.

    An append costs at most log2(size) hashes, two on average; no entry is read again.
    """

    __slots__ = ("_roots", "size")

    def __init__(self, size: int = 0, roots: Iterable[bytes] = ()) -> None:
        """``roots``: one for each bit set in ``size``, from the highest."""
        self.size = size
        self._roots = list(roots)
        if len(self._roots) != size.bit_count():
            raise ValueError(f"{len(self._roots)} subtrees do not make a tree of {size}")

    def append(self, leaf: bytes) -> None:
        """Adds the hash of the next entry."""
        full, roots = self.size, self._roots
        while full & 1:
            leaf = sha256(b"\x01" + roots.pop() + leaf).digest()
            full >>= 1
        roots.append(leaf)
        self.size += 1

    def root(self, right: Frontier | None = None) -> bytes:
        """The root of all entries so far; with ``right``, of a smaller tree beside it as well."""
        roots = self._roots if right is None else self._roots + right._roots
        if not roots:
            return EMPTY
        *left, root = roots
        for one in reversed(left):
            root = node_hash(one, root)
        return root

    def copy(self) -> Frontier:
        """The same tree, to grow another way."""
        return Frontier(self.size, self._roots)


def root_of(hashes: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes, or over nodes of one level."""
    tree = Frontier()
    for one in hashes:
        tree.append(one)
    return tree.root()


def _split(size: int) -> int:
    """The largest power of two below ``size`` (RFC 9162 section 2.1.1)."""
    return 1 << (size - 1).bit_length() - 1


def range_root(start: int, end: int, node: Node) -> bytes:
    """The root of the entries from ``start`` to before ``end``, as RFC 9162 splits them."""
    size = end - start
    if size & (size - 1) == 0 and start % size == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(size)
    return node_hash(range_root(start, middle, node), range_root(middle, end, node))


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """That entry ``index`` is in the tree of ``size`` entries (RFC 9162 section 2.1.3.1)."""
    if not 0 <= index < size:
        raise ProofError(f"entry {index} is not in a tree of {size}")
    start, end, proof = 0, size, list[bytes]()
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(range_root(middle, end, node))
            end = middle
        else:
            proof.append(range_root(start, middle, node))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, size: int, node: Node) -> list[bytes]:
    """That the tree of ``old`` entries is the beginning of that of ``size`` (2.1.4.1)."""
    if not 0 < old <= size:
        raise ProofError(f"a tree of {old} is not the beginning of one of {size}")
    start, end, whole, proof = 0, size, True, list[bytes]()
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(range_root(middle, end, node))
            end = middle
        else:
            proof.append(range_root(start, middle, node))
            start, whole = middle, False
    if not whole:
        proof.append(range_root(start, end, node))
    return proof[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raises ProofError unless the proof shows ``leaf`` at ``index`` under ``root`` (2.1.3.2)."""
    verify_subtree_inclusion(leaf, index, (0, size), proof, root)


def verify_consistency(
    old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes
) -> None:
    """Raises ProofError unless the tree of ``old`` begins that of ``size`` (2.1.4.2).

    From nothing follows nothing: ``old`` 0 is refused.
    """
    if old == 0:
        raise ProofError("a tree of no entries is the beginning of every other")
    verify_subtree_consistency((0, old), size, proof, old_root, root)


def _subtree(span: tuple[int, int], size: int) -> None:
    start, end = span
    if not 0 <= start < end <= size:
        raise ProofError(f"entries {start} to {end} are no part of a tree of {size}")
    if start % (1 << (end - start - 1).bit_length()):
        raise ProofError(f"entries {start} to {end} are no subtree: they begin between two")


def _hashes(*hashes: bytes) -> None:
    if any(len(one) != HASH for one in hashes):
        raise ProofError(f"a hash that is not {HASH} bytes long")


def verify_subtree_inclusion(
    leaf: bytes, index: int, span: tuple[int, int], proof: Sequence[bytes], root: bytes
) -> None:
    """Inclusion of an entry in a subtree (draft-ietf-plants-merkle-tree-certs, section 4.3)."""
    start, end = span
    _subtree(span, end)
    _hashes(leaf, *proof)
    if not start <= index < end:
        raise ProofError(f"entry {index} is not between {start} and {end}")
    here, last, found = index - start, end - start - 1, leaf
    for one in proof:
        if last == 0:
            raise ProofError("the proof goes on above the root")
        if here & 1 or here == last:
            found = node_hash(one, found)
            while here & 1 == 0 and here:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, one)
        here, last = here >> 1, last >> 1
    if last:
        raise ProofError("the proof ends below the root")
    if found != root:
        raise ProofError("the proof leads to another root")


def verify_subtree_consistency(
    span: tuple[int, int], size: int, proof: Sequence[bytes], subtree_root: bytes, root: bytes
) -> None:
    """That a subtree is part of a tree (draft-ietf-plants-merkle-tree-certs, section 4.4).

    One of no entries is part of every tree, as the published vectors have it.
    """
    if 0 <= span[0] == span[1] <= size and subtree_root == EMPTY and not proof:
        return
    _subtree(span, size)
    _hashes(*proof)
    first, second, last = span[0], span[1] - 1, size - 1
    while first != second and (second == last or second & 1):
        first, second, last = first >> 1, second >> 1, last >> 1
    if second == last:  # the subtree ends where the tree does
        while first != second:
            first, second, last = first >> 1, second >> 1, last >> 1
    hashes = list(proof)
    if first == second:
        inner = outer = subtree_root
    elif hashes:
        inner = outer = hashes.pop(0)
    else:
        raise ProofError("the proof is empty")
    for one in hashes:
        if last == 0:
            raise ProofError("the proof goes on above the root")
        if second & 1 or second == last:
            if first < second:
                inner = node_hash(one, inner)
            outer = node_hash(one, outer)
            while second & 1 == 0 and second:
                first, second, last = first >> 1, second >> 1, last >> 1
        else:
            outer = node_hash(outer, one)
        first, second, last = first >> 1, second >> 1, last >> 1
    if last:
        raise ProofError("the proof ends below the root")
    if inner != subtree_root or outer != root:
        raise ProofError("the proof leads to another root")


def tile_path(kind: int | str, index: int, width: int = WIDTH) -> str:
    """Where a tile of level ``kind``, or a bundle (``"entries"``), rests below the log's folder."""
    parts = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03}")
    end = "" if width == WIDTH else f".p/{width}"
    return f"tile/{kind}/{'/'.join(parts)}{end}"


def split_bundle(bundle: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ValueError if it is cut off."""
    entries, at = [], 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle):
            raise ValueError("the bundle is cut off")
        entries.append(bundle[at + 2 : end])
        at = end
    return entries


def join_bundle(entries: Iterable[bytes]) -> bytes:
    """A bundle of these entries."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def split_tile(tile: bytes) -> list[bytes]:
    """The hashes of a tile. Raises ValueError if it is cut off."""
    if len(tile) % HASH:
        raise ValueError("the tile is cut off")
    return [tile[at : at + HASH] for at in range(0, len(tile), HASH)]
