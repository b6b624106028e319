"""Our proofs are RFC 9162 proofs, and nothing else is taken for one."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared_data import MERKLE, needs
from zhunsheng.seal import tree
from zhunsheng.seal.tree import ProofError

LEAVES = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + naive(leaves[:k]) + naive(leaves[k:])).digest()


def nodes(leaves: list[bytes]) -> tree.Node:
    def node(level: int, index: int) -> bytes:
        return naive(leaves[index << level : (index + 1) << level])

    return node


def numbered(size: int) -> list[bytes]:
    return [b"%d" % number for number in range(size)]


def test_roots_and_hashes_are_those_of_the_published_tables() -> None:
    growing = tree.Frontier()
    assert growing.root().hex() == ROOTS[0]
    for entry, root in zip(LEAVES, ROOTS[1:], strict=True):
        growing.append(tree.leaf_hash(entry))
        assert growing.root().hex() == root
    assert tree.leaf_hash(b"L123456").hex().startswith("395aa064aa4c29f7010acfe3f25db948")
    assert tree.node_hash(b"N123", b"N456").hex().startswith("aa217fe888e47007fa15edab33c2b492")
    assert tree.leaf_hash(b"ab") != tree.node_hash(b"a", b"b")


@given(some.integers(1, 200), some.data())
def test_proofs_agree_with_the_definition(size: int, data: some.DataObject) -> None:
    leaves = numbered(size)
    root = naive(leaves)
    assert tree.root_of(map(tree.leaf_hash, leaves)) == root
    index = data.draw(some.integers(0, size - 1))
    proof = tree.inclusion_proof(index, size, nodes(leaves))
    tree.verify_inclusion(tree.leaf_hash(leaves[index]), index, size, proof, root)
    old = data.draw(some.integers(1, size))
    steps = tree.consistency_proof(old, size, nodes(leaves))
    tree.verify_consistency(old, size, steps, naive(leaves[:old]), root)


@given(some.integers(2, 120), some.data())
def test_a_proof_altered_in_any_bit_or_length_is_refused(size: int, data: some.DataObject) -> None:
    leaves = numbered(size)
    root, node = naive(leaves), nodes(leaves)
    index = data.draw(some.integers(0, size - 1))
    leaf = tree.leaf_hash(leaves[index])
    right = tree.inclusion_proof(index, size, node)
    for wrong in altered(right, data):
        with pytest.raises(ProofError):
            tree.verify_inclusion(leaf, index, size, wrong, root)
    other = data.draw(some.integers(0, size - 1).filter(lambda one: one != index))
    with pytest.raises(ProofError):
        tree.verify_inclusion(leaf, other, size, right, root)
    old = data.draw(some.integers(1, size - 1))
    steps = tree.consistency_proof(old, size, node)
    for wrong in altered(steps, data):
        with pytest.raises(ProofError):
            tree.verify_consistency(old, size, wrong, naive(leaves[:old]), root)


def altered(proof: list[bytes], data: some.DataObject) -> Iterator[list[bytes]]:
    at = data.draw(some.integers(0, len(proof) - 1))
    bit = data.draw(some.integers(0, 255))
    flipped = int.from_bytes(proof[at], "big") ^ 1 << bit
    yield [*proof[:at], flipped.to_bytes(32, "big"), *proof[at + 1 :]]
    yield [*proof[:at], *proof[at + 1 :]]
    yield [*proof, proof[-1]]
    yield [b"", *proof]
    yield [*proof[:at], proof[at][:-1], *proof[at + 1 :]]


@given(some.integers(1, 64), some.data())
def test_subtrees_are_shown_to_be_part_of_the_tree(size: int, data: some.DataObject) -> None:
    leaves = numbered(size)
    level = data.draw(some.integers(0, (size - 1).bit_length()))
    start = data.draw(some.integers(0, (size - 1) >> level)) << level
    end = data.draw(some.integers(start + 1, min(size, start + (1 << level))))
    proof = subtree_proof((start, end), (0, size), leaves)
    part, root = naive(leaves[start:end]), naive(leaves)
    tree.verify_subtree_consistency((start, end), size, proof, part, root)
    with pytest.raises(ProofError):
        tree.verify_subtree_consistency((start, end), size, [*proof, part], part, root)


def subtree_proof(
    span: tuple[int, int], within: tuple[int, int], leaves: list[bytes]
) -> list[bytes]:
    """By recursion over the tree: what is needed beside the subtree to reach the root."""

    def walk(within: tuple[int, int], known: bool) -> list[bytes]:
        start, end = within
        if span == within:
            return [] if known else [naive(leaves[start:end])]
        middle = start + tree._split(end - start)
        left, right = naive(leaves[start:middle]), naive(leaves[middle:end])
        if span[1] <= middle:
            return [*walk((start, middle), known), right]
        if span[0] >= middle:
            return [*walk((middle, end), known), left]
        return [*walk_right((middle, end)), left]

    def walk_right(within: tuple[int, int]) -> list[bytes]:
        start, end = within
        if span[1] == end:
            return [naive(leaves[start:end])]
        middle = start + tree._split(end - start)
        if span[1] <= middle:
            return [*walk_right((start, middle)), naive(leaves[middle:end])]
        return [*walk_right((middle, end)), naive(leaves[start:middle])]

    return walk(within, True)


def vector(content: dict[str, Any]) -> None:
    """Puts one published vector to the function it is for."""
    root = base64.b64decode(content.get("root") or content.get("root2") or "")
    old_root = base64.b64decode(content.get("root1") or "")
    proof = [base64.b64decode(one) for one in content["proof"] or ()]
    leaf = base64.b64decode(content.get("leafHash") or "")
    match content:
        case {"leafIdx": index, "start": start, "end": end}:
            tree.verify_subtree_inclusion(leaf, index, (start, end), proof, root)
        case {"leafIdx": index, "treeSize": size}:
            tree.verify_inclusion(leaf, index, size, proof, root)
        case {"start": start, "end": end, "size": size}:
            tree.verify_subtree_consistency((start, end), size, proof, old_root, root)
        case {"size1": old, "size2": size}:
            tree.verify_consistency(old, size, proof, old_root, root)
        case _:
            raise AssertionError(f"a vector of no known kind: {sorted(content)}")


def vectors() -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted(MERKLE.rglob("*.json"))]


def wrongly_judged(judge: Callable[[dict[str, Any]], None]) -> list[str]:
    found = []
    for content in vectors():
        try:
            judge(content)
            refused = False
        except ProofError:
            refused = True
        if refused != content["wantErr"]:
            found.append(json.dumps(content))
    return found


@needs(MERKLE)
def test_all_published_vectors_are_judged_as_published() -> None:
    assert len(vectors()) == 518
    assert wrongly_judged(vector) == []


@needs(MERKLE)
def test_a_verifier_without_its_length_check_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def lenient(leaf: bytes, index: int, span: Any, proof: Any, root: bytes) -> None:
        found, here, last = leaf, index - span[0], span[1] - span[0] - 1
        for one in proof:
            found = (
                tree.node_hash(one, found)
                if here & 1 or here == last
                else tree.node_hash(found, one)
            )
            here, last = here >> 1, last >> 1
            if found == root:
                return
        if found != root:
            raise ProofError("another root")

    monkeypatch.setattr(tree, "verify_subtree_inclusion", lenient)
    assert wrongly_judged(vector)


@pytest.mark.parametrize(
    ("kind", "index", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 273, 112, "tile/0/273.p/112"),
        ("entries", 1234067, 256, "tile/entries/x001/x234/067"),
        (2, 1000, 1, "tile/2/x001/000.p/1"),
    ],
)
def test_tiles_rest_where_the_specification_says(
    kind: int | str, index: int, width: int, path: str
) -> None:
    assert tree.tile_path(kind, index, width) == path


@given(some.lists(some.binary(max_size=300)))
def test_a_bundle_gives_back_its_entries_and_notices_a_cut(entries: list[bytes]) -> None:
    bundle = tree.join_bundle(entries)
    assert tree.split_bundle(bundle) == entries
    if bundle:
        with pytest.raises(ValueError, match="cut off"):
            tree.split_bundle(bundle[:-1])
